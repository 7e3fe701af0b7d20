"""Months of the calendar: the round of every cell of the back-test."""

from __future__ import annotations

import datetime
from typing import NamedTuple

__all__ = ["Month", "month_of"]


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
