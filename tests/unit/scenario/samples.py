"""The minimal scenario as raw data, and ways to spoil it."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.reader import build

MINIMAL = Path(__file__).with_name("minimal.toml")
TEXT = MINIMAL.read_text("utf-8")
DATA: dict[str, Any] = tomllib.loads(TEXT)
GONE = object()


def number(value: object, why: str = "for this test") -> dict[str, Any]:
    return {"value": value, "source": "assumed", "why": why}


def spoiled(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the minimal data with values put at paths, whose keys are set apart by slashes."""
    data = copy.deepcopy(DATA)
    for path, value in changes.items():
        node: Any = data
        *above, last = path.split("/")
        for key in above:
            node = node[int(key)] if isinstance(node, list) else node.setdefault(key, {})
        if value is GONE:
            del node[last]
        elif isinstance(node, list):
            node[int(last) : int(last) + 1] = [copy.deepcopy(value)]
        else:
            node[last] = copy.deepcopy(value)
    return data


def problems(data: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what is wrong with raw data; empty where nothing is."""
    try:
        build(data, "spoiled")
    except ScenarioError as error:
        return error.problems
    return ()
