"""The general engine, playing the shipped pie-splitting files, reaches the closed forms."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.lessons import Reading, lesson_named, play_lesson
from bargaining.lessons.pie import agreed_at_once, offered, steps

STEPS = (0.02, 0.01, 0.005)
ROUNDING = 1e-9
CASES = [
    (name, number)
    for name in ("stahl", "rubinstein", "breakdown", "outside-option")
    for number in range(len(lesson_named(name).engine.cases))
]


@cache
def played(name: str, number: int) -> tuple[Reading, ...]:
    lesson = lesson_named(name)
    case = lesson.engine.cases[number]
    convergence = play_lesson(lesson, worlds=64, seed=1982, grids=STEPS, **case)
    return convergence.of("share of the first proposer")


def shares(outcomes: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return Ann's share in the first offer, and whether it was agreed."""
    return 1 - offered(outcomes), agreed_at_once(outcomes)


@pytest.mark.parametrize(("name", "number"), CASES)
def test_error_is_within_the_bound_as_the_step_halves(name: str, number: int) -> None:
    readings = played(name, number)
    assert [one.grid for one in readings] == list(STEPS)
    for reading in readings:
        assert reading.counted > 0
        assert abs(reading.error) <= reading.bound + ROUNDING, reading


def test_the_mean_error_falls_with_the_step() -> None:
    errors = np.mean([[abs(one.error) for one in played(*case)] for case in CASES], axis=0)
    assert errors[1] <= errors[0] / 1.5
    assert errors[2] <= errors[0] / 3


@pytest.mark.parametrize("discount", [(0.9, 0.9), (0.9, 0.8), (0.95, 0.95)])
def test_a_fine_ladder_comes_close_to_rubinstein(discount: tuple[float, float]) -> None:
    lesson = lesson_named("rubinstein")
    found = play_lesson(lesson, worlds=16, seed=1982, grids=[0.0005], discount=discount)
    share, at_once = found.readings
    assert abs(share.error) <= share.bound
    assert share.mean == pytest.approx(share.exact, abs=0.005)
    assert at_once.mean > 0.9


@pytest.mark.parametrize(
    ("name", "exact", "reach"),
    [
        ("rubinstein", 0.9 / 1.71, 0.05),
        ("deadline", (1 - 0.7**4) / 1.7, 0.005 / 0.3),
        ("ultimatum", 1.0, 0.01),
        ("breakdown", (1 + 0.9 * 0.1 - 0.3) / 1.9, 0.05),
        ("outside-option", 0.4, 0.01),
    ],
)
def test_the_files_as_shipped(name: str, exact: float, reach: float) -> None:
    """Numbers of the files, put into the formulas by hand."""
    outcomes = bg.simulate(bg.load(name), worlds=100, worlds_per_draw=100, seed=1972)
    share, agreed = shares(outcomes)
    # Theory has 1. A first offer at the brink of refusal would be a toss-up.
    assert agreed.mean() > 0.9
    assert abs(share[agreed].mean() - exact) <= reach + ROUNDING
    assert (outcomes.step == 0).all()
    assert (outcomes.proposer[:, 0] == 0).all()


@pytest.mark.parametrize("name", ["rubinstein", "deadline", "breakdown", "outside-option"])
def test_one_agreement_divides_the_pie_for_good(name: str) -> None:
    scenario = bg.load(name).replace(steps(0.02))
    outcomes = bg.simulate(scenario, worlds=100, worlds_per_draw=100, seed=7)
    levels = np.array([rung.level for rung in scenario.issues["share"].rungs])
    signed = outcomes.response == Response.AGREED
    assert (signed.sum(axis=1) <= 1).all()
    after = np.maximum.accumulate(signed, axis=1)
    agreed = levels[np.where(signed, outcomes.offer[:, :, 0], 0).max(axis=1)]
    now = levels[outcomes.rung[:, :, 0]]
    np.testing.assert_array_equal(now, np.where(after, agreed[:, None], 0.0))


@pytest.mark.parametrize(
    ("name", "counterfactual", "exact", "reach"),
    [
        ("rubinstein", "impatient_bob", 5 / 7, 0.05),
        ("rubinstein", "both_patient", 1 / 1.95, 0.1),
        ("deadline", "patient_pair", (1 - 0.9**4) / 1.9, 0.05),
        ("breakdown", "equal_alternatives", (1 + 0.9 * 0.3 - 0.3) / 1.9, 0.05),
        ("outside-option", "weak_alternative", 1 / 1.9, 0.05),
    ],
)
def test_the_files_counterfactuals(
    name: str, counterfactual: str, exact: float, reach: float
) -> None:
    scenario = bg.load(name).intervene(counterfactual)
    outcomes = bg.simulate(scenario, worlds=100, worlds_per_draw=100, seed=1986)
    share, agreed = shares(outcomes)
    assert abs(share[agreed].mean() - exact) <= reach


def test_payoffs_are_shares_discounted_to_the_round_of_agreement() -> None:
    scenario = (
        bg.load("rubinstein")
        .replace(steps(0.02))
        .replace({"parties.ann.choice_noise": 0.05, "parties.bob.choice_noise": 0.05})
    )
    outcomes = bg.simulate(scenario, worlds=400, worlds_per_draw=400, seed=3)
    signed = outcomes.response == Response.AGREED
    dates = np.where(signed.any(axis=1), signed.argmax(axis=1), -1)
    assert len(np.unique(dates[dates >= 0])) > 2  # noise makes some agree late
    share = np.array([rung.level for rung in scenario.issues["share"].rungs])[
        outcomes.rung[:, -1, 0]
    ]
    worth = np.where(dates >= 0, 0.9 ** np.maximum(dates, 0), 0.0)
    np.testing.assert_allclose(outcomes.payoff[:, 0], worth * (1 - share), atol=1e-12)
    np.testing.assert_allclose(outcomes.payoff[:, 1], worth * share, atol=1e-12)
