"""A seller and a buyer with private values: sealed offers, and the most that any rule can reach.

References
----------
* Chatterjee, K. and Samuelson, W. (1983). Bargaining under incomplete information. *Operations
  Research* 31(5), 835-851.
* Myerson, R. B. and Satterthwaite, M. A. (1983). Efficient mechanisms for bilateral trading.
  *Journal of Economic Theory* 29(2), 265-281.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import Pair, fit_shapes, read_numbers, read_pairs, require


@dataclass(frozen=True, slots=True)
class SealedOffers:
    """The linear equilibrium of a double auction between one seller and one buyer.

    Gains are expected before anybody knows its own value.

    Attributes
    ----------
    lowest_ask : array of float
        What the seller with the lowest cost asks: no buyer of a lower value ever trades.
    highest_offer : array of float
        What the buyer of the highest value offers: no seller of a higher cost ever trades.
    price_weight : array of float
        Weight of the buyer's offer in the price.
    trade_probability, expected_gains : array of float
        Probability that the offer is at least the ask, and expected gains of both together.
    seller_gains, buyer_gains : array of float
        Expected gain of each.
    first_best_probability, first_best_gains : array of float
        The same if they traded whenever both could gain.
    """

    lowest_ask: Floats
    highest_offer: Floats
    price_weight: Floats
    trade_probability: Floats
    expected_gains: Floats
    seller_gains: Floats
    buyer_gains: Floats
    first_best_probability: Floats
    first_best_gains: Floats

    def ask(self, cost: ArrayLike) -> Floats:
        """Return the seller's sealed offer at `cost`; one that cannot sell asks its cost."""
        own = np.asarray(cost, dtype=np.float64)
        weight = 1 - self.price_weight
        return np.maximum(own, (own + weight * self.highest_offer) / (1 + weight))

    def offer(self, value: ArrayLike) -> Floats:
        """Return the buyer's sealed offer at `value`; one that cannot buy offers its value."""
        own = np.asarray(value, dtype=np.float64)
        weight = self.price_weight
        return np.minimum(own, (own + weight * self.lowest_ask) / (1 + weight))

    def price(self, cost: ArrayLike, value: ArrayLike) -> Floats:
        """Return the price between the two offers, NaN where they do not trade."""
        ask, offer = self.ask(cost), self.offer(value)
        between = self.price_weight * offer + (1 - self.price_weight) * ask
        return np.where(offer >= ask, between, np.nan)


@dataclass(frozen=True, slots=True)
class SecondBest:
    """The most that a seller and a buyer with private values can gain under any rule.

    Attributes
    ----------
    gap : array of float
        Least excess of value over cost at which the best rule trades.
    trade_probability, expected_gains : array of float
        Probability of trade, and expected gains of both, under the best rule.
    first_best_probability, first_best_gains : array of float
        The same if they traded whenever both could gain.
    subsidy : array of float
        Expected payment from outside that full efficiency would need, at least 0.
    """

    gap: Floats
    trade_probability: Floats
    expected_gains: Floats
    first_best_probability: Floats
    first_best_gains: Floats
    subsidy: Floats


def solve_chatterjee_samuelson(
    seller: Pair = (0.0, 1.0), buyer: Pair = (0.0, 1.0), *, price_weight: ArrayLike = 0.5
) -> SealedOffers:
    r"""Return the linear equilibrium of the sealed-offer double auction with uniform values.

    The seller's cost :math:`c` is uniform on :math:`[s_0, s_1]`, the buyer's value :math:`v` on
    :math:`[b_0, b_1]`; each knows its own. Both offer at once, the buyer :math:`B` and the seller
    :math:`S`, and trade iff :math:`B \ge S`, at the price :math:`kB + (1-k)S`. With
    :math:`\underline S = [(1+k)s_0 + (1-k)b_1]/2` and :math:`\overline B = [k s_0 + (2-k)b_1]/2`,

    .. math:: S(c) = \frac{c + (1-k)\overline B}{2-k}, \qquad
       B(v) = \frac{v + k\,\underline S}{1+k}

    (Chatterjee and Samuelson 1983). Types that cannot trade at these offers name their true values.
    On :math:`[0, 1]` with :math:`k = 1/2` they trade iff :math:`v - c \ge \frac14`, with
    probability 9/32, and gain 9/64 of a possible 1/6. There are other equilibria, not linear ones.
    Where one side names the price (:math:`k` 0 or 1) the other can only tell the truth.

    Parameters
    ----------
    seller, buyer : pair of array_like
        Lowest and highest cost, lowest and highest value; the highest value exceeds the lowest
        cost.
    price_weight : array_like
        Weight k of the buyer's offer in the price, in [0, 1]: 0 where the seller names the price,
        1 where the buyer does.

    Raises
    ------
    ArgumentError
        An argument is out of its range, or the linear offers are no equilibrium: it takes
        :math:`b_0 \le \underline S` unless :math:`k = 1`, and :math:`s_1 \ge \overline B` unless
        :math:`k = 0`. Otherwise a type that trades for sure would ask more, or offer less.

    Examples
    --------
    >>> play = solve_chatterjee_samuelson()
    >>> round(float(play.ask(0.3)), 4), round(float(play.offer(0.9)), 4)
    (0.45, 0.6833)
    """
    remedy = "It is the weight of the buyer's offer in the price."
    [weight] = read_numbers("[0, 1]", remedy, price_weight=price_weight)
    s0, s1, b0, b1, k = _intervals(seller, buyer, weight)
    reach = b1 - s0
    lowest_ask = ((1 + k) * s0 + (1 - k) * b1) / 2
    highest_offer = (k * s0 + (2 - k) * b1) / 2
    require(
        ((b0 <= lowest_ask) | (k == 1)) & ((s1 >= highest_offer) | (k == 0)),
        "the intervals must overlap enough: the buyer's lowest value may not exceed the lowest "
        "ask, nor the highest offer the seller's highest cost. With less doubt about each other "
        "the equilibrium is not linear: see solve_myerson_satterthwaite for a bound.",
    )
    cells = (s1 - s0) * (b1 - b0)
    # The pairs that trade are a triangle with its right angle at the pair of the greatest gain.
    # Where one side names the price, the tip of the other's worse types may be cut off.
    tip = np.where(k == 0, b1 - s1, np.where(k == 1, b0 - s0, 0.0))
    area, volume = (reach**n - np.maximum(tip, 0.0) ** n for n in (2, 3))
    both = (1 + k) * (2 - k)
    return SealedOffers(
        lowest_ask=lowest_ask,
        highest_offer=highest_offer,
        price_weight=k,
        trade_probability=both * area / (8 * cells),
        expected_gains=both * volume / (16 * cells),
        seller_gains=both * (2 - k) * volume / (48 * cells),
        buyer_gains=both * (1 + k) * volume / (48 * cells),
        first_best_probability=_gap_moment([s0, s1, b0, b1], 0.0, 0),
        first_best_gains=_gap_moment([s0, s1, b0, b1], 0.0, 1),
    )


def solve_myerson_satterthwaite(seller: Pair = (0.0, 1.0), buyer: Pair = (0.0, 1.0)) -> SecondBest:
    r"""Return the best rule of trade between uniform private values, and what it loses.

    No rule that both join freely, that makes truth their best report, and that nobody subsidises
    trades exactly when :math:`v > c`, if the intervals overlap (Myerson and Satterthwaite 1983).
    With cost :math:`c` uniform on :math:`[s_0, s_1]` and value :math:`v` uniform on :math:`[b_0,
    b_1]`, a rule that trades in a set :math:`T` of pairs can be paid for iff

    .. math:: E\left[\left(2(v-c) - (b_1-s_0)\right) 1_T\right] \ge 0,

    so the best one trades iff :math:`v - c \ge g` with the least :math:`g \ge 0` that fulfils it.
    Where the corner it cuts off is a triangle, :math:`g = (b_1-s_0)/4`. Then the linear
    equilibrium of the double auction (`solve_chatterjee_samuelson` at equal weights) is a best
    rule. On :math:`[0, 1]` it gains 9/64 of a possible 1/6, and full efficiency would need a
    subsidy of 1/6.

    Parameters
    ----------
    seller, buyer : pair of array_like
        As in `solve_chatterjee_samuelson`.
    """
    ends = _intervals(seller, buyer)
    s0, s1, b0, b1 = ends
    reach = b1 - s0

    def surplus(gap: Floats) -> Floats:
        return 2 * _gap_moment(ends, gap, 1) + (2 * gap - reach) * _gap_moment(ends, gap, 0)

    nothing = np.zeros_like(reach)
    # The surplus rises with the gap; 60 halvings leave less than the spacing of floats.
    low, high = nothing, reach / 2
    for _ in range(60):
        middle = (low + high) / 2
        below = surplus(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    gap = np.where((b0 - s0 <= reach / 4) & (b1 - s1 <= reach / 4), reach / 4, (low + high) / 2)
    gap = np.where(surplus(nothing) >= 0, 0.0, gap)
    probability = _gap_moment(ends, gap, 0)
    return SecondBest(
        gap=gap,
        trade_probability=probability,
        expected_gains=_gap_moment(ends, gap, 1) + gap * probability,
        first_best_probability=_gap_moment(ends, nothing, 0),
        first_best_gains=_gap_moment(ends, nothing, 1),
        subsidy=np.maximum(-surplus(nothing), 0.0),
    )


def _gap_moment(ends: list[Floats], gap: Floats | float, power: int) -> Floats:
    """Return the mean of (v - c - gap)^power over the pairs with v - c >= gap, the others 0."""
    s0, s1, b0, b1 = ends

    def corner(difference: Floats) -> Floats:
        return np.asarray(np.maximum(difference - gap, 0.0) ** (power + 2))

    whole = corner(b1 - s0) - corner(b0 - s0) - corner(b1 - s1) + corner(b0 - s1)
    return np.asarray(whole / ((power + 1) * (power + 2) * (s1 - s0) * (b1 - b0)))


def _intervals(seller: Pair, buyer: Pair, *others: Floats) -> list[Floats]:
    """Return lowest and highest cost, lowest and highest value, and others, of one shape."""
    ends = "It is an end of the interval of values, in units of money."
    found = fit_shapes(*read_pairs("(-inf, inf)", ends, seller=seller, buyer=buyer), *others)
    s0, s1, b0, b1 = found[:4]
    require(
        (s0 < s1) & (b0 < b1),
        "an interval's low end must be below its high end. Somebody whose value is known has no "
        "secret to be paid for: see solve_ultimatum.",
    )
    require(
        b1 > s0,
        "the highest value of the buyer must exceed the lowest cost of the seller. Otherwise "
        "there is nothing to trade.",
    )
    return found
