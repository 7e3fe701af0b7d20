"""Forecasts: what is one, and how good it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.classroom.ballots import ENDINGS, brier, mean_forecast, read_forecast
from bargaining.errors import ArgumentError

A, B, C, D, E = ENDINGS
# Cuts of a hundred into as many parts as there are endings.
CUTS = st.lists(st.integers(0, 100), min_size=4, max_size=4).map(sorted)
FORECASTS = CUTS.map(
    lambda cuts: dict(
        zip(ENDINGS, (b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)), strict=True)
    )
)


@pytest.mark.parametrize(
    ("shares", "came", "score"),
    [
        ({A: 100}, A, 0.0),
        ({A: 100}, B, 2.0),
        (dict.fromkeys(ENDINGS, 20), C, 0.64 + 4 * 0.04),
        ({A: 70, B: 30}, A, 0.09 + 0.09),
        ({A: 70, B: 30}, B, 0.49 + 0.49),
        ({A: 70, B: 30}, C, 0.49 + 0.09 + 1),
        ({A: 50, B: 20, C: 15, D: 10, E: 5}, D, 0.25 + 0.04 + 0.0225 + 0.81 + 0.0025),
    ],
)
def test_scores_are_those_computed_by_hand(shares, came, score):
    assert brier(read_forecast(shares), came) == pytest.approx(score, abs=1e-12)


@given(forecast=FORECASTS, came=st.sampled_from(ENDINGS))
def test_scores_are_from_0_to_2(forecast, came):
    assert 0 <= brier(read_forecast(forecast), came) <= 2


@given(belief=FORECASTS, other=FORECASTS)
def test_who_says_what_it_believes_expects_the_best_score(belief, other):
    def expected(told):
        return sum(belief[came] / 100 * brier(told, came) for came in ENDINGS)

    apart = sum((belief[name] - other[name]) ** 2 for name in ENDINGS) / 100**2
    # It is better by exactly how far apart the two are: the score is strictly proper.
    assert expected(other) - expected(belief) == pytest.approx(apart, abs=1e-12)


@given(forecasts=st.lists(FORECASTS, min_size=1, max_size=9), came=st.sampled_from(ENDINGS))
def test_the_mean_is_a_forecast_and_no_worse_than_they_are_on_average(forecasts, came):
    mean = mean_forecast(forecasts)
    assert sum(mean.values()) == pytest.approx(100)
    scores = [brier(one, came) for one in forecasts]
    assert brier(mean, came) <= sum(scores) / len(scores) + 1e-12


def test_what_is_left_out_is_impossible():
    assert read_forecast({B: 100}) == {A: 0, B: 100, C: 0, D: 0, E: 0}


@pytest.mark.parametrize(
    "told",
    [
        None, 1, "settlement", [100], [], {}, {A: 99}, {A: 101}, {A: 100, B: 1}, {A: 150, B: -50},
        {A: 100.0}, {A: "100"}, {A: True, B: 99}, {A: None}, {"peace": 100}, {A: 100, "peace": 0},
        {A: [100]}, {1: 100}, {A: float("nan")}, {A: 10**30},
    ],
)  # fmt: skip
def test_what_is_no_forecast_is_refused(told):
    with pytest.raises(ArgumentError, match="whole percent that add up to 100"):
        read_forecast(told)
