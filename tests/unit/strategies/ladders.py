"""Two parties, a ladder each, no talks: concessions given and taken back step by step."""

from __future__ import annotations

from typing import Any

from bargaining.scenario import Scenario
from bargaining.scenario.reader import build


def number(value: object) -> dict[str, Any]:
    return {"value": value, "source": "literature: Axelrod 1984, ch. 1"}


def ladders(
    *,
    rungs: int = 1,
    rounds: int = 6,
    start: tuple[float, float] = (0.0, 0.0),
    strategies: tuple[dict[str, Any] | None, dict[str, Any] | None] = (None, None),
    **changes: Any,
) -> Scenario:
    """Return a game in which Ann gives `pens` and Bob gives `ink`, each `rungs` steps.

    What one receives is worth 3, what one gives costs 1: a prisoner's dilemma on one rung.
    """
    levels = [{"level": n / rungs, "label": f"step {n}"} for n in range(rungs + 1)]
    data: dict[str, Any] = {
        "scenario": {"name": "ladders", "title": "Two ladders", "round": "exchange"},
        "settings": {
            "rounds": number(rounds),
            "planning_window": number(4),
            "table_lookahead": number(1),
            "foresight": number(1),
            "spread": number(0),
            "stake_in_steps": False,
        },
        "table": {
            "principals": ["ann", "bob"],
            "may_open": False,
            "may_walk": False,
            "menu": {"issues": ["pens", "ink"]},
            "breakdown_probability": number(0),
        },
        "parties": {},
        "issues": {},
        "payoffs": {
            "ann": {"ink": number(3), "pens": number(-1)},
            "bob": {"pens": number(3), "ink": number(-1)},
        },
        "outcome": {
            "scope": {"pens": number(1), "ink": number(1)},
            "settlement": number(1),
            "partial": number(0.5),
            "tolerance": number(0),
        },
    }
    for place, (name, issue) in enumerate((("ann", "pens"), ("bob", "ink"))):
        data["parties"][name] = {
            "discount_factor": number(0.9),
            "choice_noise": number(0.01),
            "inertia": number(0),
        }
        if strategies[place] is not None:
            data["parties"][name]["strategy"] = strategies[place]
        data["issues"][issue] = {
            "giver": name,
            "source": "assumed",
            "why": f"the ladder of {name}",
            "rungs": levels,
            "initial": number(start[place]),
        }
    scenario = build(data, "ladders")
    return scenario.replace(changes) if changes else scenario


def named(name: str, **parameters: Any) -> dict[str, Any]:
    return {"name": name, "parameters": parameters}
