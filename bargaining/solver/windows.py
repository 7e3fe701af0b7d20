"""Means of conditions over a party's planning window (model, equation 3)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.compiled import part, unit
from bargaining.solver.lanes import Lanes, larger, read, smaller, write
from bargaining.solver.layout import (
    CONDITION,
    CONDITIONS,
    DAMPED_BY,
    DRIFT,
    DRIFT_LATER,
    DRIVER,
    FIRST,
    ISSUES,
    LEVEL,
    MEAN,
    PARTIES,
    SCHEDULE,
    SCHEDULED,
    STAY,
    STAY_LATER,
    WINDOWS,
    Layout,
    Whole,
    at,
    size,
)
from bargaining.solver.polynomials import evaluate
from bargaining.solver.rows import Rows

__all__ = ["LATER", "average_conditions"]


# For `average_conditions`: from the next round on.
LATER = np.int64(-1)


@part
def window(layout: Layout, party: int, condition: int, column: Whole) -> int:
    """Return an entry of WINDOWS."""
    row = party * size(layout.tables, CONDITIONS) + condition
    return at(layout.tables, WINDOWS, row, column)


@part
def scheduled(layout: Layout, ahead: Whole, entry: int, condition: int) -> int:
    """Return an entry of SCHEDULE: the round itself is entry 0, then come the parties' windows."""
    row = ahead * (1 + size(layout.tables, PARTIES)) + entry
    return at(layout.tables, SCHEDULE, row, condition)


@part
def damping(layout: Layout, c: int, z: Floats) -> Lanes:
    """Return 1 less the level of the issue that damps a scheduled condition."""
    issue = at(layout.tables, CONDITIONS, c, DAMPED_BY)
    return 1.0 if issue < 0 else 1.0 - read(z, at(layout.tables, ISSUES, issue, LEVEL))


@unit
def average_conditions(
    layout: Layout, rows: Rows, party: int, needed: Whole, ahead: Whole, z: Floats
) -> None:
    """Replace conditions by their means over a party's planning window (model, equation 3).

    Windows start from the actual conditions; drivers read what `z` supposes, the conditions before
    them in the file at their means.

    Parameters
    ----------
    needed : int
        Which are wanted: the column IN_PAYOFF or IN_REACTIONS of `Layout.windows`.
    ahead : int
        Start scheduled conditions so many rounds later; LATER leaves the present round out.
    """
    numbers, later = rows.numbers, ahead == LATER
    first = read(numbers, at(layout.tables, PARTIES, party, FIRST))
    for c in range(size(layout.tables, CONDITIONS)):
        if not window(layout, party, c, needed):
            continue
        column = at(layout.tables, CONDITIONS, c, CONDITION)
        present = read(rows.condition, c)
        if at(layout.tables, CONDITIONS, c, SCHEDULED):
            following = read(numbers, scheduled(layout, max(ahead, 0), 1 + party, c))
            damp = damping(layout, c, z)
            if later:
                write(z, column, following / (1.0 - first) * damp)
                continue
            if ahead > 0:
                present = read(numbers, scheduled(layout, ahead, 0, c)) * damp
            write(z, column, first * present + following * damp)
            continue
        stay = read(numbers, window(layout, party, c, STAY_LATER if later else STAY))
        mean = read(numbers, at(layout.tables, CONDITIONS, c, MEAN))
        mean = stay * present + (1.0 - stay) * mean
        driver = at(layout.tables, CONDITIONS, c, DRIVER)
        if driver >= 0:
            drift = window(layout, party, c, DRIFT_LATER if later else DRIFT)
            mean = read(numbers, drift) * evaluate(layout, driver, numbers, z) + mean
        write(z, column, smaller(larger(mean, 0.0), 1.0))
