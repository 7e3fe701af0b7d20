"""Numbers, counts, lists and dates in words, the same in every table and sentence."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bargaining.text.languages import listed, told

# What stands for a number that is not known.
UNKNOWN = "–"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_QUARTERS = ("1st", "2nd", "3rd", "4th")
_MONTHS_A_ROUND = {"month": 1, "quarter": 3, "year": 12}
_DAYS_A_ROUND = {"day": 1, "week": 7}
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_SPELLED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def decimal(value: float | None, digits: int = 2) -> str:
    """Return a number with some decimals, a dash for an unknown one; 0 has no minus.

    A tie is rounded away from 0: 79 of 200 are 39.5 % and so 40 %, whatever the last bit says.
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    text = f"{value * (1 + 1e-12):.{digits}f}"
    return text if float(text) else text.lstrip("-")


def signed(value: float | None, digits: int = 2) -> str:
    """Return a number with its sign; 0 has none."""
    text = decimal(value, digits)
    return f"+{text}" if value is not None and value > 0 and float(text) else text


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share in percent, without the sign ``%``; a dash for an unknown one."""
    return decimal(None if share is None else 100 * share, digits)


def of_hundred(shares: Iterable[float]) -> list[int]:
    """Return shares in whole percent that add up as the shares do, by largest remainder.

    Rounded one by one, 39.5 %, 34.5 % and 26 % would add up to 101.
    """
    exact = [round(100 * float(share), 9) for share in shares]
    whole = [math.floor(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in order[: round(sum(exact)) - sum(whole)]:
        whole[place] += 1
    return whole


def interval(low: str, high: str) -> str:
    """Return an interval, ``"0.2 to 0.4"``; a dash where an end is unknown."""
    return UNKNOWN if UNKNOWN in (low, high) else f"{low} to {high}"


def extent(low: float, high: float) -> str:
    """Return from where to where numbers reach, ``"0.2 to 1.2"``; once where they are all one."""
    ends = f"{low:.6g}", f"{high:.6g}"
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``"1 draw"``, ``"2 draws"``."""
    return told(f"{{number}} {noun}{'' if number == 1 else 's'}", number=f"{number:,}")


def spelled(number: int) -> str:
    """Return a count, in words up to ten."""
    return _SPELLED[number] if number < len(_SPELLED) else str(number)


def joined(names: Sequence[str], last: str = "and", most: int | None = None) -> str:
    """Return names as a list: ``"China, Japan and South Korea"``; the first `most`, if given."""
    if most is not None and len(names) > most:
        names = [*names[:most], told("{number} more", number=f"{len(names) - most:,}")]
    if len(names) < 2:
        return listed(names)
    return told(f"{{names}} {last} {{last}}", names=listed(names[:-1]), last=names[-1])


def natural_key(name: str) -> list[tuple[int, str]]:
    """Return what names are sorted by so that e2 comes before e10."""
    parts = re.findall(r"([0-9]+)|([^0-9]+)", name)
    return [(int(number or 0), text) for number, text in parts]


def possessive(name: str) -> str:
    """Return a name as an owner: ``"China's"``, ``"United States'"``."""
    return told("{name}'" if name.endswith("s") else "{name}'s", name=name)


def named(name: str, label: str = "") -> str:
    """Return a label, or the name in words where there is none: ``"sanctions relief"``."""
    return label or name.replace("_", " ")


class Month(NamedTuple):
    """A month of a year; months are ordered by time."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def ordinal(self) -> int:
        """Months since the year 0."""
        return 12 * self.year + self.number - 1

    def plus(self, months: int) -> Month:
        """Return the month so many months later, or earlier for a negative number."""
        year, number = divmod(self.ordinal + months, 12)
        return Month(year, number + 1)


def month_of(day: datetime.date) -> Month:
    """Return the month of a date."""
    return Month(day.year, day.month)


@dataclass(frozen=True, slots=True)
class Dates:
    """Turns a round's number into the date it stands for, and a date into its round.

    Attributes
    ----------
    start : datetime.date or None
        Date of round 0; without one, rounds have numbers only.
    unit : str
        Length of a round: day, week, month, quarter, year or exchange.
    """

    start: datetime.date | None
    unit: str

    @classmethod
    def of(cls, scenario: Any) -> Dates:
        """Return the dates of a scenario's rounds."""
        return cls(scenario.header.start, scenario.header.round)

    @property
    def known(self) -> bool:
        """Whether rounds have dates."""
        return self.start is not None and self.unit != "exchange"

    @property
    def length(self) -> str:
        """Length of a round in words: ``"month"``; ``"round"`` for exchanges without dates."""
        return "round" if self.unit == "exchange" else self.unit

    def name(self, round: int, *, short: bool = False) -> str:
        """Return the date of a round, such as ``"June 2014"``, or ``"round 1"`` without dates."""
        if self.start is None or self.unit == "exchange":
            return told("round {round}", round=round)
        if self.unit in _DAYS_A_ROUND:
            try:
                day = self.start + datetime.timedelta(days=round * _DAYS_A_ROUND[self.unit])
            except OverflowError:
                return told("round {round}", round=round)
            month = _month(day.month, short)
            text = told("{day} {month} {year}", day=day.day, month=month, year=day.year)
            return text if self.unit == "day" or short else told("week of {date}", date=text)
        year, number = month_of(self.start).plus(round * _MONTHS_A_ROUND[self.unit])
        if self.unit == "month":
            return told("{month} {year}", month=_month(number, short), year=year)
        if self.unit == "quarter":
            quarter = (number - 1) // 3
            if short:
                return told("{year} Q{quarter}", year=year, quarter=quarter + 1)
            return told("{quarter} quarter {year}", quarter=_QUARTERS[quarter], year=year)
        return told("{year}", year=year)

    def names(self, rounds: Sequence[int]) -> str:
        """Return several rounds as a list: ``"May and June 2014"``, ``"rounds 3 and 4"``."""
        if not self.known:
            plural = "" if len(rounds) == 1 else "s"
            return told(f"round{plural} {{round}}", round=joined([str(one) for one in rounds]))
        names = [self.name(one) for one in rounds]
        # A year that all share is told once.
        years = {name.rpartition(" ")[2] for name in names}
        if self.unit == "month" and len(years) == 1 and len(names) > 1:
            months = joined([name.rpartition(" ")[0] for name in names])
            return told("{month} {year}", month=months, year=years.pop())
        return joined(names)

    def span(self, first: int, last: int) -> str:
        """Return a range of rounds: ``"May 2014 to June 2014"``."""
        start, end = self.name(first), self.name(last)
        if first == last:
            return start
        if start == f"round {first}":
            return told("rounds {first} to {last}", first=first, last=last)
        return told("{start} to {end}", start=start, end=end)

    def when(self, first: int, last: int | None) -> str:
        """Return when something holds: ``"in June 2014"``, ``"from June 2014 on"``.

        Parameters
        ----------
        first : int
        last : int or None
            The last round; None where it holds to the end.
        """
        if last is None:
            return told("from {date} on", date=self.name(first)) if first else "throughout"
        of_dates = self.known and first != last
        span = self.span(first, last)
        return told("from {span}", span=span) if of_dates else told("in {date}", date=span)

    def lasting(self, rounds: int) -> str:
        """Return a number of rounds in words: ``"24 months"``."""
        return counted(rounds, self.length)

    def round_of(self, written: str | datetime.date) -> int:
        """Return the round that holds a date such as ``"2015-01"`` or ``"2015-01-20"``.

        Raises
        ------
        ValueError
            It is no date, it lies before round 0, or rounds have no dates; the text says which.
        """
        if isinstance(written, datetime.date):
            written = written.isoformat()
        if self.start is None or self.unit == "exchange":
            raise ValueError(f"is a date, {written}, but rounds of this scenario have none")
        found = _WRITTEN.fullmatch(written.strip())
        year, month, day = (
            (int(one) if one else None for one in found.groups()) if found else 3 * (None,)
        )
        if written[10:].startswith(("T", " ")):
            raise ValueError(f"must be a date without a time of day; got {written[:40]}")
        if year is None or (month is None and self.unit != "year"):
            raise ValueError(f'must be a date such as "{self.example()}"; got "{written[:40]}"')
        try:
            whole = self.start.month if month is None else month, 1 if day is None else day
            date = datetime.date(year, *whole)
        except ValueError:
            raise ValueError(
                "must be a date of the calendar, with a month from 01 to 12 and a day that the "
                f'month has; got "{written[:40]}"'
            ) from None
        if self.unit in _DAYS_A_ROUND:
            if day is None:
                raise ValueError(f'must name a day, such as "{self.example()}"; got "{written}"')
            round = (date - self.start).days // _DAYS_A_ROUND[self.unit]
        else:
            months = month_of(date).ordinal - month_of(self.start).ordinal
            round = months // _MONTHS_A_ROUND[self.unit]
        if round < 0:
            raise ValueError(f"must not lie before round 0, {self.name(0)}; got {written}")
        return round

    def example(self) -> str:
        """Return a date as it is written for rounds of this length."""
        text = str(self.start)
        return text if self.unit in _DAYS_A_ROUND else text[: 4 if self.unit == "year" else 7]


def _month(number: int, short: bool) -> str:
    return MONTHS[number - 1][:3] if short else MONTHS[number - 1]
