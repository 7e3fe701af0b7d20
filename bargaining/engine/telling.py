"""Decisions put into plain values: what an observer hears, told of one world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.codes import Closing
from bargaining.protocol.update import undelivered
from bargaining.solver.elementary import exp_of
from bargaining.world.world import World

__all__ = ["PHASES", "Heard"]

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
        data, world = self.data, self.world
        view: Any = data.get("view")
        chosen = int(data["chosen"][self.row])
        match decision:
            case "step":
                return self._tell_step(chosen)
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
                told["cost_of_move"] = float(world.parameters.inertia(self.party)[self.place])
            case "ratification":
                ratifier = world.game.parties[data["ratifier"]]
                return {**told, "ratified": bool(chosen), "ratifier": ratifier}
            case "response":
                told["accepted"] = bool(chosen)
                told["value_package"] = self.number(view.value_if_agreed)
                told["value_continuing"] = self.number(view.value_of_waiting)
                if world.game.scenario.table.foresee_ratification and world.game.ratifiers:
                    cost = world.parameters.failure_cost(self.party)[self.place]
                    told["ratified_probability"] = float(view.ratified_probability[self.row])
                    told["cost_of_failure"] = float(cost)
                    told["value_of_yes"] = self.number(view.gain)
                return told
        return {**told, "chosen": bool(chosen)}

    def _tell_step(self, chosen: int) -> dict[str, Any]:
        view, row, place = self.data["view"], self.row, self.place
        feasible = np.flatnonzero(view.feasible[row])
        missing = undelivered(self.world, np.array([place]))[1]
        return {
            "options": [view.options[option] for option in feasible],
            "probabilities": self.chance(feasible),
            "values_by_option": self._of_type(view.values)[feasible].tolist(),
            "chosen": int(np.flatnonzero(feasible == chosen)[0]),
            "promised": view.promised[row, feasible].astype(bool).tolist(),
            "costs": view.cost[row, feasible].tolist(),
            "inertia": float(view.inertia[row]),
            "weight_of_holding": float(exp_of(view.holding[row])),
            "share_due": float(self.world.rows.share_due()[place]),
            "share_delivered": 1.0 - float(missing[place, self.party]),
        }

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
