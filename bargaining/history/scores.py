"""Scores of a predicted distribution of endings against what happened, or against two readings.

Every score is a mean over the readings of an outcome, by their weights.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.outcomes import Ending

__all__ = ["ORDER", "brier", "in_order", "log_score", "ranked", "smoothed", "surprise"]

# From most to least agreement; a broken agreement and a rupture are equally far from one.
ORDER = tuple(
    tuple(ending for ending in Ending if ending.distance == distance)
    for distance in sorted({ending.distance for ending in Ending})
)


def smoothed(counts: ArrayLike) -> Floats:
    """Return ``(count + 1) / (worlds + 5)`` for each ending, a share that is never 0.

    Parameters
    ----------
    counts : int array, shape (5,)
        Worlds by ending, in the order of `Ending`.
    """
    numbers = np.asarray(counts, dtype=np.float64)
    return np.asarray((numbers + 1.0) / (numbers.sum() + len(numbers)))


def brier(predicted: ArrayLike, happened: ArrayLike) -> float:
    """Return Brier's score for several categories, 0 for the best and 2 for the worst.

    Parameters
    ----------
    predicted : float array, shape (5,)
        Probabilities by ending.
    happened : float array, shape (5,)
        Weight of each ending among the readings of what happened; they sum to 1.

    References
    ----------
    Brier 1950, "Verification of forecasts expressed in terms of probability", Monthly Weather
    Review 78: 1-3.
    """
    p, weight = np.asarray(predicted, dtype=float), np.asarray(happened, dtype=float)
    of_each = ((p[None, :] - np.eye(len(p))) ** 2).sum(axis=1)
    return float(weight @ of_each)


def log_score(predicted: ArrayLike, happened: ArrayLike) -> float:
    """Return the logarithm of the probability of what happened; 0 is best.

    Parameters
    ----------
    predicted, happened : float array, shape (5,)
        As for `brier`; what happened must have had some probability.

    References
    ----------
    Good 1952, "Rational decisions", Journal of the Royal Statistical Society B 14: 107-114.
    """
    p, weight = np.asarray(predicted, dtype=float), np.asarray(happened, dtype=float)
    return float(weight[weight > 0] @ np.log(p[weight > 0]))


def ranked(predicted: ArrayLike, happened: ArrayLike) -> float:
    """Return the ranked probability score over `ORDER`, 0 for the best and 1 for the worst.

    References
    ----------
    Epstein 1969, "A scoring system for probability forecasts of ranked categories", Journal of
    Applied Meteorology 8: 985-987.
    """
    p, weight = in_order(predicted), in_order(happened)
    steps = len(ORDER) - 1
    reached = np.cumsum(p)[:steps]
    of_each = [
        float(((reached - (np.arange(steps) >= place)) ** 2).sum()) / steps
        for place in range(len(ORDER))
    ]
    return float(weight @ np.array(of_each))


def in_order(by_ending: ArrayLike) -> Floats:
    """Return a distribution over endings as one over the four ranks of `ORDER`."""
    values = np.asarray(by_ending, dtype=float)
    return np.array([sum(values[ending] for ending in rank) for rank in ORDER])


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
