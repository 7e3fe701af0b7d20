"""Reputations against a game in rounds solved backwards, best replies, and drawn histories."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_patience_weight, solve_reputation

CASES = [
    (0.6, 0.6, 0.1, 0.2, 0.1, 0.1),
    (0.6, 0.6, 0.1, 0.1, 0.1, 0.1),
    (0.7, 0.5, 0.3, 0.1, 0.02, 0.3),
    (0.9, 0.4, 0.05, 0.05, 0.2, 0.01),
    (0.55, 0.9, 1.0, 2.0, 0.001, 0.0001),
]
NAMES = ("demand", "discount_rate", "committed_probability")


def solve(*numbers):
    return solve_reputation(
        numbers[:2], discount_rate=numbers[2:4], committed_probability=numbers[4:]
    )


def swap(numbers):
    return tuple(numbers[k] for k in (1, 0, 3, 2, 5, 4))


def play_backwards(numbers, step: float) -> tuple[list[float], int]:
    """Solve the game in which the parties may concede in turns, a step apart.

    From the end, where both are known to be committed, each round's chance of conceding is the one
    that leaves the waiting party indifferent between conceding before it and after. Going back, the
    probability of being committed falls; the game begins where the first of the two has reached its
    prior. The other's reputation there is too high: it gets it by conceding at once.

    Returns the chance that each concedes at the start, and the number of rounds.
    """
    demand, rate, prior = numbers[:2], numbers[2:4], numbers[4:]
    held = [1.0, 1.0]
    chance = []
    for i in (0, 1):
        j = 1 - i
        delay = np.exp(-rate[j] * step)
        rest = 1 - demand[i]
        # rest = delay * (chance * demand_j + (1 - chance) * delay * rest)
        chance.append((rest / delay - delay * rest) / (demand[j] - delay * rest))
    n, mover = 0, 0
    while all(held[i] > prior[i] for i in (0, 1)):
        held[mover] *= 1 - chance[mover]
        mover = 1 - mover
        n += 1
    return [max(0.0, 1 - prior[i] / held[i]) for i in (0, 1)], n


@pytest.mark.parametrize("numbers", CASES)
def test_turns_that_come_fast_lead_to_the_same(numbers) -> None:
    play = solve(*numbers)
    exact = play.initial_concession_probability.tolist()
    end = float(play.committed_time)
    fastest = float(play.concession_rate.max())
    for step in (1e-1, 1e-2, 1e-3):
        found, n = play_backwards(numbers, step)
        # Time is rounded to a party's own turns, two steps apart, and a turn's chance is the rate's
        # up to a share of what is discounted between two turns.
        slack = 2 * step * (1 + max(numbers[2:4]) * end)
        assert n * step == pytest.approx(end, abs=slack)
        assert found == pytest.approx(exact, abs=fastest * slack)


def draw(play, luck, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw when each concedes; infinity for the committed."""
    times = []
    ends = play.committed_probability / play.reputation(play.committed_time)
    for end, rate, start in zip(
        ends, play.concession_rate, play.initial_concession_probability, strict=True
    ):
        left = 1 - luck.random(n)
        when = np.maximum(-np.log(left / (1 - float(start))) / float(rate), 0.0)
        times.append(np.where(left <= end, np.inf, when))
    return times[0], times[1]


@pytest.mark.parametrize("numbers", CASES)
def test_every_time_to_concede_is_worth_the_same_and_waiting_longer_less(numbers) -> None:
    play, n = solve(*numbers), 200_000
    a, b, r, s = numbers[:4]
    mine, theirs = draw(play, np.random.default_rng(85), n)
    end = float(play.committed_time)
    for own, other, rate, times, said in (
        (a, b, r, theirs, float(play.payoff[0])),
        (b, a, s, mine, float(play.payoff[1])),
    ):

        def worth(stop, own=own, other=other, rate=rate, times=times) -> np.ndarray:
            won = times < stop
            time = np.where(won, times, stop)
            return np.exp(-rate * time) * np.where(won, own, 1 - other)

        for stop in (1e-9, 0.1 * end, 0.5 * end, 0.999 * end):
            drawn = worth(stop)
            assert drawn.mean() == pytest.approx(said, abs=4.5 * drawn.std() / np.sqrt(n) + 1e-7)
        # Those who are left then never concede, so to wait on only costs.
        assert np.all(worth(end + 1.0) <= worth(end * (1 + 1e-12)))


@pytest.mark.parametrize("numbers", CASES)
def test_drawn_histories_are_delayed_as_said(numbers) -> None:
    play, n = solve(*numbers), 200_000
    delay = np.minimum(*draw(play, np.random.default_rng(117), n))
    end, error = float(play.committed_time), 4.5 * 0.5 / np.sqrt(n)
    agreed = np.isfinite(delay)
    assert float(play.agreement_probability) == pytest.approx(agreed.mean(), abs=error)
    assert float(play.mean_delay) == pytest.approx(
        delay[agreed].mean(), abs=4.5 * delay[agreed].std() / np.sqrt(agreed.sum())
    )
    for time in (0.0, 0.2 * end, 0.7 * end, end, 2 * end):
        said = float(play.disagreement_probability(time))
        assert said == pytest.approx((delay > time).mean(), abs=error)


cases = st.tuples(
    st.floats(0.5, 0.95),
    st.floats(0.55, 0.95),
    st.floats(0.05, 2),
    st.floats(0.05, 2),
    st.floats(1e-4, 0.9),
    st.floats(1e-4, 0.9),
)


@given(cases)
def test_both_are_known_at_the_same_time_and_one_at_most_concedes_at_once(numbers) -> None:
    play = solve(*numbers)
    first = play.initial_concession_probability
    assert min(first) == 0
    assert max(first) < 1
    assert play.reputation(play.committed_time) == pytest.approx(1)
    times = np.linspace(0, 2 * float(play.committed_time), 9)
    assert np.all(np.diff(play.reputation(times)) >= -1e-12)
    assert np.all(np.diff(play.disagreement_probability(times)) <= 1e-12)
    assert np.all(play.reputation(0.0) >= np.multiply(numbers[4:], 1 - 1e-12))
    assert play.mean_delay <= play.committed_time


@given(cases)
def test_the_mirror_swaps_the_parties(numbers) -> None:
    play, other = solve(*numbers), solve(*swap(numbers))
    assert play.payoff == pytest.approx(other.payoff[::-1])
    assert play.concession_rate == pytest.approx(other.concession_rate[::-1])
    assert float(play.mean_delay) == pytest.approx(float(other.mean_delay))


@given(cases, st.floats(0.1, 10))
def test_a_faster_clock_changes_no_payoff(numbers, scale: float) -> None:
    play = solve(*numbers)
    a, b, r, s, y, z = numbers
    faster = solve(a, b, scale * r, scale * s, y, z)
    assert faster.payoff == pytest.approx(play.payoff)
    assert float(faster.mean_delay * scale) == pytest.approx(float(play.mean_delay), rel=1e-6)


@given(cases, st.floats(1.01, 2))
def test_a_better_name_and_more_patience_never_hurt(numbers, more: float) -> None:
    a, b, r, s, y, z = numbers
    play = solve(*numbers)
    assert solve(a, b, r, s, min(y * more, 0.95), z).payoff[0] >= play.payoff[0] - 1e-12
    assert solve(a, b, r / more, s, y, z).payoff[0] >= play.payoff[0] - 1e-12
    assert 1 - b - 1e-12 <= play.payoff[0] <= a


@given(st.floats(0.1, 2), st.floats(0.1, 2), st.floats(0.02, 0.2))
def test_who_asks_for_the_weight_of_its_patience_gets_it(rate, rate_other, more) -> None:
    """As commitment becomes rare, against every demand that exceeds the rest."""
    weight = float(find_patience_weight(np.exp(-rate), np.exp(-rate_other)))
    if 1 - weight + more >= 1:
        return
    priors = np.array([1e-1, 1e-30, 1e-200])
    play = solve(weight, 1 - weight + more, rate, rate_other, priors, priors)
    assert np.all(np.diff(play.payoff[0]) >= 0)
    assert float(play.payoff[0, -1]) == pytest.approx(weight, abs=1e-2)


def test_takes_arrays() -> None:
    play = solve(np.array([[0.6], [0.8]]), 0.6, 0.1, np.array([0.1, 0.2, 0.3]), 0.1, 0.1)
    assert play.payoff.shape == (2, 2, 3)
    assert play.disagreement_probability([0.0, 1.0]).shape == (2, 3, 2)
    one = solve(0.8, 0.6, 0.1, 0.2, 0.1, 0.1)
    assert play.reputation(3.0)[:, 1, 1].tolist() == one.reputation(3.0).tolist()


@pytest.mark.parametrize(
    ("place", "wrong"),
    [(0, 1.0), (1, 0.0), (2, 0.0), (3, -1.0), (4, 0.0), (5, 1.0), (4, np.nan), (0, "x")],
)
def test_refuses_what_is_out_of_range(place, wrong) -> None:
    numbers = list(CASES[0])
    numbers[place] = wrong
    with pytest.raises(ArgumentError, match=rf"{NAMES[place // 2]}\[{place % 2}\]"):
        solve(*numbers)


def test_refuses_demands_that_fit() -> None:
    with pytest.raises(ArgumentError, match="exceed 1"):
        solve(0.5, 0.5, 0.1, 0.1, 0.1, 0.1)
    with pytest.raises(ArgumentError, match="shapes"):
        solve(np.full(2, 0.6), np.full(3, 0.6), 0.1, 0.1, 0.1, 0.1)
    with pytest.raises(ArgumentError, match="time"):
        solve(*CASES[0]).reputation(-1.0)


def test_rates_beyond_what_formulas_bear_are_refused():
    with pytest.raises(ArgumentError, match=r"discount_rate\[0\] must be from 1e-100 to 1e\+100"):
        solve_reputation(
            (0.6, 0.6), discount_rate=(1e308, 1e-308), committed_probability=(0.1, 0.1)
        )


def test_parties_hardly_ever_committed_build_their_name_all_the_same():
    play = solve_reputation(
        (0.6, 0.6), discount_rate=(0.1, 0.2), committed_probability=(1e-100, 1e-100)
    )
    end = float(play.committed_time)
    assert play.reputation([0.0, end, 2 * end])[0] == pytest.approx([1e-100, 1.0, 1.0])
    # The weaker party is known to be committed at the same time, and believed so little before.
    assert float(play.reputation(0.0)[1]) == pytest.approx(1e-50, rel=1e-9)
