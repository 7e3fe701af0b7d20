"""Scenarios: TOML in, frozen records out, each number with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bargaining.scenario.citations import why
from bargaining.scenario.evidence import numbers_of, source_shares, sourced
from bargaining.scenario.library import list_scenarios
from bargaining.scenario.page import sheet
from bargaining.scenario.reader import load, loads
from bargaining.scenario.schema import Intervention, Scenario
from bargaining.scenario.warnings import notes

if TYPE_CHECKING:
    from bargaining.scenario.schema_file import json_schema

__all__ = [
    "Intervention", "Scenario", "json_schema", "list_scenarios", "load", "loads", "notes",
    "numbers_of", "sheet", "source_shares", "sourced", "why",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # Late, since `python -m bargaining.scenario.schema_file` would else import itself twice.
    if name == "json_schema":
        from bargaining.scenario.schema_file import json_schema

        return json_schema
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
