"""The file on July 2014 begins in mid-story, as the article found it, and its arms play."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bargaining.engine import simulate
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario, load
from bargaining.scenario.evidence import numbers_of

# dotted path -> support of the prior, and the paragraph that gives the idea
NUMBERS = {
    "issues.sanctions_relief.initial": ((0.5, 0.5), "flashpoints-2014:1"),
    "issues.abductee_information.initial": ((0.25, 0.25), "flashpoints-2014:1"),
    "conditions.alliance_strain.initial": ((0.15, 0.15), "flashpoints-2014:2"),
    "issues.alliance_backing.initial": ((0.5, 0.5), "flashpoints-2014:2"),
    "payoffs.south_korea.alliance_strain * trilateral_coordination": (
        (-1.0, -0.3),
        "flashpoints-2014:2",
    ),
}

# counterfactual -> round of its first change
DATES = {
    "nuclear_test": 6,
    "no_nuclear_test": 6,
    "attack_on_the_south": 6,
    "preemptive_reward": 1,
    "disproportionate_reward": 1,
    "unconditional_reward": 1,
    "parallel_tracks": 0,
    "no_reciprocity": 0,
    "tokyo_stops": 0,
    "drills_always": 0,
    "drills_never": 0,
}

# typed from the ledger; they do not move
THRESHOLDS = {
    "H03a": (">=", 0.10),
    "H03b": (">=", 0.10),
    "H03c": (">=", 0.10),
    "H03d": (">=", 0.05),
    "H03e": (">=", 0.05),
    "H04a": (">=", 0.02),
    "H04b": (">=", 0.02),
    "H04c": ("<=", -0.02),
    "H04d": ("<=", -0.02),
    "H04e": ("<=", 0.0),
    "H05a": (">=", 0.25),
    "H05b": ("<=", 0.20),
    "H10d": (">=", 0.10),
    "H10e": (">=", 0.05),
    "H10f": (">=", 0.05),
    "H11a": (">=", 0.50),
    "H11c": ("=", 0.10),
    "H12e": ("<=", -0.05),
    "H12f": ("<=", -0.02),
    "H13d": (">=", -0.02),
    "H13e": ("<=", -0.02),
    "H13f": ("<", 0.0),
}


@pytest.fixture(scope="module")
def july() -> Scenario:
    return load("trilateral-2014")


@pytest.fixture(scope="module")
def played(july, arms_of) -> Callable[[str], Outcomes]:
    # Not far beyond the latest date of a change.
    return arms_of(july, 8)


@pytest.mark.parametrize("path", NUMBERS)
def test_numbers_of_the_article_stand_with_their_paragraph(july, path):
    number = numbers_of(july)[path]
    support, paragraph = NUMBERS[path]
    assert number.support() == pytest.approx(support)
    assert paragraph in number.source


def test_an_accord_in_force_is_handed_over(july):
    promised = {
        name: (promise.level_at_signing, promise.target)
        for name, promise in july.agreement.promises.items()
    }
    assert promised == {"sanctions_relief": (0, 0.5), "abductee_information": (0, 1)}
    months = (july.header.start.year - 2014) * 12 + july.header.start.month - 5
    assert july.agreement.rounds_since.value == months  # signed in May
    assert july.settings.rounds.value == 20
    assert not july.table.open_at_start


def test_credit_for_a_process_is_half_as_much_again_as_at_signing(july, stockholm):
    path = "payoffs.japan.agreement_in_force"
    assert numbers_of(july)[path].value == 0.15
    assert numbers_of(july)[path].value / numbers_of(stockholm)[path].value == pytest.approx(1.5)


def test_the_session_of_spring_is_gone(july):
    assert "diet_session" not in july.conditions
    assert not [term for term in july.payoffs["japan"] if "diet_session" in term]


def test_counterfactuals_are_dated(july):
    assert {one.name: min(c.at for c in one.do) for one in july.what_ifs} == DATES


def test_thresholds_are_the_ledgers(july):
    found = {c.id: (c.direction, c.threshold) for c in july.claims if c.id in THRESHOLDS}
    assert found == THRESHOLDS


def test_acts_are_counted_per_24_months(july):
    counted = [c for c in july.claims if "24 months" in c.note]
    assert counted
    assert all(c.quantity.startswith("1.2 * ") for c in counted)
    assert july.settings.rounds.value * 1.2 == pytest.approx(24)


def test_the_story_begins_with_the_accord_and_nobody_at_the_table(july):
    outcomes = simulate(july, worlds=2, worlds_per_draw=2, seed=5)
    assert outcomes["agreement_in_force"][:, 0].all()
    assert not outcomes["sat"][:, 0].any()
    # by November 2015, 18 rounds after signing, it has ended one way or the other
    assert (outcomes["completed"] | outcomes["lapsed"])[:, :17].any(axis=1).all()


@pytest.mark.slow
@pytest.mark.parametrize("arm", DATES)
def test_every_counterfactual_plays_and_changes_nothing_before_its_date(played, arm):
    baseline, changed = played("baseline"), played(arm)
    for name in ("rung", "condition", "flow"):
        assert np.array_equal(changed[name][:, : DATES[arm]], baseline[name][:, : DATES[arm]])


def test_rewards_stand_from_august_on(july, played):
    rungs = [rung.level for rung in july.issues["sanctions_relief"].rungs]
    place = list(july.issues).index("sanctions_relief")
    for arm, level in (
        ("preemptive_reward", 0.75),
        ("disproportionate_reward", 1.0),
        ("unconditional_reward", 0.75),
        ("tokyo_stops", 0.0),
    ):
        given = played(arm)["rung"][:, DATES[arm], place]
        assert [rungs[rung] for rung in given] == [level] * 4, arm


def test_exercises_are_always_on_or_never(july, played):
    place = list(july.conditions).index("military_exercise")
    assert (played("drills_always")["condition"][:, :, place] == 1).all()
    assert (played("drills_never")["condition"][:, :, place] == 0).all()


def test_the_test_happens_in_one_arm_and_never_in_the_other(july, played):
    place = [act.name for act in july.acts].index("nuclear")
    assert played("nuclear_test")["act"][:, 6, place].astype(bool).all()
    assert not played("no_nuclear_test")["act"][:, 6:, place].astype(bool).any()
