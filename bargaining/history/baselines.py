"""What the model is held against: forecasts that know nothing of bargaining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.history.cells import Cell
from bargaining.outcomes import Ending

__all__ = ["BASELINES", "Observed", "baseline_forecasts", "earlier_than"]

BASELINES = {
    "uniform": "every ending alike",
    "stalemate": "always a stalemate, and one in a thousand for each other ending",
    "climatology": "how earlier cells ended, one added to each ending",
    "logit": "two covariates, fitted on earlier cells, no theory",
    "hindsight": "how all cells ended, later ones too: hindsight, not a forecast",
}
# A probability of zero would make the log score of what then happens infinite.
DOUBT = 0.001
# Variance of the normal prior on the coefficients: one logit either way.
PRIOR_VARIANCE = 1.0


@dataclass(frozen=True, slots=True)
class Observed:
    """A cell as the baselines see it.

    Attributes
    ----------
    cell : Cell
        When it was.
    happened : float array, shape (5,)
        Weight of each ending.
    covariates : tuple of float
        Relief that could still be given, as a share of the ladder, and the logarithm of one plus
        the months since the last test.
    """

    cell: Cell
    happened: Floats
    covariates: tuple[float, float]


def earlier_than(observed: Observed, others: Sequence[Observed]) -> list[Observed]:
    """Return the cells whose last month lies before the first month of this one."""
    return [one for one in others if one.cell.end < observed.cell.start]


def baseline_forecasts(cells: Sequence[Observed]) -> dict[str, list[Floats]]:
    """Return a probability of each ending for every cell, by baseline.

    Parameters
    ----------
    cells : sequence of Observed
        All of them, in order of time.

    Returns
    -------
    dict of baseline to list of float array, shape (5,)
        Keys as in `BASELINES`.
    """
    earlier = [earlier_than(one, cells) for one in cells]
    return {
        "uniform": [np.full(len(Ending), 1.0 / len(Ending)) for _ in cells],
        "stalemate": [_always(Ending.STALEMATE) for _ in cells],
        "climatology": [_climatology(past) for past in earlier],
        "logit": [_logit(past, one.covariates) for past, one in zip(earlier, cells, strict=True)],
        "hindsight": [_climatology(cells) for _ in cells],
    }


def _always(ending: Ending) -> Floats:
    shares = np.full(len(Ending), DOUBT)
    shares[ending] = 1.0 - DOUBT * (len(Ending) - 1)
    return shares


def _climatology(past: Sequence[Observed]) -> Floats:
    counts = np.sum([one.happened for one in past], axis=0) + np.ones(len(Ending))
    return np.asarray(counts / counts.sum())


def _logit(past: Sequence[Observed], covariates: tuple[float, float]) -> Floats:
    """Fit a multinomial logit with a normal prior on its coefficients, and apply it.

    Covariates are measured from their mean in standard deviations of the earlier cells; one that
    did not vary in them is left out. Without earlier cells the forecast is uniform.
    """
    if not past:
        return np.full(len(Ending), 1.0 / len(Ending))
    from scipy.optimize import minimize

    known = np.array([one.covariates for one in past], dtype=float)
    middle, spread = known.mean(axis=0), known.std(axis=0)
    varies = spread > 1e-9
    design = _design(known, middle, spread, varies)
    happened = np.array([one.happened for one in past], dtype=float)
    shape = (design.shape[1], len(Ending))

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        shares = _softmax(design @ weights)
        value = -(happened * np.log(shares)).sum() + (weights**2).sum() / (2 * PRIOR_VARIANCE)
        slope = design.T @ (shares - happened) + weights / PRIOR_VARIANCE
        return float(value), slope.ravel()

    fitted = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B")
    here = _design(np.array([covariates], dtype=float), middle, spread, varies)
    return np.asarray(_softmax(here @ fitted.x.reshape(shape))[0])


def _design(values: Floats, middle: Floats, spread: Floats, varies: Floats) -> Floats:
    scaled = (values[:, varies] - middle[varies]) / spread[varies]
    return np.column_stack([np.ones(len(values)), scaled])


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
