"""What is said of one quantity: its value, its interval, and where in the prior a claim holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

__all__ = ["ClaimEstimate"]


@dataclass(frozen=True, slots=True)
class ClaimEstimate:
    """A quantity with its interval and the share of the prior in which a claim on it holds.

    Attributes
    ----------
    quantity : str
        Its text.
    value : float
        Its level, its difference between two arms, or the share of draws in which arms stand in
        order; NaN where it is not defined.
    low, high : float
        Ends of its interval, which covers sampling of worlds and of draws and nothing else.
    confidence : float
        Of the interval, two-sided.
    first, second : float
        The quantity in the first and in the second arm; NaN where there is no such arm.
    prior_share : float
        Estimated share of draws in which the claim holds; NaN where no claim was named.
    n_draws, n_worlds : int
        Draws and worlds of one arm.
    n_informed : int
        Draws in which the quantity is defined.
    clustered : bool
        Whether the interval knows that worlds of a draw are alike; False for a single draw, to
        which the interval then refers, and where nothing is drawn.
    """

    quantity: str
    value: float
    low: float
    high: float
    confidence: float
    first: float
    second: float
    prior_share: float
    n_draws: int
    n_worlds: int
    n_informed: int
    clustered: bool

    def __str__(self) -> str:
        if math.isnan(self.value):
            return f"{self.quantity}: not defined in any of {self.n_worlds:,} worlds"
        level = math.isnan(self.second)
        # A difference bears its sign, so that it is not read as a level.
        sign = "" if level or math.isnan(self.low) else "+"
        value, low, high = (
            f"{number:{sign}.3f}" if round(number, 3) else "0.000"
            for number in (self.value, self.low, self.high)
        )
        change = "" if level else f", from {self.second:.3f} to {self.first:.3f}"
        draws = f"{self.n_draws:,} draw{'' if self.n_draws == 1 else 's'}"
        return (
            f"{self.quantity}: {value} ({100 * self.confidence:g} % interval "
            f"{low} to {high}; {self.n_worlds:,} worlds, {draws}){change}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values that JSON can hold, None for what is not known."""
        return {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name in self.__slots__
            for value in (getattr(self, name),)
        }
