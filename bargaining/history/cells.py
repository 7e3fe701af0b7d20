"""The cells of the back-test: an episode, a horizon, and what was reached, coded by hand.

The ending of a coding follows by the rule that ends the worlds of the engine.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StringConstraints

from bargaining.codes import Ending, ending_of
from bargaining.errors import ArgumentError
from bargaining.history.record import data_of, different_ids, record, validated
from bargaining.scenario import Scenario, numbers
from bargaining.scenario.numbers import Listed, field
from bargaining.scenario.ranges import Unit
from bargaining.scenario.suggestions import did_you_mean
from bargaining.text import Month, month_of

__all__ = [
    "Cell",
    "Coding",
    "cells",
    "coded_endings",
    "ending_of_coding",
    "read_cells",
    "standings",
]

CONFIDENCE = ("high", "medium", "low")


def _entry(id: str) -> str:
    if id not in record():
        near = did_you_mean(id, [entry.id for entry in record()], "entries of the record")
        raise ValueError(f'cites "{id}", which is no entry of the record. {near}')
    return id


def _month(day: object) -> Month:
    if type(day) is not datetime.date or day.day != 1:
        raise ValueError(f"must be the first day of a month, without quotes; got {day}")
    return month_of(day)


def _by_ending(raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw
    known = {ending.key: ending for ending in Ending}
    for key in set(raw) - set(known):
        raise ValueError(
            f'names "{key}", which is no ending. {did_you_mean(key, known, "endings")}'
        )
    return {known[key]: weight for key, weight in raw.items()}


def _of_weight_1(held: Any) -> Any:
    weights = held.values() if isinstance(held, Mapping) else [coding.weight for coding in held]
    if abs(sum(weights) - 1) > 1e-9:
        raise ValueError(f"must have weights that sum to 1; got {sum(weights):g}")
    return held


class Coding(numbers.Record):
    """One reading of what was reached at the end of a cell."""

    weight: Unit = field("Share of the cell that is scored by this reading.")
    reached: dict[str, Unit] = field("Level of each of the principals' ladders at the end.")
    agreed: bool = field("Whether an agreement was in force or signed.")
    defaulted: bool = field("Whether a principal broke one.")
    at_table: bool = field("Whether talks sat in the last month.")
    ruptured: bool = field("Whether the last closing was a rupture.")
    confidence: Literal["high", "medium", "low"] = field("Of the coder.")
    entries: Annotated[Listed[Annotated[str, AfterValidator(_entry)]], Field(min_length=1)] = field(
        "Entries of the record that it rests on."
    )
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = field(
        "The coder's reason."
    )


class Cell(numbers.Record):
    """An episode with a horizon."""

    id: str = field('Such as "E7a".', min_length=1)
    scenario: str = field("Name of the bundled scenario that holds what was known before.")
    cluster: str = field("Cells of one cluster are one observation seen at several horizons.")
    split: Literal["train", "test"] = field("Whether later tuning may look at it.")
    start: Annotated[Month, PlainValidator(_month)] = field("First month.")
    months: int = field("Horizon in months, which are rounds.", ge=1)
    codings: Annotated[Listed[Coding], AfterValidator(_of_weight_1)] = field(
        "One, or two where the record can be read in two ways."
    )
    first_coding: Annotated[
        dict[Ending, Unit], BeforeValidator(_by_ending), AfterValidator(_of_weight_1)
    ] = field("The ending written down before the rule was applied, by weight.")

    @property
    def end(self) -> Month:
        """The last month."""
        return self.start.plus(self.months - 1)

    @property
    def confidence(self) -> str:
        """The lowest confidence of its codings."""
        return max((coding.confidence for coding in self.codings), key=CONFIDENCE.index)


class _File(numbers.Record):
    cells: Annotated[Listed[Cell], Field(min_length=1), AfterValidator(different_ids)]


@cache
def cells() -> tuple[Cell, ...]:
    """Return the cells in order of their start."""
    return read_cells(data_of("cells.toml"))


def read_cells(data: Mapping[str, Any], origin: str = "cells.toml") -> tuple[Cell, ...]:
    """Check the data of a file of cells and return them.

    Raises
    ------
    ScenarioError
        Names every cell that breaks a rule.
    """
    held = validated(_File, data, origin)
    return tuple(sorted(held.cells, key=lambda cell: (cell.start, cell.months)))


def standings(scenario: Scenario, reached: Mapping[str, float]) -> dict[str, float]:
    """Return what each principal of the scope has given beyond its baselines.

    Parameters
    ----------
    scenario : Scenario
        With scope and baselines that are fixed numbers.
    reached : mapping of issue to float
        Level of every issue of the scope.

    Returns
    -------
    dict of principal to float
        Weighted concessions in [0, 1].

    Raises
    ------
    ArgumentError
        A level is missing, is no rung of its ladder, or a number has a prior.
    """
    given: dict[str, float] = {}
    for name, weight in scenario.outcome.scope.items():
        issue = scenario.issues[name]
        if name not in reached:
            raise ArgumentError(f"reached must give the level of {name}, which the scope counts")
        rungs = [rung.level for rung in issue.rungs]
        if min(abs(reached[name] - level) for level in rungs) > 1e-9:
            levels = ", ".join(f"{level:g}" for level in rungs)
            raise ArgumentError(f"{name} has the rungs {levels}; got {reached[name]:g}")
        base = rungs[0] if issue.baseline is None else _fixed(issue.baseline, f"{name}.baseline")
        concession = max(reached[name] - base, 0.0) * _fixed(weight, f"outcome.scope.{name}")
        given[issue.giver] = given.get(issue.giver, 0.0) + concession
    return given


def ending_of_coding(scenario: Scenario, coding: Coding) -> Ending:
    """Return the ending that the engine's rule gives to what was reached."""
    code = ending_of(
        np.array(min(standings(scenario, coding.reached).values())),
        settlement=_fixed(scenario.outcome.settlement, "outcome.settlement"),
        partial=_fixed(scenario.outcome.partial, "outcome.partial"),
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


def _fixed(number: object, name: str) -> float:
    value = getattr(number, "value", None)
    if not isinstance(value, int | float):
        raise ArgumentError(f"{name} must be one value, not a prior, for a history to be coded")
    return float(value)
