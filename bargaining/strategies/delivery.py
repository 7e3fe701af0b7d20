"""What each package is expected to bring about (model, equation 8), for all rows at once.

Axes: (row, one axis for each typed principal, one axis for each issue of the menu). An axis along
which nothing varies has length 1, so a payoff that depends on one ladder is computed once a rung
and not once a package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.strategies.mixing import over_types
from bargaining.strategies.reactions import Reactor, expected_levels
from bargaining.world.situation import Situation
from bargaining.world.state import Rows

__all__ = ["Packages", "type_belief"]


def type_belief(rows: Rows, party: int) -> Floats:
    """Return the public probability of each type, (row, type); one column of ones without types."""
    if party not in rows.game.typed:
        return np.ones((rows.n, 1))
    one = rows.belief(party)
    return np.stack([1.0 - one, one], axis=1)


class Packages:
    """Situations of all packages of all rows, by type profile of the principals."""

    def __init__(
        self, actual: Situation, typed: tuple[int, ...], reactors: Mapping[int, Reactor]
    ) -> None:
        self.actual = actual
        self.rows = rows = actual.rows
        self.typed = typed
        self.n_types = len(typed)
        self.axes = 1 + self.n_types + len(rows.game.menu)
        levels = self._reactions(reactors)
        self.situation = self._by_profile()
        for issue, level in levels.items():
            # The menu's axes follow the types' axes.
            shape = (level.shape[0],) + (1,) * self.n_types + level.shape[1:]
            self.situation.set_level(issue, level.reshape(shape))
        self.situation.derive_unreciprocated()

    def _flags(self, situation: Situation) -> None:
        for name, value in (
            ("at_table", 0.0),
            ("ever_agreed", 1.0),
            ("agreement_in_force", 1.0),
            ("failed_ratification", 0.0),
        ):
            situation.set_flag(name, value)

    def _menu_axis(self, values: Any, position: int, types: int) -> Any:
        """Shape (row or 1, rung) to (row or 1, 1..., rung, ...1)."""
        n_menu = len(self.rows.game.menu)
        tail = tuple(values.shape[1] if a == position else 1 for a in range(n_menu))
        return values.reshape((values.shape[0],) + (1,) * types + tail)

    def _delivered(self, issue: int, type_: int) -> tuple[Floats, Bools]:
        """Return the level expected of each rung asked, and whether it asks anything."""
        rows = self.rows
        ladder = rows.game.ladders[issue]
        present = rows.level(issue)[:, None]
        asked = np.maximum(ladder.rungs[None, :] - present, 0.0)
        share = rows.parameters.expected_delivery(ladder.giver, type_)[:, None]
        return present + share * asked, asked > 0

    def _types_of(self, giver: int) -> tuple[int, ...]:
        """Types of a giver that deliver differently; type 1 alone where they do not."""
        if giver not in self.typed or self.rows.game.delivers_alike[giver]:
            return (1,)
        return (0, 1)

    def _by_profile(self) -> Situation:
        """Situation with type axes: levels, promises and types move together."""
        rows, game = self.rows, self.rows.game
        situation = self.actual.copy(extra_axes=self.axes - 1)
        self._flags(situation)
        asks: dict[int, Bools] = {}
        for position, issue in enumerate(game.menu):
            giver = game.ladders[issue].giver
            levels: list[Floats] = []
            asked: Bools = np.zeros((1, 1), dtype=bool)
            for type_ in self._types_of(giver):
                level, asked = self._delivered(issue, type_)
                levels.append(self._menu_axis(level, position, self.n_types))
            situation.set_level(issue, self._along_type(levels, giver))
            here = self._menu_axis(asked, position, self.n_types)
            asks[giver] = here | asks[giver] if giver in asks else here
        for giver, asked in asks.items():
            column = game.undelivered_columns[giver]
            if column not in game.used:
                continue
            memory = situation.spread(rows.state.memory[:, giver])
            shares = [
                np.where(
                    asked,
                    1.0 - situation.spread(rows.parameters.expected_delivery(giver, type_)),
                    memory,
                )
                for type_ in self._types_of(giver)
            ]
            situation.columns[column] = self._along_type(shares, giver)
        for axis, party in enumerate(self.typed):
            place = [1] * self.axes
            place[1 + axis] = 2
            situation.columns[game.type_columns[party]] = np.array([0.0, 1.0]).reshape(place)
        return situation

    def _along_type(self, by_type: list[Floats], giver: int) -> Floats:
        if len(by_type) == 1:
            return by_type[0]
        return np.concatenate(by_type, axis=1 + self.typed.index(giver))

    def _reactions(self, reactors: Mapping[int, Reactor]) -> dict[int, Floats]:
        """Third parties' ladders under each package, at the public expectation of it."""
        rows, game = self.rows, self.rows.game
        if not game.third_parties:
            return {}
        situation = self.actual.copy(extra_axes=len(game.menu))
        self._flags(situation)
        asks: dict[int, Bools] = {}
        for position, issue in enumerate(game.menu):
            ladder = game.ladders[issue]
            belief = type_belief(rows, ladder.giver)
            types = (0, 1) if ladder.giver in self.typed else (1,)
            weights = [belief[:, -1]] if len(types) == 1 else [belief[:, 0], belief[:, 1]]
            delivered = [self._delivered(issue, type_) for type_ in types]
            for column, values in ladder.scales:
                mixed = sum(
                    weight[:, None]
                    * (level if values is ladder.rungs else np.interp(level, ladder.rungs, values))
                    for weight, (level, _) in zip(weights, delivered, strict=True)
                )
                placed = self._menu_axis(np.asarray(mixed), position, 0)
                situation.columns[column] = placed
                if values is ladder.rungs:
                    situation.levels[issue] = placed
            here = self._menu_axis(delivered[0][1], position, 0)
            giver = ladder.giver
            asks[giver] = here | asks[giver] if giver in asks else here
        for giver, asked in asks.items():
            column = game.undelivered_columns[giver]
            types = (0, 1) if giver in self.typed else (1,)
            belief = type_belief(rows, giver)
            missing = sum(
                belief[:, i] * (1.0 - rows.parameters.expected_delivery(giver, type_))
                for i, type_ in enumerate(types)
            )
            situation.columns[column] = np.where(
                asked,
                situation.spread(np.asarray(missing)),
                situation.spread(rows.state.memory[:, giver]),
            )
        watched = {
            column for party in game.third_parties for column in game.own_payoffs[party].columns()
        }
        if watched & set(game.unreciprocated_columns):
            situation.derive_unreciprocated()
        return expected_levels(situation, game.third_parties, reactors)

    def value(self, party: int, beliefs: dict[int, Floats], ahead: int, one_round: bool) -> Floats:
        """Return G for one party, others' types mixed by belief, shape (row, type, package)."""
        rows, game = self.rows, self.rows.game
        situation = self.situation.copy()
        if one_round:
            situation.schedule_conditions(ahead)
        else:
            situation.average_conditions(party, [game.payoffs[party]], later=False, ahead=ahead)
        payoff = game.payoffs[party]
        total: Floats | None = None
        for group in payoff.groups(situation.columns, rows.parameters.matrix):
            group = group.reshape(group.shape + (1,) * (self.axes - group.ndim))
            for axis, other in enumerate(self.typed):
                if other != party and group.shape[1 + axis] == 2:
                    group = np.expand_dims(over_types(group, beliefs[other], 1 + axis), 1 + axis)
            total = group if total is None else total + group
        if total is None:
            total = np.zeros((rows.n,) + (1,) * (self.axes - 1))
        types = 2 if party in game.typed else 1
        if party in self.typed:
            own = 1 + self.typed.index(party)
            shape = [rows.n] + [1] * self.n_types + list(game.menu_shape)
            shape[own] = 2
            total = np.broadcast_to(total, shape)
        else:
            total = np.broadcast_to(total, (rows.n,) + (1,) * self.n_types + game.menu_shape)
        assert total is not None
        flat = total.reshape(rows.n, -1, game.n_packages)
        return np.ascontiguousarray(np.broadcast_to(flat, (rows.n, types, game.n_packages)))
