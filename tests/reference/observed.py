"""What the engine did in some worlds, told in the words of the one-world reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bargaining.engine import NegotiationModel
from bargaining.engine.recorder import AXES
from bargaining.scenario.schema import Scenario
from bargaining.views.rules import recognition

Values = dict[str, Any]
Trace = dict[tuple[int, str, str], Values]


@dataclass
class Observed:
    """One world: its record round by round, and what stood behind each decision."""

    initial_rung: dict[str, int]
    rounds: list[Values]
    ending: int
    payoff: dict[str, float]
    trace: Trace = field(default_factory=dict)


class _Bystander:
    """An observer that writes down every decision of every world of a batch."""

    def __init__(self, worlds: int) -> None:
        self.traces: list[Trace] = [{} for _ in range(worlds)]

    def note(
        self, world: Any, decision: str, party: int, worlds: Any, data: Mapping[str, Any]
    ) -> None:
        teller = _TELLERS.get(decision)
        if teller is None:
            return
        for row, number in enumerate(worlds):
            for name, who, values in teller(world.game, party, row, data):
                self.traces[number][world.round, name, who] = values


def observe(
    scenario: Scenario, seed: int, first_world: int, worlds: int, worlds_per_draw: int
) -> list[Observed]:
    """Play a batch of consecutive worlds in the engine."""
    witness = _Bystander(worlds)
    negotiation = NegotiationModel(
        scenario,
        seed=seed,
        first_world=first_world,
        worlds=worlds,
        worlds_per_draw=worlds_per_draw,
        observer=witness,
    )
    try:
        arrays = negotiation.play()
        return [_world(negotiation.game, arrays, row, witness.traces[row]) for row in range(worlds)]
    finally:
        negotiation.release()


def _world(game: Any, arrays: Mapping[str, Any], row: int, trace: Trace) -> Observed:
    names = _names(game)
    rounds = [
        {
            key: _plain(arrays[array][row, number], names.get(array))
            for key, array in RECORDED.items()
        }
        for number in range(arrays["ending_by_round"].shape[1])
    ]
    for told in rounds:
        told["offer"] = None if min(told["offer"].values()) < 0 else told["offer"]
    return Observed(
        initial_rung=_plain(arrays["initial_rung"][row], game.issues),
        rounds=rounds,
        ending=int(arrays["ending"][row]),
        payoff=_plain(arrays["payoff"][row], game.parties),
        trace=trace,
    )


# Name of each part of a round's record, and the engine's array that holds it: every array there is.
RECORDED = {
    {"ending_by_round": "ending", "party_type": "type"}.get(array, array): array
    for array, axes in AXES.items()
    if axes[:2] == ("world", "round")
}


def _names(game: Any) -> dict[str, tuple[str, ...]]:
    typed = tuple(game.parties[party] for party in game.typed)
    principals = tuple(game.parties[party] for party in game.principals)
    by_party = dict.fromkeys(("flow", "defaulted", "undelivered", "unreciprocated"), game.parties)
    return {
        **by_party,
        **dict.fromkeys(("rung", "step", "verified"), game.issues),
        **dict.fromkeys(("belief", "party_type"), typed),
        **dict.fromkeys(
            ("turnover", "net_concession", "ratified", "walked", "would_talk"), principals
        ),
        **dict.fromkeys(("window_open", "act"), game.acts),
        "condition": game.conditions,
        "offer": tuple(game.issues[issue] for issue in game.menu),
    }


def _plain(values: Any, names: Sequence[str] | None) -> Any:
    if names is None:
        return values.item()
    return dict(zip(names, values.tolist(), strict=True))


def _kinds(by_type: Any) -> dict[int, Any]:
    """Entries of a type axis by type; a party without a type counts as type 1."""
    return {0: by_type[0], 1: by_type[1]} if len(by_type) == 2 else {1: by_type[0]}


def _floats(by_type: Any) -> dict[int, float]:
    return {kind: float(value) for kind, value in _kinds(by_type).items()}


def _yes(data: Mapping[str, Any], row: int) -> dict[int, float]:
    return _floats(np.exp(data["odds"].log[row, :, 1]))


Told = list[tuple[str, str, Values]]


def _act(game: Any, party: int, row: int, data: Any) -> Told:
    if data.get("forced"):
        return []
    told = {"gain": _floats(data["view"].gain[row]), "probability": _yes(data, row)}
    return [(f"act.{data['act']}", game.parties[party], told)]


def _step(game: Any, party: int, row: int, data: Any) -> Told:
    view, log = data["view"], data["odds"].log[row]
    names = {
        option: "hold" if issue is None else f"{issue}:{'up' if direction > 0 else 'down'}"
        for option, (issue, direction) in enumerate(view.options)
        if view.feasible[row, option]
    }
    if len(names) == 1:
        return []
    told = {
        "value": {name: _floats(view.values[row, :, n]) for n, name in names.items()},
        "probability": {
            kind: {name: float(np.exp(of_type[n])) for n, name in names.items()}
            for kind, of_type in _kinds(log).items()
        },
    }
    return [("step", game.parties[party], told)]


def _table(game: Any, party: int, row: int, data: Any) -> Told:
    table = data["table"]
    rows, payoffs = table.rows, table.payoffs
    chances = recognition(rows, rows.round)[row]
    may_propose = [p for p, chance in zip(game.principals, chances, strict=True) if chance > 0]
    cells = [int(cell) for cell in np.flatnonzero(payoffs.packages.feasible[row])]
    told: Told = []
    for place, index in enumerate(game.principals):
        broken = payoffs.without.broken[row, place]
        values: Values = {
            "V": _floats(table.of(table.solution.value, index)[row]),
            "U0": _floats(table.of(payoffs.without.apart, index)[row]),
            "UT": _floats(table.of(payoffs.without.at_table, index)[row]),
            "U0_broken": _floats(broken if index in game.typed else broken[:1]),
            "C": {
                game.parties[p]: _floats(table.of(table.waiting(p), index)[row])
                for p in may_propose
            },
            "G": {
                kind: {cell: float(of_type[cell]) for cell in cells}
                for kind, of_type in _kinds(table.of(table.agreed, index)[row]).items()
            },
        }
        if index in game.ratifiers:
            noise = rows.parameters.noise(game.ratifiers[index])[row]
            margin = payoffs.packages.margin[row, list(game.ratifiers).index(index)]
            values["ratify"] = {
                cell: float(1.0 / (1.0 + np.exp(-margin[cell] / noise))) for cell in cells
            }
        told.append(("table", game.parties[index], values))
    return told


def _talks(question: str) -> Any:
    def tell(game: Any, party: int, row: int, data: Any) -> Told:
        told = {"probability": _yes(data, row), "chosen": bool(data["chosen"][row])}
        return [(question, game.parties[party], told)]

    return tell


def _offer(game: Any, party: int, row: int, data: Any) -> Told:
    cells = [int(cell) for cell in np.flatnonzero(data["view"].feasible[row])]
    probability = {
        kind: {cell: float(np.exp(of_type[cell])) for cell in [*cells, game.n_packages]}
        for kind, of_type in _kinds(data["odds"].log[row]).items()
    }
    return [("offer", game.parties[party], {"probability": probability})]


def _response(game: Any, party: int, row: int, data: Any) -> Told:
    view = data["view"]
    told = {
        "G": _floats(view.value_if_agreed[row]),
        "C": _floats(view.value_of_waiting[row]),
        "probability": _yes(data, row),
        "chosen": bool(data["chosen"][row]),
    }
    return [("accept", game.parties[party], told)]


def _ratification(game: Any, party: int, row: int, data: Any) -> Told:
    told = {"probability": _yes(data, row)[1], "chosen": bool(data["chosen"][row])}
    return [("ratify", game.parties[party], told)]


_TELLERS = {
    "act": _act,
    "step": _step,
    "table": _table,
    "open": _talks("open"),
    "walk": _talks("walk"),
    "offer": _offer,
    "response": _response,
    "ratification": _ratification,
    "opt_out": _talks("opt_out"),
    "adjourn": _talks("adjourn"),
}
