"""One history told: a world replayed alone, with every decision and the values behind it.

`Heard` puts into plain values what an observer hears, as it concerns one world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Ints
from bargaining.codes import Closing, Ending
from bargaining.engine.negotiation import NegotiationModel
from bargaining.engine.seats import Seat, check_seats, label_of
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import Event, History, RunRecord
from bargaining.protocol.update import undelivered
from bargaining.scenario import Scenario
from bargaining.solver.elementary import exp_of
from bargaining.strategies import STRATEGIES
from bargaining.world.world import World

__all__ = ["PHASES", "EventRecorder", "Heard", "replay", "step_and_tell", "tell_ending"]

# The phase of a round in which something happens; talks where it is not named.
PHASES = {
    **dict.fromkeys(("intervention", "turnover"), "nature"),
    "act": "provocation",
    **dict.fromkeys(("step", "verification", "default"), "moves"),
    **dict.fromkeys(("completed", "lapse", "void", "expired", "belief", "ending"), "update"),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What an observer heard, as it concerns one world.

    Its `place` is that among the worlds of the batch, its `row` that among those which were asked.
    """

    world: World
    party: int
    place: int
    row: int
    data: Mapping[str, Any]

    def number(self, values: Any) -> float:
        """Read a value over (row, type) for the party's true type."""
        return float(self._of_type(np.asarray(values)))

    def chance(self, option: Any = 1) -> Any:
        """Return the probability of an option, or of yes."""
        return exp_of(self._of_type(self.data["odds"].log)[option]).tolist()

    def _of_type(self, values: Any) -> Any:
        of_row = values[self.row]
        return of_row[self.world.types[self.place, self.party] if of_row.shape[0] > 1 else 0]

    def package(self, number: int) -> dict[str, int]:
        """Return a package as rungs by issue."""
        game = self.world.game
        rungs = game.package_rungs[number].tolist()
        return {game.issues[issue]: rung for issue, rung in zip(game.menu, rungs, strict=True)}

    def tell_choice(self, decision: str) -> dict[str, Any]:
        """Return what there is to tell of a decision that a party took, with its probabilities."""
        data, world, row, place = self.data, self.world, self.row, self.place
        view: Any = data.get("view")
        chosen = int(data["chosen"][row])
        match decision:
            case "step":
                feasible = np.flatnonzero(view.feasible[row])
                missing = undelivered(world, np.array([place]))[1]
                return {
                    "options": [view.options[option] for option in feasible],
                    "probabilities": self.chance(feasible),
                    "values_by_option": self._of_type(view.values)[feasible].tolist(),
                    "chosen": int(np.flatnonzero(feasible == chosen)[0]),
                    "promised": view.promised[row, feasible].astype(bool).tolist(),
                    "costs": view.cost[row, feasible].tolist(),
                    "inertia": float(view.inertia[row]),
                    "weight_of_holding": float(exp_of(view.holding[row])),
                    "share_due": float(world.rows.share_due()[place]),
                    "share_delivered": 1.0 - float(missing[place, self.party]),
                }
            case "offer" if chosen == world.game.n_packages:
                return {"passed": True, "package": None, "probability": self.chance(chosen)}
            case "offer":
                return {
                    "passed": False,
                    "package": self.package(chosen),
                    "probability": self.chance(chosen),
                    "expected_gain": self.number(view.expected_gain[..., chosen]),
                }
        told: dict[str, Any] = {"probability": self.chance()}
        match decision:
            case "act":
                gain = self.number(view.gain)
                return {"act": data["act"], **told, "taken": bool(chosen), "value_gain": gain}
            case "open" | "walk" | "adjourn":
                told["value_talking"] = self.number(view.value_talking)
                told["value_outside"] = self.number(view.value_apart)
                told["cost_of_move"] = float(world.parameters.inertia(self.party)[place])
            case "ratification":
                ratifier = world.game.parties[data["ratifier"]]
                return {**told, "ratified": bool(chosen), "ratifier": ratifier}
            case "response":
                told["accepted"] = bool(chosen)
                told["value_package"] = self.number(view.value_if_agreed)
                told["value_continuing"] = self.number(view.value_of_waiting)
                if world.game.scenario.table.foresee_ratification and world.game.ratifiers:
                    cost = world.parameters.failure_cost(self.party)[place]
                    told["ratified_probability"] = float(view.ratified_probability[row])
                    told["cost_of_failure"] = float(cost)
                    told["value_of_yes"] = self.number(view.gain)
                return told
        return {**told, "chosen": bool(chosen)}

    def tell_fact(self, decision: str) -> dict[str, Any] | None:
        """Return what there is to tell of what happened; None of what is not told."""
        data, row, game = self.data, self.row, self.world.game
        match decision:
            case "act":
                return {"act": data["act"], "forced": True}
            case "verification":
                return {"issue": data["issue"], "passed": bool(data["passed"][row])}
            case "closing":
                kind, rupture = Closing(data["closing"]), bool(data["rupture"][row])
                told = {"closing": kind, "rupture": rupture, "final": bool(data["final"])}
                if kind is not Closing.BREAKDOWN:
                    return told
                breaks = self.world.parameters.number("table.breakdown_probability", 0.0)
                return {**told, "probability": float(breaks[self.place])}
            case "signing":
                return {"package": self.package(int(data["package"][row]))}
            case "completed" | "lapse" | "void" | "expired":
                shares = data["undelivered"][row]
                return {"undelivered": {game.parties[p]: float(shares[p]) for p in game.principals}}
            case "default":
                return {"issue": data["issue"] or None}
            case "intervention":
                value = "" if data["value"] is None else f" to {data['value']}"
                return {"text": f"{data['kind']} of {data['target']} set{value}", **data}
            case "turnover":
                return {}
        return None


class EventRecorder:
    """An observer that records the decisions of one world of the batch, as plain values."""

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
        # A text is ratified by another party than the one it is noted of.
        heard = Heard(world, data.get("ratifier", party), self.place, int(found[0]), data)
        told = heard.tell_choice(decision) if "odds" in data else heard.tell_fact(decision)
        if told is not None:
            name = world.game.parties[party] if party >= 0 else None
            self.add(world.round, decision, name, told)

    def add(self, round: int, decision: str, party: str | None, data: dict[str, Any]) -> None:
        """Write an event down."""
        self.events.append(Event(round, PHASES.get(decision, "talks"), decision, party, data))


def replay(
    record: RunRecord,
    world: int,
    seats: Mapping[str, Seat] | None = None,
    given: Mapping[str, float] | None = None,
) -> History:
    """Play one world of a recorded run again, alone, and return every event of it.

    Parameters
    ----------
    record : RunRecord
        Record of the run.
    world : int
        Number of the world.
    seats : mapping, optional
        Who decided for a party, where that was not what the scenario says.
    given : mapping of path to float, optional
        Numbers that the world was played with instead of drawn ones.

    Raises
    ------
    ArgumentError
        The run holds no such world.
    OutcomesError
        Somebody else than the scenario says sat in the run, and is not handed in.
    """
    last = record.first_world + record.worlds - 1
    if not record.first_world <= world <= last:
        raise ArgumentError(f"world must be from {record.first_world} to {last}; got {world}")
    if record.parameters and not given:
        raise OutcomesError(
            "this run was handed numbers instead of drawing them, which its record does not hold: "
            "ask the result itself, outcomes.history(world)"
        )
    # What the catalogue has is known by its name.
    seated: dict[str, Any] = {one: name for one, name in record.seats.items() if name in STRATEGIES}
    seated |= seats or {}
    missing = sorted(set(record.seats) - set(seated))
    if missing:
        party = missing[0]
        raise OutcomesError(
            f"this run was played with {record.seats[party]} in the seat of {party}, which a "
            f"stored result cannot hold; replay it with "
            f'bargaining.engine.replay(outcomes.record, {world}, seats={{"{party}": ...}})'
        )
    scenario = Scenario.model_validate_json(record.scenario)
    seated = {**check_seats(seated, scenario)}
    for party, seat in seated.items():
        if record.seats.get(party, label_of(seat)) != label_of(seat):
            raise OutcomesError(
                f"this run was played with {record.seats[party]} in the seat of {party}; got "
                f"{label_of(seat)}, whose history would be another"
            )
    recorder = EventRecorder()
    negotiation = NegotiationModel(
        scenario,
        seed=record.seed,
        first_world=world,
        worlds=1,
        worlds_per_draw=record.worlds_per_draw,
        seats=seated,
        observer=recorder,
        given={path: np.array([value]) for path, value in (given or {}).items()},
    )
    try:
        for _ in range(scenario.settings.rounds.value):
            step_and_tell(negotiation, recorder)
        tell_ending(negotiation, recorder)
        # Handed over too, so that a history which is not that of the stored world is noticed.
        arrays = negotiation.recorder.finish(negotiation.world)
    finally:
        negotiation.release()
    return History(record, world, tuple(recorder.events), arrays)


def step_and_tell(negotiation: NegotiationModel, recorder: EventRecorder) -> None:
    """Play a round of one world, and tell of the beliefs that it changed."""
    world, game, round = negotiation.world, negotiation.game, negotiation.round
    before = [float(world.rows.belief(party)[0]) for party in game.typed]
    negotiation.step()
    for party, was in zip(game.typed, before, strict=True):
        now = float(world.rows.belief(party)[0])
        if now != was:
            told = {"before": was, "after": now}
            recorder.add(round, "belief", game.parties[party], told)


def tell_ending(negotiation: NegotiationModel, recorder: EventRecorder) -> None:
    """Tell how one world ended, once all its rounds are played."""
    world, game = negotiation.world, negotiation.game
    log, numbers = world.log, world.parameters
    net = [float(one) for one in log["net_concession"][0]]
    ending = {
        "ending": Ending(int(log["ending_by_round"][0])),
        "accommodation": float(log["accommodation"][0]),
        "settlement": float(numbers.number("outcome.settlement", 1.0)[0]),
        "partial": float(numbers.number("outcome.partial", 1.0)[0]),
        "net_concession": {
            game.parties[party]: one for party, one in zip(game.principals, net, strict=True)
        },
    }
    recorder.add(negotiation.round - 1, "ending", None, ending)
