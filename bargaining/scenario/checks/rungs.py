"""Whether levels are rungs of a ladder."""

from __future__ import annotations

from bargaining.scenario.numbers import ChoiceNumber, Number, ValueNumber
from bargaining.scenario.records import Issue

__all__ = ["is_rung", "level_fault", "rung_fault"]

_TOLERANCE = 1e-9
_LISTED = 8


def is_rung(level: float, issue: Issue) -> bool:
    """Return whether the level is one of the issue's rungs."""
    return any(abs(level - rung.level) <= _TOLERANCE for rung in issue.rungs)


def rung_fault(level: float, name: str, issue: Issue) -> str:
    """Return a sentence where the level is no rung of the issue, or an empty text."""
    if is_rung(level, issue):
        return ""
    levels = [f"{rung.level:g}" for rung in issue.rungs]
    listed = ", ".join(levels[:_LISTED]) + (", ..." if len(levels) > _LISTED else "")
    return f"must be a rung of {name}; got {level:g}. Its rungs: {listed}."


def level_fault(number: Number, name: str, issue: Issue) -> str:
    """Return a sentence where a number may take a value that is no rung, or an empty text."""
    if isinstance(number, ValueNumber):
        return rung_fault(number.value, name, issue)
    if isinstance(number, ChoiceNumber):
        faults = [rung_fault(level, name, issue) for level in number.choices]
        return next((fault for fault in faults if fault), "")
    return (
        f"must be a rung of {name} in every draw; got a prior over an interval. "
        "Write one `value`, or `choices` among the rungs."
    )
