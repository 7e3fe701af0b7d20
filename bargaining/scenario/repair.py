"""Take unsound parts out of raw data, so that the rules between fields can still be tried.

A required number that is unsound gets a placeholder; anything else is dropped, and what cannot do
without it goes too. What was touched is remembered, so that no finding is told that only follows
from it.
"""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from pydantic import ValidationError

from bargaining.scenario.fields import adapter, annotation_at, owner_at, records_in
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import COUNT_KINDS, NUMBER_KINDS
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import findings_of

__all__ = ["salvage"]

S = TypeVar("S", bound=ScenarioRecord)

_ATTEMPTS = 12
_PLACEHOLDERS = (400, 0.5, 1, 6, 0)


def salvage(kind: type[S], data: dict[str, Any]) -> tuple[S | None, frozenset[Path]]:
    """Return what of the data is a record of the kind, or None, and the paths touched."""
    rest = copy.deepcopy(data)
    touched: set[Path] = set()
    for _ in range(_ATTEMPTS):
        try:
            return kind.model_validate(rest), frozenset(touched)
        except ValidationError as error:
            broken = [found.path for found in findings_of(error.errors(), rest)]
        if not all(_mend(rest, path) for path in sorted(broken, key=_by_depth)):
            break
        touched.update(broken)
    return None, frozenset(touched)


def _by_depth(path: Path) -> int:
    return -len(path)


def _mend(rest: dict[str, Any], path: Path) -> bool:
    """Put a placeholder at the path, or drop what stands there; False where nothing can be done."""
    path = _whole_number(path)
    while path:
        parent, key = _parent(rest, path), path[-1]
        if parent is None:
            return True  # gone already with a part above it
        if _required(path):
            filler = _placeholder(path)
            if filler is not None:
                parent[key] = filler
                return True
        elif isinstance(parent, dict):
            parent.pop(key, None)
            return True
        path = path[:-1]
    return False


def _whole_number(path: Path) -> Path:
    """Return the path of the number within which a path lies, or the path itself."""
    for length in range(1, len(path)):
        kinds = records_in(annotation_at(path[:length]))
        if kinds and set(kinds) <= {*NUMBER_KINDS, *COUNT_KINDS}:
            return path[:length]
    return path


def _parent(rest: Any, path: Path) -> Any:
    for key in path[:-1]:
        try:
            rest = rest[key]
        except (KeyError, IndexError, TypeError):
            return None
    return rest if isinstance(rest, (dict, list)) else None


def _required(path: Path) -> bool:
    if isinstance(path[-1], int):
        return True
    owner = owner_at(path)
    if owner is None or owner[1] != path[-1]:
        return False
    record, field = owner
    return record.model_fields[field].is_required()


def _placeholder(path: Path) -> Any:
    validator = adapter(path)
    if validator is None or isinstance(path[-1], int):
        return None
    for value in _PLACEHOLDERS:
        filler = {"value": value, "source": "assumed", "why": f"placeholder at {path}"}
        try:
            validator.validate_python(filler)
        except ValidationError:
            continue
        return filler
    return None
