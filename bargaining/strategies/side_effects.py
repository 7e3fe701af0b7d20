"""Negotiating for side-effects: the talks are wanted and the agreement is not.

Iklé, F. C. (1964). How Nations Negotiate. Harper and Row, chapter 4: talks that serve propaganda,
keep a channel open, gather intelligence or impress an audience.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Ints
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import OfferView, ResponseView, TalksView

__all__ = ["SideEffects"]


@dataclass(frozen=True)
class SideEffects(QuantalResponse):
    """Sit at the table while that is worth more than standing apart, and sign nothing.

    It agrees to talks that are worth more than its inertia by themselves, leaves those that cost as
    much, passes when it has the floor and refuses every offer. Steps, acts and ratification are
    decided by default.
    """

    def open_talks(self, view: TalksView) -> Bools:
        """Agree to talks that are worth having."""
        return view.side_effects > view.inertia[:, None]

    def walk_out(self, view: TalksView) -> Bools:
        """Leave talks that have become worse than standing apart."""
        return -view.side_effects > view.inertia[:, None]

    def propose(self, view: OfferView) -> Ints:
        """Pass."""
        return np.full(view.n, view.passing, dtype=np.int64)

    def respond(self, view: ResponseView) -> Bools:
        """Refuse."""
        return np.zeros(view.n, dtype=bool)
