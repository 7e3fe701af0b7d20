"""Stalling at the table while the other work goes on.

Talks as cover for gaining time: Iklé, F. C. (1964). How Nations Negotiate. Harper and Row, chapter
4. As a pattern of delay and brinkmanship: Snyder, S. (1999). Negotiating on the Edge. United States
Institute of Peace Press.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Ints
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import ActView, OfferView, ResponseView, TalksView

__all__ = ["StallAndTest"]


@dataclass(frozen=True)
class StallAndTest(QuantalResponse):
    """Always talk, never sign, and act whenever a window is open.

    It agrees to talks, never leaves them, passes when it has the floor and refuses every offer.
    Both types of a party behave alike, so nothing is learnt from it. Steps and ratification are
    decided by default.
    """

    def choose_act(self, view: ActView) -> Bools:
        """Act."""
        return np.ones(view.n, dtype=bool)

    def open_talks(self, view: TalksView) -> Bools:
        """Agree to talks."""
        return np.ones(view.n, dtype=bool)

    def walk_out(self, view: TalksView) -> Bools:
        """Stay."""
        return np.zeros(view.n, dtype=bool)

    def propose(self, view: OfferView) -> Ints:
        """Pass."""
        return np.full(view.n, view.passing, dtype=np.int64)

    def respond(self, view: ResponseView) -> Bools:
        """Refuse."""
        return np.zeros(view.n, dtype=bool)
