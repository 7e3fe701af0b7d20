"""Sentences name what weighed in a choice: costs of failure, weight of a policy, what was due."""

from __future__ import annotations

from typing import Any

import pytest

from bargaining.outcomes import Event
from bargaining.outcomes.narration import sentence
from bargaining.outcomes.round_state import RoundState
from bargaining.outcomes.wording import GLUE, Wording
from tests.unit.outcomes.synthetic import small_scenario

STATE = RoundState(
    before={"water": 1, "power": 0}, after={"water": 0, "power": 0}, failed=frozenset(), round=3
)


def told(decision: str, party: str, **data: Any) -> str:
    event = Event(3, "talks", decision, party, data)
    return sentence(event, Wording(small_scenario()), STATE).replace(GLUE, " ")


@pytest.mark.parametrize(
    ("gain", "words"),
    [(0.0123, "0.012 more than"), (-0.02, "0.020 less than"), (0.0, "as much as")],
)
def test_an_offer_tells_what_its_proposer_expected_of_it(gain: float, words: str) -> None:
    offer = {"passed": False, "package": {"water": 2, "power": 1}, "probability": 0.25}
    text = told("offer", "north", **offer, expected_gain=gain)
    assert text.endswith(f"(probability 25 %; expected to be worth {words} no offer).")
    assert told("offer", "north", **offer).endswith("(probability 25 %).")


ANSWER = {
    "accepted": False,
    "probability": 0.4,
    "value_package": 0.5,
    "value_continuing": 0.46,
    "ratified_probability": 0.6,
    "cost_of_failure": 0.1,
    "value_of_yes": -0.016,
}


def test_an_answer_tells_what_it_counted_of_ratification() -> None:
    assert told("response", "south", **ANSWER) == (
        "South refused: the package was worth 0.500 to it, 0.040 more than going on at 0.460; as "
        "ratification had a chance of 60 % and failing at home would cost 0.100, a yes was worth "
        "0.016 less than a no (probability of a yes 40 %)."
    )
    # What is all but certain at home weighs nothing.
    assert "ratification" not in told("response", "south", **{**ANSWER, "ratified_probability": 1})


STEP = {
    "options": [(None, 0), ("water", 1), ("water", -1)],
    "probabilities": [0.9, 0.06, 0.04],
    "values_by_option": [0.2, 0.21, 0.25],
    "chosen": 2,
    "promised": [False, False, False],
    "inertia": 0.05,
    "costs": [0.0, 0.05, 0.08],
    "weight_of_holding": 12.4,
    "share_due": 1.0,
}


def test_a_step_tells_the_weight_of_holding_and_of_a_reversal() -> None:
    assert told("step", "north", **STEP) == (
        "North took ground back – Release of water: from “in drought” to “none” (probability 4 %; "
        "worth 0.250 to it, holding still 0.200, with 12 times the weight of a step; undoing its "
        "own last step cost 0.030 more than another)."
    )
    plain = told("step", "north", **{**STEP, "costs": [0, 0.05, 0.05], "weight_of_holding": 1.0})
    assert plain.endswith("worth 0.250 to it, holding still 0.200).")


def test_what_is_held_back_tells_how_much_of_it_was_due() -> None:
    held = {**STEP, "chosen": 0, "promised": [False, True, False]}
    text = told("step", "north", **{**held, "share_due": 0.33})
    assert text == (
        "North did not deliver – Release of water (probability 90 %; 33 % of what it promised was "
        "due by then)."
    )
    assert told("step", "north", **held).endswith("(probability 90 %).")
