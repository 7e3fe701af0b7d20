"""Values of numbers at a piece of luck: the inverse of each kind of prior's distribution.

A result is read where nothing can be compiled, so the kernels are imported by the kinds of prior
that need them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from bargaining.arrays import Floats
from bargaining.scenario.numbers import (
    BetaNumber,
    ChoiceNumber,
    LogUniformNumber,
    NormalNumber,
    Number,
    TriangularNumber,
    UniformNumber,
    ValueNumber,
)
from bargaining.scenario.ranges import Correlation, score_factor

__all__ = ["luck_of_numbers", "value_at"]

# The ends of the uniforms of `chance`.
_LEAST, _MOST = 2.0**-54, 1.0 - 2.0**-53


def value_at(number: Number, u: Floats, spread: Floats | float) -> Floats:
    """Turn uniforms in (0, 1), shape (draw,), into values of a number.

    The spread s is that of a lognormal prior, ``value * exp(s * z - s**2 / 2)``, which keeps the
    mean; it concerns single values that have no spread of their own.
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
    if isinstance(number, LogUniformNumber):
        from bargaining.solver.elementary import exp_of, log_of

        low, high = log_of(np.abs([number.low, number.high]))
        return np.clip(number.low * exp_of((high - low) * u), number.low, number.high)
    if isinstance(number, NormalNumber):
        from bargaining.solver.quantiles import normal_between

        values: Floats = number.values(normal_between(u, *number.scores()))
        return np.clip(values, *number.support())
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


def luck_of_numbers(
    numbers: Mapping[str, Number],
    correlations: Iterable[Correlation],
    uniform: Callable[[str], Floats],
) -> Callable[[str], Floats]:
    """Return a function that gives the uniforms of a number, shape (draw,), by its path.

    Given are every number of a scenario by its path, the scenario's blocks of correlations, and
    what gives independent uniforms by their names, as `Chance.uniform` does.
    """

    def own(path: str) -> Floats:
        return uniform(f"prior.{numbers[path].draw or path}")

    together: dict[str, Floats] = {}
    for block in correlations:
        from bargaining.solver.quantiles import normal_probability, normal_quantile

        paths, factor = block.numbers, score_factor(block.rank_correlations)
        # A weight below 0 is spread away from 0: the greater its luck, the less its value.
        signs = [-1.0 if getattr(numbers[path], "value", 0.0) < 0 else 1.0 for path in paths]
        scores = [
            sign * normal_quantile(own(path)) for sign, path in zip(signs, paths, strict=True)
        ]
        for path, sign, row in zip(paths, signs, factor, strict=True):
            score = np.zeros_like(scores[0])
            for weight, one in zip(row, scores, strict=False):
                score = score + weight * one
            together[path] = np.clip(normal_probability(sign * score), _LEAST, _MOST)
        # To the last bit, so that a block leaves the first of its numbers as it was.
        together[paths[0]] = own(paths[0])
    return lambda path: together[path] if path in together else own(path)
