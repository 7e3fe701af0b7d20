"""How much of a quantity's spread comes from not knowing the parameters, and how much from luck."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.analysis.statistics import per_world
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.spread import LEAST_WORLDS_PER_DRAW, Spread, spread_of

__all__ = ["decompose"]


def decompose(outcomes: Outcomes, values: ArrayLike) -> Spread:
    """Split the variance of a quantity over worlds into parameters and luck.

    Types and their redraws are luck; priors, prior beliefs among them, are parameters.

    Parameters
    ----------
    outcomes : Outcomes
        The result.
    values : array, shape (world,)
        One number per world, none of them NaN.

    Returns
    -------
    Spread
        Both variances, the share of the first, and its 90 % bootstrap interval over draws.

    Raises
    ------
    ArgumentError
        There are fewer than 2 draws or fewer than 5 worlds per draw, or a value is not finite.
    """
    numbers = per_world(outcomes, values).astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ArgumentError("values must be finite in every world; select the worlds first")
    spreads = spread_of(numbers[:, None], outcomes.draw)
    if spreads is None:
        raise ArgumentError(
            f"splitting the spread needs at least 2 draws and {LEAST_WORLDS_PER_DRAW} worlds per "
            f"draw; got {outcomes.n_draws} draws for {len(outcomes)} worlds: run with a higher "
            f"worlds_per_draw"
        )
    return spreads[0]
