"""How an episode proceeds: who offers, delivers, defaults and tests, beside the dated record."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bargaining.arrays import Floats
from bargaining.codes import Response
from bargaining.errors import ArgumentError
from bargaining.history.record import Entry, Record, record
from bargaining.outcomes.events import first_rounds
from bargaining.stats import estimate_mean, estimate_share
from bargaining.text import Column, Month, counted, decimal, interval, month_of, table, wrap

if TYPE_CHECKING:
    from bargaining.outcomes.arrays import PlayedWorlds

__all__ = [
    "MONTHS_A_YEAR",
    "NEVER",
    "Process",
    "Statistic",
    "median_survival",
    "number",
    "process_of",
]

MONTHS_A_YEAR = 12
NEVER = "never"
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

    Attributes
    ----------
    name : str
        What is measured.
    value : float or None
        Over all worlds: a ratio of sums, or the median survival for months to a default, infinite
        where fewer than half default; None where no world has it.
    low, high : float or None
        Ends of its 95 % interval, clustered by draw; None where there is none.
    in_record : float or None
        What the ledger says of the same months; infinite for what did not come in them, None where
        it cannot tell.
    at_least_as_far : float or None
        Share of the worlds that have a value whose value is the record's or lies beyond it, on the
        side where fewer do.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    in_record: float | None
    at_least_as_far: float | None


@dataclass(frozen=True, slots=True)
class Process:
    """How the worlds of one scenario proceed.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    start : str
        First month, such as ``"2014-05"``.
    months : int
        Rounds played, which are months.
    statistics : tuple of Statistic
        In a fixed order.
    """

    scenario: str
    start: str
    months: int
    statistics: tuple[Statistic, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """Return the lines of the table that ``print`` shows, as wide as the terminal."""
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


def process_of(outcomes: PlayedWorlds, *, ledger: Record | None = None) -> Process:
    """Return process statistics of worlds beside those of the same months in the record.

    An entry of the record is one step whatever number of rungs it moves, and the record tells
    neither who offered what nor of texts that a ratifier refused: where texts were signed in its
    months, none is taken to have been refused.

    Parameters
    ----------
    outcomes : Outcomes
        Worlds of a scenario of Japan and North Korea in months, with all arrays kept.
    ledger : Record, optional
        The one that comes with the library where None.

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
    there = _Months(ledger or record(), month_of(start), outcomes["ending_by_round"].shape[1])
    return Process(
        scenario=scenario.name,
        start=str(there.start),
        months=there.n,
        statistics=(
            *_offers(outcomes, there),
            _refused_at_home(outcomes, there),
            _months_to_default(outcomes, there),
            *(_steps(outcomes, there, party) for party in TWO),
            *(_acts(outcomes, there, act) for act in ("missile", "nuclear")),
        ),
    )


def median_survival(durations: Floats, watched: Floats) -> float:
    """Return the Kaplan-Meier median of rounds until an end, infinite where it is not reached.

    Parameters
    ----------
    durations : float array, shape (world,)
        Rounds until the end, NaN where none was seen.
    watched : float array, shape (world,)
        Rounds that were watched, NaN where there was nothing to watch.

    References
    ----------
    Kaplan and Meier 1958, Journal of the American Statistical Association 53: 457-481.
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
class _Months:
    """The ledger in the months of a scenario."""

    known: Record
    start: Month
    n: int

    def of(self, *kinds: str, act: str = "") -> tuple[Entry, ...]:
        """Return the entries whose first day lies in these months."""
        return self.known.of(*kinds, act=act, since=self.start, before=self.start.plus(self.n))

    def texts(self) -> list[Month]:
        """Return the months in which the two signed something, by themselves."""
        return [month_of(one.first) for one in self.of("agreement") if set(one.parties) == set(TWO)]

    def rate(
        self, outcomes: PlayedWorlds, name: str, counts: Floats, in_record: int | None = None
    ) -> Statistic:
        """Return how often something comes a year, by counts in worlds and in the record."""
        years = np.full(len(counts), self.n / MONTHS_A_YEAR)
        recorded = None if in_record is None else MONTHS_A_YEAR * in_record / self.n
        return _ratio(outcomes, name, counts, years, recorded)


def _ratio(
    outcomes: PlayedWorlds, name: str, above: Floats, below: Floats, in_record: float | None
) -> Statistic:
    """Return a ratio of sums over worlds: a rate, or a share of cases."""
    has = below > 0
    if not has.any():
        return Statistic(name, None, None, None, in_record, None)
    if name.startswith("share"):
        found = estimate_share(above, outcomes.cluster, of=below)
    else:
        found = estimate_mean(above, outcomes.cluster, of=below, limits=(0.0, np.inf))
    far = _far(above[has] / below[has], in_record)
    return Statistic(name, found.value, found.low, found.high, in_record, far)


def _far(by_world: Floats, in_record: float | None) -> float | None:
    if in_record is None or not by_world.size:
        return None
    below, above = (by_world <= in_record + 1e-9), (by_world >= in_record - 1e-9)
    return float(min(below.mean(), above.mean()))


def _offers(outcomes: PlayedWorlds, there: _Months) -> tuple[Statistic, Statistic]:
    made = outcomes["response"] > Response.PASSED
    by_japan = made & (outcomes["proposer"] == outcomes.scenario.table.principals.index("japan"))
    total, own = (each.sum(axis=1).astype(float) for each in (made, by_japan))
    return (
        there.rate(outcomes, "offers a year", total),
        _ratio(outcomes, "share of offers by Japan", own, total, None),
    )


def _refused_at_home(outcomes: PlayedWorlds, there: _Months) -> Statistic:
    refused, signed = (
        (outcomes["response"] == code).sum(axis=1).astype(float)
        for code in (Response.NOT_RATIFIED, Response.AGREED)
    )
    in_record = 0.0 if there.texts() else None
    name = "share of accepted texts refused at home"
    return _ratio(outcomes, name, refused, refused + signed, in_record)


def _months_to_default(outcomes: PlayedWorlds, there: _Months) -> Statistic:
    """Return how long a text lasts: the first one signed, or the one in force at the start."""
    rounds, in_force = first_rounds(outcomes), outcomes.scenario.agreement
    if in_force is None:
        signed = rounds["agreement"]
        origin = min(there.texts(), default=None)
    else:
        age = int(in_force.rounds_since.value)
        signed = np.full(len(outcomes), -float(age))
        origin = there.start.plus(-age)
    broken = np.where(rounds["default"] < signed, np.nan, rounds["default"])
    median = median_survival(broken - signed, there.n - 1 - signed)
    has = np.isfinite(signed)
    in_record = None
    if origin is not None:
        defaults = [month_of(one.first) for one in there.of("default")]
        after = [month.ordinal - origin.ordinal for month in defaults if month >= origin]
        in_record = float(min(after, default=math.inf))
    by_world = np.where(np.isfinite(broken), broken - signed, np.inf)[has]
    return Statistic(
        "median months from text to first default",
        median if has.any() else None,
        None,
        None,
        in_record,
        _far(by_world, in_record),
    )


def _steps(outcomes: PlayedWorlds, there: _Months, party: str) -> Statistic:
    issues = outcomes.scenario.issues
    own = [issues[str(name)].giver == party for name in outcomes.labels["issue"]]
    steps = (outcomes["step"][:, :, own] != 0).sum(axis=(1, 2)).astype(float)
    label = outcomes.scenario.parties[party].label or party
    # One an entry, whatever number of rungs it moves.
    in_record = sum(entry.parties[0] == party for entry in there.of(*STEPS[party]))
    return there.rate(outcomes, f"steps of {label} a year", steps, in_record)


def _acts(outcomes: PlayedWorlds, there: _Months, act: str) -> Statistic:
    names = [str(name) for name in outcomes.labels["act"]]
    counts = outcomes["act"][:, :, names.index(act)].sum(axis=1).astype(float)
    if act == "nuclear":
        tests = len(there.of("act", act=act))
        return there.rate(outcomes, "nuclear tests a year", counts, tests)
    end = there.start.plus(there.n)
    launches = sum(there.start <= month < end for month in there.known.launch_months)
    return there.rate(outcomes, "months with launches a year", counts, launches)
