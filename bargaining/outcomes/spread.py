"""Where the spread over worlds comes from: not knowing the parameters, or luck.

With E draws of A worlds each, luck has the mean variance within draws, and not knowing the
parameters has the variance of the draws' means less what luck leaves in them. Uneven draws are
weighted as in the analysis of variance, which is the same thing where they are even.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_WORLDS_PER_DRAW", "Spread", "spread_of"]

LEAST_WORLDS_PER_DRAW = 5
_RESAMPLES = 500
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Spread:
    """The two sources of the variance of a quantity over worlds.

    Attributes
    ----------
    epistemic_variance : float
        Variance that knowing the parameters would remove; unbiased, so it may fall below 0.
    luck_variance : float
        Variance that would remain.
    epistemic_share : float
        The first over their sum, cut to [0, 1]; NaN where nothing varies.
    low, high : float
        90 % bootstrap interval of that share over draws.
    """

    epistemic_variance: float
    luck_variance: float
    epistemic_share: float
    low: float
    high: float


def spread_of(values: NDArray[Any], draw: NDArray[Any]) -> list[Spread] | None:
    """Split the variance of each column of `values`.

    Parameters
    ----------
    values : array, shape (world, quantity)
        One row per world.
    draw : array, shape (world,)
        Draw to which each world belongs.

    Returns
    -------
    list of Spread or None
        One per quantity; None where there are fewer than 2 draws or 5 worlds a draw.
    """
    values = np.asarray(values)
    if len(values) == 0:
        return None
    _, member = np.unique(draw, return_inverse=True)
    count = np.bincount(member).astype(np.float64)
    n_draws, n_worlds = len(count), len(values)
    if n_draws < 2 or n_worlds < LEAST_WORLDS_PER_DRAW * n_draws:
        return None
    sums, squares = np.empty((2, n_draws, values.shape[1]))
    for k in range(values.shape[1]):
        column = values[:, k].astype(np.float64)
        # Centred first: the sums of squares would lose their digits on a large mean.
        # A constant becomes exactly 0, so that rounding is not split into sources.
        column = column - column.mean() if np.ptp(column) > 0 else np.zeros(n_worlds)
        sums[:, k] = np.bincount(member, column)
        squares[:, k] = np.bincount(member, column**2)
    per_draw = np.concatenate(
        [count[:, None], count[:, None] ** 2, sums, sums**2 / count[:, None], squares], axis=1
    )
    epistemic, luck = _variances(per_draw.sum(axis=0)[None], n_draws)
    shares = _resampled_shares(per_draw)
    return [
        Spread(
            float(epistemic[0, k]),
            float(luck[0, k]),
            float(_share(epistemic, luck)[0, k]),
            *_percentiles(shares[:, k]),
        )
        for k in range(values.shape[1])
    ]


def _variances(
    totals: NDArray[np.float64], n_draws: int, inflation: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both variances from sums over draws, shape (sample, quantity)."""
    n, n_squared = totals[:, :1], totals[:, 1:2]
    sums, sums_squared, squares = np.split(totals[:, 2:], 3, axis=1)
    within = np.maximum(squares - sums_squared, 0) / (n - n_draws)
    between = inflation * (sums_squared - sums**2 / n) / (n_draws - 1)
    typical = (n - n_squared / n) / (n_draws - 1)
    return (between - within) / typical, within


def _share(epistemic: NDArray[np.float64], luck: NDArray[np.float64]) -> NDArray[np.float64]:
    epistemic = np.maximum(epistemic, 0)
    total = epistemic + luck
    return np.divide(epistemic, total, out=np.full_like(total, math.nan), where=total > 0)


def _resampled_shares(per_draw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Resample the draws with replacement; the luck is fixed, so a table prints the same twice."""
    n_draws = len(per_draw)
    generator = np.random.default_rng(0)
    at_once = max(1, _CELLS_AT_ONCE // n_draws)
    shares = []
    for first in range(0, _RESAMPLES, at_once):
        rows = min(at_once, _RESAMPLES - first)
        picked = generator.integers(n_draws, size=(rows, n_draws))
        cells = (picked + n_draws * np.arange(rows)[:, None]).ravel()
        weights = np.bincount(cells, minlength=rows * n_draws).reshape(rows, n_draws)
        totals = np.einsum("bd,dk->bk", weights.astype(np.float64), per_draw)
        # A resample repeats draws, which shrinks the variance of their means by (E - 1) / E.
        shares.append(_share(*_variances(totals, n_draws, n_draws / (n_draws - 1))))
    return np.concatenate(shares)


def _percentiles(shares: NDArray[np.float64]) -> tuple[float, float]:
    known = shares[np.isfinite(shares)]
    if len(known) == 0:
        return math.nan, math.nan
    low, high = np.quantile(known, (0.05, 0.95))
    return float(low), float(high)
