"""Sobol indices of a number that is a mean over worlds, with what luck adds to them taken out.

A row of Saltelli's design has the points A, B and, for each factor, A with that factor's numbers
from B. The worlds of a row are the same at all of its points, and other ones than those of other
rows. A mean over few worlds still moves by luck, and luck that depends on the numbers looks like an
interaction. So wherever two values are multiplied, only values of different worlds are: with
``u(p, q)`` the mean of ``p[w] q[v]`` over all pairs of worlds ``w != v`` of a row,

- a first-order index is ``mean u(B, A_i - A) / V`` (Saltelli et al. 2010, "Variance based
  sensitivity analysis of model output", Computer Physics Communications 181:259-270, table 2, b),
- a total index is ``mean u(A_i - A, A_i - A) / 2 V`` (the same, f; Jansen 1999),
- ``V = mean u(A, A)``, less the squared mean, is the variance of the mean over all luck.

All three have the expectation that they would have with endlessly many worlds at each point (the
idea is that of U-statistics), and a factor that does nothing has an index of exactly 0, since
worlds do not differ. Luck's own variance is that between the worlds of a point.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats, Ints

__all__ = ["RESAMPLED", "Indices", "indices_of", "mean_of_pairs"]

RESAMPLED = 1_000
_AHEAD = 2  # points A and B stand before the factors' in a row


class Indices(NamedTuple):
    """Indices by factor, and shares of the variance of a world.

    Attributes
    ----------
    first, total : array over (factor,)
    first_ends, total_ends : array over (factor, 2)
        Ends of their bootstrap intervals.
    first_error, total_error : array over (factor,)
        Standard deviations over the resamples. They and the intervals are NaN where the variance is
        not told apart from 0, of which indices are shares.
    score, p_value : array over (factor,)
        How many errors the numerator of a total index lies above 0, and the probability of so large
        a number were it 0 in truth: one-sided, Student's t over clusters.
    luck : float
        Share of the variance of a world that is luck.
    luck_ends : tuple of float
    """

    first: Floats
    total: Floats
    first_ends: Floats
    total_ends: Floats
    first_error: Floats
    total_error: Floats
    score: Floats
    p_value: Floats
    luck: float
    luck_ends: tuple[float, float]


def mean_of_pairs(first: Floats, second: Floats) -> Floats:
    """Return the mean of products of values of different worlds, arrays over (..., world)."""
    n = first.shape[-1]
    apart = first.sum(axis=-1) * second.sum(axis=-1) - (first * second).sum(axis=-1)
    return np.asarray(apart / (n * (n - 1)))


def indices_of(values: Floats, cluster: Ints, confidence: float, seed: int) -> Indices:
    """Estimate the indices from a design.

    Parameters
    ----------
    values : array over (row, point, world)
        At least two worlds. The points are A, B, then one for each factor.
    cluster : integers over (row,)
        Rows of one cluster share their worlds; clusters are what is resampled.
    confidence : float
        Of the intervals, two-sided.
    seed : int
        Of the resampling.
    """
    from scipy.special import stdtr

    values = values - values[:, :_AHEAD].mean()
    a, b, changed = values[:, 0], values[:, 1], values[:, _AHEAD:]
    steps = changed - a[:, None]
    n_factors = steps.shape[1]
    columns = np.concatenate(
        [
            mean_of_pairs(np.broadcast_to(b[:, None], steps.shape), steps),
            mean_of_pairs(steps, steps) / 2,
            np.stack(
                [
                    (mean_of_pairs(a, a) + mean_of_pairs(b, b)) / 2,
                    (a.mean(axis=-1) + b.mean(axis=-1)) / 2,
                    (a.var(axis=-1, ddof=1) + b.var(axis=-1, ddof=1)) / 2,
                    np.ones(len(a)),
                ],
                axis=1,
            ),
        ],
        axis=1,
    )
    _, member = np.unique(cluster, return_inverse=True)
    sums = np.stack([np.bincount(member, one) for one in columns.T], axis=1)
    found = _shares(sums.sum(axis=0), n_factors)
    n_clusters = len(sums)
    times = np.random.default_rng(seed).multinomial(
        n_clusters, np.full(n_clusters, 1 / n_clusters), RESAMPLED
    )
    again = _shares(times.astype(np.float64) @ sums, n_factors)
    tails = (1 - confidence) / 2, (1 + confidence) / 2
    if np.isnan(again).any(axis=1).mean() > tails[0]:
        again[:, :-1] = np.nan
    known = again[np.isfinite(again[:, 0])] if np.isfinite(again[:, 0]).any() else again
    ends, errors = np.quantile(known, tails, axis=0).T, known.std(axis=0)
    first, total = slice(0, n_factors), slice(n_factors, 2 * n_factors)
    # How many errors the means over clusters lie above 0, and how probable that is by luck.
    means = sums[:, total] / sums[:, -1:]
    error = means.std(axis=0, ddof=1) / np.sqrt(n_clusters)
    score = np.divide(means.mean(axis=0), error, out=np.zeros(n_factors), where=error > 0)
    p_value = np.where(error > 0, stdtr(n_clusters - 1, -score), 1.0)
    return Indices(
        first=found[first],
        total=found[total],
        first_ends=ends[first],
        total_ends=ends[total],
        first_error=errors[first],
        total_error=errors[total],
        score=score,
        p_value=p_value,
        luck=float(found[-1]),
        luck_ends=(float(ends[-1, 0]), float(ends[-1, 1])),
    )


def _shares(sums: NDArray[np.float64], n_factors: int) -> Floats:
    """Return first-order and total indices and the share of luck, from sums over (..., entry)."""
    square, mean, luck, rows = np.moveaxis(sums[..., 2 * n_factors :], -1, 0)
    variance = square / rows - (mean / rows) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        indices = sums[..., : 2 * n_factors] / (rows * variance)[..., None]
        share = np.clip(luck / rows / (luck / rows + variance), 0.0, 1.0)
    indices = np.where((variance > 0)[..., None], indices, np.nan)
    return np.concatenate([indices, share[..., None]], axis=-1)
