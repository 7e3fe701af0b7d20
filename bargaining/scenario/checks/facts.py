"""Rules of facts: a quantity that can be read, and a band that has its ends in order."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.locate import Path
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check", "unreadable_quantity"]


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the facts; their sources are checked with all others."""
    for i, fact in enumerate(scenario.facts):
        path: Path = ("facts", i)
        yield from unreadable_quantity((*path, "quantity"), fact.quantity, scenario)
        if fact.low > fact.high:
            yield Finding(
                (*path, "high"),
                f"must be at or above low, {fact.low:g}; got {fact.high:g}.",
            )


def unreadable_quantity(path: Path, text: str, scenario: ScenarioRecord) -> Iterator[Finding]:
    """Yield what is wrong with the text of a quantity, of a fact or of a claim."""
    try:
        read_quantity(text, scenario)
    except ValueError as error:
        message = str(error)
        stop = "" if message.endswith((".", "?")) else "."
        yield Finding(path, message + stop, (("settings", "rounds"),))
