"""The sums of products that payoffs and drivers of conditions are (model, B1)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import part
from bargaining.solver.layout import POLYNOMIALS, PROGRAMS, Layout, at

__all__ = ["evaluate", "evaluate_by_type", "evaluate_moved", "evaluate_unmoved"]


@part
def times_factors(
    tables: Ints, place: np.uint64, z: Floats, product: float
) -> tuple[float, np.uint64]:
    """Multiply by the columns listed at a place of PROGRAMS; return the product and the last place.

    Unsigned places spare the test for places counted from the end.
    """
    step = np.uint64(1)
    for _ in range(tables[place]):
        place += step
        product *= z[np.uint64(tables[place])]
    return product, place


@part
def times_typed_factors(
    tables: Ints, place: np.uint64, column: int, z: Floats, product: float
) -> tuple[float, float, np.uint64]:
    """Multiply likewise, with a type's column put at 0 and as `z` has it."""
    step, of_type = np.uint64(1), False
    for _ in range(tables[place]):
        place += step
        product *= z[np.uint64(tables[place])]
        of_type |= tables[place] == column
    return 0.0 if of_type else product, product, place


@part
def program_of(tables: Ints, polynomial: int) -> np.uint64:
    """Return where a polynomial begins: at its number of terms."""
    return np.uint64(tables[3 * PROGRAMS] + at(tables, POLYNOMIALS, polynomial, 0))


@part
def evaluate(layout: Layout, polynomial: int, numbers: Floats, z: Floats) -> float:
    """Return a sum of coefficient times product of columns (model, B1)."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    total = 0.0
    for _ in range(tables[place]):
        place += step
        coefficient = numbers[np.uint64(tables[place])]
        product, place = times_factors(tables, place + step, z, coefficient)
        total += product
    return total


@part
def evaluate_by_type(
    layout: Layout, polynomial: int, column: int, numbers: Floats, z: Floats
) -> tuple[float, float]:
    """Return such a sum with a type's column put at 0 and at 1, where `z` holds 1."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    low, high = 0.0, 0.0
    for _ in range(tables[place]):
        place += step
        coefficient = numbers[np.uint64(tables[place])]
        of_low, of_high, place = times_typed_factors(tables, place + step, column, z, coefficient)
        low += of_low
        high += of_high
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
        coefficient = numbers[np.uint64(tables[place])]
        out[np.uint64(2 * t)], out[np.uint64(2 * t + 1)], place = times_typed_factors(
            tables, place + step, column, z, coefficient
        )


@part
def evaluate_moved(
    layout: Layout, polynomial: int, unmoved: Floats, z: Floats
) -> tuple[float, float]:
    """Return a party's own part for both types, given what its steps leave alone."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    low, high = 0.0, 0.0
    for t in range(tables[place]):
        place += step
        of_low, of_high = unmoved[np.uint64(2 * t)], unmoved[np.uint64(2 * t + 1)]
        for _ in range(tables[place]):
            place += step
            factor = z[np.uint64(tables[place])]
            of_low *= factor
            of_high *= factor
        low += of_low
        high += of_high
    return low, high
