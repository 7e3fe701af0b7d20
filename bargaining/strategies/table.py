"""The negotiating table: a logit agent quantal response equilibrium of the frozen state.

A few rounds of offers and answers are looked ahead with beliefs, ladders and conditions as they are,
and solved backwards (McKelvey and Palfrey, 1998, Experimental Economics 1:9-41; model, equation 9).
Without a deadline the look-ahead ends on the value of talking for ever, not on an ultimatum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.strategies.packages import Stakes, table_stakes
from bargaining.strategies.reactions import Reactor
from bargaining.strategies.stage import Answers, Stage, play_stage
from bargaining.world.state import Rows, logistic

__all__ = ["TableSolution", "proposers", "rounds_ahead", "solve_table"]

ByPrincipal = dict[int, Floats]


@dataclass(frozen=True, slots=True)
class TableSolution:
    """What the table is worth and how it would be played this round, in each row.

    Attributes
    ----------
    value : dict of principal to array over (row, type)
        V at the start of the round, over proposers where they are drawn.
    answers : dict of proposer to Answers
        How this round's game is played with each possible proposer.
    stakes : Stakes
    """

    value: ByPrincipal
    answers: dict[int, Answers]
    stakes: Stakes

    def yes_to_talks(self, rows: Rows, party: int) -> Floats:
        """Probability of agreeing to talks while idle, shape (row, type); equation 10."""
        gain = self.value[party] - self.stakes.apart[party]
        return _choice(rows, party, gain)

    def walks(self, rows: Rows, party: int) -> Floats:
        """Probability of leaving the table, shape (row, type); equation 10."""
        gain = self.stakes.apart[party] - self.value[party]
        return _choice(rows, party, gain)


def _choice(rows: Rows, party: int, gain: Floats) -> Floats:
    inertia = rows.parameters.inertia(party)[:, None]
    return logistic((gain - inertia) / rows.parameters.noise(party)[:, None])


def rounds_ahead(rows: Rows) -> tuple[int, bool]:
    """Return how many rounds the table looks ahead, and whether a deadline ends them."""
    settings, table = rows.game.scenario.settings, rows.game.scenario.table
    depth = settings.table_lookahead.value
    if table.deadline is None:
        return depth, False
    left = max(table.deadline.value - rows.round, 0)
    return min(depth, left), left <= depth


def proposers(rows: Rows, round: int) -> dict[int, Floats]:
    """Return each possible proposer of a round with its probability, shape (row,)."""
    game = rows.game
    kind = game.scenario.table.proposer
    certain = np.ones(rows.n)
    if kind == "alternate":
        return {game.principals[round % len(game.principals)]: certain}
    if kind == "fixed":
        return {game.principals[0]: certain}
    equal = 1.0 / len(game.principals)
    return {
        party: rows.parameters.number(f"table.recognition.{game.parties[party]}", equal)
        for party in game.principals
    }


def solve_table(rows: Rows, reactors: Mapping[int, Reactor]) -> TableSolution:
    """Solve the table in every row (model, equation 9).

    Parameters
    ----------
    rows : Rows
        Positions without an agreement in force; a table is supposed to sit whether it does or not.
    reactors : mapping of party to Reactor
    """
    depth, deadline_binds = rounds_ahead(rows)
    if depth == 0:
        raise ValueError("no table sits from the deadline on")
    foresees = rows.game.scenario.settings.foresee_calendar
    stakes = [table_stakes(rows, reactors)]
    if foresees:
        stakes += [table_stakes(rows, reactors, ahead) for ahead in range(1, depth)]
    look_ahead = _LookAhead(rows, [stakes[s if foresees else 0] for s in range(depth)])
    return look_ahead.solve(depth, deadline_binds)


class _LookAhead:
    def __init__(self, rows: Rows, stakes: list[Stakes]) -> None:
        self.rows = rows
        self.stakes = stakes
        game = rows.game
        self.principals = game.principals
        self.one_round = game.scenario.table.agreement_term == "one_round"
        self.breakdown = rows.parameters.number("table.breakdown_probability", 0.0)[:, None]
        self.delta = {p: rows.parameters.table_discount(p)[:, None] for p in self.principals}

    def solve(self, depth: int, deadline_binds: bool) -> TableSolution:
        last = self.stakes[-1]
        if deadline_binds:
            following = last.apart
            waiting = {p: self._discounted(p, last, following[p]) for p in self.principals}
        else:
            following = self._talking_for_ever(last, self.rows.round + depth - 1)
            waiting = {p: self._waiting(p, last, following[p]) for p in self.principals}
        for ahead in range(depth - 1, -1, -1):
            stakes = self.stakes[ahead]
            recognised = proposers(self.rows, self.rows.round + ahead)
            agreed = self._agreed(stakes, following)
            answers = {
                proposer: self._play(stakes, agreed, waiting, proposer, detail=ahead == 0)
                for proposer in recognised
            }
            value = self._over_proposers(recognised, {p: a.value for p, a in answers.items()})
            following = value
            if ahead:
                before = self.stakes[ahead - 1]
                waiting = {p: self._waiting(p, before, value[p]) for p in self.principals}
        return TableSolution(value, answers, self.stakes[0])

    def _discounted(self, party: int, stakes: Stakes, later: Floats) -> Floats:
        delta = self.delta[party]
        return (1.0 - delta) * stakes.at_table[party] + delta * later

    def _waiting(self, party: int, stakes: Stakes, value: Floats) -> Floats:
        """Value of a round without agreement: talks go on, or break down."""
        later = (1.0 - self.breakdown) * value + self.breakdown * stakes.broken[party]
        return self._discounted(party, stakes, later)

    def _agreed(self, stakes: Stakes, following: ByPrincipal) -> ByPrincipal:
        if not self.one_round:
            return stakes.agreed
        return {
            p: (1.0 - self.delta[p][:, None]) * stakes.agreed[p]
            + (self.delta[p] * following[p])[:, :, None]
            for p in self.principals
        }

    def _play(
        self,
        stakes: Stakes,
        agreed: ByPrincipal,
        waiting: ByPrincipal,
        proposer: int,
        detail: bool,
    ) -> Answers:
        return play_stage(
            Stage(self.rows, stakes, agreed, waiting, proposer), detail=detail
        )

    def _over_proposers(
        self, recognised: Mapping[int, Floats], values: Mapping[int, ByPrincipal]
    ) -> ByPrincipal:
        if len(recognised) == 1:
            return next(iter(values.values()))
        mixed: ByPrincipal = {}
        for party in self.principals:
            total: Floats | float = 0.0
            for proposer, weight in recognised.items():
                total = total + weight[:, None] * values[proposer][party]
            mixed[party] = np.asarray(total)
        return mixed

    def _talking_for_ever(self, stakes: Stakes, round: int) -> ByPrincipal:
        """V-hat: one more offer, each proposer weighed by patience, before endless talk."""
        endless = {p: self._endless(p, stakes) for p in self.principals}
        agreed = self._agreed(stakes, endless)
        weights = self._patience(round)
        values = {
            proposer: self._play(stakes, agreed, endless, proposer, detail=False).value
            for proposer in weights
        }
        return self._over_proposers(weights, values)

    def _endless(self, party: int, stakes: Stakes) -> Floats:
        delta, breakdown = self.delta[party], self.breakdown
        talk, ended = 1.0 - delta, delta * breakdown
        total = talk + ended
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = (talk * stakes.at_table[party] + ended * stakes.broken[party]) / total
        return np.where(total > 0, mean, stakes.at_table[party])

    def _patience(self, round: int) -> Mapping[int, Floats]:
        if self.rows.game.scenario.table.proposer != "alternate":
            return proposers(self.rows, round)
        patience = {}
        for party in self.principals:
            with np.errstate(divide="ignore"):
                haste = np.abs(np.log(self.delta[party][:, 0] * (1.0 - self.breakdown[:, 0])))
            patience[party] = haste
        endless = sum((haste == 0).astype(float) for haste in patience.values())
        weights = {}
        with np.errstate(divide="ignore", invalid="ignore"):
            total = sum(1.0 / haste for haste in patience.values())
            for party, haste in patience.items():
                shared = np.where(haste == 0, 1.0, 0.0) / endless
                weights[party] = np.where(endless > 0, shared, (1.0 / haste) / total)
        return weights


Solver = Callable[[Rows], TableSolution]
