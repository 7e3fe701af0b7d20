"""Cells of a shape: what varies along few axes, looked up and added up cell by cell."""

from __future__ import annotations

from typing import NamedTuple

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part
from bargaining.solver.lanes import LANES, Lanes, read, write
from bargaining.solver.layout import (
    CELLS,
    MAP_FROM,
    MAPS,
    MULTIPLICANDS,
    Whole,
    at,
)

__all__ = [
    "Abreast",
    "add_up",
    "cell_of",
    "cells_in",
    "cells_of",
    "factor_of",
    "look_up",
    "so_far",
    "values_of",
]


class Abreast(NamedTuple):
    """What eight rows bring along beside their buffer, arrays over (entry, lane).

    Attributes
    ----------
    numbers : array
        Drawn and derived numbers.
    weights : array
        Public probabilities of types: of each party's type 0, then of its type 1.
    memories : array
        By party, the undelivered share that is remembered once a new text is signed.
    """

    numbers: Floats
    weights: Floats
    memories: Floats


@part
def cell_of(plan: Ints, shape: int, cell: int, other: int) -> int:
    """Return which cell of another shape a cell lies in."""
    return at(plan, MAPS, at(plan, MAP_FROM, shape, other) + cell, 0)


@inlined
def cells_in(plan: Ints, shape: int, other: int) -> Ints:
    """Return which cell of another shape each cell of a shape lies in, from its first cell on."""
    return plan[plan[3 * MAPS] + at(plan, MAP_FROM, shape, other) :]


@inlined
def values_of(plan: Ints, places: int, row: Whole, b: Floats) -> Floats:
    """Return what the buffer holds of a place (offset and shape), from its first cell on."""
    return b[LANES * at(plan, places, row, 0) :]


@part
def look_up(plan: Ints, places: int, row: int, shape: int, cell: int, b: Floats) -> Lanes:
    """Return what the buffer holds of a place (offset and shape) for a cell of a larger shape."""
    of = at(plan, places, row, 1)
    return read(b, at(plan, places, row, 0) + cell_of(plan, shape, cell, of))


@inlined
def factor_of(plan: Ints, f: Whole, b: Floats) -> Floats:
    """Return what the buffer holds of a factor, from its first cell on."""
    return b[LANES * at(plan, MULTIPLICANDS, f, 0) :]


@inlined
def cells_of(plan: Ints, f: Whole) -> Ints:
    """Return in which cell of a factor each cell of its term lies, from the first on."""
    return plan[plan[3 * MAPS] + at(plan, MULTIPLICANDS, f, 1) :]


@part
def so_far(first: bool, out: Floats, cell: int) -> Lanes:
    """Return a sum before it is added to: nothing, or what has been added up."""
    return 0.0 if first else read(out, cell)


@part
def add_up(plan: Ints, shape: int, other: int, piece: Floats, first: bool, out: Floats) -> None:
    """Add values over the cells of one shape to those of a larger one, or begin with them."""
    of = cells_in(plan, shape, other)
    for cell in range(at(plan, CELLS, shape, 0)):
        write(out, cell, so_far(first, out, cell) + read(piece, of[cell]))
