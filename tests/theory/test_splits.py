"""The general engine, playing the shipped pie-splitting files, reaches the closed forms."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import bargaining as bg
from bargaining.outcomes.codes import Response
from tests.theory.cases import (
    CASES,
    Case,
    Measured,
    first_proposals,
    measure,
    rubinstein,
    with_tick,
)

TICKS = (0.02, 0.01, 0.005)
ROUNDING = 1e-9


@cache
def played(index: int, tick: float) -> tuple[Case, Measured]:
    case = CASES[index](tick)
    return case, measure(case, worlds=64)


def named(index: int) -> str:
    case = CASES[index](TICKS[0])
    return f"{case.game}: {case.label}"


@pytest.mark.parametrize("index", range(len(CASES)), ids=named)
def test_error_is_within_the_bound_as_the_step_halves(index: int) -> None:
    for tick in TICKS:
        case, measured = played(index, tick)
        assert abs(measured.share - case.exact) <= case.bound + ROUNDING, (case, measured)


def test_the_mean_error_falls_with_the_step() -> None:
    errors = []
    for tick in TICKS:
        pairs = [played(index, tick) for index in range(len(CASES))]
        errors.append(np.mean([abs(measured.share - case.exact) for case, measured in pairs]))
    assert errors[1] <= errors[0] / 1.5
    assert errors[2] <= errors[0] / 3


@pytest.mark.parametrize(("own", "other"), [(0.9, 0.9), (0.9, 0.8), (0.95, 0.95)])
def test_a_fine_ladder_comes_close_to_rubinstein(own: float, other: float) -> None:
    case = rubinstein(own, other, tick=0.0005)
    measured = measure(case, worlds=16)
    assert abs(measured.share - case.exact) <= case.bound
    assert measured.share == pytest.approx(case.exact, abs=0.005)
    assert measured.agreed_at_once > 0.9


@pytest.mark.parametrize(
    ("name", "exact", "reach"),
    [
        ("rubinstein", 0.9 / 1.71, 0.05),
        ("deadline", (1 - 0.7**4) / 1.7, 0.005 / 0.3),
        ("ultimatum", 1.0, 0.01),
        ("breakdown", (1 + 0.9 * 0.1 - 0.3) / 1.9, 0.05),
        ("outside-option", 0.4, 0.05),
    ],
)
def test_the_files_as_shipped(name: str, exact: float, reach: float) -> None:
    """Numbers of the files, put into the formulas by hand."""
    outcomes = bg.simulate(bg.load(name), worlds=100, worlds_per_draw=100, seed=1972)
    shares, agreed = first_proposals(outcomes)
    assert agreed.mean() > 0.5
    assert abs(shares[agreed].mean() - exact) <= reach + ROUNDING
    assert (outcomes.step == 0).all()
    assert (outcomes.proposer[:, 0] == 0).all()


@pytest.mark.parametrize("name", ["rubinstein", "deadline", "breakdown", "outside-option"])
def test_one_agreement_divides_the_pie_for_good(name: str) -> None:
    scenario = with_tick(bg.load(name), 0.02)
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
    shares, agreed = first_proposals(outcomes)
    assert abs(shares[agreed].mean() - exact) <= reach


def test_payoffs_are_shares_discounted_to_the_round_of_agreement() -> None:
    scenario = with_tick(bg.load("rubinstein"), 0.02).replace(
        {"parties.ann.choice_noise": 0.05, "parties.bob.choice_noise": 0.05}
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
