"""Holding still: the party never takes a unilateral step.

Nothing is given or taken back outside a signature, and nothing signed is delivered: the stubborn
type of the reputation literature (Kreps and Wilson, 1982, Journal of Economic Theory 27:253-279).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.strategies.following import over_cells
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction
from bargaining.views.view import StepView

__all__ = ["Hold"]


@dataclass(frozen=True)
class Hold(QuantalResponse):
    """Take no unilateral step, promised deliveries included; decide all else by default."""

    def choose_step(self, view: StepView) -> Ints:
        """Hold in every world."""
        return np.zeros(view.n, dtype=np.int64)

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to hold."""
        rows = reaction.rows
        odds = np.zeros((rows.n, len(rows.game.step_options[reaction.party])))
        odds[:, 0] = 1.0
        return over_cells(odds, reaction)
