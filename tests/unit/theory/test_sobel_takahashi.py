"""Falling prices against backward induction on a grid, and against buyers who choose a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from bargaining.errors import ArgumentError
from bargaining.theory import solve_endless_sobel_takahashi, solve_sobel_takahashi

PAIRS = [(0.9, 0.9), (0.5, 0.95), (0.95, 0.4), (0.0, 0.8), (1.0, 1.0), (0.8, 0.0)]
below_one = st.floats(0.0, 0.99)
anything = st.floats(0.0, 1.0)


def induce_backwards(own: float, other: float, rounds: int, n: int) -> tuple[list[float], float]:
    """Solve the game by trying n shares of the values to keep, without a guess of its form.

    What price follows and what the rest is worth are functions of the highest value left, known
    at points and interpolated between them. Returns the prices along the path from all values, and
    the seller's payoff.
    """
    states = np.linspace(0.0, 1.0, 41)
    kept = states[:, None] * np.linspace(0.0, 1.0, n + 1)
    # After the last round nothing is offered, as if the next price were the value itself.
    next_price, worth = states, np.zeros(states.size)
    policies = []
    for _ in range(rounds):
        # The highest value kept is indifferent between this price and the next.
        price = kept - other * (kept - CubicSpline(states, next_price)(kept))
        gain = price * (states[:, None] - kept) + own * CubicSpline(states, worth)(kept)
        best = np.arange(states.size), gain.argmax(axis=1)
        next_price, worth = price[best], gain[best]
        policies.append((CubicSpline(states, kept[best]), CubicSpline(states, next_price)))
    state, prices = 1.0, []
    for keep, ask in reversed(policies):
        prices.append(float(ask(state)))
        state = float(keep(state))
    return prices, float(worth[-1])


@pytest.mark.parametrize(("own", "other"), PAIRS)
@pytest.mark.parametrize("rounds", [1, 2, 4])
def test_backward_induction_on_a_grid_finds_the_same(own, other, rounds) -> None:
    play = solve_sobel_takahashi(own, other, rounds=rounds)
    for n in (100, 1000):
        prices, worth = induce_backwards(own, other, rounds, n)
        # In each round the share kept, and by it the price, may be off by a step.
        assert float(play.seller_payoff) == pytest.approx(worth, abs=rounds / n)
        assert play.prices == pytest.approx(prices, abs=2 * rounds / n)


@pytest.mark.parametrize(("own", "other"), [*PAIRS[:3], (0.0, 0.8)])
def test_buyers_who_choose_their_time_buy_as_said(own, other) -> None:
    rounds, n = 5, 100_000
    play = solve_sobel_takahashi(own, other, rounds=rounds)
    value = np.random.default_rng(411).random(n)
    worth = np.concatenate(
        [other ** np.arange(rounds) * (value[:, None] - play.prices), np.zeros((n, 1))], axis=1
    )
    when = worth.argmax(axis=1)
    counts = np.bincount(when, minlength=rounds + 1) / n
    said = np.append(play.trade_probabilities, play.no_trade_probability)
    assert counts == pytest.approx(said, abs=4.5 * 0.5 / np.sqrt(n))
    got = np.append(own ** np.arange(rounds) * play.prices, 0.0)[when]
    assert float(play.seller_payoff) == pytest.approx(got.mean(), abs=4.5 * got.std() / np.sqrt(n))
    kept = worth.max(axis=1)
    assert float(play.buyer_payoff) == pytest.approx(kept.mean(), abs=4.5 * kept.std() / np.sqrt(n))


@pytest.mark.parametrize("own", [0.3, 0.8])
def test_buyers_without_a_tomorrow_buy_as_soon_as_they_gain(own) -> None:
    play = solve_sobel_takahashi(own, 0.0, rounds=4)
    value = np.random.default_rng(426).random(100_000)
    bought = value[:, None] >= play.prices
    first = np.where(bought.any(axis=1), bought.argmax(axis=1), 4)
    said = np.append(play.trade_probabilities, play.no_trade_probability)
    counts = np.bincount(first, minlength=5) / value.size
    assert counts == pytest.approx(said, abs=4.5 * 0.5 / np.sqrt(value.size))


@given(below_one, below_one)
def test_without_end_is_the_limit_of_many_rounds(own: float, other: float) -> None:
    endless = solve_endless_sobel_takahashi(own, other)
    many = solve_sobel_takahashi(own, other, rounds=1500)
    assert many.prices[:4] == pytest.approx(endless.price(np.arange(4)), abs=1e-6)
    assert many.trade_probabilities[:4] == pytest.approx(
        endless.trade_probability(np.arange(4)), abs=1e-6
    )
    assert float(many.seller_payoff) == pytest.approx(float(endless.seller_payoff), abs=1e-6)
    assert float(many.buyer_payoff) == pytest.approx(float(endless.buyer_payoff), abs=1e-6)


@pytest.mark.parametrize(("own", "other"), [(0.9, 0.9), (0.6, 0.95), (0.95, 0.5)])
def test_the_distribution_of_delay_without_end(own, other) -> None:
    play = solve_endless_sobel_takahashi(own, other)
    rounds = np.arange(2000)
    chance = play.trade_probability(rounds)
    assert chance.sum() == pytest.approx(1)
    assert play.waiting_probability(rounds) == pytest.approx(1 - np.cumsum(chance), abs=1e-12)
    assert float(play.mean_delay) == pytest.approx((rounds * chance).sum())
    assert float(play.seller_payoff) == pytest.approx(
        (own**rounds * play.price(rounds) * chance).sum()
    )
    # A seller that plans other cutoffs, buyers believing in the stationary rule, gains no more.
    slope = 1 - other + other * float(play.price_share)
    luck = np.random.default_rng(3)
    for _ in range(200):
        cutoffs = np.minimum.accumulate(np.append(1.0, luck.random(6)))
        sold = slope * cutoffs[1:] * (cutoffs[:-1] - cutoffs[1:])
        rest = own**6 * cutoffs[-1] ** 2 * play.seller_payoff
        assert (own ** np.arange(6) * sold).sum() + rest <= float(play.seller_payoff) + 1e-12


@given(anything, anything, st.integers(1, 12))
def test_prices_fall_and_delay_is_a_distribution(own: float, other: float, rounds: int) -> None:
    play = solve_sobel_takahashi(own, other, rounds=rounds)
    assert np.all(np.diff(play.prices) <= 1e-12)
    assert np.all(play.trade_probabilities >= -1e-12)
    assert float(play.trade_probabilities.sum() + play.no_trade_probability) == pytest.approx(1)
    assert 0 <= play.seller_payoff <= 0.5
    assert 0 <= play.buyer_payoff <= 0.5 - play.seller_payoff + 1e-12


@given(below_one, st.floats(0.0, 0.95), st.floats(0.001, 0.04))
def test_a_patient_buyer_is_asked_less(own: float, other: float, more: float) -> None:
    play, later = (
        solve_endless_sobel_takahashi(own, patience) for patience in (other, other + more)
    )
    assert later.price(0) < play.price(0)
    assert later.seller_payoff < play.seller_payoff
    # How fast the values are sorted is the seller's impatience alone.
    assert float(later.mean_delay) == float(play.mean_delay)


@given(st.floats(0.01, 0.99))
def test_a_single_offer_is_better_for_the_seller_than_equal_patience(discount: float) -> None:
    assert float(solve_sobel_takahashi(discount, discount, rounds=1).seller_payoff) == 0.25
    for rounds in (2, 3, 8):
        play = solve_sobel_takahashi(discount, discount, rounds=rounds)
        assert play.seller_payoff < 0.25


def test_fast_offers_leave_the_seller_nothing() -> None:
    lengths = np.array([1.0, 1e-2, 1e-4, 1e-6, 1e-8])
    play = solve_endless_sobel_takahashi(np.exp(-lengths), np.exp(-lengths))
    assert np.all(np.diff(play.seller_payoff) < 0)
    assert play.price_share[-1] < 1e-3
    assert float(play.buyer_payoff[-1]) == pytest.approx(0.5, abs=1e-3)
    # More rounds pass, but less time.
    assert np.all(np.diff(play.mean_delay) > 0)
    assert (play.mean_delay * lengths)[-1] < 1e-3


def test_takes_arrays() -> None:
    own, other = np.array([[0.9], [0.5]]), np.array([0.3, 0.6, 0.9])
    play = solve_sobel_takahashi(own, other, rounds=4)
    assert play.prices.shape == (2, 3, 4)
    assert play.seller_payoff.shape == (2, 3)
    assert play.prices[1, 2].tolist() == solve_sobel_takahashi(0.5, 0.9, rounds=4).prices.tolist()
    endless = solve_endless_sobel_takahashi(own, other)
    assert endless.price([0, 1]).shape == (2, 3, 2)
    assert endless.price(3).shape == (2, 3)


@pytest.mark.parametrize(
    ("own", "other"), [(-0.1, 0.5), (0.5, 1.1), (np.nan, 0.5), ("x", 0.5), (1.5, 0.5)]
)
def test_refuses_what_has_no_answer(own, other) -> None:
    with pytest.raises(ArgumentError, match="discount"):
        solve_sobel_takahashi(own, other, rounds=2)
    with pytest.raises(ArgumentError, match="discount"):
        solve_endless_sobel_takahashi(own, other)


@pytest.mark.parametrize(("own", "other"), [(1.0, 0.5), (0.5, 1.0)])
def test_without_end_somebody_must_be_impatient(own, other) -> None:
    with pytest.raises(ArgumentError, match="discount"):
        solve_endless_sobel_takahashi(own, other)


@pytest.mark.parametrize("rounds", [0, 2.5, True, "3"])
def test_refuses_odd_rounds(rounds) -> None:
    with pytest.raises(ArgumentError, match="rounds"):
        solve_sobel_takahashi(0.9, 0.9, rounds=rounds)


@pytest.mark.parametrize("round_", [-1, 0.5])
def test_refuses_odd_round_numbers(round_) -> None:
    with pytest.raises(ArgumentError, match="round"):
        solve_endless_sobel_takahashi(0.9, 0.9).price(round_)
