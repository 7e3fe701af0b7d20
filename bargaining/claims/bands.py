"""The facts of an episode beside what its worlds give, misses included."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bargaining.claims.estimates import ClaimEstimate, measure
from bargaining.outcomes import Outcomes
from bargaining.outcomes.departures import departures
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.scenario.schema import Fact
from bargaining.stats import CONFIDENCE
from bargaining.text import Column, Report, counted, decimal, interval, paragraphs, table, wrap

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class FactResult:
    """One fact with its band, as the file states it, and the estimate of its quantity."""

    fact: Fact
    estimate: ClaimEstimate

    @property
    def inside(self) -> bool:
        """Whether the value lies in the band; False where it is not defined."""
        return self.fact.low - _ROUNDING <= self.estimate.value <= self.fact.high + _ROUNDING

    @property
    def missed(self) -> bool:
        """Whether the value is defined and lies outside the band."""
        return not (self.inside or math.isnan(self.estimate.value))

    @property
    def verdict(self) -> str:
        """Say in words whether the value lies in the band, and how it misses it."""
        if math.isnan(self.estimate.value):
            return "not defined"
        if self.inside:
            return "inside"
        of, band = self.estimate, self.fact
        side = "below" if of.value < band.low else "above"
        # The interval and the band have a value in common.
        within_error = of.low <= band.high and of.high >= band.low
        return f"missed ({side} the band{', but within sampling error' if within_error else ''})"

    def to_dict(self) -> dict[str, Any]:
        """Return the fact and the estimate as plain values that JSON can hold."""
        return {
            "fact": self.fact.model_dump(mode="json"),
            "verdict": self.verdict,
            "inside": self.inside,
            **self.estimate.to_dict(),
        }


@dataclass(frozen=True, repr=False)
class FactResults(Report):
    """What a run gives for each fact of its file.

    Attributes
    ----------
    results : tuple of FactResult
        In the order of the file.
    record : mapping
        What was played: scenario, departures from its file, worlds, worlds per draw, seed.
    """

    results: tuple[FactResult, ...]
    record: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[FactResult]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, name: str) -> FactResult:
        """Return the result of the fact of this name."""
        return {result.fact.name: result for result in self.results}[name]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)}: {self.n_inside} inside their bands>"

    @property
    def n_inside(self) -> int:
        """How many values lie in their bands."""
        return sum(result.inside for result in self.results)

    def to_dict(self) -> dict[str, Any]:
        """Return record and results as plain values that JSON can hold."""
        return {**self.record, "facts": [result.to_dict() for result in self.results]}

    def lines(self) -> Iterator[str]:
        """Yield the lines that ``print(results)`` shows."""
        record = self.record
        if not self.results:
            yield f"{record.get('scenario', 'This file')} states no facts."
            return
        undefined = sum(math.isnan(result.estimate.value) for result in self.results)
        head = (
            f"{record['scenario']}: {self.n_inside} of {counted(len(self), 'fact')} inside the "
            f"band{f', {undefined} not defined' if undefined else ''}; "
            f"{counted(record['worlds'], 'world')}, {record['worlds_per_draw']} a draw, "
            f"seed {record['seed']}"
        )
        told = "; ".join(record["departures"])
        yield from paragraphs([head, *([f"With {told}"] if told else []), ""])
        level = f"{100 * self.results[0].estimate.confidence:g} % interval"
        columns = [*map(Column, ("value", level, "band"))]
        rows: list[list[str] | str] = []
        for result in self.results:
            fact, found = result.fact, result.estimate
            span = interval(_number(found.low), _number(found.high))
            band = interval(_number(fact.low), _number(fact.high))
            rows.append([fact.name, _number(found.value), span, band, result.verdict])
            rows += [f"    {fact.statement}", f"    {fact.quantity}"]
        yield from table([Column("fact", words=True), *columns, Column(words=True)], rows)
        yield from wrap(
            "Facts are calibration targets: numbers of the file may be tuned to them, so a value "
            "inside its band supports nothing. Intervals cover sampling of worlds and of draws."
        )


def facts(outcomes: Outcomes, *, confidence: float = CONFIDENCE) -> FactResults:
    """Measure the facts of a file in its worlds and say which lie in their bands.

    Parameters
    ----------
    outcomes : Outcomes
        Of a scenario that states facts; all of its arrays must have been kept.
    confidence : float
        Of the intervals, two-sided, between 0 and 1.

    Returns
    -------
    FactResults
        Prints as a table; empty where the scenario states none.
    """
    expect_outcomes(outcomes, "facts")
    found = tuple(
        FactResult(fact, measure(outcomes, fact.quantity, confidence=confidence))
        for fact in outcomes.scenario.facts
    )
    record = {
        "scenario": outcomes.scenario.name,
        "departures": departures(outcomes),
        "worlds": len(outcomes),
        "worlds_per_draw": outcomes.record.worlds_per_draw,
        "seed": outcomes.record.seed,
    }
    return FactResults(found, record)


def _number(value: float) -> str:
    return decimal(value, 1 if abs(value) >= 10 else 2)
