"""The compiler's plan of how the packages of a menu are valued: what varies along which axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from bargaining.arrays import Ints
from bargaining.scenario.terms import FLAGS
from bargaining.solver.layout import DRIVEN_MEAN, SCHEDULED_MEAN, SCHEDULED_VALUE, pack_tables
from bargaining.world.game import Game
from bargaining.world.layout import needed_conditions, number_columns, table
from bargaining.world.polynomial import Polynomial

__all__ = ["plan_packages"]

Axes = frozenset[int]


_PLANS: WeakKeyDictionary[Game, dict[frozenset[int], Ints]] = WeakKeyDictionary()


def plan_packages(game: Game, asked: frozenset[int]) -> Ints:
    """Return how the packages of a game are valued.

    Parameters
    ----------
    asked : set of int
        Parties that answer for their own expected steps: what they answer may differ from package
        to package.
    """
    plans = _PLANS.setdefault(game, {})
    if asked not in plans:
        plans[asked] = _Planner(game, asked).plan()
    return plans[asked]


def _column(values: Iterable[int]) -> Ints:
    return table([(value,) for value in values], 1)


class _Planner:
    """Lays out a buffer: the columns of a position, then everything that varies with packages.

    Axes are numbered: the types of the typed principals, then the issues of the menu.
    """

    def __init__(self, game: Game, asked: frozenset[int]) -> None:
        self.game = game
        self.columns = number_columns(game)
        self.asked = asked
        self.typed = [p for p in game.principals if p in game.typed]
        self.sizes = [2] * len(self.typed) + list(game.menu_shape)
        self.menu = frozenset(range(len(self.typed), len(self.sizes)))
        self.shapes: dict[Axes, int] = {frozenset(): 0, self.menu: 1}
        self.n_buffer = game.n_columns
        self.profile: dict[int, tuple[int, Axes]] = {}
        self.public: dict[int, tuple[int, Axes]] = {}
        self.terms: list[tuple[int, list[tuple[int, Axes]]]] = []
        self.groups: list[tuple[Axes, int, int, Axes]] = []
        self.results: list[int] = []
        self.last_group: list[int] = []
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

    def plan(self) -> Ints:
        """Return the tables of the plan, in the order of `solver.layout`."""
        game = self.game
        givers = list(dict.fromkeys(game.ladders[issue].giver for issue in game.menu))
        shares = [[self.room(frozenset()) for _ in range(2)] for _ in givers]
        menu = self._place_menu(givers)
        lags = self._place_lags(givers)
        reactions, watched = self._place_reactions()
        excess, concessions = self._place_excess(watched)
        reaction_rows, reaction_columns = self._reaction_shapes(reactions)
        valued, conditions = self._valued()
        cells, map_from, maps, strides = self._maps()
        term_rows, factor_rows = self._flat_terms(map_from)
        share_numbers = [
            [
                self.columns.number(f"parties.{game.parties[g]}.expected_delivery.type_{t}", 1)
                for t in range(2)
            ]
            for g in givers
        ]
        width = max(game.menu_shape)
        listed = np.zeros((len(game.menu), width), dtype=bool)
        for place, levels in enumerate(game.listed):
            listed[place, : len(levels)] = levels
        return pack_tables(
            [
                cells,
                map_from,
                maps,
                _column(self.typed),
                _column(
                    self.profile.get(game.type_columns[p], (-1, frozenset()))[0] for p in self.typed
                ),
                strides,
                menu,
                lags,
                _column(givers.index(game.ladders[issue].giver) for issue in game.menu),
                table([(at, self.shape(axes)) for both in shares for at, axes in both], 2),
                table(share_numbers, 2),
                self._places(self.profile),
                self._places(self.public),
                excess,
                concessions.reshape(-1, 2),
                reaction_rows,
                reaction_columns,
                valued,
                conditions,
                self._group_rows(),
                term_rows,
                factor_rows,
                listed.astype(np.int64),
                _column(game.principals),
                _column([self.n_buffer]),
            ]
        )

    def _places(self, places: dict[int, tuple[int, Axes]]) -> Ints:
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

    def _place_menu(self, givers: Sequence[int]) -> Ints:
        """Reserve room for the levels of the menu's issues, by profile and as the public sees."""
        rows = []
        for position, issue in enumerate(self.game.menu):
            ladder = self.game.ladders[issue]
            along = frozenset({len(self.typed) + position})
            by_type = self._differs(ladder.giver)
            for column, _ in ladder.scales:
                self.profile[column] = self.room(along | by_type)
                self.public[column] = self.room(along)
            rows.append((issue, self.shape(along), self.shape(along | by_type), self.shape(along)))
        return table(rows, 4)

    def _differs(self, giver: int) -> Axes:
        """Return the axis of a giver's type where its types deliver differently."""
        return frozenset() if self.game.delivers_alike[giver] else self.of_type(giver)

    def _place_lags(self, givers: Sequence[int]) -> Ints:
        rows = []
        for giver in givers:
            along = frozenset(
                len(self.typed) + position
                for position, issue in enumerate(self.game.menu)
                if self.game.ladders[issue].giver == giver
            )
            by_type = self._differs(giver)
            column = self.game.undelivered_columns[giver]
            places = [(-1, frozenset[int]())] * 2
            if column in self.game.used:
                self.profile[column], self.public[column] = (
                    self.room(along | by_type),
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

    def _place_reactions(self) -> tuple[list[tuple[int, set[int]]], set[int]]:
        """Return third parties with the columns that they watch, and all of these."""
        game = self.game
        if game.scenario.settings.foresight.value == 0:
            return [], set()
        found = []
        for party in game.third_parties:
            own = {column for issue in game.own[party] for column, _ in game.ladders[issue].scales}
            read = self._read([game.own_payoffs[party]])
            found.append((party, read - own))
        return found, set().union(*(watched for _, watched in found))

    def _read(self, polynomials: Iterable[Polynomial]) -> set[int]:
        """Return the columns that live terms hold."""
        return {
            column
            for polynomial in polynomials
            for _, columns in polynomial.terms
            if not self.dead & set(columns)
            for column in columns
        }

    def _place_excess(self, watched: set[int]) -> tuple[Ints, Ints]:
        """Reserve room for net concessions and unreciprocated shares, where anybody reads them."""
        game = self.game
        parties = [*game.principals, *game.ratifiers.values()]
        payoffs = [game.payoffs[party] for party in parties]
        needed = needed_conditions(game, payoffs, self.dead)
        read = self._read([*payoffs, *(game.drivers[c] for c in needed if c in game.drivers)])
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

    def _reaction_shapes(self, reactions: list[tuple[int, set[int]]]) -> tuple[Ints, Ints]:
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
        return table(rows, 4), _column(columns)

    def _valued(self) -> tuple[Ints, Ints]:
        """Plan the payoffs of the principals, then of those who ratify."""
        game, conditions = self.game, list[tuple[int, int, int, int, int, int]]()
        rows = []
        zero = self.columns.derived["constant", -1, 0]
        for party, hurdle in [
            *((p, zero) for p in game.principals),
            *(
                (q, self.columns.number(f"parties.{game.parties[p]}.hurdle", 0))
                for p, q in game.ratifiers.items()
            ),
        ]:
            places = dict(self.profile)
            start = len(conditions)
            conditions += self._conditions(party, places)
            first = len(self.groups)
            self._group(game.payoffs[party], places, party)
            target = self.of_type(party) | self.menu
            rows.append(
                (party, start, len(conditions), first, len(self.groups), self.shape(target), hurdle)
            )
        return table(rows, 7), table(conditions, 6)

    def _conditions(
        self, party: int, places: dict[int, tuple[int, Axes]]
    ) -> list[tuple[int, int, int, int, int, int]]:
        """Plan the conditions that a payoff reads, in file order."""
        game = self.game
        one_round = game.scenario.table.agreement_term == "one_round" and party in game.principals
        rows = []
        for c in sorted(needed_conditions(game, [game.payoffs[party]], self.dead)):
            column = game.condition_columns[c]
            first = len(self.groups)
            if c in game.drivers:
                if one_round:
                    continue
                kind = DRIVEN_MEAN
                axes = self._group(game.drivers[c], places, None)
            else:
                kind = SCHEDULED_VALUE if one_round else SCHEDULED_MEAN
                by = game.condition(c).damped_by
                axes = frozenset()
                if by is not None:
                    damper = game.ladders[game.issues.index(by)].scales[0][0]
                    axes = places.get(damper, (0, axes))[1]
            places[column] = self.room(axes)
            rows.append((c, kind, places[column][0], self.shape(axes), first, len(self.groups)))
        return rows

    def _group(
        self, polynomial: Polynomial, places: dict[int, tuple[int, Axes]], party: int | None
    ) -> Axes:
        """Sort terms by shape into groups; return all axes along which they vary.

        Parameters
        ----------
        party : int, optional
            Whose types are kept apart; None keeps all.
        """
        by_axes: dict[Axes, list[tuple[int, list[tuple[int, Axes]]]]] = {}
        everything: Axes = frozenset()
        for coefficient, columns in polynomial.terms:
            if self.dead & set(columns):
                continue
            factors = [
                self._factor(column, places) for column in columns if column not in self.certain
            ]
            axes: Axes = frozenset().union(*(along for _, along in factors))
            # What does not vary comes first, and then what varies least.
            factors.sort(key=lambda factor: (self.n_cells(factor[1]), factor[0]))
            by_axes.setdefault(axes, []).append((coefficient, factors))
            everything |= axes
        for axes in sorted(by_axes, key=lambda axes: (self.n_cells(axes), sorted(axes))):
            start = len(self.terms)
            self.terms += by_axes[axes]
            own = self.of_type(party) if party is not None else axes
            mixed = (axes & self.menu) | (axes & own)
            self.shape(axes)
            self.shape(mixed)
            self.groups.append((axes, start, len(self.terms), mixed))
            # Drivers are added up one by one and need no room of their own.
            self.results.append(self.room(mixed)[0] if party is not None else -1)
        self.last_group += [len(self.groups)] * len(by_axes)
        self.shape(everything)
        return everything

    def _group_rows(self) -> Ints:
        """Return the groups, each with the smallest later one of its party that takes it up."""
        rows = []
        for g, (axes, start, stop, mixed) in enumerate(self.groups):
            later = range(g + 1, self.last_group[g])
            parent = next((k for k in later if mixed <= self.groups[k][3]), -1)
            at = self.results[g]
            rows.append((self.shape(axes), start, stop, self.shape(mixed), at, parent))
        return table(rows, 6)

    def _factor(self, column: int, places: dict[int, tuple[int, Axes]]) -> tuple[int, Axes]:
        party = next((p for p in self.typed if self.game.type_columns[p] == column), None)
        if party is not None:
            if column not in self.profile:
                self.profile[column] = self.room(self.of_type(party))
            places[column] = self.profile[column]
        return places.get(column, (column, frozenset()))

    def _maps(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Tell in which cell of each shape every cell of the others lies."""
        shapes = list(self.shapes)
        cells = np.array([self.n_cells(axes) for axes in shapes], dtype=np.int64)
        map_from = np.full((len(shapes), len(shapes)), -1, dtype=np.int64)
        parts: list[Ints] = []
        length = 0
        for a, axes in enumerate(shapes):
            order = sorted(axes)
            places = np.indices([self.sizes[axis] for axis in order]).reshape(len(order), cells[a])
            for b, others in enumerate(shapes):
                if not others <= axes:
                    continue
                cell = np.zeros(cells[a], dtype=np.int64)
                for axis in sorted(others):
                    cell = cell * self.sizes[axis] + places[order.index(axis)]
                map_from[a, b] = length
                parts.append(cell)
                length += len(cell)
        strides = np.zeros((len(shapes), len(self.typed)), dtype=np.int64)
        for a, axes in enumerate(shapes):
            for axis in range(len(self.typed)):
                if axis in axes:
                    strides[a, axis] = self.n_cells(frozenset(x for x in axes if x > axis))
        return _column(cells), map_from, _column(np.concatenate(parts)), strides

    def _flat_terms(self, map_from: Ints) -> tuple[Ints, Ints]:
        terms: list[tuple[int, int, int, int]] = []
        factors: list[tuple[int, int]] = []
        for axes, start, stop, _ in self.groups:
            for coefficient, columns in self.terms[start:stop]:
                first = len(factors)
                n_scalars = sum(not along for _, along in columns)
                for at, along in columns:
                    factors.append((at, int(map_from[self.shape(axes), self.shape(along)])))
                terms.append((coefficient, first, first + n_scalars, len(factors)))
        return table(terms, 4), table(factors, 2)
