"""Decisions put into plain values: what an observer hears, told of one world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bargaining.codes import Closing
from bargaining.protocol.update import undelivered
from bargaining.solver.elementary import exp_of
from bargaining.world.world import World

__all__ = ["PHASES", "TELLINGS"]


def _number(values: Any, row: int, type_: int) -> float:
    """Read a value over (row, type) for a true type."""
    of_row = np.asarray(values)[row]
    return float(of_row[type_ if of_row.shape[0] > 1 else 0])


def _yes(data: Mapping[str, Any], row: int, type_: int) -> float:
    log = data["odds"].log
    return float(exp_of(log[row, type_ if log.shape[1] > 1 else 0, 1]))


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
    missing = undelivered(world, np.array([data["place"]]))[1]
    return {
        "options": names,
        "probabilities": exp_of(odds[row, of_type, feasible]).tolist(),
        "values_by_option": [float(values[option]) for option in feasible],
        "chosen": int(np.flatnonzero(feasible == chosen)[0]),
        "promised": [bool(view.promised[row, option]) for option in feasible],
        "costs": [float(view.cost[row, option]) for option in feasible],
        "inertia": float(view.inertia[row]),
        "weight_of_holding": float(exp_of(view.holding[row])),
        "share_due": float(world.rows.share_due()[data["place"]]),
        "share_delivered": 1.0 - float(missing[data["place"], party]),
    }


def _verification(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {"issue": data["issue"], "passed": bool(data["passed"][row])}


def _about_talks(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    return {
        "probability": _yes(data, row, type_),
        "chosen": bool(data["chosen"][row]),
        "value_talking": _number(data["view"].value_talking, row, type_),
        "value_outside": _number(data["view"].value_apart, row, type_),
        "cost_of_move": float(world.parameters.inertia(party)[data["place"]]),
    }


def _package(world: World, package: int) -> dict[str, int]:
    game = world.game
    rungs = game.package_rungs[package]
    return {game.issues[i]: int(r) for i, r in zip(game.menu, rungs, strict=True)}


def _offer(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    package, odds = int(data["chosen"][row]), data["odds"].log
    probability = float(exp_of(odds[row, type_ if odds.shape[1] > 1 else 0, package]))
    if package == world.game.n_packages:
        return {"passed": True, "package": None, "probability": probability}
    return {
        "passed": False,
        "package": _package(world, package),
        "probability": probability,
        "expected_gain": _number(data["view"].expected_gain[..., package], row, type_),
    }


def _response(world: World, party: int, row: int, type_: int, data: Any) -> dict[str, Any]:
    view, game = data["view"], world.game
    told = {
        "accepted": bool(data["chosen"][row]),
        "probability": _yes(data, row, type_),
        "value_package": _number(view.value_if_agreed, row, type_),
        "value_continuing": _number(view.value_of_waiting, row, type_),
    }
    if not game.scenario.table.foresee_ratification or not game.ratifiers:
        return told
    return {
        **told,
        "ratified_probability": float(view.ratified_probability[row]),
        "cost_of_failure": float(world.parameters.failure_cost(party)[data["place"]]),
        "value_of_yes": _number(view.gain, row, type_),
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
    told: dict[str, Any] = {
        "closing": Closing(data["closing"]),
        "rupture": bool(data["rupture"][row]),
        "final": bool(data["final"]),
    }
    if told["closing"] is Closing.BREAKDOWN:
        chance = world.parameters.number("table.breakdown_probability", 0.0)
        told["probability"] = float(chance[data["place"]])
    return told


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


TELLINGS: dict[str, Callable[..., dict[str, Any]]] = {
    "act": _act,
    "step": _step,
    "verification": _verification,
    "open": _about_talks,
    "walk": _about_talks,
    "adjourn": _about_talks,
    "offer": _offer,
    "response": _response,
    "ratification": _ratification,
    "opt_out": _opt_out,
    "closing": _closing,
    "signing": _signing,
    "completed": _ended,
    "lapse": _ended,
    "void": _ended,
    "expired": _ended,
    "default": _default,
    "intervention": _intervention,
    "turnover": _nothing,
}

PHASES = {
    "intervention": "nature",
    "turnover": "nature",
    "act": "provocation",
    "step": "moves",
    "verification": "moves",
    "default": "moves",
    "completed": "update",
    "lapse": "update",
    "void": "update",
    "expired": "update",
    "belief": "update",
    "ending": "update",
}
