"""Flows by tag: the parts add up to what the engine recorded, dated changes and all."""

import numpy as np
import pytest

from bargaining.chance import uniforms
from bargaining.claims.estimates import measure
from bargaining.claims.values import flow_of_tag
from bargaining.engine import simulate
from bargaining.errors import ArgumentError
from bargaining.scenario.quantity_words import UNTAGGED
from bargaining.scenario.terms import PARTY_COLUMNS, parse_term
from bargaining.world.priors import value_at
from tests.properties.play import changed, lively_document
from tests.reference.toy import number, read

CHANGES = (
    {"at": 2, "until": 3, "kind": "scale", "target": "payoffs.north.strain", "value": 3.0},
    {"at": 1, "kind": "parameter", "target": "payoffs.south.at_table", "value": -0.5},
    {"at": 3, "kind": "scale", "target": "payoffs.south.at_table", "value": 2.0},
    {"at": 1, "kind": "add", "target": "payoffs.north.proof", "value": 0.5,
     "of": "payoffs.north.strain"},
    {"at": 2, "until": 2, "kind": "add", "target": "payoffs.south.relief", "value": -0.4,
     "of": "payoffs.south.at_table"},
    {"at": 5, "kind": "scale", "target": "payoffs.north.strain", "value": 0.0},
    {"at": 6, "kind": "add", "target": "payoffs.north.strain", "value": -0.2},
    {"at": 4, "kind": "turnover", "target": "north"},
)  # fmt: skip


@pytest.fixture(scope="module")
def run():
    """A run with every kind of column in its payoffs: tagged by length of name, or not at all."""
    text = lively_document(8)
    text["payoffs"]["north"]["new_leader.north * proof"] = number(0.3)
    for lines in text["payoffs"].values():
        for term, line in lines.items():
            if len(term) % 3:
                line["tag"] = ("odd", "even")[len(term) % 2]
    for term in ("calm", "backing * strain"):
        text["payoffs"]["ally"][term]["tag"] = "mine"
    return simulate(changed(read(text), *CHANGES), worlds=60, worlds_per_draw=3, seed=5)


def test_the_run_meets_every_column(run):
    columns = {
        column
        for lines in run.scenario.payoffs.values()
        for term in lines
        for column in parse_term(term)
    }
    assert {column.name for column in columns} >= {*PARTY_COLUMNS[::3], "type", "ever_agreed"}
    assert any(column.power != 1 for column in columns)
    assert any(column.detail == "steep" for column in columns)
    assert run.turnover.any()
    assert (run.response == 3).any()
    assert (run.undelivered > 0).any()


def flow_by_tag(run, party):
    tags = {line.tag or UNTAGGED for line in run.scenario.payoffs.get(party, {}).values()}
    return {tag: flow_of_tag(run, party, tag) for tag in tags}


def test_the_tags_add_up_to_the_flow(run):
    for i, party in enumerate(run.labels["party"]):
        parts = flow_by_tag(run, party)
        np.testing.assert_allclose(sum(parts.values()), run.flow[:, :, i], atol=1e-12)
    assert set(flow_by_tag(run, "north")) == {"odd", "even", "untagged"}


def test_they_add_up_in_a_part_of_the_worlds_too(run):
    some, place = run.select([1, 30, 59]), run.labels["party"].index("south")
    total = sum(flow_by_tag(some, "south").values())
    np.testing.assert_allclose(total, run.flow[[1, 30, 59], :, place], atol=1e-12)


def test_a_part_is_made_of_its_own_lines(run):
    def weight(term):
        luck = uniforms(5, f"prior.payoffs.ally.{term}", 0, 20)
        by_draw = value_at(run.scenario.payoffs["ally"][term], luck, 0.2)
        return by_draw[np.arange(60) // 3, None]

    calm = run.level[:, :, run.labels["issue"].index("calm")]
    backing = run.level[:, :, run.labels["issue"].index("backing")]
    strain = run.condition[:, :, run.labels["condition"].index("strain")]
    expected = weight("calm") * calm + weight("backing * strain") * backing * strain
    np.testing.assert_allclose(flow_by_tag(run, "ally")["mine"], expected, atol=1e-12)


def test_flows_are_words_of_the_language(run):
    parts = [
        measure(run, f"E(mean(flow.north.{tag}))").value for tag in ("odd", "even", "untagged")
    ]
    assert measure(run, "E(mean(flow.north))").value == pytest.approx(sum(parts))
    with pytest.raises(ArgumentError, match=r'Did you mean "flow\.north\.even"'):
        measure(run, "E(mean(flow.north.evem))")
