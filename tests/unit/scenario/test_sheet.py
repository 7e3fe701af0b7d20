"""The sheet prints every rule of the table and of the parties that plays."""

from __future__ import annotations

from typing import Any

import pytest

from bargaining.scenario import load, sheet
from bargaining.scenario.reader import build
from bargaining.scenario.records import Menu, Party, Settings, Table

from .samples import MINIMAL, number, spoiled

# Every key that plays, changed from what the minimal file has.
PLAYED: dict[str, Any] = {
    "settings/rounds/value": 11,
    "settings/planning_window/value": 5,
    "settings/table_lookahead/value": 4,
    "settings/foresight/value": 0,
    "settings/spread/value": 0.5,
    "settings/stake_in_steps": False,
    "settings/foresee_calendar": True,
    "table/principals": ["west", "east"],
    "table/open_at_start": False,
    "table/menu/issues": ["news", "relief"],
    "table/menu/levels/news": [0, 1],
    "table/menu/empty_package": True,
    "table/proposer": "random",
    "table/recognition": {"east": number(0.3, "weak"), "west": number(0.7, "strong")},
    "table/breakdown_probability/value": 0.07,
    "table/breakdown_is_final": True,
    "table/deadline/value": 9,
    "table/may_open": False,
    "table/may_walk": False,
    "table/one_agreement": True,
    "table/opt_out": "responder",
    "table/delivery": "immediate",
    "table/agreement_term": "one_round",
    "table/clock": "window",
    "table/acceptance": "uniform",
    "table/lapse/value": 5,
    "table/due/value": 3,
    "table/undelivered_memory": number(0.9),
    "table/offer_prior": "equal",
    "table/foresee_ratification": True,
    "table/own_delivery": "incentives",
    "table/learn_from_offers": True,
    "table/memory_outlasts_texts": True,
    "table/completed_promises_bind": True,
    "table/talks_have_weight": True,
    "table/adjournment_probability": number(0.23),
    "table/default_voids_text": True,
    "table/schedule": "linear",
    "parties/east/country": "Japan",
    "parties/east/strategy": {"name": "grit", "parameters": {"every": 2}},
    "parties/west/discount_factor/value": 0.9,
    "parties/west/choice_noise/value": 0.02,
    "parties/west/inertia/value": 0.17,
    "parties/west/reversal_cost": number(0.7),
    "parties/west/moves_at_indifference": number(0.07),
    "parties/west/proposal_noise": number(0.35),
    "parties/west/refusal_cost": number(3),
    "parties/west/ratification_failure_cost": number(0.15),
    "parties/east/belief/alpha": 4,
    "parties/east/expected_delivery/type_1/value": 0.8,
    "parties/west/ratifier": "assembly",
    "parties/east/hurdle/value": 0.22,
    "parties/east/turnover/value": 0.02,
    "parties/east/type_meanings": ["plays for time", "means to deliver"],
}
# Words, which do not play.
WORDS = {"parties/label", "parties/type_labels"}
# A rule that others need beside it.
WITH = {"table/recognition": {"table/proposer": "random"}}


@pytest.mark.parametrize("path", PLAYED)
def test_the_sheet_shows_every_rule(path: str) -> None:
    changes = WITH.get(path, {})
    plain = sheet(build(spoiled(changes), "minimal"))
    shown = sheet(build(spoiled({path: PLAYED[path], **changes}), "minimal"))
    assert shown != plain


def test_no_rule_is_forgotten() -> None:
    keys = {"settings": Settings, "table": Table, "table/menu": Menu, "parties": Party}
    fields = {f"{key}/{field}" for key, record in keys.items() for field in record.model_fields}
    tried = {
        path.replace("parties/east", "parties").replace("parties/west", "parties")
        for path in PLAYED
    }
    for field in fields - WORDS - {"table/menu"}:
        assert any(f"{path}/".startswith(f"{field}/") for path in tried), field


def test_the_new_rules_stand_in_plain_words() -> None:
    flat = " ".join(sheet(load("stockholm-2014")).split())
    for words in (
        "Before anything is weighed, passing is as likely as making some offer.",
        "Who answers an offer counts that it may fail at home.",
        "Offers are answered and ratified by what they tell of who made them.",
        "Promises not kept within 18 rounds lapse.",
        "A promise still open after 17 rounds is a default.",
        "Promises come due evenly over 17 rounds, and what was delivered is owed from then on.",
        "How much of a promise is expected depends on what its giver gains by keeping it.",
        "A new agreement does not clear that memory.",
        "What a completed agreement brought is still owed, until the next signature or the lapse.",
        "Is expected to deliver 0.7 to 0.95 of a promise, or 0.1 to 0.4 where it is tactical.",
        "Is expected to deliver 0.4 to 0.8 of a promise.",
        "To undo its own last step costs 1 times that more.",
        "Where every option is worth the same it moves in 0.03 to 0.1 of rounds at most.",
        "Drafts offers with 0.2 to 0.3 of its choice noise.",
        "A refused offer costs it 3 times that noise.",
        "A signed text that fails at home costs it 0.05 to 0.15.",
    ):
        assert words in flat, words


def test_a_file_without_the_new_rules_says_nothing_of_them() -> None:
    flat = " ".join(sheet(load(MINIMAL)).split())
    for word in (
        "Drafts",
        "To undo",
        "come due evenly",
        "passing is as likely",
        "what they tell",
        "is still owed",
    ):
        assert word not in flat
