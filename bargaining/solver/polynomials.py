"""The sums of products that payoffs and drivers of conditions are (model, B1)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import part
from bargaining.solver.layout import POLYNOMIALS, PROGRAMS, Layout, at

__all__ = ["evaluate", "evaluate_moved", "evaluate_unmoved"]


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
def evaluate_unmoved(
    layout: Layout, polynomial: int, numbers: Floats, z: Floats, out: Floats
) -> None:
    """Write each term of a party's own part without the factors that its steps move."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    for t in range(tables[place]):
        place += step
        coefficient = numbers[np.uint64(tables[place])]
        out[t], place = times_factors(tables, place + step, z, coefficient)


@part
def evaluate_moved(layout: Layout, polynomial: int, unmoved: Floats, z: Floats) -> float:
    """Return a party's own part, given what its steps leave alone."""
    tables, step = layout.tables, np.uint64(1)
    place = program_of(tables, polynomial)
    total = 0.0
    for t in range(tables[place]):
        product, place = times_factors(tables, place + step, z, unmoved[t])
        total += product
    return total
