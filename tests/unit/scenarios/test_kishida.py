"""The file on 2023 holds what had changed since 2014, says so, and lets the change be undone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario, load
from bargaining.scenario.evidence import numbers_of

# dotted path -> ends of the prior, or parameters of a beta, typed from the design and from the
# second reading of the article
NUMBERS = {
    "payoffs.north_korea.sanctions_relief": (0.35, 0.35),
    "payoffs.north_korea.sanctions_relief^2": (0.25, 0.25),
    "payoffs.north_korea.capability": (0.6, 1.6),
    "payoffs.north_korea.alliance_strain * at_table": (0.10, 0.10),
    "payoffs.north_korea.abductee_information^2": (-1.2, -0.3),
    "payoffs.south_korea.inter_korean_engagement": (-0.5, -0.5),
    "parties.north_korea.belief": ("beta", 2, 6),
    "issues.patronage.initial": (1, 1),
    "issues.trilateral_coordination.initial": (1, 1),
    "issues.alliance_backing.initial": (0.5, 0.5),
    "payoffs.japan.at_table": (0.12, 0.12),
    "payoffs.japan.at_table * tension": (-0.05, -0.05),
    "payoffs.north_korea.at_table": (-0.10, -0.10),
    "conditions.alliance_strain.drivers.at_table": (0.03, 0.03),
    "acts.missile.window.probability": (0.5, 0.9),
    "acts.nuclear.window.probability": (0.007, 0.022),
}

# numbers that rest on the article -> the paragraph
CITED = {
    "payoffs.north_korea.alliance_strain * at_table": "japan-times-2023:2",
    "payoffs.north_korea.capability": "japan-times-2023:3",
    "payoffs.north_korea.at_table * border_closed": "japan-times-2023:4",
    "conditions.border_closed.value_by_round.2": "japan-times-2023:4",
    "parties.north_korea.belief": "japan-times-2023:5",
    "issues.trilateral_coordination.initial": "japan-times-2023:6",
    "issues.alliance_backing.initial": "japan-times-2023:1",
    "conditions.alliance_strain.initial": "japan-times-2023:1",
    "payoffs.japan.at_table": "japan-times-2023:1",
    "payoffs.japan.at_table * tension": "japan-times-2023:4",
    "payoffs.north_korea.at_table": "japan-times-2023:5",
    "conditions.alliance_strain.drivers.at_table": "japan-times-2023:1",
}

# counterfactual -> round of its first change
DATES = {
    "summit_no_preconditions": 4,
    "stance_changes": 4,
    "summit_and_stance": 4,
    "seoul_engages": 0,
    "allies_endorse": 0,
    "talks_held_open": 0,
    "talks_never_opened": 0,
    "settings_of_2014": 0,
}


@pytest.fixture(scope="module")
def may() -> Scenario:
    return load("kishida-2023")


@pytest.fixture(scope="module")
def played(may, arms_of) -> Callable[[str], Outcomes]:
    # Not far beyond the latest date of a change.
    return arms_of(may, 6)


@pytest.mark.parametrize("path", NUMBERS)
def test_numbers_are_the_designs(may, path):
    number = numbers_of(may)[path]
    if hasattr(number, "alpha"):
        assert ("beta", number.alpha, number.beta) == NUMBERS[path]
    else:
        assert number.support() == NUMBERS[path]


@pytest.mark.parametrize("path", CITED)
def test_numbers_of_the_article_stand_with_their_paragraph(may, path):
    assert CITED[path] in numbers_of(may)[path].source


def test_what_has_not_changed_is_the_bases(may, stockholm):
    changed = {*NUMBERS, *CITED}
    ours, theirs = numbers_of(may), numbers_of(stockholm)
    same = [
        path
        for path in ours.keys() & theirs.keys() - changed
        if path.startswith(("payoffs.", "parties."))
    ]
    assert len(same) > 90
    for path in same:
        assert (ours[path].expectation(), ours[path].support()) == (
            theirs[path].expectation(),
            theirs[path].support(),
        )
    assert not [term for term in may.payoffs["japan"] if "diet_session" in term]


def test_the_border_is_closed_until_august_and_damps_talks(may):
    schedule = may.conditions["border_closed"].value_by_round
    assert {key: number.value for key, number in schedule.items()} == {
        "0": 1, "1": 1, "2": 1, "3": 1, "otherwise": 0,
    }  # fmt: skip
    months = [(may.header.start.month + round - 1) % 12 + 1 for round in range(4)]
    assert months == [5, 6, 7, 8]
    assert numbers_of(may)["payoffs.north_korea.at_table * border_closed"].value < 0


def test_the_story_begins_without_talks(may):
    assert not may.table.open_at_start
    assert may.agreement is None
    assert may.settings.rounds.value == 18


def test_counterfactuals_are_dated(may):
    assert {one.name: min(c.at for c in one.do) for one in may.what_ifs} == DATES


def test_settings_of_2014_undo_the_stack_to_the_means_of_the_base(may, stockholm):
    [arm] = [one for one in may.what_ifs if one.name == "settings_of_2014"]
    ours, theirs = numbers_of(may), numbers_of(stockholm)
    undone = set()
    for change in arm.do:
        if change.kind == "scale" and change.target in theirs:
            mean = ours[change.target].expectation() * change.value
            assert mean == pytest.approx(theirs[change.target].expectation(), rel=1e-5), (
                change.target
            )
            undone.add(change.target)
        elif change.kind == "parameter":
            assert change.value == pytest.approx(theirs[change.target].expectation())
            undone.add(change.target)
        elif change.kind == "level":
            path = f"issues.{change.target}.initial"
            assert change.value == theirs[path].value
            undone.add(path)
        elif change.kind == "belief":
            path = f"parties.{change.target}.belief"
            beliefs = [one.expectation() for one in (ours[path], theirs[path])]
            odds = [belief / (1 - belief) for belief in beliefs]
            assert odds[0] * change.value == pytest.approx(odds[1])
            undone.add(path)
    assert undone == set(NUMBERS)
    targets = {(change.target, change.value) for change in arm.do}
    assert ("payoffs.north_korea.at_table * border_closed", 0) in targets
    assert ("alliance_strain", 0) in targets


def test_tokyo_asks_and_pyongyang_declines_by_what_sitting_there_is_worth(may):
    ours = numbers_of(may)
    assert ours["payoffs.japan.at_table"].value > 0 > ours["payoffs.north_korea.at_table"].value


def test_thresholds_are_the_ledgers(may):
    found = {c.id: (c.direction, c.threshold) for c in may.claims if c.id.startswith("H")}
    assert found == {
        "H15a": ("<=", 0.15),
        "H15b": ("<", 0.90),
        "H16a": (">=", 0.02),
        "H16b": ("<", 0.0),
    }
    [order] = [c for c in may.claims if c.id == "H15b"]
    assert order.compare == ("kishida-2023", "stockholm-2014", "pyongyang-2002")


@pytest.mark.slow
@pytest.mark.parametrize("arm", DATES)
def test_every_counterfactual_plays_and_changes_nothing_before_its_date(played, arm):
    baseline, changed = played("baseline"), played(arm)
    for name in ("rung", "condition", "flow"):
        assert np.array_equal(changed[name][:, : DATES[arm]], baseline[name][:, : DATES[arm]])


def test_a_summit_seats_everybody_without_an_agreement_from_september_on(played):
    for arm in ("summit_no_preconditions", "summit_and_stance"):
        outcomes = played(arm)
        free = ~outcomes["agreement_in_force"][:, 3]
        assert free.any()
        assert outcomes["sat"][free, 4].all()


def test_talks_held_open_differ_from_none_in_the_table_alone(played):
    held, never = played("talks_held_open"), played("talks_never_opened")
    assert held["sat"].all()
    assert not never["sat"].any()
    for outcomes in (held, never):
        assert (outcomes["rung"][:, :, :3] == 0).all()
        assert not outcomes["agreement_in_force"].any()
