"""Checks of what a closed form may be asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError

__all__ = ["fit_shapes", "require", "require_within"]


def require_within(
    name: str,
    value: ArrayLike,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    low_open: bool = False,
    high_open: bool = False,
    remedy: str,
) -> Floats:
    """Return `value` as an array of floats, every entry inside the interval.

    Parameters
    ----------
    name : str
        Name of the argument, as the caller wrote it.
    value : array_like
        One number or an array of numbers of any shape.
    low, high : float
        Ends of the interval; an infinite end is never reached.
    low_open, high_open : bool
        Whether the end itself is outside.
    remedy : str
        What the number means or what to give instead; closes the message.

    Raises
    ------
    ArgumentError
        An entry is not a number, not finite, or outside.
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"{name} must be a number or an array of numbers. {remedy}") from error
    below = array <= low if low_open else array < low
    above = array >= high if high_open else array > high
    wrong = below | above | ~np.isfinite(array)
    if wrong.any():
        left = "(" if low_open or np.isneginf(low) else "["
        right = ")" if high_open or np.isposinf(high) else "]"
        got = float(array[wrong].flat[0])
        raise ArgumentError(
            f"{name} must be in {left}{low:g}, {high:g}{right}; got {got:g}. {remedy}"
        )
    return array


def require(holds: ArrayLike, message: str) -> None:
    """Raise an `ArgumentError` with `message` unless `holds` everywhere.

    Raises
    ------
    ArgumentError
        The condition fails for an entry.
    """
    if not np.all(holds):
        raise ArgumentError(message)


def fit_shapes(**arrays: Floats) -> list[Floats]:
    """Return the arrays broadcast against each other, in the order given.

    Parameters
    ----------
    **arrays : array of float
        Checked arguments under the names by which the caller knows them.

    Raises
    ------
    ArgumentError
        Their shapes do not fit.
    """
    try:
        return [np.array(array) for array in np.broadcast_arrays(*arrays.values())]
    except ValueError as error:
        shapes = ", ".join(f"{name} {np.shape(array)}" for name, array in arrays.items())
        raise ArgumentError(
            f"the arguments' shapes must fit each other; got {shapes}. Give single numbers or "
            f"arrays of one shape."
        ) from error
