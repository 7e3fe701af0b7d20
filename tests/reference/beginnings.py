"""The toy at its start, with what some changes say."""

from __future__ import annotations

from typing import Any

from tests.reference.edits import Change
from tests.reference.parameters import drawn
from tests.reference.rules import Rules
from tests.reference.state import State, initial_state
from tests.reference.toy import document, read

SEED = 11


def written(*changes: Change, rounds: int = 6) -> dict[str, Any]:
    text = document(rounds)
    for change in changes:
        change(text)
    return text


def begun(*changes: Change) -> tuple[Rules, State]:
    """Rules and the state at the start, with what the changes say."""
    scenario = read(written(*changes))
    rules = Rules(scenario, drawn(scenario, SEED, 0))
    return rules, initial_state(rules, scenario, dict.fromkeys(rules.typed, 0.5))
