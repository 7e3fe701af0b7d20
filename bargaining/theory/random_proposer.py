"""Chance decides in each round who proposes (Binmore 1987)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.domains import require, require_within

__all__ = ["RandomProposer", "solve_random_proposer"]

_PER_ROUND = "It is per round: 0.9 means that a share one round later is worth 10 % less."


@dataclass(frozen=True, slots=True)
class RandomProposer:
    """Shares of a pie of size 1 where chance decides who proposes; agreed in the first round.

    Attributes
    ----------
    share_proposing, share_proposing_other : array of float
        What the party, and the other, keeps when it is the one to propose, in [0, 1].
    value, value_other : array of float
        Expected share of the party, and of the other, before chance has spoken; they sum to 1.
    """

    share_proposing: Floats
    share_proposing_other: Floats
    value: Floats
    value_other: Floats


def solve_random_proposer(
    discount_factor: ArrayLike,
    discount_factor_other: ArrayLike,
    recognition_probability: ArrayLike = 0.5,
) -> RandomProposer:
    r"""Return the subgame-perfect shares where a random party proposes in each round.

    Party A proposes with probability :math:`p`, else B, anew in every round. Who is refused nothing
    better than waiting accepts, so a proposer leaves the other :math:`\delta v`, what the next
    round is worth to it before chance has spoken:

    .. math:: v_A = \frac{p\,(1-\delta_B)}{p\,(1-\delta_B) + (1-p)(1-\delta_A)}, \qquad
        v_B = 1 - v_A,

    and A keeps :math:`1 - \delta_B v_B` when it proposes. With :math:`p = 1/2` and one discount
    factor that is :math:`1 - \delta/2`.

    Parameters
    ----------
    discount_factor, discount_factor_other : array_like
        Discount factors per round of the party and of the other, in (0, 1].
    recognition_probability : array_like
        Probability that the party proposes, in [0, 1]; all broadcast against each other.

    Returns
    -------
    RandomProposer
        Arrays of the arguments' broadcast shape.

    Raises
    ------
    ArgumentError
        A number is out of its range, or nobody who may have to wait is impatient.

    Notes
    -----
    In a first round that is already decided the shares are `share_proposing` and 1 minus it. A
    party that never proposes gets nothing, however patient it is.

    References
    ----------
    Binmore, K. (1987). Perfect equilibria in bargaining models. In K. Binmore and P. Dasgupta
    (eds.), *The Economics of Bargaining*. Oxford: Blackwell, 77-105.

    Examples
    --------
    >>> play = solve_random_proposer(0.9, 0.9)
    >>> round(float(play.share_proposing), 4), round(float(play.value), 4)
    (0.55, 0.5)
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
    chance = require_within(
        "recognition_probability",
        recognition_probability,
        low=0,
        high=1,
        remedy="It is the probability that the party proposes in a round.",
    )
    ours, theirs = chance * (1 - other), (1 - chance) * (1 - own)
    require(
        ours + theirs > 0,
        "a party that may be made to wait must have a discount factor below 1; got 1 for each of "
        "them. Where delay costs nobody anything every split is an equilibrium.",
    )
    value, value_other = ours / (ours + theirs), theirs / (ours + theirs)
    return RandomProposer(
        share_proposing=1 - other * value_other,
        share_proposing_other=1 - own * value,
        value=np.asarray(value),
        value_other=np.asarray(value_other),
    )
