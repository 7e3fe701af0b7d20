"""Checks of what a closed form may be asked, and the words that say what a number means."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError

Pair: TypeAlias = tuple[ArrayLike, ArrayLike]

# Cubes of the largest number, and one over the smallest probability, are still finite.
_LARGEST, _SMALLEST = 1e100, 1e-300

NOISE = (
    "It is the temperature of quantal response in payoff units, the inverse of the precision of "
    "the literature."
)
PAYOFF = "It is a payoff: any finite number."
PER_ROUND = "It is per round: 0.9 means that a share one round later is worth 10 % less."
PROBABILITY = "It is a probability."
SHARE = "It is a share of the pie."


def read_numbers(interval: str, remedy: str, /, **arguments: ArrayLike) -> list[Floats]:
    """Return the arguments as arrays of floats, every entry finite and inside the interval.

    Parameters
    ----------
    interval : str
        As mathematics writes it, such as ``(0, 1]`` or ``[0, inf)``.
    remedy : str
        What the numbers mean or what to give instead; closes the message.
    **arguments : array_like
        One number or an array of numbers of any shape, by the name that the caller wrote.

    Raises
    ------
    ArgumentError
        An entry is not a number, not finite, outside, or so large (or, where it must be above 0, so
        small) that formulas would overflow.
    """
    low, high = (float(end) for end in interval[1:-1].split(","))
    least, most = max(low, -_LARGEST), min(high, _LARGEST)
    if interval.startswith("(0"):
        least = _SMALLEST if high <= 1 else 1 / _LARGEST
    arrays = []
    for name, value in arguments.items():
        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise ArgumentError(
                f"{name} must be a number or an array of numbers. {remedy}"
            ) from error
        below = array <= low if interval[0] == "(" else array < low
        above = array >= high if interval[-1] == ")" else array > high
        wrong = below | above | ~np.isfinite(array)
        if wrong.any():
            got = float(array[wrong].flat[0])
            raise ArgumentError(f"{name} must be in {interval}; got {got:g}. {remedy}")
        wrong = (array < least) | (array > most)
        if wrong.any():
            got = float(array[wrong].flat[0])
            raise ArgumentError(
                f"{name} must be from {least:g} to {most:g}, since beyond them formulas leave the "
                f"range of numbers; got {got:g}. {remedy}"
            )
        arrays.append(array)
    return arrays


def read_discounts(**factors: ArrayLike) -> list[Floats]:
    """Return discount factors per round, in (0, 1], as `read_numbers` does."""
    return read_numbers("(0, 1]", PER_ROUND, **factors)


def read_counts(interval: str, remedy: str, /, **arguments: ArrayLike) -> list[Floats]:
    """Return whole numbers as `read_numbers` does, kept as floats."""
    arrays = read_numbers(interval, remedy, **arguments)
    for name, array in zip(arguments, arrays, strict=True):
        require(array == np.floor(array), f"{name} must be a whole number. {remedy}")
    return arrays


def read_pairs(interval: str, remedy: str, /, **pairs: Pair) -> list[Floats]:
    """Return pairs, one number or array for each of two parties, all entries as `read_numbers`."""
    given: dict[str, ArrayLike] = {}
    for name, pair in pairs.items():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ArgumentError(f"{name} must be a pair, one for each party; got {pair!r:.60}.")
        given |= {f"{name}[{place}]": one for place, one in enumerate(pair)}
    return read_numbers(interval, remedy, **given)


def require(holds: ArrayLike, message: str) -> None:
    """Raise an `ArgumentError` with `message` unless `holds` everywhere."""
    if not np.all(holds):
        raise ArgumentError(message)


def fit_shapes(*arrays: Floats) -> list[Floats]:
    """Return the arrays, which must fit each other, broadcast and in the order given."""
    try:
        return [np.array(array) for array in np.broadcast_arrays(*arrays)]
    except ValueError as error:
        shapes = ", ".join(str(np.shape(array)) for array in arrays)
        raise ArgumentError(
            f"the arguments' shapes must fit each other; got {shapes}. Give single numbers or "
            f"arrays of one shape."
        ) from error
