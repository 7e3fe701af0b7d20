"""A scenario on one screen."""

from __future__ import annotations

import pytest

from bargaining.scenario import list_scenarios, load
from bargaining.scenario.brief import brief


@pytest.fixture(autouse=True)
def eighty(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def test_it_says_what_who_about_what_until_when_and_what_next():
    told = brief(load("stockholm-2014"), called="stockholm-2014")
    words = " ".join(told.split())
    for part in (
        "Stockholm talks, May 2014: room for tactical concessions",
        "About The main source, written in the week before the meeting",
        "At the table Japan and North Korea talk and sign. Japanese public and North Korean elite",
        "must approve at home. China, South Korea and United States act from outside.",
        "Negotiated Relief from Japan's unilateral sanctions (Japan), Information on the",
        "Can happen Ballistic-missile test (North Korea) and Nuclear test (North Korea).",
        "Can end in settlement, partial accommodation, renege, collapse or stalemate.",
        "Lasts 24 rounds, one a month, from 1 May 2014 to April 2016.",
        "bargaining run stockholm-2014 --quick a first look",
        "bargaining transcript stockholm-2014 one history",
        "bargaining compare stockholm-2014 with and without a change",
        "bargaining show stockholm-2014 all rules and numbers",
    ):
        assert part in words


@pytest.mark.parametrize("name", list_scenarios())
def test_every_scenario_fits_on_a_screen(name):
    lines = brief(load(name), called=name).split("\n")
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert len(lines) > 8


def test_what_is_long_ends_in_dots_at_a_word_and_still_fits():
    scenario = load("six-party-2014")
    long = {f"issues.{name}.label": f"{name} " * 30 for name in scenario.issues}
    long |= {f"parties.{name}.label": f"{name} " * 20 for name in scenario.parties}
    long |= {"scenario.title": "title " * 33, "scenario.summary": "summary, " * 200}
    changed = scenario.replace(long)
    lines = brief(changed, called="/a/folder/that is far away/with a name/of.toml").split("\n")
    assert len(lines) <= 24
    assert max(map(len, lines[:-5])) <= 80
    assert lines[1].endswith("title ...")
    assert lines[3].endswith("summary ...")
    assert lines[6].endswith("and for nothing else.")
    assert "  bargaining show '/a/folder/that is far away/with a name/of.toml'" in lines


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_other_widths_are_kept(monkeypatch, columns):
    whole = brief(load("stockholm-2014"), called="stockholm-2014")
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = brief(load("stockholm-2014"), called="stockholm-2014").split("\n")
    assert max(map(len, lines)) <= columns
    # A narrow screen has more lines and hides no more than a part of a line.
    assert "".join(lines).count("...") <= 1 + whole.count("...")


def test_a_scenario_without_acts_and_what_ifs_has_no_line_on_them():
    told = brief(load("ultimatum").replace({"counterfactuals": [], "claims": []}), called="x.toml")
    assert "Can happen" not in told
    assert "bargaining compare" not in told
