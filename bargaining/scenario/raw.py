"""What is looked at in a file's raw data, however much else is wrong with them.

Texts that would not be seen as they are written, names that do not exist, terms that stand twice,
and the dates that stand for rounds.
"""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bargaining.scenario.locate import Path
from bargaining.scenario.records import Header
from bargaining.scenario.suggestions import unknown
from bargaining.scenario.terms import canonical
from bargaining.scenario.wording import Finding, Unreadable
from bargaining.text import Dates

__all__ = ["as_round", "read", "unknown_names"]

_MOST_BITS = 63
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


def read(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """Return a copy of raw data that can be validated, and what is wrong with texts and dates.

    In the copy numbers of rounds stand for dates, and `Unreadable` for a number of too many digits.
    """
    findings: list[Finding] = []
    clean: dict[str, Any] = _readable(data, (), findings)
    findings += _spelled_twice(clean)
    dates = _dates(clean.get("scenario"))
    changes = [found for pattern in _CHANGES for found in _at(clean, pattern)]
    for path, change in changes:
        for key in [one for one in ("at", "until") if isinstance(change, dict) and one in change]:
            try:
                change[key] = as_round(change[key], dates)
            except ValueError as error:
                change[key] = 0
                findings.append(Finding((*path, key), f"{error}."))
    return clean, findings


def _dates(header: Any) -> Dates | None:
    """Return the dates of a header's rounds; None where it breaks a rule itself."""
    try:
        header = Header.model_validate({**header, "name": "any", "title": "any"})
    except (TypeError, ValidationError):
        return None
    return Dates(header.start, header.round)


def as_round(given: Any, dates: Dates | None) -> Any:
    """Return the round of a date such as ``"2015-01"``, and what is no date as it is.

    Where rounds have no known dates since the header is broken, a date is round 0.

    Raises
    ------
    ValueError
        It is no date of the scenario's rounds; the text says why.
    """
    of_dates = dates is None or dates.known
    written = isinstance(given, str) and (of_dates or given[:4].isdigit())
    if not written and not isinstance(given, datetime.date):
        return given
    return 0 if dates is None else dates.round_of(given)


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


def unknown_names(data: dict[str, Any]) -> Iterator[Finding]:
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
            try:
                other = first.setdefault(canonical(written), written)
            except ValueError:
                continue
            if other != written:
                what = f'is the term "{other}" written another way; keep one of them and add up '
                yield Finding((*path, written), f"{what}their weights.")
