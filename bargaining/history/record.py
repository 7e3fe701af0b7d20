"""The public record, 1996 to 2024: a dated ledger, read from a file and checked."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario import numbers
from bargaining.scenario.evidence import CITATION, articles
from bargaining.scenario.numbers import Listed, field
from bargaining.scenario.ranges import SlugName
from bargaining.scenario.wording import findings_of, key_text
from bargaining.text import Month, month_of

__all__ = ["Entry", "Record", "data_of", "different_ids", "read_record", "record", "validated"]

_PUBLIC = "public record: "
R = TypeVar("R", bound=numbers.Record)


def data_of(name: str) -> dict[str, Any]:
    """Return what a TOML file of this package holds."""
    return tomllib.loads(files("bargaining.history").joinpath(name).read_text("utf-8"))


def validated(model: type[R], data: Mapping[str, Any], origin: str) -> R:
    """Return the record that raw data describe.

    Raises
    ------
    ScenarioError
        The data break rules; every entry and key that does is named.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = findings_of(error.errors(), data, model)
    raise ScenarioError(origin, [Problem(key_text(one.path, data), one.message) for one in found])


def different_ids(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the entries of a file, of which no two may have the same id."""
    ids = [entry.id for entry in entries]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        raise ValueError(f"must have ids that differ; more than one has {', '.join(twice)}")
    return entries


def _sentence(text: str) -> str:
    if not text.strip().endswith("."):
        raise ValueError("must say in a sentence what happened, with a full stop")
    return text


def _source(text: str) -> str:
    cited = CITATION.fullmatch(text)
    if cited is None and not text.removeprefix(_PUBLIC).strip() * text.startswith(_PUBLIC):
        raise ValueError(f'must be "article:paragraph" or "{_PUBLIC}..."; got "{text}"')
    if cited and int(cited[2]) not in articles().get(cited[1], {}).get("paragraphs", ()):
        raise ValueError(f'cites "{text}", which is not in the index of articles')
    return text


def _rising(months: tuple[int, ...]) -> tuple[int, ...]:
    if sorted(set(months)) != list(months):
        raise ValueError(f"must rise, each month once; got {list(months)}")
    return months


_Party = Literal[
    "japan", "north_korea", "china", "south_korea", "united_states", "russia", "united_nations"
]
Sources = Annotated[Listed[Annotated[str, AfterValidator(_source)]], Field(min_length=1)]


class Entry(numbers.Record):
    """One event of the record.

    The file gives its `date`, or its `first` and `last` day.
    """

    id: SlugName = field("Name by which the cells of the back-test cite it.")
    first: datetime.date = field("First day, without quotes; of a month where only that is known.")
    last: datetime.date = field("Last day; the first where it took one day.")
    precision: Literal["day", "month"] = field("How well the date is known.", "day")
    confidence: Literal["A", "B", "C"] = field(
        "A: seen in contemporary news or official pages while the ledger was made. B: well known, "
        "the day sure, written down without a page at hand. C: the month sure, the day not."
    )
    kind: Literal[
        "act", "agreement", "contact", "default", "information", "relief", "restraint",
        "sanctions", "statement", "talks", "turnover",
    ] = field("What kind of event it was.")  # fmt: skip
    act: Literal["missile", "nuclear"] | None = field(
        "What was tested, just where the kind is act.", None, validate_default=True
    )
    parties: Annotated[Listed[_Party], Field(min_length=1)] = field(
        "Who did it, or between whom it was."
    )
    what: Annotated[str, AfterValidator(_sentence)] = field("The fact in words of our own.")
    source: Sources = field('Each "article:paragraph" or "public record: kind of source".')

    @model_validator(mode="before")
    @classmethod
    def _of_one_day(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "date" not in raw:
            return raw
        if {"first", "last"} & set(raw):
            raise ValueError("must have either `date`, or `first` and `last`")
        rest = {key: value for key, value in raw.items() if key != "date"}
        return {**rest, "first": raw["date"], "last": raw["date"]}

    @field_validator("last")
    @classmethod
    def _not_before_it_begins(cls, last: datetime.date, info: ValidationInfo) -> datetime.date:
        first = info.data.get("first", last)
        if last < first:
            raise ValueError(f"must not lie before the first day, {first}; got {last}")
        return last

    @field_validator("precision")
    @classmethod
    def _months_by_their_first_day(cls, precision: str, info: ValidationInfo) -> str:
        days = [info.data[key] for key in ("first", "last") if key in info.data]
        if precision == "month" and any(day.day != 1 for day in days):
            raise ValueError('is "month": write the first day of the month as its date')
        return precision

    @field_validator("act")
    @classmethod
    def _just_of_acts(cls, act: str | None, info: ValidationInfo) -> str | None:
        if "kind" in info.data and (info.data["kind"] == "act") != (act is not None):
            raise ValueError('must be given, "missile" or "nuclear", just where the kind is act')
        return act


class Launches(numbers.Record):
    """Months with at least one launch of a ballistic missile or a satellite."""

    confidence: Literal["A", "B", "C"] = field("As that of an entry.")
    source: Sources = field("As those of an entry.")
    note: str = field("What a reader should know.", "")
    months: dict[
        Annotated[str, Field(pattern=r"^[0-9]{4}$")],
        Annotated[Listed[Annotated[int, Field(ge=1, le=12)]], AfterValidator(_rising)],
    ] = field("By year, numbers of months from 1 to 12.", min_length=1)


class _File(numbers.Record):
    events: Annotated[Listed[Entry], AfterValidator(different_ids)] = field("What happened.")
    launches: Launches = field("In which months something was launched.")

    @field_validator("launches")
    @classmethod
    def _no_launch_is_missing(cls, launches: Launches, info: ValidationInfo) -> Launches:
        for entry in info.data.get("events", ()):
            month = month_of(entry.first)
            if entry.act == "missile" and month.number not in launches.months.get(
                f"{month.year}", ()
            ):
                raise ValueError(f"lack {month}, in which the entry {entry.id} has a launch")
        return launches


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
        return {entry.id: entry for entry in self.entries}[id]

    def __contains__(self, id: object) -> bool:
        return any(entry.id == id for entry in self.entries)

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


@cache
def record() -> Record:
    """Return the ledger that comes with the library."""
    return read_record(data_of("record.toml"))


def read_record(data: Mapping[str, Any], origin: str = "record.toml") -> Record:
    """Check the data of a ledger and return it.

    Parameters
    ----------
    data : mapping
        What the TOML file holds: ``launches`` and a list ``events``.
    origin : str
        Name of the file, for error messages.

    Raises
    ------
    ScenarioError
        Names every entry that breaks a rule.
    """
    held = validated(_File, data, origin)
    entries = sorted(held.events, key=lambda entry: (entry.first, entry.last, entry.id))
    months = [
        Month(int(year), month) for year, listed in held.launches.months.items() for month in listed
    ]
    return Record(tuple(entries), tuple(sorted(months)))
