"""Which differences are more than luck, where many are looked at."""

from __future__ import annotations

import math

import numpy as np

from bargaining.arrays import Floats
from bargaining.outcomes.clustered import Estimate

__all__ = ["holm", "p_value"]


def p_value(estimate: Estimate) -> float:
    """Return the two-sided probability of a mean so far from 0, were it 0 in truth.

    Student's t on one degree of freedom less than there are draws (worlds, where these are
    independent). With no spread at all it is 1 for a mean of 0 and 0 for any other; NaN where a
    single world tells nothing of the error.
    """
    from scipy.special import stdtr

    freedom = (estimate.n_draws if estimate.clustered else estimate.n_worlds) - 1
    if freedom < 1 or math.isnan(estimate.standard_error):
        return math.nan
    if estimate.standard_error == 0:
        return 1.0 if estimate.value == 0 else 0.0
    return float(2.0 * stdtr(freedom, -abs(estimate.value) / estimate.standard_error))


def holm(p_values: Floats) -> Floats:
    """Return p-values corrected for their number, as Holm does.

    Whoever calls those below 0.05 real errs in one of them with a probability of at most 0.05,
    however they hang together (Holm 1979, Scandinavian Journal of Statistics 6:65-70).

    Parameters
    ----------
    p_values : array over (test,)
        In [0, 1]; NaN stays and counts as a test.

    Returns
    -------
    array over (test,)
        In [0, 1], none smaller than what it corrects.
    """
    order = np.argsort(p_values, kind="stable")
    weights = len(p_values) - np.arange(len(p_values))
    # NaN is sorted last, so that it spoils no running maximum before it.
    stepped = np.fmax.accumulate(weights * p_values[order])
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(stepped, 1.0)
    return np.where(np.isnan(p_values), np.nan, corrected)
