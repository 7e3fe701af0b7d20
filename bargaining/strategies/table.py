"""The negotiating table: a logit agent quantal response equilibrium of the frozen state.

A few rounds of offers and answers are looked ahead with beliefs, ladders and conditions as they
are, and solved backwards (McKelvey and Palfrey, 1998, Experimental Economics 1:9-41; model,
equation 9). Without a deadline the look-ahead ends on the value of talking for ever, not on an
ultimatum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from bargaining.arrays import Floats
from bargaining.strategies.lookahead import Solved, look_ahead
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
    blocks = [rows] if rows.n <= _VALUED else [rows.take(cut) for cut in _cuts(rows.n, _VALUED)]
    parts = [_solve_block(block, reactors, depth, deadline_binds, detail) for block in blocks]
    solved = Solved.joined([part for part, _ in parts])
    stakes = Stakes.joined([part for _, part in parts])
    return TableSolution(solved.value, solved.answers, _with_next_table(rows, stakes, solved))


def _solve_block(
    rows: Rows,
    reactors: Mapping[int, Reactor],
    depth: int,
    deadline_binds: bool,
    detail: bool,
) -> tuple[Solved, Stakes]:
    stakes = [table_stakes(rows, reactors)]
    if rows.game.scenario.settings.foresee_calendar:
        stakes += [table_stakes(rows, reactors, ahead) for ahead in range(1, depth)]
    else:
        stakes *= depth
    parts = []
    for cut in _cuts(rows.n, _SOLVED):
        block = rows.take(cut)
        taken = {id(each): each.take(cut) for each in stakes}
        parts.append(
            look_ahead(
                block,
                [taken[id(each)] for each in stakes],
                [proposers(block, rows.round + ahead) for ahead in range(depth)],
                deadline_binds=deadline_binds,
                detail=detail,
            )
        )
    return Solved.joined(parts), stakes[0]


def _with_next_table(rows: Rows, stakes: Stakes, solved: Solved) -> Stakes:
    """Add to what a split of one round is worth the table that follows it (equation 9)."""
    if rows.game.scenario.table.agreement_term == "permanent":
        return stakes
    agreed = {}
    for party, flow in stakes.agreed.items():
        delta = rows.parameters.table_discount(party)[:, None, None]
        agreed[party] = (1.0 - delta) * flow + delta * solved.following[party][:, :, None]
    return replace(stakes, agreed=agreed)


def _cuts(n: int, size: int) -> list[slice]:
    return [slice(start, start + size) for start in range(0, n, size)]
