"""What could be known before an episode began, worked out of the record by one rule for all cells.

The rules were written down before any cell was played. They use nothing dated in the first month of
an episode or later.
"""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.history.record import record
from bargaining.text import Month

__all__ = ["Covariates", "covariates_before"]

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
