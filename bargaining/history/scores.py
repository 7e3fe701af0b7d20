"""Forecasts of endings that know nothing of bargaining, and scores of any forecast of them.

Every score is a mean over the readings of an outcome, by their weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.history.record import Cell
from bargaining.outcomes import Ending

__all__ = [
    "BASELINES", "ORDER", "Observed", "baseline_forecasts", "brier", "log_score", "ranked",
    "smoothed", "surprise",
]  # fmt: skip

# Names in tables. Uniform: every ending alike. Climatology: how earlier cells ended, or, with
# hindsight and so no forecast, all cells; one is added to each ending. Logit: fitted on earlier
# cells, no theory.
BASELINES = {
    "uniform": "uniform",
    "stalemate": "always a stalemate",
    "climatology": "climatology, earlier cells",
    "logit": "logit of two covariates",
    "hindsight": "climatology, all cells",
}
# A probability of zero would make the log score of what then happens infinite.
DOUBT = 0.001
# Variance of the normal prior on the coefficients: one logit either way.
PRIOR_VARIANCE = 1.0
# From most to least agreement; a broken agreement and a rupture are equally far from one.
ORDER = tuple(
    tuple(ending for ending in Ending if ending.distance == distance)
    for distance in sorted({ending.distance for ending in Ending})
)


@dataclass(frozen=True, slots=True)
class Observed:
    """A cell as the baselines see it: weights of endings, shape (5,), and two covariates.

    These are the relief that could still be given, as a share of the ladder, and the logarithm of
    one plus the months since the last test.
    """

    cell: Cell
    happened: Floats
    covariates: tuple[float, float]


def baseline_forecasts(cells: Sequence[Observed]) -> list[dict[str, Floats]]:
    """Return for every cell a probability of each ending, shape (5,), by the keys of `BASELINES`.

    The cells are all there are, in order of time; all baselines but hindsight see only those whose
    last month lies before a cell's first. The logit is multinomial, with a normal prior on its
    coefficients. Its covariates are measured from their mean in standard deviations of the earlier
    cells; one that did not vary in them is left out.
    """
    from scipy.optimize import minimize
    from scipy.special import softmax

    def loss(flat: Floats, seen: Floats, happened: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(seen.shape[1], n)
        shares = softmax(seen @ weights, axis=1)
        value = -(happened * np.log(shares)).sum() + (weights**2).sum() / (2 * PRIOR_VARIANCE)
        slope = seen.T @ (shares - happened) + weights / PRIOR_VARIANCE
        return float(value), slope.ravel()

    n = len(Ending)
    uniform, stalemate = np.full(n, 1.0 / n), np.full(n, DOUBT)
    stalemate[Ending.STALEMATE] = 1.0 - DOUBT * (n - 1)
    forecasts = []
    for one in cells:
        past = [other for other in cells if other.cell.end < one.cell.start]
        logit = uniform
        if past:
            known = np.array([other.covariates for other in past], dtype=float)
            middle, spread = known.mean(axis=0), known.std(axis=0)
            varies = spread > 1e-9
            scaled = (np.vstack([known, one.covariates]) - middle)[:, varies] / spread[varies]
            design = np.column_stack([np.ones(len(scaled)), scaled])
            happened = np.array([other.happened for other in past], dtype=float)
            begin, data = np.zeros(design.shape[1] * n), (design[:-1], happened)
            fitted = minimize(loss, begin, args=data, jac=True, method="L-BFGS-B")
            logit = softmax(design[-1:] @ fitted.x.reshape(-1, n), axis=1)[0]
        forecasts.append({
            "uniform": uniform,
            "stalemate": stalemate,
            "climatology": _climatology(past),
            "logit": logit,
            "hindsight": _climatology(cells),
        })  # fmt: skip
    return forecasts


def _climatology(past: Sequence[Observed]) -> Floats:
    counts = np.sum([one.happened for one in past], axis=0) + np.ones(len(Ending))
    return np.asarray(counts / counts.sum())


def smoothed(counts: ArrayLike) -> Floats:
    """Return ``(count + 1) / (worlds + 5)`` for each ending, a share that is never 0."""
    numbers = np.asarray(counts, dtype=np.float64)
    return np.asarray((numbers + 1.0) / (numbers.sum() + len(numbers)))


def brier(predicted: ArrayLike, happened: ArrayLike) -> float:
    """Return Brier's score for several categories, 0 for the best and 2 for the worst.

    As for all scores, `predicted` has the probabilities by ending, shape (5,), and `happened` the
    weight of each among the readings of what happened, which sum to 1.

    References
    ----------
    Brier 1950, "Verification of forecasts expressed in terms of probability", Monthly Weather
    Review 78: 1-3.
    """
    p = np.asarray(predicted, dtype=float)
    of_each = ((p - np.eye(len(p))) ** 2).sum(axis=1)
    return float(np.asarray(happened, dtype=float) @ of_each)


def log_score(predicted: ArrayLike, happened: ArrayLike) -> float:
    """Return the logarithm of the probability of what happened; 0 is best.

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
    p, weight = (
        np.array([sum(values[ending] for ending in rank) for rank in ORDER])
        for values in (np.asarray(predicted, dtype=float), np.asarray(happened, dtype=float))
    )
    steps, reached = len(ORDER) - 1, np.cumsum(p)[:-1]
    least = np.arange(len(ORDER))[:, None]
    of_each = ((reached - (np.arange(steps) >= least)) ** 2).sum(axis=1) / steps
    return float(weight @ of_each)


def surprise(parts: Sequence[tuple[ArrayLike, ArrayLike]], observed: float) -> float:
    """Return the probability, under the model itself, of a total log score as low as the observed.

    It tests consistency and no skill: a model that spreads its bets is never surprised. `parts`
    has, for each independent cluster, the total log score that each of its outcomes would earn,
    and the model's probability of that outcome.
    """
    totals, chances = np.zeros(1), np.ones(1)
    for scores, probabilities in parts:
        totals = (totals[:, None] + np.asarray(scores, dtype=float).ravel()).ravel()
        chances = (chances[:, None] * np.asarray(probabilities, dtype=float).ravel()).ravel()
    return float(chances[totals <= observed + 1e-9].sum() / chances.sum())
