"""How far scores differ, and how little that says with a handful of cells."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import factorial, prod

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats

__all__ = ["Difference", "paired_difference", "surprise"]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference of scores over cells, with a bootstrap interval over clusters.

    Attributes
    ----------
    value : float
        Mean of the differences.
    low, high : float
        Ends of the 95 % interval.
    n_clusters : int
        Clusters that it rests on.
    """

    value: float
    low: float
    high: float
    n_clusters: int


def paired_difference(differences: ArrayLike, clusters: Sequence[Hashable]) -> Difference:
    """Return a mean difference with the percentile interval of the cluster bootstrap.

    With so few clusters every resample can be listed with its probability, so that the interval
    has no luck of its own.

    Parameters
    ----------
    differences : float array, shape (cell,)
        Score of one forecaster less that of another, cell by cell.
    clusters : sequence
        Cluster of each cell; those of one cluster are drawn together.

    References
    ----------
    Efron and Tibshirani 1993, *An Introduction to the Bootstrap*, section 13.
    """
    values = np.asarray(differences, dtype=float)
    names = list(dict.fromkeys(clusters))
    member = np.array([names.index(cluster) for cluster in clusters])
    sums = np.bincount(member, weights=values)
    sizes = np.bincount(member)
    means, chances = [], []
    for drawn in combinations_with_replacement(range(len(names)), len(names)):
        times = np.bincount(drawn, minlength=len(names))
        means.append(float((times * sums).sum() / (times * sizes).sum()))
        chances.append(factorial(len(names)) / prod(map(factorial, times.tolist())))
    low, high = _quantiles(np.array(means), np.array(chances), (1 - CONFIDENCE) / 2)
    return Difference(float(values.mean()), low, high, len(names))


def _quantiles(values: Floats, weights: Floats, tail: float) -> tuple[float, float]:
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    low = values[order][np.searchsorted(reached, tail - 1e-12)]
    high = values[order][np.searchsorted(reached, 1 - tail - 1e-12)]
    return float(low), float(high)


def surprise(parts: Sequence[tuple[ArrayLike, ArrayLike]], observed: float) -> float:
    """Return the probability, under the model itself, of a total log score as low as the observed.

    It tests consistency and no skill: a model that spreads its bets is never surprised.

    Parameters
    ----------
    parts : sequence of (scores, probabilities)
        For each independent cluster, the total log score that each of its outcomes would earn, and
        the model's probability of that outcome.
    observed : float
        The total that was earned.
    """
    totals, chances = np.zeros(1), np.ones(1)
    for scores, probabilities in parts:
        totals = (totals[:, None] + np.asarray(scores, dtype=float).ravel()).ravel()
        chances = (chances[:, None] * np.asarray(probabilities, dtype=float).ravel()).ravel()
    return float(chances[totals <= observed + 1e-9].sum() / chances.sum())
