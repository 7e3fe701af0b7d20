"""The public record, 1996 to 2024: a dated ledger, read from a file and checked."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.evidence import CITATION, articles
from bargaining.text import Month, month_of

__all__ = ["KINDS", "Entry", "Record", "read_record", "record"]

KINDS = (
    "act", "agreement", "contact", "default", "information", "relief", "restraint", "sanctions",
    "statement", "talks", "turnover",
)  # fmt: skip
ACTS = ("missile", "nuclear")
PARTIES = (
    "japan", "north_korea", "china", "south_korea", "united_states", "russia", "united_nations",
)  # fmt: skip
CONFIDENCE = {
    "A": "seen in contemporary news or official pages while the ledger was made",
    "B": "well known, the day sure, written down without a page at hand",
    "C": "well known, the month sure, the day not",
}
_KEYS = {
    "id", "date", "first", "last", "precision", "confidence", "kind", "act", "parties", "what",
    "source",
}  # fmt: skip
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PUBLIC = "public record: "


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the record.

    Attributes
    ----------
    id : str
        Name by which the cells of the back-test cite it.
    first, last : date
        First and last day; the same where it took one day, first days of months where only months
        are known.
    precision : str
        ``"day"`` or ``"month"``.
    confidence : str
        ``"A"``, ``"B"`` or ``"C"``, as `CONFIDENCE` explains.
    kind : str
        One of `KINDS`.
    parties : tuple of str
        Who did it, or between whom it was.
    what : str
        The fact in words of our own.
    source : tuple of str
        ``"article:paragraph"`` or ``"public record: kind of source"``.
    act : str
        ``"missile"`` or ``"nuclear"`` for an act, else empty.
    """

    id: str
    first: datetime.date
    last: datetime.date
    precision: str
    confidence: str
    kind: str
    parties: tuple[str, ...]
    what: str
    source: tuple[str, ...]
    act: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The ledger.

    Attributes
    ----------
    entries : tuple of Entry
        In order of their first day.
    launch_months : tuple of Month
        Months with at least one ballistic-missile or satellite launch, in order.
    """

    entries: tuple[Entry, ...]
    launch_months: tuple[Month, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __getitem__(self, id: str) -> Entry:
        for entry in self.entries:
            if entry.id == id:
                return entry
        raise KeyError(id)

    def __contains__(self, id: object) -> bool:
        return any(entry.id == id for entry in self.entries)

    def of(self, kind: str, *, party: str = "", act: str = "") -> tuple[Entry, ...]:
        """Return the entries of a kind, of one party's or one act's only where asked for."""
        return tuple(
            entry
            for entry in self.entries
            if entry.kind == kind
            and (not party or party in entry.parties)
            and (not act or entry.act == act)
        )


@cache
def record() -> Record:
    """Return the ledger that comes with the library.

    Raises
    ------
    ScenarioError
        The file breaks a rule; every problem is told.
    """
    text = files("bargaining.history").joinpath("record.toml").read_text("utf-8")
    return read_record(tomllib.loads(text))


def read_record(data: Mapping[str, Any], origin: str = "record.toml") -> Record:
    """Check the data of a ledger and return it.

    Parameters
    ----------
    data : mapping
        What the TOML file holds: ``launches`` and a list ``events``.
    origin : str
        Name of the file, for complaints.

    Raises
    ------
    ScenarioError
        Names every entry that breaks a rule.
    """
    problems: list[Problem] = []
    entries = []
    seen: set[str] = set()
    for number, raw in enumerate(data.get("events", [])):
        name = str(raw.get("id", f"number {number + 1}"))
        faults = [*_faults(raw)]
        if name in seen:
            faults.append("has the id of an entry above it; ids must differ.")
        seen.add(name)
        problems += [Problem(f"events.{name}", fault) for fault in faults]
        if not faults:
            entries.append(_entry(raw))
    problems += [Problem("launches.months", fault) for fault in _launch_faults(data)]
    if problems:
        raise ScenarioError(origin, problems)
    months = [
        Month(int(year), month)
        for year, listed in data["launches"]["months"].items()
        for month in listed
    ]
    in_order = sorted(entries, key=lambda entry: (entry.first, entry.last, entry.id))
    return Record(tuple(in_order), tuple(sorted(months)))


def _entry(raw: Mapping[str, Any]) -> Entry:
    first = raw.get("date", raw.get("first"))
    last = raw.get("date", raw.get("last"))
    assert isinstance(first, datetime.date)
    assert isinstance(last, datetime.date)
    return Entry(
        id=raw["id"],
        first=first,
        last=last,
        precision=raw.get("precision", "day"),
        confidence=raw["confidence"],
        kind=raw["kind"],
        parties=tuple(raw["parties"]),
        what=raw["what"],
        source=tuple(raw["source"]),
        act=raw.get("act", ""),
    )


def _faults(raw: Mapping[str, Any]) -> Iterator[str]:
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        yield f"has the unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}."
    if not _ID.fullmatch(str(raw.get("id", ""))):
        yield "needs an id of small letters and digits with hyphens."
    yield from _date_faults(raw)
    for key, allowed in (("confidence", tuple(CONFIDENCE)), ("kind", KINDS)):
        if raw.get(key) not in allowed:
            yield f"{key} must be one of {', '.join(allowed)}; got {raw.get(key)!r}."
    if (raw.get("kind") == "act") != (raw.get("act") in ACTS):
        yield "names its act, missile or nuclear, just where its kind is act."
    parties = raw.get("parties", [])
    if not parties or not set(parties) <= set(PARTIES):
        yield f"parties must be some of {', '.join(PARTIES)}; got {parties!r}."
    if not str(raw.get("what", "")).strip().endswith("."):
        yield "must say in a sentence what happened, in a key `what`."
    yield from _source_faults(raw.get("source", []))


def _date_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    span = [raw[key] for key in ("date", "first", "last") if key in raw]
    if ("date" in raw) == ("first" in raw) or ("first" in raw) != ("last" in raw):
        yield "needs either `date`, or `first` and `last`."
        return
    if not all(type(day) is datetime.date for day in span):
        yield "dates are written without quotes, such as 2014-05-29."
        return
    if span[0] > span[-1]:
        yield f"ends on {span[-1]}, before it begins on {span[0]}."
    precision = raw.get("precision", "day")
    if precision not in ("day", "month"):
        yield f'precision must be "day" or "month"; got {precision!r}.'
    if precision == "month" and any(day.day != 1 for day in span):
        yield "is known by the month: write the first day of it."


def _source_faults(sources: Any) -> Iterator[str]:
    if not isinstance(sources, list) or not sources:
        yield "needs a list of sources."
        return
    for source in sources:
        cited = CITATION.fullmatch(str(source))
        if cited is None:
            if not str(source).startswith(_PUBLIC) or not source.removeprefix(_PUBLIC).strip():
                yield f'has a source that is neither "article:paragraph" nor "{_PUBLIC}..."'
        elif int(cited[2]) not in articles().get(cited[1], {}).get("paragraphs", ()):
            yield f"cites {source}, which is not in the index of articles."


def _launch_faults(data: Mapping[str, Any]) -> Iterator[str]:
    months = data.get("launches", {}).get("months", {})
    if not months:
        yield "must list the months of launches by year."
    listed: set[tuple[int, int]] = set()
    for year, numbers in months.items():
        if not year.isdigit() or sorted(set(numbers)) != list(numbers):
            yield f"must hold rising numbers of months for {year}; got {numbers!r}."
        elif not set(numbers) <= set(range(1, 13)):
            yield f"must be months from 1 to 12 for {year}; got {numbers!r}."
        else:
            listed |= {(int(year), number) for number in numbers}
    for raw in data.get("events", []):
        day = raw.get("date", raw.get("first"))
        if raw.get("act") == "missile" and type(day) is datetime.date:
            month = month_of(day)
            if (month.year, month.number) not in listed:
                yield f"lack {day:%Y-%m}, in which the entry {raw.get('id')!r} has a launch."
