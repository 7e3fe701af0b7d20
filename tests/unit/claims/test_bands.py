"""Facts beside their bands: what is inside, what is missed and how, and how it is shown."""

from __future__ import annotations

import json

import pytest

import bargaining as bg
from bargaining.claims import FactResults, facts
from bargaining.scenario.schema import Scenario
from tests.unit.outcomes.synthetic import scenario_data, synthetic


def fact(name: str, quantity: str, low: float, high: float) -> dict[str, object]:
    return {
        "name": name,
        "statement": f"What is said of {name}.",
        "quantity": quantity,
        "low": low,
        "high": high,
        "source": "record: 2014-05-29 accord announced",
        "why": f"made up for {name}",
    }


STATED = [
    fact("sure", "P(ever(tension >= 0))", 1.0, 1.0),
    fact("too_low", "P(ever(tension > 2))", 0.5, 1.0),
    fact("too_high", "E(count(tension >= 0))", 0, 1),
    fact("hard_to_tell", "P(settlement)", 0.0, 1.0),
    fact("never_seen", "E(first(agreement) | ever(tension > 2))", 0, 11),
]


@pytest.fixture(scope="module")
def found() -> FactResults:
    scenario = Scenario.model_validate_json(json.dumps({**scenario_data(), "facts": STATED}))
    return facts(synthetic(40, worlds_per_draw=4, scenario=scenario))


def test_a_miss_is_said_and_how_it_misses(found):
    assert [one.verdict for one in found] == [
        "inside", "missed (below the band)", "missed (above the band)", "inside", "not defined"
    ]  # fmt: skip
    assert [one.inside for one in found] == [True, False, False, True, False]
    assert found.n_inside == 2
    assert repr(found) == "<FactResults of 5: 2 inside their bands>"


def test_values_and_intervals_are_those_of_measure(found):
    scenario = Scenario.model_validate_json(json.dumps({**scenario_data(), "facts": STATED}))
    run = synthetic(40, worlds_per_draw=4, scenario=scenario)
    assert found["hard_to_tell"].estimate == bg.measure(run, "P(settlement)")
    assert bg.facts(run, confidence=0.5)["hard_to_tell"].estimate.confidence == 0.5
    with pytest.raises(KeyError):
        found["unheard_of"]


def test_a_band_that_the_interval_reaches_is_missed_within_error(found):
    value = found["hard_to_tell"].estimate.value
    high = found["hard_to_tell"].estimate.high
    assert value < high
    near = fact("near", "P(settlement)", (value + high) / 2, 1.0)
    scenario = Scenario.model_validate_json(json.dumps({**scenario_data(), "facts": [near]}))
    assert [one.verdict for one in facts(synthetic(40, worlds_per_draw=4, scenario=scenario))] == [
        "missed (below the band, but within sampling error)"
    ]


def test_the_table_follows_a_narrow_terminal(found, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, str(found).splitlines())) <= 60


def test_the_table_fits_a_console_and_says_what_facts_are(found):
    text = str(found)
    assert "2 of 5 facts inside the band, 1 not defined; 40 worlds, 4 a draw" in " ".join(
        text.split()
    )
    assert "What is said of never_seen." in text
    assert "supports nothing" in text
    assert max(map(len, text.splitlines())) <= 88
    assert found.table(ascii=True).isascii()


def test_the_numbers_can_be_written_as_json(found):
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert [one["inside"] for one in data["facts"]] == [True, False, False, True, False]
    assert data["facts"][0]["fact"]["source"] == ["record: 2014-05-29 accord announced"]
    assert data["facts"][-1]["value"] is None


def test_a_file_without_facts_says_so():
    assert str(facts(synthetic(4))).endswith("states no facts.")
