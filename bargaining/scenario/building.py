"""From raw data to a record of them: all that is wrong at once, or the record."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario import raw
from bargaining.scenario.checks import check
from bargaining.scenario.fields import annotation_at, names_a_dict, records_in
from bargaining.scenario.inheritance import Resolved
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import COUNT_KINDS, NUMBER_KINDS, fields_of
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import Finding, findings_of, key_text

__all__ = ["build_record"]

S = TypeVar("S", bound=ScenarioRecord)

_MOST_PROBLEMS = 200
_MOST_ROUNDS = 400
_STORY = ("counterfactuals", "arms", "facts", "claims", "interventions", "variants")
_ANY_SOURCE = "literature: none"


def build_record(
    kind: type[S],
    data: Mapping[str, Any],
    origin: str,
    *,
    problems: Sequence[Problem] = (),
    resolved: Resolved | None = None,
    whole: bool = True,
) -> S:
    """Return the record that raw data describe.

    Parameters
    ----------
    kind : type
        `Scenario`, or whatever else holds all that a file says.
    data : mapping
        Nested tables, lists, texts and numbers, as a TOML file holds them.
    origin : str
        What to call it in error messages.
    problems : sequence of Problem
        What is wrong already, to be told with the rest.
    resolved : Resolved, optional
        The chain of files that the data are joined from.
    whole : bool
        Whether all files of the chain could be read; without one nothing counts as missing.

    Raises
    ------
    ScenarioError
        The data break rules; every broken rule is listed.
    """
    clean, findings = raw.read(data)
    broken: list[Path] = []
    record: S | None
    try:
        record = kind.model_validate(clean)
    except ValidationError as error:
        told = {finding.path for finding in findings}
        of_fields = findings_of(error.errors()[:_MOST_PROBLEMS], clean)
        broken = [found.path for found in of_fields]
        findings += [
            found
            for found in of_fields
            if found.path not in told and (whole or not found.message.startswith("is missing"))
        ]
        record = _with_stand_ins(kind, clean, broken)
    findings += [
        found
        for found in (raw.unknown_names(clean) if whole else ())
        if not any(path[: len(found.path)] == found.path for path in broken)
    ]
    if record is not None:
        findings += [found for found in check(record) if not _follows(found, broken)]
        if not findings and not problems:
            return record
    told_at = [*problems]
    for found in findings:
        file, line = (origin, None) if resolved is None else resolved.place(found.path)
        key, other = key_text(found.path, data), None if file == origin else file
        told_at.append(Problem(key, found.message, line, other))
    told_at = sorted(dict.fromkeys(told_at), key=lambda one: (one.file or "", one.line or 0))
    if len(told_at) >= _MOST_PROBLEMS:
        more = Problem("", f"may break more rules; these are the first {_MOST_PROBLEMS}.")
        told_at = [*told_at[:_MOST_PROBLEMS], more]
    raise ScenarioError(origin, told_at)


def _with_stand_ins(kind: type[S], data: dict[str, Any], broken: list[Path]) -> S | None:
    """Return the record with a neutral value for each broken one, or None where none is known.

    So the rules between fields are tried although some field breaks a rule of its own.
    """
    rest = copy.deepcopy(data)
    for number, count in ((0, _MOST_ROUNDS), (0.5, 1)):
        if not all(_stand_in(rest, path, number, count) for path in broken):
            return None
        try:
            return kind.model_validate(rest)
        except ValidationError as error:
            broken = [found.path for found in findings_of(error.errors(), rest)]
    return None


def _stand_in(rest: dict[str, Any], path: Path, number: float, count: int) -> bool:
    """Put a number where one belongs, or take out what may be absent; False where neither can."""
    if path[0] in _STORY:  # only claims lean on it
        rest.pop(str(path[0]), None)
        rest.pop("claims", None)
        return True
    if path in (("scenario", "name"), ("scenario", "title")):
        return _put(rest, path, "any")
    for length in range(1, len(path) + 1):
        kinds = set(records_in(annotation_at(path[:length])))
        if kinds and kinds <= {*NUMBER_KINDS, *COUNT_KINDS}:
            value = count if kinds <= set(COUNT_KINDS) else number
            return _put(rest, path[:length], {"value": value, "source": _ANY_SOURCE})
    if path[2:] in (("source",), ("why",)):
        return _put(rest, (*path[:2], "why"), None) and _put(
            rest, (*path[:2], "source"), _ANY_SOURCE
        )
    for length in range(len(path), 0, -1):
        above, key = path[: length - 1], str(path[length - 1])
        fields = [fields_of(one) for one in records_in(annotation_at(above))]
        known = [one[key] for one in fields if key in one]
        optional = bool(fields) and length > 1 and not any(one.is_required() for one in known)
        if optional or (fields and not known) or (length > 2 and names_a_dict(above)):
            return _put(rest, path[:length], None)
    return False


def _put(rest: Any, path: Path, value: Any) -> bool:
    """Put a value at a path, or take out what is there for None; return True in any case."""
    try:
        for key in path[:-1]:
            rest = rest[key]
        if value is None:
            rest.pop(path[-1], None)
        else:
            rest[path[-1]] = value
    except (AttributeError, IndexError, KeyError, TypeError):  # gone with a part above it
        pass
    return True


def _follows(finding: Finding, broken: Sequence[Path]) -> bool:
    """Return whether a finding reads something that was broken on its own."""
    return any(
        path[: len(one)] == one[: len(path)]
        for path in (finding.path, *finding.leans_on)
        for one in broken
    )
