"""The validator's findings in plain sentences: rule, what was got, what to do."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from bargaining.scenario.fields import RENAMED, annotation_at, meaning, records_in
from bargaining.scenario.frozen import Record, fields_of, name_of
from bargaining.scenario.locate import Path
from bargaining.scenario.suggestions import did_you_mean, nearest

__all__ = ["Finding", "Unreadable", "describe", "findings_of", "key_text"]

_LONGEST = 60
_LONGEST_RULE = 400
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: where, and what is wrong.

    `leans_on` names further paths that the rule reads; where one of them is itself broken, the
    finding would be a consequence and is left out.
    """

    path: Path
    message: str
    leans_on: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in for a value that must not even be printed, such as a million-digit number."""

    what: str

    def __repr__(self) -> str:
        return self.what


def describe(value: Any) -> str:
    """Return a short text for a value of a file."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _LONGEST else f'"{value[:_LONGEST]}..."'
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}" if value else "an empty list"
    if isinstance(value, (datetime.date, datetime.time)):
        return f"the date or time {value.isoformat()}"
    return repr(value)


def key_text(path: Path, data: Any) -> str:
    """Return the dotted key of a path; entries of a list go by their name where they have one."""
    text = ""
    node = data
    for key in path:
        node = _child(node, key)
        if isinstance(key, str):
            shown = key if len(key) <= _LONGEST else key[:_LONGEST] + "..."
            text += f".{shown}" if text else shown
        else:
            name = name_of(node) if isinstance(node, Mapping) else ""
            text += f".{name[:_LONGEST]}" if name else f"[{key}]"
    return text


def _child(node: Any, key: str | int) -> Any:
    """Return what a table or a list holds at a key; `_ABSENT` where it holds nothing there."""
    if isinstance(node, Mapping):
        return node.get(key, _ABSENT)
    listed = isinstance(node, (list, tuple)) and isinstance(key, int) and 0 <= key < len(node)
    return node[key] if listed else _ABSENT


_RULES = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "date_type": "must be a date",
    "finite_number": "must be a finite number",
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be above {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "less_than": "must be below {lt:g}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
}
_MEANT = re.compile(r'^is not a known key\. Did you mean "(\w+)"')
_SLUG = "must be a name of lower-case letters, digits, hyphens and underscores"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAME = "must be a name of lower-case letters, digits and underscores that begins with a letter"


def _sentence(
    error: ErrorDetails, path: Path, root: type[Record] | None = None
) -> tuple[str, str, str]:
    """Return the rule, what was got, and what to do."""
    kind = error["type"]
    context = error.get("ctx", {})
    got = f"got {describe(error['input'])}"
    if kind == "missing":
        return "is missing", "", meaning(path, root)
    if kind == "extra_forbidden":
        records, key = records_in(annotation_at(path[:-1], root)), str(path[-1])
        known = [name for record in records for name in fields_of(record)]
        now = [RENAMED[name] for one in records if (name := f"{one.__name__}.{key}") in RENAMED]
        if now:
            return f'is called "{now[0]}" now', "", meaning((*path[:-1], now[0]), root)
        return "is not a known key", "", did_you_mean(key, known, "keys")
    if kind == "value_error":
        text = str(context.get("error", error["msg"]))
        text = text if len(text) <= _LONGEST_RULE else text[:_LONGEST_RULE] + "..."
        ranged = text.startswith(
            ("must be in", "must be above", "must be at least", "must be from")
        )
        return text, "", meaning(path, root) if ranged else ""
    if kind == "literal_error":
        words = str(context.get("expected", ""))
        choices = [word.strip(" '") for word in words.replace(" or ", ",").split(",")]
        near = nearest(str(error["input"]), choices)
        quoted = words.replace("'", '"')
        rule = f"must be {quoted}" if len(choices) == 1 else f"must be one of {quoted}"
        return rule, got, f'Did you mean "{near}"?' if near else ""
    if kind == "string_pattern_mismatch":
        rule = _SLUG if "-]" in str(context.get("pattern", "")) else _NAME
        snake = _HUMP.sub("_", str(error["input"])).lower()
        near = "".join(c if c.isascii() and c.isalnum() else "_" for c in snake).strip("_")
        fits = 0 < len(near) <= _LONGEST and near[0].isalpha()
        return rule, got, f'Write "{near}".' if fits else ""
    if kind in _RULES:
        rule = _RULES[kind].format(**context)
        return rule.replace("at least 1 entries", "at least one entry"), got, meaning(path, root)
    return error["msg"][:1].lower() + error["msg"][1:], got, meaning(path, root)


def findings_of(
    errors: list[ErrorDetails], data: Any, root: type[Record] | None = None
) -> list[Finding]:
    """Translate a validator's errors on `data`: one finding per key and one per value.

    `root` is the record that was tried, unless it is that of a whole scenario.
    """
    grouped: dict[tuple[Path, bool], list[tuple[str, str, str]]] = {}
    for error in errors:
        # Between the keys the validator puts tags of unions and marks of keys.
        path: Path = ()
        node, place = data, error["loc"]
        for i, key in enumerate(place):
            child = _child(node, key)
            if child is not _ABSENT:
                path, node = (*path, key), child
            elif i == len(place) - 1 and error["type"] == "missing":
                path = (*path, key)
        of_the_key = place[-1:] == ("[key]",)
        grouped.setdefault((path, of_the_key), []).append(_sentence(error, path, root))
    found = []
    for (path, _), parts in grouped.items():
        # Several alternatives of one key, the branches of a union, are one sentence.
        rules = list(dict.fromkeys(part[0] for part in parts))
        bare = " or ".join(rule.removeprefix("must be ") for rule in rules)
        first, got = rules[0] if len(rules) == 1 else f"must be {bare}", parts[0][1]
        first += f"; {got}" if got else ""
        remedy = next((part[2] for part in parts if part[2]), "")
        first += "" if first.endswith("." if remedy else ("?", ".")) else "."
        found.append(Finding(path, f"{first} {remedy}" if remedy else first))
    # A key that is misspelt is not missing besides.
    meant = {(*one.path[:-1], near[1]) for one in found if (near := _MEANT.search(one.message))}
    return [
        one for one in found if one.path not in meant or not one.message.startswith("is missing")
    ]
