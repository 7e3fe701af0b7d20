"""Backward induction over a few rounds of the table, with everything else as it is (equation 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.strategies.boards import Ahead, Boards, over_proposers
from bargaining.strategies.packages import Stakes
from bargaining.strategies.stage import Answers
from bargaining.world.state import Rows

__all__ = ["look_ahead"]

ByPrincipal = dict[int, Floats]
Recognised = Mapping[int, Floats]


def look_ahead(
    rows: Rows,
    stakes: Sequence[Stakes],
    recognised: Sequence[Recognised],
    *,
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
    whole = Ahead.of(rows, stakes, recognised)
    boards = Boards(whole)
    mild = boards.mild_rows()
    if mild.all() or not mild.any():
        boards.prepared_for(mild=bool(mild.all()))
        return _solve(whole, boards, deadline_binds=deadline_binds, detail=detail)
    value: ByPrincipal = {}
    answers: dict[int, Answers] = {}
    for is_mild in (True, False):
        chosen = np.flatnonzero(mild == is_mild)
        some = whole.take(chosen)
        boards = Boards(some).prepared_for(mild=is_mild)
        part = _solve(some, boards, deadline_binds=deadline_binds, detail=detail)
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


def _solve(
    ahead: Ahead, boards: Boards, *, deadline_binds: bool, detail: bool
) -> tuple[ByPrincipal, dict[int, Answers]]:
    """Solve rows that are all mild, or all treated as if they were not."""
    last = len(ahead.stakes) - 1
    if deadline_binds:
        following = boards.apart(last)
        discounted = {p: ahead.delta[p] * v for p, v in following.items()}
        waiting = boards.above_table(last, discounted)
    else:
        following = boards.talking_for_ever(last)
        waiting = boards.waiting(last, following)
    answers: dict[int, Answers] = {}
    value = following
    for s in range(last, -1, -1):
        agreed = boards.agreed(s, value)
        answers = {
            proposer: boards.board(s).play(agreed, waiting, proposer, detail=detail and s == 0)
            for proposer in ahead.recognised[s]
        }
        value = over_proposers(ahead.recognised[s], {p: a.value for p, a in answers.items()})
        if s:
            waiting = boards.waiting(s - 1, value)
    unscaled = {
        proposer: replace(
            found,
            value=_in_payoffs(ahead, found.value),
            waiting=_in_payoffs(ahead, found.waiting),
        )
        for proposer, found in answers.items()
    }
    return _in_payoffs(ahead, value), unscaled


def _in_payoffs(ahead: Ahead, scaled: ByPrincipal) -> ByPrincipal:
    base = ahead.stakes[0].at_table
    return {p: base[p] + ahead.noise[p] * v for p, v in scaled.items()}
