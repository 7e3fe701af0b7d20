"""The negotiating table: a logit agent quantal response equilibrium of the frozen state.

A few rounds of offers and answers are looked ahead with beliefs, ladders and conditions as they
are, and solved backwards (McKelvey and Palfrey, 1998, Experimental Economics 1:9-41; model, equation
9). Without a deadline the look-ahead ends on the value of talking for ever, not on an ultimatum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.strategies.lookahead import look_ahead
from bargaining.strategies.packages import Stakes, table_stakes
from bargaining.strategies.reactions import Reactor
from bargaining.strategies.stage import Answers
from bargaining.world.state import Rows, logistic

__all__ = ["TableSolution", "proposers", "rounds_ahead", "solve_table"]

# Rows valued at once, and rows whose rounds are solved at once: many enough to spread the cost of
# calling NumPy, few enough that arrays over packages stay in the processor's cache.
_VALUED = 1_024
_SOLVED = 256


@dataclass(frozen=True, slots=True)
class TableSolution:
    """What the table is worth and how it would be played this round, in each row.

    Attributes
    ----------
    value : dict of principal to array over (row, type)
        V at the start of the round, over proposers where they are drawn; payoff units.
    answers : dict of proposer to Answers
        How this round's game is played with each possible proposer; `waiting` in payoff units.
    stakes : Stakes
    """

    value: dict[int, Floats]
    answers: dict[int, Answers]
    stakes: Stakes

    def yes_to_talks(self, rows: Rows, party: int) -> Floats:
        """Probability of agreeing to talks while idle, shape (row, type); equation 10."""
        return _choice(rows, party, self.value[party] - self.stakes.apart[party])

    def walks(self, rows: Rows, party: int) -> Floats:
        """Probability of leaving the table, shape (row, type); equation 10."""
        return _choice(rows, party, self.stakes.apart[party] - self.value[party])


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
    weights = {
        party: rows.parameters.number(f"table.recognition.{game.parties[party]}", equal)
        for party in game.principals
    }
    total = np.zeros(rows.n)
    for weight in weights.values():
        total = total + weight
    return {party: weight / total for party, weight in weights.items()}


def solve_table(
    rows: Rows, reactors: Mapping[int, Reactor], *, detail: bool = False
) -> TableSolution:
    """Solve the table in every row (model, equation 9).

    Parameters
    ----------
    rows : Rows
        Positions without an agreement in force; a table is supposed to sit whether it does or not.
    reactors : mapping of party to Reactor
    detail : bool
        Whether this round's offers and answers are wanted beside the values.
    """
    depth, deadline_binds = rounds_ahead(rows)
    if depth == 0:
        raise ValueError("no table sits from the deadline on")
    parts = []
    for start in range(0, rows.n, _VALUED):
        block = rows.take(np.arange(start, min(start + _VALUED, rows.n)))
        parts.append(_solve_block(block, reactors, depth, deadline_binds, detail))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _solve_block(
    rows: Rows,
    reactors: Mapping[int, Reactor],
    depth: int,
    deadline_binds: bool,
    detail: bool,
) -> TableSolution:
    stakes = [table_stakes(rows, reactors)]
    if rows.game.scenario.settings.foresee_calendar:
        stakes += [table_stakes(rows, reactors, ahead) for ahead in range(1, depth)]
    else:
        stakes *= depth
    parts = []
    for start in range(0, rows.n, _SOLVED):
        chosen = np.arange(start, min(start + _SOLVED, rows.n))
        block = rows.take(chosen)
        taken = {id(each): each.take(chosen) for each in stakes}
        ahead = [taken[id(each)] for each in stakes]
        recognised = [proposers(block, rows.round + s) for s in range(depth)]
        value, answers = look_ahead(
            block, ahead, recognised, deadline_binds=deadline_binds, detail=detail
        )
        parts.append(TableSolution(value, answers, ahead[0]))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _joined(parts: list[TableSolution]) -> TableSolution:
    """Put the solutions of consecutive blocks of rows together."""

    def by_party(pieces: list[dict[int, Floats]]) -> dict[int, Floats]:
        return {p: np.concatenate([piece[p] for piece in pieces]) for p in pieces[0]}

    first = parts[0]
    answers = {}
    for proposer in first.answers:
        pieces = [part.answers[proposer] for part in parts]
        offers = [piece.offers for piece in pieces if piece.offers is not None]
        answers[proposer] = Answers(
            value=by_party([piece.value for piece in pieces]),
            waiting=by_party([piece.waiting for piece in pieces]),
            offers=np.concatenate(offers) if offers else None,
            opts_out=by_party([piece.opts_out for piece in pieces]),
        )
    stakes = [part.stakes for part in parts]
    return TableSolution(
        value=by_party([part.value for part in parts]),
        answers=answers,
        stakes=Stakes(
            agreed=by_party([s.agreed for s in stakes]),
            apart=by_party([s.apart for s in stakes]),
            at_table=by_party([s.at_table for s in stakes]),
            broken=by_party([s.broken for s in stakes]),
            ratified_probability=np.concatenate([s.ratified_probability for s in stakes]),
            margin=by_party([s.margin for s in stakes]),
            feasible=np.concatenate([s.feasible for s in stakes]),
            belief=by_party([s.belief for s in stakes]),
        ),
    )
