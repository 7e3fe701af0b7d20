"""Small changes of the toy's document: values by path, keys of its table, dated changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Change = Callable[[dict[str, Any]], None]


def put(values: dict[str, Any]) -> Change:
    """A change of a document: values by dotted path."""

    def change(text: dict[str, Any]) -> None:
        for path, value in values.items():
            here: Any = text
            *rooms, last = path.split(".")
            for room in rooms:
                here = here.setdefault(room, {}) if isinstance(here, dict) else here[int(room)]
            here[last] = value

    return change


def table(**values: Any) -> Change:
    return put({f"table.{key}": value for key, value in values.items()})


def settings(**values: Any) -> Change:
    return put({f"settings.{key}": value for key, value in values.items()})


def dated(*changes: dict[str, Any]) -> Change:
    return put({"interventions": list(changes)})


def do(
    at: int,
    kind: str,
    target: str,
    value: Any = None,
    until: int | None = None,
    of: str | None = None,
) -> dict[str, Any]:
    """An intervention."""
    return {"at": at, "kind": kind, "target": target, "value": value, "until": until, "of": of}
