"""The war of attrition where each knows only its own prize."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.attrition import require_duration
from bargaining.theory.domains import fit_shapes, require, require_within
from bargaining.theory.quadrature import (
    Distribution,
    integrate,
    invert_increasing,
    require_distribution,
)

__all__ = [
    "PrivateAttrition",
    "UniformAttrition",
    "solve_private_attrition",
    "solve_uniform_attrition",
]

_PRIZE = "It is what winning is worth, in payoff units."
_COST = "It is what waiting costs per unit of time, in payoff units."


@dataclass(frozen=True, slots=True)
class UniformAttrition:
    """The symmetric equilibrium with prizes uniform on an interval.

    Prizes and times that are asked for are broadcast against the arrays.

    Attributes
    ----------
    low, high, cost : array of float
        The interval of the prizes and the cost of waiting per unit of time.
    mean_duration : array of float
        Expected time until one concedes.
    payoff : array of float
        Expected payoff of each before it knows its prize.
    """

    low: Floats
    high: Floats
    cost: Floats
    mean_duration: Floats
    payoff: Floats

    def concession_time(self, prize: ArrayLike) -> Floats:
        """Return when a party of this prize gives up; infinite at the highest prize."""
        value = _within(prize, self.low, self.high)
        with np.errstate(divide="ignore"):
            left = np.log((self.high - self.low) / (self.high - value))
        return np.asarray((self.high * left - (value - self.low)) / self.cost)

    def conceding_prize(self, time: ArrayLike) -> Floats:
        """Return the prize of the party that gives up at `time`, by Lambert's W."""
        from scipy.special import lambertw

        elapsed = require_duration("time", time)
        width = self.high - self.low
        exponent = (self.cost * elapsed + width) / self.high
        product = -np.exp(-exponent) * width / self.high
        # Rounding may leave the product below the branch point -1/e, where W is -1.
        root = np.asarray(lambertw(np.maximum(product, -np.exp(-1.0)))).real
        root = np.where(np.isnan(root), -1.0, root)
        return np.asarray(np.clip(self.high * (1 + root), self.low, self.high))

    def hazard(self, time: ArrayLike) -> Floats:
        """Return the rate at which one party, still there at `time`, concedes.

        It is infinite where a prize of 0 concedes.
        """
        with np.errstate(divide="ignore"):
            return np.asarray(self.cost / self.conceding_prize(time))

    def survival_probability(self, time: ArrayLike) -> Floats:
        """Return the probability that it lasts longer than `time`."""
        return ((self.high - self.conceding_prize(time)) / (self.high - self.low)) ** 2


@dataclass(frozen=True, slots=True)
class PrivateAttrition:
    """The symmetric equilibrium with prizes from any distribution, by quadrature.

    Attributes
    ----------
    prizes : Distribution
        Distribution of each party's prize.
    cost : float
        Cost of waiting per unit of time.
    mean_duration : array of float
        Expected time until one concedes.
    payoff : array of float
        Expected payoff of each before it knows its prize.
    """

    prizes: Distribution
    cost: float
    mean_duration: Floats
    payoff: Floats

    def concession_time(self, prize: ArrayLike) -> Floats:
        """Return when a party of this prize gives up; infinite at the highest prize."""
        low, high = self.prizes.support()
        value = _within(prize, low, high)
        # Parts: the integral of x f/(1 - F) is that of L less than its product, L = -ln(1 - F).
        inside = np.minimum(value, high - (high - low) * 1e-15)
        whole = inside * self._exponent(inside) - integrate(self._exponent, low, inside)
        return np.asarray(np.where(value < high, whole / self.cost, np.inf))

    def conceding_prize(self, time: ArrayLike) -> Floats:
        """Return the prize of the party that gives up at `time`."""
        elapsed = require_duration("time", time)
        low, high = self.prizes.support()
        return invert_increasing(self.concession_time, elapsed, low=low, high=high)

    def hazard(self, time: ArrayLike) -> Floats:
        """Return the rate at which one party, still there at `time`, concedes.

        It is infinite where a prize of 0 concedes.
        """
        with np.errstate(divide="ignore"):
            return np.asarray(self.cost / self.conceding_prize(time))

    def survival_probability(self, time: ArrayLike) -> Floats:
        """Return the probability that it lasts longer than `time`."""
        share = np.asarray(self.prizes.cdf(self.conceding_prize(time)))
        return np.asarray((1 - share) ** 2)

    def _exponent(self, prize: Floats) -> Floats:
        """Return -ln(1 - F), finite where rounding makes F exactly 1."""
        left = 1 - np.asarray(self.prizes.cdf(prize))
        return np.asarray(-np.log(np.maximum(left, np.finfo(np.float64).tiny)))


def solve_uniform_attrition(
    low: ArrayLike = 0.0, high: ArrayLike = 1.0, *, cost: ArrayLike = 1.0
) -> UniformAttrition:
    r"""Return the symmetric equilibrium with prizes uniform on [low, high].

    A party of prize :math:`v` gives up at

    .. math:: T(v) = \frac1c\left[b\,\ln\frac{b-a}{b-v} - (v-a)\right]

    with :math:`a` the lowest and :math:`b` the highest prize: the weak concede first, so the longer
    it lasts the stronger the one that is left, and the slower it concedes. See
    `solve_private_attrition` for any distribution. The mean duration is :math:`(2a+b)/(6c)`, and
    each expects :math:`(b-a)/6`: what its prize is better than the other's, where it is.

    Parameters
    ----------
    low, high : array_like
        Lowest prize, at least 0, and highest prize.
    cost : array_like
        Cost of waiting per unit of time, above 0.

    Returns
    -------
    UniformAttrition
        Duration and payoff, and the times and prizes as functions.

    Raises
    ------
    ArgumentError
        A prize is negative, the interval is empty, or the cost is not above 0.

    References
    ----------
    Bishop, D. T., Cannings, C. and Maynard Smith, J. (1978). The war of attrition with random
    rewards. *Journal of Theoretical Biology* 74(3), 377-388.

    Examples
    --------
    >>> play = solve_uniform_attrition()
    >>> round(float(play.mean_duration), 4), round(float(play.concession_time(0.5)), 4)
    (0.1667, 0.1931)
    """
    a, b, c = fit_shapes(
        low=require_within("low", low, low=0, remedy=_PRIZE),
        high=require_within("high", high, low=0, remedy=_PRIZE),
        cost=require_within("cost", cost, low=0, low_open=True, remedy=_COST),
    )
    require(a < b, "low must be below high. Where the prize is known use solve_attrition.")
    return UniformAttrition(a, b, c, mean_duration=(2 * a + b) / (6 * c), payoff=(b - a) / 6)


def solve_private_attrition(prizes: Distribution, *, cost: float = 1.0) -> PrivateAttrition:
    r"""Return the symmetric equilibrium with prizes drawn independently from one distribution.

    Both pay :math:`c` per unit of time until one concedes; the other wins its own prize. With
    distribution :math:`F` and density :math:`f` on :math:`[a, b]` a party of prize :math:`v` gives
    up at

    .. math:: T(v) = \frac1c\int_a^v \frac{x f(x)}{1-F(x)}\,dx,

    so that one party, still there when prize :math:`v(t)` gives up, concedes at rate
    :math:`c/v(t)`. A party of prize :math:`v` expects :math:`\int_a^v F`, each expects
    :math:`\int F(1-F)` beforehand, and by revenue equivalence the mean duration is the expected
    lower prize over :math:`2c`, :math:`[a + \int (1-F)^2]/2c`.

    Parameters
    ----------
    prizes : Distribution
        Distribution of each prize, such as `scipy.stats.beta(2, 3)`, on a finite interval above 0.
    cost : float
        Cost of waiting per unit of time, above 0; the same for both.

    Returns
    -------
    PrivateAttrition
        Duration and payoff, and the times and prizes as functions.

    Raises
    ------
    ArgumentError
        What was given is no distribution on a finite interval at or above 0, or the cost is not
        above 0.

    References
    ----------
    Bishop, D. T., Cannings, C. and Maynard Smith, J. (1978). The war of attrition with random
    rewards. *Journal of Theoretical Biology* 74(3), 377-388.

    Bulow, J. and Klemperer, P. (1999). The generalized war of attrition. *American Economic Review*
    89(1), 175-189 (many parties and prizes, and revenue equivalence).

    Examples
    --------
    >>> from scipy import stats
    >>> round(float(solve_private_attrition(stats.uniform()).payoff), 6)
    0.166667
    """
    low, high = require_distribution("prizes", prizes)
    require(
        low >= 0, f"prizes must be at least 0; got {low:g}. Who does not want to win may concede."
    )
    price = float(require_within("cost", cost, low=0, low_open=True, remedy=_COST))

    def both(prize: Floats) -> Floats:
        return np.asarray((1 - np.asarray(prizes.cdf(prize))) ** 2)

    def one(prize: Floats) -> Floats:
        share = np.asarray(prizes.cdf(prize))
        return np.asarray(share * (1 - share))

    return PrivateAttrition(
        prizes=prizes,
        cost=price,
        mean_duration=np.asarray((low + integrate(both, low, high)) / (2 * price)),
        payoff=np.asarray(integrate(one, low, high)),
    )


def _within(prize: ArrayLike, low: Floats | float, high: Floats | float) -> Floats:
    value = require_within("prize", prize, remedy=_PRIZE)
    if np.any(value < low) or np.any(value > high):
        raise ArgumentError(
            f"prize must be between the lowest and the highest prize, {np.min(low):g} and "
            f"{np.max(high):g}. {_PRIZE}"
        )
    return value
