"""The negotiating table: a logit agent quantal response equilibrium of the frozen state.

A few rounds of offers and answers are looked ahead with beliefs, ladders and conditions as they
are, and solved backwards (McKelvey and Palfrey, 1998, Experimental Economics 1:9-41; model,
equation 9). Without a deadline the look-ahead ends on the value of talking for ever, not on an
ultimatum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.strategies.lookahead import Solved, look_ahead
from bargaining.strategies.packages import Stakes, table_stakes
from bargaining.strategies.reactions import Reactor
from bargaining.strategies.stage import Answers
from bargaining.world.state import Rows, logistic

__all__ = ["Table", "proposers", "rounds_ahead"]

# Rows valued at once, and rows whose rounds are solved at once: many enough to spread the cost of
# calling NumPy, few enough that arrays over packages stay in the processor's cache.
_VALUED = 1_024
_SOLVED = 256


class Table:
    """What the table is worth and how it would be played this round, worked out when asked for.

    A table is supposed to sit in every row, whether it does or not.

    Parameters
    ----------
    rows : Rows
        Positions without an agreement in force. They must not change afterwards.
    reactors : mapping of party to Reactor
    detail : bool
        Whether the probabilities of this round's offers are wanted beside the values.
    frozen : Stakes, optional
        What is at stake this round before any table that might follow, where that is known.
    """

    def __init__(
        self,
        rows: Rows,
        reactors: Mapping[int, Reactor],
        *,
        detail: bool = False,
        frozen: Stakes | None = None,
    ) -> None:
        self.rows = rows
        self._known = frozen
        self._reactors = reactors
        self._detail = detail
        self._depth, self._deadline_binds = rounds_ahead(rows)
        if self._depth == 0:
            raise ValueError("no table sits from the deadline on")

    @property
    def value(self) -> dict[int, Floats]:
        """V at the start of the round by principal, over proposers where they are drawn.

        Arrays over (row, type), payoff units.
        """
        return self._solved.value

    @property
    def answers(self) -> dict[int, Answers]:
        """How this round's game is played with each possible proposer; `waiting` in payoffs."""
        return self._solved.answers

    @cached_property
    def stakes(self) -> Stakes:
        """What packages and disagreement are worth."""
        if self.rows.game.scenario.table.agreement_term == "permanent":
            return self.frozen
        return self._with_next_table()

    def yes_to_talks(self, party: int) -> Floats:
        """Probability of agreeing to talks while idle, shape (row, type); equation 10."""
        return _choice(self.rows, party, self.value[party] - self.stakes.apart[party])

    def walks(self, party: int) -> Floats:
        """Probability of leaving the table, shape (row, type); equation 10."""
        return _choice(self.rows, party, self.stakes.apart[party] - self.value[party])

    def mutual_gain(self, types: Ints) -> Floats:
        """Return what the best package gains over waiting for the principal that gains least.

        Above 0 some package may be offered that every principal would rather sign now than wait.
        Where chance picks the proposer, the best over all who may propose.

        Parameters
        ----------
        types : int array over (row, party)
            True types.

        Returns
        -------
        array over (row,)
            Payoff units of the principal that gains least; -inf where no package may be offered.
        """
        stakes, row = self.stakes, np.arange(self.rows.n)
        best = np.full(self.rows.n, -np.inf)
        for answers in self.answers.values():
            least = np.where(stakes.feasible, np.inf, -np.inf)
            for party, agreed in stakes.agreed.items():
                own = types[:, party] if agreed.shape[1] > 1 else 0
                gain = agreed[row, own] - answers.waiting[party][row, own][:, None]
                least = np.minimum(least, gain)
            best = np.maximum(best, least.max(axis=1))
        return best

    @property
    def is_valued(self) -> bool:
        """Whether it is known by now what is at stake."""
        return "frozen" in self.__dict__ or self._known is not None

    @cached_property
    def frozen(self) -> Stakes:
        """What is at stake this round, before any table that might follow."""
        if self._known is not None:
            return self._known
        return Stakes.joined([table_stakes(block, self._reactors) for block, _ in self._blocks()])

    @cached_property
    def _solved(self) -> Solved:
        return Solved.joined([self._solve(block, cut) for block, cut in self._blocks()])

    def _blocks(self) -> Iterator[tuple[Rows, slice]]:
        if self.rows.n <= _VALUED:
            yield self.rows, slice(0, self.rows.n)
        else:
            for cut in _cuts(self.rows.n, _VALUED):
                yield self.rows.take(cut), cut

    def _solve(self, rows: Rows, place: slice) -> Solved:
        now = self.frozen if rows is self.rows else self.frozen.take(place)
        stakes = [now] * self._depth
        if rows.game.scenario.settings.foresee_calendar:
            later = range(1, self._depth)
            stakes[1:] = [table_stakes(rows, self._reactors, ahead) for ahead in later]
        parts = []
        for cut in _cuts(rows.n, _SOLVED):
            block = rows.take(cut)
            taken = {id(each): each.take(cut) for each in stakes}
            parts.append(
                look_ahead(
                    block,
                    [taken[id(each)] for each in stakes],
                    [proposers(block, rows.round + ahead) for ahead in range(self._depth)],
                    deadline_binds=self._deadline_binds,
                    detail=self._detail,
                )
            )
        return Solved.joined(parts)

    def _with_next_table(self) -> Stakes:
        """Add to what a split of one round is worth the table that follows it (equation 9)."""
        agreed = {}
        for party, flow in self.frozen.agreed.items():
            delta = self.rows.parameters.table_discount(party)[:, None, None]
            following = self._solved.following[party][:, :, None]
            agreed[party] = (1.0 - delta) * flow + delta * following
        return replace(self.frozen, agreed=agreed, best={})


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


def _cuts(n: int, size: int) -> list[slice]:
    return [slice(start, start + size) for start in range(0, n, size)]
