"""The sealed offers against best replies found by trying, and against drawn values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import solve_chatterjee_samuelson, solve_myerson_satterthwaite

CASES = [
    ((0.0, 1.0), (0.0, 1.0), 0.5),
    ((0.0, 1.0), (0.0, 1.0), 0.2),
    ((0.0, 1.0), (0.0, 1.0), 1.0),
    ((10.0, 30.0), (9.0, 20.0), 0.5),
    ((-1.0, 2.0), (-0.5, 2.5), 0.4),
    # One side names the price, and the other's values do not reach as far as theirs.
    ((0.0, 0.5), (0.0, 1.0), 0.0),
    ((0.0, 1.0), (0.5, 1.0), 1.0),
    ((3.0, 4.0), (2.0, 6.0), 0.0),
]
N_OTHERS = 4000


def between(low: float, high: float, n: int) -> np.ndarray:
    """Return the midpoints of n cells: values of equal probability."""
    return low + (high - low) * (np.arange(n) + 0.5) / n


@pytest.mark.parametrize(("seller", "buyer", "weight"), CASES)
def test_no_other_offer_does_better(seller, buyer, weight) -> None:
    play = solve_chatterjee_samuelson(seller, buyer, price_weight=weight)
    reach = buyer[1] - seller[0]
    # A payoff's error is at most one cell of the other's values times what a trade can be worth.
    error = 2 * reach / N_OTHERS * max(1.0, reach / min(np.ptp(seller), np.ptp(buyer)))
    tried = np.linspace(min(seller[0], buyer[0]), max(seller[1], buyer[1]), 801)

    # Sums over all others from the lowest on, so that those who trade are a difference of two.
    offers = np.sort(play.offer(between(*buyer, N_OTHERS)))
    asks = np.sort(play.ask(between(*seller, N_OTHERS)))
    summed_offers, summed_asks = (np.append(0.0, one.cumsum()) for one in (offers, asks))

    def sell(cost: float, ask: np.ndarray) -> np.ndarray:
        below = np.searchsorted(offers, ask, side="left")
        paid = weight * (summed_offers[-1] - summed_offers[below])
        return (paid + (N_OTHERS - below) * ((1 - weight) * ask - cost)) / N_OTHERS

    def buy(value: float, offer: np.ndarray) -> np.ndarray:
        met = np.searchsorted(asks, offer, side="right")
        return (met * (value - weight * offer) - (1 - weight) * summed_asks[met]) / N_OTHERS

    for share in (0.0, 0.1, 0.35, 0.6, 0.9, 1.0):
        cost = seller[0] + share * (seller[1] - seller[0])
        assert sell(cost, np.array([play.ask(cost)]))[0] >= sell(cost, tried).max() - error
        value = buyer[0] + share * (buyer[1] - buyer[0])
        assert buy(value, np.array([play.offer(value)]))[0] >= buy(value, tried).max() - error


@pytest.mark.parametrize(("seller", "buyer", "weight"), CASES)
def test_drawn_values_trade_and_gain_as_said(seller, buyer, weight) -> None:
    play = solve_chatterjee_samuelson(seller, buyer, price_weight=weight)
    luck = np.random.default_rng(1983)
    n = 200_000
    cost, value = luck.uniform(*seller, n), luck.uniform(*buyer, n)
    price = play.price(cost, value)
    traded = np.isfinite(price)
    drawn = {
        "trade_probability": traded,
        "seller_gains": np.where(traded, price - cost, 0.0),
        "buyer_gains": np.where(traded, value - price, 0.0),
        "expected_gains": np.where(traded, value - cost, 0.0),
        "first_best_probability": value > cost,
        "first_best_gains": np.maximum(value - cost, 0.0),
    }
    for name, sample in drawn.items():
        error = 4.5 * float(np.std(sample)) / np.sqrt(n)
        assert float(getattr(play, name)) == pytest.approx(float(np.mean(sample)), abs=error), name


def test_the_textbook_numbers() -> None:
    play = solve_chatterjee_samuelson()
    assert float(play.trade_probability) == pytest.approx(9 / 32)
    assert float(play.expected_gains) == pytest.approx(9 / 64)
    assert float(play.first_best_gains) == pytest.approx(1 / 6)
    assert np.isfinite(play.price(0.3, 0.5501))
    assert np.isnan(play.price(0.3, 0.5499))


@st.composite
def overlapping(draw) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return intervals between which the linear offers are an equilibrium, and a price weight."""
    start, reach = draw(st.floats(-5, 5)), draw(st.floats(0.1, 10))
    weight = draw(st.floats(0, 1))
    ask = start + reach * (1 - weight) / 2
    offer = start + reach * (2 - weight) / 2
    more = [draw(st.floats(0.001, 3)) * reach for _ in range(2)]
    # The upper end of the seller reaches the offer, the lower end of the buyer the ask.
    return (start, offer + more[0]), (ask - more[1], start + reach), weight


@given(overlapping(), st.floats(0.1, 10), st.floats(-5, 5))
def test_another_currency_changes_no_trade(given_, scale: float, shift: float) -> None:
    seller, buyer, weight = given_
    play = solve_chatterjee_samuelson(seller, buyer, price_weight=weight)
    seller2, buyer2 = (tuple(shift + scale * end for end in ends) for ends in (seller, buyer))
    other = solve_chatterjee_samuelson(seller2, buyer2, price_weight=weight)
    assert float(other.trade_probability) == pytest.approx(float(play.trade_probability))
    assert float(other.seller_gains) == pytest.approx(scale * float(play.seller_gains))


@given(overlapping())
def test_the_mirror_swaps_seller_and_buyer(given_) -> None:
    seller, buyer, weight = given_
    play = solve_chatterjee_samuelson(seller, buyer, price_weight=weight)
    mirrored = solve_chatterjee_samuelson(
        (-buyer[1], -buyer[0]), (-seller[1], -seller[0]), price_weight=1 - weight
    )
    assert float(mirrored.seller_gains) == pytest.approx(float(play.buyer_gains))
    assert float(mirrored.lowest_ask) == pytest.approx(-float(play.highest_offer))


@given(overlapping())
def test_no_more_is_gained_than_any_rule_allows(given_) -> None:
    seller, buyer, weight = given_
    play = solve_chatterjee_samuelson(seller, buyer, price_weight=weight)
    best = solve_myerson_satterthwaite(seller, buyer)
    assert 0 < play.expected_gains <= best.expected_gains * (1 + 1e-9)
    assert best.expected_gains <= play.first_best_gains * (1 + 1e-9)
    assert float(play.seller_gains + play.buyer_gains) == pytest.approx(float(play.expected_gains))


def test_takes_arrays() -> None:
    weights = np.array([[0.4], [0.5]])
    play = solve_chatterjee_samuelson((0, [1.0, 1.5, 2.0]), (0, 1), price_weight=weights)
    assert play.trade_probability.shape == (2, 3)
    one = solve_chatterjee_samuelson((0, 2.0), (0, 1), price_weight=0.4)
    assert float(play.trade_probability[0, 2]) == float(one.trade_probability)


@pytest.mark.parametrize(
    ("seller", "buyer", "weight", "said"),
    [
        ((1, 0), (0, 1), 0.5, "low end"),
        ((0, 1), (0.5, 0.5), 0.5, "low end"),
        ((2, 3), (0, 1), 0.5, "nothing to trade"),
        ((0, 1), (0.26, 1), 0.5, "overlap"),
        ((0, 0.74), (0, 1), 0.5, "overlap"),
        ((0, 1), (0.51, 1), 0.0, "overlap"),
        ((0, 0.49), (0, 1), 1.0, "overlap"),
        ((0, 1), (0, 1), 1.1, "price_weight"),
        ((np.nan, 1), (0, 1), 0.5, "seller"),
        ((np.zeros(2), 1), (0, np.ones(3)), 0.5, "shapes"),
    ],
)
def test_refuses_what_has_no_answer(seller, buyer, weight, said) -> None:
    with pytest.raises(ArgumentError, match=said):
        solve_chatterjee_samuelson(seller, buyer, price_weight=weight)
