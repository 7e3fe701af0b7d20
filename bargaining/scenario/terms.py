"""Payoff terms: products of columns, written ``"sanctions_relief * tension"``.

A column is one of

| written | column |
|---|---|
| `issue` | level of the issue's ladder |
| `issue^p` | the power scale of the ladder, piecewise linear between rungs |
| `issue.scale` | a scale named in the issue's `scales` |
| `condition` | a condition |
| `at_table`, `ever_agreed`, `agreement_in_force`, `talks_broken`, `failed_ratification` | flags |
| `undelivered.party` | share of the party's live promises not yet delivered |
| `unreciprocated.party` | net concession of a principal that the others have not matched |
| `type.party` | the party's private type |
| `new_leader.party` | whether a principal's leader has changed since the start, 0 or 1 |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = [
    "FLAGS", "PARTY_COLUMNS", "Column", "canonical", "canonical_path", "is_coefficient", "matching",
    "names_in", "parse_term", "ruled_party", "spelling",
]  # fmt: skip

FLAGS = ("at_table", "ever_agreed", "agreement_in_force", "talks_broken", "failed_ratification")
PARTY_COLUMNS = ("undelivered", "unreciprocated", "type", "new_leader")

_LEAST_POWER, _GREATEST_POWER = 0.01, 50.0
_POWER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9}"
_FACTOR = re.compile(rf"^([a-z][a-z0-9_]*)(?:\^({_POWER})|\.([a-z][a-z0-9_]*))?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Column:
    """One factor of a term: an issue, a condition, a flag, or one of `PARTY_COLUMNS`.

    `power` is that of an issue's level, 1 elsewhere. `detail` is the named scale of an issue, or
    the party of a party column; it is empty elsewhere.
    """

    name: str
    power: float = 1.0
    detail: str = ""

    def __str__(self) -> str:
        if self.detail:
            return f"{self.name}.{self.detail}"
        if self.power != 1.0:
            return f"{self.name}^{self.power:g}"
        return self.name


def parse_term(text: str) -> tuple[Column, ...]:
    """Read a term into its columns, sorted; raise ValueError where it is none.

    A factor is not written as a column is, then, or a column stands twice.
    """
    columns = []
    for factor in text.split("*"):
        found = _FACTOR.match(factor.strip())
        if not found:
            raise ValueError(
                f'must be a product of columns such as "relief * tension^2"; cannot read '
                f"{factor.strip()!r}"
            )
        name, power, detail = found.groups()
        # Six digits, as the canonical spelling shows them, so that reading it back changes nothing.
        exponent = float(f"{float(power):g}") if power else 1.0
        columns.append(Column(name, exponent, detail or ""))
    names = [
        (column.name, column.detail if column.name in PARTY_COLUMNS else "") for column in columns
    ]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(
                f"must not name {name[0]!r} twice in one term, not even on two scales: the value "
                f"of a product of two scales of one ladder is not the product of their means; "
                f"use a single scale"
            )
    if not all(_LEAST_POWER <= column.power <= _GREATEST_POWER for column in columns):
        raise ValueError(f"must have powers between {_LEAST_POWER:g} and {_GREATEST_POWER:g}")
    return tuple(sorted(columns))


def canonical(text: str) -> str:
    """Return the one spelling of a term, so that ``"a*b"`` and ``"b * a"`` are the same."""
    return " * ".join(str(column) for column in parse_term(text))


def spelling(text: str) -> str:
    """Return the one spelling of a term, and what is no term as it stands."""
    try:
        return canonical(text)
    except ValueError:
        return text


def names_in(path: str) -> list[str]:
    """Split a dotted path into its names; the term at its end, dots and all, is one of them."""
    parts = path.strip().split(".")
    of_driver = parts[0] == "conditions" and parts[2:3] == ["drivers"]
    return path.strip().split(".", 2 if parts[0] == "payoffs" else 3 if of_driver else -1)


def is_coefficient(path: str) -> bool:
    """Return whether a dotted path is that of a weight: of a payoff, or of a condition's driver."""
    path = path.strip()
    return path.startswith("payoffs.") or (path.startswith("conditions.") and ".drivers." in path)


def ruled_party(path: str) -> str:
    """Return whose country's rule a path such as ``rules.japan`` names; empty for other paths."""
    return path.removeprefix("rules.") if path.startswith("rules.") else ""


def canonical_path(path: str) -> str:
    """Return the one spelling of a dotted path, the term at its end included where it has one.

    A path whose term cannot be read is returned as it stands.
    """
    names = names_in(path)
    return ".".join([*names[:-1], spelling(names[-1])]) if is_coefficient(path) else path.strip()


def matching(pattern: str, paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths that a pattern names; ``*`` stands for one whole name."""
    wanted = canonical_path(pattern)
    if wanted in paths:
        yield wanted
        return
    parts = names_in(wanted)
    for path in paths:
        own = names_in(path)
        if len(own) == len(parts) and all(
            other in (one, "*") for one, other in zip(own, parts, strict=True)
        ):
            yield path
