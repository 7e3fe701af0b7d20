"""A game by hand beside many worlds, and the moves that decided it."""

from __future__ import annotations

import json

import numpy as np
import pytest

import bargaining as bg
from bargaining.errors import ArgumentError

NAME = "stockholm-2014"


def play(party: str, choose, *, world: int = 0) -> bg.Negotiation:
    talks = bg.Negotiation(NAME, seed=3, world=world)
    while not talks.over:
        while (decision := talks.next_decision(party)) is not None:
            talks.decide(decision, choose(decision))
        talks.step()
    return talks


def as_the_agent(decision):
    return max(decision.options, key=lambda one: one.advice)


def stubborn(decision):
    return decision.options[0]


@pytest.fixture(scope="module")
def refused() -> bg.Negotiation:
    """Japan, which does nothing for two years."""
    return play("japan", stubborn, world=7)


@pytest.fixture(scope="module")
def found(refused):
    return refused.debrief("japan", worlds=60)


def test_the_worlds_have_the_numbers_of_the_game(refused):
    others = bg.simulate(NAME, worlds=60, worlds_per_draw=60, first_world=60, seed=3)
    assert refused.world // 5 == 1
    ours, theirs = refused.outcomes.parameters(), others.parameters()
    np.testing.assert_array_equal(ours.to_numpy(), theirs.to_numpy())


def test_its_place_is_counted_among_worlds_of_the_same_private_type(refused, found):
    others = bg.simulate(NAME, worlds=60, worlds_per_draw=60, first_world=60, seed=3)
    typed = list(others.labels["typed_party"]).index("japan")
    alike = others["party_type"][:, 0, typed] == refused.outcomes["party_type"][0, 0, typed]
    japan = list(refused.scenario.parties).index("japan")
    assert 0 < alike.sum() < 60
    assert found.n_worlds == alike.sum()
    assert found.payoff == refused.outcomes["payoff"][0, japan]
    assert found.better.value == np.mean(others["payoff"][alike, japan] > found.payoff)
    assert found.better.low < found.better.value < found.better.high
    assert sum(share.value for share in found.endings.values()) == pytest.approx(1)


def test_a_moment_tells_what_the_agent_makes_of_the_rest_with_the_same_luck(refused, found):
    assert len(found.moments) > 1
    gains = [abs(one.payoff - found.payoff) for one in found.moments]
    assert gains == sorted(gains, reverse=True)
    one = found.moments[0]
    assert one.advice < 0.5 < 1
    assert one.agent != one.chosen
    again = bg.Negotiation.load(refused.to_dict())
    again.back(again.rounds - one.round)
    assert again.date == one.date
    japan = list(refused.scenario.parties).index("japan")
    assert again.play().outcomes["payoff"][0, japan] == one.payoff


def test_the_game_itself_stays_as_it_was(refused, found):
    assert refused.over
    assert len(refused.moves) > 24
    text = str(found)
    assert "(yours)" in text
    assert "The agent:" in text
    assert len(text.splitlines()) < 60


@pytest.mark.slow
def test_who_moves_as_the_agent_does_has_no_moments():
    talks = play("japan", as_the_agent)
    found = talks.debrief("japan", worlds=10)
    assert found.moments == ()
    assert "would most likely have made every move" in " ".join(str(found).split())


def test_one_move_is_doubted_though_the_agent_took_the_decisions_before_it():
    """Before Japan has the floor it is asked whether to stay, which is left to the agent."""
    talks = bg.Negotiation(NAME, seed=2014)
    talks.offer("japan", {"sanctions_relief": "everything"})
    talks.step()
    (offer,) = (event for event in talks.events if event.decision == "offer")
    (moment,) = talks.play().debrief("japan", worlds=10).moments
    assert (moment.round, moment.advice) == (0, offer.data["probability"])
    assert moment.advice < 0.01 < moment.agent_advice
    again = bg.Negotiation(NAME, seed=2014).play().outcomes
    japan = list(again.scenario.parties).index("japan")
    assert moment.payoff == again["payoff"][0, japan]


def test_of_a_party_that_decided_nothing_by_hand_nothing_is_doubted(refused):
    found = refused.debrief("north_korea", worlds=10)
    assert found.moments == ()
    assert str(found).endswith("You made no move by hand.")


def test_it_is_plain_values_for_json(found):
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["better"]["share"] == found.better.value
    assert len(told["moments"]) == len(found.moments)


def test_before_the_end_there_is_none():
    talks = bg.Negotiation(NAME)
    with pytest.raises(ArgumentError, match="is not over"):
        talks.debrief("japan")
    with pytest.raises(ArgumentError, match='no party "jpan"'):
        talks.debrief("jpan")
