"""Axis names and array aliases. The replication axis (`world`, or `row` of a subset) comes first.

A *row* is one world in one hypothetical position; a batch of rows is evaluated at once. `*cells`
stands for any trailing axes, such as those of a menu of packages.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Bools",
    "Column",
    "Floats",
    "Ints",
    "PerWorld",
    "PerWorldByOption",
    "PerWorldByOptionByType",
    "PerWorldByParty",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[Any]
Bools: TypeAlias = NDArray[np.bool_]

PerWorld = Annotated[Floats, ("world",)]
PerWorldByOption = Annotated[Floats, ("world", "option")]
PerWorldByOptionByType = Annotated[Floats, ("world", "option", "type")]
PerWorldByParty = Annotated[Floats, ("world", "party")]

# A column of a situation: an array over (row, *cells), or a number that holds for all of them.
Column: TypeAlias = Floats | float
