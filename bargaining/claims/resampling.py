"""Intervals by resampling whole draws: the cluster bootstrap.

Worlds of a draw resemble each other, so draws are what is resampled (Davison and Hinkley 1997,
section 3.8; Cameron, Gelbach and Miller 2008, Review of Economics and Statistics 90, on few
clusters). Both arms of a comparison use the same resamples. The luck of the resamples is named and
fixed, so that a table prints the same twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from bargaining.arrays import Floats
from bargaining.chance import uniforms
from bargaining.outcomes.clustered import normal_quantile

__all__ = ["expanded_percentiles", "rare_share", "resampled"]

RESAMPLES = 4_000
MOST_CLUSTERS = 1_000


def resampled(sums: Sequence[Floats], value: Callable[[Sequence[Floats]], Floats]) -> Floats:
    """Return the value in each resample of clusters, shape (resample,).

    Parameters
    ----------
    sums : sequence of arrays over (cluster, entry)
        What each cluster adds; the clusters are the same in all of them.
    value : callable
        Takes the arrays over (resample, entry) that they add up to.
    """
    n_clusters = len(sums[0])
    if n_clusters > MOST_CLUSTERS:
        # Neighbours are grouped: groups of independent clusters are independent clusters.
        edges = np.linspace(0, n_clusters, MOST_CLUSTERS + 1).astype(int)[:-1]
        sums = [np.add.reduceat(part, edges, axis=0) for part in sums]
        n_clusters = MOST_CLUSTERS
    times = _times_picked(n_clusters)
    return value([times @ part for part in sums])


@lru_cache(maxsize=2)
def _times_picked(n_clusters: int) -> Floats:
    """Return how often each resample holds each cluster, shape (resample, cluster)."""
    luck = uniforms(0, "claims.resample", 0, RESAMPLES * n_clusters)
    picked = np.minimum((luck * n_clusters).astype(np.int64), n_clusters - 1)
    cells = picked + np.repeat(np.arange(RESAMPLES) * n_clusters, n_clusters)
    counts = np.bincount(cells, minlength=RESAMPLES * n_clusters)
    return counts.reshape(RESAMPLES, n_clusters).astype(np.float64)


def expanded_percentiles(values: Floats, n_clusters: int, confidence: float) -> tuple[float, float]:
    """Return the expanded percentile interval of resampled values (Hesterberg 2015).

    Percentiles are taken further out than the confidence says, by the ratio of Student's quantile
    to the normal one and by ``sqrt(n / (n - 1))``, since plain ones are too narrow with few
    clusters (The American Statistician 69, section 4.1). Resamples in which the quantity is not
    defined are left out; where these are more than half, or there is one cluster, nothing is known.
    """
    known = values[np.isfinite(values)]
    if n_clusters < 2 or 2 * len(known) < len(values):
        return math.nan, math.nan
    from scipy.special import ndtr, stdtrit

    reach = float(stdtrit(n_clusters - 1, (1 + confidence) / 2))
    outside = float(ndtr(-math.sqrt(n_clusters / (n_clusters - 1)) * reach))
    low, high = np.quantile(known, (outside, 1 - outside))
    return float(low), float(high)


def rare_share(size: float, confidence: float) -> float:
    """Return the largest share that may hide where something happened in none of `size` cases.

    It is the upper end of Wilson's score interval at a share of 0.
    """
    weight = normal_quantile(confidence) ** 2
    return weight / (weight + size) if size > 0 else 1.0
