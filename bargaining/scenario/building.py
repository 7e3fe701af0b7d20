"""From raw data to a record of them: all that is wrong at once, or the record.

However much else is wrong, the raw data are searched for texts that would not be seen as they are
written, names that do not exist, terms that stand twice, and dates outside the scenario's rounds.
"""

from __future__ import annotations

import copy
import datetime
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import ValidationError

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.checks import check
from bargaining.scenario.fields import annotation_at, names_a_dict, records_in
from bargaining.scenario.frozen import fields_of
from bargaining.scenario.inheritance import Resolved, with_renamed
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import COUNT_KINDS, NUMBER_KINDS
from bargaining.scenario.records import Header, ScenarioRecord
from bargaining.scenario.seats import seat_errors
from bargaining.scenario.suggestions import unknown
from bargaining.scenario.terms import canonical
from bargaining.scenario.wording import Finding, Unreadable, findings_of, key_text
from bargaining.text import Dates

__all__ = ["as_round", "build_record"]

S = TypeVar("S", bound=ScenarioRecord)

_MOST_PROBLEMS = 200
_MOST_ROUNDS = 400
_MOST_BITS = 63
_STORY = ("counterfactuals", "arms", "facts", "claims", "interventions", "variants")
_ANY_SOURCE = "literature: none"
# Marks that turn the direction of a line.
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Keys whose texts may run over several lines.
_OF_LINES = {"summary", "why", "note", "statement", "quantity", "parameters"}
_SECTIONS = {"party": "parties", "issue": "issues", "condition": "conditions"}
# Where a file names a party, an issue or a condition: one, a list of them, or a table by them.
_NAMES = {
    "table.principals": "party",
    "table.menu.issues": "issue",
    "parties.*.ratifier": "party",
    "issues.*.giver": "party",
    "conditions.*.damped_by": "issue",
    "payoffs": "party",
    "acts.*.by": "party",
    "acts.*.issue": "issue",
    "acts.*.sets": "condition",
    "agreement.promises": "issue",
    "outcome.scope": "issue",
    "outcome.rupture.condition": "condition",
}
_TERMS = ("payoffs.*", "conditions.*.drivers")
_CHANGES = ("interventions.*", "counterfactuals.*.do.*", "arms.*.do.*")


def build_record(
    kind: type[S],
    data: Mapping[str, Any],
    origin: str,
    *,
    problems: Sequence[Problem] = (),
    resolved: Resolved | None = None,
    whole: bool = True,
) -> S:
    """Return the record of a kind, such as `Scenario`, that raw data describe.

    They are nested tables, lists, texts and numbers, as a TOML file holds them, called `origin` in
    error messages; `resolved` is the chain of files that they are joined from. Where they break
    rules, a ScenarioError lists every one, with the `problems` that are known already. Nothing
    counts as missing unless the chain is `whole`, so that all of its files could be read.
    """
    findings: list[Finding] = []
    clean: dict[str, Any] = _readable(data, (), findings)
    findings += [*_spelled_twice(clean), *_outside(clean)]
    broken: list[Path] = []
    record: S | None
    try:
        record = kind.model_validate(clean)
    except ValidationError as error:
        told = {finding.path for finding in findings}
        of_fields = findings_of(error.errors()[:_MOST_PROBLEMS], clean)
        broken = [found.path for found in of_fields]
        of_fields = of_fields if resolved is None else with_renamed(of_fields, resolved)
        findings += [
            found
            for found in of_fields
            if found.path not in told and (whole or not found.message.startswith("is missing"))
        ]
        record = _with_stand_ins(kind, clean, broken)
    findings += [
        found
        for found in (_unknown_names(clean) if whole else ())
        if not any(path[: len(found.path)] == found.path for path in broken)
    ]
    if record is not None:
        findings += [
            found
            for found in check(record, written=resolved is not None)
            if not any(
                path[: len(one)] == one[: len(path)]
                for path in (found.path, *found.leans_on)
                for one in broken
            )
        ]
        if not findings and not problems:
            return record
        findings += _unplayable(record, broken, findings)
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


def _unplayable(
    record: ScenarioRecord, broken: Sequence[Path], findings: Sequence[Finding]
) -> list[Finding]:
    """Return what keeps classes and strategies out; alone it is told where a seat is taken."""
    # A script is compared with rounds, issues and a menu that are sound.
    leans_on = ("scenario", "settings", "issues", "table")
    sound = not any(found.path[0] in leans_on for found in findings)
    told = {path[:3] for path in broken}
    return [
        Finding(path, str(error).removeprefix(error.key).strip())
        for error in seat_errors(record, with_scripts=sound)
        if (path := tuple(error.key.split(".")))[:3] not in told
    ]


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
    if path[0] == "correlations":
        rest.pop("correlations", None)
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


def as_round(given: Any, dates: Dates | None) -> Any:
    """Return the round of a date such as ``"2015-01"``, and what is no date as it is.

    Where rounds have no known dates since the header is broken, a date is round 0. A ValueError
    says why a date is none of the scenario's rounds.
    """
    of_dates = dates is None or dates.known
    written = isinstance(given, str) and (of_dates or given[:4].isdigit())
    if not written and not isinstance(given, datetime.date):
        return given
    return 0 if dates is None else dates.round_of(given)


def _outside(data: dict[str, Any]) -> Iterator[Finding]:
    """Replace dates by rounds, and find those outside the scenario's rounds."""
    dates: Dates | None = None
    with suppress(KeyError, TypeError, ValidationError):  # of a header that breaks a rule itself
        header = Header.model_validate({**data["scenario"], "name": "any", "title": "any"})
        dates = Dates(header.start, header.round)
    n_rounds = next((one for _, one in _at(data, "settings.rounds.value")), None)
    last = (n_rounds if type(n_rounds) is int and n_rounds > 0 else _MOST_ROUNDS) - 1
    for path, change in (found for pattern in _CHANGES for found in _at(data, pattern)):
        rounds: dict[str, int] = {}
        dated = ("at", "until") if isinstance(change, dict) else ()
        written = {key: change[key] for key in dated if key in change}
        for key, given in written.items():
            try:
                round = change[key] = as_round(given, dates)
                if type(round) is not int:
                    continue
                rounds[key] = round
                if key == "at" and round > last:
                    bounds = f"0 to {last}"
                    if dates is not None and not isinstance(given, int):
                        bounds = dates.span(0, last)
                    raise ValueError(f"must be a round of the scenario, {bounds}; got {given}")
                if rounds.get("at", 0) > round:
                    raise ValueError(f"must not be before `at`, {written['at']}; got {given}")
            except ValueError as error:
                change[key] = 0
                yield Finding((*path, key), f"{error}.")


def _at(node: Any, pattern: str, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield what is at the places that a pattern names; ``*`` stands for every key."""
    key, _, rest = pattern.partition(".")
    inside: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        inside = [(one, node[one]) for one in (node if key == "*" else [key]) if one in node]
    elif isinstance(node, list) and key == "*":
        inside = list(enumerate(node))
    for one, value in inside:
        yield from _at(value, rest, (*path, one)) if rest else [((*path, one), value)]


def _unknown_names(data: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for every party, issue and condition that is named and does not exist."""
    for pattern, what in _NAMES.items():
        known: Any = data.get(_SECTIONS[what], {} if what == "condition" else None)
        for path, node in _at(data, pattern) if isinstance(known, dict) else ():
            of_table = isinstance(node, dict)
            for name in node if isinstance(node, (dict, list)) else [node]:
                if isinstance(name, str) and name not in known:
                    here = (*path, name) if of_table else path
                    yield Finding(here, unknown(what, name, known))


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


def _spelled_twice(data: dict[str, Any]) -> Iterator[Finding]:
    """Find terms that stand twice in one table, as ``"a * b"`` and as ``"b*a"``."""
    for path, table in (found for pattern in _TERMS for found in _at(data, pattern)):
        first: dict[str, str] = {}
        for written in table if isinstance(table, dict) else ():
            with suppress(ValueError):
                other = first.setdefault(canonical(written), written)
                if other != written:
                    what = f'is the term "{other}" written another way; keep one of them and add up'
                    yield Finding((*path, written), f"{what} their weights.")
