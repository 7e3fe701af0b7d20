"""Scores, baselines, differences and survival, against numbers worked out by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from bargaining.history import Month, brier, log_score, ranked
from bargaining.history.process import median_survival
from bargaining.history.scores import Observed, baseline_forecasts, smoothed, surprise
from bargaining.outcomes import Ending

CERTAIN = np.eye(5)


def test_brier_and_log_scores():
    p = np.array([0.1, 0.2, 0.3, 0.1, 0.3])
    assert brier(p, CERTAIN[Ending.PARTIAL]) == pytest.approx(
        0.1**2 + 0.8**2 + 0.3**2 + 0.1**2 + 0.3**2
    )
    assert log_score(p, CERTAIN[Ending.PARTIAL]) == pytest.approx(math.log(0.2))
    assert brier(CERTAIN[0], CERTAIN[0]) == 0
    assert brier(CERTAIN[0], CERTAIN[1]) == 2
    half = (CERTAIN[1] + CERTAIN[2]) / 2
    assert brier(p, half) == pytest.approx((brier(p, CERTAIN[1]) + brier(p, CERTAIN[2])) / 2)
    assert log_score(p, half) == pytest.approx((math.log(0.2) + math.log(0.3)) / 2)


def test_the_ranked_score_counts_how_far_off():
    settled = CERTAIN[Ending.SETTLEMENT]
    gaps = [ranked(settled, CERTAIN[ending]) for ending in Ending]
    by_name = dict(zip(Ending, gaps, strict=True))
    assert by_name[Ending.SETTLEMENT] == 0
    assert by_name[Ending.PARTIAL] == pytest.approx(1 / 3)
    assert by_name[Ending.STALEMATE] == pytest.approx(2 / 3)
    # A broken agreement and a rupture share the last rank.
    assert by_name[Ending.RENEGE] == by_name[Ending.COLLAPSE] == pytest.approx(1)


def test_the_true_distribution_scores_best_on_average():
    truth = np.array([0.05, 0.2, 0.15, 0.2, 0.4])
    others = [np.full(5, 0.2), np.array([0.02, 0.1, 0.08, 0.1, 0.7]), np.roll(truth, 1)]
    for score, sign in ((brier, 1), (log_score, -1), (ranked, 1)):
        own = sum(truth[k] * score(truth, CERTAIN[k]) for k in range(5))
        for other in others:
            assert sign * own < sign * sum(truth[k] * score(other, CERTAIN[k]) for k in range(5))


def test_no_ending_gets_probability_zero():
    assert smoothed([0, 0, 0, 0, 95]) == pytest.approx([0.01] * 4 + [0.96])


def cell(start, months):
    first = Month(*start)
    return SimpleNamespace(start=first, end=first.plus(months - 1))


def observed(start, months, ending, covariates=(1.0, 1.0)):
    return Observed(cell(start, months), CERTAIN[ending], covariates)


def test_baselines_see_only_what_had_ended():
    cells = [
        observed((2000, 1), 12, Ending.PARTIAL),
        observed((2001, 1), 12, Ending.STALEMATE),
        observed((2001, 1), 24, Ending.RENEGE),
        observed((2002, 1), 12, Ending.STALEMATE),
    ]
    found = baseline_forecasts(cells)
    assert found[3]["uniform"] == pytest.approx([0.2] * 5)
    assert found[3]["stalemate"] == pytest.approx([0.001] * 4 + [0.996])
    assert np.isfinite(log_score(found[0]["stalemate"], CERTAIN[Ending.PARTIAL]))
    assert found[0]["climatology"] == pytest.approx([0.2] * 5)
    assert found[3]["climatology"] == pytest.approx(np.array([1, 2, 1, 1, 2]) / 7)
    assert found[0]["hindsight"] == pytest.approx(np.array([1, 2, 2, 1, 3]) / 9)
    assert found[0]["logit"] == pytest.approx([0.2] * 5)


def test_the_logit_learns_what_there_is_to_learn():
    # Relief at stake never varies and must drop out; long pauses end in partial, short ones not.
    cells = [
        observed((1980 + n, 1), 6, Ending.PARTIAL if n % 2 else Ending.STALEMATE, (1.0, n % 2))
        for n in range(40)
    ]
    cells.append(observed((2030, 1), 6, Ending.PARTIAL, (1.0, 1.0)))
    last = baseline_forecasts(cells)[-1]["logit"]
    assert last[Ending.PARTIAL] > 0.8 > 0.2 > last[Ending.STALEMATE]
    assert last.sum() == pytest.approx(1)


def test_surprise_adds_up_what_is_as_unlikely():
    coin = (np.log([0.75, 0.25]), [0.75, 0.25])
    worst, mixed = 2 * math.log(0.25), math.log(0.25) + math.log(0.75)
    assert surprise([coin, coin], worst) == pytest.approx(1 / 16)
    assert surprise([coin, coin], mixed) == pytest.approx(7 / 16)
    assert surprise([coin, coin], 0.0) == pytest.approx(1)


def test_survival_with_worlds_that_were_not_watched_to_the_end():
    # 1, 1, 0.75, 0.75 and 0.375 last longer than 0, 1, 2, 3 and 4 rounds.
    ends = np.array([2.0, np.nan, 4.0, np.nan, np.nan])
    watched = np.array([9.0, 3.0, 9.0, 9.0, np.nan])
    assert median_survival(ends, watched) == 4
    assert median_survival(ends[:2], watched[:2]) == 2
    assert median_survival(ends[1:4], watched[1:4]) == 4
    assert median_survival(ends[3:], watched[3:]) == math.inf
