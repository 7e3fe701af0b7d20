"""One estimator: from worlds in draws to a number, its error, its interval and what it rests on."""

from __future__ import annotations

from bargaining.stats.estimates import (
    ANY,
    CONFIDENCE,
    NO_WORLD_DIFFERS,
    Estimate,
    estimate_change,
    estimate_mean,
    estimate_share,
    interval,
    jackknife,
    number_or_none,
    p_value,
    rare_share,
    share_interval,
    within,
    worlds_for_half_width,
)
from bargaining.stats.spread import LEAST_WORLDS_PER_DRAW, Spread, spread_of, too_few_draws

__all__ = [
    "ANY", "CONFIDENCE", "LEAST_WORLDS_PER_DRAW", "NO_WORLD_DIFFERS", "Estimate", "Spread",
    "estimate_change", "estimate_mean", "estimate_share", "interval", "jackknife", "number_or_none",
    "p_value", "rare_share", "share_interval", "spread_of", "too_few_draws", "within",
    "worlds_for_half_width",
]  # fmt: skip
