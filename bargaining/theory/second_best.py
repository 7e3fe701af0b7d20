"""The best rule of trade between any two distributions of private values, by quadrature."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bargaining.arrays import Floats
from bargaining.theory.domains import require
from bargaining.theory.myerson_satterthwaite import SecondBest
from bargaining.theory.quadrature import (
    Distribution,
    integrate,
    invert_increasing,
    require_distribution,
)

__all__ = ["solve_second_best"]

# Points at which a virtual value is tried for falling.
_TRIED = 1001
_UNIT = np.linspace(0.0, 1.0, _TRIED)[1:-1]
# Beyond all but this share of the types a virtual value is mostly rounding, and matters to none.
_RARE = 1e-8


def solve_second_best(seller: Distribution, buyer: Distribution) -> SecondBest:
    r"""Return what the best rule of trade gains, and what full efficiency would cost.

    The cost :math:`c` has distribution :math:`F` and density :math:`f` on :math:`[s_0, s_1]`, the
    value :math:`v` has :math:`G` and :math:`g` on :math:`[b_0, b_1]`, independently. With the
    virtual values

    .. math:: C_\alpha(c) = c + \alpha\frac{F(c)}{f(c)}, \qquad
       V_\alpha(v) = v - \alpha\frac{1-G(v)}{g(v)},

    a rule that trades in a set :math:`T` of pairs can be paid for iff
    :math:`E[(V_1(v) - C_1(c))\,1_T] \ge 0`. The best one trades iff
    :math:`V_\alpha(v) \ge C_\alpha(c)`, with the least :math:`\alpha` in [0, 1] that can be paid
    for.

    Parameters
    ----------
    seller, buyer : Distribution
        Distributions of the cost and of the value, such as `scipy.stats.beta(2, 3)`, with finite
        supports and virtual values (at :math:`\alpha = 1`) that do not fall.

    Returns
    -------
    SecondBest
        Arrays of no dimension.

    Raises
    ------
    ArgumentError
        What was given is no distribution on a finite interval, a virtual value falls somewhere, or
        there is nothing to trade.

    References
    ----------
    Myerson, R. B. and Satterthwaite, M. A. (1983). Efficient mechanisms for bilateral trading.
    *Journal of Economic Theory* 29(2), 265-281, theorems 1 and 2.

    Examples
    --------
    >>> from scipy import stats
    >>> best = solve_second_best(stats.uniform(), stats.uniform())
    >>> round(float(best.expected_gains), 6), round(float(best.subsidy), 6)
    (0.140625, 0.166667)
    """
    # Loaded where it is used: it is heavy, and the other results need none of it.
    from scipy.optimize import brentq

    trade = _Trade(seller, buyer)
    unpaid = trade.surplus(0.0)
    distortion = 0.0 if unpaid >= 0 else float(brentq(trade.surplus, 0.0, 1.0, xtol=1e-13))
    return SecondBest(
        distortion=np.asarray(distortion),
        trade_probability=np.asarray(trade.probability(distortion)),
        expected_gains=np.asarray(trade.gains(distortion)),
        first_best_probability=np.asarray(trade.probability(0.0)),
        first_best_gains=np.asarray(trade.gains(0.0)),
        subsidy=np.asarray(max(-unpaid, 0.0)),
    )


class _Trade:
    """Expectations over the pairs that trade at a distortion."""

    def __init__(self, seller: Distribution, buyer: Distribution) -> None:
        self.seller, self.buyer = seller, buyer
        self.s0, self.s1 = require_distribution("seller", seller)
        self.b0, self.b1 = require_distribution("buyer", buyer)
        require(
            self.b1 > self.s0,
            "the highest value of the buyer must exceed the lowest cost of the seller. Otherwise "
            "there is nothing to trade.",
        )
        cost = self.s0 + (self.s1 - self.s0) * _UNIT
        value = self.b0 + (self.b1 - self.b0) * _UNIT
        costs = self.virtual_cost(cost[np.asarray(seller.cdf(cost)) > _RARE], 1.0)
        values = self.virtual_value(value[1.0 - np.asarray(buyer.cdf(value)) > _RARE], 1.0)
        slack = 1e-9 * max(self.s1 - self.s0, self.b1 - self.b0)
        for name, virtual in (("seller", costs), ("buyer", values)):
            require(
                np.diff(virtual) >= -slack,
                f"the virtual values of the {name} must not fall. Where they do the best rule "
                f"gives a whole range of types the same treatment, which is not computed here.",
            )

    def virtual_cost(self, cost: Floats, weight: float) -> Floats:
        return np.asarray(cost + weight * _ratio(self.seller.cdf(cost), self.seller.pdf(cost)))

    def virtual_value(self, value: Floats, weight: float) -> Floats:
        # Subtracting from 1 leaves no digit near the top; SciPy's distributions know better.
        above = getattr(self.buyer, "sf", None)
        left = above(value) if callable(above) else 1.0 - np.asarray(self.buyer.cdf(value))
        return np.asarray(value - weight * _ratio(left, self.buyer.pdf(value)))

    def cutoff(self, value: Floats, weight: float) -> Floats:
        """Return the highest cost that trades with each value."""
        return invert_increasing(
            lambda cost: self.virtual_cost(cost, weight),
            self.virtual_value(value, weight),
            low=self.s0,
            high=self.s1,
        )

    def expect(self, inner: Callable[[Floats, Floats], Floats], weight: float) -> float:
        """Integrate over values; `inner` is the integral over the costs below the cutoff."""
        ends = [float(self.virtual_cost(np.asarray(end), weight)) for end in (self.s0, self.s1)]
        # The cutoff has kinks where it meets an end of the costs; between them it is smooth.
        first, last = invert_increasing(
            lambda value: self.virtual_value(value, weight), ends, low=self.b0, high=self.b1
        )

        def over(value: Floats) -> Floats:
            return np.asarray(self.buyer.pdf(value) * inner(value, self.cutoff(value, weight)))

        return float(integrate(over, [first, last], [last, self.b1]).sum())

    def surplus(self, weight: float) -> float:
        """Return what is left for the types that gain least, E[(V_1 - C_1) 1_T]."""

        def inner(value: Floats, cutoff: Floats) -> Floats:
            # C_1 f is the derivative of c F(c).
            share = np.asarray(self.seller.cdf(cutoff))
            return np.asarray((self.virtual_value(value, 1.0) - cutoff) * share)

        return self.expect(inner, weight)

    def probability(self, weight: float) -> float:
        return self.expect(lambda _, cutoff: np.asarray(self.seller.cdf(cutoff)), weight)

    def gains(self, weight: float) -> float:
        def inner(value: Floats, cutoff: Floats) -> Floats:
            below = integrate(lambda c: np.asarray(self.seller.cdf(c)), self.s0, cutoff)
            return np.asarray((value - cutoff) * np.asarray(self.seller.cdf(cutoff)) + below)

        return self.expect(inner, weight)


def _ratio(share: object, density: object) -> Floats:
    """Divide a probability by a density; where both vanish, at an end, the ratio does too."""
    above, below = np.asarray(share, dtype=np.float64), np.asarray(density, dtype=np.float64)
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)
