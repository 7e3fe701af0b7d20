"""Backward induction over a few rounds of the table, with everything else as it is (equation 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.strategies.boards import Ahead, Boards, over_proposers
from bargaining.strategies.packages import Stakes, by_party
from bargaining.strategies.stage import Answers
from bargaining.world.state import Rows

__all__ = ["Solved", "look_ahead"]

ByPrincipal = dict[int, Floats]
Recognised = Mapping[int, Floats]


@dataclass(frozen=True, slots=True)
class Solved:
    """A look-ahead solved, in payoff units.

    Attributes
    ----------
    value, following : dict of principal to array over (row, type)
        V at the start of this round and of the next.
    answers : dict of proposer to Answers
        This round's games.
    """

    value: ByPrincipal
    following: ByPrincipal
    answers: dict[int, Answers]

    @classmethod
    def joined(cls, parts: Sequence[Solved]) -> Solved:
        """Put consecutive blocks of rows together."""
        if len(parts) == 1:
            return parts[0]
        answers = {}
        for proposer in parts[0].answers:
            pieces = [part.answers[proposer] for part in parts]
            offers = [piece.offers for piece in pieces if piece.offers is not None]
            answers[proposer] = Answers(
                value=by_party([piece.value for piece in pieces]),
                waiting=by_party([piece.waiting for piece in pieces]),
                offers=np.concatenate(offers) if offers else None,
                opts_out=by_party([piece.opts_out for piece in pieces]),
            )
        return cls(
            by_party([part.value for part in parts]),
            by_party([part.following for part in parts]),
            answers,
        )

    def take(self, rows: Ints) -> Solved:
        """Return a selection of rows."""

        def of(values: ByPrincipal) -> ByPrincipal:
            return {party: value[rows] for party, value in values.items()}

        answers = {
            proposer: Answers(
                value=of(found.value),
                waiting=of(found.waiting),
                offers=None if found.offers is None else found.offers[rows],
                opts_out=of(found.opts_out),
            )
            for proposer, found in self.answers.items()
        }
        return Solved(of(self.value), of(self.following), answers)


def look_ahead(
    rows: Rows,
    stakes: Sequence[Stakes],
    recognised: Sequence[Recognised],
    *,
    deadline_binds: bool,
    detail: bool,
) -> Solved:
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
    """
    whole = Ahead.of(rows, stakes, recognised)
    boards = Boards(whole)
    mild = boards.mild_rows()
    if mild.all() or not mild.any():
        boards.prepared_for(mild=bool(mild.all()))
        return _solve(whole, boards, deadline_binds=deadline_binds, detail=detail)
    parts, places = [], []
    for is_mild in (True, False):
        chosen = np.flatnonzero(mild == is_mild)
        some = whole.take(chosen)
        boards = Boards(some).prepared_for(mild=is_mild)
        parts.append(_solve(some, boards, deadline_binds=deadline_binds, detail=detail))
        places.append(chosen)
    return Solved.joined(parts).take(np.argsort(np.concatenate(places)))


def _solve(ahead: Ahead, boards: Boards, *, deadline_binds: bool, detail: bool) -> Solved:
    """Solve rows that are all mild, or all treated as if they were not."""
    last = len(ahead.stakes) - 1
    if deadline_binds:
        value = boards.apart(last)
        discounted = {p: ahead.delta[p] * v for p, v in value.items()}
        waiting = boards.above_table(last, discounted)
    else:
        value = boards.talking_for_ever(last)
        waiting = boards.waiting(last, value)
    following = value
    answers: dict[int, Answers] = {}
    for s in range(last, -1, -1):
        following = value
        agreed = boards.agreed(s, following)
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
    return Solved(_in_payoffs(ahead, value), _in_payoffs(ahead, following), unscaled)


def _in_payoffs(ahead: Ahead, scaled: ByPrincipal) -> ByPrincipal:
    base = ahead.stakes[0].at_table
    return {p: base[p] + ahead.noise[p] * v for p, v in scaled.items()}
