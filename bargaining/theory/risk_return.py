"""An ultimatum to an opponent of unknown resolve: the risk-return trade-off of war."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.domains import require, require_within

__all__ = ["RiskReturn", "find_screening_threshold", "solve_risk_return"]


@dataclass(frozen=True, slots=True)
class RiskReturn:
    """The optimal demand against an opponent of two types.

    Attributes
    ----------
    offer : array of float
        Share offered to the opponent.
    screened : array of bool
        Whether the offer satisfies the low type only.
    war_probability : array of float
        Probability that the offer is refused.
    payoff : array of float
        Expected payoff of the proposer.
    """

    offer: Floats
    screened: Bools
    war_probability: Floats
    payoff: Floats


def find_screening_threshold(
    reservation_low: ArrayLike, reservation_high: ArrayLike, disagreement: ArrayLike = 0.0
) -> Floats:
    r"""Return the belief below which the proposer risks war.

    The opponent's reservation value is :math:`r_H` with probability :math:`b`, else :math:`r_L`;
    the proposer gets :math:`d` from war. To offer :math:`r_L` is worth
    :math:`(1-b)(1-r_L) + bd`, to offer :math:`r_H` is worth :math:`1-r_H`. It offers
    :math:`r_L` iff

    .. math:: b < \frac{r_H - r_L}{1 - r_L - d}.

    Parameters
    ----------
    reservation_low, reservation_high : array_like
        What the low and the high type get by fighting, in [0, 1], the low one below the high one.
    disagreement : array_like
        What the proposer gets by fighting, at least 0; with the high type's value at most 1, since
        war destroys some of the pie.

    Returns
    -------
    array of float
        Threshold on the probability of the high type, in (0, 1].

    Raises
    ------
    ArgumentError
        A value is out of its range, or the three do not fit each other.

    References
    ----------
    Fearon, J. D. (1995). Rationalist explanations for war. *International Organization* 49(3),
    379-414. Powell, R. (1999). *In the Shadow of Power: States and Strategies in International
    Politics*. Princeton University Press, ch. 3.

    Examples
    --------
    >>> round(float(find_screening_threshold(0.2, 0.5)), 4)
    0.375
    """
    low, high, own = _values(reservation_low, reservation_high, disagreement)
    return (high - low) / (1 - low - own)


def solve_risk_return(
    belief_high: ArrayLike,
    reservation_low: ArrayLike,
    reservation_high: ArrayLike,
    disagreement: ArrayLike = 0.0,
) -> RiskReturn:
    """Return the optimal offer, the risk of war that it runs, and its worth.

    See `find_screening_threshold` for the formula. At the threshold itself, where both offers are
    worth the same, the peaceful one is returned.

    Parameters
    ----------
    belief_high : array_like
        Probability that the opponent is of the high type, in [0, 1].
    reservation_low, reservation_high, disagreement : array_like
        As in `find_screening_threshold`.

    Returns
    -------
    RiskReturn
        Arrays of the arguments' broadcast shape.

    Raises
    ------
    ArgumentError
        A value is out of its range, or the reservation values do not fit each other.

    References
    ----------
    Fearon (1995, 379-414) and Powell (1999, ch. 3), as in `find_screening_threshold`.

    Examples
    --------
    >>> play = solve_risk_return([0.36, 0.39], 0.2, 0.5)
    >>> play.offer.tolist(), play.war_probability.tolist()
    ([0.2, 0.5], [0.36, 0.0])
    """
    belief = require_within(
        "belief_high", belief_high, low=0, high=1, remedy="It is a probability."
    )
    low, high, own = _values(reservation_low, reservation_high, disagreement)
    screened = np.asarray(belief < (high - low) / (1 - low - own))
    return RiskReturn(
        offer=np.where(screened, low, high),
        screened=screened,
        war_probability=np.where(screened, belief, 0.0),
        payoff=np.where(screened, (1 - belief) * (1 - low) + belief * own, 1 - high),
    )


def _values(
    reservation_low: ArrayLike, reservation_high: ArrayLike, disagreement: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    share = "It is a share of the pie: what fighting is worth to the party."
    low = require_within("reservation_low", reservation_low, low=0, high=1, remedy=share)
    high = require_within("reservation_high", reservation_high, low=0, high=1, remedy=share)
    own = require_within("disagreement", disagreement, low=0, high=1, remedy=share)
    require(
        low < high,
        "reservation_low must be below reservation_high. With one type there is nothing to screen.",
    )
    require(
        high + own <= 1,
        "reservation_high + disagreement must be at most 1. Above it fighting the high type would "
        "be better for both than any split, and war would need no uncertainty.",
    )
    return low, high, own
