"""From raw data to a record of them: all that is wrong at once, or the record."""

from __future__ import annotations

import copy
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.checks import check
from bargaining.scenario.fields import annotation_at, names_a_dict, records_in
from bargaining.scenario.inheritance import Resolved
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import COUNT_KINDS, NUMBER_KINDS, fields_of
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.terms import canonical
from bargaining.scenario.wording import Finding, Unreadable, findings_of, key_text

__all__ = ["build_record", "build_resolved"]

S = TypeVar("S", bound=ScenarioRecord)

_MOST_BITS = 63
_MOST_PROBLEMS = 200
_MOST_ROUNDS = 400
# Marks that turn the direction of a line.
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Keys whose texts may run over several lines.
_OF_LINES = {"summary", "why", "note", "statement", "quantity", "parameters"}
_STORY = ("counterfactuals", "arms", "facts", "claims", "interventions", "variants")


def build_record(kind: type[S], data: Mapping[str, Any], origin: str) -> S:
    """Return the record that raw data describe; see `build_resolved`."""
    return build_resolved(kind, Resolved(dict(data), (), {}), [], origin)


def build_resolved(
    kind: type[S],
    resolved: Resolved,
    problems: list[Problem],
    origin: str,
    *,
    whole: bool = True,
) -> S:
    """Return the record that a chain of files describes.

    Parameters
    ----------
    kind : type
        `Scenario`, or whatever else holds all that a file says.
    resolved : Resolved
        What the files hold together.
    problems : list of Problem
        What is wrong already, to be told with the rest.
    origin : str
        What to call it in error messages.
    whole : bool
        Whether all files of the chain could be read; without one nothing counts as missing.

    Raises
    ------
    ScenarioError
        The data break rules; every broken rule is listed.
    """
    findings: list[Finding] = []
    clean: dict[str, Any] = _readable(resolved.data, (), findings)
    findings += _spelled_twice(clean)
    scenario: S | None
    broken: list[Path] = []
    try:
        scenario = kind.model_validate(clean)
    except ValidationError as error:
        told = {finding.path for finding in findings}
        of_fields = findings_of(error.errors()[:_MOST_PROBLEMS], clean)
        broken = [found.path for found in of_fields]
        if not whole:
            of_fields = [found for found in of_fields if not found.message.startswith("is missing")]
        findings += [found for found in of_fields if found.path not in told]
        scenario = _with_stand_ins(kind, clean, broken)
    if scenario is not None:
        findings += [found for found in check(scenario) if not _follows(found, broken)]
        if not findings and not problems:
            return scenario
    for found in findings:
        key, place = key_text(found.path, resolved.data), (origin, None)
        file, line = resolved.place(found.path) if resolved.layers else place
        problems = [*problems, Problem(key, found.message, line, None if file == origin else file)]
    problems = sorted(
        dict.fromkeys(problems), key=lambda problem: (problem.file or "", problem.line or 0)
    )
    if len(problems) >= _MOST_PROBLEMS:
        more = Problem("", f"may break more rules; these are the first {_MOST_PROBLEMS}.")
        problems = [*problems[:_MOST_PROBLEMS], more]
    raise ScenarioError(origin, problems)


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
    nodes: list[Any] = [rest]
    for length, key in enumerate(path, start=1):
        records = records_in(annotation_at(path[:length]))
        if records and set(records) <= {*NUMBER_KINDS, *COUNT_KINDS}:
            if nodes[-1] is not None:  # else it is gone with a part above it
                value = count if set(records) <= set(COUNT_KINDS) else number
                nodes[-1][key] = {"value": value, "source": "literature: none"}
            return True
        try:
            nodes.append(nodes[-1][key])
        except (KeyError, IndexError, TypeError):
            nodes.append(None)
    if path[2:] in (("source",), ("why",)) and isinstance(nodes[2], dict):
        nodes[2].update(source="literature: none")
        nodes[2].pop("why", None)
        return True
    for length in range(len(path), 0, -1):
        above, key = path[: length - 1], path[length - 1]
        fields = [fields_of(one) for one in records_in(annotation_at(above))]
        known = [one[str(key)] for one in fields if key in one]
        optional = bool(fields) and length > 1 and not any(one.is_required() for one in known)
        if optional or (fields and not known) or (length > 2 and names_a_dict(above)):
            if nodes[length - 1] is not None:
                nodes[length - 1].pop(key, None)
            return True
    return False


def _follows(finding: Finding, broken: Sequence[Path]) -> bool:
    """Return whether a finding reads something that was broken on its own."""
    return any(
        path[: len(one)] == one[: len(path)]
        for path in (finding.path, *finding.leans_on)
        for one in broken
    )


def _readable(node: Any, path: Path, findings: list[Finding]) -> Any:
    """Copy raw data, with a stand-in for each number that has too many digits to be printed.

    Texts and names that would not be seen as they are written are found on the way.
    """
    if isinstance(node, Mapping):
        for key in node:
            findings += [Finding((*path, key), fault) for fault in _unseen(key, lines=False)]
        return {key: _readable(value, (*path, key), findings) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_readable(value, (*path, i), findings) for i, value in enumerate(node)]
    if isinstance(node, str):
        lines = any(key in _OF_LINES for key in path)
        findings += [Finding(path, fault) for fault in _unseen(node, lines=lines)]
    if isinstance(node, int) and node.bit_length() > _MOST_BITS:
        digits = math.ceil(node.bit_length() * math.log10(2))
        what = f"a whole number of about {digits} digits"
        findings.append(Finding(path, f"must be a whole number below 2^63; got {what}."))
        return Unreadable(what)
    return node


def _unseen(text: object, *, lines: bool) -> Iterator[str]:
    """Yield a sentence on the first character that steers the page instead of standing on it."""
    written = str(text)
    for place, one in enumerate("" if written.isprintable() else written, start=1):
        steers = unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in _DIRECTIONS
        if steers and not (lines and one in "\n\r\t"):
            name = unicodedata.name(one, "a control character").lower()
            what = "a line break" if one in "\n\r" else f"U+{ord(one):04X}, {name}"
            where = "" if lines else " on one line"
            yield f"must be plain text{where}; its character {place} is {what}. Take it out."
            return


def _spelled_twice(data: Mapping[str, Any]) -> list[Finding]:
    """Find terms that stand twice in one table, as ``"a * b"`` and as ``"b*a"``."""
    findings = []
    for path, table in _tables_of_terms(data):
        first: dict[str, str] = {}
        for written in table:
            try:
                term = canonical(written)
            except (ValueError, TypeError, AttributeError):
                continue
            other = first.setdefault(term, written)
            if other != written:
                what = f'is the term "{other}" written another way; keep one of them and add up '
                findings.append(Finding((*path, written), f"{what}their weights."))
    return findings


def _tables_of_terms(data: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for section in ("payoffs", "conditions"):
        blocks = data.get(section)
        for name, block in blocks.items() if isinstance(blocks, Mapping) else ():
            path: Path = (section, name)
            if section == "conditions":
                block = block.get("drivers") if isinstance(block, Mapping) else None
                path = (*path, "drivers")
            if isinstance(block, Mapping):
                yield path, block
