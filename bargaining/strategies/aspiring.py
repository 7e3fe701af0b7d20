"""Strategies with an aspiration: ask for a target value, accept what reaches the next one."""

from __future__ import annotations

from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.strategies.asking import SAME, choice_of, least_at, offerable
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import OfferView, ResponseView, TableView

__all__ = ["Aspiring"]


class Aspiring(QuantalResponse):
    """Base of strategies that want at least so much at the table; all else by default.

    A subclass says how much in `target`. It then offers the package with the least own value at or
    above the target, among equals the one best for the others, and passes where there is none; and
    it accepts what is worth at least the target it would ask for in the next round. No look-ahead
    is asked for.
    """

    def target(self, view: TableView, low: Floats, high: Floats, round: int) -> Floats:
        """Return the own value wanted in a round by own type, shape (row, type).

        Parameters
        ----------
        low : array over (row, type)
            Value of standing apart without an agreement.
        high : array over (row, type)
            Value of the best package that may be offered, and at least `low`.
        round : int
            The round of a proposal; after the one of the view when an answer is due.
        """
        raise NotImplementedError

    def propose(self, view: OfferView) -> Any:
        """Offer what is worth the target and no more."""
        return choice_of(view, least_at(view, offerable(view), self._target(view, view.round)))

    def respond(self, view: ResponseView) -> Any:
        """Accept what is worth the target of the next round."""
        target = self._target(view, view.round + 1)
        return view.value_if_agreed >= target - SAME

    def _target(self, view: TableView, round: int) -> Floats:
        low = view.value_apart
        return self.target(view, low, np.maximum(view.best_value, low), round)
