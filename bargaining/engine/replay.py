"""One history told: a world replayed alone, with every decision and the values behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bargaining.arrays import Ints
from bargaining.engine.negotiation import Negotiation, Seat
from bargaining.errors import ArgumentError
from bargaining.outcomes import Event, History, RunRecord
from bargaining.outcomes.codes import Closing, Ending
from bargaining.scenario import Scenario
from bargaining.world.world import World

__all__ = ["Replayer", "Testimony", "replay"]


class Testimony:
    """A witness that writes down what it is told of one world, in plain values.

    Parameters
    ----------
    place : int
        Which world of the batch.
    """

    def __init__(self, place: int = 0) -> None:
        self.place = place
        self.events: list[Event] = []

    def note(
        self, world: World, decision: str, party: int, worlds: Ints, data: Mapping[str, Any]
    ) -> None:
        """Write a decision down, if it concerns the world."""
        found = np.flatnonzero(worlds == self.place)
        if not found.size:
            return
        row = int(found[0])
        telling = _TELLINGS.get(decision)
        if telling is None:
            return
        type_ = int(world.types[self.place, party]) if party >= 0 else 0
        told = telling(world, party, row, type_, data)
        name = world.game.parties[party] if party >= 0 else None
        kind = "walk" if decision == "walk" else decision
        self.add(world, kind, name, told)

    def add(self, world: World, decision: str, party: str | None, data: Mapping[str, Any]) -> None:
        """Write an event down."""
        phase = _PHASES.get(decision, "talks")
        self.events.append(Event(world.round, phase, decision, party, dict(data)))


def replay(record: RunRecord, world: int, seats: Mapping[str, Seat] | None = None) -> History:
    """Play one world of a recorded run again, alone, and return every event of it.

    Parameters
    ----------
    record : RunRecord
        Record of the run.
    world : int
        Number of the world.
    seats : mapping, optional
        Who decided for a party, where that was not what the scenario says.

    Raises
    ------
    ArgumentError
        The run holds no such world.
    """
    last = record.first_world + record.worlds - 1
    if not record.first_world <= world <= last:
        raise ArgumentError(f"world must be from {record.first_world} to {last}; got {world}")
    scenario = Scenario.model_validate_json(record.scenario)
    testimony = Testimony()
    negotiation = Negotiation(
        scenario,
        seed=record.seed,
        first_world=world,
        worlds=1,
        worlds_per_draw=record.worlds_per_draw,
        seats=seats,
        witness=testimony,
    )
    try:
        _tell(negotiation, testimony)
    finally:
        negotiation.release()
    return History(record, world, tuple(testimony.events))


class Replayer:
    """Replays worlds of one run, with those who sat in it."""

    def __init__(self, record: RunRecord, seats: Mapping[str, Seat]) -> None:
        self._record = record
        self._seats = seats

    def __call__(self, world: int) -> History:
        """Return the history of a world."""
        return replay(self._record, world, self._seats)


def _tell(negotiation: Negotiation, testimony: Testimony) -> None:
    world, game = negotiation.world, negotiation.game
    for _ in range(game.scenario.settings.rounds.value):
        before = [float(world.rows.belief(party)[0]) for party in game.typed]
        negotiation.step()
        world.round -= 1
        for party, was in zip(game.typed, before, strict=True):
            now = float(world.rows.belief(party)[0])
            if now != was:
                testimony.add(world, "belief", game.parties[party], {"before": was, "after": now})
        world.round += 1
    world.round -= 1
    log, numbers = world.log, world.parameters
    testimony.add(
        world,
        "ending",
        None,
        {
            "ending": Ending(int(log["ending_by_round"][0])),
            "accommodation": float(log["accommodation"][0]),
            "settlement": float(numbers.number("outcome.settlement", 1.0)[0]),
            "partial": float(numbers.number("outcome.partial", 1.0)[0]),
            "standing": {
                game.parties[party]: float(log["standing"][0, place])
                for place, party in enumerate(game.principals)
            },
        },
    )
    world.round += 1


def _number(values: Any, row: int, type_: int) -> float:
    """Read a value over (row, type) for a true type."""
    of_row = np.asarray(values)[row]
    return float(of_row[type_ if of_row.shape[0] > 1 else 0])


def _yes(data: Mapping[str, Any], row: int, type_: int) -> float:
    log = data["odds"].log
    return float(np.exp(log[row, type_ if log.shape[1] > 1 else 0, 1]))


def _act(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    if data.get("forced"):
        return {"act": data["act"], "forced": True}
    return {
        "act": data["act"],
        "probability": _yes(data, row, type_),
        "taken": bool(data["chosen"][row]),
        "value_gain": _number(data["view"].gain, row, type_),
    }


def _step(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    view, odds = data["view"], data["odds"].log
    of_type = type_ if odds.shape[1] > 1 else 0
    feasible = np.flatnonzero(view.feasible[row])
    values = view.values[row, type_ if view.values.shape[1] > 1 else 0]
    names = [view.options[option] for option in feasible]
    chosen = int(data["chosen"][row])
    return {
        "options": names,
        "probabilities": [float(np.exp(odds[row, of_type, option])) for option in feasible],
        "values_by_option": [float(values[option]) for option in feasible],
        "chosen": int(np.flatnonzero(feasible == chosen)[0]),
        "promised": [bool(view.promised[row, option]) for option in feasible],
    }


def _verification(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {"issue": data["issue"], "passed": bool(data["passed"][row])}


def _about_talks(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {
        "probability": _yes(data, row, type_),
        "chosen": bool(data["chosen"][row]),
        "value_talking": _number(data["value_talking"], row, type_),
        "value_outside": _number(data["value_apart"], row, type_),
    }


def _package(world: World, package: int) -> dict[str, int]:
    game = world.game
    rungs = game.package_rungs[package]
    return {game.issues[i]: int(r) for i, r in zip(game.menu, rungs, strict=True)}


def _offer(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    package, odds = int(data["chosen"][row]), data["odds"].log
    probability = float(np.exp(odds[row, type_ if odds.shape[1] > 1 else 0, package]))
    if package == world.game.n_packages:
        return {"passed": True, "package": None, "probability": probability}
    return {"passed": False, "package": _package(world, package), "probability": probability}


def _response(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    view = data["view"]
    return {
        "accepted": bool(data["chosen"][row]),
        "probability": _yes(data, row, type_),
        "value_package": _number(view.value_if_agreed, row, type_),
        "value_continuing": _number(view.value_of_waiting, row, type_),
    }


def _ratification(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {
        "probability": _yes(data, row, 0),
        "ratified": bool(data["chosen"][row]),
        "ratifier": world.game.parties[data["ratifier"]],
    }


def _opt_out(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {"probability": _yes(data, row, type_), "chosen": bool(data["chosen"][row])}


def _closing(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {
        "closing": Closing(data["closing"]),
        "rupture": bool(data["rupture"][row]),
        "final": bool(data["final"]),
    }


def _signing(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {"package": _package(world, int(data["package"][row]))}


def _ended(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    shares = data["undelivered"][row]
    parties = world.game.parties
    return {"undelivered": {parties[p]: float(shares[p]) for p in world.game.principals}}


def _default(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {"issue": data["issue"] or None}


def _intervention(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    value = "" if data["value"] is None else f" to {data['value']}"
    return {"text": f"{data['kind']} of {data['target']} set{value}", **data}


def _nothing(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {}


_TELLINGS: dict[str, Callable[..., dict[str, Any]]] = {
    "act": _act,
    "step": _step,
    "verification": _verification,
    "open": _about_talks,
    "walk": _about_talks,
    "offer": _offer,
    "response": _response,
    "ratification": _ratification,
    "opt_out": _opt_out,
    "closing": _closing,
    "signing": _signing,
    "completed": _ended,
    "lapse": _ended,
    "default": _default,
    "intervention": _intervention,
    "turnover": _nothing,
}

_PHASES = {
    "intervention": "nature",
    "turnover": "nature",
    "act": "provocation",
    "step": "moves",
    "verification": "moves",
    "default": "moves",
    "completed": "update",
    "lapse": "update",
    "belief": "update",
    "ending": "update",
}
