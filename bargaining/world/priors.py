"""Values of numbers at a piece of luck: the inverse of each kind of prior's distribution.

A result is read where nothing can be compiled, so the kernels are imported by the kinds of prior
that need them.
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats
from bargaining.scenario.numbers import (
    BetaNumber,
    ChoiceNumber,
    Number,
    TriangularNumber,
    UniformNumber,
    ValueNumber,
)

__all__ = ["value_at"]


def value_at(number: Number, u: Floats, spread: Floats | float) -> Floats:
    """Turn uniforms into values of a number.

    Parameters
    ----------
    u : array over (draw,), in (0, 1)
    spread : array over (draw,) or float
        Spread s of a lognormal prior, ``value * exp(s * z - s**2 / 2)``, which keeps the mean; it
        concerns single values that have no spread of their own.
    """
    if isinstance(number, ValueNumber):
        s = spread if number.spread is None else number.spread
        if not np.any(s):
            return np.full(u.shape, number.value)
        from bargaining.solver.elementary import exp_of
        from bargaining.solver.quantiles import normal_quantile

        return np.asarray(number.value * exp_of(s * normal_quantile(u) - s * s / 2))
    if isinstance(number, UniformNumber):
        return number.low + (number.high - number.low) * u
    if isinstance(number, TriangularNumber):
        width = number.high - number.low
        cut = (number.mode - number.low) / width
        rising = number.low + np.sqrt(u * width * (number.mode - number.low))
        falling = number.high - np.sqrt((1 - u) * width * (number.high - number.mode))
        return np.where(u < cut, rising, falling)
    if isinstance(number, BetaNumber):
        from bargaining.solver.quantiles import beta_quantile

        return beta_quantile(u, number.alpha, number.beta)
    assert isinstance(number, ChoiceNumber)
    n = len(number.choices)
    edges = np.cumsum(number.probabilities if number.probabilities else [1 / n] * n)
    index = np.minimum(np.searchsorted(edges, u, side="right"), n - 1)
    return np.asarray(number.choices, dtype=float)[index]
