"""Array aliases. The replication axis (`world`, or `row` of a subset) comes first.

A *row* is one world in one hypothetical position; a batch of rows is evaluated at once. `*cells`
stands for any trailing axes, such as those of a menu of packages.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints", "add_up", "greatest", "rows_of"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[Any]
Bools: TypeAlias = NDArray[np.bool_]

Values = TypeVar("Values", bound=NDArray[Any])


def rows_of(values: Values, rows: Ints | slice) -> Values:
    """Return a selection of rows: a copy, or a view where it is a slice."""
    # For arrays of several axes `take` is several times as fast as an index.
    return values[rows] if isinstance(rows, slice) else values.take(rows, axis=0)  # type: ignore[return-value]


def add_up(values: Floats) -> Floats:
    """Return sums along the last axis, added one by one.

    The order in which NumPy adds depends on how an array lies in memory, and with it the last bits.
    """
    total = values[..., 0]
    for place in range(1, values.shape[-1]):
        total = total + values[..., place]
    return total


def greatest(values: Floats) -> Floats:
    """Return the greatest entry along the last axis, which is short, with its axis kept."""
    top = values[..., 0]
    for place in range(1, values.shape[-1]):
        top = np.maximum(top, values[..., place])
    return top[..., None]
