"""Transcripts are real: what they say of a world is what the engine did in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from bargaining.engine import NegotiationModel, simulate
from bargaining.engine.replay import EventRecorder as Hearer
from bargaining.outcomes import Event, Outcomes, Response
from bargaining.scenario import load

WORLDS, SEED, ROUNDS = 200, 2014, 3
TOLD = 16


class Hearers:
    """Hears every decision of a batch for several worlds at once."""

    def __init__(self, places: list[int]) -> None:
        self.by_place = {place: Hearer(place) for place in places}

    def note(self, world: Any, decision: str, party: int, worlds: Any, data: Any) -> None:
        for testimony in self.by_place.values():
            testimony.note(world, decision, party, worlds, data)


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    scenario = load("stockholm-2014").replace({"settings.rounds": ROUNDS})
    return simulate(scenario, worlds=WORLDS, seed=SEED)


@pytest.fixture(scope="module")
def places(outcomes: Outcomes) -> list[int]:
    """Some worlds in which an offer was made: there is more to tell of them."""
    offered = np.flatnonzero((outcomes.response > Response.PASSED).any(axis=1))
    return sorted(np.random.default_rng(50).choice(offered, size=TOLD, replace=False).tolist())


@pytest.fixture(scope="module")
def heard(outcomes: Outcomes, places: list[int]) -> dict[int, list[Event]]:
    """What the engine's own arrays hold of some worlds, heard while all were played at once."""
    witness = Hearers(places)
    negotiation = NegotiationModel(outcomes.scenario, seed=SEED, worlds=WORLDS, observer=witness)
    negotiation.play()
    negotiation.release()
    return {place: testimony.events for place, testimony in witness.by_place.items()}


def test_replayed_worlds_tell_what_the_batch_did(
    outcomes: Outcomes, heard: dict[int, list[Event]]
) -> None:
    for world, events in heard.items():
        replayed = [
            event
            for event in outcomes.history(world).events
            if event.decision not in ("belief", "ending")
        ]
        assert replayed == events


def test_histories_agree_with_the_outcomes(
    outcomes: Outcomes, heard: dict[int, list[Event]]
) -> None:
    menu = [str(issue) for issue in outcomes.labels["menu_issue"]]
    told = 0
    for world, events in heard.items():
        for event in events:
            if event.decision == "offer":
                told += 1
                package = event.data["package"]
                offered = outcomes.offer[world, event.round].tolist()
                if package is None:
                    assert outcomes.response[world, event.round] == Response.PASSED
                else:
                    assert isinstance(package, Mapping)
                    assert [package[issue] for issue in menu] == offered
            if event.decision == "response":
                code = outcomes.response[world, event.round]
                assert event.data["accepted"] == (code > Response.REFUSED)
            if event.decision == "act" and event.data["taken"]:
                act = outcomes.labels["act"].index(event.data["act"])
                assert outcomes.act[world, event.round, act]
    assert told > TOLD


def test_the_words_hold_the_numbers(outcomes: Outcomes, heard: dict[int, list[Event]]) -> None:
    told = 0
    for world, events in list(heard.items()):
        text = " ".join(outcomes.transcript(world=world).split())
        for event in events:
            if event.decision == "response":
                told += 1
                gain = f"{abs(event.data['value_package'] - event.data['value_continuing']):.3f}"
                assert gain == "0.000" or re.search(rf"(gain|lose)s? {gain}", text)
                if event.data["ratified_probability"] <= 0.995:
                    assert f"failing costs {event.data['cost_of_failure']:.3f}: saying" in text
            if event.decision == "offer" and not event.data["passed"]:
                gain = f"{event.data['expected_gain']:.3f}"
                assert f"It expects a gain of {gain}." in text or gain == "-0.000"
    assert told >= TOLD
