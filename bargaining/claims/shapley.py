"""The Shapley value: what each member of a game adds, averaged over all orders of joining."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError

__all__ = ["shapley_values", "shapley_weights"]


def shapley_weights(n_members: int) -> Floats:
    """Return the weights by which combinations' worths add up to each member's Shapley value.

    Parameters
    ----------
    n_members : int
        Members of the game, at least 1.

    Returns
    -------
    array, shape (member, combination)
        Combination `c` holds member `m` where bit `m` of `c` is set: combination 0 is empty, the
        last one is whole. What a member's joining adds to a combination of `s` others counts
        ``s! (n - s - 1)! / n!``.

    References
    ----------
    Shapley, L. S. (1953), "A value for n-person games", Contributions to the Theory of Games II,
    307-317.
    """
    combinations = np.arange(2**n_members)
    sizes = np.array([int(one).bit_count() for one in combinations])
    orders = factorial(n_members)
    joining = np.array(
        [factorial(s) * factorial(n_members - s - 1) / orders for s in range(n_members)]
    )
    holds = (combinations >> np.arange(n_members)[:, None]) & 1 == 1
    # A combination with the member was joined from one that is smaller by it.
    gained = joining[np.maximum(sizes - 1, 0)]
    left = -joining[np.minimum(sizes, n_members - 1)]
    return np.asarray(np.where(holds, gained, left), dtype=np.float64)


def shapley_values(worths: ArrayLike) -> Floats:
    """Return each member's Shapley value from the worths of all combinations.

    Parameters
    ----------
    worths : array, shape (combination,)
        In the order of `shapley_weights`; the empty combination's worth need not be 0.

    Returns
    -------
    array, shape (member,)
        They add up to the worth of the whole less that of the empty combination.

    Raises
    ------
    ArgumentError
        The number of worths is no power of 2, or is 1.

    Examples
    --------
    One has a left glove, two others have a right one each, and a pair is worth 1:

    >>> shapley_values([0, 0, 0, 1, 0, 1, 0, 1]).round(3).tolist()
    [0.667, 0.167, 0.167]
    """
    worth = np.asarray(worths, dtype=np.float64)
    n_members = worth.size.bit_length() - 1
    if worth.ndim != 1 or n_members < 1 or worth.size != 2**n_members:
        raise ArgumentError(
            f"worths must be those of all combinations of 1, 2, 3 ... members: 2, 4, 8 ... numbers "
            f"in one row; got shape {worth.shape}"
        )
    return np.asarray(shapley_weights(n_members) @ worth)
