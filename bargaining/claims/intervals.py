"""Intervals of functions of several arms, honest where nothing in the sample varies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from bargaining.arrays import Floats
from bargaining.claims.population import basis
from bargaining.claims.resampling import (
    expanded_percentiles,
    rare_share,
    resampled,
)
from bargaining.claims.sums import Arm, clusters_of
from bargaining.outcomes.clustered import normal_quantile, wilson
from bargaining.scenario.quantity import Atom, Lost, MeanOfWorlds, ShareOfWorlds

__all__ = ["interval_of", "share_interval"]

_STEP = 1e-6
_NO_WIDTH = 1e-12


def interval_of(
    arms: Sequence[Arm], combine: Callable[[Sequence[Floats]], Floats], confidence: float
) -> tuple[float, float]:
    """Return the interval of a function of the arms' levels.

    Parameters
    ----------
    arms : sequence of Arm
        Of the same clusters; each resample of these serves all arms.
    combine : callable
        From the arms' levels, arrays over cells, to one array over cells.
    confidence : float
        Two-sided, between 0 and 1.

    Returns
    -------
    low, high : float
        NaN where nothing is known. Where no resample differs from any other, the value plus and
        minus what `rare_share` may hide; a share of worlds stays within [0, 1].
    """
    clusters, are_draws = clusters_of(arms)
    sizes = [len(of) for of in clusters]
    flat = [part for of in clusters for part in of]

    def value(sums: Sequence[Floats]) -> Floats:
        levels, place = [], 0
        for arm, of in zip(arms, sizes, strict=True):
            levels.append(arm.value(sums[place : place + of]))
            place += of
        return combine(levels)

    n_clusters = len(flat[0])
    low, high = expanded_percentiles(resampled(flat, value), n_clusters, confidence)
    if not high - low <= _NO_WIDTH:
        return low, high
    middle = (low + high) / 2
    reach = _hidden(arms, combine, confidence, are_draws)
    low, high = middle - reach, middle + reach
    if len(arms) == 1 and isinstance(arms[0].quantity.tree, ShareOfWorlds | Lost):
        return max(0.0, low), min(1.0, high)
    return low, high


def _hidden(
    arms: Sequence[Arm],
    combine: Callable[[Sequence[Floats]], Floats],
    confidence: float,
    are_draws: bool,
) -> float:
    """Return how far the value may lie off though nothing in the sample varies.

    In a share of worlds that may go unseen, a number may be anywhere within the range that it has
    in these worlds, or within 1 where it has none.
    """
    known = [arm.parts(arm.total) for arm in arms]
    middle = float(combine([arm.at(of) for arm, of in zip(arms, known, strict=True)]))
    farthest = 0.0
    for i, arm in enumerate(arms):
        reach = 0.0
        for place, part in enumerate(known[i]):
            slopes = []
            for step in (_STEP, -_STEP):
                moved = {**known[i], part: known[i][part] + step}
                levels = [arm.at(moved if j == i else known[j]) for j, arm in enumerate(arms)]
                slopes.append(abs(float(combine(levels)) - middle) / _STEP)
            width, size = _width_and_size(arm, place, part, are_draws)
            reach += max(slopes) * width * rare_share(size, confidence)
        farthest = max(farthest, reach)
    return farthest


def _width_and_size(arm: Arm, place: int, part: object, are_draws: bool) -> tuple[float, float]:
    """Return the range of a part in single worlds, and how many cases it has been seen in."""
    if not isinstance(part, Atom):
        return 1.0, float(len(arm.tally.draws))
    by_draw = basis(part, arm.tally.by_draw[place])
    # Nothing tells how alike the worlds of a draw are: draws are counted, or the worlds of one.
    size = max(int((by_draw > 0).sum()), by_draw.max()) if are_draws else by_draw.sum()
    low, high = arm.tally.ranges[place]
    wide = isinstance(part, MeanOfWorlds) and high > low
    return (high - low if wide else 1.0), float(size)


def share_interval(share: float, size: float, confidence: float) -> tuple[float, float]:
    """Return the interval of a share of `size` independent cases, NaN where there are none."""
    if not (math.isfinite(share) and size > 0):
        return math.nan, math.nan
    return wilson(share, size, normal_quantile(confidence))
