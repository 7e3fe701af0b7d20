"""The file on détente carries the deeper interests of its article and the neighbours' answers."""

from __future__ import annotations

import numpy as np
import pytest

from bargaining.engine import simulate
from bargaining.scenario import Scenario, load
from bargaining.scenario.evidence import numbers_of

# dotted path -> ends of the prior, as the design has them, and a paragraph it rests on
DESIGNED = {
    "payoffs.north_korea.sanctions_relief": (0.7, 0.7, "stratfor-2014:8"),
    "payoffs.north_korea.sanctions_relief^2": (0.5, 0.5, "stratfor-2014:7"),
    "payoffs.north_korea.patronage * sanctions_relief": (-0.6, -0.1, "stratfor-2014:1"),
    "payoffs.japan.agreement_in_force * sino_japanese_dispute": (0.12, 0.12, "stratfor-2014:11"),
    "payoffs.south_korea.at_table * inter_korean_engagement": (0.15, 0.15, "stratfor-2014:12"),
    "issues.patronage.initial": (0.75, 1.0, "stratfor-2014:6"),
    "issues.six_party_talks.initial": (0.5, 0.5, "stratfor-2014:12"),
}
# terms that the file adds, with the sign that the article's argument gives them
ADDED = {
    "payoffs.north_korea.inter_korean_engagement * sanctions_relief": -1,
    "payoffs.north_korea.six_party_talks * test_restraint": 1,
    "payoffs.north_korea.at_table * six_party_talks": -1,
    "payoffs.china.six_party_talks": -1,
    "payoffs.china.at_table * six_party_talks": 1,
    "payoffs.china.agreement_in_force * six_party_talks": 1,
}
# arm -> round of its first change
ARMS = {
    "less_dependent": 0,
    "as_dependent": 0,
    "wholly_dependent": 0,
    "relief_held": 1,
    "seoul_outbids": 1,
    "six_party_restart": 0,
    "no_remittance_channel": 0,
    "no_quiet_flank": 0,
    "no_opening": 0,
}


@pytest.fixture(scope="module")
def may() -> Scenario:
    return load("detente-2014")


@pytest.mark.parametrize("path", DESIGNED)
def test_numbers_are_the_designs_and_cited(may, path):
    number = numbers_of(may)[path]
    low, high, paragraph = DESIGNED[path]
    assert number.support() == (low, high)
    assert paragraph in number.source


def test_what_is_added_points_the_way_the_article_does(may):
    numbers = numbers_of(may)
    assert {path: np.sign(numbers[path].expectation()) for path in ADDED} == ADDED


def test_all_else_is_the_bases(may, stockholm):
    ours, theirs = numbers_of(may), numbers_of(stockholm)
    rooms = ("payoffs.", "parties.", "issues.")
    found = {path for path in ours if path.startswith(rooms) and ours[path] != theirs.get(path)}
    assert found == {*DESIGNED, *ADDED}


def test_the_figures_of_trade_and_of_koreans_in_japan_are_told(may):
    numbers = numbers_of(may)
    start = numbers["issues.patronage.initial"]
    assert list(start.choices) == [0.75, 1.0]
    assert all(figure in start.why for figure in ("70 to 90 percent", "95 percent"))
    channel = numbers["payoffs.north_korea.sanctions_relief"].why
    assert "600,000" in channel
    assert "150,000" in channel


def test_three_years_begin_at_the_table(may):
    assert may.table.open_at_start
    assert may.settings.rounds.value == 36
    assert may.table.principals == ("japan", "north_korea")


def test_thresholds_are_the_ledgers(may):
    found = {c.id: (c.direction, c.threshold) for c in may.claims if c.id.startswith("H")}
    assert found == {
        "H08a": (">", 0.05),
        "H08b": ("<", -0.02),
        "H08c": (">", 0.05),
        "H08d": ("<", -0.02),
        "H09a": (">", 0.02),
        "H09b": (">", 0.02),
    }


@pytest.mark.slow
def test_counterfactuals_are_dated_and_do_what_they_say(may):
    assert {one.name: min(c.at for c in one.do) for one in may.what_ifs} == ARMS
    short = may.replace({"settings.rounds": 2, "settings.stake_in_steps": False})
    at = {
        "less_dependent": ("patronage", 0, 0.25),
        "as_dependent": ("patronage", 0, 0.75),
        "wholly_dependent": ("patronage", 0, 1.0),
        "relief_held": ("sanctions_relief", slice(1, None), 0.5),
        "seoul_outbids": ("inter_korean_engagement", slice(1, None), 1.0),
        "six_party_restart": ("six_party_talks", slice(0, None), 1.0),
    }
    for arm, (issue, rounds, level) in at.items():
        played = simulate(short.intervene(arm), worlds=2, worlds_per_draw=1, seed=3)
        assert np.all(played.level[:, rounds, list(may.issues).index(issue)] == level), arm
    assert not simulate(short.intervene("no_opening"), worlds=2, seed=3).sat.any()
