"""The cells of the back-test: an episode, a horizon, and what was reached, coded by hand.

The ending of a coding follows by the rule that ends the worlds of the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, PlainValidator

from bargaining.codes import Ending, ending_of
from bargaining.history.record import data_of
from bargaining.scenario import Scenario, frozen
from bargaining.scenario.frozen import Listed, field
from bargaining.scenario.ranges import Unit
from bargaining.text import Month, month_of

__all__ = ["Cell", "Coding", "cells", "coded_endings", "ending_of_coding", "standings"]

CONFIDENCE = ("high", "medium", "low")


def _endings(raw: Any) -> Any:
    return {Ending[key.upper()]: weight for key, weight in raw.items()}


class Coding(frozen.Record):
    """One reading of what was reached at the end of a cell."""

    weight: Unit = field("Share of the cell that is scored by this reading.")
    reached: dict[str, Unit] = field("Level of each of the principals' ladders at the end.")
    agreed: bool = field("Whether an agreement was in force or signed.")
    defaulted: bool = field("Whether a principal broke one.")
    at_table: bool = field("Whether talks sat in the last month.")
    ruptured: bool = field("Whether the last closing was a rupture.")
    confidence: Literal["high", "medium", "low"] = field("Of the coder.")
    entries: Listed[str] = field("Entries of the record that it rests on.")
    why: str = field("The coder's reason.")


class Cell(frozen.Record):
    """An episode with a horizon."""

    id: str = field('Such as "E7a".')
    scenario: str = field("Name of the bundled scenario that holds what was known before.")
    cluster: str = field("Cells of one cluster are one observation seen at several horizons.")
    split: Literal["train", "test"] = field("Whether later tuning may look at it.")
    start: Annotated[Month, PlainValidator(month_of)] = field("First month.")
    months: int = field("Horizon in months, which are rounds.")
    codings: Listed[Coding] = field("One, or two where the record can be read in two ways.")
    first_coding: Annotated[dict[Ending, Unit], BeforeValidator(_endings)] = field(
        "The ending written down before the rule was applied, by weight."
    )

    @property
    def end(self) -> Month:
        """The last month."""
        return self.start.plus(self.months - 1)

    @property
    def confidence(self) -> str:
        """The lowest confidence of its codings."""
        return max((coding.confidence for coding in self.codings), key=CONFIDENCE.index)


class _File(frozen.Record):
    cells: Listed[Cell]


@cache
def cells() -> tuple[Cell, ...]:
    """Return the cells in order of their start."""
    held = _File.model_validate(data_of("cells.toml"))
    return tuple(sorted(held.cells, key=lambda cell: (cell.start, cell.months)))


def standings(scenario: Scenario, reached: Mapping[str, float]) -> dict[str, float]:
    """Return what each principal of the scope has given beyond its baselines, from 0 to 1.

    `reached` has the level of every issue of the scope, whose weights and baselines are fixed
    numbers.
    """
    given: dict[str, float] = {}
    for name, weight in scenario.outcome.scope.items():
        issue = scenario.issues[name]
        base = issue.rungs[0].level if issue.baseline is None else _fixed(issue.baseline)
        concession = max(reached[name] - base, 0.0) * _fixed(weight)
        given[issue.giver] = given.get(issue.giver, 0.0) + concession
    return given


def ending_of_coding(scenario: Scenario, coding: Coding) -> Ending:
    """Return the ending that the engine's rule gives to what was reached."""
    code = ending_of(
        np.array(min(standings(scenario, coding.reached).values())),
        settlement=_fixed(scenario.outcome.settlement),
        partial=_fixed(scenario.outcome.partial),
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


def _fixed(number: Any) -> float:
    """Return a number that is one value: a history cannot be coded by a prior."""
    return float(number.value)
