"""The rounds of the table looked ahead, in units of each principal's choice noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.strategies.packages import Stakes
from bargaining.strategies.stage import MILD, Board, Prepared, prepare
from bargaining.world.state import Rows

__all__ = ["Ahead", "Boards", "over_proposers"]

ByPrincipal = dict[int, Floats]
Recognised = Mapping[int, Floats]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The rounds of the table looked ahead.

    Attributes
    ----------
    stakes : sequence of Stakes
        What is at stake in each round ahead; the same object where nothing changes.
    recognised : sequence of mapping of proposer to array over (row,)
        Who proposes in each round ahead, with what probability.
    noise, delta : dict of principal to array over (row, 1)
        Choice noise and the discount factor of the table's clock.
    breakdown : array over (row, 1)
    """

    rows: Rows
    stakes: Sequence[Stakes]
    recognised: Sequence[Recognised]
    noise: ByPrincipal
    delta: ByPrincipal
    breakdown: Floats

    @classmethod
    def of(
        cls,
        rows: Rows,
        stakes: Sequence[Stakes],
        recognised: Sequence[Recognised],
    ) -> Ahead:
        """Read what the rows' numbers say of a look-ahead."""
        principals = rows.game.principals
        return cls(
            rows=rows,
            stakes=stakes,
            recognised=recognised,
            noise={p: rows.parameters.noise(p)[:, None] for p in principals},
            delta={p: rows.parameters.table_discount(p)[:, None] for p in principals},
            breakdown=rows.parameters.number("table.breakdown_probability", 0.0)[:, None],
        )

    def take(self, chosen: Ints) -> Ahead:
        """Return a selection of rows."""
        taken: dict[int, Stakes] = {}
        for stakes in self.stakes:
            if id(stakes) not in taken:
                taken[id(stakes)] = stakes.take(chosen)
        return Ahead.of(
            self.rows.take(chosen),
            [taken[id(stakes)] for stakes in self.stakes],
            [{p: w[chosen] for p, w in weights.items()} for weights in self.recognised],
        )

    @property
    def one_round(self) -> bool:
        """Whether an agreement binds one round only."""
        return self.rows.game.scenario.table.agreement_term == "one_round"


class Boards:
    """Boards and values of each round ahead, in noises above the value of the table now."""

    def __init__(self, ahead: Ahead) -> None:
        self._ahead = ahead
        self._mild = False
        self._boards: dict[int, Board] = {}
        self._prepared: dict[int, dict[int, Prepared]] = {}
        self._principals = ahead.rows.game.principals
        self._worth = {
            id(stakes): {p: self._scaled(p, stakes.agreed[p]) for p in self._principals}
            for stakes in ahead.stakes
        }

    def mild_rows(self) -> Bools:
        """Return the rows in which no exponential can overflow, booleans over (row,)."""
        mild = np.full(self._ahead.rows.n, not self._ahead.one_round)
        for stakes in {id(each): each for each in self._ahead.stakes}.values():
            for party in self._principals:
                worth = self._worth[id(stakes)][party]
                reach = np.maximum(worth.max(axis=2), -worth.min(axis=2))
                for values in (stakes.apart, stakes.broken, stakes.at_table):
                    reach = np.maximum(reach, np.abs(self._scaled(party, values[party])))
                mild &= (reach <= MILD).all(axis=1)
        return mild

    def prepared_for(self, *, mild: bool) -> Boards:
        """Say whether all rows are mild; return self."""
        self._mild = mild
        return self

    def _scaled(self, party: int, values: Floats) -> Floats:
        """(values - UT now) / noise, for arrays over (row, type) or (row, type, package)."""
        base, noise = self._ahead.stakes[0].at_table[party], self._ahead.noise[party]
        if values.ndim == 2:
            return (values - base) / noise
        scaled: Floats = values - base[:, :, None]
        scaled /= noise[:, :, None]
        return scaled

    def board(self, ahead: int) -> Board:
        """Return what stays the same whoever proposes."""
        stakes = self._ahead.stakes[ahead]
        if id(stakes) not in self._boards:
            table = self._ahead.rows.game.scenario.table
            self._boards[id(stakes)] = Board(
                principals=self._principals,
                belief=stakes.belief,
                offerable=stakes.ratified_probability * stakes.feasible,
                feasible=stakes.feasible,
                barred=(~stakes.feasible).sum(axis=1).astype(float),
                broken={p: self._scaled(p, stakes.broken[p]) for p in self._principals},
                opt_out=table.opt_out == "responder",
                uniform=table.acceptance == "uniform",
                noise={p: noise[:, 0] for p, noise in self._ahead.noise.items()},
            )
        return self._boards[id(stakes)]

    def apart(self, ahead: int) -> ByPrincipal:
        """U0 of a round ahead."""
        stakes = self._ahead.stakes[ahead]
        return {p: self._scaled(p, stakes.apart[p]) for p in self._principals}

    def above_table(self, ahead: int, discounted: ByPrincipal) -> ByPrincipal:
        """Add (1 - delta) UT of a round ahead, 0 where that round is like this one."""
        stakes, now = self._ahead.stakes[ahead], self._ahead.stakes[0]
        if stakes is now:
            return discounted
        return {
            p: (1.0 - self._ahead.delta[p]) * self._scaled(p, stakes.at_table[p]) + later
            for p, later in discounted.items()
        }

    def waiting(self, ahead: int, value: ByPrincipal) -> ByPrincipal:
        """C of a round ahead: talks go on with `value`, or break down."""
        broken, pi = self.board(ahead).broken, self._ahead.breakdown
        later = {
            p: self._ahead.delta[p] * ((1.0 - pi) * v + pi * broken[p]) for p, v in value.items()
        }
        return self.above_table(ahead, later)

    def agreed(self, ahead: int, following: ByPrincipal) -> dict[int, Prepared]:
        """G of a round ahead; an agreement of one round is followed by the next table."""
        stakes = self._ahead.stakes[ahead]
        if self._ahead.one_round:
            prepared = {}
            for p in self._principals:
                delta = self._ahead.delta[p]
                flow = self._worth[id(stakes)][p]
                worth = (1.0 - delta[:, :, None]) * flow + (delta * following[p])[:, :, None]
                prepared[p] = prepare(worth, mild=False)
            return prepared
        if id(stakes) not in self._prepared:
            self._prepared[id(stakes)] = {
                p: prepare(self._worth[id(stakes)][p], mild=self._mild) for p in self._principals
            }
        return self._prepared[id(stakes)]

    def talking_for_ever(self, ahead: int) -> ByPrincipal:
        """V-hat: one more offer, each proposer weighed by patience, before endless talk."""
        endless = {p: self._endless(p, ahead) for p in self._principals}
        agreed = self.agreed(ahead, endless)
        weights = self._patience(ahead)
        values = {
            proposer: self.board(ahead).play(agreed, endless, proposer).value
            for proposer in weights
        }
        return over_proposers(weights, values)

    def _endless(self, party: int, ahead: int) -> Floats:
        """I: the value of talking without end until a breakdown."""
        delta, pi = self._ahead.delta[party], self._ahead.breakdown
        stakes = self._ahead.stakes[ahead]
        talk, ended = 1.0 - delta, delta * pi
        table = self._scaled(party, stakes.at_table[party])
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = (talk * table + ended * self.board(ahead).broken[party]) / (talk + ended)
        return np.where(talk + ended > 0, mean, table)

    def _patience(self, ahead: int) -> Recognised:
        """Weights of proposers behind V-hat: patience, where they alternate."""
        if self._ahead.rows.game.scenario.table.proposer != "alternate":
            return self._ahead.recognised[ahead]
        haste = {}
        for party in self._principals:
            survives = self._ahead.delta[party] * (1.0 - self._ahead.breakdown)
            with np.errstate(divide="ignore"):
                haste[party] = np.abs(np.log(survives))[:, 0]
        endless = np.zeros(self._ahead.rows.n)
        speed = np.zeros(self._ahead.rows.n)
        with np.errstate(divide="ignore", invalid="ignore"):
            for each in haste.values():
                endless = endless + (each == 0)
                speed = speed + 1.0 / each
            return {
                party: np.where(endless > 0, (each == 0) / endless, 1.0 / each / speed)
                for party, each in haste.items()
            }


def over_proposers(recognised: Recognised, values: Mapping[int, ByPrincipal]) -> ByPrincipal:
    """Average the principals' values over who proposes."""
    if len(recognised) == 1:
        return next(iter(values.values()))
    mixed: ByPrincipal = {}
    for proposer, weight in recognised.items():
        for party, value in values[proposer].items():
            part = weight[:, None] * value
            mixed[party] = mixed[party] + part if party in mixed else part
    return mixed
