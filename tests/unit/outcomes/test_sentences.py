"""Sentences name what weighed in a choice: costs of failure, weight of a policy, what was due."""

from __future__ import annotations

from typing import Any

import pytest

import bargaining as bg
from bargaining.outcomes import Closing, Event
from bargaining.outcomes.narration import RoundState, sentence
from bargaining.scenario.words import Wording
from tests.unit.outcomes.synthetic import small_scenario

STATE = RoundState(
    before={"water": 1, "power": 0}, after={"water": 0, "power": 0}, failed=frozenset()
)


def told(decision: str, party: str, **data: Any) -> str:
    event = Event(3, "talks", decision, party, data)
    return sentence(event, Wording(small_scenario()), STATE)


@pytest.mark.parametrize("gain", [0.0123, -0.02])
def test_an_offer_tells_what_its_proposer_expected_of_it(gain: float) -> None:
    offer = {"passed": False, "package": {"water": 2, "power": 1}, "probability": 0.25}
    text = told("offer", "north", **offer, expected_gain=gain)
    assert text.startswith("North offered (25 %) – Release of water at ")
    assert text.endswith(f". It expects a gain of {gain:.3f}.")


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
        "South refused (60 %): it would gain 0.040 if it is ratified. That has a chance of 60 %, "
        "and failing costs 0.100: saying yes loses 0.016."
    )
    # What is all but certain at home weighs nothing.
    assert "ratified" not in told("response", "south", **{**ANSWER, "ratified_probability": 1})


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
    "share_delivered": 0.0,
}


def test_a_step_tells_the_weight_of_holding_and_of_a_reversal() -> None:
    assert told("step", "north", **STEP) == (
        "North took a concession back, against the odds (4 %) – Release of water: from “in "
        "drought” to “none”; it gains 0.050 while habit favours waiting 12 to 1; undoing its own "
        "last step costs 0.030 more than another step."
    )
    plain = told("step", "north", **{**STEP, "costs": [0, 0.05, 0.05], "weight_of_holding": 1.0})
    assert plain.endswith("to “none”; it gains 0.050.")


def test_what_is_held_back_tells_how_much_of_it_was_due() -> None:
    held = {**STEP, "chosen": 0, "promised": [False, True, False]}
    text = told("step", "north", **{**held, "share_due": 0.33, "share_delivered": 0.25})
    assert text == (
        "North delivered nothing more this month (90 %) – Release of water: 33 % of what it "
        "promised was due, and it has delivered 25 %."
    )
    text = told("step", "north", **held)
    assert text.endswith("(90 %) – Release of water: it has delivered nothing of what it promised.")


def test_a_promise_kept_tells_whether_waiting_was_likelier() -> None:
    kept = {**STEP, "chosen": 1, "promised": [False, True, False]}
    text = told("step", "north", **kept)
    assert text.startswith(
        "North kept its promise, against the odds (6 %) – Release of water: from "
    )
    assert text.endswith(" Waiting another month was likelier (90 %).")
    likely = {**kept, "probabilities": [0.3, 0.6, 0.1]}
    assert "Waiting" not in told("step", "north", **likely)
    # Alike as they are written: 50 % and 50 %.
    alike = {**kept, "probabilities": [0.502, 0.498, 0.0]}
    assert "Waiting" not in told("step", "north", **alike)


@pytest.mark.parametrize(("step", "is_told"), [(0.502, False), (0.51, True)])
def test_what_was_not_done_is_told_where_it_was_likelier_as_written(
    step: float, is_told: bool
) -> None:
    held = {**STEP, "chosen": 0, "probabilities": [1 - step, step, 0.0]}
    text = told("step", "north", **held)
    likelier = "North did not move, against the odds: a step up was likelier (51 %)"
    assert text.startswith(likelier) if is_told else not text


def test_a_step_off_the_menu_gives_no_ground_to_the_other_side() -> None:
    scenario = small_scenario()
    table = scenario.table
    menu = table.menu.model_copy(update={"issues": ("power",)})
    aside = scenario.model_copy(update={"table": table.model_copy(update={"menu": menu})})
    event = Event(3, "talks", "step", "north", STEP)
    assert sentence(event, Wording(aside), STATE).startswith(
        "North moved, against the odds (4 %) – "
    )


GAIN_BELOW_COST = "it gains 0.027, moving costs 0.080."
ABOUT_TALKS = {"value_outside": 0.1, "cost_of_move": 0.08}


@pytest.mark.parametrize(
    ("chosen", "yes", "gain", "words"),
    [
        (True, 0.47, 0.1, "agreed to talk (47 %): it gains 0.100."),
        (True, 0.06, -0.002, "agreed to talk, against the odds (6 %): it loses 0.002."),
        (True, 0.17, 0.027, "agreed to talk, against the odds (17 %): " + GAIN_BELOW_COST),
        (False, 0.9, 0.2, "refused to talk, against the odds (10 %): it would gain 0.200."),
        (False, 0.3, 0.019, "refused to talk (70 %): it would gain 0.019, moving costs 0.080."),
        (True, 0.1, 0.0, "agreed to talk, against the odds (10 %): it gains nothing."),
    ],
)
def test_an_answer_about_talks_says_when_it_went_against_the_odds(
    chosen: bool, yes: float, gain: float, words: str
) -> None:
    data = {**ABOUT_TALKS, "probability": yes, "chosen": chosen, "value_talking": 0.1 + gain}
    assert told("open", "north", **data) == f"North {words}"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.95, "nothing (95 %)."), (0.4, "nothing (40 %)."), (0.1, ", against the odds (10 %).")],
)
def test_a_turn_without_an_offer_is_told(share: float, words: str) -> None:
    text = told("offer", "north", passed=True, package=None, probability=share)
    assert text.startswith("It was North's turn to propose; it proposed nothing")
    assert text.endswith(words)


def test_leaving_says_whether_it_counts_as_a_rupture() -> None:
    walk = {"chosen": True, "probability": 0.06, "value_outside": 0.3, "value_talking": 0.31}
    assert told("walk", "north", **walk) == (
        "North left the talks, against the odds (6 %): it loses 0.010."
    )
    closing = {"closing": Closing.WALK_OUT, "rupture": False, "final": False}
    assert told("closing", "", **closing).endswith("low, so this does not count as a rupture.")


def test_only_sides_that_give_are_said_to_have_conceded() -> None:
    told = str(bg.simulate("two-types", worlds=4, seed=1).transcript(world=3))
    assert "both sides" not in told
    assert "all parties" not in told
