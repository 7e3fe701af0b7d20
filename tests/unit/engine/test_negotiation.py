"""A negotiation is a Mesa model: its agents decide, and nothing of it outlives its release."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from bargaining.engine import NegotiationModel, simulate
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.parties import Party
from bargaining.scenario import load
from bargaining.strategies import QuantalResponse
from tests.properties.play import lively
from tests.unit.scenario.samples import MINIMAL

SCENARIO = lively(3)


def test_agents_are_the_parties_in_file_order() -> None:
    negotiation = NegotiationModel(SCENARIO, worlds=3)
    assert isinstance(negotiation, mesa.Model)
    assert [party.name for party in negotiation.parties.values()] == list(SCENARIO.parties)
    assert set(negotiation.agents) == set(negotiation.parties.values())
    negotiation.release()


def test_a_step_is_a_round() -> None:
    negotiation = NegotiationModel(SCENARIO, worlds=3)
    for expected in range(3):
        assert negotiation.round == expected
        negotiation.step()
    assert negotiation.round == 3
    negotiation.release()


def test_there_is_no_step_after_the_last_round() -> None:
    negotiation = NegotiationModel(SCENARIO, worlds=2)
    negotiation.play()
    with pytest.raises(ArgumentError, match=f"all {negotiation.round} rounds are played"):
        negotiation.step()
    assert negotiation.round == SCENARIO.settings.rounds.value
    negotiation.release()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("worlds", 0),
        ("worlds", "3"),
        ("worlds", True),
        ("worlds_per_draw", 0),
        ("first_world", -1),
        ("seed", 1.5),
        ("seed", "2014"),
        ("seats", ["north"]),
    ],
)
def test_arguments_are_refused_in_the_words_of_simulate(name: str, value: Any) -> None:
    with pytest.raises(ArgumentError, match=f"{name} must be") as caught:
        NegotiationModel(SCENARIO, **{name: value})
    with pytest.raises(ArgumentError) as other:
        simulate(SCENARIO, **{name: value})
    assert str(caught.value) == str(other.value)


def test_a_scenario_may_be_named() -> None:
    negotiation = NegotiationModel("ultimatum", worlds=2)
    assert negotiation.game.scenario == load("ultimatum")
    assert repr(negotiation) == f"<NegotiationModel of ultimatum: 2 worlds, round 0 of {ROUNDS}>"
    negotiation.play()
    assert f"round {ROUNDS} of" in repr(negotiation)
    negotiation.release()
    with pytest.raises(ScenarioError, match="ultimatum"):
        NegotiationModel("ultimatun")


ROUNDS = load("ultimatum").settings.rounds.value


def test_parties_answer_by_index_and_by_name() -> None:
    negotiation = NegotiationModel(SCENARIO, worlds=2)
    parties = negotiation.parties
    for index, name in enumerate(SCENARIO.parties):
        assert parties[index] is parties[name] is parties.get(name)
        assert index in parties
        assert name in parties
    assert list(parties) == list(range(len(SCENARIO.parties)))
    assert "nobody" not in parties
    assert parties.get("nobody") is None
    with pytest.raises(ArgumentError, match=r'no party "nort". Did you mean "north"'):
        parties["nort"]
    with pytest.raises(ArgumentError, match="no party number 99"):
        parties[99]
    negotiation.release()


def test_a_party_shows_where_it_sits() -> None:
    negotiation = NegotiationModel("stockholm-2014", worlds=3)
    japan = negotiation.parties["japan"]
    assert repr(japan) == "<Japan in 3 worlds of stockholm-2014, round 0>"
    negotiation.step()
    assert repr(japan).endswith("round 1>")
    negotiation.release()
    assert "Japan" in repr(japan)


def test_a_near_miss_among_the_seats_gets_a_suggestion() -> None:
    with pytest.raises(ArgumentError, match=r"'nort'.*Did you mean \"north\"\?"):
        NegotiationModel(SCENARIO, seats={"nort": Party})


@pytest.mark.parametrize("until", [None, "last"])
def test_noise_takes_no_step_that_is_forbidden_in_all_rounds(until: str | None) -> None:
    minimal = load(MINIMAL)

    def floor(*changes: dict[str, Any]) -> dict[str, float]:
        changed = minimal.intervene(*changes) if changes else minimal
        outcomes = simulate(changed, worlds=4, seed=1)
        parties = outcomes.labels["party"]
        steps = outcomes["noise_step"].mean(axis=0)
        return {str(name): float(steps[i]) for i, name in enumerate(parties)}

    last = minimal.settings.rounds.value - 1
    ends = {} if until is None else {"until": last}
    own = [name for name, issue in minimal.issues.items() if issue.giver == "west"]
    assert all(minimal.issues[name].reversible for name in own)

    def holds(way: str, **dates: Any) -> list[dict[str, Any]]:
        dates = {"at": 0, **ends, **dates}
        return [{"kind": "hold", "target": name, "value": way, **dates} for name in own]

    free = floor()
    held = floor(*holds("both"))
    assert held["west"] == 0.0
    assert held["east"] == free["east"] > 0
    upwards = floor(*holds("down"))
    assert 0 < upwards["west"] < free["west"]
    # In one round the moves are free: noise can take them.
    assert floor(*holds("both", until=last - 1)) == free
    assert floor(*holds("both", at=1)) == free


def test_policies_of_weight_move_at_most_as_often_as_the_file_says() -> None:
    minimal = load(MINIMAL)
    free, rare = (
        simulate(minimal.replace(values), worlds=2, seed=1)["noise_step"]
        for values in ({}, {"parties.west.moves_at_indifference": 0.02})
    )
    west = list(minimal.parties).index("west")
    assert (free[:, west] > 0.02).all()
    np.testing.assert_allclose(rare[:, west], 0.02)
    np.testing.assert_array_equal(np.delete(rare, west, 1), np.delete(free, west, 1))


def test_rows_can_be_asked_before_the_first_round() -> None:
    negotiation = NegotiationModel(SCENARIO, worlds=5)
    belief = negotiation.rows.belief(0)
    assert belief.shape == (5,)
    np.testing.assert_allclose(belief, negotiation.world.parameters.of_party(0, "belief", 0.5))
    negotiation.release()


def test_a_released_negotiation_is_forgotten() -> None:
    negotiation = NegotiationModel(SCENARIO, worlds=2)
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


@pytest.mark.slow
def test_mesa_loads_what_only_others_use_of_it_when_they_do() -> None:
    program = """
import sys
import bargaining.engine
loaded = [name for name in ("pandas", "networkx", "scipy.spatial") if name in sys.modules]
import mesa
# Newer ones use two of the three while they are imported.
assert loaded == [] if mesa.__version__ < "3.4" else "pandas" not in loaded, loaded
from mesa.experimental.continuous_space import continuous_space

class Counting(mesa.Model):
    def __init__(self):
        super().__init__(rng=0)
        self.count = 3

collector = mesa.DataCollector(model_reporters={"count": "count"})
collector.collect(Counting())
assert list(collector.get_model_vars_dataframe()["count"]) == [3]
assert continuous_space.cdist([[0.0, 0.0]], [[3.0, 4.0]])[0][0] == 5.0
import pandas
assert pandas.__file__ and sys.modules["scipy.spatial.distance"].__file__
import inspect, logging
# Frames have their source again, and Mesa found the name of its module without.
assert inspect.getframeinfo.__module__ == "inspect"
assert "MESA.mesa.model" in logging.Logger.manager.loggerDict
"""
    subprocess.run([sys.executable, "-c", program], check=True)
