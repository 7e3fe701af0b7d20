"""The sums of products that payoffs and drivers of conditions are (model, B1)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import part
from bargaining.solver.lanes import Lanes, read, write
from bargaining.solver.layout import (
    OWN_PAYOFF,
    PARTIES,
    POLYNOMIALS,
    PROGRAMS,
    Layout,
    at,
    size,
)

__all__ = ["evaluate", "evaluate_by_type", "evaluate_moved", "evaluate_unmoved", "most_terms"]


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
