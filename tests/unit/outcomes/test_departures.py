"""What a run departs from its file by is told, and nothing else is."""

import dataclasses
from typing import get_args

import pytest

import bargaining as bg
from bargaining.analysis import compare
from bargaining.outcomes.departures import changes_in_words
from bargaining.plots import plot_endings
from bargaining.scenario.episodes import CHANGES
from tests.unit.outcomes.synthetic import small_scenario, synthetic, with_arrays


def seated(outcomes, **seats):
    return with_arrays(outcomes, record=dataclasses.replace(outcomes.record, seats=seats))


def test_counterfactuals_are_called_by_their_titles():
    scenario = bg.load("stockholm-2014")
    first, second = scenario.counterfactuals[:2]
    changed = scenario.intervene(first.name, second.name)
    titles = [f"the counterfactual “{one.title}”" for one in (first, second)]
    assert changes_in_words(changed) == titles
    assert changes_in_words(scenario) == []


def test_changes_that_a_shipped_file_begins_with_are_not_told():
    scenario = bg.load("rubinstein")
    assert scenario.interventions
    assert changes_in_words(scenario) == []
    assert "With " not in str(bg.simulate(scenario, worlds=2))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "level", "target": "power", "value": 0.5}, "Delivery of power is set to 0.5 (“"),
        (
            {"kind": "hold", "target": "water", "value": "both"},
            "water cannot move from July 2014 on",
        ),
        ({"kind": "hold", "target": "water", "value": "up"}, "water cannot move up from July 2014"),
        ({"kind": "act", "target": "raid"}, "Raid happens in July 2014"),
        (
            {"kind": "no_act", "target": "raid", "until": 4},
            "Raid does not happen from July 2014 to September 2014",
        ),
        ({"kind": "talks", "target": "closed"}, "talks are closed in July 2014"),
        ({"kind": "turnover", "target": "north"}, "North gets a new leader in July 2014"),
        (
            {"kind": "scale", "target": "payoffs.north.power", "value": 2.0},
            "the weight that North puts on Delivery of power is multiplied by 2 from July 2014 on",
        ),
        (
            {
                "kind": "add",
                "target": "payoffs.north.power",
                "value": 2.0,
                "of": "payoffs.north.water",
            },
            "2 times the weight that North puts on Release of water is added to the weight that",
        ),
        (
            {"kind": "parameter", "target": "parties.north.hurdle", "value": 0.2},
            "the hurdle of North becomes 0.2",
        ),
        (
            {"kind": "menu", "target": "water", "value": "power"},
            "packages keep Release of water at or below Delivery of power",
        ),
    ],
)
def test_other_changes_are_told_in_words(change, told):
    # The made-up scenario keeps the layout of files, not their rules of sources.
    dated = bg.Intervention(at=2, **change)
    changed = small_scenario().model_copy(update={"interventions": (dated,)})
    (words,) = changes_in_words(changed)
    assert told in words
    assert f"With {words.split()[0]}" in str(synthetic(20, scenario=changed))


def test_every_kind_of_change_has_words():
    assert set(get_args(bg.Intervention.model_fields["kind"].annotation)) == set(CHANGES)


def test_seats_are_named_in_table_comparison_and_picture():
    plain = synthetic(40)
    other = seated(plain, north="Patient")
    assert "With North played by Patient\n" in str(other)
    assert "played by" not in str(plain)
    title = compare(plain, other).title
    assert title == (
        "two-rivers: everybody as in the scenario (before) against North played by Patient (after)"
    )
    texts = [text.get_text() for text in plot_endings(other).figure.texts]
    assert any("North played by Patient" in text for text in texts)
