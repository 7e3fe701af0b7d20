"""Sentences name what weighed in a choice: costs of failure, weight of a policy, what was due."""

from __future__ import annotations

from typing import Any

import pytest

from bargaining.outcomes import Closing, Event
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
        "North took ground back, against the odds – Release of water: from “in drought” to “none” "
        "(4 %; worth 0.250 to it, against 0.200 for leaving things as they are, which habit "
        "favours 12 to 1; undoing its own last step cost 0.030 more than another)."
    )
    plain = told("step", "north", **{**STEP, "costs": [0, 0.05, 0.05], "weight_of_holding": 1.0})
    assert plain.endswith("worth 0.250 to it, against 0.200 for leaving things as they are).")


def test_what_is_held_back_tells_how_much_of_it_was_due() -> None:
    held = {**STEP, "chosen": 0, "promised": [False, True, False]}
    text = told("step", "north", **{**held, "share_due": 0.33, "share_delivered": 0.25})
    assert text == (
        "North delivered nothing more this month – Release of water (probability 90 %): 33 % of "
        "what it promised was due, and it has delivered 25 %."
    )
    text = told("step", "north", **{**held, "share_delivered": 0.0})
    assert text.endswith("(probability 90 %): it has delivered nothing of what it promised.")
    assert told("step", "north", **held).endswith("(probability 90 %).")


def test_a_promise_kept_tells_whether_waiting_was_likelier() -> None:
    kept = {**STEP, "chosen": 1, "promised": [False, True, False]}
    text = told("step", "north", **kept)
    assert text.startswith("North kept its promise, against the odds – Release of water: from ")
    assert text.endswith(" Waiting another month was likelier (90 %).")
    likely = {**kept, "probabilities": [0.3, 0.6, 0.1]}
    assert "Waiting" not in told("step", "north", **likely)


def test_a_step_off_the_menu_gives_no_ground_to_the_other_side() -> None:
    scenario = small_scenario()
    table = scenario.table
    menu = table.menu.model_copy(update={"issues": ("power",)})
    aside = scenario.model_copy(update={"table": table.model_copy(update={"menu": menu})})
    event = Event(3, "talks", "step", "north", STEP)
    assert sentence(event, Wording(aside), STATE).startswith("North moved, against the odds – ")


ABOUT_TALKS = {"value_outside": 0.1, "cost_of_move": 0.08}


@pytest.mark.parametrize(
    ("chosen", "yes", "gain", "words"),
    [
        (
            *(True, 0.47, 0.1),
            (
                "agreed to talks (probability of yes 47 %; talking was worth 0.200 to it, 0.100 "
                "more than staying away)."
            ),
        ),
        (
            *(True, 0.06, -0.002),
            (
                "agreed to talks, against the odds (6 %): it had slightly more to gain by "
                "staying away (talking was worth 0.098 to it, 0.002 less)."
            ),
        ),
        (
            *(True, 0.06, 0.005),
            (
                "agreed to talks, against the odds (6 %): it had less to gain by it than a move "
                "costs (talking was worth 0.105 to it, 0.005 more than staying away; a move "
                "costs 0.080)."
            ),
        ),
        (
            *(False, 0.9, 0.2),
            (
                "was against talks, against the odds (10 %): it had more to gain by talking "
                "(talking was worth 0.300 to it, 0.200 more)."
            ),
        ),
        (
            *(True, 0.1, 0.0),
            (
                "agreed to talks, against the odds (10 %; talking was worth 0.100 to it, as "
                "much as staying away)."
            ),
        ),
    ],
)
def test_an_answer_about_talks_says_when_it_went_against_the_odds(
    chosen: bool, yes: float, gain: float, words: str
) -> None:
    data = {**ABOUT_TALKS, "probability": yes, "chosen": chosen, "value_talking": 0.1 + gain}
    assert told("open", "north", **data) == f"North {words}"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.95, "(likely: 95 %)."), (0.4, "(probability 40 %)."), (0.1, ", against the odds (10 %).")],
)
def test_a_turn_without_an_offer_is_told(share: float, words: str) -> None:
    text = told("offer", "north", passed=True, package=None, probability=share)
    assert text.startswith("It was North's turn to propose; it proposed nothing")
    assert text.endswith(words)


def test_leaving_says_whether_it_counts_as_a_rupture() -> None:
    walk = {"chosen": True, "probability": 0.06, "value_outside": 0.3, "value_talking": 0.31}
    assert told("walk", "north", **walk) == (
        "North left the talks, against the odds (6 %; leaving was worth 0.300 to it, 0.010 less "
        "than talking on)."
    )
    closing = {"closing": Closing.WALK_OUT, "rupture": False, "final": False}
    assert told("closing", "", **closing).endswith("low, so this does not count as a rupture.")
