"""Estimates on results, their convergence, and the split of their spread."""

import numpy as np
import pytest

from bargaining.analysis import convergence, decompose, mean, share, worlds_needed
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending
from tests.unit.outcomes.synthetic import synthetic


@pytest.fixture(scope="module")
def run():
    return synthetic(600)


def test_shares_and_means_agree_with_the_arrays(run):
    partial = run.ending == Ending.PARTIAL
    assert share(run, partial).value == pytest.approx(partial.mean())
    assert share(run, partial).n_draws == 60
    assert mean(run, run.payoff[:, 0]).value == pytest.approx(run.payoff[:, 0].mean())


def test_worlds_in_which_a_thing_never_happened_are_left_out_of_a_mean(run):
    when = run.first_round("agreement")
    estimate = mean(run, when)
    assert estimate.value == pytest.approx(np.nanmean(when))
    assert estimate.n_informed_worlds == np.isfinite(when).sum() < estimate.n_worlds == 600


def test_values_that_are_not_one_per_world_are_refused(run):
    with pytest.raises(ArgumentError, match="one value per world"):
        share(run, run.at_table)
    with pytest.raises(ArgumentError, match="booleans"):
        share(run, run.ending)


def test_intervals_cover_the_share_of_a_far_larger_run():
    # The truth: a run of 60,000 worlds whose priors are as wide; its own error is negligible here.
    large = synthetic(60_000, seed=1, wide=1.0)
    truth = (large.ending == Ending.PARTIAL).mean()
    covered = 0
    for seed in range(200):
        run = synthetic(400, seed=1000 + seed, wide=1.0)
        interval = share(run, run.ending == Ending.PARTIAL)
        covered += interval.low <= truth <= interval.high
    # Two standard errors of a coverage of 0.95 seen in 200 seeds are 0.03.
    assert 0.915 <= covered / 200 <= 0.985


def test_worlds_needed_grow_with_the_square_of_the_precision(run):
    partial = run.ending == Ending.PARTIAL
    coarse = worlds_needed(run, partial, half_width=0.02)
    fine = worlds_needed(run, partial, half_width=0.01)
    assert fine == pytest.approx(4 * coarse, rel=0.05)
    assert fine % 10 == 0
    with pytest.raises(ArgumentError, match="half_width"):
        worlds_needed(run, partial, half_width=1)


def test_convergence_ends_at_the_estimate_of_all_worlds(run):
    path = convergence(run, Ending.RENEGE)
    assert path.worlds[-1] == 600
    assert path.estimates[-1] == share(run, run.ending == Ending.RENEGE)
    assert list(path.worlds) == sorted(set(path.worlds))
    assert all(worlds % 10 == 0 for worlds in path.worlds)
    assert "600" in str(path)
    with pytest.raises(ArgumentError, match="steps"):
        convergence(run, Ending.RENEGE, steps=0)


def test_decomposition_of_any_quantity(run):
    spread = decompose(run, run.payoff[:, 0])
    total = spread.epistemic_variance + spread.luck_variance
    assert total == pytest.approx(run.payoff[:, 0].var(ddof=1), rel=0.05)
    assert 0 <= spread.low <= spread.epistemic_share <= spread.high <= 1
    with pytest.raises(ArgumentError, match="worlds_per_draw"):
        decompose(synthetic(40, worlds_per_draw=2), np.arange(40))
    with pytest.raises(ArgumentError, match="finite"):
        decompose(run, run.first_round("agreement"))
