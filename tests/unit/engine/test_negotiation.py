"""A negotiation is a Mesa model: its agents decide, and nothing of it outlives its release."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from bargaining.engine import Negotiation, simulate
from bargaining.parties import Party
from bargaining.strategies import QuantalResponse
from tests.properties.play import lively

SCENARIO = lively(3)


def test_agents_are_the_parties_in_file_order() -> None:
    negotiation = Negotiation(SCENARIO, worlds=3)
    assert isinstance(negotiation, mesa.Model)
    assert [party.name for party in negotiation.parties.values()] == list(SCENARIO.parties)
    assert set(negotiation.agents) == set(negotiation.parties.values())
    negotiation.release()


def test_a_step_is_a_round() -> None:
    negotiation = Negotiation(SCENARIO, worlds=3)
    for expected in range(3):
        assert negotiation.round == expected
        negotiation.step()
    assert negotiation.round == 3
    negotiation.release()


def test_rows_can_be_asked_before_the_first_round() -> None:
    negotiation = Negotiation(SCENARIO, worlds=5)
    belief = negotiation.rows.belief(0)
    assert belief.shape == (5,)
    np.testing.assert_allclose(belief, negotiation.world.prior_belief(0))
    negotiation.release()


def test_a_released_negotiation_is_forgotten() -> None:
    negotiation = Negotiation(SCENARIO, worlds=2)
    negotiation.step()
    trace = weakref.ref(negotiation)
    negotiation.release()
    del negotiation
    gc.collect()
    assert trace() is None


def test_a_strategy_in_a_seat_decides_there_and_nowhere_else() -> None:
    class Holding(QuantalResponse):
        def choose_step(self, view: Any) -> Any:
            return np.zeros(view.n, dtype=int)

    outcomes = simulate(SCENARIO, worlds=60, seed=1, seats={"ally": Holding()})
    free = simulate(SCENARIO, worlds=60, seed=1)
    own = [i for i, issue in enumerate(SCENARIO.issues.values()) if issue.giver == "ally"]
    others = [i for i in range(len(SCENARIO.issues)) if i not in own]
    assert (outcomes["step"][..., own] == 0).all()
    assert (free["step"][..., own] != 0).any()
    assert (outcomes["step"][..., others] != 0).any()


def test_a_class_in_a_seat_overrides_one_decision() -> None:
    asked = []

    class Silent(Party):
        def propose(self, view: Any) -> Any:
            asked.append(view.party)
            return np.full(view.n, view.passing)

    outcomes = simulate(SCENARIO, worlds=20, seed=1, seats={"south": Silent})
    proposers = list(outcomes.labels["principal"])
    south = outcomes["proposer"] == proposers.index("south")
    assert south.any()
    assert (outcomes["offer"][south] == -1).all()
    assert (outcomes["offer"][outcomes["proposer"] == proposers.index("north")] >= 0).any()
    assert set(asked) == {"south"}


@pytest.mark.parametrize("seed", [0, 1])
def test_mesa_has_no_say_in_luck(seed: int) -> None:
    np.random.seed(seed)  # noqa: NPY002 - the global state must not matter
    one = simulate(SCENARIO, worlds=4, seed=3)
    np.random.seed(seed + 99)  # noqa: NPY002
    other = simulate(SCENARIO, worlds=4, seed=3)
    assert (one["rung"] == other["rung"]).all()
