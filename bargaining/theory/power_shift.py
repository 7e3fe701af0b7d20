"""War because tomorrow's stronger side cannot promise restraint (Fearon 1995; Powell 2006)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.domains import require_within

__all__ = ["PowerShift", "find_tolerable_power", "solve_power_shift"]

_POWER = "It is the probability that A wins a war, or the share it would take."
_COST = "It is what war costs B, in shares of the pie for ever."
_PER_ROUND = "It is per round, below 1: with no impatience one round of concessions buys nothing."


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


def solve_power_shift(
    power_now: ArrayLike, power_later: ArrayLike, war_cost: ArrayLike, discount_factor: ArrayLike
) -> PowerShift:
    r"""Return whether B, before power shifts to A, fights today; what it is offered otherwise.

    A divides a pie of size 1 with B anew in every round and makes all offers. B may fight: war
    gives it :math:`1 - p - c_B` in every round for ever, where the power :math:`p` of A is
    :math:`p_1` in this round and :math:`p_2` from the next one on. Later A will offer just
    :math:`w_2 = \max(0, 1-p_2-c_B)`, and it cannot bind itself to more. Today it can give at most
    the whole pie. So B fights iff

    .. math:: 1 - p_1 - c_B > (1-\delta) + \delta w_2,

    and where :math:`w_2 > 0` that is :math:`\delta p_2 - p_1 > (1-\delta) c_B`. Otherwise A
    offers :math:`x_1 = \max(0, (1 - p_1 - c_B - \delta w_2)/(1-\delta))` now and :math:`w_2` later.
    War destroys part of the pie, and both see it coming; what is missing is a promise that binds.
    A has no war of its own: where :math:`p_2 < p_1` it is A that declines, and it cannot fight.

    Parameters
    ----------
    power_now, power_later : array_like
        p1 and p2, in [0, 1].
    war_cost : array_like
        c_B, at least 0.
    discount_factor : array_like
        Of B per round, in (0, 1).

    Returns
    -------
    PowerShift

    Raises
    ------
    ArgumentError
        A number is out of its range.

    References
    ----------
    Fearon, J. D. (1995). Rationalist explanations for war. *International Organization* 49(3),
    379-414. Powell, R. (2006). War as a commitment problem. *International Organization* 60(1),
    169-203.

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
    r"""Return how strong the rising side may become without being attacked for it.

    From `solve_power_shift`: B fights iff :math:`p_2 > (p_1 + (1-\delta) c_B)/\delta`.

    Parameters
    ----------
    power_now, war_cost, discount_factor : array_like
        As in `solve_power_shift`.

    Returns
    -------
    array of float
        Largest power after the shift that is met in peace, in [0, 1]; 1 where none is too much.

    Raises
    ------
    ArgumentError
        A number is out of its range.

    References
    ----------
    Fearon (1995, 379-414) and Powell (2006, 169-203), as in `solve_power_shift`.

    Examples
    --------
    >>> round(float(find_tolerable_power(0.3, war_cost=0.1, discount_factor=0.9)), 4)
    0.3444
    """
    now, _, cost, delta = _numbers(power_now, 0.0, war_cost, discount_factor)
    bound = (now + (1 - delta) * cost) / delta
    # Where even the whole loss of the future does not make war worth its price.
    harmless = 1 - now - cost <= 1 - delta
    return np.where(harmless, 1.0, np.minimum(bound, 1.0))


def _numbers(
    power_now: ArrayLike, power_later: ArrayLike, war_cost: ArrayLike, discount_factor: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    return (
        require_within("power_now", power_now, low=0, high=1, remedy=_POWER),
        require_within("power_later", power_later, low=0, high=1, remedy=_POWER),
        require_within("war_cost", war_cost, low=0, remedy=_COST),
        require_within(
            "discount_factor",
            discount_factor,
            low=0,
            high=1,
            low_open=True,
            high_open=True,
            remedy=_PER_ROUND,
        ),
    )
