"""Where the spread over worlds comes from: not knowing the parameters, or luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.stats.estimates import CONFIDENCE, Floats, by_case, interval, jackknife

__all__ = ["LEAST_WORLDS_PER_DRAW", "Spread", "spread_of", "too_few_draws"]

LEAST_WORLDS_PER_DRAW = 5
# Below so many draws Student's quantile rests on too few of them.
_FEW_DRAWS = 10


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
        Ends of the 95 % interval of that share.
    """

    epistemic_variance: float
    luck_variance: float
    epistemic_share: float
    low: float
    high: float


def spread_of(values: NDArray[Any], draw: NDArray[Any]) -> list[Spread] | None:
    """Split the variance of each column of `values` into not knowing the parameters, and luck.

    With E draws of A worlds each, luck has the mean variance within draws, and not knowing the
    parameters has the variance of the draws' means less what luck leaves in them. Uneven draws are
    weighted as in the analysis of variance (Searle, Casella and McCulloch 1992, *Variance
    Components*, chapter 3), which is the same thing where they are even.

    `values` has the shape (world, quantity), and `draw` tells the draw of each world. There is one
    spread per quantity, or None where there are fewer than 2 draws or 5 worlds a draw.
    """
    n_draws = len(np.unique(draw))
    if n_draws < 2 or len(draw) < LEAST_WORLDS_PER_DRAW * n_draws:
        return None
    found = []
    for entries in np.asarray(values).T:
        column = entries.astype(np.float64)
        # Centred first: the sums of squares would lose their digits on a large mean.
        # A constant becomes exactly 0, so that rounding is not split into sources.
        column = column - column.mean() if np.ptp(column) > 0 else np.zeros(len(column))
        n, total, squares = by_case(draw, np.ones(len(column)), column, column**2).T
        sums = np.stack([np.ones(len(n)), n, n**2, total, total**2 / n, squares], axis=1)
        share, error, n_cases = jackknife([sums], lambda of: _variances(of[0])[2])
        ends = interval(share, error, n_cases, CONFIDENCE)
        parts = map(float, _variances(sums.sum(axis=0))[:2])
        found.append(Spread(*parts, *(float(np.clip(one, 0.0, 1.0)) for one in (share, *ends))))
    return found


def _variances(sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Return both variances, and the share of the first, from sums over (*cells, entry)."""
    n_draws, n, n_squared, total, total_squared, squares = np.moveaxis(sums, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.maximum(squares - total_squared, 0.0) / (n - n_draws)
        between = (total_squared - total**2 / n) / (n_draws - 1)
        typical = (n - n_squared / n) / (n_draws - 1)
        epistemic = (between - within) / typical
        return epistemic, within, np.asarray(epistemic / (epistemic + within))


def too_few_draws(n_draws: int) -> list[str]:
    """Return what to say beside intervals on so few draws; nothing where they suffice."""
    if n_draws >= _FEW_DRAWS:
        return []
    few = f"With fewer than {_FEW_DRAWS} draws the intervals tell little"
    return [f"{few}: play more worlds, or fewer of each draw."]
