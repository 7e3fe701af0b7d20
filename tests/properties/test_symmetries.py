"""Units and names carry no information."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest

import bargaining.chance
from bargaining.scenario import Scenario
from tests.properties.play import Arrays, arrays, assert_same_bits, lively, lively_document
from tests.reference.toy import number, read

SEED, WORLDS, ROUNDS = 3, 60, 6
PATHS = (
    "ending_by_round", "rung", "party_type", "at_table", "agreement_in_force", "sat", "act",
    "window_open", "step", "verified", "proposer", "offer", "response", "closing", "opened",
    "lapsed", "completed", "defaulted",
)  # fmt: skip


def play(scenario: Scenario) -> Arrays:
    return arrays(scenario, WORLDS, seed=SEED, worlds_per_draw=4)


def with_units(factor: float, constant: float = 0.0) -> Scenario:
    """The toy with payoffs, noise, inertia and hurdles in other units, and a constant added."""
    text = lively_document(ROUNDS)
    text["conditions"]["always"] = {"value_by_round": {"otherwise": number(1.0)}}
    for terms in text["payoffs"].values():
        for term in terms.values():
            term["value"] *= factor
        terms["always"] = number(constant, spread=0.0)
    for party in text["parties"].values():
        for key in ("choice_noise", "inertia", "hurdle"):
            if key in party:
                party[key]["value"] *= factor
    return read(text)


@pytest.fixture(scope="module")
def plain() -> Arrays:
    return play(with_units(1.0))


@pytest.mark.parametrize("factor", [2.0, 0.125])
def test_units_that_are_powers_of_two_change_no_bit(plain: Arrays, factor: float) -> None:
    scaled = play(with_units(factor))
    for name in ("flow", "mutual_gain", "offer_gain", "payoff"):
        scaled[name] = scaled[name] / factor
    assert_same_bits(scaled, plain)


@pytest.mark.parametrize(("factor", "constant"), [(1.7, 0.0), (1.0, 0.83), (0.3, -2.2)])
def test_other_units_and_a_constant_change_no_path(
    plain: Arrays, factor: float, constant: float
) -> None:
    changed = play(with_units(factor, constant))
    for name in PATHS:
        np.testing.assert_array_equal(changed[name], plain[name], err_msg=name)
    np.testing.assert_allclose(changed["belief"], plain["belief"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(
        changed["payoff"], factor * plain["payoff"] + constant, rtol=0, atol=1e-9
    )


def test_units_that_leave_the_noise_behind_do_change_paths(plain: Arrays) -> None:
    """Without this the two tests above might compare histories in which nothing is weighed."""
    text = lively_document(ROUNDS)
    for terms in text["payoffs"].values():
        for term in terms.values():
            term["value"] *= 2.0
    louder = play(read(text))
    assert (louder["rung"] != plain["rung"]).any()


NAMES = ("north", "south", "ally", "public", "relief", "proof", "restraint", "backing", "calm",
         "tension", "skill", "strain", "drill", "session", "launch")  # fmt: skip
PREFIX = "q_"


def renamed() -> Scenario:
    """The toy under other names; a common prefix keeps the order in which terms are written."""
    text = json.dumps(lively_document(ROUNDS), default=str)
    for name in NAMES:
        text = re.sub(rf"(?<![a-z_]){name}(?![a-z_])", PREFIX + name, text)
    document = json.loads(text)
    document["scenario"]["start"] = lively_document(1)["scenario"]["start"]
    return read(document)


def test_other_names_with_their_slots_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    original = play(lively(ROUNDS))
    uniform = bargaining.chance.Chance.uniform

    def under_the_old_name(self: Any, slot: str, *address: int, **named: int) -> Any:
        return uniform(self, slot.replace(PREFIX, ""), *address, **named)

    monkeypatch.setattr(bargaining.chance.Chance, "uniform", under_the_old_name)
    assert_same_bits(play(renamed()), original)


def test_other_names_alone_are_other_luck() -> None:
    original, other = play(lively(ROUNDS)), play(renamed())
    assert (original["party_type"][:, 0] != other["party_type"][:, 0]).any()


def test_the_order_of_scheduled_conditions_permutes_them() -> None:
    text = lively_document(ROUNDS)
    order = ["session", "tension", "drill", "skill", "strain"]
    text["conditions"] = {name: text["conditions"][name] for name in order}
    permuted, original = play(read(text)), play(lively(ROUNDS))
    places = [order.index(name) for name in lively(ROUNDS).conditions]
    permuted["condition"] = permuted["condition"][:, :, places]
    assert_same_bits(permuted, original)
