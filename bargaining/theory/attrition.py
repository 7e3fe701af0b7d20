"""The war of attrition: the party that waits longer wins, and waiting costs both.

References
----------
* Bishop, D. T., Cannings, C. and Maynard Smith, J. (1978). The war of attrition with random
  rewards. *Journal of Theoretical Biology* 74(3), 377-388.
* Hendricks, K., Weiss, A. and Wilson, C. (1988). The war of attrition in continuous time with
  complete information. *International Economic Review* 29(4), 663-680.
* Maynard Smith, J. (1974). The theory of games and the evolution of animal conflicts. *Journal of
  Theoretical Biology* 47(1), 209-221.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import fit_shapes, read_numbers, require

_PRIZE = "It is what winning is worth, in payoff units."
_COST = "It is what waiting costs per unit of time, in payoff units."
_TIME = "It counts from the start."


@dataclass(frozen=True, slots=True)
class Attrition:
    """The equilibrium in which both concede at random, and nobody at once.

    Attributes
    ----------
    hazard, hazard_other : array of float
        Rate per unit of time at which the party, and the other, concedes.
    win_probability : array of float
        Probability that the other concedes first.
    mean_duration : array of float
        Expected time until one concedes.
    """

    hazard: Floats
    hazard_other: Floats
    win_probability: Floats
    mean_duration: Floats

    def survival_probability(self, time: ArrayLike) -> Floats:
        """Return the probability that it lasts longer than `time`; last axes those of `time`."""
        elapsed = read_numbers("[0, inf)", _TIME, time=time)[0]
        rate = np.asarray(self.hazard + self.hazard_other)[(..., *(None,) * elapsed.ndim)]
        return np.asarray(np.exp(-rate * elapsed))


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
        [value] = read_numbers("[0, inf)", _PRIZE, prize=prize)
        require(
            (value >= self.low) & (value <= self.high),
            f"prize must be between the lowest and the highest prize, {np.min(self.low):g} and "
            f"{np.max(self.high):g}. {_PRIZE}",
        )
        with np.errstate(divide="ignore"):
            left = np.log((self.high - self.low) / (self.high - value))
        return np.asarray((self.high * left - (value - self.low)) / self.cost)

    def survival_probability(self, time: ArrayLike) -> Floats:
        """Return the probability that it lasts longer than `time`.

        It is that of two prizes above the one whose party gives up at `time`, by Lambert's W.
        """
        from scipy.special import lambertw

        elapsed = read_numbers("[0, inf)", _TIME, time=time)[0]
        width = self.high - self.low
        exponent = (self.cost * elapsed + width) / self.high
        product = -np.exp(-exponent) * width / self.high
        # Rounding may leave the product below the branch point -1/e, where W is -1.
        root = np.asarray(lambertw(np.maximum(product, -np.exp(-1.0)))).real
        root = np.where(np.isnan(root), -1.0, root)
        prize = np.clip(self.high * (1 + root), self.low, self.high)
        return np.asarray(((self.high - prize) / width) ** 2)


def solve_attrition(
    prize: ArrayLike,
    cost: ArrayLike = 1.0,
    *,
    prize_other: ArrayLike | None = None,
    cost_other: ArrayLike | None = None,
) -> Attrition:
    r"""Return the mixed equilibrium of the war of attrition where all values are known.

    Each party pays :math:`c_i` per unit of time until one concedes; the other then wins its prize
    :math:`v_i`. A party waits a moment longer only if the other is likely enough to concede in it,
    so each concedes at a constant rate that leaves *the other* indifferent,

    .. math:: h_i = \frac{c_j}{v_j},

    so that the duration is exponential with rate :math:`h_1 + h_2` and both expect 0 (Maynard Smith
    1974, the symmetric case). With unequal parties the one with *more* to win concedes the faster.
    In the other equilibria one party concedes at once, for sure or with some probability
    (Hendricks, Weiss and Wilson 1988).

    Parameters
    ----------
    prize, prize_other : array_like
        What winning is worth to each, above 0; the other's is the same where it is not given.
    cost, cost_other : array_like
        Cost of waiting per unit of time of each, above 0; the other's likewise.

    Examples
    --------
    >>> play = solve_attrition(10.0, 1.0)
    >>> float(play.hazard), float(play.mean_duration)
    (0.1, 5.0)
    """
    prize_other = prize if prize_other is None else prize_other
    cost_other = cost if cost_other is None else cost_other
    own, other = read_numbers("(0, inf)", _PRIZE, prize=prize, prize_other=prize_other)
    own_cost, other_cost = read_numbers("(0, inf)", _COST, cost=cost, cost_other=cost_other)
    own, own_cost, other, other_cost = fit_shapes(own, own_cost, other, other_cost)
    hazard, hazard_other = other_cost / other, own_cost / own
    return Attrition(
        hazard=hazard,
        hazard_other=hazard_other,
        win_probability=hazard_other / (hazard + hazard_other),
        mean_duration=1 / (hazard + hazard_other),
    )


def solve_uniform_attrition(
    low: ArrayLike = 0.0, high: ArrayLike = 1.0, *, cost: ArrayLike = 1.0
) -> UniformAttrition:
    r"""Return the symmetric equilibrium with prizes uniform on [low, high].

    A party of prize :math:`v` gives up at

    .. math:: T(v) = \frac1c\left[b\,\ln\frac{b-a}{b-v} - (v-a)\right]

    with :math:`a` the lowest and :math:`b` the highest prize: the weak concede first, so the longer
    it lasts the stronger the one that is left, and the slower it concedes. The mean duration is
    :math:`(2a+b)/(6c)`, and each expects :math:`(b-a)/6`: what its prize is better than the
    other's, where it is (Bishop, Cannings and Maynard Smith 1978).

    Parameters
    ----------
    low, high : array_like
        Lowest prize, at least 0, and highest prize.
    cost : array_like
        Cost of waiting per unit of time, above 0.

    Examples
    --------
    >>> play = solve_uniform_attrition()
    >>> round(float(play.mean_duration), 4), round(float(play.concession_time(0.5)), 4)
    (0.1667, 0.1931)
    """
    a, b = read_numbers("[0, inf)", _PRIZE, low=low, high=high)
    [c] = read_numbers("(0, inf)", _COST, cost=cost)
    a, b, c = fit_shapes(a, b, c)
    require(a < b, "low must be below high. Where the prize is known use solve_attrition.")
    return UniformAttrition(a, b, c, mean_duration=(2 * a + b) / (6 * c), payoff=(b - a) / 6)
