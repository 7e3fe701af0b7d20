"""Numbers of the process tables with their standard errors, clustered by draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.outcomes import Outcomes
from bargaining.stats import estimate_mean

__all__ = ["Figure", "mean", "median", "ratio"]

Floats = NDArray[np.float64]
# Of any kind of number, truth values too.
Values = Any
Ints = NDArray[Any]


@dataclass(frozen=True)
class Figure:
    """A number of the table.

    Attributes
    ----------
    key : str
        Its name in JSON.
    label : str
    value, error : float
        NaN where there was nothing to count.
    kind : str
        ``"share"``, printed in percent, or ``"number"``.
    """

    key: str
    label: str
    value: float
    error: float
    kind: str = "number"


def mean(outcomes: Outcomes, values: Values) -> tuple[float, float]:
    """Return the mean of a number per world and its standard error, clustered by draw."""
    found = estimate_mean(np.asarray(values, dtype=np.float64), outcomes.cluster)
    return found.value, found.standard_error


def ratio(outcomes: Outcomes, part: Values, whole: Values) -> tuple[float, float]:
    """Return a ratio of two sums over worlds and its standard error."""
    found = estimate_mean(part, outcomes.cluster, of=whole)
    return found.value, found.standard_error


def median(outcomes: Outcomes, values: Floats, world: Ints) -> tuple[float, float]:
    """Return the median over cases and its standard error.

    The error is half the distance of the quantiles that lie one standard error of the share below
    the median to either side of one half (Woodruff 1952, JASA 47:635-646).
    """
    if not values.size:
        return np.nan, np.nan
    middle, n = float(np.median(values)), len(outcomes)
    below = np.bincount(world[values <= middle], minlength=n)
    _, error = ratio(outcomes, below, np.bincount(world, minlength=n))
    if np.isnan(error):
        return middle, np.nan
    low, high = np.quantile(values, np.clip([0.5 - error, 0.5 + error], 0, 1))
    return middle, float(high - low) / 2
