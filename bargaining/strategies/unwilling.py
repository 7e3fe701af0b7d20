"""Strategies that want the talks and not the agreement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Ints
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import ActView, OfferView, ResponseView, TalksView

__all__ = ["SideEffects", "StallAndTest", "Unwilling"]


class Unwilling(QuantalResponse):
    """Base of those who sign nothing: pass with the floor, refuse every offer."""

    def propose(self, view: OfferView) -> Ints:
        """Pass."""
        return np.full(view.n, view.passing, dtype=np.int64)

    def respond(self, view: ResponseView) -> Bools:
        """Refuse."""
        return np.zeros(view.n, dtype=bool)


@dataclass(frozen=True)
class StallAndTest(Unwilling):
    """Always talk, never sign, and act whenever a window is open.

    Talks are cover for gaining time (Iklé, 1964, How Nations Negotiate, chapter 4), in a pattern of
    delay and brinkmanship (Snyder, 1999, Negotiating on the Edge). It agrees to talks and never
    leaves them. Both types of a party behave alike, so nothing is learnt from it. Steps and
    ratification are decided by default.
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


@dataclass(frozen=True)
class SideEffects(Unwilling):
    """Sit at the table while that is worth more than no talks, and sign nothing.

    Talks may serve propaganda, keep a channel open, gather intelligence or impress an audience
    (Iklé, 1964, How Nations Negotiate, chapter 4). It agrees to talks that are worth more than its
    inertia by themselves and leaves those that cost as much. Steps, acts and ratification are
    decided by default.
    """

    def open_talks(self, view: TalksView) -> Bools:
        """Agree to talks that are worth having."""
        return view.side_effects > view.inertia[:, None]

    def walk_out(self, view: TalksView) -> Bools:
        """Leave talks that have become worse than none."""
        return -view.side_effects > view.inertia[:, None]
