"""One side makes all offers to another of unknown value.

References
----------
* Coase, R. H. (1972). Durability and monopoly. *Journal of Law and Economics* 15(1), 143-149.
* Sobel, J. and Takahashi, I. (1983). A multistage model of bargaining. *Review of Economic
  Studies* 50(3), 411-426.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.arguments import PER_ROUND, fit_shapes, read_counts, read_numbers


@dataclass(frozen=True, slots=True)
class FallingPrices:
    """Prices that sort an unknown buyer, with a last round.

    Attributes
    ----------
    prices : array of float
        Price asked in each round; last axis "round".
    cutoffs : array of float
        Lowest value that has bought by the end of each round; last axis "round".
    trade_probabilities : array of float
        Probability that they agree in each round; last axis "round".
    no_trade_probability : array of float
        Probability that they never agree.
    seller_payoff, buyer_payoff : array of float
        Expected discounted gains, the buyer's before it knows its value.
    """

    prices: Floats
    cutoffs: Floats
    trade_probabilities: Floats
    no_trade_probability: Floats
    seller_payoff: Floats
    buyer_payoff: Floats


@dataclass(frozen=True, slots=True)
class EndlessPrices:
    """Prices that sort an unknown buyer, with no last round.

    Attributes
    ----------
    price_share : array of float
        Price as a share of the highest value left: the price of round 0.
    cutoff_share : array of float
        Share of the values left that do not buy in a round, in [1/2, 1).
    seller_payoff, buyer_payoff : array of float
        Expected discounted gains, the buyer's before it knows its value.
    mean_delay : array of float
        Expected number of rounds that pass before they agree.
    """

    price_share: Floats
    cutoff_share: Floats
    seller_payoff: Floats
    buyer_payoff: Floats
    mean_delay: Floats

    def price(self, round: ArrayLike) -> Floats:
        """Return the price of a round, the first being 0; last axis "round" unless a number."""
        left, price = self._open(round)
        return np.asarray(price * left ** _counted(round))

    def trade_probability(self, round: ArrayLike) -> Floats:
        """Return the probability that they agree in a round: the distribution of delay."""
        left, _ = self._open(round)
        return np.asarray((1 - left) * left ** _counted(round))

    def waiting_probability(self, round: ArrayLike) -> Floats:
        """Return the probability that they have not agreed by the end of a round."""
        left, _ = self._open(round)
        return np.asarray(left ** (_counted(round) + 1))

    def _open(self, round: ArrayLike) -> tuple[Floats, Floats]:
        shape = (..., *(None,) * np.ndim(round))
        return self.cutoff_share[shape], self.price_share[shape]


def solve_sobel_takahashi(
    discount_factor_seller: ArrayLike, discount_factor_buyer: ArrayLike, *, rounds: int
) -> FallingPrices:
    r"""Return the equilibrium of `rounds` offers by a seller to a buyer of unknown value.

    The seller's cost is 0, the buyer's value uniform on [0, 1]. In each round the seller names a
    price; the buyer takes it or waits. With discount factors :math:`\delta_S, \delta_B` and values
    up to :math:`m` left, a seller with :math:`n` rounds to go asks :math:`\gamma_n m`, and values
    above :math:`\kappa_n m` buy. From :math:`\gamma_0 = 1, K_0 = 0`,

    .. math:: \beta_n = 1 - \delta_B (1 - \gamma_{n-1}), \quad
       \kappa_n = \frac{\beta_n}{2(\beta_n - \delta_S K_{n-1})}, \quad
       \gamma_n = \beta_n\kappa_n, \quad K_n = \gamma_n / 2.

    The value :math:`\kappa_n m` is indifferent to the next, lower price: hence :math:`\beta_n`. The
    seller's gain from values up to :math:`m` is :math:`K_n m^2`. The probability of agreement in
    round :math:`t` is the difference of two successive cutoffs (Sobel and Takahashi 1983). Where
    delay costs neither anything (both factors 1) all prices are 1/2 and every buyer that gains is
    indifferent between all rounds; the cutoffs returned are one way to break these ties.

    Parameters
    ----------
    discount_factor_seller, discount_factor_buyer : array_like
        Per round, in [0, 1].
    rounds : int
        At least 1.

    Examples
    --------
    >>> play = solve_sobel_takahashi(0.9, 0.9, rounds=3)
    >>> play.prices.round(3).tolist(), play.trade_probabilities.round(3).tolist()
    ([0.435, 0.39, 0.355], [0.162, 0.129, 0.355])
    """
    if isinstance(rounds, bool) or not isinstance(rounds, int | np.integer) or rounds < 1:
        raise ArgumentError(
            f"rounds must be a whole number of at least 1; got {rounds!r}. For no last round use "
            f"solve_endless_sobel_takahashi."
        )
    own, other = _discounts("[0, 1]", discount_factor_seller, discount_factor_buyer)
    price, gains = np.ones(own.shape), np.zeros(own.shape)
    steps: list[tuple[Floats, Floats]] = []
    for _ in range(rounds):
        steep = 1 - other * (1 - price)
        kept = steep / (2 * (steep - own * gains))
        price = steep * kept
        gains = price / 2
        steps.append((price, kept))
    # The first round is the one with the most rounds to go.
    asked = np.stack([step[0] for step in reversed(steps)], axis=-1)
    kept = np.stack([step[1] for step in reversed(steps)], axis=-1)
    cutoffs = np.multiply.accumulate(kept, axis=-1)
    before = np.concatenate([np.ones((*own.shape, 1)), cutoffs[..., :-1]], axis=-1)
    prices = asked * before
    traded = before - cutoffs
    worth = other[..., None] ** np.arange(rounds) * traded * ((before + cutoffs) / 2 - prices)
    return FallingPrices(
        prices=prices,
        cutoffs=cutoffs,
        trade_probabilities=traded,
        no_trade_probability=cutoffs[..., -1],
        seller_payoff=gains,
        buyer_payoff=worth.sum(axis=-1),
    )


def solve_endless_sobel_takahashi(
    discount_factor_seller: ArrayLike, discount_factor_buyer: ArrayLike
) -> EndlessPrices:
    r"""Return the stationary equilibrium of offers without end to a buyer of unknown value.

    The limit of `solve_sobel_takahashi` as rounds grow:

    .. math:: \kappa = \frac{1}{1 + \sqrt{1-\delta_S}}, \qquad
       \gamma = \frac{(1-\delta_B)\,\kappa}{1 - \delta_B\kappa},

    the price of round :math:`t` is :math:`\gamma\kappa^t`, they agree in it with probability
    :math:`(1-\kappa)\kappa^t`, after :math:`1/\sqrt{1-\delta_S}` rounds on average, and the seller
    gains :math:`\gamma/2`. With a common :math:`\delta \to 1`, offers following each other ever
    faster, :math:`\gamma \to 0`: the seller competes with its own later prices and loses all power
    (Coase 1972), and the time until they agree, though not the number of rounds, falls to 0.

    Parameters
    ----------
    discount_factor_seller, discount_factor_buyer : array_like
        Per round, in [0, 1).

    Examples
    --------
    >>> play = solve_endless_sobel_takahashi(0.96, 0.96)
    >>> round(float(play.price(0)), 4), play.trade_probability([0, 1, 2]).round(4).tolist()
    (0.1667, [0.1667, 0.1389, 0.1157])
    """
    own, other = _discounts("[0, 1)", discount_factor_seller, discount_factor_buyer)
    root = np.sqrt(1 - own)
    kept = 1 / (1 + root)
    price = (1 - other) * kept / (1 - other * kept)
    bought = (1 - kept) * ((1 + kept) / 2 - price)
    return EndlessPrices(
        price_share=price,
        cutoff_share=kept,
        seller_payoff=price / 2,
        buyer_payoff=bought / (1 - other * kept**2),
        mean_delay=1 / root,
    )


def _discounts(interval: str, seller: ArrayLike, buyer: ArrayLike) -> list[Floats]:
    remedy = PER_ROUND
    if interval == "[0, 1)":
        remedy += " At 1 delay costs nothing and the game has no such solution."
    names = {"discount_factor_seller": seller, "discount_factor_buyer": buyer}
    return fit_shapes(*read_numbers(interval, remedy, **names))


def _counted(round: ArrayLike) -> Floats:
    return read_counts("[0, inf)", "The first round is 0.", round=round)[0]
