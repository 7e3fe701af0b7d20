"""Tournaments made of numbers, so that tables and pictures are tested without playing."""

from __future__ import annotations

import numpy as np

from bargaining.analysis import Tournament
from bargaining.analysis.matches import AXES
from bargaining.outcomes.labelled import LabelledArrays


def made_up(n: int, worlds: int = 60, *, labels: tuple[str, ...] = (), size: float = 1.0):
    """Return a tournament of `n` strategies of which each scores a little less than the last."""
    rng = np.random.default_rng(n)
    shape = (worlds, n, n)
    skill = np.linspace(0.6, 0.4, n)[None, :, None] * size
    agreed = rng.random(shape) < 0.8
    arrays = {
        "payoff": rng.random((*shape, 2)) * size,
        "agreed": agreed,
        "agreement_round": np.where(agreed, rng.integers(0, 9, shape), np.nan),
        "distance": rng.random(shape) / 2,
        "nash_share": np.where(rng.random(shape) < 0.1, np.nan, rng.random(shape)),
        "score": skill + rng.normal(0, 0.1 * size, shape),
    }
    names = labels or tuple(f"strategy_{i}" for i in range(n))
    axes = dict.fromkeys(("strategy_first", "strategy_second", "strategy", "opponent"), names)
    return Tournament(
        title="Made-up numbers",
        scenario="made-up",
        principals=("Ann", "Bob"),
        strategies=names,
        seed=n,
        worlds_per_draw=20,
        arrays=LabelledArrays(arrays, AXES, {**axes, "principal": ("ann", "bob")}),
        cluster=np.arange(worlds),
        scale=np.array([1.0, 2.0]),
    )
