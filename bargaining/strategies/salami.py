"""Salami tactics: a thin slice at a time, each too small to refuse.

Schelling, T. C. (1966). Arms and Influence. Yale University Press, chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.scenario.bounds import amount_named
from bargaining.strategies.asking import SAME, choice_of, kindest
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import OfferView, ResponseView

__all__ = ["Salami"]


@dataclass(frozen=True)
class Salami(QuantalResponse):
    """Ask for the smallest package that still gains something, and take any that does.

    The size of a package is the number of rungs it moves; among equals it is the one best for the
    party, then for the others. A slice is worth cutting where talks can open again after an
    agreement; where only one can be signed, the first slice is all there is. Unilateral steps are
    one rung by the rules of the game and stay as they are by default, like all else.

    Parameters
    ----------
    least_gain : float
        What a slice must be worth beyond no agreement, payoff units, at least 0: more than this is
        "something".
    """

    least_gain: float = 0.0

    def __post_init__(self) -> None:
        amount_named("least_gain", self.least_gain)

    def propose(self, view: OfferView) -> Any:
        """Offer the smallest slice; pass where none gains anything."""
        enough = view.value_apart + self.least_gain + SAME
        slices = view.feasible[:, None, :] & (view.values > enough[:, :, None])
        # A package that may be offered lowers no rung, so its rungs count what it moves.
        size = np.where(slices, view.packages.sum(axis=1), np.inf)
        thinnest = size == size.min(axis=-1, keepdims=True)
        worth = np.where(thinnest & slices, view.values, -np.inf)
        best = worth.max(axis=-1, keepdims=True)
        package = kindest(view, worth >= best - SAME)
        return choice_of(view, np.where(slices.any(axis=-1), package, view.passing))

    def respond(self, view: ResponseView) -> Any:
        """Accept whatever gains something."""
        return view.value_if_agreed > view.value_apart + self.least_gain + SAME
