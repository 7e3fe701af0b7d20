"""What packages and disagreement are worth to each principal (model, equations 8 and 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.strategies.delivery import Packages, type_belief
from bargaining.strategies.menu import feasible_packages
from bargaining.strategies.positions import by_own_type
from bargaining.strategies.reactions import Reactor, expected_levels
from bargaining.world.situation import Situation
from bargaining.world.state import Rows, logistic

__all__ = ["Stakes", "by_party", "table_stakes"]


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
    best : dict of principal to array over (row, type)
        What `best_of` has found so far.
    """

    agreed: dict[int, Floats]
    apart: dict[int, Floats]
    at_table: dict[int, Floats]
    broken: dict[int, Floats]
    ratified_probability: Floats
    margin: dict[int, Floats]
    feasible: Bools
    belief: dict[int, Floats]
    best: dict[int, Floats] = field(default_factory=dict)

    def best_of(self, party: int) -> Floats:
        """Return G of the best package that may be offered, -inf where there is none.

        Shape (row, type).
        """
        if party not in self.best:
            agreed = self.agreed[party]
            if not self.feasible.all():
                agreed = np.where(self.feasible[:, None, :], agreed, -np.inf)
            self.best[party] = agreed.max(axis=2)
        return self.best[party]

    def take(self, chosen: Ints | slice) -> Stakes:
        """Return a selection of rows: copies, or views where it is a slice."""

        def of(values: dict[int, Floats]) -> dict[int, Floats]:
            return {party: value[chosen] for party, value in values.items()}

        feasible = self.feasible[chosen]
        certain = np.broadcast_to(1.0, feasible.shape)
        return Stakes(
            agreed=of(self.agreed),
            apart=of(self.apart),
            at_table=of(self.at_table),
            broken=of(self.broken),
            ratified_probability=self.ratified_probability[chosen] if self.margin else certain,
            margin=of(self.margin),
            feasible=feasible,
            belief=of(self.belief),
            best=of(self.best),
        )

    @classmethod
    def joined(cls, parts: Sequence[Stakes]) -> Stakes:
        """Put consecutive blocks of rows together."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            agreed=by_party([part.agreed for part in parts]),
            apart=by_party([part.apart for part in parts]),
            at_table=by_party([part.at_table for part in parts]),
            broken=by_party([part.broken for part in parts]),
            ratified_probability=np.concatenate([part.ratified_probability for part in parts]),
            margin=by_party([part.margin for part in parts]),
            feasible=np.concatenate([part.feasible for part in parts]),
            belief=by_party([part.belief for part in parts]),
        )


def by_party(pieces: Sequence[dict[int, Floats]]) -> dict[int, Floats]:
    """Put arrays of consecutive blocks of rows together, party by party."""
    if len(pieces) == 1:
        return pieces[0]
    return {party: np.concatenate([piece[party] for piece in pieces]) for party in pieces[0]}


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
    package = Packages(actual, typed, reactors)
    one_round = game.scenario.table.agreement_term == "one_round"
    beliefs = {p: type_belief(rows, p) for p in principals}
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


def _disagreement(actual: Situation, reactors: Mapping[int, Reactor]) -> dict[str, Situation]:
    """Return the situations apart, at the table and broken, with third parties' reactions."""
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
