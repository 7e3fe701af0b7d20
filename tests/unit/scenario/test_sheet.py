"""The sheet prints every key of the format that plays."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import pytest

from bargaining.scenario import load, sheet
from bargaining.scenario.episodes import Promise, Rupture, Window
from bargaining.scenario.frozen import fields_of
from bargaining.scenario.ranges import Correlation
from bargaining.scenario.reader import build
from bargaining.scenario.records import (
    Act,
    Agreement,
    Condition,
    Header,
    Issue,
    Menu,
    Outcome,
    Party,
    ScenarioRecord,
    Settings,
    Table,
    Verification,
)

from .samples import GONE, MINIMAL, number, spoiled

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
    "issues/news/giver": "west",
    "issues/restraint/rungs": [{"level": 0, "label": "none"}, {"level": 0.5, "label": "some"}],
    "issues/restraint/initial": number(1),
    "issues/support/baseline/value": 1,
    "issues/news/reversible": True,
    "issues/news/verification/type_0/value": 0.4,
    "issues/news/verification/type_1/value": 0.1,
    "issues/relief/scales/public": [0, 0.3, 1],
    "conditions/tension/initial": number(0.2),
    "conditions/tension/persistence/high": 0.9,
    "conditions/strain/mean/value": 0.2,
    "conditions/tension/noise/value": 0.02,
    "conditions/strain/drivers": {"tension": number(0.2)},
    "conditions/drill/probability_by_month/3/value": 0.8,
    "conditions/drill/probability_by_round": {"3": number(0.5), "otherwise": number(0)},
    "conditions/session/value_by_round/0/value": 0.5,
    "conditions/drill/damped_by": "restraint",
    "payoffs/west/news/value": 0.7,
    "payoffs/west/relief * tension/spread": 0.1,
    "correlations/0/numbers": ["parties.east.belief", "parties.east.inertia"],
    "correlations/0/rank_correlations": [[1, -0.3], [-0.3, 1]],
    "acts/0/name": "trial",
    "acts/0/by": "west",
    "acts/0/issue": "news",
    "acts/0/floor/value": 1,
    "acts/0/sets/tension/value": 0.4,
    "acts/0/window/probability/low": 0.2,
    "acts/0/window/factor_by_round/0/value": 2.0,
    "agreement/promises/relief/target": 0.5,
    "agreement/promises/relief/level_at_signing": 0.5,
    "agreement/rounds_since/value": 3,
    "outcome/scope/news/value": 0.6,
    "outcome/settlement/value": 0.8,
    "outcome/partial/value": 0.2,
    "outcome/tolerance/value": 0.2,
    "outcome/rupture/condition": "strain",
    "outcome/rupture/threshold/value": 0.4,
    "scenario/start": datetime.date(2015, 5, 1),
    "scenario/round": "week",
    "interventions": [{"at": 2, "kind": "act", "target": "test"}],
}
# Words and reasons, which do not play.
WORDS = {
    "label", "type_labels", "source", "why", "unit", "tag", "title", "summary", "articles",
    "format", "note",
}  # fmt: skip
# What stands for a record, not for a field of one.
PARTS = {
    "settings": Settings,
    "table": Table,
    "table/menu": Menu,
    "parties": Party,
    "issues": Issue,
    "issues/verification": Verification,
    "conditions": Condition,
    "correlations": Correlation,
    "acts": Act,
    "acts/window": Window,
    "agreement": Agreement,
    "agreement/promises": Promise,
    "outcome": Outcome,
    "outcome/rupture": Rupture,
    "scenario": Header,
    "": ScenarioRecord,
}
TEXT_ONLY = {"name", "counterfactuals", "facts", "claims", "arms", "variants"}
# A rule that others need beside it.
AGREEMENT = {
    "promises": {"relief": {"target": 1, "level_at_signing": 0}},
    "rounds_since": number(2),
    "source": "assumed",
    "why": "for this test",
}
BLOCK = {
    "name": "haste",
    "numbers": ["parties.east.inertia", "parties.east.discount_factor"],
    "rank_correlations": [[1, 0.6], [0.6, 1]],
    "source": "assumed",
    "why": "who is in a hurry moves easily",
}
WITH: dict[str, dict[str, Any]] = {
    "table/recognition": {"table/proposer": "random"},
    "conditions/drill/probability_by_round": {"conditions/drill/probability_by_month": GONE},
    "agreement": {"agreement": AGREEMENT},
    "correlations": {"correlations": [BLOCK]},
}
# Where a name of a file stands in the path of a field.
NAMED = ("parties", "issues", "conditions", "correlations", "acts", "promises", "scope")


@pytest.mark.parametrize("path", PLAYED)
def test_the_sheet_shows_every_rule(path: str) -> None:
    beside = path if path in WITH else path.split("/")[0]
    changed = {**WITH.get(beside, {}), path: PLAYED[path]}
    assert sheet(ScenarioRecord.model_validate(spoiled(changed))) != plain_sheet(beside)


@cache
def plain_sheet(beside: str) -> str:
    """Return the sheet of the minimal file with what must stand beside some keys."""
    return sheet(ScenarioRecord.model_validate(spoiled(WITH.get(beside, {}))))


def test_no_rule_is_forgotten() -> None:
    tried = set()
    for path in PLAYED:
        keys = path.split("/")
        # Names and places of a file are no fields.
        tried.add("/".join(key for i, key in enumerate(keys) if not i or keys[i - 1] not in NAMED))
    for part, record in PARTS.items():
        for field in set(fields_of(record)) - WORDS - TEXT_ONLY:
            path = f"{part}/{field}".lstrip("/")
            assert any(f"{one}/".startswith(f"{path}/") for one in tried), path


def test_numbers_that_share_a_draw_are_told() -> None:
    shared = {f"parties/{party}/discount_factor/draw": "patience" for party in ("east", "west")}
    flat = " ".join(sheet(build(spoiled({**shared, **UNCERTAIN}), "minimal")).split())
    told = "patience: parties.east.discount_factor and parties.west.discount_factor"
    assert told in flat


def test_numbers_that_go_together_are_told() -> None:
    flat = " ".join(sheet(build(spoiled({"correlations": [BLOCK]}), "minimal")).split())
    told = "haste: parties.east.inertia and parties.east.discount_factor, rank correlation 0.6"
    assert told in flat


def persistence(**keys: Any) -> str:
    """Return the sheet of a file with a prior of how much tension stays."""
    kept = {**keys, "source": "assumed", "why": "for this test"}
    changes = {
        "conditions/tension/persistence": kept,
        "parties/west/inertia": {**kept, "why": "for it too"},
    }
    return " ".join(sheet(build(spoiled(changes), "minimal")).split())


def test_priors_are_told_in_words() -> None:
    normal = persistence(mean=0.8, sd=0.1, low=0.6, high=1)
    assert "Fades by 0 to 40 %, around 20 % (truncated normal) a month." in normal
    law = "around 0.8 (truncated normal: mean 0.8, sd 0.1, at least 0.6, at most 1)"
    assert f"cost of a move {law}." in normal
    logarithmic = persistence(low=0.1, high=0.9, scale="log")
    assert "Fades by 10 to 90 %, around 64 % (log-uniform) a month." in logarithmic
    assert "cost of a move 0.1 to 0.9 (log-uniform)." in logarithmic


UNCERTAIN = {
    "parties/west/discount_factor": {
        "low": 0.9, "high": 0.95, "source": "assumed", "why": "unsure", "draw": "patience",
    }
}  # fmt: skip


def test_the_new_rules_stand_in_plain_words() -> None:
    flat = " ".join(sheet(load("stockholm-2014")).split())
    for words in (
        "Before values are weighed, passing is as likely as making some offer.",
        "A party that answers an offer allows for failure at home.",
        "An offer is answered and ratified by what it tells about the party that made it.",
        "Promises not kept within 18 months lapse.",
        "A promise still open after 17 months is a default.",
        "Promises come due evenly over 17 months, and what was delivered is owed from then on.",
        "How much of a promise is expected depends on what its giver gains by keeping it.",
        "A new agreement does not clear that memory.",
        "Fades by 5 to 20 % a month.",
        "Present in May and June 2014, absent otherwise.",
        "What a completed agreement brought is still owed, until the next signature or the lapse.",
        "Is expected to deliver 0.7 to 0.95 of a promise, or 0.1 to 0.4 where it is tactical.",
        "Is expected to deliver 0.4 to 0.8 of a promise.",
        "Undoing its own last step costs 1 times the cost of a move in addition.",
        "Where every option is worth the same it moves in 0.03 to 0.1 of rounds at most.",
        "Drafts offers with 0.2 to 0.3 of its choice noise.",
        "A refused offer costs it 3 times its choice noise.",
        "A signed agreement that fails at home costs it 0.05 to 0.15.",
    ):
        assert words in flat, words


def test_a_file_without_the_new_rules_says_nothing_of_them() -> None:
    flat = " ".join(sheet(load(MINIMAL)).split())
    for word in (
        "Drafts",
        "Undoing",
        "come due evenly",
        "passing is as likely",
        "what it tells",
        "is still owed",
    ):
        assert word not in flat


def test_the_note_is_shown_after_the_summary() -> None:
    noted = ScenarioRecord.model_validate(spoiled({"scenario/note": "People are behind this."}))
    shown = sheet(noted)
    assert shown.index("Enough to try every rule.") < shown.index("People are behind this.")
