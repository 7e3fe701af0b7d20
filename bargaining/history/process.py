"""How an episode proceeds: who offers, delivers, defaults and tests, beside the dated record.

With it the prior predictive checks: whether worlds look like the record before they are scored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import BeforeValidator, PlainSerializer

from bargaining.arrays import Floats
from bargaining.claims import measure
from bargaining.codes import Response
from bargaining.errors import ArgumentError
from bargaining.history.record import Cell, Entry, record
from bargaining.outcomes.events import first_rounds
from bargaining.stats import estimate_mean, estimate_share
from bargaining.text import Column, Month, Report, counted, decimal, interval, month_of, table, wrap

if TYPE_CHECKING:
    from bargaining.outcomes import Outcomes
    from bargaining.outcomes.arrays import PlayedWorlds

__all__ = [
    "MONTHS_A_YEAR", "TESTS_A_YEAR", "TEXT_TO_DEFAULT", "Check", "Process", "Statistic", "Stored",
    "acceptance_checks", "median_survival", "number", "predictive_checks", "process_of",
]  # fmt: skip

MONTHS_A_YEAR = 12
TESTS_A_YEAR = {"missile": "months with launches a year", "nuclear": "nuclear tests a year"}
TEXT_TO_DEFAULT = "median months from text to first default"
NEVER = "never"
# In a file, what is infinite is a word, as JSON has no such number.
Stored = Annotated[
    float | None,
    BeforeValidator(lambda value: math.inf if value == NEVER else value),
    PlainSerializer(lambda value: NEVER if value == math.inf else value),
]
PREDICTIVE = "prior predictive"
TARGET = "calibration target"
# The quantities of H01, H02b and H05a, as the Stockholm file's claims have them.
_SETTLED = "P(settlement)"
_LOST = "lost(accommodation, 12)"
_CUT = "P(ever(snap_back.sanctions_relief, 8, 13) | at(sanctions_relief, 7) > 0)"
TWO = ("japan", "north_korea")
# Kinds of entries that are a step of the party named first in them.
STEPS = {
    "japan": ("relief", "sanctions", "default"),
    "north_korea": ("information", "restraint", "default"),
}
_WORDS = (
    "As far: share of the worlds with a value whose value is the record's or lies beyond it. The "
    "record tells neither who offered what nor of texts refused at home; of signed ones none was."
)


@dataclass(frozen=True, slots=True)
class Statistic:
    """One quantity of how worlds proceed, and the same in the record.

    The value is a ratio of sums over all worlds, or the median survival for months to a default,
    infinite where fewer than half default; None where no world has it, as the ends of its 95 %
    interval, clustered by draw, where there is none. `in_record` is what the ledger says of the
    same months: infinite for what did not come in them, None where it cannot tell. As far as the
    record or further, on the side where fewer are, lies the share `at_least_as_far` of the worlds
    that have a value.
    """

    name: str
    value: Stored
    low: Stored
    high: Stored
    in_record: Stored
    at_least_as_far: Stored


@dataclass(frozen=True, slots=True)
class Process(Report):
    """How the worlds of one scenario proceed in the months from `start`, such as ``"2014-05"``."""

    scenario: str
    start: str
    months: int
    statistics: tuple[Statistic, ...]

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        title = f"Process of {self.scenario}, {counted(self.months, 'month')} from {self.start}"
        columns = [Column(title, words=True), *map(Column, ("worlds", "95 %", "record", "as far"))]
        rows = [
            [
                one.name,
                number(one.value),
                "" if one.low is None else interval(decimal(one.low), decimal(one.high)),
                number(one.in_record),
                number(one.at_least_as_far),
            ]
            for one in self.statistics
        ]
        return [*table(columns, rows), *wrap(_WORDS)]


def number(value: float | None) -> str:
    """Return a number with two digits, a dash where it is not known, ``never`` where infinite."""
    return NEVER if value is not None and math.isinf(value) else decimal(value)


def process_of(outcomes: PlayedWorlds) -> Process:
    """Return process statistics of worlds beside those of the same months in the record.

    An entry of the record is one step whatever number of rungs it moves, and the record tells
    neither who offered what nor of texts that a ratifier refused: where texts were signed in its
    months, none is taken to have been refused.

    Parameters
    ----------
    outcomes : Outcomes
        Worlds of a scenario of Japan and North Korea in months, with all arrays kept.

    Raises
    ------
    ArgumentError
        The scenario has no months, or the two do not negotiate in it.

    Examples
    --------
    >>> import bargaining as bg
    >>> from bargaining.history import process_of
    >>> found = process_of(bg.simulate(bg.load("stockholm-2014"), worlds=20))
    >>> found.start, found.months
    ('2014-05', 24)
    """
    scenario = outcomes.scenario
    start = scenario.header.start
    if start is None or scenario.header.round != "month":
        raise ArgumentError(f"{scenario.name} must have a start and rounds of a month")
    if not set(TWO) <= set(scenario.table.principals):
        raise ArgumentError(f"{' and '.join(TWO)} must be principals of {scenario.name}")
    course = _Course(outcomes, month_of(start), outcomes["ending_by_round"].shape[1])
    statistics = (
        *course.talks(),
        *map(course.steps, TWO),
        *map(course.tests, TESTS_A_YEAR),
    )
    return Process(scenario.name, str(course.start), course.n, statistics)


def median_survival(durations: Floats, watched: Floats) -> float:
    """Return the Kaplan-Meier median of rounds until an end, infinite where it is not reached.

    `durations`, over (world,), is NaN where no end was seen, and `watched`, the rounds that were
    watched, where there was nothing to watch (Kaplan and Meier 1958, JASA 53:457-481).
    """
    known = np.isfinite(watched)
    ends = durations[known]
    lasted = np.where(np.isfinite(ends), ends, watched[known])
    left = 1.0
    for after in range(int(lasted.max(initial=0)) + 1):
        at_risk = int((lasted >= after).sum())
        left *= 1.0 - int((ends == after).sum()) / at_risk if at_risk else 1.0
        if left <= 0.5:
            return float(after)
    return math.inf


@dataclass(frozen=True, slots=True)
class _Course:
    """Worlds, and the ledger in their months: `n` of them from `start` on."""

    worlds: PlayedWorlds
    start: Month
    n: int

    def entries(self, *kinds: str) -> tuple[Entry, ...]:
        return record().of(*kinds, since=self.start, before=self.start.plus(self.n))

    def texts(self) -> list[Month]:
        """Return the months in which the two signed something, by themselves."""
        signed = self.entries("agreement")
        return [month_of(one.first) for one in signed if set(one.parties) == set(TWO)]

    def rate(self, name: str, counts: Any, in_record: int | None = None) -> Statistic:
        """Return how often something comes a year, by counts in worlds and in the record."""
        years = np.full(len(counts), self.n / MONTHS_A_YEAR)
        recorded = None if in_record is None else MONTHS_A_YEAR * in_record / self.n
        return self.ratio(name, counts, years, recorded)

    def ratio(self, name: str, above: Any, below: Any, in_record: float | None) -> Statistic:
        """Return a ratio of sums over worlds: a rate, or a share of cases."""
        above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
        has = below > 0
        if not has.any():
            return Statistic(name, None, None, None, in_record, None)
        if name.startswith("share"):
            found = estimate_share(above, self.worlds.cluster, of=below)
        else:
            found = estimate_mean(above, self.worlds.cluster, of=below, limits=(0.0, np.inf))
        far = _far(above[has] / below[has], in_record)
        return Statistic(name, found.value, found.low, found.high, in_record, far)

    def talks(self) -> Iterator[Statistic]:
        """Yield who offers, what becomes of texts at home, and how long one lasts."""
        answers = self.worlds["response"]
        made = answers > Response.PASSED
        japan = self.worlds.scenario.table.principals.index("japan")
        own = made & (self.worlds["proposer"] == japan)
        yield self.rate("offers a year", made.sum(axis=1))
        yield self.ratio("share of offers by Japan", own.sum(axis=1), made.sum(axis=1), None)
        refused = (answers == Response.NOT_RATIFIED).sum(axis=1)
        accepted = refused + (answers == Response.AGREED).sum(axis=1)
        name = "share of accepted texts refused at home"
        yield self.ratio(name, refused, accepted, 0.0 if self.texts() else None)
        # The first text signed, or the one in force at the start.
        rounds, in_force = first_rounds(self.worlds), self.worlds.scenario.agreement
        if in_force is None:
            signed = rounds["agreement"]
            origin = min(self.texts(), default=None)
        else:
            age = int(in_force.rounds_since.value)
            signed = np.full(len(self.worlds), -float(age))
            origin = self.start.plus(-age)
        broken = np.where(rounds["default"] < signed, np.nan, rounds["default"])
        has, in_record, median = np.isfinite(signed), None, None
        if has.any():
            median = median_survival(broken - signed, self.n - 1 - signed)
        if origin is not None:
            defaults = [month_of(one.first) for one in self.entries("default")]
            after = [month.ordinal - origin.ordinal for month in defaults if month >= origin]
            in_record = float(min(after, default=math.inf))
        far = _far(np.where(np.isfinite(broken), broken - signed, np.inf)[has], in_record)
        yield Statistic(TEXT_TO_DEFAULT, median, None, None, in_record, far)

    def steps(self, party: str) -> Statistic:
        """Return how often a party moves one of its ladders."""
        scenario = self.worlds.scenario
        own = [scenario.issues[str(name)].giver == party for name in self.worlds.labels["issue"]]
        steps = (self.worlds["step"][:, :, own] != 0).sum(axis=(1, 2))
        label = scenario.parties[party].label or party
        # One an entry, whatever number of rungs it moves.
        in_record = sum(entry.parties[0] == party for entry in self.entries(*STEPS[party]))
        return self.rate(f"steps of {label} a year", steps, in_record)

    def tests(self, act: str) -> Statistic:
        """Return how often North Korea tests."""
        place = list(self.worlds.labels["act"]).index(act)
        counts = self.worlds["act"][:, :, place].sum(axis=1)
        end = self.start.plus(self.n)
        in_record = sum(self.start <= month < end for month in record().tests(act))
        return self.rate(TESTS_A_YEAR[act], counts, in_record)


def _far(by_world: Floats, in_record: float | None) -> float | None:
    if in_record is None or not by_world.size:
        return None
    below, above = (by_world <= in_record + 1e-9), (by_world >= in_record - 1e-9)
    return float(min(below.mean(), above.mean()))


@dataclass(frozen=True, slots=True)
class Check:
    """One quantity of the worlds and its range, which was set before any cell was played.

    The value is infinite where it is never reached, None where it cannot be told. The kind is
    ``"prior predictive"``, or ``"calibration target"`` for what the structure was tried on while it
    was built, so that meeting it supports nothing. `in_record` is the same over the months of the
    record, None where it has no like.
    """

    name: str
    value: Stored
    low: float
    high: float
    kind: str
    in_record: Stored = None

    @property
    def is_met(self) -> bool:
        """Whether the value lies in the range."""
        value = self.value
        return value is not None and self.low - 1e-12 <= value <= self.high + 1e-12


def predictive_checks(played: Sequence[tuple[Cell, Outcomes]]) -> tuple[Check, ...]:
    """Return how often the worlds of cells test and sign, each month once, beside the record."""
    found = []
    months = [cell.start.plus(n) for cell, _ in played for n in range(cell.months)]
    played_months = sum(cell.months * len(one) for cell, one in played)
    for act, low, high in (("nuclear", 0.2, 1.0), ("missile", 3.0, 15.0)):
        acts = sum(
            int(one["act"][:, :, list(one.labels["act"]).index(act)].sum()) for _, one in played
        )
        happened, rate = record().tests(act), MONTHS_A_YEAR * acts / played_months
        recorded = MONTHS_A_YEAR * sum(month in happened for month in months) / len(months)
        found.append(Check(TESTS_A_YEAR[act], rate, low, high, PREDICTIVE, recorded))
    answers = [one["response"] for _, one in played]
    talked = np.concatenate([(one != Response.NO_TABLE).any(axis=1) for one in answers])
    signed = np.concatenate([(one == Response.AGREED).any(axis=1) for one in answers])
    share = float(signed[talked].mean()) if talked.any() else None
    name = "share of worlds with talks that sign a text"
    return (*found, Check(name, share, 0.3, 0.7, PREDICTIVE))


def acceptance_checks(
    baseline: Outcomes, tested: Outcomes, untested: Outcomes
) -> tuple[Check, ...]:
    """Return what the structure was tried on while it was built, measured on the Stockholm file.

    The same worlds are played as the file stands, `tested` with a nuclear test in round 8, and
    `untested` with none from round 8 on.
    """
    median = {one.name: one.value for one in process_of(baseline).statistics}[TEXT_TO_DEFAULT]
    settled, lost = (measure(baseline, quantity).value for quantity in (_SETTLED, _LOST))
    cut = measure(tested, _CUT).value - measure(untested, _CUT).value
    return (
        Check("median months from agreement to default", median, 8.0, 24.0, PREDICTIVE),
        Check("settlement (H01)", settled, 0.0, 0.15, TARGET),
        Check("accommodation lost within 12 months (H02b)", lost, 0.33, 1.0, TARGET),
        Check("relief cut after a nuclear test, less without (H05)", cut, 0.25, 1.0, TARGET),
    )
