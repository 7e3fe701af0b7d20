"""Views of a yes or a no: of a ratifier, and of a principal who opens talks or leaves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.views.public_view import View
from bargaining.views.table import TableEquilibrium

__all__ = ["ChoiceView", "SessionView", "TalksView"]


@dataclass(frozen=True)
class ChoiceView(View):
    """A yes or no."""

    _gain: Callable[[], Floats]

    @cached_property
    def gain(self) -> Floats:
        """Value of saying yes less the value of saying no by own type, shape (row, type)."""
        return self._gain()


@dataclass(frozen=True)
class TalksView(ChoiceView):
    """A yes or no about talks: open them, or walk out.

    `gain` counts what the look-ahead expects to be signed; `side_effects` is what sitting there is
    worth by itself.
    """

    _table: TableEquilibrium
    _chosen: Ints

    @property
    def holding(self) -> Floats:
        """What is taken from the log-odds of a yes beside inertia, shape (row,).

        It makes openings and walk-outs as rare as the file's `moves_at_indifference` where nothing
        depends on them; 0 unless the file says `talks_have_weight`.
        """
        return self._rows.parameters.standing_weight(self._index)

    @cached_property
    def side_effects(self) -> Floats:
        """Own value of talking without end less that of standing apart, shape (row, type).

        Side-effects of negotiation are what talks are worth beside any agreement (Iklé, 1964, How
        Nations Negotiate).
        """
        payoffs = self._table.payoffs
        beyond = payoffs.at_table(self._index) - payoffs.apart(self._index)
        return np.asarray(beyond[self._chosen])


@dataclass(frozen=True)
class SessionView(TalksView):
    """Whether to leave when a session is over: nobody has to break anything off."""

    @property
    def inertia(self) -> Floats:
        """Zeros: who leaves now makes no move, shape (row,)."""
        return np.zeros(self.n)

    @property
    def holding(self) -> Floats:
        """Zeros: going on weighs no more than leaving, shape (row,)."""
        return np.zeros(self.n)
