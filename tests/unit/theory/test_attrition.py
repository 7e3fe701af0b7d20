"""Wars of attrition against best replies found by trying, and against drawn wars."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from bargaining.errors import ArgumentError
from bargaining.theory import solve_attrition, solve_uniform_attrition

amounts = st.floats(0.1, 10)
N_DRAWN = 40_000


def payoffs(own: np.ndarray, other: np.ndarray, prize: float, cost: float) -> np.ndarray:
    """Return what conceding at `own` yields against one who concedes at `other`."""
    return np.where(other < own, prize, 0.0) - cost * np.minimum(own, other)


@pytest.mark.parametrize(
    ("prize", "cost", "prize_other", "cost_other"), [(10, 1, 10, 1), (4, 1, 9, 2), (1, 3, 5, 0.5)]
)
def test_every_time_to_concede_is_worth_nothing(prize, cost, prize_other, cost_other) -> None:
    play = solve_attrition(prize, cost, prize_other=prize_other, cost_other=cost_other)
    luck = np.random.default_rng(1974)
    times = luck.exponential(1 / play.hazard, N_DRAWN)
    times_other = luck.exponential(1 / play.hazard_other, N_DRAWN)
    for against, value, price in ((times_other, prize, cost), (times, prize_other, cost_other)):
        for stop in np.quantile(against, [0.0, 0.1, 0.5, 0.9, 0.999]):
            drawn = payoffs(np.asarray(stop), against, value, price)
            assert abs(drawn.mean()) <= 4.5 * drawn.std() / np.sqrt(N_DRAWN) + 1e-4 * value
    duration = np.minimum(times, times_other)
    error = 4.5 / np.sqrt(N_DRAWN)
    assert float(play.mean_duration) == pytest.approx(duration.mean(), rel=error)
    assert float(play.win_probability) == pytest.approx((times_other < times).mean(), abs=error)
    for time in (0.0, float(play.mean_duration)):
        said = float(play.survival_probability(time))
        assert said == pytest.approx((duration > time).mean(), abs=error)


@pytest.mark.parametrize("step", [0.1, 0.01, 0.001])
def test_rounds_of_waiting_tend_to_the_hazard(step: float) -> None:
    """Concede before each step with a probability that leaves the other indifferent to one more."""
    prize, cost = 4.0, 1.5
    low, high = 0.0, 1.0
    for _ in range(80):
        chance = (low + high) / 2
        # One more step costs, wins if the other concedes after it, and is worth nothing in all.
        low, high = (chance, high) if chance * prize < cost * step else (low, chance)
    hazard = -np.log1p(-chance) / step
    exact = float(solve_attrition(prize, cost).hazard)
    assert hazard == pytest.approx(exact, abs=exact**2 * step)


@given(amounts, amounts, amounts, amounts, st.floats(0.1, 10))
def test_a_faster_clock_and_another_currency(prize, cost, prize_other, cost_other, scale) -> None:
    play = solve_attrition(prize, cost, prize_other=prize_other, cost_other=cost_other)
    faster = solve_attrition(
        prize, scale * cost, prize_other=prize_other, cost_other=scale * cost_other
    )
    assert float(faster.mean_duration * scale) == pytest.approx(float(play.mean_duration))
    richer = solve_attrition(
        scale * prize, scale * cost, prize_other=prize_other, cost_other=cost_other
    )
    assert float(richer.mean_duration) == pytest.approx(float(play.mean_duration))
    swapped = solve_attrition(prize_other, cost_other, prize_other=prize, cost_other=cost)
    assert float(swapped.win_probability) == pytest.approx(1 - float(play.win_probability))


@given(amounts, amounts, st.floats(1.01, 3))
def test_who_has_more_to_win_gives_up_sooner(prize, cost, more) -> None:
    play = solve_attrition(prize * more, cost, prize_other=prize)
    assert play.hazard > play.hazard_other
    assert play.win_probability < 0.5


INTERVALS = [(0, 1), (1, 3)]


def uniform(low, high):
    # Takes a second to import, which only the process that runs these tests should spend.
    from scipy import stats

    return stats.uniform(low, high - low)


@pytest.mark.parametrize("interval", INTERVALS)
def test_no_other_time_does_better(interval) -> None:
    prizes, cost, n = uniform(*interval), 0.7, 4000
    play = solve_uniform_attrition(*prizes.support(), cost=cost)
    others = play.concession_time(prizes.ppf((np.arange(n) + 0.5) / n))
    tried = np.append(others[::10], 0.0)
    high = prizes.support()[1]
    for prize in prizes.ppf([0.001, 0.2, 0.5, 0.8, 0.97]):
        worth = payoffs(tried[:, None], others, prize, cost).mean(axis=1)
        own = payoffs(play.concession_time(prize), others, prize, cost).mean()
        # One opponent more or less beaten is worth at most a prize's share of 1/n.
        assert own >= worth.max() - 2 * high / n
        below = prizes.support()[0] + (prize - prizes.support()[0]) * (np.arange(n) + 0.5) / n
        rent = prizes.cdf(below).mean() * (prize - prizes.support()[0])
        assert own == pytest.approx(rent, abs=2 * high / n)


@pytest.mark.parametrize("interval", INTERVALS)
def test_drawn_wars_last_and_pay_as_said(interval) -> None:
    prizes, cost = uniform(*interval), 0.7
    play = solve_uniform_attrition(*prizes.support(), cost=cost)
    luck = np.random.default_rng(377)
    own, other = prizes.ppf(luck.random((2, N_DRAWN)))
    times, times_other = play.concession_time(own), play.concession_time(other)
    duration = np.minimum(times, times_other)
    error = 4.5 / np.sqrt(N_DRAWN)
    assert float(play.mean_duration) == pytest.approx(duration.mean(), abs=error * duration.std())
    drawn = np.where(times_other < times, own, 0.0) - cost * duration
    assert float(play.payoff) == pytest.approx(drawn.mean(), abs=error * drawn.std())
    for time in np.quantile(duration, [0.2, 0.5, 0.9]):
        said = float(play.survival_probability(time))
        assert said == pytest.approx((duration > time).mean(), abs=0.5 * error)


@pytest.mark.parametrize(("low", "high", "cost"), [(0, 1, 1), (0, 3, 0.5), (2, 5, 1), (2.9, 3, 2)])
def test_the_closed_form_is_the_integral_of_the_general_one(low, high, cost) -> None:
    """The time is the integral of x f / (1 - F) over the cost, for any distribution F of prizes."""
    play = solve_uniform_attrition(low, high, cost=cost)
    prizes = uniform(low, high)
    for prize in prizes.ppf([0.1, 0.5, 0.9, 0.999]):
        time, _ = integrate.quad(lambda x: x * prizes.pdf(x) / prizes.sf(x) / cost, low, prize)
        assert float(play.concession_time(prize)) == pytest.approx(time, rel=1e-6)
        assert float(play.survival_probability(time)) == pytest.approx(prizes.sf(prize) ** 2)
    both, _ = integrate.quad(lambda x: prizes.sf(x) ** 2, low, high)
    one, _ = integrate.quad(lambda x: prizes.cdf(x) * prizes.sf(x), low, high)
    assert float(play.mean_duration) == pytest.approx((low + both) / (2 * cost))
    assert float(play.payoff) == pytest.approx(one)


@given(st.floats(0, 5), st.floats(0.1, 5), amounts, st.floats(0.0, 0.99))
def test_times_and_prizes_are_inverse_and_the_strong_hold_longer(low, width, cost, share) -> None:
    play = solve_uniform_attrition(low, low + width, cost=cost)
    prize = low + share * width
    time = play.concession_time(prize)
    assert time >= -1e-12
    left = width * np.sqrt(play.survival_probability(np.maximum(time, 0)))
    assert low + width - float(left) == pytest.approx(prize, abs=1e-6)
    assert play.concession_time(prize + (low + width - prize) / 2) > time
    assert np.isinf(play.concession_time(low + width))
    later = np.array([0.5, 1.0, 2.0]) * (low + width) / cost
    assert np.all(np.diff(play.survival_probability(later)) <= 0)


@given(st.floats(1, 5), amounts)
def test_little_doubt_about_the_prize_is_the_known_prize(prize: float, cost: float) -> None:
    known = solve_attrition(prize, cost)
    nearly = solve_uniform_attrition(prize, prize * (1 + 1e-4), cost=cost)
    assert float(nearly.mean_duration) == pytest.approx(float(known.mean_duration), rel=1e-3)
    times = np.array([0.1, 1.0]) * float(known.mean_duration)
    assert nearly.survival_probability(times) == pytest.approx(
        known.survival_probability(times), abs=1e-3
    )


def test_takes_arrays() -> None:
    play = solve_attrition([[1.0], [2.0]], [1.0, 2.0, 4.0])
    assert play.hazard.shape == (2, 3)
    assert play.survival_probability([0.0, 1.0]).shape == (2, 3, 2)
    many = solve_uniform_attrition([0.0, 1.0], 2.0)
    assert many.concession_time([1.0, 1.5]).shape == (2,)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"prize": 0.0}, "prize"),
        ({"prize": 1.0, "cost": -1.0}, "cost"),
        ({"prize": 1.0, "prize_other": 0.0}, "prize_other"),
        ({"prize": 1.0, "cost_other": np.nan}, "cost_other"),
        ({"prize": np.ones(2), "cost": np.ones(3)}, "shapes"),
    ],
)
def test_refuses_what_has_no_answer(options, said) -> None:
    with pytest.raises(ArgumentError, match=said):
        solve_attrition(**options)


def test_refuses_odd_prizes_and_times() -> None:
    for low, high, cost in ((1, 1, 1), (-1, 1, 1), (0, 1, 0), (0, np.inf, 1)):
        with pytest.raises(ArgumentError):
            solve_uniform_attrition(low, high, cost=cost)
    with pytest.raises(ArgumentError, match="prize"):
        solve_uniform_attrition().concession_time(1.5)
    with pytest.raises(ArgumentError, match="time"):
        solve_uniform_attrition().survival_probability(-1.0)
    with pytest.raises(ArgumentError, match="time"):
        solve_attrition(1.0).survival_probability(-1.0)
