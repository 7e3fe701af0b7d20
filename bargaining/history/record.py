"""The public record, 1996 to 2024, and the cells of the back-test, from files of the library.

The record is a dated ledger; a cell is an episode, a horizon, and what was reached, coded by hand.
The ending of a coding follows by the rule that ends the worlds of the engine.

Types and names are checked here; what else the file must keep to (sources in the index of articles,
months of launches that lack no test, days in order) is checked by the tests of this room.

What could be known before an episode began is worked out of it by one rule for all cells. The rules
were written down before any cell was played. They use nothing dated in the first month of an
episode or later.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, PlainValidator, model_validator

from bargaining.codes import Ending, ending_of
from bargaining.scenario import Scenario, frozen
from bargaining.scenario.frozen import Listed, field
from bargaining.scenario.ranges import SlugName, Unit
from bargaining.text import Month, month_of

# North Korea left the Non-Proliferation Treaty in that month: from then on a test was expected.
NUCLEAR_SINCE = Month(2003, 1)
TRAILING = 36
# As the base has them: what a test adds to tension, and the middle of its prior for what is left
# of it a month later.
TENSION = {"missile": 0.10, "nuclear": 1.0}
PERSISTENCE = 0.875
# A window is used about as often as not (the base's own judgement), so windows are twice as
# frequent as tests; a prior on a hazard reaches half as far either way.
WINDOWS_A_TEST = 2.0
REACH = 0.5


def data_of(name: str) -> dict[str, Any]:
    """Return what a TOML file of this package holds."""
    return tomllib.loads(files("bargaining.history").joinpath(name).read_text("utf-8"))


CONFIDENCE = ("high", "medium", "low")
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


@dataclass(frozen=True, slots=True)
class Covariates:
    """What the record says of the time before a month.

    Months since a test, nuclear or of missiles, are at least 1. Tension, in [0, 1], is the memory
    of provocations by the base's own numbers at the middle of their priors. A window is the range
    of the probability per month that a test is technically possible: twice the rate of tests so
    far, (tests + 1/2) per month of the time looked back on, less and plus a half, at most 1.
    Nuclear tests count since January 2003, launches in the 36 months before; it is None for nuclear
    tests where fewer than 36 months can be looked back on. Turnover is the probability per month of
    a new prime minister in Tokyo, (changes + 1/2) / 36.
    """

    months_since_test: int
    tension: float
    nuclear_window: tuple[float, float] | None
    missile_window: tuple[float, float]
    turnover: float


def covariates_before(start: Month) -> Covariates:
    """Return what the record says of the time before a month."""
    known, since = record(), start.plus(-TRAILING)
    nuclear, launches = (
        [month for month in known.tests(act) if month < start] for act in ("nuclear", "missile")
    )
    tension, month = 0.0, min(launches)
    while month < start:
        raised = TENSION["missile"] * launches.count(month)
        raised += TENSION["nuclear"] * nuclear.count(month)
        tension, month = PERSISTENCE * min(1.0, tension + raised), month.plus(1)
    age = start.ordinal - NUCLEAR_SINCE.ordinal
    nuclear_window = None
    if age >= TRAILING:
        nuclear_window = _window(sum(month >= NUCLEAR_SINCE for month in nuclear), age)
    changes = known.of("turnover", party="japan", since=since, before=start)
    return Covariates(
        months_since_test=start.ordinal - max([*nuclear, *launches]).ordinal,
        tension=tension,
        nuclear_window=nuclear_window,
        missile_window=_window(sum(month >= since for month in launches), TRAILING),
        turnover=(len(changes) + 0.5) / TRAILING,
    )


def _window(tests: int, months: int) -> tuple[float, float]:
    middle = WINDOWS_A_TEST * (tests + 0.5) / months
    return (1 - REACH) * middle, min(1.0, (1 + REACH) * middle)


class Coding(frozen.Record):
    """One reading of what was reached at the end of a cell."""

    weight: Unit = field("Share of the cell that is scored by this reading.")
    reached: dict[str, Unit] = field("Level of each of the principals' ladders at the end.")
    agreed: bool = field("Whether an agreement was in force or signed.")
    defaulted: bool = field("Whether a principal broke one.")
    at_table: bool = field("Whether talks sat in the last month.")
    ruptured: bool = field("Whether the last closing was a rupture.")
    confidence: Literal["high", "medium", "low"] = field("Of the coder.")
    entries: Listed[str] = field("Entries of the record that it rests on.")
    why: str = field("The coder's reason.")


class Cell(frozen.Record):
    """An episode with a horizon."""

    id: str = field('Such as "E7a".')
    scenario: str = field("Name of the bundled scenario that holds what was known before.")
    cluster: str = field("Cells of one cluster are one observation seen at several horizons.")
    split: Literal["train", "test"] = field("Whether later tuning may look at it.")
    start: Annotated[Month, PlainValidator(month_of)] = field("First month.")
    months: int = field("Horizon in months, which are rounds.")
    codings: Listed[Coding] = field("One, or two where the record can be read in two ways.")
    first_coding: Annotated[
        dict[Ending, Unit],
        BeforeValidator(lambda raw: {Ending[key.upper()]: weight for key, weight in raw.items()}),
    ] = field("The ending written down before the rule was applied, by weight.")

    @property
    def end(self) -> Month:
        """The last month."""
        return self.start.plus(self.months - 1)

    @property
    def confidence(self) -> str:
        """The lowest confidence of its codings."""
        return max((coding.confidence for coding in self.codings), key=CONFIDENCE.index)


class _Cells(frozen.Record):
    cells: Listed[Cell]


@cache
def cells() -> tuple[Cell, ...]:
    """Return the cells in order of their start."""
    held = _Cells.model_validate(data_of("cells.toml"))
    return tuple(sorted(held.cells, key=lambda cell: (cell.start, cell.months)))


def standings(scenario: Scenario, reached: Mapping[str, float]) -> dict[str, float]:
    """Return what each principal of the scope has given beyond its baselines, from 0 to 1.

    `reached` has the level of every issue of the scope, whose weights and baselines are fixed
    numbers.
    """
    given: dict[str, float] = {}
    for name, weight in scenario.outcome.scope.items():
        issue = scenario.issues[name]
        base = issue.rungs[0].level if issue.baseline is None else _fixed(issue.baseline)
        concession = max(reached[name] - base, 0.0) * _fixed(weight)
        given[issue.giver] = given.get(issue.giver, 0.0) + concession
    return given


def ending_of_coding(scenario: Scenario, coding: Coding) -> Ending:
    """Return the ending that the engine's rule gives to what was reached."""
    code = ending_of(
        np.array(min(standings(scenario, coding.reached).values())),
        settlement=_fixed(scenario.outcome.settlement),
        partial=_fixed(scenario.outcome.partial),
        agreed=coding.agreed,
        defaulted=coding.defaulted,
        at_table=coding.at_table,
        closing_was_rupture=coding.ruptured,
    )
    return Ending(int(code))


def coded_endings(scenario: Scenario, cell: Cell) -> dict[Ending, float]:
    """Return the endings of a cell by weight, in the order of `Ending`."""
    weights = dict.fromkeys(Ending, 0.0)
    for coding in cell.codings:
        weights[ending_of_coding(scenario, coding)] += coding.weight
    return {ending: weight for ending, weight in weights.items() if weight}


def _fixed(number: Any) -> float:
    """Return a number that is one value: a history cannot be coded by a prior."""
    return float(number.value)
