"""The engine and the one-world reference make identical choices, for the same reasons."""

from __future__ import annotations

from typing import Any

import pytest

import bargaining as bg
from bargaining.codes import Closing, Ending, Response
from tests.reference import reactions
from tests.reference.comparison import CLOSE, Comparison, compare
from tests.reference.observed import observe
from tests.reference.second_model import SECOND_MODEL
from tests.reference.variants import VARIANTS, variant

SEED, WORLDS_PER_DRAW = 2014, 2
# Ten worlds each, of five draws of the parameters; all rounds are played. Two tests, so that two
# processes share them.
STOCKHOLM = (range(10), range(100, 110))
# A world of one draw, and a slow one of another.
TOY_SEED, TOY_ROUNDS = 7, 6
TOY_WORLDS = (3, pytest.param(4, marks=pytest.mark.slow))
# Variants that between them reach whatever can happen.
EVENTFUL = (
    "deadline and opening by force",
    "every intervention, immediate",
    "immediate delivery",
    "much noise",
    "opting out",
    "opting out for good",
)
# One of the second model, in which talks adjourn.
ADJOURNING = "talks adjourn"


# Several rules at once, and rules of the second model, that are not left to the slow tests: in
# the second model all rules at once, and where one more changes what they do.
TOGETHER = (
    "deadline and opening by force",
    "window clock of one round",
)
ALL_RULES = (
    "all rules",
    "all rules, lively",
    "all rules, three signers",
    "all rules, opting out",
    "all rules, uniform answers",
    "all rules, random proposer",
    "all rules, agreement at the start",
    "all rules, window clock",
    "all rules, types few",
    "all rules, turnover",
    "all rules, forced ladders",
)
# Single rules in other words, which differ in the length of a round or of a window.
ALIKE = ("weeks", "days", "patience without end or risk", "one patient")


def sorted_by_speed(name: str) -> Any:
    """Leave to the slow tests what is made of rules that are tried without them."""
    several = ", " in name or " for one round" in name or " to a deadline" in name
    first = name in VARIANTS and not several and name not in ALIKE
    marks = () if first or name in (*TOGETHER, *ALL_RULES) else pytest.mark.slow
    return pytest.param(name, marks=marks, id=name)


@pytest.mark.slow
@pytest.mark.parametrize("worlds", STOCKHOLM, ids=lambda worlds: f"worlds {worlds.start} on")
def test_stockholm_is_read_alike(worlds: range) -> None:
    """As shipped, what the countries' own rules close included."""
    scenario = bg.load("stockholm-2014")
    comparison = compare(scenario, SEED, worlds, WORLDS_PER_DRAW)
    assert comparison.messages == []
    assert comparison.choices_that_differ == comparison.values_that_differ == 0
    assert comparison.worlds == len(worlds)
    assert comparison.rounds == len(worlds) * scenario.settings.rounds.value
    assert comparison.decisions > 5 * comparison.rounds
    assert 0 < comparison.largest_difference <= CLOSE


@pytest.mark.parametrize("world", TOY_WORLDS)
@pytest.mark.parametrize("name", [*map(sorted_by_speed, (*VARIANTS, *SECOND_MODEL))])
def test_every_rule_is_read_alike(name: str, world: int) -> None:
    comparison = compare(variant(name, TOY_ROUNDS), TOY_SEED, [world], WORLDS_PER_DRAW)
    assert comparison.messages == []
    assert comparison.choices_that_differ == comparison.values_that_differ == 0
    assert comparison.rounds == TOY_ROUNDS
    assert comparison.decisions >= 2 * comparison.rounds


def test_a_step_imagined_makes_up_for_nothing_taken_back() -> None:
    """In these worlds one promised ladder is raised while another one lies below what it had been.

    What is imagined to be delivered was delivered once, like what is; neither excuses the other.
    """
    toy = variant("schedule of five rounds", TOY_ROUNDS)
    comparison = compare(toy, TOY_SEED, range(6, 8), WORLDS_PER_DRAW)
    assert comparison.messages == []
    assert comparison.choices_that_differ == comparison.values_that_differ == 0


def test_between_them_the_toys_reach_every_event() -> None:
    """A comparison of things that never happen proves nothing."""
    responses, closings, endings, happened = set(), set(), set(), set()
    for name in (*EVENTFUL, ADJOURNING):
        scenario = variant(name, TOY_ROUNDS)
        for world in observe(scenario, TOY_SEED, 3, 4, WORLDS_PER_DRAW):
            for record in world.rounds:
                responses.add(Response(record["response"]))
                closings.add(Closing(record["closing"]))
                endings.add(Ending(record["ending"]))
                happened |= {key for key in ("lapsed", "completed", "opened") if record[key]}
                happened |= {
                    key for key in ("defaulted", "act", "turnover") if any(record[key].values())
                }
                happened |= {f"verified {value}" for value in record["verified"].values()}
    assert responses == set(Response)
    assert closings == set(Closing)
    assert endings == set(Ending)
    assert happened == {
        *("lapsed", "completed", "opened", "defaulted", "act", "turnover"),
        *("verified -1", "verified 0", "verified 1"),
    }


def test_a_reading_that_differs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget that promised deliveries cost no inertia, and the comparison says so."""
    scenario = variant("agreement at the start", TOY_ROUNDS)
    monkeypatch.setattr(reactions, "is_delivery", lambda rules, state, issue: False)
    comparison = compare(scenario, TOY_SEED, range(3, 5), WORLDS_PER_DRAW)
    assert comparison.values_that_differ > 0
    assert comparison.messages


def test_another_draw_is_found() -> None:
    """A world of another draw of the parameters is not taken for the same."""
    scenario = variant("plain", TOY_ROUNDS)
    (one,), (other,) = (observe(scenario, TOY_SEED, 5, 1, per_draw) for per_draw in (1, 2))
    comparison = Comparison()
    comparison.hold("payoff", one.payoff, other.payoff)
    assert comparison.values_that_differ == len(scenario.parties)
    assert comparison.largest_difference > CLOSE
