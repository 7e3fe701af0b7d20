"""Play one world of a scenario, round by round."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from bargaining.chance import Chance
from bargaining.scenario.schema import Scenario
from tests.reference.countries import closed_by_rules
from tests.reference.moves import Round, acts, steps
from tests.reference.parameters import covers, drawn, in_force
from tests.reference.rules import Rules
from tests.reference.state import initial_state
from tests.reference.talks import NO_TABLE, NONE, talk
from tests.reference.update import end_of_round, nature


@dataclass
class History:
    """Everything that happened in one world.

    `rounds` holds a dictionary per round, `trace` one entry (round, decision, party, values) per
    decision, `payoff` the total payoff of each party, `initial_rung` the ladders at the start.
    """

    initial_rung: dict[str, int]
    rounds: list[dict[str, Any]]
    trace: list[tuple[int, str, str, dict[str, Any]]]
    ending: int
    ending_by_round: list[int]
    payoff: dict[str, float]


def play(scenario: Scenario, seed: int, world: int, worlds_per_draw: int) -> History:
    """Play one world; it is world number `world` of a run with this seed."""
    chance = Chance(seed, world, 1)
    numbers = drawn(scenario, seed, world // worlds_per_draw)
    rules = Rules(scenario, numbers)
    types = {p: float(chance.uniform(f"type.{p}")[0]) for p in rules.typed}
    state = initial_state(rules, scenario, types)
    start = dict(state.rung)
    rounds: list[dict[str, Any]] = []
    trace: list[tuple[int, str, str, dict[str, Any]]] = []
    last = scenario.settings.rounds.value
    for t in range(last):
        due = [i for i in scenario.interventions if covers(i, t, last)]
        rules = Rules(scenario, in_force(numbers, due), due)

        def luck(slot: str, round_: int = t) -> float:
            return float(chance.uniform(slot, round_)[0])

        here = Round(t, rules, state, luck, due, _blank(rules), trace)
        nature(here)
        for phase in (acts, steps, talk):
            here.state.closed = closed_by_rules(here.rules, here.state)
            phase(here)
        end_of_round(here)
        state = here.state
        rounds.append(here.record)
    endings = [record["ending"] for record in rounds]
    drawn_discount = {p: numbers[f"parties.{p}.discount_factor"] for p in rules.parties}
    payoff = {p: _total(d, [r["flow"][p] for r in rounds]) for p, d in drawn_discount.items()}
    return History(start, rounds, trace, endings[-1], endings, payoff)


def _blank(rules: Rules) -> dict[str, Any]:
    return {
        "sat": False,
        "mutual_gain": math.nan,
        "walked": dict.fromkeys(rules.principals, False),
        "ratified": dict.fromkeys(rules.principals, 0),
        "opened": False,
        "proposer": -1,
        "offer": None,
        "offer_probability": math.nan,
        "offer_options": 0,
        "offer_gain": math.nan,
        "would_talk": dict.fromkeys(rules.principals, 0),
        "response": NO_TABLE,
        "closing": NONE,
        "lapsed": False,
        "completed": False,
        "defaulted": dict.fromkeys(rules.parties, False),
    }


def _total(delta: float, flows: list[float]) -> float:
    """W: discounted flows, the last one held for ever."""
    total = sum((1.0 - delta) * delta**t * u for t, u in enumerate(flows))
    return total + delta ** len(flows) * flows[-1]
