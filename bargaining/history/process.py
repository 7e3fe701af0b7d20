"""How an episode proceeds: who offers, delivers, defaults and tests, beside the dated record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.codes import Response
from bargaining.errors import ArgumentError
from bargaining.history.checks import survival
from bargaining.history.ledger import Record, record
from bargaining.history.stretch import TWO, Stretch
from bargaining.outcomes.events import first_rounds
from bargaining.stats import estimate_mean, estimate_share
from bargaining.text import Column, counted, decimal, interval, month_of, table, wrap

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["Process", "Statistic", "number", "process_of"]

MONTHS_A_YEAR = 12
NEVER = "never"
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

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that JSON can hold; what never came is the word ``"never"``."""
        plain = asdict(self)
        plain["statistics"] = [
            {key: NEVER if value == math.inf else value for key, value in one.items()}
            for one in plain["statistics"]
        ]
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Process:
        """Return what `to_dict` wrote down."""
        read: list[dict[str, Any]] = [
            {key: math.inf if value == NEVER else value for key, value in one.items()}
            for one in data["statistics"]
        ]
        statistics = tuple(Statistic(**one) for one in read)
        return cls(data["scenario"], data["start"], data["months"], statistics)


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
    start = scenario.scenario.start
    if start is None or scenario.scenario.round != "month":
        raise ArgumentError(f"{scenario.name} must have a start and rounds of a month")
    if not set(TWO) <= set(scenario.table.principals):
        raise ArgumentError(f"{' and '.join(TWO)} must be principals of {scenario.name}")
    stretch = Stretch(
        ledger or record(), month_of(start), outcomes["ending_by_round"].shape[1], _signed(outcomes)
    )
    return Process(
        scenario=scenario.name,
        start=str(stretch.start),
        months=stretch.months,
        statistics=(
            *_offers(outcomes),
            _refused_at_home(outcomes, stretch),
            _months_to_default(outcomes, stretch),
            *(_steps(outcomes, stretch, party) for party in TWO),
            *(_acts(outcomes, stretch, act) for act in ("missile", "nuclear")),
        ),
    )


def _signed(outcomes: PlayedWorlds) -> int | None:
    agreement = outcomes.scenario.agreement
    return None if agreement is None else int(agreement.rounds_since.value)


def _ratio(
    outcomes: PlayedWorlds, name: str, above: Floats, below: Floats, in_record: float | None
) -> Statistic:
    """Return a ratio of sums over worlds: a rate, or a share of cases."""
    has = below > 0
    if not has.any():
        return Statistic(name, None, None, None, in_record, None)
    estimate = estimate_share if name.startswith("share") else estimate_mean
    found = estimate(above, outcomes.cluster, of=below)
    far = _far(above[has] / below[has], in_record)
    return Statistic(name, found.value, found.low, found.high, in_record, far)


def _far(by_world: Floats, in_record: float | None) -> float | None:
    if in_record is None or not by_world.size:
        return None
    below, above = (by_world <= in_record + 1e-9), (by_world >= in_record - 1e-9)
    return float(min(below.mean(), above.mean()))


def _a_year(
    outcomes: PlayedWorlds, name: str, counts: Floats, in_record: float | None
) -> Statistic:
    years = np.full(len(counts), outcomes["response"].shape[1] / MONTHS_A_YEAR)
    return _ratio(outcomes, name, counts, years, in_record)


def _offers(outcomes: PlayedWorlds) -> tuple[Statistic, Statistic]:
    made = outcomes["response"] > Response.PASSED
    japan = outcomes.scenario.table.principals.index("japan")
    by_japan = made & (outcomes["proposer"] == japan)
    total = made.sum(axis=1).astype(float)
    return (
        _a_year(outcomes, "offers a year", total, None),
        _ratio(
            outcomes, "share of offers by Japan", by_japan.sum(axis=1).astype(float), total, None
        ),
    )


def _refused_at_home(outcomes: PlayedWorlds, stretch: Stretch) -> Statistic:
    refused, signed = (
        (outcomes["response"] == code).sum(axis=1).astype(float)
        for code in (Response.NOT_RATIFIED, Response.AGREED)
    )
    in_record = 0.0 if stretch.texts else None
    name = "share of accepted texts refused at home"
    return _ratio(outcomes, name, refused, refused + signed, in_record)


def _months_to_default(outcomes: PlayedWorlds, stretch: Stretch) -> Statistic:
    rounds = first_rounds(outcomes)
    if stretch.signed is None:
        signed = rounds["agreement"]
        origin = min(stretch.texts) if stretch.texts else None
    else:
        signed = np.full(len(outcomes), -float(stretch.signed))
        origin = stretch.start.plus(-stretch.signed)
    broken = np.where(rounds["default"] < signed, np.nan, rounds["default"])
    lasted = survival(broken - signed, stretch.months - 1 - signed)
    below = np.flatnonzero(lasted <= 0.5)
    in_record = None if origin is None else stretch.first_default(origin)
    has = np.isfinite(signed)
    by_world = np.where(np.isfinite(broken), broken - signed, np.inf)[has]
    value = float(below[0]) if below.size else math.inf
    return Statistic(
        "median months from text to first default",
        value if has.any() else None,
        None,
        None,
        in_record,
        _far(by_world, in_record),
    )


def _steps(outcomes: PlayedWorlds, stretch: Stretch, party: str) -> Statistic:
    issues = outcomes.scenario.issues
    own = [issues[str(name)].giver == party for name in outcomes.labels["issue"]]
    steps = (outcomes["step"][:, :, own] != 0).sum(axis=(1, 2)).astype(float)
    label = outcomes.scenario.parties[party].label or party
    in_record = MONTHS_A_YEAR * stretch.steps(party) / stretch.months
    return _a_year(outcomes, f"steps of {label} a year", steps, in_record)


def _acts(outcomes: PlayedWorlds, stretch: Stretch, act: str) -> Statistic:
    names = [str(name) for name in outcomes.labels["act"]]
    counts = outcomes["act"][:, :, names.index(act)].sum(axis=1).astype(float)
    name = "months with launches a year" if act == "missile" else "nuclear tests a year"
    in_record = MONTHS_A_YEAR * stretch.acts(act) / stretch.months
    return _a_year(outcomes, name, counts, in_record)
