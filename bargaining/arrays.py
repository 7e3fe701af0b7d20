"""Array aliases. The replication axis (`world`, or `row` of a subset) comes first.

A *row* is one world in one hypothetical position; a batch of rows is evaluated at once. `*cells`
stands for any trailing axes, such as those of a menu of packages.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints", "add_up"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[Any]
Bools: TypeAlias = NDArray[np.bool_]


def add_up(values: Floats) -> Floats:
    """Return sums along the last axis, added one by one.

    The order in which NumPy adds depends on how an array lies in memory, and with it the last bits.
    """
    total = values[..., 0]
    for place in range(1, values.shape[-1]):
        total = total + values[..., place]
    return total
