"""Intervals must contain the truth as often as they say, draws and all."""

import math

import numpy as np
import pytest

from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending
from bargaining.stats import (
    estimate_change,
    estimate_mean,
    estimate_share,
    worlds_for_half_width,
)
from tests.unit.outcomes.synthetic import synthetic


def clustered_worlds(generator, share, correlation, n_draws, per_draw):
    """Worlds whose probability differs by draw: beta with the given mean and correlation."""
    size = 1 / correlation - 1
    by_draw = generator.beta(share * size, (1 - share) * size, n_draws)
    draw = np.repeat(np.arange(n_draws), per_draw)
    return generator.random(n_draws * per_draw) < by_draw[draw], draw


def test_a_world_of_no_draw_is_refused():
    draw, values = np.array([0.0, 0.0, math.nan, 1.0]), np.array([1.0, 2.0, 3.0, math.nan])
    yes = values > 1
    for estimate in (estimate_mean, estimate_share):
        with pytest.raises(ArgumentError, match=r"draw must name .* NaN in 1 of 4 worlds"):
            estimate(yes if estimate is estimate_share else values, draw)
    with pytest.raises(ArgumentError, match="NaN in 1 of 4 worlds"):
        estimate_change(yes, ~yes, draw)
    # Nor may the draw of a world be unknown that the number does not rest on.
    with pytest.raises(ArgumentError, match="NaN in 1 of 4 worlds"):
        estimate_mean(values, np.array([0.0, 0.0, 1.0, math.nan]))


@pytest.mark.parametrize(
    ("share", "correlation", "n_draws"),
    [
        pytest.param(0.5, 0.3, 500, marks=pytest.mark.slow),
        (0.2, 0.2, 200),
        pytest.param(0.03, 0.1, 500, marks=pytest.mark.slow),
        (0.3, 0.02, 25),
    ],
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


@pytest.mark.parametrize(
    ("share", "n_draws"), [(0.3, 60), pytest.param(0.05, 200, marks=pytest.mark.slow)]
)
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
        estimate = estimate_share(part, draw, of=whole)
        covered += estimate.low <= truth <= estimate.high
        naive.append(np.mean(part[whole > 0] / whole[whole > 0]))
    assert 0.92 < covered / 1000 < 0.98
    assert abs(np.mean(naive) - truth) > 0.1 * truth


def test_shares_of_cases_that_all_or_no_worlds_have():
    draw = np.repeat(np.arange(5), 4)
    none = estimate_share(np.zeros(20), draw, of=np.zeros(20))
    assert math.isnan(none.value)
    assert (none.n_worlds, none.n_informed_worlds, none.n_informed) == (20, 0, 0)
    assert none.to_dict() == {"value": None, "standard_error": None, "interval": [None, None]}
    never = estimate_share(np.zeros(20), draw, of=np.full(20, 3))
    assert (never.value, never.low) == (0, 0)
    assert 0 < never.high < 1
    alone = estimate_share(np.array([1]), np.array([0]), of=np.array([2]))
    assert 0 <= alone.low < 0.5 < alone.high <= 1
    same = estimate_share(np.ones(20), draw, of=np.ones(20))
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
    assert estimate.standard_error == pytest.approx(math.sqrt(0.2 * 0.8 / 49))


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
    assert then.half_width == pytest.approx(0.02, rel=0.15)


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


def test_the_interval_of_a_few_draws_is_students():
    """Three draws of normal means: a resample of three could not cover more than 75 %."""
    generator = np.random.default_rng(25)
    draw = np.repeat(np.arange(3), 4)
    covered = 0
    for _ in range(1000):
        values = generator.normal(0, 2, 3)[draw] + generator.normal(0, 1, 12)
        estimate = estimate_mean(values, draw)
        covered += estimate.low <= 0 <= estimate.high
    assert 0.93 < covered / 1000 < 0.97


def test_a_number_says_what_it_rests_on():
    draw = np.repeat(np.arange(15), 4)
    counts = np.zeros(60, dtype=bool)
    counts[[0, 1, 10, 41]] = True
    share = estimate_share(counts & (draw > 1), draw, of=counts)
    mean = estimate_mean(np.where(counts, draw, np.nan), draw)
    for found in (share, mean):
        assert found.rests_on == "4 of 60 worlds, 3 of 15 draws"
        assert found.degrees_of_freedom == 2
    assert share.value == 0.5
    assert estimate_share(counts, draw).rests_on == "60 worlds, 15 draws"
    alone = estimate_mean(np.where(draw == 3, np.arange(60.0), np.nan), draw)
    assert not alone.clustered
    assert alone.rests_on == "4 of 60 worlds, 1 of 15 draws"
    assert alone.standard_error == pytest.approx(np.arange(4.0).std(ddof=1) / 2)


def test_a_ratio_has_the_error_of_its_linear_part():
    generator = np.random.default_rng(26)
    draw = np.repeat(np.arange(400), 5)
    whole = generator.poisson(4, 2000)
    part = whole * generator.normal(2, 1, 2000) + generator.normal(0, 1, 400)[draw]
    found = estimate_mean(part, draw, of=whole)
    linear = np.bincount(draw, part - found.value * whole)
    expected = math.sqrt(400 / 399 * (linear**2).sum()) / whole.sum()
    assert found.value == pytest.approx(part[whole > 0].sum() / whole.sum())
    assert found.standard_error == pytest.approx(expected, rel=0.02)


def test_what_never_changes_is_not_known_never_to_change():
    draw, none = np.repeat(np.arange(20), 10), np.zeros(200, dtype=bool)
    same = estimate_change(none, none, draw)
    bound = estimate_share(none, draw).high
    assert (same.value, same.low, same.high) == pytest.approx((0, -bound, bound))
    assert estimate_change(none, ~none, draw).low == pytest.approx(1 - bound)
    # Of numbers, as far as they reach.
    level = np.tile([0.25, 0.75], 100)
    assert estimate_change(level, level, draw).high == pytest.approx(bound / 2)
    assert estimate_mean(np.full(200, 3.0), draw).high == pytest.approx(3 + bound)


@pytest.mark.slow
def test_intervals_of_played_worlds_cover_the_share_of_a_far_larger_run():
    # The truth: a run of 60,000 worlds whose priors are as wide; its own error is negligible here.
    large = synthetic(60_000, seed=1, wide=1.0)
    truth = (large.ending == Ending.PARTIAL).mean()
    # Draws owe each other nothing, so that parts of one run are as good as runs of other seeds.
    covered, size = 0, 400
    many = synthetic(200 * size, seed=1000, wide=1.0)
    for first in range(0, many.n_worlds, size):
        part = slice(first, first + size)
        found = estimate_share(many.ending[part] == Ending.PARTIAL, many.cluster[part])
        covered += found.low <= truth <= found.high
    # Two standard errors of a coverage of 0.95 seen in 200 seeds are 0.03.
    assert 0.915 <= covered / 200 <= 0.985


def test_no_interval_leaves_what_is_possible():
    draw = np.arange(2)
    mean = estimate_mean(np.array([0.2, 1.0]), draw, limits=(0.0, 1.0))
    assert (mean.low, mean.high) == (0.0, 1.0)
    change = estimate_change(np.array([0.5, 0.0]), np.array([0.0, 0.75]), draw, (0.0, 1.0))
    assert (change.low, change.high) == (-1.0, 1.0)
