"""Games by hand that are kept: garbage is refused, and what is whole is taken up."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

import bargaining as bg
from bargaining.by_hand.moves import Move
from bargaining.errors import ArgumentError, BargainingError
from tests.unit.by_hand.test_negotiation import TRAVEL, play_rounds, stockholm

__all__ = ["stockholm"]

GARBAGE: list[Any] = [
    None, True, -1, 2**70, 1.5, float("inf"), float("nan"), "", "x", "step.china", "act.nuclear",
    [], [[], 1], ["sanctions_relief", 1], ["sanctions_relief", float("inf")], {}, {"x": 1},
    {"sanctions_relief": 99}, {"sanctions_relief": None},
]  # fmt: skip


def test_garbage_in_a_game_is_refused_or_harmless(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    play_rounds(talks, 2, [0.9, 0.1, 0.6])
    talks.offer("japan", TRAVEL)
    whole = json.loads(json.dumps(talks.to_dict()))
    last = len(whole["moves"]) - 1
    spoilt = [{**whole, key: value} for key in whole for value in GARBAGE]
    for number in (0, 1, last):
        for key in whole["moves"][number]:
            for value in GARBAGE:
                game = copy.deepcopy(whole)
                game["moves"][number][key] = value
                spoilt.append(game)
    taken = 0
    for game in spoilt:
        try:
            again = bg.Negotiation.load(game)
            assert str(again)
            again.step()
        except BargainingError:
            continue
        taken += 1
    assert 0 < taken < len(spoilt) / 10


def test_a_game_in_which_a_move_is_not_asked_for_is_refused(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    talks.step()
    act = {"round": 0, "party": "north_korea", "slot": "open.north_korea", "value": True}
    with pytest.raises(ArgumentError, match="holds a move that round 0 does not ask for"):
        bg.Negotiation.load({**talks.to_dict(), "moves": [act]})
    with pytest.raises(ArgumentError, match="china is never asked for such a move"):
        talks.plan(Move("china", "offer", None))


def test_an_offer_that_never_gets_the_floor_is_given_up_at_the_end(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    while not talks.over:
        talks.offer("north_korea", None)
        talks["japan"].answer("walk", True)
        talks["japan"].answer("open", False)
        last = talks.step()
    assert last.undone[0].endswith("nobody asked for it")
    assert talks.planned == ()
    assert bg.Negotiation.load(talks.to_dict()).story == talks.story


def test_a_negotiation_its_seats_and_decisions_are_pickled(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    play_rounds(talks, 2, [0.9, 0.1, 0.6])
    decision = talks.next_decision("japan")
    again, seat, asked = pickle.loads(pickle.dumps((talks, talks["japan"], decision)))
    assert asked == decision
    assert seat.knows() == talks["japan"].knows()
    assert copy.copy(seat).name == "japan"
    assert again.play().story == talks.play().story
