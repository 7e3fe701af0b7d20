"""The operations of the language on arrays, the same in every layer.

What cannot be known is NaN: it passes through arithmetic, and a comparison with it is false.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["TOLERANCE", "apply"]

# Levels are sums of drawn weights: what differs by rounding only is equal.
TOLERANCE = 1e-9


def apply(sign: str, parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return the result of an operation, elementwise.

    Parameters
    ----------
    sign : str
        One of those of `bargaining.scenario.quantity.Operation`.
    parts : sequence of arrays
        Bools for ``and``, ``or``, ``not``; numbers for all others.
    """
    if sign in ("and", "or"):
        joined = reduce(np.logical_and if sign == "and" else np.logical_or, parts)
        return np.asarray(joined)
    if sign == "not":
        return np.asarray(~parts[0])
    # Overflow and division by zero are not known either, and no cause for a warning.
    with np.errstate(all="ignore"):
        if sign in _COMPARISONS:
            return np.asarray(_COMPARISONS[sign](parts[0], parts[1]))
        if sign in ("negative", "abs"):
            return np.asarray(-parts[0] if sign == "negative" else np.abs(parts[0]))
        found = np.asarray(_ARITHMETIC[sign](parts[0], parts[1]), dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)


_ARITHMETIC = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
_COMPARISONS = {
    "<": lambda a, b: a < b - TOLERANCE,
    "<=": lambda a, b: a <= b + TOLERANCE,
    ">": lambda a, b: a > b + TOLERANCE,
    ">=": lambda a, b: a >= b - TOLERANCE,
    "==": lambda a, b: np.abs(a - b) <= TOLERANCE,
    "!=": lambda a, b: np.abs(a - b) > TOLERANCE,
}
