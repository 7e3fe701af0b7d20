"""What the event of a unilateral step says."""

from __future__ import annotations

from typing import Any

from bargaining.outcomes.history import Event

__all__ = ["chosen_of", "holds_back", "listed", "promised_of"]


def holds_back(event: Event) -> bool:
    """Return whether nothing was moved although a promise in force asked for a step."""
    options = listed(event.data["options"])
    return not int(options[chosen_of(event)][1]) and bool(promised_of(event))


def promised_of(event: Event) -> list[int]:
    """Return the positions of the steps that a promise in force asks for."""
    options = listed(event.data["options"])
    promised = listed(event.data.get("promised", ()))
    return [i for i, due in enumerate(promised) if due and int(options[i][1]) > 0]


def chosen_of(event: Event) -> int:
    """Return the position of the option that was chosen."""
    picked: Any = event.data["chosen"]
    if not isinstance(picked, tuple | list):
        return int(picked)
    return [tuple(option) for option in listed(event.data["options"])].index(tuple(picked))


def listed(values: object) -> list[Any]:
    """Return the entries of an event's sequence."""
    return list(values)  # type: ignore[call-overload, no-any-return]
