"""Averages over a party's types by public belief."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats

__all__ = ["over_types"]


def over_types(values: Floats, belief: Floats, axis: int = 1) -> Floats:
    """Mix a type axis by belief, and drop it.

    Written out rather than summed: the order of a sum must not depend on the batch.

    Parameters
    ----------
    values : array over (row, ..., type, ...)
        An axis of length 1 is dropped as it is: all types are alike.
    belief : array over (row, type)
    """
    low: Floats = np.moveaxis(values, axis, 0)[0]
    if values.shape[axis] == 1:
        return low
    high: Floats = np.moveaxis(values, axis, 0)[1]
    tail = (1,) * (low.ndim - 1)
    mixed: Floats = (
        belief[:, 0].reshape((-1, *tail)) * low + belief[:, 1].reshape((-1, *tail)) * high
    )
    return mixed
