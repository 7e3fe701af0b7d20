"""Concession by the clock: ask for less and less as time runs out.

The time-dependent tactics of Faratin, P., Sierra, C. and Jennings, N. R. (1998). Negotiation
decision functions for autonomous agents. Robotics and Autonomous Systems 24(3-4), 159-182. Named
after Lemuel Boulware, who made one offer and stood by it (Raiffa, H., 1982, The Art and Science of
Negotiation, Harvard University Press), and after the conceder, who goes to its reservation value
soon (Pruitt, D. G., 1981, Negotiation Behavior, Academic Press).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.scenario.bounds import positive_named, share_named
from bargaining.solver.elementary import power
from bargaining.strategies.aspiring import Aspiring
from bargaining.views.view import TableView

__all__ = ["TimeDependent"]


@dataclass(frozen=True)
class TimeDependent(Aspiring):
    """Concede from the best package down to the value of no agreement along a fixed curve.

    In round t of T the target is ``low + (high - low) (1 - a)`` with ``a = initial + (1 - initial)
    (t / T)**(1 / exponent)``, where `low` is the value of standing apart, `high` that of the best
    package on the menu and T the number of rounds that talks can last (`view.horizon`). Rounds
    count from 0, so the first target is the best package, and T is the round after the last: an
    answer in the last round takes anything not worse than no agreement.

    Parameters
    ----------
    exponent : float
        Shape of the curve, above 0: below 1 it holds out to the end (Boulware), 1 is a straight
        line, above 1 it gives in at once (conceder).
    initial : float
        Share of the range given up before the first offer, in [0, 1].
    """

    exponent: float = 1.0
    initial: float = 0.0

    def __post_init__(self) -> None:
        positive_named("exponent", self.exponent)
        share_named("initial", self.initial)

    def conceded(self, elapsed: float) -> float:
        """Return the share of the range given up when a share `elapsed` of the time is over."""
        curve = power(np.array(elapsed), 1.0 / self.exponent)
        return self.initial + (1.0 - self.initial) * float(curve)

    def target(self, view: TableView, low: Floats, high: Floats, round: int) -> Floats:
        """Return the point of the curve."""
        elapsed = min(round / view.horizon, 1.0)
        return low + (high - low) * (1.0 - self.conceded(elapsed))
