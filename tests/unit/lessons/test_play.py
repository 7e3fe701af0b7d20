"""What a reading says about the worlds that were played."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.lessons import (
    Option,
    Reading,
    find_obstacle,
    lesson_named,
    play_lesson,
    play_sweep,
)
from bargaining.lessons.pie import rounding


def reading(**values: Any) -> Reading:
    given: dict[str, Any] = {
        "quantity": "q",
        "grid": 0.1,
        "exact": 0.5,
        "mean": 0.5,
        "standard_error": 0.0,
        "low": 0.5,
        "high": 0.5,
        "counted": 10,
        "bound": 0.0,
    }
    return Reading(**{**given, **values})


def test_the_verdict_weighs_bound_and_chance_and_nothing_else() -> None:
    assert reading().within is True
    assert reading(mean=0.51).within is False
    assert reading(mean=0.51, bound=0.01).within is True
    assert reading(mean=0.51, standard_error=0.0026).within is True
    assert reading(mean=0.51, standard_error=0.0024).within is False
    assert reading(mean=0.51, bound=None).within is None
    assert reading(mean=math.nan, counted=0).within is None
    assert reading(standard_error=math.inf, counted=1).within is None


def test_equal_numbers_from_a_ladder_are_not_known_for_certain() -> None:
    """So little noise that 50 worlds hardly ever see another offer than the smallest."""
    found = play_lesson(lesson_named("quantal-ultimatum"), worlds=50, noise=0.001)
    offer = found.of("mean offer to the responder")[0]
    assert offer.low == offer.high == offer.mean
    assert offer.error != 0
    assert offer.standard_error == pytest.approx(0.01 / 50)
    assert offer.within is True


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("setter", {"reversion": 0.5}),
        ("rubinstein", {"discount": (0.999, 0.999)}),
        ("stahl", {"rounds": 1000.0, "discount": (1.0, 1.0)}),
    ],
)
def test_no_bound_is_wider_than_all_there_is(name: str, options: dict[str, Any]) -> None:
    lesson = lesson_named(name)
    assert lesson.engine is not None
    asked = lesson.complete(**options)
    for grid in lesson.engine.grids:
        bounds = lesson.engine.bounds(grid, **asked)
        assert len(bounds) == len(lesson.engine.measures)
        assert all(bound is not None and bound <= 1 for bound in bounds)


def measured(read: Any, worlds: int = 50) -> Reading:
    lesson = lesson_named("ultimatum")
    assert lesson.engine is not None
    measures = {**lesson.engine.measures, "probability of agreement": read}
    changed = replace(lesson, engine=replace(lesson.engine, measures=measures))
    found = play_lesson(changed, worlds=worlds, grids=[0.1])
    return found.of("probability of agreement")[0]


def test_numbers_are_averaged_over_the_worlds_that_have_one() -> None:
    values = np.where(np.arange(50) < 40, np.arange(50.0), np.nan)
    found = measured(lambda outcomes: values)
    kept = values[:40]
    assert found.counted == 40
    assert found.mean == pytest.approx(kept.mean())
    assert found.standard_error == pytest.approx(kept.std(ddof=1) / math.sqrt(40))
    assert (found.low, found.high) == tuple(np.quantile(kept, (0.05, 0.95)))


def test_truth_values_are_a_share_with_its_binomial_error() -> None:
    seen = np.arange(50) % 5 > 0
    found = measured(lambda outcomes: seen)
    assert found.mean == pytest.approx(0.8)
    assert found.standard_error == pytest.approx(math.sqrt(0.8 * 0.2 / 50))


def test_a_share_of_nought_is_not_known_for_certain() -> None:
    """Seen never in 50 worlds where theory says 1: the error is a fact, whatever the sample says.

    At an exact share of one half the binomial error at that share counts.
    """
    lesson = replace(
        lesson_named("trust"),
        solution=lambda **options: {"trust is extended": 0.5, "trust is betrayed": 0.5},
    )
    found = play_lesson(lesson, worlds=50, grids=[0.005], belief=0.3)
    share = found.readings[0]
    assert share.mean == 0
    assert share.standard_error == pytest.approx(math.sqrt(0.25 / 50))
    assert share.within is False


def test_worlds_without_the_quantity_leave_none() -> None:
    found = measured(lambda outcomes: np.full(50, np.nan))
    assert found.counted == 0
    assert math.isnan(found.mean)
    found = measured(lambda outcomes: np.zeros(1), worlds=1)
    assert math.isinf(found.standard_error)


def test_everything_is_plain_for_json() -> None:
    found = play_lesson(lesson_named("rubinstein"), worlds=1, grids=[0.05, 0.02])
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert data["options"] == {"discount": [0.9, 0.9]}
    assert [one["grid"] for one in data["readings"]] == [0.05, 0.05, 0.02, 0.02]
    assert data["readings"][0]["standard_error"] is None
    assert [one.grid for one in found.readings[-2:]] == [0.02, 0.02]


def test_the_sweep_plays_its_values_at_the_finest_grid() -> None:
    lesson = lesson_named("trust")
    assert lesson.engine is not None
    assert lesson.sweep is not None
    found = play_sweep(lesson, worlds=5, punishment=-0.5)
    assert [one.options["belief"] for one in found] == list(lesson.sweep.played)
    assert {one.options["punishment"] for one in found} == {-0.5}
    assert {r.grid for one in found for r in one.readings} == {lesson.engine.grids[-1]}
    assert len({one.seed for one in found}) == len(found)


def test_progress_runs_over_all_grids() -> None:
    told: list[tuple[int, int]] = []
    play_lesson(
        lesson_named("trust"), worlds=10, grids=[0.1, 0.05], progress=lambda *now: told.append(now)
    )
    assert {total for _, total in told} == {20}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (20, 20)


def test_the_bound_holds_away_from_the_tables() -> None:
    """Discount factors that nobody chose for their roundness, on a coarse and on a finer ladder."""
    luck = np.random.default_rng(1982)
    lesson = lesson_named("rubinstein")
    for pair in luck.uniform(0.05, 0.95, (8, 2)):
        found = play_lesson(lesson, worlds=32, grids=[0.05, 0.01], discount=tuple(pair))
        for one in found.of("share of the first proposer"):
            assert one.within, (pair, one)


@given(st.floats(0.001, 0.5), st.floats(0.0, 0.99), st.integers(1, 60))
def test_a_deadline_bounds_the_rounding_more_tightly(step: float, kept: float, rounds: int) -> None:
    now, more = rounding(step, kept, rounds), rounding(step, kept, rounds + 2)
    assert step <= now <= more <= rounding(step, kept) * (1 + 1e-12)
    assert rounding(step / 2, kept, rounds) < now


@given(st.integers(-5, 5) | st.floats(allow_nan=False))
def test_an_option_takes_what_its_range_says(value: float) -> None:
    option = Option("x", 1, "x", "(0, 2]")
    if 0 < value <= 2:
        assert option.check(value) == value
    else:
        with pytest.raises(ArgumentError, match=r"x must be in \(0, 2\]"):
            option.check(value)


@pytest.mark.parametrize(
    ("interval", "whole", "words"),
    [
        ("(-inf, inf)", False, ""),
        ("[0, inf)", False, "at least 0"),
        ("(0, inf)", False, "above 0"),
        ("(-inf, 1]", False, "in (-inf, 1]"),
        ("[1, inf)", True, "a whole number of at least 1"),
        ("[1, 9]", True, "a whole number in [1, 9]"),
    ],
)
def test_ranges_are_written_in_words(interval: str, whole: bool, words: str) -> None:
    assert Option("x", 1, "x", interval, whole).range == words


def test_whole_numbers_are_whole() -> None:
    option = Option("n", 4, "count", "[1, inf)", whole=True)
    assert option.check(4) == 4.0
    with pytest.raises(ArgumentError, match=r"n must be a whole number of at least 1; got 2.5"):
        option.check(2.5)


def test_pairs_stay_pairs() -> None:
    option = Option("d", (0.9, 0.9), "two")
    assert option.check([0.5, 1]) == (0.5, 1.0)
    for wrong in (0.5, (0.5,), (0.1, 0.2, 0.3), "0.5"):
        with pytest.raises(ArgumentError, match=r"d must be 2 numbers, such as 0\.9 0\.9; got"):
            option.check(wrong)


def test_the_sweep_leaves_out_what_the_engine_cannot_play() -> None:
    """A setter's reversion above what she likes best is answered by theory, not by a ladder."""
    lesson = lesson_named("setter")
    assert lesson.sweep is not None
    found = play_sweep(lesson, worlds=2, ideals=(0.6, 0.5))
    assert [one.options["reversion"] for one in found] == [
        value for value in lesson.sweep.played if value <= 0.6
    ]
    nothing = play_sweep(lesson, worlds=2, ideals=(0.0, 0.5))
    assert [one.options["reversion"] for one in nothing] == [0.0]


def test_what_stands_in_the_engines_way_is_told() -> None:
    lesson = lesson_named("setter")
    asked = lesson.complete(reversion=0.33)
    assert find_obstacle(lesson, 0.005, asked) is None
    assert "one of its rungs" in str(find_obstacle(lesson, 0.05, asked))
    nash = lesson_named("nash")
    assert "closed form only" in str(find_obstacle(nash, 0.1, nash.complete()))
