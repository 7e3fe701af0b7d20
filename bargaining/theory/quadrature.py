"""Integrals and inverses of smooth functions, for results that have no closed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.domains import require

__all__ = ["Distribution", "integrate", "invert_increasing", "require_distribution"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
# Halvings of an interval: 2^-60 of it is below the spacing of floats at its ends.
_HALVINGS = 60
# An interval shorter than this share of its ends is none: its nodes fall together with the ends.
_SHORT = 5e-13


@runtime_checkable
class Distribution(Protocol):
    """A distribution of private values; every frozen continuous one of `scipy.stats` fits."""

    def cdf(self, x: ArrayLike, /) -> Floats:
        """Return the probability of a value of at most `x`."""
        ...

    def pdf(self, x: ArrayLike, /) -> Floats:
        """Return the density at `x`."""
        ...

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest value."""
        ...


def require_distribution(name: str, distribution: Distribution) -> tuple[float, float]:
    """Return the ends of the support of a distribution on a finite interval.

    Parameters
    ----------
    name : str
        Name of the argument, as the caller wrote it.
    distribution : Distribution
        What was given for it.

    Raises
    ------
    ArgumentError
        It lacks a method, its support is not a finite interval, or its density is 0 inside it.
    """
    if not isinstance(distribution, Distribution):
        raise ArgumentError(
            f"{name} must have the methods cdf, pdf and support; got "
            f"{type(distribution).__name__}. Give a frozen distribution, such as "
            f"scipy.stats.beta(2, 3)."
        )
    low, high = (float(end) for end in distribution.support())
    require(
        np.isfinite([low, high]).all() and low < high,
        f"{name} must have values between two finite numbers; got {low:g} to {high:g}. Cut its "
        f"tails, as scipy.stats.truncnorm does.",
    )
    inside = low + (high - low) * (0.5 + 0.5 * _NODES)
    require(
        np.asarray(distribution.pdf(inside)) > 0,
        f"{name} must have a positive density between {low:g} and {high:g}. Gaps in the values "
        f"leave the equilibrium without a formula.",
    )
    return low, high


def integrate(function: Callable[[Floats], Floats], low: ArrayLike, high: ArrayLike) -> Floats:
    """Return the integrals of a smooth function over intervals, by Gauss and Legendre's rule.

    Parameters
    ----------
    function : callable
        Maps an array of points to an array of the same shape.
    low, high : array_like
        Ends of the intervals; broadcast against each other.

    Returns
    -------
    array of float
        One integral per interval; 0 for one without length, even at a pole of the function.
    """
    start, end = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    half = np.asarray(end - start)[..., None] / 2
    points = np.asarray(start + end)[..., None] / 2 + half * _NODES
    longest = np.maximum(np.abs(start), np.abs(end))[..., None]
    empty = np.abs(half) <= _SHORT / 2 * longest
    with np.errstate(invalid="ignore" if empty.any() else None):
        parts = function(points) * _WEIGHTS * half
    return np.asarray(np.where(empty, 0.0, parts).sum(axis=-1))


def invert_increasing(
    function: Callable[[Floats], Floats], target: ArrayLike, *, low: ArrayLike, high: ArrayLike
) -> Floats:
    """Return where an increasing function reaches `target`, by halving the interval.

    Parameters
    ----------
    function : callable
        Maps an array of points to an array of the same shape.
    target : array_like
        Values to be reached; below the function's least value gives `low`, above its greatest
        gives `high`.
    low, high : array_like
        Ends of the interval, for all targets or for each.

    Returns
    -------
    array of float
        Points of the interval, in the shape of `target`.
    """
    wanted = np.asarray(target, dtype=np.float64)
    left = np.broadcast_to(np.asarray(low, dtype=np.float64), wanted.shape)
    right = np.broadcast_to(np.asarray(high, dtype=np.float64), wanted.shape)
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        below = function(middle) < wanted
        left, right = np.where(below, middle, left), np.where(below, right, middle)
    return np.asarray((left + right) / 2)
