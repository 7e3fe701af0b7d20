"""The compiler's plan of how the packages of a menu are valued: what varies along which axes."""

from __future__ import annotations

from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from bargaining.arrays import Ints
from bargaining.scenario.terms import FLAGS
from bargaining.solver.layout import DRIVEN_MEAN, SCHEDULED_MEAN, SCHEDULED_VALUE, pack_tables
from bargaining.world.game import Game, Polynomial
from bargaining.world.layout import live_columns, needed_conditions, single, table

__all__ = ["plan_packages"]

Axes: TypeAlias = frozenset[int]
Place: TypeAlias = tuple[int, Axes]
"""Where values begin in the buffer, and the axes along which they vary."""

NOWHERE: Axes = frozenset()

_PLANS: WeakKeyDictionary[Game, dict[tuple[frozenset[int], bool], Ints]] = WeakKeyDictionary()


def plan_packages(game: Game, asked: frozenset[int], by_package: bool = False) -> Ints:
    """Return how the packages of a game are valued.

    What may differ from package to package are the answers of the parties that are `asked` for
    their own expected steps and, if `by_package`, the share that a giver is expected to deliver.
    """
    plans, key = _PLANS.setdefault(game, {}), (asked, by_package)
    if key not in plans:
        plans[key] = _Planner(game, asked, by_package).plan()
    return plans[key]


class _Planner:
    """Lays out a buffer: the columns of a position, then everything that varies with packages.

    Axes are numbered: the types of the typed principals, then the issues of the menu. Values by
    type profile are placed in `profile`, what the public expects in `public`.
    """

    def __init__(self, game: Game, asked: frozenset[int], by_package: bool) -> None:
        self.game = game
        self.asked = asked
        self.by_package = by_package
        self.typed = [p for p in game.principals if p in game.typed]
        self.sizes = [2] * len(self.typed) + list(game.menu_shape)
        self.menu = frozenset(range(len(self.typed), len(self.sizes)))
        self.axis_of = {issue: len(self.typed) + place for place, issue in enumerate(game.menu)}
        self.type_axes = {game.type_columns[party]: self.of_type(party) for party in self.typed}
        self.givers = list(dict.fromkeys(game.ladders[issue].giver for issue in game.menu))
        self.shapes: dict[Axes, int] = {NOWHERE: 0, self.menu: 1}
        self.n_buffer = game.n_columns
        self.profile: dict[int, Place] = {}
        self.public: dict[int, Place] = {}
        self.terms: list[tuple[int, int, list[Place]]] = []
        self.groups: list[tuple[int, ...]] = []
        at_table, ever_agreed, in_force, _, failed = map(game.column, FLAGS)
        self.dead = frozenset({at_table, failed})
        self.certain = frozenset({ever_agreed, in_force})

    def plan(self) -> Ints:
        """Return the tables of the plan, in the order of `solver.layout`."""
        game, givers = self.game, self.givers
        # What is reserved first lies first in the buffer.
        shares = [
            self.numbered(self.room(self.of_share(giver) & self.menu))
            for giver in givers
            for _ in range(2)
        ]
        menu, lags = self._menu()
        # What the steps of third parties rest on, their own ladders left out.
        watched = {
            party: live_columns([game.own_payoffs[party]], self.dead)
            - {column for issue in game.own[party] for column in game.ladders[issue].columns}
            for party in game.third_parties
            if game.scenario.settings.foresight.value > 0
        }
        excess, concessions = self._excess(set().union(*watched.values()))
        reactions = self._reactions(watched)
        valued, conditions = self._valued()
        *shapes, strides, products, factors = self._maps()
        share_numbers = [
            [game.number_column(f"parties.{name}.expected_delivery.type_{t}", 1) for t in (0, 1)]
            for name in map(game.parties.__getitem__, givers)
        ]
        width = max(game.menu_shape)
        # Whether third parties react to talks or their breakdown by themselves.
        flags = {game.column("at_table"), game.column("talks_broken")}
        moved = [
            p in self.asked or flags & game.own_payoffs[p].columns() for p in game.third_parties
        ]
        return pack_tables(
            [
                *shapes,
                single(self.typed),
                single(self.profile.get(column, (-1, NOWHERE))[0] for column in self.type_axes),
                strides,
                menu,
                lags,
                single(givers.index(game.ladders[issue].giver) for issue in game.menu),
                table(shares, 2),
                table(share_numbers, 2),
                self.of_columns(self.profile),
                self.of_columns(self.public),
                excess,
                concessions.reshape(-1, 2),
                *reactions,
                valued,
                conditions,
                table(self.groups, 7),
                products,
                factors,
                np.array([np.pad(rungs, (0, width - len(rungs))) for rungs in game.listed], int),
                single(game.principals),
                single([self.n_buffer]),
                single([any(moved)]),
            ]
        )

    def shape(self, axes: Axes) -> int:
        """Return the number of a shape."""
        return self.shapes.setdefault(axes, len(self.shapes))

    def n_cells(self, axes: Axes) -> int:
        """Return how many cells a shape has."""
        return int(np.prod([self.sizes[axis] for axis in axes], dtype=np.int64))

    def room(self, axes: Axes) -> Place:
        """Reserve room for the cells of a shape."""
        self.shape(axes)
        place = (self.n_buffer, axes)
        self.n_buffer += self.n_cells(axes)
        return place

    def numbered(self, *places: Place) -> list[int]:
        """Return offset and number of the shape of places, one after the other."""
        return [number for at, axes in places for number in (at, self.shape(axes))]

    def of_columns(self, places: dict[int, Place]) -> Ints:
        """Return the place of every column; a column that does not vary lies at its own."""
        columns = range(self.game.n_columns)
        return table((self.numbered(places.get(c, (c, NOWHERE))) for c in columns), 2)

    def of_type(self, party: int) -> Axes:
        """Return the axis of a principal's type, if it has one."""
        return frozenset({self.typed.index(party)}) if party in self.typed else NOWHERE

    def of_share(self, giver: int) -> Axes:
        """Return along which axes the share varies that a giver is expected to deliver."""
        game, name = self.game, self.game.parties[giver]
        delivery, path = game.scenario.parties[name].expected_delivery, f"parties.{name}"
        if delivery is None:
            return NOWHERE
        if self.by_package and giver in game.principals:
            # The share is what delivering each package would gain its giver.
            return self.menu | self.of_type(giver)
        changes = (change.target for change in game.scenario.interventions)
        changed = any(target.startswith(f"{path}.expected_delivery") for target in changes)
        low, high = (
            one.model_dump(exclude={"source", "why", "unit", "tag"})
            for one in (delivery.type_0, delivery.type_1)
        )
        # Where both types share one draw, they deliver alike.
        alike = low == high and delivery.type_0.draw is not None and not changed
        return NOWHERE if alike else self.of_type(giver)

    def _menu(self) -> tuple[Ints, Ints]:
        """Reserve room for levels of the menu's issues, then for givers' undelivered shares."""
        game, menu, lags = self.game, [], []
        for issue, axis in self.axis_of.items():
            ladder, along = game.ladders[issue], frozenset({axis})
            profile = along | self.of_share(ladder.giver)
            for column in ladder.columns:
                self.profile[column], self.public[column] = self.room(profile), self.room(along)
            menu.append((issue, *map(self.shape, (along, profile, along))))
        for giver in self.givers:
            along = frozenset(
                self.axis_of[issue] for issue in game.own[giver] if issue in self.axis_of
            )
            share, column = self.of_share(giver), game.undelivered_columns[giver]
            by_type, nowhere = share - self.menu, (-1, NOWHERE)
            if column in game.used:
                self.profile[column], self.public[column] = (
                    self.room(along | share),
                    self.room(along),
                )
            places = self.profile.get(column, nowhere), self.public.get(column, nowhere)
            lags.append((giver, self.shape(by_type) if by_type else -1, *self.numbered(*places)))
        return table(menu, 4), table(lags, 6)

    def _excess(self, watched: set[int]) -> tuple[Ints, Ints]:
        """Reserve room for net concessions and unreciprocated shares, where anybody reads them."""
        game = self.game
        payoffs = [game.payoffs[party] for party in (*game.principals, *game.ratifiers.values())]
        needed = needed_conditions(game, payoffs, self.dead)
        drivers = [game.drivers[c] for c in needed if c in game.drivers]
        read = live_columns([*payoffs, *drivers], self.dead)
        rows = []
        concessions = np.zeros((2, len(game.parties), 2), dtype=np.int64)
        for publicly, places, wanted in ((0, self.profile, read), (1, self.public, watched)):
            read_of = {p: c for p in game.scope if (c := game.unreciprocated_columns[p]) in wanted}
            if len(game.scope) == 1 or not read_of:
                continue
            everyone = NOWHERE
            for party, scoped in game.scope.items():
                levels = (game.ladders[issue].columns[0] for issue, _ in scoped)
                axes = NOWHERE.union(*(places.get(c, (c, NOWHERE))[1] for c in levels))
                concessions[publicly, party] = self.numbered(self.room(axes))
                everyone |= axes
            for party, column in read_of.items():
                places[column] = self.room(everyone)
                rows.append((party, *self.numbered(places[column]), publicly))
        return table(rows, 4), concessions

    def _reactions(self, watched: dict[int, set[int]]) -> tuple[Ints, Ints]:
        """Say in which cells third parties are asked, and reserve room for their ladders."""
        game, rows, columns = self.game, [], list[int]()
        for party, read in watched.items():
            seen = sorted(column for column in read if column in self.public)
            axes = NOWHERE.union(*(self.public[column][1] for column in seen))
            if party in self.asked:
                axes = self.menu
            for issue in game.own[party]:
                for column in game.ladders[issue].columns:
                    self.profile[column] = self.room(axes)
            rows.append((party, self.shape(axes), len(columns), len(columns) + len(seen)))
            columns += seen
        return table(rows, 4), single(columns)

    def _valued(self) -> tuple[Ints, Ints]:
        """Plan the payoffs of those who sign, then ratify, and the conditions they read."""
        game, valued, means = self.game, [], list[tuple[int, ...]]()
        zero, term = game.number_columns.constants[0], game.scenario.table.agreement_term
        hurdles = [(party, zero) for party in game.principals]
        for party, ratifier in game.ratifiers.items():
            path = f"parties.{game.parties[party]}.hurdle"
            hurdles.append((ratifier, game.number_column(path, 0)))
        for party, hurdle in hurdles:
            one_round = term == "one_round" and party in game.principals
            places, first_mean = dict(self.profile), len(means)
            for c in sorted(needed_conditions(game, [game.payoffs[party]], self.dead)):
                first = len(self.groups)
                if c in game.drivers:
                    if one_round:
                        continue
                    kind, axes = DRIVEN_MEAN, self._group(game.drivers[c], places, None)
                else:
                    kind, axes = SCHEDULED_VALUE if one_round else SCHEDULED_MEAN, NOWHERE
                    by = game.condition(c).damped_by
                    if by is not None:
                        damper = game.ladders[game.issues.index(by)].columns[0]
                        axes = places.get(damper, (damper, NOWHERE))[1]
                place = places[game.condition_columns[c]] = self.room(axes)
                means.append((c, kind, *self.numbered(place), first, len(self.groups)))
            first = len(self.groups)
            self._group(game.payoffs[party], places, party)
            target = self.shape(self.of_type(party) | self.menu)
            valued.append((party, first_mean, len(means), first, len(self.groups), target, hurdle))
        return table(valued, 7), table(means, 6)

    def _group(self, polynomial: Polynomial, places: dict[int, Place], party: int | None) -> Axes:
        """Sort terms by shape into groups; return all axes along which they vary.

        Types of the `party` are kept apart, or all where it is None.
        """
        by_axes: dict[Axes, list[tuple[int, list[Place]]]] = {}
        for coefficient, columns in polynomial.terms:
            if self.dead & set(columns):
                continue
            for column in columns:
                if column in self.type_axes:
                    if column not in self.profile:
                        self.profile[column] = self.room(self.type_axes[column])
                    places[column] = self.profile[column]
            factors = [places.get(c, (c, NOWHERE)) for c in columns if c not in self.certain]
            axes = NOWHERE.union(*(along for _, along in factors))
            # What does not vary comes first, and then what varies least.
            factors.sort(key=lambda factor: (self.n_cells(factor[1]), factor[0]))
            by_axes.setdefault(axes, []).append((coefficient, factors))
        ordered = sorted(by_axes, key=lambda axes: (self.n_cells(axes), sorted(axes)))
        mixed = [
            axes if party is None else axes & (self.menu | self.of_type(party)) for axes in ordered
        ]
        # Each is taken up by the smallest later one of its party that can hold it; drivers by none.
        parents = [-1] * len(mixed)
        if party is not None:
            for g, held in enumerate(mixed):
                later = range(g + 1, len(mixed))
                parents[g] = next((k for k in later if held <= mixed[k]), -1)
        first = len(self.groups)
        for g, axes in enumerate(ordered):
            start, shape = len(self.terms), self.shape(axes)
            self.terms += [(shape, *term) for term in by_axes[axes]]
            result = self.room(mixed[g])[0] if g in parents else -1
            parent = first + parents[g] if parents[g] >= 0 else -1
            begins = parents.index(parents[g]) == g
            self.groups.append(
                (shape, start, len(self.terms), self.shape(mixed[g]), result, parent, begins)
            )
        everything = NOWHERE.union(*ordered)
        self.shape(everything)
        return everything

    def _maps(self) -> tuple[Ints, ...]:
        """Tell in which cell of each shape every cell of the others lies, and list all factors.

        Returns the tables from CELLS to MAPS, STRIDES, PRODUCTS and MULTIPLICANDS.
        """
        shapes = list(self.shapes)
        cells = np.array([self.n_cells(axes) for axes in shapes], dtype=np.int64)
        map_from = np.full((len(shapes), len(shapes)), -1, dtype=np.int64)
        strides = np.zeros((len(shapes), len(self.typed)), dtype=np.int64)
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
            for axis in axes - self.menu:
                strides[a, axis] = self.n_cells(frozenset(x for x in axes if x > axis))
        products, factors = [], list[tuple[int, int]]()
        for shape, coefficient, places_of in self.terms:
            first = len(factors)
            n_scalars = sum(not along for _, along in places_of)
            factors += [(at, map_from[shape, self.shape(along)]) for at, along in places_of]
            products.append((coefficient, first, first + n_scalars, len(factors)))
        maps = single(np.concatenate(parts))
        return single(cells), map_from, maps, strides, table(products, 4), table(factors, 2)
