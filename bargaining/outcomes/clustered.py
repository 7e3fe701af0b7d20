"""Monte Carlo errors of means over worlds that share draws of the parameters.

Worlds of one draw resemble each other, so that 10,000 worlds of 500 draws know less than 10,000
independent ones. The error of a mean is therefore the one of cluster sampling, with the draw as
cluster; it is right whatever the split between priors and luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CONFIDENCE",
    "Estimate",
    "estimate_mean",
    "estimate_ratio",
    "estimate_share",
    "normal_quantile",
    "number_or_none",
    "wilson",
    "worlds_for_half_width",
]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over worlds with its Monte Carlo error.

    Attributes
    ----------
    value : float
        The mean; NaN where there are no worlds.
    standard_error : float
        Its standard error, clustered by draw.
    low, high : float
        Ends of the 95 % interval.
    n_worlds, n_draws : int
        Worlds it rests on, and the draws these belong to.
    clustered : bool
        False where all worlds belong to one draw: the error then holds for these parameter values
        only and knows nothing of the priors.
    """

    value: float
    standard_error: float
    low: float
    high: float
    n_worlds: int
    n_draws: int
    clustered: bool

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def quantile(self) -> float:
        """The quantile of Student's t by which the standard error is multiplied."""
        return _t_quantile((self.n_draws if self.clustered else self.n_worlds) - 1)

    def to_dict(self) -> dict[str, Any]:
        """Return value, standard error and interval, with None for what is not known."""
        return {
            "value": number_or_none(self.value),
            "standard_error": number_or_none(self.standard_error),
            "interval": [number_or_none(self.low), number_or_none(self.high)],
        }


def estimate_mean(values: NDArray[Any], draw: NDArray[Any]) -> Estimate:
    """Estimate a mean with a t interval on ``draws - 1`` degrees of freedom.

    Parameters
    ----------
    values : array, shape (world,)
        One number per world.
    draw : array, shape (world,)
        Draw to which each world belongs.
    """
    mean, error, n_draws = _moments(np.asarray(values, dtype=np.float64), draw)
    n, clustered = len(values), n_draws > 1
    reach = _t_quantile((n_draws if clustered else n) - 1) * error
    return Estimate(mean, error, mean - reach, mean + reach, n, n_draws, clustered)


def estimate_share(happened: NDArray[Any], draw: NDArray[Any]) -> Estimate:
    """Estimate the share of worlds in which something happened.

    The interval is Wilson's score interval at the effective number of worlds p (1 - p) / error^2,
    with Student's quantile on ``draws - 1`` degrees of freedom in the place of the normal one
    (the effective size as in Korn and Graubard, 1998, Survey Methodology 24; Wilson's form since
    theirs, Clopper and Pearson's, covers too often). It keeps its coverage near 0 and 1, where the
    plain interval does not, and is never narrower than that of as many independent worlds. Where
    the thing happened in no world, or in every one, nothing tells how alike the worlds of a draw
    are: the draws are counted, or the worlds of the largest one if these are more, so that further
    worlds never widen the interval; and with no error estimated, the quantile is the normal one.

    Parameters
    ----------
    happened : bool array, shape (world,)
        Whether it happened.
    draw : array, shape (world,)
        Draw to which each world belongs.
    """
    share, error, n_draws = _moments(np.asarray(happened, dtype=np.float64), draw)
    n, clustered = len(happened), n_draws > 1
    if n == 0:
        return Estimate(share, error, math.nan, math.nan, 0, 0, False)
    spread = share * (1 - share)
    if not clustered:
        error = math.sqrt(spread / n)
        size, quantile = float(n), normal_quantile()
    elif spread == 0:
        largest = int(np.unique(draw, return_counts=True)[1].max())
        size, quantile = float(max(n_draws, largest)), normal_quantile()
    else:
        quantile = _t_quantile(n_draws - 1)
        size = float(n) if error == 0 else min(float(n), spread / error**2)
    low, high = wilson(share, size, quantile)
    return Estimate(share, error, low, high, n, n_draws, clustered)


def estimate_ratio(part: NDArray[Any], whole: NDArray[Any], draw: NDArray[Any]) -> Estimate:
    """Estimate the share of cases of which something is so, where a world has several cases.

    The error is that of a ratio of two sums over draws (Cochran 1977, Sampling Techniques, chapter
    6), the interval Wilson's as in `estimate_share`, never narrower than that of as many
    independent cases.

    Parameters
    ----------
    part, whole : array, shape (world,)
        How many of a world's cases it is so of, and how many there are.
    draw : array, shape (world,)
        Draw to which each world belongs.
    """
    some = np.asarray(whole) > 0
    part, whole = (np.asarray(counts, dtype=np.float64)[some] for counts in (part, whole))
    n, cases = len(whole), float(whole.sum())
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, math.nan, 0, 0, False)
    share = float(part.sum()) / cases
    _, error, n_draws = _moments(part - share * whole, draw[some])
    error *= n / cases
    clustered, spread = n_draws > 1, share * (1 - share)
    freedom = (n_draws if clustered else n) - 1
    size, quantile = cases, _t_quantile(freedom) if freedom else normal_quantile()
    if error > 0:
        size = min(cases, spread / error**2)
    elif clustered:
        size, quantile = float(n_draws), normal_quantile()
    low, high = wilson(share, size, quantile)
    return Estimate(share, error, low, high, n, n_draws, clustered)


def worlds_for_half_width(estimate: Estimate, half_width: float, worlds_per_draw: int) -> int:
    """Return how many worlds bring the 95 % interval of an estimate to ± `half_width`.

    The error shrinks with the number of *draws*, so the answer is a whole number of draws of
    `worlds_per_draw` worlds.
    """
    if estimate.standard_error == 0 and estimate.half_width > 0:
        # Wilson's half width at a share of 0 or 1 is w / (1 + w) / 2 with w = quantile^2 / size.
        size = normal_quantile() ** 2 * (1 - 2 * half_width) / (2 * half_width)
        return max(math.ceil(size), 1) * worlds_per_draw
    factor = (estimate.quantile * estimate.standard_error / half_width) ** 2
    if estimate.n_worlds == 0 or not math.isfinite(factor):
        return 0
    # Just enough already must not ask for a draw more because of the last bit.
    draws = math.ceil(estimate.n_worlds * factor / worlds_per_draw - 1e-9)
    return max(draws, 1) * worlds_per_draw


def _moments(values: NDArray[np.float64], draw: NDArray[Any]) -> tuple[float, float, int]:
    """Return mean, standard error and number of draws."""
    n = len(values)
    if n == 0:
        return math.nan, math.nan, 0
    mean = float(values.mean())
    _, member = np.unique(draw, return_inverse=True)
    n_draws = int(member.max()) + 1
    if n_draws < 2:
        error = float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
        return mean, error, n_draws
    residuals = np.bincount(member, weights=values - mean)
    error = math.sqrt(n_draws / (n_draws - 1) * float((residuals**2).sum())) / n
    return mean, error, n_draws


def wilson(share: float, size: float, quantile: float) -> tuple[float, float]:
    """Return Wilson's score interval of a share of `size` independent cases (1927, JASA 22)."""
    weight = quantile**2 / size
    middle = (share + weight / 2) / (1 + weight)
    reach = math.sqrt(weight * (share * (1 - share) + weight / 4)) / (1 + weight)
    low = 0.0 if share == 0 else max(0.0, middle - reach)
    high = 1.0 if share == 1 else min(1.0, middle + reach)
    return low, high


def _t_quantile(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) if freedom > 0 else math.nan


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return the standard normal quantile of a two-sided interval."""
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def number_or_none(value: float) -> float | None:
    """Return a number as JSON can hold it: None for what is not known."""
    return value if math.isfinite(value) else None
