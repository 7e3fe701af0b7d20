"""Intervals must contain the truth as often as they say, draws and all."""

import math

import numpy as np
import pytest

from bargaining.outcomes.clustered import (
    estimate_mean,
    estimate_ratio,
    estimate_share,
    worlds_for_half_width,
)


def clustered_worlds(generator, share, correlation, n_draws, per_draw):
    """Worlds whose probability differs by draw: beta with the given mean and correlation."""
    size = 1 / correlation - 1
    by_draw = generator.beta(share * size, (1 - share) * size, n_draws)
    draw = np.repeat(np.arange(n_draws), per_draw)
    return generator.random(n_draws * per_draw) < by_draw[draw], draw


@pytest.mark.parametrize(
    ("share", "correlation", "n_draws"),
    [(0.5, 0.3, 500), (0.2, 0.2, 200), (0.03, 0.1, 500), (0.3, 0.02, 25)],
)
def test_intervals_of_shares_cover_the_truth(share, correlation, n_draws):
    generator = np.random.default_rng(20)
    covered = 0
    repetitions = 1500
    for _ in range(repetitions):
        happened, draw = clustered_worlds(generator, share, correlation, n_draws, 20)
        estimate = estimate_share(happened, draw)
        covered += estimate.low <= share <= estimate.high
    assert 0.93 < covered / repetitions < 0.97


def test_ignoring_the_draws_would_cover_far_too_rarely():
    generator = np.random.default_rng(21)
    covered = 0
    for _ in range(300):
        happened, _ = clustered_worlds(generator, 0.4, 0.3, 100, 20)
        naive = estimate_share(happened, np.arange(len(happened)))
        covered += naive.low <= 0.4 <= naive.high
    assert covered / 300 < 0.75


def test_intervals_of_means_cover_the_truth():
    generator = np.random.default_rng(22)
    covered = 0
    draw = np.repeat(np.arange(12), 10)
    for _ in range(1500):
        values = 3 + generator.normal(0, 2, 12)[draw] + generator.normal(0, 1, 120)
        estimate = estimate_mean(values, draw)
        covered += estimate.low <= 3 <= estimate.high
    assert 0.93 < covered / 1500 < 0.97


@pytest.mark.parametrize(("share", "n_draws"), [(0.3, 60), (0.05, 200)])
def test_intervals_of_shares_of_cases_cover_the_truth(share, n_draws):
    """Worlds with more cases are those in which they are likelier: a mean over worlds would err."""
    generator = np.random.default_rng(24)
    draw, covered, naive = np.repeat(np.arange(n_draws), 10), 0, []
    busy = generator.random(200_000)
    truth = (busy * 2 * share * 8 * busy).mean() / (8 * busy).mean()
    for _ in range(1000):
        activity = generator.random(n_draws)[draw]
        whole = generator.poisson(8 * activity)
        part = generator.binomial(whole, 2 * share * activity)
        estimate = estimate_ratio(part, whole, draw)
        covered += estimate.low <= truth <= estimate.high
        naive.append(np.mean(part[whole > 0] / whole[whole > 0]))
    assert 0.92 < covered / 1000 < 0.98
    assert abs(np.mean(naive) - truth) > 0.1 * truth


def test_shares_of_cases_that_all_or_no_worlds_have():
    draw = np.repeat(np.arange(5), 4)
    none = estimate_ratio(np.zeros(20), np.zeros(20), draw)
    assert math.isnan(none.value)
    assert none.n_worlds == 0
    assert none.to_dict() == {"value": None, "standard_error": None, "interval": [None, None]}
    never = estimate_ratio(np.zeros(20), np.full(20, 3), draw)
    assert (never.value, never.low) == (0, 0)
    assert 0 < never.high < 1
    alone = estimate_ratio(np.array([1]), np.array([2]), np.array([0]))
    assert 0 <= alone.low < 0.5 < alone.high <= 1
    same = estimate_ratio(np.ones(20), np.ones(20), draw)
    assert (same.value, same.high) == (1, 1)


def test_the_error_is_the_one_of_the_draws_means():
    generator = np.random.default_rng(23)
    values, draw = generator.random(60), np.repeat(np.arange(6), 10)
    means = values.reshape(6, 10).mean(axis=1)
    expected = means.std(ddof=1) / math.sqrt(6)
    assert estimate_mean(values, draw).standard_error == pytest.approx(expected, rel=1e-12)


def test_one_world_per_draw_is_an_independent_sample():
    happened = np.arange(400) < 100
    estimate = estimate_share(happened, np.arange(400))
    assert estimate.standard_error == pytest.approx(math.sqrt(0.25 * 0.75 / 399), rel=1e-12)


def test_one_draw_knows_luck_only():
    happened = np.arange(50) < 10
    estimate = estimate_share(happened, np.zeros(50, dtype=int))
    assert not estimate.clustered
    assert estimate.n_draws == 1
    assert estimate.standard_error == pytest.approx(math.sqrt(0.2 * 0.8 / 50))


@pytest.mark.parametrize("happened", [np.zeros(200, dtype=bool), np.ones(200, dtype=bool)])
def test_what_never_varied_is_not_known_without_error(happened):
    estimate = estimate_share(happened, np.repeat(np.arange(20), 10))
    assert estimate.standard_error == 0
    # The bound is that of 20 draws, not of 200 worlds: 0.16 and not 0.02.
    assert 0.1 < estimate.high - estimate.low < 0.2
    assert estimate.low <= happened.mean() <= estimate.high


def test_no_world_and_one_world_are_no_crash():
    none = estimate_share(np.zeros(0, dtype=bool), np.zeros(0, dtype=int))
    assert math.isnan(none.value)
    assert none.to_dict() == {"value": None, "standard_error": None, "interval": [None, None]}
    one = estimate_mean(np.array([2.0]), np.array([0]))
    assert one.value == 2.0
    assert one.to_dict()["interval"] == [None, None]


def test_the_worlds_asked_for_bring_the_half_width_asked_for():
    generator = np.random.default_rng(24)
    happened, draw = clustered_worlds(generator, 0.4, 0.3, 100, 20)
    first = estimate_share(happened, draw)
    needed = worlds_for_half_width(first, 0.02, 20)
    assert needed % 20 == 0
    assert needed > 2000
    happened, draw = clustered_worlds(generator, 0.4, 0.3, needed // 20, 20)
    then = estimate_share(happened, draw)
    assert then.quantile * then.standard_error == pytest.approx(0.02, rel=0.15)


def test_further_worlds_never_widen_the_interval_of_what_never_varied():
    reaches = [
        estimate_share(np.ones(n, dtype=bool), np.arange(n) // 20).half_width
        for n in (1, 10, 20, 40, 100, 400, 1000)
    ]
    assert reaches == sorted(reaches, reverse=True)
    assert reaches[-1] < reaches[0] / 5


def test_worlds_asked_for_bring_what_never_varied_to_the_half_width_too():
    none = np.zeros(100, dtype=bool)
    needed = worlds_for_half_width(estimate_share(none, np.arange(100)), 0.01, 1)
    assert estimate_share(np.zeros(needed, dtype=bool), np.arange(needed)).half_width <= 0.01
    fewer = needed - 2
    assert estimate_share(np.zeros(fewer, dtype=bool), np.arange(fewer)).half_width > 0.01
