"""Rounds in words: months and dates at the doors, numbers inside."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = ["MONTHS", "Dates"]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_QUARTERS = ("1st", "2nd", "3rd", "4th")


@dataclass(frozen=True, slots=True)
class Dates:
    """Turns a round's number into the date it stands for.

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
    def of(cls, scenario: Scenario) -> Dates:
        """Return the dates of a scenario's rounds."""
        return cls(scenario.scenario.start, scenario.scenario.round)

    def name(self, round: int, *, short: bool = False) -> str:
        """Return the date of a round, such as ``"June 2014"``, or ``"round 1"`` without dates."""
        if self.start is None or self.unit == "exchange":
            return f"round {round}"
        if self.unit in ("day", "week"):
            days = round * (7 if self.unit == "week" else 1)
            try:
                day = self.start + datetime.timedelta(days=days)
            except OverflowError:
                return f"round {round}"
            text = f"{day.day} {_month(day.month, short)} {day.year}"
            return text if self.unit == "day" or short else f"week of {text}"
        months = round * {"month": 1, "quarter": 3, "year": 12}[self.unit]
        year, month = divmod(self.start.year * 12 + self.start.month - 1 + months, 12)
        if self.unit == "month":
            return f"{_month(month + 1, short)} {year}"
        if self.unit == "quarter":
            quarter = _QUARTERS[month // 3]
            return f"{quarter} quarter {year}" if not short else f"{year} Q{month // 3 + 1}"
        return f"{year}"

    def full(self, round: int) -> str:
        """Return date and number of a round: ``"June 2014 (round 1)"``."""
        name = self.name(round)
        return name if name == f"round {round}" else f"{name} (round {round})"

    def span(self, first: int, last: int) -> str:
        """Return a range of rounds in words."""
        if first == last:
            return self.full(first)
        start, end = self.name(first), self.name(last)
        if start == f"round {first}":
            return f"rounds {first} to {last}"
        return f"{start} to {end} (rounds {first} to {last})"

    def lasting(self, rounds: int) -> str:
        """Return a number of rounds in words: ``"24 months"``."""
        return f"{rounds} {self.length}{'' if rounds == 1 else 's'}"

    @property
    def length(self) -> str:
        """Length of a round in words: ``"month"``; ``"round"`` for exchanges without dates."""
        return "round" if self.unit == "exchange" else self.unit


def _month(number: int, short: bool) -> str:
    return MONTHS[number - 1][:3] if short else MONTHS[number - 1]
