"""Backward induction over a few rounds of the table, with everything else as it is (equation 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.strategies.packages import Stakes
from bargaining.strategies.stage import MILD, Answers, Board, Prepared, prepare
from bargaining.world.state import Rows

__all__ = ["look_ahead"]

ByPrincipal = dict[int, Floats]
Recognised = Mapping[int, Floats]


def look_ahead(
    rows: Rows,
    stakes: Sequence[Stakes],
    recognised: Sequence[Recognised],
    deadline_binds: bool,
    detail: bool,
) -> tuple[ByPrincipal, dict[int, Answers]]:
    """Solve the table backwards.

    Parameters
    ----------
    stakes : sequence of Stakes
        What is at stake in each round ahead.
    recognised : sequence of mapping of proposer to array over (row,)
        Who proposes in each round ahead, with what probability.
    deadline_binds : bool
        Whether talks end with the last round, or only the planner's horizon does.
    detail : bool
        Whether this round's offers are wanted.

    Returns
    -------
    value : dict of principal to array over (row, type)
        V at the start of this round, payoff units.
    answers : dict of proposer to Answers
        This round's games; values and waiting in payoff units.
    """
    whole = _LookAhead.of(rows, stakes, recognised, deadline_binds, detail)
    mild = whole.mild()
    if mild.all():
        return whole.solve(mild=True)
    if not mild.any():
        return whole.solve(mild=False)
    value: ByPrincipal = {}
    answers: dict[int, Answers] = {}
    for chosen, is_mild in ((np.flatnonzero(mild), True), (np.flatnonzero(~mild), False)):
        part = whole.take(chosen).solve(mild=is_mild)
        _merge(rows.n, chosen, part, value, answers)
    return value, answers


def _merge(
    n: int,
    chosen: Ints,
    part: tuple[ByPrincipal, dict[int, Answers]],
    value: ByPrincipal,
    answers: dict[int, Answers],
) -> None:
    """Put a part's rows in their places of the whole."""

    def place(into: ByPrincipal, source: ByPrincipal) -> None:
        for party, values in source.items():
            if party not in into:
                into[party] = np.empty((n, *values.shape[1:]))
            into[party][chosen] = values

    place(value, part[0])
    for proposer, found in part[1].items():
        held = answers.setdefault(proposer, Answers({}, {}, None, {}))
        place(held.value, found.value)
        place(held.waiting, found.waiting)
        place(held.opts_out, found.opts_out)
        if found.offers is not None:
            offers = {} if held.offers is None else {0: held.offers}
            place(offers, {0: found.offers})
            answers[proposer] = replace(held, offers=offers[0])


@dataclass(frozen=True, slots=True)
class _LookAhead:
    """A look-ahead in units of each principal's noise, above its value at the table now."""

    rows: Rows
    stakes: Sequence[Stakes]
    recognised: Sequence[Recognised]
    deadline_binds: bool
    detail: bool
    noise: ByPrincipal
    delta: ByPrincipal
    breakdown: Floats

    @classmethod
    def of(
        cls,
        rows: Rows,
        stakes: Sequence[Stakes],
        recognised: Sequence[Recognised],
        deadline_binds: bool,
        detail: bool,
    ) -> _LookAhead:
        principals = rows.game.principals
        return cls(
            rows=rows,
            stakes=stakes,
            recognised=recognised,
            deadline_binds=deadline_binds,
            detail=detail,
            noise={p: rows.parameters.noise(p)[:, None] for p in principals},
            delta={p: rows.parameters.table_discount(p)[:, None] for p in principals},
            breakdown=rows.parameters.number("table.breakdown_probability", 0.0)[:, None],
        )

    def take(self, chosen: Ints) -> _LookAhead:
        """Return a selection of rows."""
        taken: dict[int, Stakes] = {}
        for stakes in self.stakes:
            if id(stakes) not in taken:
                taken[id(stakes)] = stakes.take(chosen)
        return _LookAhead.of(
            self.rows.take(chosen),
            [taken[id(stakes)] for stakes in self.stakes],
            [{p: w[chosen] for p, w in weights.items()} for weights in self.recognised],
            self.deadline_binds,
            self.detail,
        )

    def mild(self) -> Floats:
        """Return the rows in which no exponential can overflow, booleans over (row,)."""
        mild = np.ones(self.rows.n, dtype=bool)
        for stakes in {id(s): s for s in self.stakes}.values():
            for party, noise in self.noise.items():
                for values in (stakes.agreed[party], stakes.apart[party], stakes.broken[party]):
                    flat = values.reshape(self.rows.n, -1)
                    base = stakes.at_table[party]
                    reach = np.maximum(
                        flat.max(axis=1) - base.min(axis=1), base.max(axis=1) - flat.min(axis=1)
                    )
                    mild &= reach <= MILD * noise[:, 0]
        if self._one_round:
            mild[:] = False
        return mild

    @property
    def _one_round(self) -> bool:
        return self.rows.game.scenario.table.agreement_term == "one_round"

    def solve(self, *, mild: bool) -> tuple[ByPrincipal, dict[int, Answers]]:
        """Solve all rows, which are all mild or all treated as if they were not."""
        boards = _Boards(self, mild)
        last = len(self.stakes) - 1
        if self.deadline_binds:
            following = boards.apart(last)
            waiting = {p: self.delta[p] * v for p, v in following.items()}
            waiting = boards.above_table(last, waiting)
        else:
            following = boards.talking_for_ever(last)
            waiting = boards.waiting(last, following)
        answers: dict[int, Answers] = {}
        value = following
        for ahead in range(last, -1, -1):
            agreed = boards.agreed(ahead, value)
            answers = {
                proposer: boards.board(ahead).play(
                    agreed, waiting, proposer, detail=self.detail and ahead == 0
                )
                for proposer in self.recognised[ahead]
            }
            value = over_proposers(
                self.recognised[ahead], {p: a.value for p, a in answers.items()}
            )
            if ahead:
                waiting = boards.waiting(ahead - 1, value)
        return self._in_payoffs(value), {p: self._unscaled(a) for p, a in answers.items()}

    def _in_payoffs(self, scaled: ByPrincipal) -> ByPrincipal:
        base = self.stakes[0].at_table
        return {p: base[p] + self.noise[p] * v for p, v in scaled.items()}

    def _unscaled(self, answers: Answers) -> Answers:
        return replace(
            answers,
            value=self._in_payoffs(answers.value),
            waiting=self._in_payoffs(answers.waiting),
        )


class _Boards:
    """Boards and values of each round ahead, scaled by noise above this round's value at the table."""

    def __init__(self, ahead: _LookAhead, mild: bool) -> None:
        self._ahead = ahead
        self._mild = mild
        self._boards: dict[int, Board] = {}
        self._prepared: dict[int, dict[int, Prepared]] = {}
        self._principals = ahead.rows.game.principals

    def _scaled(self, party: int, values: Floats) -> Floats:
        """(values - UT now) / noise, for arrays over (row, type) or (row, type, package)."""
        base, noise = self._ahead.stakes[0].at_table[party], self._ahead.noise[party]
        if values.ndim == 3:
            return (values - base[:, :, None]) / noise[:, :, None]
        return (values - base) / noise

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
        if self._ahead._one_round:
            prepared = {}
            for p in self._principals:
                delta = self._ahead.delta[p]
                flow = self._scaled(p, stakes.agreed[p])
                worth = (1.0 - delta[:, :, None]) * flow + (delta * following[p])[:, :, None]
                prepared[p] = prepare(worth, mild=False)
            return prepared
        if id(stakes) not in self._prepared:
            self._prepared[id(stakes)] = {
                p: prepare(self._scaled(p, stakes.agreed[p]), mild=self._mild)
                for p in self._principals
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
