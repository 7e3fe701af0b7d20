"""The compiler's plan of how the packages of a menu are valued: what varies along which axes."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from bargaining.arrays import Ints
from bargaining.solver.layout import DRIVEN_MEAN, SCHEDULED_MEAN, SCHEDULED_VALUE, pack_tables
from bargaining.world.game import Game
from bargaining.world.layout import needed_conditions, single, table
from bargaining.world.package_places import Axes, Places
from bargaining.world.polynomial import Polynomial

__all__ = ["plan_packages"]

_PLANS: WeakKeyDictionary[Game, dict[tuple[frozenset[int], bool], Ints]] = WeakKeyDictionary()


def plan_packages(game: Game, asked: frozenset[int], by_package: bool = False) -> Ints:
    """Return how the packages of a game are valued.

    Parameters
    ----------
    asked : set of int
        Parties that answer for their own expected steps: what they answer may differ from package
        to package.
    by_package : bool
        Whether the share that a giver is expected to deliver may differ from package to package.
    """
    plans, key = _PLANS.setdefault(game, {}), (asked, by_package)
    if key not in plans:
        plans[key] = _Planner(game, asked, by_package).plan()
    return plans[key]


class _Planner(Places):
    """Plans the payoffs of all who sign or ratify, group by group."""

    def __init__(self, game: Game, asked: frozenset[int], by_package: bool) -> None:
        super().__init__(game, asked, by_package)
        self.terms: list[tuple[int, int, list[tuple[int, Axes]]]] = []
        self.groups: list[tuple[int, ...]] = []

    def plan(self) -> Ints:
        """Return the tables of the plan, in the order of `solver.layout`."""
        game = self.game
        givers = list(dict.fromkeys(game.ladders[issue].giver for issue in game.menu))
        shares = self.place_shares(givers)
        menu = self.place_menu(givers)
        lags = self.place_lags(givers)
        reactions, watched = self.place_reactions()
        excess, concessions = self.place_excess(watched)
        reaction_rows, reaction_columns = self.reaction_shapes(reactions)
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
                single(self.typed),
                single(
                    self.profile.get(game.type_columns[p], (-1, frozenset()))[0] for p in self.typed
                ),
                strides,
                menu,
                lags,
                single(givers.index(game.ladders[issue].giver) for issue in game.menu),
                shares,
                table(share_numbers, 2),
                self.places_of(self.profile),
                self.places_of(self.public),
                excess,
                concessions.reshape(-1, 2),
                reaction_rows,
                reaction_columns,
                valued,
                conditions,
                table(self.groups, 7),
                term_rows,
                factor_rows,
                listed.astype(np.int64),
                single(game.principals),
                single([self.n_buffer]),
                single([self.talks_move_others()]),
            ]
        )

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
            start = len(self.terms)
            self.terms += [(self.shape(axes), *term) for term in by_axes[axes]]
            result = self.room(mixed[g])[0] if g in parents else -1
            parent = first + parents[g] if parents[g] >= 0 else -1
            shapes = self.shape(axes), self.shape(mixed[g])
            begins = parents.index(parents[g]) == g
            self.groups.append(
                (shapes[0], start, len(self.terms), shapes[1], result, parent, begins)
            )
        self.shape(everything)
        return everything

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
        return single(cells), map_from, single(np.concatenate(parts)), strides

    def _flat_terms(self, map_from: Ints) -> tuple[Ints, Ints]:
        terms: list[tuple[int, int, int, int]] = []
        factors: list[tuple[int, int]] = []
        for shape, coefficient, columns in self.terms:
            first = len(factors)
            n_scalars = sum(not along for _, along in columns)
            for at, along in columns:
                factors.append((at, int(map_from[shape, self.shape(along)])))
            terms.append((coefficient, first, first + n_scalars, len(factors)))
        return table(terms, 4), table(factors, 2)
