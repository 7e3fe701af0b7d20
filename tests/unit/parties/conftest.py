from __future__ import annotations

import pytest

import bargaining as bg
from bargaining.engine import NegotiationModel

WORLDS, ROUNDS = 12, 3


@pytest.fixture(scope="session")
def stockholm():
    return bg.load("stockholm-2014").replace({"settings.rounds": ROUNDS})


@pytest.fixture
def negotiation(stockholm):
    """A negotiation in which Japan has given something, so that there is something to take back."""
    scenario = stockholm.intervene(
        {"at": 0, "kind": "level", "target": "sanctions_relief", "value": 0.5}
    )
    one = NegotiationModel(scenario, seed=6, worlds=WORLDS, worlds_per_draw=3)
    yield one
    one.release()


@pytest.fixture
def seats(negotiation):
    return {party.name: party for party in negotiation.parties.values()}
