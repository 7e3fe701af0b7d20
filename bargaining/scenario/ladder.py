"""The ladder of an issue: its rungs, listed or in short."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bargaining.scenario.numbers import Record

__all__ = ["Ladder", "Rung"]

_MOST = 4001
_SHORT = '{ count = 101, label = "{percent} to the responder" }'


class Rung(Record):
    """A step of a ladder."""

    level: Annotated[float, Field(ge=0, le=1)]
    label: Annotated[str, Field(min_length=1)]


def _as_rungs(value: Any) -> Any:
    """Expand the short form of a fine ladder: `count` rungs at even distances from 0 to 1."""
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, dict):
        return value
    count, label = value.get("count"), value.get("label")
    if set(value) != {"count", "label"}:
        keys = ", ".join(sorted(map(str, value)))
        raise ValueError(f"must be a list of rungs, or a table such as {_SHORT}; got keys {keys}")
    if type(count) is not int or not 2 <= count <= _MOST:
        raise ValueError(
            f"must have a whole count in [2, {_MOST}]; got {count!r}. 101 rungs are steps of 1 %"
        )
    if not isinstance(label, str) or "{percent}" not in label:
        raise ValueError(
            f"must have a label with {{percent}} in it, where the level goes; got {label!r}"
        )
    levels = [index / (count - 1) for index in range(count)]
    return tuple(
        Rung(level=level, label=label.replace("{percent}", f"{100 * level:.6g} %"))
        for level in levels
    )


def _show_short_form(schema: dict[str, Any]) -> None:
    """Put the short form of a ladder beside the list in the exported JSON Schema."""
    keys = ("type", "items", "minItems", "maxItems")
    listed = {key: schema.pop(key) for key in keys if key in schema}
    properties = {
        "count": {"type": "integer", "minimum": 2, "maximum": _MOST},
        "label": {"type": "string", "pattern": r"\{percent\}"},
    }
    short = {
        "type": "object",
        "description": "Rungs at even distances from 0 to 1.",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    schema["anyOf"] = [listed, short]


Ladder = Annotated[
    tuple[Rung, ...],
    Field(min_length=2, max_length=_MOST),
    BeforeValidator(_as_rungs),
    Field(json_schema_extra=_show_short_form),
]
