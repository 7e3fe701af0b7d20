"""What packages and disagreement are worth (model, equation 8), for all rows at once.

Axes: (row, one axis for each typed principal, one axis for each issue of the menu). An axis along
which nothing varies has length 1, so a payoff that depends on one ladder is computed once a rung
and not once a package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.strategies.mixing import over_types
from bargaining.strategies.positions import by_own_type
from bargaining.strategies.reactions import Reactor, expected_levels
from bargaining.world.game import Game
from bargaining.world.polynomial import Polynomial
from bargaining.world.situation import Situation
from bargaining.world.state import Rows, logistic

__all__ = ["Stakes", "feasible_packages", "table_stakes"]


@dataclass(frozen=True, slots=True)
class Stakes:
    """What the table offers each principal in each row.

    Attributes
    ----------
    agreed : dict of principal to array over (row, type, package)
        G, the value of an agreement.
    apart, at_table, broken : dict of principal to array over (row, type)
        U0, UT and U0 after a final breakdown.
    ratified_probability : array over (row, package)
        Probability that every ratifier approves.
    margin : dict of principal to array over (row, package)
        What its ratifier gains from each package over none, beyond the hurdle.
    feasible : booleans over (row, package)
    belief : dict of principal to array over (row, type)
        Public probabilities of each type; one column of ones where there is no type.
    """

    agreed: dict[int, Floats]
    apart: dict[int, Floats]
    at_table: dict[int, Floats]
    broken: dict[int, Floats]
    ratified_probability: Floats
    margin: dict[int, Floats]
    feasible: Bools
    belief: dict[int, Floats]

    def take(self, chosen: Ints) -> Stakes:
        """Return a selection of rows."""

        def of(values: dict[int, Floats]) -> dict[int, Floats]:
            return {party: value[chosen] for party, value in values.items()}

        return Stakes(
            agreed=of(self.agreed),
            apart=of(self.apart),
            at_table=of(self.at_table),
            broken=of(self.broken),
            ratified_probability=self.ratified_probability[chosen],
            margin=of(self.margin),
            feasible=self.feasible[chosen],
            belief=of(self.belief),
        )


def feasible_packages(rows: Rows) -> Bools:
    """Return which packages may be offered, shape (row, package).

    No package lowers a rung, the empty one does not exist, levels are those the menu lists or the
    present one, and menu rules in force hold.
    """
    game = rows.game
    # Rows that stand on the same rungs may be offered the same packages.
    rungs = rows.state.rung[:, list(game.menu)]
    code = np.zeros(rows.n, dtype=np.int64)
    for axis, count in enumerate(game.menu_shape):
        code = code * count + rungs[:, axis]
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    feasible = _feasible_from(game, rungs[first])[which]
    for lower, higher in rows.limits.menu_rules:
        kept = _menu_levels(rows, lower) <= _menu_levels(rows, higher) + 1e-9
        feasible &= np.broadcast_to(kept, (rows.n, *game.menu_shape)).reshape(feasible.shape)
    return feasible


def _feasible_from(game: Game, rungs: Ints) -> Bools:
    """Packages open to a table that stands on given rungs, (position, package)."""
    shape = (len(rungs), *game.menu_shape)
    feasible = np.ones(shape, dtype=bool)
    unchanged = np.ones(shape, dtype=bool)
    for axis, count in enumerate(game.menu_shape):
        index = np.arange(count)
        present = rungs[:, axis, None]
        allowed = (index >= present) & (game.listed[axis] | (index == present))
        place = (len(rungs),) + tuple(count if a == axis else 1 for a in range(len(game.menu)))
        feasible &= allowed.reshape(place)
        unchanged &= (index == present).reshape(place)
    return (feasible & ~unchanged).reshape(len(rungs), game.n_packages)


def _menu_levels(rows: Rows, issue: int) -> Floats:
    """Levels that a package gives an issue, broadcastable to (row, *menu)."""
    game = rows.game
    rungs = game.ladders[issue].rungs
    axes = len(game.menu)
    if issue in game.menu:
        axis = game.menu.index(issue)
        return rungs.reshape((1,) + tuple(len(rungs) if a == axis else 1 for a in range(axes)))
    return rows.level(issue).reshape((rows.n,) + (1,) * axes)


def table_stakes(rows: Rows, reactors: Mapping[int, Reactor], ahead: int = 0) -> Stakes:
    """Value every package and both kinds of disagreement.

    Parameters
    ----------
    rows : Rows
        Positions without an agreement in force.
    ahead : int
        Put scheduled conditions at their expectation so many rounds on.
    """
    game = rows.game
    principals = game.principals
    typed = tuple(p for p in principals if p in game.typed)
    actual = Situation.actual(rows)
    package = _Packages(actual, typed, reactors)
    one_round = game.scenario.table.agreement_term == "one_round"
    beliefs = {p: _belief(rows, p) for p in principals}
    agreed = {p: package.value(p, beliefs, ahead, one_round) for p in principals}
    final = game.scenario.table.breakdown_is_final
    reacting = _disagreement(actual, reactors)
    watching = (*principals, *game.ratifiers.values())
    apart = {p: _standing_apart(reacting["apart"], p, ahead) for p in watching}
    at_table = {p: _standing_apart(reacting["at_table"], p, ahead) for p in principals}
    broken = apart
    if final:
        broken = {p: _standing_apart(reacting["broken"], p, ahead) for p in principals}
    margin = {}
    ratified = np.ones((rows.n, game.n_packages))
    for principal, ratifier in game.ratifiers.items():
        hurdle = rows.parameters.of_party(principal, "hurdle", 0.0)[:, None]
        value = package.value(ratifier, beliefs, ahead, False)[:, 0]
        margin[principal] = value - apart[ratifier] - hurdle
        noise = rows.parameters.noise(ratifier)[:, None]
        ratified = ratified * logistic(margin[principal] / noise)
    return Stakes(
        agreed, apart, at_table, broken, ratified, margin, feasible_packages(rows), beliefs
    )


def _belief(rows: Rows, party: int) -> Floats:
    if party not in rows.game.typed:
        return np.ones((rows.n, 1))
    one = rows.belief(party)
    return np.stack([1.0 - one, one], axis=1)


def _disagreement(
    actual: Situation, reactors: Mapping[int, Reactor]
) -> dict[str, Situation]:
    """The situations apart, at the table and broken, with third parties' reactions to each."""
    supposed = {"apart": (0.0, None), "at_table": (1.0, None), "broken": (0.0, 1.0)}
    game = actual.rows.game
    if not game.scenario.table.breakdown_is_final:
        del supposed["broken"]
    situations = {}
    for name, (at_table, broken) in supposed.items():
        situation = actual.copy()
        situation.set_flag("at_table", at_table)
        if broken is not None:
            situation.set_flag("talks_broken", broken)
        levels = expected_levels(situation, game.third_parties, reactors)
        for issue, level in levels.items():
            situation.set_level(issue, level)
        situation.derive()
        situations[name] = situation
    return situations


def _standing_apart(situation: Situation, party: int, ahead: int) -> Floats:
    averaged, rows = situation.copy(), situation.rows
    payoff = rows.game.payoffs[party]
    averaged.average_conditions(party, [payoff], later=False, ahead=ahead)
    values = by_own_type(averaged, party).evaluate(payoff)
    return np.broadcast_to(values, (rows.n, 2 if party in rows.game.typed else 1))


class _Packages:
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

    def _menu_axis(self, values: Floats, position: int, types: int) -> Floats:
        """Shape (row or 1, rung) to (row or 1, 1..., rung, ...1)."""
        n_menu = len(self.rows.game.menu)
        tail = tuple(values.shape[1] if a == position else 1 for a in range(n_menu))
        return values.reshape((values.shape[0],) + (1,) * types + tail)

    def _delivered(self, issue: int, type_: int) -> tuple[Floats, Floats]:
        """Expected level of each rung asked, and 1 - share if it asks anything; (row, rung)."""
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
            levels, asked = [], None
            for type_ in self._types_of(giver):
                level, asked = self._delivered(issue, type_)
                levels.append(self._menu_axis(level, position, self.n_types))
            situation.set_level(issue, self._along_type(levels, giver))
            assert asked is not None
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
            belief = _belief(rows, ladder.giver)
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
            belief = _belief(rows, giver)
            missing = sum(
                belief[:, i] * (1.0 - rows.parameters.expected_delivery(giver, type_))
                for i, type_ in enumerate(types)
            )
            situation.columns[column] = np.where(
                asked,
                situation.spread(np.asarray(missing)),
                situation.spread(rows.state.memory[:, giver]),
            )
        watched = {column for party in game.third_parties for column in game.own_payoffs[party].columns()}
        if watched & set(game.unreciprocated_columns):
            situation.derive_unreciprocated()
        return expected_levels(situation, game.third_parties, reactors)

    def value(
        self, party: int, beliefs: dict[int, Floats], ahead: int, one_round: bool
    ) -> Floats:
        """Return G for one party, others' types mixed by belief, shape (row, type, package)."""
        rows, game = self.rows, self.rows.game
        situation = self.situation.copy()
        if one_round:
            situation.schedule_conditions(ahead)
        else:
            situation.average_conditions(party, [game.payoffs[party]], later=False, ahead=ahead)
        payoff: Polynomial = game.payoffs[party]
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
