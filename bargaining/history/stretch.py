"""What the ledger says of some months: texts, defaults, steps and acts, counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bargaining.history.ledger import Entry, Record
from bargaining.text import Month, month_of

__all__ = ["TWO", "Stretch"]

TWO = ("japan", "north_korea")
# Kinds of entries that are a step of the party named first in them.
STEPS = {
    "japan": ("relief", "sanctions", "default"),
    "north_korea": ("information", "restraint", "default"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """The ledger in the months of a scenario.

    Attributes
    ----------
    known : Record
        The ledger.
    start : Month
        First month.
    months : int
        How many.
    signed : int or None
        Age in months of a text in force at first, None without one.
    """

    known: Record
    start: Month
    months: int
    signed: int | None = None

    def of(self, *kinds: str) -> list[Entry]:
        """Return the entries of some kinds whose first day lies in these months."""
        end = self.start.plus(self.months)
        return [
            entry
            for kind in kinds
            for entry in self.known.of(kind)
            if self.start <= month_of(entry.first) < end
        ]

    @property
    def texts(self) -> list[Month]:
        """Months in which the two signed something, by themselves."""
        texts = [entry for entry in self.of("agreement") if set(entry.parties) == set(TWO)]
        return [month_of(entry.first) for entry in texts]

    def first_default(self, origin: Month) -> float:
        """Return the months from a text to the first default, infinite where none came."""
        defaults = [month_of(entry.first) for entry in self.of("default")]
        after = [month.ordinal - origin.ordinal for month in defaults if month >= origin]
        return float(min(after)) if after else math.inf

    def steps(self, party: str) -> int:
        """Count a principal's steps, one an entry, whatever number of rungs it moves."""
        return sum(entry.parties[0] == party for entry in self.of(*STEPS[party]))

    def acts(self, act: str) -> int:
        """Count months with launches, or nuclear tests."""
        if act == "missile":
            end = self.start.plus(self.months)
            return sum(self.start <= month < end for month in self.known.launch_months)
        return sum(entry.act == act for entry in self.of("act"))
