"""Blind chance: every option that exists is as likely as any other.

The yardstick of zero-intelligence traders (Gode and Sunder, 1993, Journal of Political Economy
101:119-137): what the rules of the game bring about when nobody wants anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.strategies.base import YES_OR_NO, Strategy
from bargaining.strategies.ladders import over_cells
from bargaining.views.reaction import Reaction, steps_of
from bargaining.views.view import OfferView, StepView, View

__all__ = ["UniformRandom"]


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


def _toss_a_coin(self: UniformRandom, view: View) -> Floats:
    """Say yes with probability one half."""
    return np.full(view.n, 0.5)


for _decision in YES_OR_NO:
    setattr(UniformRandom, _decision, _toss_a_coin)


def _evenly(possible: Bools) -> Floats:
    return np.asarray(possible / possible.sum(axis=1, keepdims=True))
