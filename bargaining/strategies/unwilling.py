"""Strategies that seek no agreement: some want the talks alone, and blind chance wants nothing.

Blind chance is the yardstick of zero-intelligence traders (Gode and Sunder, 1993, Journal of
Political Economy 101:119-137): what the rules of the game bring about when nobody wants anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.strategies.base import YES_OR_NO, Strategy
from bargaining.strategies.ladders import over_cells
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction, steps_of
from bargaining.views.view import ActView, OfferView, ResponseView, StepView, TalksView


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


@dataclass(frozen=True)
class UniformRandom(Strategy):
    """Choose among what exists with equal probabilities; say yes with probability one half."""

    def choose_step(self, view: StepView) -> Floats:
        """Hold or move, each feasible option alike."""
        return _evenly(view.feasible)

    def propose(self, view: OfferView) -> Floats:
        """Offer any package that exists, or pass, all alike."""
        passing = np.ones((view.n, 1), dtype=bool)
        return _evenly(np.concatenate([view.feasible, passing], axis=1))

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to take any feasible step alike."""
        return over_cells(_evenly(steps_of(reaction.rows, reaction.party).feasible), reaction)


for _decision in YES_OR_NO:
    setattr(UniformRandom, _decision, lambda self, view: np.full(view.n, 0.5))


def _evenly(possible: Bools) -> Floats:
    return np.asarray(possible / possible.sum(axis=1, keepdims=True))
