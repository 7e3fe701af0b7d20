"""Places of what varies with packages: along which axes, and where in the buffer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bargaining.arrays import Ints
from bargaining.scenario.terms import FLAGS
from bargaining.world.game import Game
from bargaining.world.layout import live_columns, needed_conditions, single, table
from bargaining.world.number_columns import number_columns

__all__ = ["Axes", "Places"]

Axes = frozenset[int]


class Places:
    """Lays out a buffer: the columns of a position, then everything that varies with packages.

    Axes are numbered: the types of the typed principals, then the issues of the menu.
    """

    def __init__(self, game: Game, asked: frozenset[int], by_package: bool) -> None:
        self.game = game
        self.columns = number_columns(game)
        self.asked = asked
        self.by_package = by_package
        self.typed = [p for p in game.principals if p in game.typed]
        self.sizes = [2] * len(self.typed) + list(game.menu_shape)
        self.menu = frozenset(range(len(self.typed), len(self.sizes)))
        self.shapes: dict[Axes, int] = {frozenset(): 0, self.menu: 1}
        self.n_buffer = game.n_columns
        self.profile: dict[int, tuple[int, Axes]] = {}
        self.public: dict[int, tuple[int, Axes]] = {}
        flags = dict(zip(FLAGS, (game.column(flag) for flag in FLAGS), strict=True))
        self.dead = frozenset({flags["at_table"], flags["failed_ratification"]})
        self.certain = frozenset({flags["ever_agreed"], flags["agreement_in_force"]})

    def shape(self, axes: Axes) -> int:
        """Return the number of a shape."""
        return self.shapes.setdefault(axes, len(self.shapes))

    def n_cells(self, axes: Axes) -> int:
        """Return how many cells a shape has."""
        return int(np.prod([self.sizes[axis] for axis in axes], dtype=np.int64))

    def room(self, axes: Axes) -> tuple[int, Axes]:
        """Reserve room for the cells of a shape."""
        self.shape(axes)
        place = (self.n_buffer, axes)
        self.n_buffer += self.n_cells(axes)
        return place

    def of_type(self, party: int) -> Axes:
        """Return the axis of a principal's type, if it has one."""
        return frozenset({self.typed.index(party)}) if party in self.typed else frozenset()

    def places_of(self, places: dict[int, tuple[int, Axes]]) -> Ints:
        """Return offset and shape of every column; a column that does not vary lies at its own."""
        nowhere: Axes = frozenset()
        return table(
            [
                (at, self.shape(axes))
                for at, axes in (
                    places.get(column, (column, nowhere)) for column in range(self.game.n_columns)
                )
            ],
            2,
        )

    def place_menu(self, givers: Sequence[int]) -> Ints:
        """Reserve room for the levels of the menu's issues, by profile and as the public sees."""
        rows = []
        for position, issue in enumerate(self.game.menu):
            ladder = self.game.ladders[issue]
            along = frozenset({len(self.typed) + position})
            profile = along | self.of_share(ladder.giver)
            for column, _ in ladder.scales:
                self.profile[column] = self.room(profile)
                self.public[column] = self.room(along)
            rows.append((issue, self.shape(along), self.shape(profile), self.shape(along)))
        return table(rows, 4)

    def weighs_delivery(self, giver: int) -> bool:
        """Return whether a giver's share is what delivering each package would gain it."""
        delivery = self.game.scenario.parties[self.game.parties[giver]].expected_delivery
        return self.by_package and delivery is not None and giver in self.game.principals

    def of_share(self, giver: int) -> Axes:
        """Return along which axes the share varies that a giver is expected to deliver."""
        if self.weighs_delivery(giver):
            return self.menu | self.of_type(giver)
        return frozenset() if self.game.delivers_alike[giver] else self.of_type(giver)

    def place_shares(self, givers: Sequence[int]) -> Ints:
        """Reserve room for the share that each giver and type is expected to deliver."""
        rows = []
        for giver in givers:
            axes = self.of_share(giver) & self.menu
            rows += [(self.room(axes)[0], self.shape(axes)) for _ in range(2)]
        return table(rows, 2)

    def place_lags(self, givers: Sequence[int]) -> Ints:
        """Reserve room for undelivered shares of givers, where anybody reads them."""
        rows = []
        for giver in givers:
            along = frozenset(
                len(self.typed) + position
                for position, issue in enumerate(self.game.menu)
                if self.game.ladders[issue].giver == giver
            )
            of_share = self.of_share(giver)
            by_type = of_share - self.menu
            column = self.game.undelivered_columns[giver]
            places = [(-1, frozenset[int]())] * 2
            if column in self.game.used:
                self.profile[column], self.public[column] = (
                    self.room(along | of_share),
                    self.room(along),
                )
                places = [self.profile[column], self.public[column]]
            of_type = self.shape(by_type) if by_type else -1
            rows.append(
                (
                    giver,
                    of_type,
                    *(n for at, axes in places for n in (at, self.shape(axes))),
                )
            )
        return table(rows, 6)

    def place_reactions(self) -> tuple[list[tuple[int, set[int]]], set[int]]:
        """Return third parties with the columns that they watch, and all of these."""
        game = self.game
        if game.scenario.settings.foresight.value == 0:
            return [], set()
        found = []
        for party in game.third_parties:
            own = {column for issue in game.own[party] for column, _ in game.ladders[issue].scales}
            read = live_columns([game.own_payoffs[party]], self.dead)
            found.append((party, read - own))
        return found, set().union(*(watched for _, watched in found))

    def talks_move_others(self) -> bool:
        """Return whether third parties react to talks or their breakdown by themselves."""
        game = self.game
        flags = {game.column("at_table"), game.column("talks_broken")}
        return any(
            party in self.asked or flags & game.own_payoffs[party].columns()
            for party in game.third_parties
        )

    def place_excess(self, watched: set[int]) -> tuple[Ints, Ints]:
        """Reserve room for net concessions and unreciprocated shares, where anybody reads them."""
        game = self.game
        parties = [*game.principals, *game.ratifiers.values()]
        payoffs = [game.payoffs[party] for party in parties]
        needed = needed_conditions(game, payoffs, self.dead)
        drivers = [game.drivers[c] for c in needed if c in game.drivers]
        read = live_columns([*payoffs, *drivers], self.dead)
        rows = []
        concessions = np.zeros((2, len(game.parties), 2), dtype=np.int64)
        for publicly, places, wanted in ((0, self.profile, read), (1, self.public, watched)):
            entitled = [
                p for p in game.scope if len(game.scope) > 1
                if game.unreciprocated_columns[p] in wanted
            ]  # fmt: skip
            if not entitled:
                continue
            everyone: Axes = frozenset()
            for party, scoped in game.scope.items():
                axes: Axes = frozenset().union(
                    *(
                        places.get(game.ladders[issue].scales[0][0], (0, frozenset()))[1]
                        for issue, _ in scoped
                    )
                )
                at, _ = self.room(axes)
                concessions[publicly, party] = at, self.shape(axes)
                everyone |= axes
            for party in entitled:
                column = game.unreciprocated_columns[party]
                places[column] = self.room(everyone)
                rows.append((party, places[column][0], self.shape(everyone), publicly))
        return table(rows, 4), concessions

    def reaction_shapes(self, reactions: list[tuple[int, set[int]]]) -> tuple[Ints, Ints]:
        """Say in which cells third parties are asked, and reserve room for their ladders."""
        game, columns = self.game, list[int]()
        rows = []
        for party, watched in reactions:
            seen = sorted(column for column in watched if column in self.public)
            axes: Axes = frozenset().union(*(self.public[column][1] for column in seen))
            if party in self.asked:
                axes = self.menu
            for issue in game.own[party]:
                for column, _ in game.ladders[issue].scales:
                    self.profile[column] = self.room(axes)
            rows.append((party, self.shape(axes), len(columns), len(columns) + len(seen)))
            columns += seen
        return table(rows, 4), single(columns)
