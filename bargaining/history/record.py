"""The public record, 1996 to 2024: a dated ledger, read from the file that comes with the library.

Types and names are checked here; what else the file must keep to (sources in the index of articles,
months of launches that lack no test, days in order) is checked by the tests of this room.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import model_validator

from bargaining.scenario import frozen
from bargaining.scenario.frozen import Listed, field
from bargaining.scenario.ranges import SlugName
from bargaining.text import Month, month_of

__all__ = ["Entry", "Record", "data_of", "record"]


def data_of(name: str) -> dict[str, Any]:
    """Return what a TOML file of this package holds."""
    return tomllib.loads(files("bargaining.history").joinpath(name).read_text("utf-8"))


_Confidence = Literal["A", "B", "C"]
_Party = Literal[
    "japan", "north_korea", "china", "south_korea", "united_states", "russia", "united_nations"
]


class Entry(frozen.Record):
    """One event of the record.

    The file gives its `date`, or its `first` and `last` day.
    """

    id: SlugName = field("Name by which the cells of the back-test cite it.")
    first: datetime.date = field("First day; of a month where only that is known.")
    last: datetime.date = field("Last day; the first where it took one day.")
    precision: Literal["day", "month"] = field("How well the date is known.", "day")
    confidence: _Confidence = field(
        "A: seen in contemporary news or official pages while the ledger was made. B: well known, "
        "the day sure, written down without a page at hand. C: the month sure, the day not."
    )
    kind: Literal[
        "act", "agreement", "contact", "default", "information", "relief", "restraint",
        "sanctions", "statement", "talks", "turnover",
    ] = field("What kind of event it was.")  # fmt: skip
    act: Literal["missile", "nuclear"] | None = field("What was tested, of an act.", None)
    parties: Listed[_Party] = field("Who did it, or between whom it was.")
    what: str = field("The fact in words of our own.")
    source: Listed[str] = field('Each "article:paragraph" or "public record: kind of source".')

    @model_validator(mode="before")
    @classmethod
    def _of_one_day(cls, raw: dict[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in raw.items() if key != "date"}
        return {**dict.fromkeys(("first", "last"), raw["date"]), **rest} if "date" in raw else raw


class Launches(frozen.Record):
    """Months with at least one launch of a ballistic missile or a satellite."""

    confidence: _Confidence = field("As that of an entry.")
    source: Listed[str] = field("As those of an entry.")
    note: str = field("What a reader should know.", "")
    months: dict[str, Listed[int]] = field("By year, numbers of months from 1 to 12.")


class _File(frozen.Record):
    events: Listed[Entry]
    launches: Launches


@dataclass(frozen=True, slots=True)
class Record:
    """The ledger: entries in order of their first day, and the months with launches in order."""

    entries: tuple[Entry, ...]
    launch_months: tuple[Month, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __getitem__(self, id: str) -> Entry:
        return {entry.id: entry for entry in self.entries}[id]

    def of(
        self,
        *kinds: str,
        party: str = "",
        act: str = "",
        since: Month | None = None,
        before: Month | None = None,
    ) -> tuple[Entry, ...]:
        """Return the entries of some kinds, by time.

        Only those of a party or an act, and those whose first day lies in a month from `since` on
        and before `before`, where that is asked for.
        """
        return tuple(
            entry
            for entry in self.entries
            if entry.kind in kinds
            and (not party or party in entry.parties)
            and (not act or entry.act == act)
            and (since is None or month_of(entry.first) >= since)
            and (before is None or month_of(entry.first) < before)
        )

    def tests(self, act: str) -> tuple[Month, ...]:
        """Return the month of each nuclear test, or the months with launches of missiles."""
        if act == "missile":
            return self.launch_months
        return tuple(month_of(entry.first) for entry in self.of("act", act=act))


@cache
def record() -> Record:
    """Return the ledger that comes with the library."""
    held = _File.model_validate(data_of("record.toml"))
    entries = sorted(held.events, key=lambda entry: (entry.first, entry.last, entry.id))
    months = [
        Month(int(year), month) for year, listed in held.launches.months.items() for month in listed
    ]
    return Record(tuple(entries), tuple(sorted(months)))
