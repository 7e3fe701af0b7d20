"""Small scenarios and what every property test does with them: play, compare, listen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.engine import NegotiationModel, simulate
from bargaining.engine.recorder import AXES
from bargaining.scenario import Scenario
from tests.reference.toy import document, number, read

Arrays = dict[str, NDArray[Any]]


def beta(alpha: float, beta: float) -> dict[str, Any]:
    return {"alpha": alpha, "beta": beta, "source": "assumed", "why": "A toy."}


def lively_document(rounds: int = 6, **table: Any) -> dict[str, Any]:
    """The toy with every prior wide, leaders that change and noise enough to reach every rule."""
    text = document(rounds, **table)
    parties = text["parties"]
    parties["north"]["belief"], parties["south"]["belief"] = beta(6, 4), beta(3, 5)
    for principal in ("north", "south"):
        parties[principal]["turnover"] = number(0.04)
    for party in parties.values():
        party["choice_noise"] = number(0.12)
    return text


def lively(rounds: int = 6, **table: Any) -> Scenario:
    return read(lively_document(rounds, **table))


def changed(scenario: Scenario, *changes: Mapping[str, Any]) -> Scenario:
    """The scenario with interventions; the toy gives no reasons, so the reader would refuse it."""
    data = scenario.model_dump(exclude_none=True)
    data["interventions"] = [*data["interventions"], *changes]
    return read(data)


def arrays(scenario: Scenario, worlds: int, **how: Any) -> Arrays:
    """Every array of a run, by name."""
    outcomes = simulate(scenario, worlds=worlds, **how)
    return {name: outcomes[name] for name in AXES}


def part(whole: Mapping[str, NDArray[Any]], first: int, count: int) -> Arrays:
    return {name: values[first : first + count] for name, values in whole.items()}


def assert_same_bits(got: Mapping[str, NDArray[Any]], expected: Mapping[str, NDArray[Any]]) -> None:
    assert set(got) == set(expected)
    for name, values in expected.items():
        assert got[name].dtype == values.dtype, name
        assert got[name].shape == values.shape, name
        is_float = values.dtype.kind == "f"
        if not np.array_equal(got[name], values, equal_nan=is_float):
            where = np.argwhere(got[name] != values)[:5].tolist()
            gap = np.abs(got[name].astype(float) - values.astype(float)).max()
            raise AssertionError(f"{name} differs at {where}, by {gap:.3g} at most")


class Listener:
    """An observer that keeps the log-odds of every decision of every world, and what was chosen.

    `heard` maps (world, round, place in the round) to (decision, party, log-odds, choice).
    """

    def __init__(self, first_world: int = 0) -> None:
        self.first_world = first_world
        self.heard: dict[tuple[int, int, str], tuple[NDArray[Any], int]] = {}

    def note(
        self, world: Any, decision: str, party: int, worlds: NDArray[Any], data: Mapping[str, Any]
    ) -> None:
        if "odds" not in data:
            return
        name = "/".join(
            str(part) for part in (decision, party, data.get("act", ""), data.get("ratifier", ""))
        )
        for row, place in enumerate(worlds):
            key = (self.first_world + int(place), world.round, name)
            assert key not in self.heard, "one decision of a kind, party and round"
            self.heard[key] = (data["odds"].log[row].copy(), int(data["chosen"][row]))


def listen(scenario: Scenario, seed: int, first_world: int, worlds: int, per_draw: int) -> Listener:
    """Play worlds in one batch and keep every decision's odds."""
    listener = Listener(first_world)
    negotiation = NegotiationModel(
        scenario,
        seed=seed,
        first_world=first_world,
        worlds=worlds,
        worlds_per_draw=per_draw,
        observer=listener,
    )
    negotiation.play()
    negotiation.release()
    return listener
