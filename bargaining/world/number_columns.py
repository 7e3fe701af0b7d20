"""Where each number stands in a row of the matrix of numbers, drawn or derived."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bargaining.arrays import Ints

__all__ = ["NumberColumns"]


class NumberColumns:
    """Columns of the derived numbers, block after block; those of the file stand before them.

    Attributes
    ----------
    constants : (int, int)
        Columns of 0 and 1.
    discount, first, reversal, free, promised : integers over (party,)
        Discount factor, weight of the first round of a planning window, cost of undoing a step,
        and what weighs free and promised steps against holding.
    standing, session : integers over (principal,)
        Log-odds that opening or leaving talks must overcome beside inertia, and the share of the
        window in which a session is expected to last.
    windows : integers over (party, condition, weight)
        Weights of planning windows in the order of the kernels' table; 0 for what is scheduled.
    due : integers over (party, age of the agreement)
        Mean share of promises due in the rest of a party's window.
    schedule : integers over (round ahead, 1 + party, condition)
        What is expected of a scheduled condition in that round, then the discounted sum over the
        rest of each party's window; 0 for what is not scheduled.
    width : int
        Number of columns.
    """

    def __init__(
        self,
        n_drawn: int,
        n_parties: int,
        n_principals: int,
        driven: Sequence[bool],
        schedule_length: int,
        foreseen_rounds: int,
    ) -> None:
        self.constants = n_drawn, n_drawn + 1
        self.width = n_drawn + 2
        self.discount, self.first, *weights = self._block(5, n_parties)
        self.reversal, self.free, self.promised = weights
        self.standing, self.session = self._block(2, n_principals)
        is_driven = np.array(driven, dtype=bool)
        self.windows = np.zeros((n_parties, len(driven), 4), dtype=np.int64)
        self.windows[:, is_driven] = self._block(n_parties, sum(is_driven), 4)
        self.due = self._block(n_parties, schedule_length)
        self.schedule = np.zeros((foreseen_rounds, 1 + n_parties, len(driven)), dtype=np.int64)
        shape = foreseen_rounds, 1 + n_parties, sum(~is_driven)
        self.schedule[..., ~is_driven] = self._block(*shape)

    def _block(self, *shape: int) -> Ints:
        places = self.width + np.arange(np.prod(shape, dtype=np.int64)).reshape(shape)
        self.width += places.size
        return places
