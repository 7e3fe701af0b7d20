"""Role sheets: what each seat needs, and nothing that others keep to themselves."""

from __future__ import annotations

import pytest

import bargaining as bg
from bargaining.errors import ArgumentError
from bargaining.scenario.handout import handout, role_sheet, seats_of
from bargaining.scenario.library import list_scenarios
from tests.markup import read


def text_of(scenario, seat):
    return [text for heading, items in role_sheet(scenario, seat) for text in (heading, *items)]


@pytest.mark.parametrize("name", ["stockholm-2014", "kishida-2023", "six-party-2014", "two-types"])
def test_what_others_want_and_are_does_not_show(name):
    scenario = bg.load(name)
    for seat in seats_of(scenario):
        changed = {}
        for other, party in scenario.parties.items():
            if other == seat:
                continue
            changed[f"parties.{other}.discount_factor"] = 0.5
            changed[f"parties.{other}.choice_noise"] = 0.9
            if party.type_meanings:
                changed[f"parties.{other}.type_meanings"] = ["wants this", "wants that"]
            for term in scenario.payoffs.get(other, {}):
                changed[f"payoffs.{other}.{term}"] = 0.77
        assert text_of(scenario.replace(changed), seat) == text_of(scenario, seat)


def test_ones_own_wishes_and_type_do():
    scenario = bg.load("stockholm-2014")
    sheet = text_of(scenario, "north_korea")
    told = "\n".join(sheet)
    for meaning in scenario.parties["north_korea"].type_meanings:
        assert meaning in told
    wish = max(scenario.payoffs["north_korea"], key=lambda term: scenario.payoffs[
        "north_korea"][term].expectation())  # fmt: skip
    changed = scenario.replace({f"payoffs.north_korea.{wish}": 9.0})
    assert text_of(changed, "north_korea") != sheet


@pytest.mark.parametrize("name", list_scenarios())
def test_every_scenario_has_a_sheet_for_every_seat(name):
    scenario = bg.load(name)
    tags = read(handout(scenario))
    sections = [tag for tag, _ in tags.seen if tag == "section"]
    assert len(sections) == len(seats_of(scenario)) >= 1
    text = "".join(tags.text)
    for issue in scenario.issues.values():
        assert issue.label in text


def test_texts_of_a_file_are_no_markup():
    scenario = bg.load("ultimatum").replace({"parties.ann.label": "<script>alert(1)</script>"})
    page = handout(scenario)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_nothing_is_fetched():
    page = handout(bg.load("stockholm-2014"))
    assert "http" not in page
    assert "src=" not in page


def test_seats_may_be_chosen():
    scenario = bg.load("stockholm-2014")
    page = handout(scenario, ["china"])
    assert page.count("<section>") == 1
    with pytest.raises(ArgumentError, match='"japanese_public" has no role sheet'):
        handout(scenario, ["japanese_public"])


def test_the_abductions_are_spoken_of_where_they_are_an_issue():
    for name in bg.list_scenarios():
        scenario = bg.load(name)
        spoken_of = any("abduct" in issue for issue in scenario.issues)
        assert ("families" in scenario.header.note) is spoken_of
        assert ("families" in handout(scenario)) is spoken_of
