"""Alternating offers with a last round (Ståhl 1972)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.errors import ArgumentError
from bargaining.theory.domains import require, require_within
from bargaining.theory.splits import Split

__all__ = ["solve_stahl"]

_PER_ROUND = "It is per round: 0.7 means that a share one round later is worth 30 % less."


def solve_stahl(
    rounds: ArrayLike,
    discount_factor_proposer: ArrayLike,
    discount_factor_responder: ArrayLike | None = None,
) -> Split:
    r"""Return the subgame-perfect split of alternating offers that end after `rounds` rounds.

    After the last refusal nobody gets anything. With a common discount factor :math:`\delta` the
    first proposer gets

    .. math:: x = \frac{1 - (-\delta)^T}{1 + \delta},

    and with :math:`q = \delta_A\delta_B` and :math:`k = \lfloor T/2 \rfloor`,

    .. math:: x_A = (1-\delta_B)\,(1 + q + \dots + q^{k-1}) + q^k\,[T \text{ odd}],

    the value of the backward induction :math:`x_A(T) = 1 - \delta_B\,(1 - \delta_A\,x_A(T-2))`.

    Parameters
    ----------
    rounds : array_like of int
        Number of rounds T, at least 1.
    discount_factor_proposer : array_like
        Discount factor per round of the first proposer, in (0, 1].
    discount_factor_responder : array_like, optional
        That of the other party; the same as the proposer's where it is not given.

    Returns
    -------
    Split
        Shares in the order first proposer, first responder; the arguments' broadcast shape.

    Raises
    ------
    ArgumentError
        `rounds` is no whole number of at least 1, or a discount factor is outside (0, 1].

    References
    ----------
    Ståhl, I. (1972). *Bargaining Theory*. Stockholm: Economic Research Institute, Stockholm
    School of Economics.

    Examples
    --------
    >>> [round(float(solve_stahl(n, 0.7).proposer), 3) for n in (1, 2, 3, 4)]
    [1.0, 0.3, 0.79, 0.447]
    """
    count = require_within("rounds", rounds, low=1, remedy="A game of one round is an ultimatum.")
    require(count == np.floor(count), "rounds must be a whole number. Rounds are never halved.")
    a = require_within(
        "discount_factor_proposer",
        discount_factor_proposer,
        low=0,
        high=1,
        low_open=True,
        remedy=_PER_ROUND,
    )
    if discount_factor_responder is None:
        return _split(count, a, a)
    b = require_within(
        "discount_factor_responder",
        discount_factor_responder,
        low=0,
        high=1,
        low_open=True,
        remedy=_PER_ROUND,
    )
    return _split(count, a, b)


def _split(count: np.ndarray, a: np.ndarray, b: np.ndarray) -> Split:
    try:
        count, a, b = np.broadcast_arrays(count, a, b)
    except ValueError as error:
        raise ArgumentError(
            f"rounds and discount factors must fit each other's shapes; got {np.shape(count)}, "
            f"{np.shape(a)} and {np.shape(b)}. Give single numbers or arrays of one shape."
        ) from error
    pairs = np.floor(count / 2)
    odd = count % 2
    both = a * b
    # At q = 1 the geometric sum has k terms of 1, each worth 1 - delta_B = 0.
    denominator = np.where(both < 1, 1 - both, 1.0)
    series = np.where(both < 1, (1 - both**pairs) / denominator, pairs)
    proposer = (1 - b) * series + odd * both**pairs
    return Split(proposer, 1 - proposer)
