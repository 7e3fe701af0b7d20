"""Alternating offers without end, impatience the only cost (Rubinstein 1982)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.domains import require, require_within
from bargaining.theory.splits import Split

__all__ = ["find_patience_weight", "solve_rubinstein"]

_PER_ROUND = "It is per round: 0.9 means that a share one round later is worth 10 % less."


def solve_rubinstein(
    discount_factor_proposer: ArrayLike, discount_factor_responder: ArrayLike
) -> Split:
    r"""Return the one subgame-perfect split of alternating offers with no last round.

    With :math:`\delta_A` of the first proposer and :math:`\delta_B` of the other,

    .. math:: x_A = \frac{1-\delta_B}{1-\delta_A\delta_B}, \qquad x_B = 1 - x_A,

    agreed at once. Each proposer offers exactly what the other would get by waiting one round and
    proposing.

    Parameters
    ----------
    discount_factor_proposer, discount_factor_responder : array_like
        Discount factors per round, in (0, 1], not both 1; broadcast against each other.

    Returns
    -------
    Split
        Shares in the order first proposer, first responder.

    Raises
    ------
    ArgumentError
        A discount factor is outside (0, 1], or both are 1: without a cost of delay every split is
        an equilibrium.

    References
    ----------
    Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. *Econometrica* 50(1), 97-109.

    Examples
    --------
    >>> round(float(solve_rubinstein(0.9, 0.8).proposer), 4)
    0.7143
    """
    a = require_within(
        "discount_factor_proposer",
        discount_factor_proposer,
        low=0,
        high=1,
        low_open=True,
        remedy=_PER_ROUND,
    )
    b = require_within(
        "discount_factor_responder",
        discount_factor_responder,
        low=0,
        high=1,
        low_open=True,
        remedy=_PER_ROUND,
    )
    require(
        a * b < 1,
        "at least one discount factor must be below 1; got 1 and 1. Where delay costs nobody "
        "anything every split is an equilibrium: add a breakdown probability (solve_breakdown).",
    )
    proposer = (1 - b) / (1 - a * b)
    # The sum written out, so that a small share keeps its digits.
    return Split(proposer, b * (1 - a) / (1 - a * b))


def find_patience_weight(discount_factor: ArrayLike, discount_factor_other: ArrayLike) -> Floats:
    r"""Return a party's share as offers follow each other ever faster: its bargaining weight.

    With discount factors :math:`\delta_A^h, \delta_B^h` and the time between offers
    :math:`h \to 0`, both the proposer's and the responder's share of A tend to

    .. math:: \alpha = \frac{\ln\delta_B}{\ln\delta_A + \ln\delta_B},

    the weight of A in the asymmetric Nash product; who proposes first no longer matters.

    Parameters
    ----------
    discount_factor, discount_factor_other : array_like
        Discount factors per unit of time of the party and of the other, in (0, 1], not both 1.

    Returns
    -------
    array of float
        Weight of the party, in [0, 1].

    Raises
    ------
    ArgumentError
        A discount factor is outside (0, 1], or both are 1.

    References
    ----------
    Binmore, K., Rubinstein, A. and Wolinsky, A. (1986). The Nash bargaining solution in economic
    modelling. *RAND Journal of Economics* 17(2), 176-188.
    """
    own = require_within(
        "discount_factor", discount_factor, low=0, high=1, low_open=True, remedy=_PER_ROUND
    )
    other = require_within(
        "discount_factor_other",
        discount_factor_other,
        low=0,
        high=1,
        low_open=True,
        remedy=_PER_ROUND,
    )
    require(
        own * other < 1,
        "at least one discount factor must be below 1; got 1 and 1. Where nobody is impatient, "
        "patience gives no weights.",
    )
    return np.asarray(np.log(other) / (np.log(own) + np.log(other)))
