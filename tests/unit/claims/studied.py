"""Small studies: scenarios with claims of a test's own, and results that were never played."""

from __future__ import annotations

import copy
import math
import tomllib
from pathlib import Path
from typing import Any

from bargaining.claims.results import ClaimResult, ClaimResults, Figures
from bargaining.scenario import Scenario
from bargaining.scenario.reader import build
from bargaining.scenario.schema import Claim

MINIMAL = Path(__file__).parent.parent / "scenario" / "minimal.toml"
RECORD = {
    "command": "python -m benchmarks.claims",
    "seed": 7,
    "draws": 10,
    "worlds_per_draw": 3,
    "worlds": 30,
    "arms_played": 2,
    "worlds_played": 60,
    "versions": {"bargaining": "0"},
    "scenarios": {"minimal": "0123456789abcdef"},
}


def claim(id: str = "C1", **values: Any) -> Claim:
    return Claim.model_validate({"id": id, "quantity": "P(settlement)", **values})


def scenario(*claims: dict[str, Any], name: str = "minimal") -> Scenario:
    """The minimal scenario with other claims, cut short."""
    data = copy.deepcopy(tomllib.loads(MINIMAL.read_text("utf-8")))
    data["scenario"]["name"] = name
    data["settings"]["rounds"]["value"] = 4
    data["counterfactuals"][0]["do"][0]["at"] = 2
    data["claims"] = [dict(one) for one in claims]
    return build(data, name)


def figures(value: float, half_width: float = 0.01, **more: Any) -> Figures:
    numbers = {"prior_share": 0.75, "n_draws": 10, "n_worlds": 30, "n_informed": 10, **more}
    if math.isnan(value):
        return Figures(value, **numbers)
    return Figures(value, value - half_width, value + half_width, **numbers)


def result(id: str, value: float, half_width: float = 0.01, **values: Any) -> ClaimResult:
    """A result of a claim on a difference, unless the values say otherwise."""
    named = {
        "claims": ["keck-2014:1"],
        "statement": f"What {id} says, at such a length that no line of a table can hold it all.",
        "compare": ["tested"],
        "direction": ">",
        "threshold": 0.05,
        **values,
    }
    arms = ("minimal/tested", "minimal")
    return ClaimResult("minimal", claim(id, **named), arms, figures(value, half_width))


def results(*found: ClaimResult, **record: Any) -> ClaimResults:
    return ClaimResults(found, {**RECORD, **record})
