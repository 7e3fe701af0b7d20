"""The file on posturing makes show large, leaves the venue's sign open, and can take show out."""

from __future__ import annotations

import numpy as np
import pytest

from bargaining.engine import simulate
from bargaining.scenario import Scenario, load
from bargaining.scenario.evidence import numbers_of

# dotted path -> ends of the prior, as the design has them, and a paragraph it rests on
NUMBERS = {
    "payoffs.north_korea.at_table * sino_japanese_dispute": (0.06, 0.25, "keck-2014:4"),
    "payoffs.north_korea.agreement_in_force * sino_japanese_dispute": (0.05, 0.2, "keck-2014:5"),
    "payoffs.japan.at_table * sino_japanese_dispute": (0.03, 0.15, "keck-2014:5"),
    "payoffs.china.at_table * patronage * venue_outside_china": (-0.15, 0.2, "keck-2014:4"),
    "parties.japan.hurdle": (-0.15, 0.1, "tokyo-report-2014:7"),
    "parties.north_korea.hurdle": (-0.15, 0.1, "tokyo-report-2014:7"),
    "conditions.venue_outside_china.initial": (0, 0, "keck-2014:3"),
}
ARMS = {
    "no_quarrel": 0,
    "china_softens": 0,
    "venue_beijing": 2,
    "posture_off": 0,
    "never_at_the_table": 0,
}


@pytest.fixture(scope="module")
def march() -> Scenario:
    return load("posturing-2014")


@pytest.mark.parametrize("path", NUMBERS)
def test_numbers_are_the_designs_and_cited(march, path):
    number = numbers_of(march)[path]
    low, high, paragraph = NUMBERS[path]
    assert number.support() == (low, high)
    assert paragraph in number.source


def test_all_else_is_the_bases(march, stockholm):
    ours, theirs = numbers_of(march), numbers_of(stockholm)
    rooms = ("payoffs.", "parties.", "issues.")
    assert {path for path in ours if path.startswith(rooms)} <= theirs.keys()
    changed = {
        path
        for path in ours.keys() & theirs.keys()
        if path.startswith(rooms) and ours[path] != theirs[path]
    }
    assert changed == {path for path in NUMBERS if path.startswith(rooms)}


def test_a_year_from_march_begins_without_talks_and_moves_them_in_may(march):
    assert march.header.start.isoformat() == "2014-03-01"
    assert march.settings.rounds.value == 12
    assert not march.table.open_at_start
    [move] = march.interventions
    assert (move.at, move.kind, move.target, move.value) == (
        2, "condition", "venue_outside_china", 1,
    )  # fmt: skip


def test_posture_off_takes_out_every_weight_of_show_and_no_other(march):
    tagged = {path for path, number in numbers_of(march).items() if number.tag == "posture"}
    [arm] = [one for one in march.counterfactuals if one.name == "posture_off"]
    assert {change.target for change in arm.do} == tagged
    assert {(change.kind, change.at, change.value) for change in arm.do} == {("scale", 0, 0)}


def test_thresholds_are_the_ledgers(march):
    found = {c.id: (c.direction, c.threshold) for c in march.claims if c.id.startswith("H")}
    assert found == {
        "H06a": ("<", -0.05),
        "H06b": ("=", 0.02),
        "H06c1": (">", 0.5),
        "H06c2": (">", 0.5),
        "H07c": ("=", 0.02),
        "H07d": ("<", -0.02),
    }


@pytest.mark.slow
def test_counterfactuals_are_dated_and_do_what_they_say(march):
    assert {one.name: min(c.at for c in one.do) for one in march.counterfactuals} == ARMS
    short = march.replace({"settings.rounds": 5, "settings.stake_in_steps": False})
    arms = {
        arm: simulate(short.intervene(arm), worlds=4, worlds_per_draw=2, seed=3)
        for arm in ("no_quarrel", "china_softens", "venue_beijing")
    }
    baseline = simulate(short, worlds=4, worlds_per_draw=2, seed=3)
    conditions, issues = list(march.conditions), list(march.issues)
    venue, quarrel = (conditions.index(c) for c in ("venue_outside_china", "sino_japanese_dispute"))
    assert np.all(baseline.condition[:, :, venue] == [0, 0, 1, 1, 1])
    assert np.all(arms["venue_beijing"].condition[:, :, venue] == 0)
    assert np.array_equal(arms["venue_beijing"].rung[:, :2], baseline.rung[:, :2])
    assert np.all(arms["no_quarrel"].condition[:, :, quarrel] == 0)
    assert baseline.condition[:, :, quarrel].min() > 0
    assert np.all(arms["china_softens"].level[:, :, issues.index("patronage")] == 1)
