"""The rule that names an ending, for worlds that are played and for histories that are coded."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Ints
from bargaining.outcomes.codes import Ending

__all__ = ["ending_of"]

# Levels are sums of products of decimals: a threshold is met up to their rounding.
TOLERANCE = 1e-9


def ending_of(
    accommodation: ArrayLike,
    *,
    settlement: ArrayLike,
    partial: ArrayLike,
    agreed: ArrayLike,
    defaulted: ArrayLike,
    at_table: ArrayLike,
    closing_was_rupture: ArrayLike,
) -> Ints:
    """Return the first ending of the taxonomy that applies.

    Parameters
    ----------
    accommodation : float array
        Concession that stands on every scoped principal's side: the least of them.
    settlement, partial : float array
        Thresholds.
    agreed, defaulted : bool array
        Whether an agreement was ever signed, and whether anybody ever broke one.
    at_table, closing_was_rupture : bool array
        Whether talks sit now, and whether the last closing was a rupture.

    Returns
    -------
    int array
        Codes of `Ending`, in the common shape of the arguments.
    """
    standing = np.asarray(accommodation)
    settled = standing >= np.asarray(settlement) - TOLERANCE
    accommodated = standing >= np.asarray(partial) - TOLERANCE
    reneged = np.asarray(agreed) & np.asarray(defaulted)
    collapsed = ~np.asarray(at_table) & np.asarray(closing_was_rupture)
    return np.select(
        [settled, accommodated, reneged, collapsed],
        [Ending.SETTLEMENT, Ending.PARTIAL, Ending.RENEGE, Ending.COLLAPSE],
        default=Ending.STALEMATE,
    )
