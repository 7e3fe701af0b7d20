"""Frozen records: what every part of a scenario file is read as, and what is said beside it.

A record is a table of a file with known keys. What comes from somewhere is `Cited`: it says its
`source` (an article and paragraph, a work of the literature, or ``"assumed"``) and, where it is
assumed, `why`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic.fields import FieldInfo

from bargaining.scenario.terms import spelling

__all__ = [
    "ASSUMED", "Cited", "FromList", "Listed", "Record", "field", "fields_of", "name_of", "place_of",
]  # fmt: skip

ASSUMED = "assumed"
T = TypeVar("T")


class Record(BaseModel):
    """Base of every record of a scenario: frozen, strict, no unknown key, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="strings"
    )

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__()} - {one for one in dir(BaseModel) if one[:1] != "_"})


@cache
def fields_of(record: type[Record]) -> dict[str, FieldInfo]:
    """Return the fields of a record by their keys in a file."""
    return {one.alias or name: one for name, one in record.model_fields.items()}


def name_of(entry: Any) -> str:
    """Return the name, or the id, of an entry of a list; empty where it has none."""
    # A record answers for an attribute that it lacks after a long search.
    keys = vars(entry) if isinstance(entry, Record) else entry
    if isinstance(keys, Mapping):
        for key in ("name", "id"):
            if isinstance(keys.get(key), str):
                return str(keys[key])
    return ""


def place_of(node: Any, name: str | int) -> str | int | None:
    """Return where a table or a list holds what a name calls, or None where it does not.

    Entries of a list go by their name, or else by their number; a term by any of its spellings.
    """
    if isinstance(node, Mapping):
        if name in node:
            return name
        if not isinstance(name, str) or not {"*", "^"} & {*name}:
            return None
        return next((key for key in node if spelling(key) == spelling(name)), None)
    if not isinstance(node, list | tuple):
        return None
    names = [name_of(entry) or str(number) for number, entry in enumerate(node)]
    if isinstance(name, int):
        return name if name < len(node) else None
    return names.index(name) if name in names else None


def field(meaning: str, default: Any = ..., **rules: Any) -> Any:
    """Return a field with its meaning, a sentence that errors, editors and the JSON Schema show.

    Without a default, what stands where the file says nothing, the field is required. The rules are
    bounds and lengths, as pydantic's `Field` takes them.
    """
    return Field(default, description=meaning, **rules)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


FromList = BeforeValidator(_as_tuple)
Listed = Annotated[tuple[T, ...], FromList]
Sources = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda one: (one,) if isinstance(one, str) else _as_tuple(one)),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
            ]
        }
    ),
]


class Cited(Record):
    """What stands beside everything that comes from somewhere: its source, and the reason."""

    source: Sources = field(
        'Where it comes from: "article:paragraph", "literature: ...", "record: <date> ..." or '
        '"assumed"; one, or a list.'
    )
    why: str | None = field('Why so and not otherwise; needed where the source is "assumed".', None)

    @model_validator(mode="after")
    def _an_assumption_says_why(self) -> Any:
        if ASSUMED in self.source and not (self.why or "").strip():
            raise ValueError('has source "assumed" and must say why, in a key `why`')
        return self
