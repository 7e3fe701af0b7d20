"""A made-up scenario of any size: more parties, packages and rounds need no edit in the engine."""

from __future__ import annotations

import json
from typing import Any

from bargaining.scenario import Scenario

__all__ = ["scale_game"]

PRINCIPALS = {"ann": "fish", "bob": "berths"}


def scale_game(parties: int = 2, rungs: int = 5, rounds: int = 12) -> Scenario:
    """Return it: Ann trades fish for Bob's berths, and the other parties look on.

    The menu has the square of `rungs` packages. Each of those who look on has a ladder of three
    rungs, which it moves as it likes the talks or an agreement; a principal gains from it.
    """
    others = [f"onlooker_{place}" for place in range(1, parties - len(PRINCIPALS) + 1)]
    givers = PRINCIPALS | {name: f"help_of_{name}" for name in others}
    third = {"choice_noise": _number(0.03), "discount_factor": _number(0.97)}
    gains = {f"help_of_{name}": _number(0.1) for name in others}
    data = {
        "scenario": {"name": "scale-game", "title": "Fish for berths", "round": "exchange"},
        "settings": {
            "rounds": _number(rounds),
            "planning_window": _number(6),
            "table_lookahead": _number(4),
            "foresight": _number(1),
            "spread": _number(0.2),
        },
        "table": {
            "principals": [*PRINCIPALS],
            "open_at_start": True,
            "menu": {"issues": [*PRINCIPALS.values()]},
            "breakdown_probability": _number(0.02),
        },
        "parties": {name: {**third, "label": name.replace("_", " ").title()} for name in givers},
        "issues": {
            issue: {
                "label": issue.replace("_", " ").capitalize(),
                "giver": giver,
                "source": "assumed",
                "why": "Made up, to be as large as is asked.",
                "rungs": {"count": rungs if giver in PRINCIPALS else 3, "label": "{percent}"},
            }
            for giver, issue in givers.items()
        },
        "payoffs": {
            "ann": {"berths": _number(1.0), "fish": _number(-0.4), **gains},
            "bob": {"fish": _number(0.9), "berths": _number(-0.3), **gains},
            **{name: {givers[name]: _number(-0.1), "at_table": _number(0.1)} for name in others},
        },
        "outcome": {
            "scope": {issue: _number(1.0) for issue in PRINCIPALS.values()},
            "settlement": _number(0.5),
            "partial": _number(0.2),
            "tolerance": _number(0.1),
        },
    }
    for name in others:
        data["payoffs"][name] |= {f"{givers[name]} * agreement_in_force": _number(0.3)}
    return Scenario.model_validate_json(json.dumps(data))


def _number(value: float) -> dict[str, Any]:
    return {"value": value, "source": "assumed", "why": "Made up, for a size and not for a claim."}
