"""What touches nothing moves nobody's luck, and a changed history keeps the luck of the old one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.engine import NegotiationModel
from bargaining.engine.recorder import AXES
from bargaining.scenario import Scenario
from tests.properties.play import (
    Arrays,
    arrays,
    assert_same_bits,
    changed,
    lively,
    lively_document,
)
from tests.reference.toy import ladder, number, party, read

SEED, WORLDS, ROUNDS = 11, 60, 6
Document = dict[str, Any]


def play(scenario: Scenario) -> Arrays:
    return arrays(scenario, WORLDS, seed=SEED, worlds_per_draw=4)


BASE = lively(ROUNDS)


@pytest.fixture(scope="module")
def baseline() -> Arrays:
    return play(BASE)


NOTHING = [
    {"at": 0, "kind": "scale", "target": "payoffs.north.relief", "value": 1.0},
    {"at": 2, "kind": "scale", "target": "conditions.strain.drivers.at_table", "value": 1.0},
    {"at": 0, "kind": "add", "target": "payoffs.north.proof", "value": 0.0},
    {"at": 1, "kind": "parameter", "target": "parties.north.hurdle", "value": -0.1},
    {"at": 0, "until": 5, "kind": "belief", "target": "south", "value": 1.0},
    {"at": 0, "kind": "hold", "target": "proof", "value": "down"},
]


@pytest.mark.parametrize("change", NOTHING, ids=lambda change: change["kind"] + change["target"])
def test_an_intervention_that_changes_nothing_leaves_every_bit(
    baseline: Arrays, change: dict[str, Any]
) -> None:
    assert_same_bits(play(changed(BASE, change)), baseline)


CHANGES = st.sampled_from(
    [
        {"kind": "level", "target": "relief", "value": 1.0},
        {"kind": "condition", "target": "tension", "value": 1.0},
        {"kind": "act", "target": "launch"},
        {"kind": "no_act", "target": "launch"},
        {"kind": "scale", "target": "payoffs.north.relief", "value": 0.0},
        {"kind": "parameter", "target": "parties.south.choice_noise", "value": 1.0},
        {"kind": "belief", "target": "south", "value": 5.0},
        {"kind": "talks", "target": "closed"},
        {"kind": "turnover", "target": "north"},
        {"kind": "menu", "target": "relief", "value": "proof"},
    ]
)


@settings(max_examples=8)
@given(change=CHANGES, at=st.integers(0, ROUNDS - 1))
def test_before_its_date_an_intervention_does_not_show(
    baseline: Arrays, change: dict[str, Any], at: int
) -> None:
    after = play(changed(BASE, {"at": at, **change}))
    for name, values in baseline.items():
        if AXES[name][1:2] == ("round",):
            np.testing.assert_array_equal(after[name][:, :at], values[:, :at], err_msg=name)
    np.testing.assert_array_equal(after["initial_rung"], baseline["initial_rung"])


def test_a_counterfactual_shares_all_luck_with_its_baseline(baseline: Arrays) -> None:
    tested = changed(BASE, {"at": 1, "kind": "act", "target": "launch"})
    after = play(tested)
    assert (after["act"][:, 1] != baseline["act"][:, 1]).any()
    np.testing.assert_array_equal(after["window_open"], baseline["window_open"])
    np.testing.assert_array_equal(after["party_type"], baseline["party_type"])
    np.testing.assert_array_equal(after["turnover"], baseline["turnover"])
    drawn = []
    for scenario in (BASE, tested):
        negotiation = NegotiationModel(scenario, seed=SEED, worlds=WORLDS, worlds_per_draw=4)
        drawn.append(negotiation.world.drawn)
        negotiation.release()
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert len(np.unique(drawn[0], axis=0)) == WORLDS // 4


def add_silent_party(text: Document) -> None:
    text["parties"] = {"observer": party(), **text["parties"]}
    text["payoffs"]["observer"] = {"relief": number(1.0)}


def add_bystander_with_a_ladder(text: Document) -> None:
    text["parties"]["bystander"] = party(inertia=number(0.05), belief=number(0.5))
    text["payoffs"]["bystander"] = {"ado": number(0.2), "ado * tension": number(0.5)}
    text["issues"]["ado"] = ladder("bystander", 3)


def add_conditions(text: Document) -> None:
    weather = {"probability_by_month": {"otherwise": number(0.5)}}
    text["conditions"] = {
        "weather": weather,
        **text["conditions"],
        "fashion": {"persistence": number(0.7), "noise": number(0.3), "mean": number(0.5)},
    }


def add_act_without_a_window(text: Document) -> None:
    bluff = copy.deepcopy(text["acts"][0])
    bluff["name"], bluff["window"] = "bluff", {"probability": number(0.0)}
    text["acts"] = [bluff, *text["acts"]]


def draw_a_number_nobody_needs(text: Document) -> None:
    text["acts"][0]["window"]["factor_by_round"]["99"] = number(2.0)
    text["table"]["undelivered_memory"] = number(0.95)


ADDITIONS = [
    add_silent_party,
    add_bystander_with_a_ladder,
    add_conditions,
    add_act_without_a_window,
    draw_a_number_nobody_needs,
]


@pytest.mark.parametrize("add", ADDITIONS, ids=lambda add: add.__name__)
def test_what_is_added_and_touches_nothing_moves_nothing(
    baseline: Arrays, add: Callable[[Document], None]
) -> None:
    text = lively_document(ROUNDS)
    add(text)
    scenario = read(text)
    played = play(scenario)
    assert_same_bits(restricted(played, scenario, BASE), baseline)


def restricted(played: Arrays, larger: Scenario, smaller: Scenario) -> Arrays:
    """The arrays of the larger scenario for what the smaller one has too."""
    names = {
        "issue": (list(larger.issues), list(smaller.issues)),
        "condition": (list(larger.conditions), list(smaller.conditions)),
        "party": (list(larger.parties), list(smaller.parties)),
        "act": ([a.name for a in larger.acts], [a.name for a in smaller.acts]),
        "typed_party": (typed(larger), typed(smaller)),
    }
    kept = dict(played)
    for name in played:
        if AXES[name][-1] not in names:
            continue
        every, wanted = names[AXES[name][-1]]
        kept[name] = played[name][..., [every.index(one) for one in wanted]]
    return kept


def typed(scenario: Scenario) -> list[str]:
    return [name for name, record in scenario.parties.items() if record.belief is not None]
