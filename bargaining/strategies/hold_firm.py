"""Holding firm at the table: one demand, the best there is, and nothing else.

The obstinate type of reputational bargaining (Myerson, R. B., 1991, Game Theory: Analysis of
Conflict, Harvard University Press, section 8.8; Abreu, D. and Gul, F., 2000, Bargaining and
reputation, Econometrica 68(1), 85-117), with the highest demand.
"""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.arrays import Floats
from bargaining.strategies.aspiring import Aspiring
from bargaining.views.view import TableView

__all__ = ["HoldFirm"]


@dataclass(frozen=True)
class HoldFirm(Aspiring):
    """Ask for the best package of the menu in every round, and accept nothing less.

    Not to be confused with `Hold`, which takes no unilateral step and deals at the table as usual.
    """

    def target(self, view: TableView, low: Floats, high: Floats, round: int) -> Floats:
        """Return the value of the best package."""
        return high
