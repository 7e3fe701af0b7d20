"""The cells of the back-test: an episode, a horizon, and what stood at the end, coded by hand."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from bargaining.errors import Problem, ScenarioError
from bargaining.history.ledger import record
from bargaining.outcomes import Ending
from bargaining.text import Month, month_of

__all__ = ["Cell", "Coding", "cells", "read_cells"]

CONFIDENCE = ("high", "medium", "low")
SPLITS = ("train", "test")
_CELL_KEYS = {
    "id", "scenario", "cluster", "split", "start", "months", "first_coding", "codings",
}  # fmt: skip
_CODING_KEYS = {
    "weight", "reached", "agreed", "defaulted", "at_table", "ruptured", "confidence", "entries",
    "why",
}  # fmt: skip
_FLAGS = ("agreed", "defaulted", "at_table", "ruptured")


@dataclass(frozen=True, slots=True)
class Coding:
    """One reading of what stood at the end of a cell.

    Attributes
    ----------
    weight : float
        Share of the cell that is scored by this reading; the weights of a cell sum to 1.
    reached : mapping of issue to float
        Level of each of the principals' ladders at the end.
    agreed, defaulted : bool
        Whether an agreement was in force or signed, and whether a principal broke one.
    at_table, ruptured : bool
        Whether talks sat in the last month, and whether the last closing was a rupture.
    confidence : str
        ``"high"``, ``"medium"`` or ``"low"``.
    entries : tuple of str
        Entries of the record that it rests on.
    why : str
        The coder's reason.
    """

    weight: float
    reached: Mapping[str, float]
    agreed: bool
    defaulted: bool
    at_table: bool
    ruptured: bool
    confidence: str
    entries: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An episode with a horizon.

    Attributes
    ----------
    id : str
        Such as ``"E7a"``.
    scenario : str
        Name of the bundled scenario that holds what was known before.
    cluster : str
        Cells of one cluster are one observation seen at several horizons.
    split : str
        ``"train"`` or ``"test"``.
    start : Month
        First month.
    months : int
        Horizon in months, which are rounds.
    codings : tuple of Coding
        One, or two where the record can be read in two ways.
    first_coding : mapping of Ending to float
        The ending written down before the rule was applied, by weight.
    """

    id: str
    scenario: str
    cluster: str
    split: str
    start: Month
    months: int
    codings: tuple[Coding, ...]
    first_coding: Mapping[Ending, float]

    @property
    def end(self) -> Month:
        """The last month."""
        return self.start.plus(self.months - 1)

    @property
    def confidence(self) -> str:
        """The lowest confidence of its codings."""
        return max((coding.confidence for coding in self.codings), key=CONFIDENCE.index)


@cache
def cells() -> tuple[Cell, ...]:
    """Return the cells in order of their start.

    Raises
    ------
    ScenarioError
        The file breaks a rule; every problem is told.
    """
    text = files("bargaining.history").joinpath("cells.toml").read_text("utf-8")
    return read_cells(tomllib.loads(text))


def read_cells(data: Mapping[str, Any], origin: str = "cells.toml") -> tuple[Cell, ...]:
    """Check the data of a file of cells and return them.

    Raises
    ------
    ScenarioError
        Names every cell that breaks a rule.
    """
    problems: list[Problem] = []
    found = []
    for number, raw in enumerate(data.get("cells", [])):
        name = str(raw.get("id", f"number {number + 1}"))
        faults = list(_faults(raw))
        problems += [Problem(f"cells.{name}", fault) for fault in faults]
        if not faults:
            found.append(_cell(raw))
    ids = [cell.id for cell in found]
    problems += [
        Problem(f"cells.{id}", "stands there twice.") for id in set(ids) if ids.count(id) > 1
    ]
    if problems or not found:
        raise ScenarioError(origin, problems or [Problem("cells", "must hold a cell.")])
    return tuple(sorted(found, key=lambda cell: (cell.start, cell.months)))


def _cell(raw: Mapping[str, Any]) -> Cell:
    return Cell(
        id=raw["id"],
        scenario=raw["scenario"],
        cluster=raw["cluster"],
        split=raw["split"],
        start=month_of(raw["start"]),
        months=raw["months"],
        codings=tuple(_coding(one) for one in raw["codings"]),
        first_coding=MappingProxyType(
            {Ending[key.upper()]: float(weight) for key, weight in raw["first_coding"].items()}
        ),
    )


def _coding(raw: Mapping[str, Any]) -> Coding:
    levels = {issue: float(level) for issue, level in raw["reached"].items()}
    return Coding(
        weight=float(raw["weight"]),
        reached=MappingProxyType(levels),
        **{flag: bool(raw[flag]) for flag in _FLAGS},
        confidence=raw["confidence"],
        entries=tuple(raw["entries"]),
        why=raw["why"],
    )


def _faults(raw: Mapping[str, Any]) -> Iterator[str]:
    if set(raw) != _CELL_KEYS:
        odd = sorted(set(raw) ^ _CELL_KEYS)
        yield f"must have just the keys {', '.join(sorted(_CELL_KEYS))}; look at {', '.join(odd)}."
        return
    if raw["split"] not in SPLITS:
        yield f"split must be one of {', '.join(SPLITS)}; got {raw['split']!r}."
    if type(raw["start"]) is not datetime.date or raw["start"].day != 1:
        yield "start must be the first day of a month, without quotes."
    if not isinstance(raw["months"], int) or raw["months"] < 1:
        yield f"months must be a whole number of at least 1; got {raw['months']!r}."
    first = raw["first_coding"]
    if not {key.upper() for key in first} <= set(Ending.__members__):
        yield f"first_coding names an ending that there is not: {', '.join(first)}."
    for what, weights in (
        ("the weights of first_coding", first.values()),
        ("the weights of its codings", [one.get("weight", 0) for one in raw["codings"]]),
    ):
        if abs(sum(weights) - 1) > 1e-9:
            yield f"{what} must sum to 1."
    for coding in raw["codings"]:
        yield from _coding_faults(coding)


def _coding_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    if set(raw) != _CODING_KEYS:
        odd = sorted(set(raw) ^ _CODING_KEYS)
        yield f"has a coding whose keys are not those of the others: look at {', '.join(odd)}."
        return
    if raw["confidence"] not in CONFIDENCE:
        yield f"confidence must be one of {', '.join(CONFIDENCE)}; got {raw['confidence']!r}."
    unknown = [entry for entry in raw["entries"] if entry not in record()]
    if unknown or not raw["entries"]:
        yield f"must cite entries of the record; not there: {', '.join(unknown) or 'any'}."
    if not raw["why"].strip():
        yield "must give the coder's reason, in a key `why`."
