"""What of a scenario is played, as a digest, and the number of the model that plays it.

Two files with the same played digest have the same histories under the same model number and seed.
Both numbers stand in every record of a run and on every page of evidence, so that numbers made by
other rules or from other inputs are recognised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from bargaining.scenario.frozen import Record

__all__ = ["MODEL_NUMBER", "played_content", "played_differences", "played_digest"]

# Raised by one whenever an equation of docs/model.md changes, that is whenever a file and a seed no
# longer give the histories that they gave before. A faster engine with the same histories keeps it.
MODEL_NUMBER = 2

# Fields that are words wherever they stand.
_WORDS = frozenset({"source", "why", "unit", "tag", "label", "type_labels", "type_meanings"})
_WHAT_IFS = {"counterfactuals": ("do",), "arms": ("do",), "variants": ("values", "factors")}
# The header's start and unit of a round count only where a condition follows the months.
_UNPLAYED = frozenset({"header", "claims", "facts", *_WHAT_IFS})
# Parties move, options stand and sums are added up in the order of the file.
_IN_FILE_ORDER = frozenset({"parties", "issues", "conditions", "drivers"})
_EXACT = 2**53
# Rules that came after the first files, each at the setting that plays as before it.
_NEUTRAL = {"offer_prior": "flat", "own_delivery": "prior", "schedule": "at_once"}


def played_digest(scenario: Any, *, what_ifs: bool = False) -> str:
    """Return the SHA-256 of what is played, 64 hexadecimal digits.

    It covers every name, number and rule that decides a history, and the order of parties, issues,
    conditions, acts and payoff terms. It does not cover titles, labels, sources, reasons, units,
    tags, claims, facts, and counterfactuals and variants that are not applied. It is made of plain
    Python values, so no version of a library changes it.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    what_ifs : bool
        Also cover what counterfactuals, arms and variants of the file change. Pages that play
        them state this digest.
    """
    fields = dict(_fields(scenario, _UNPLAYED))
    header = scenario.header
    schedules = [condition.schedule for condition in scenario.conditions.values()]
    if any(one is not None and one.by == "month" for one in schedules):
        start = None if header.start is None else header.start.isoformat()
        fields["calendar"] = (start, header.round)
    if what_ifs:
        for name, keys in _WHAT_IFS.items():
            fields[name] = tuple(
                (one.name, *(played_content(getattr(one, key)) for key in keys))
                for one in getattr(scenario, name)
            )
    return hashlib.sha256(ascii(sorted(fields.items())).encode()).hexdigest()


def played_content(value: Any) -> Any:
    """Return a value of a scenario as tuples, strings, floats and truth values.

    Equal contents are played alike, and their `ascii` is the same on every machine.
    """
    if isinstance(value, Record):
        return tuple(sorted(_fields(value)))
    if isinstance(value, Mapping):
        # A table within a table holds the terms of a payoff, whose order is that of its sum.
        inner = any(isinstance(one, Mapping) for one in value.values())
        content = _in_order if inner else played_content
        return tuple((name, content(one)) for name, one in sorted(value.items()))
    if isinstance(value, (tuple, list)):
        return tuple(played_content(one) for one in value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _EXACT:
        return float(value) + 0.0  # 1 is 1.0, and -0.0 is 0.0
    return value


def played_differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Return the dotted paths at which two scenarios are played differently.

    Empty where nothing but an order or a calendar differs.
    """
    if path and played_content(one) == played_content(other):
        return []
    both: list[dict[str, Any]] = []
    for value in (one, other):
        if isinstance(value, Record):
            left_out = _WORDS if path else _UNPLAYED
            names = [name for name in type(value).model_fields if name not in left_out]
            both.append({name: getattr(value, name) for name in names})
        else:
            both.append(dict(value) if isinstance(value, Mapping) else {})
    ours, theirs = both
    inner = any(isinstance(part, Record | Mapping) for part in ours.values())
    if not (ours and theirs and inner):
        return [path]
    found = []
    for name in {**ours, **theirs}:
        found += played_differences(ours.get(name), theirs.get(name), f"{path}.{name}".lstrip("."))
    return found


def _fields(record: Record, left_out: frozenset[str] = _WORDS) -> list[tuple[str, Any]]:
    """Return the played fields of a record.

    What is absent, empty or off is left out, so that a new rule that is off by default does not
    change the digest of files that do not use it.
    """
    found = []
    for name in type(record).model_fields:
        value = getattr(record, name)
        absent = value is None or value is False or value == () or value == {}
        absent = absent or (isinstance(value, str) and _NEUTRAL.get(name) == value)
        if name not in left_out and not absent:
            ordered = name in _IN_FILE_ORDER and isinstance(value, Mapping)
            found.append((name, _in_order(value) if ordered else played_content(value)))
    return found


def _in_order(table: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, played_content(one)) for name, one in table.items())
