"""Sums of products (payoffs, drivers) and means of conditions over a window (B1, equation 3)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
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
    OWN_PAYOFF,
    PARTIES,
    POLYNOMIALS,
    PROGRAMS,
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
from bargaining.solver.rows import Rows

__all__ = [
    "LATER", "average_conditions", "evaluate", "evaluate_by_type", "evaluate_moved",
    "evaluate_unmoved", "most_terms",
]  # fmt: skip

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


@part
def times_factors(
    tables: Ints, place: np.uint64, z: Floats, product: Lanes
) -> tuple[Lanes, np.uint64]:
    """Multiply by the columns listed at a place of PROGRAMS; return the product and the last place.

    Unsigned places spare the test for places counted from the end.
    """
    step = np.uint64(1)
    for _ in range(tables[place]):
        place += step
        product = product * read(z, tables[place])
    return product, place


@part
def times_typed_factors(
    tables: Ints, place: np.uint64, column: int, z: Floats, product: Lanes
) -> tuple[Lanes, Lanes, np.uint64]:
    """Multiply likewise, with a type's column put at 0 and as `z` has it."""
    step, of_type = np.uint64(1), False
    for _ in range(tables[place]):
        place += step
        product = product * read(z, tables[place])
        of_type |= tables[place] == column
    return 0.0 if of_type else product, product, place


@part
def program_of(tables: Ints, polynomial: int) -> np.uint64:
    """Return where a polynomial begins: at its number of terms."""
    return np.uint64(tables[3 * PROGRAMS] + at(tables, POLYNOMIALS, polynomial, 0))


@part
def evaluate(layout: Layout, polynomial: int, numbers: Floats, z: Floats) -> Lanes:
    """Return a sum of coefficient times product of columns (model, B1)."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    total = 0.0
    for _ in range(tables[place]):
        place += step
        coefficient = read(numbers, tables[place])
        product, place = times_factors(tables, place + step, z, coefficient)
        total = total + product
    return total


@part
def evaluate_by_type(
    layout: Layout, polynomial: int, column: int, numbers: Floats, z: Floats
) -> tuple[Lanes, Lanes]:
    """Return such a sum with a type's column put at 0 and at 1, where `z` holds 1."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    low, high = 0.0, 0.0
    for _ in range(tables[place]):
        place += step
        coefficient = read(numbers, tables[place])
        of_low, of_high, place = times_typed_factors(tables, place + step, column, z, coefficient)
        low, high = low + of_low, high + of_high
    return low, high


@part
def evaluate_unmoved(
    layout: Layout, polynomial: int, column: int, numbers: Floats, z: Floats, out: Floats
) -> None:
    """Write each term of a party's own part without the factors that its steps move.

    Once with the type's column put at 0 and once as `z` has it, side by side.
    """
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    for t in range(tables[place]):
        place += step
        coefficient = read(numbers, tables[place])
        of_low, of_high, place = times_typed_factors(tables, place + step, column, z, coefficient)
        write(out, 2 * t, of_low)
        write(out, 2 * t + 1, of_high)


@part
def evaluate_moved(
    layout: Layout, polynomial: int, unmoved: Floats, z: Floats
) -> tuple[Lanes, Lanes]:
    """Return a party's own part for both types, given what its steps leave alone."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    low, high = 0.0, 0.0
    for t in range(tables[place]):
        place += step
        of_low, of_high = read(unmoved, 2 * t), read(unmoved, 2 * t + 1)
        for _ in range(tables[place]):
            place += step
            factor = read(z, tables[place])
            of_low, of_high = of_low * factor, of_high * factor
        low, high = low + of_low, high + of_high
    return low, high


@part
def most_terms(layout: Layout) -> int:
    """Return how many terms the longest own part of a payoff has."""
    most = 0
    for party in range(size(layout.tables, PARTIES)):
        place = program_of(layout.tables, at(layout.tables, PARTIES, party, OWN_PAYOFF))
        most = max(most, layout.tables[place])
    return most
