"""Two reasons for war among the rational: hidden resolve, and a shift of power.

References
----------
* Fearon, J. D. (1995). Rationalist explanations for war. *International Organization* 49(3),
  379-414.
* Powell, R. (1999). *In the Shadow of Power: States and Strategies in International Politics*.
  Princeton University Press.
* Powell, R. (2006). War as a commitment problem. *International Organization* 60(1), 169-203.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.arguments import PROBABILITY, read_numbers, require


@dataclass(frozen=True, slots=True)
class RiskReturn:
    """The optimal demand against an opponent who is weaker or stronger.

    Attributes
    ----------
    offer : array of float
        Share offered to the opponent.
    war_probability : array of float
        Probability that the offer is refused.
    payoff : array of float
        Expected payoff of the proposer.
    """

    offer: Floats
    war_probability: Floats
    payoff: Floats


@dataclass(frozen=True, slots=True)
class PowerShift:
    """How a foreseen shift of power is met.

    Attributes
    ----------
    fights : array of bool
        Whether B fights before the shift.
    offer_now, offer_later : array of float
        Share of B before and after the shift; NaN for both where it fights.
    """

    fights: Bools
    offer_now: Floats
    offer_later: Floats


def find_screening_threshold(
    reservation_low: ArrayLike, reservation_high: ArrayLike, disagreement: ArrayLike = 0.0
) -> Floats:
    r"""Return the belief, in (0, 1], below which the proposer risks war.

    The opponent's reservation value is :math:`r_H` with probability :math:`b`, else :math:`r_L`;
    the proposer gets :math:`d` from war. To offer :math:`r_L` is worth :math:`(1-b)(1-r_L) + bd`,
    to offer :math:`r_H` is worth :math:`1-r_H` (Fearon 1995; Powell 1999, ch. 3). So it risks war
    iff :math:`b < (r_H - r_L)/(1 - r_L - d)`.

    Parameters
    ----------
    reservation_low, reservation_high : array_like
        What the weaker and the stronger opponent gets by fighting, in [0, 1], in this order.
    disagreement : array_like
        What the proposer gets by fighting, at least 0; with the stronger one's value at most 1,
        since war destroys some of the pie.
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

    At the threshold itself, where both offers are worth the same, the peaceful one is returned.

    Parameters
    ----------
    belief_high : array_like
        Probability that the opponent is the stronger one, in [0, 1].
    reservation_low, reservation_high, disagreement : array_like
        As in `find_screening_threshold`, which has the formula.

    Examples
    --------
    >>> play = solve_risk_return([0.36, 0.39], 0.2, 0.5)
    >>> play.offer.tolist(), play.war_probability.tolist()
    ([0.2, 0.5], [0.36, 0.0])
    """
    [belief] = read_numbers("[0, 1]", PROBABILITY, belief_high=belief_high)
    low, high, own = _values(reservation_low, reservation_high, disagreement)
    screened = np.asarray(belief < (high - low) / (1 - low - own))
    return RiskReturn(
        offer=np.where(screened, low, high),
        war_probability=np.where(screened, belief, 0.0),
        payoff=np.where(screened, (1 - belief) * (1 - low) + belief * own, 1 - high),
    )


def solve_power_shift(
    power_now: ArrayLike, power_later: ArrayLike, war_cost: ArrayLike, discount_factor: ArrayLike
) -> PowerShift:
    r"""Return whether B, before power shifts to A, fights today; what it is offered otherwise.

    A and B divide a pie of size 1 in every round, and A makes all offers. B may fight: war
    gives it :math:`1 - p - c_B` in every round for ever, where the power :math:`p` of A is
    :math:`p_1` in this round and :math:`p_2` from the next one on. Later A will offer just
    :math:`w_2 = \max(0, 1-p_2-c_B)`, and it cannot bind itself to more. Today it can give at most
    the whole pie. So B fights iff

    .. math:: 1 - p_1 - c_B > (1-\delta) + \delta w_2,

    and where :math:`w_2 > 0` that is :math:`\delta p_2 - p_1 > (1-\delta) c_B`. Otherwise A
    offers :math:`x_1 = \max(0, (1 - p_1 - c_B - \delta w_2)/(1-\delta))` now and :math:`w_2` later.
    War destroys part of the pie, and both see it coming; what is missing is a promise that binds
    (Fearon 1995; Powell 2006). A has no war of its own: where :math:`p_2 < p_1` it is A that
    declines, and it cannot fight.

    Parameters
    ----------
    power_now, power_later, war_cost : array_like
        p1 and p2, in [0, 1], and c_B, at least 0.
    discount_factor : array_like
        Of B per round, in (0, 1).

    Examples
    --------
    >>> shift = solve_power_shift(0.3, [0.4, 0.8], war_cost=0.1, discount_factor=0.8)
    >>> shift.fights.tolist(), shift.offer_now.round(3).tolist()
    ([False, True], [1.0, nan])
    """
    now, later, cost, delta = _numbers(power_now, power_later, war_cost, discount_factor)
    war_now, war_later = 1 - now - cost, np.maximum(1 - later - cost, 0.0)
    fights = np.asarray(war_now > (1 - delta) + delta * war_later)
    offer = np.maximum((war_now - delta * war_later) / (1 - delta), 0.0)
    return PowerShift(
        fights,
        np.where(fights, np.nan, np.minimum(offer, 1.0)),
        np.where(fights, np.nan, war_later),
    )


def find_tolerable_power(
    power_now: ArrayLike, war_cost: ArrayLike, discount_factor: ArrayLike
) -> Floats:
    r"""Return how strong the rising side may become without being attacked for it, in [0, 1].

    From `solve_power_shift`: B fights iff :math:`p_2 > (p_1 + (1-\delta) c_B)/\delta`. The result
    is 1 where no power is too much.

    Parameters
    ----------
    power_now, war_cost, discount_factor : array_like
        As in `solve_power_shift`.
    """
    now, _, cost, delta = _numbers(power_now, 0.0, war_cost, discount_factor)
    bound = (now + (1 - delta) * cost) / delta
    # Where even the whole loss of the future does not make war worth its price.
    harmless = 1 - now - cost <= 1 - delta
    return np.where(harmless, 1.0, np.minimum(bound, 1.0))


def _values(low: ArrayLike, high: ArrayLike, disagreement: ArrayLike) -> list[Floats]:
    remedy = "It is a share of the pie: what fighting is worth to the party."
    weak, strong, own = read_numbers(
        "[0, 1]", remedy, reservation_low=low, reservation_high=high, disagreement=disagreement
    )
    remedy = "With equal ones nothing is unknown."
    require(weak < strong, f"reservation_low must be below reservation_high. {remedy}")
    require(
        strong + own <= 1,
        "reservation_high + disagreement must be at most 1. Above it fighting the stronger one "
        "would be better for both than any split, and war would need no uncertainty.",
    )
    return [weak, strong, own]


def _numbers(
    power_now: ArrayLike, power_later: ArrayLike, war_cost: ArrayLike, discount_factor: ArrayLike
) -> list[Floats]:
    remedy = "It is the probability that A wins a war, or the share it would take."
    powers = read_numbers("[0, 1]", remedy, power_now=power_now, power_later=power_later)
    remedy = "It is what war costs B, in shares of the pie for ever."
    costs = read_numbers("[0, inf)", remedy, war_cost=war_cost)
    remedy = "It is per round, below 1: with no impatience one round of concessions buys nothing."
    return [*powers, *costs, *read_numbers("(0, 1)", remedy, discount_factor=discount_factor)]
