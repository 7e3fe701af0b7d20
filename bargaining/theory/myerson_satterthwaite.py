"""How much of the gains from trade any rule can reach (Myerson and Satterthwaite 1983)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.domains import fit_shapes, require, require_within
from bargaining.theory.quadrature import invert_increasing

__all__ = [
    "SecondBest",
    "UniformSecondBest",
    "find_gap_moment",
    "require_intervals",
    "solve_myerson_satterthwaite",
]

_END = "It is an end of the interval of values, in units of money."


@dataclass(frozen=True, slots=True)
class SecondBest:
    """The most that a seller and a buyer with private values can gain under any rule.

    Attributes
    ----------
    distortion : array of float
        Weight of the private information in the virtual values, in [0, 1]; 0 where full efficiency
        is within reach.
    trade_probability : array of float
        Probability of trade under the best rule.
    expected_gains : array of float
        Expected gains of both from trade under the best rule.
    first_best_probability, first_best_gains : array of float
        The same if they traded whenever both could gain.
    subsidy : array of float
        Expected payment from outside that full efficiency would need, at least 0.
    """

    distortion: Floats
    trade_probability: Floats
    expected_gains: Floats
    first_best_probability: Floats
    first_best_gains: Floats
    subsidy: Floats


@dataclass(frozen=True, slots=True)
class UniformSecondBest(SecondBest):
    """The same for uniform values.

    Attributes
    ----------
    gap : array of float
        Least excess of value over cost at which the best rule trades.
    """

    gap: Floats


def solve_myerson_satterthwaite(
    seller: tuple[ArrayLike, ArrayLike] = (0.0, 1.0),
    buyer: tuple[ArrayLike, ArrayLike] = (0.0, 1.0),
) -> UniformSecondBest:
    r"""Return the best rule of trade between uniform private values, and what it loses.

    No rule that both join freely, that makes truth their best report, and that nobody subsidises
    trades exactly when :math:`v > c`, if the intervals overlap. With cost :math:`c` uniform on
    :math:`[s_0, s_1]` and value :math:`v` uniform on :math:`[b_0, b_1]`, a rule that trades in a
    set :math:`T` of pairs can be paid for iff

    .. math:: E\left[\left(2(v-c) - (b_1-s_0)\right) 1_T\right] \ge 0,

    so the best one trades iff :math:`v - c \ge g` with the least :math:`g \ge 0` that fulfils it.
    Where the corner it cuts off is a triangle, :math:`g = (b_1-s_0)/4`. Then the linear
    equilibrium of the double auction (`solve_chatterjee_samuelson` at equal weights) is a best
    rule. On :math:`[0, 1]` it gains 9/64 of a possible 1/6, and full efficiency would need a
    subsidy of 1/6.

    Parameters
    ----------
    seller, buyer : pair of array_like
        Lowest and highest cost, lowest and highest value; the highest value exceeds the lowest
        cost.

    Returns
    -------
    UniformSecondBest
        Arrays of the arguments' broadcast shape.

    Raises
    ------
    ArgumentError
        An interval is empty, or there is nothing to trade.

    References
    ----------
    Myerson, R. B. and Satterthwaite, M. A. (1983). Efficient mechanisms for bilateral trading.
    *Journal of Economic Theory* 29(2), 265-281.

    Examples
    --------
    >>> best = solve_myerson_satterthwaite()
    >>> float(best.gap), float(best.expected_gains), round(float(best.subsidy), 4)
    (0.25, 0.140625, 0.1667)
    """
    ends = require_intervals(seller, buyer)
    s0, s1, b0, b1 = ends
    reach = b1 - s0
    require(
        reach > 0,
        "the highest value of the buyer must exceed the lowest cost of the seller. Otherwise "
        "there is nothing to trade.",
    )

    def surplus(gap: Floats) -> Floats:
        excess, traded = find_gap_moment(ends, gap, 1), find_gap_moment(ends, gap, 0)
        return 2 * excess + (2 * gap - reach) * traded

    nothing = np.zeros_like(reach)
    gap = invert_increasing(surplus, nothing, low=nothing, high=reach / 2)
    gap = np.where((b0 - s0 <= reach / 4) & (b1 - s1 <= reach / 4), reach / 4, gap)
    gap = np.where(surplus(nothing) >= 0, 0.0, gap)
    probability = find_gap_moment(ends, gap, 0)
    return UniformSecondBest(
        distortion=gap / (reach - gap),
        trade_probability=probability,
        expected_gains=find_gap_moment(ends, gap, 1) + gap * probability,
        first_best_probability=find_gap_moment(ends, nothing, 0),
        first_best_gains=find_gap_moment(ends, nothing, 1),
        subsidy=np.maximum(-surplus(nothing), 0.0),
        gap=gap,
    )


def find_gap_moment(ends: list[Floats], gap: Floats | float, power: int) -> Floats:
    r"""Return :math:`E[(v - c - g)^p\,1_{v - c \ge g}]` for uniform values.

    Parameters
    ----------
    ends : list of array of float
        Lowest and highest cost, lowest and highest value.
    gap : array of float or float
        The g.
    power : int
        The p: 0 for a probability, 1 for an expected excess.
    """
    s0, s1, b0, b1 = ends

    def corner(difference: Floats) -> Floats:
        return np.asarray(np.maximum(difference - gap, 0.0) ** (power + 2))

    whole = corner(b1 - s0) - corner(b0 - s0) - corner(b1 - s1) + corner(b0 - s1)
    return np.asarray(whole / ((power + 1) * (power + 2) * (s1 - s0) * (b1 - b0)))


def require_intervals(
    seller: tuple[ArrayLike, ArrayLike], buyer: tuple[ArrayLike, ArrayLike]
) -> list[Floats]:
    """Return lowest and highest cost, lowest and highest value, checked and of one shape.

    Raises
    ------
    ArgumentError
        An end is no finite number, or an interval is empty.
    """
    s0, s1, b0, b1 = fit_shapes(
        seller_low=require_within("seller[0]", seller[0], remedy=_END),
        seller_high=require_within("seller[1]", seller[1], remedy=_END),
        buyer_low=require_within("buyer[0]", buyer[0], remedy=_END),
        buyer_high=require_within("buyer[1]", buyer[1], remedy=_END),
    )
    require(
        (s0 < s1) & (b0 < b1),
        "an interval's low end must be below its high end. Somebody whose value is known has no "
        "secret to be paid for: see solve_ultimatum.",
    )
    return [s0, s1, b0, b1]
