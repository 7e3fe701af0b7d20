"""Cells of a shape: what varies along few axes, looked up and added up cell by cell."""

from __future__ import annotations

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part
from bargaining.solver.layout import (
    CELLS,
    MAP_FROM,
    MAPS,
    Whole,
    at,
)
from bargaining.solver.lines import add_scaled_at

__all__ = ["add_up", "cell_of", "cells_in", "look_up", "values_of"]


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
    return b[at(plan, places, row, 0) :]


@part
def look_up(plan: Ints, places: int, row: int, shape: int, cell: int, b: Floats) -> float:
    """Return what the buffer holds of a place (offset and shape) for a cell of a larger shape."""
    of = at(plan, places, row, 1)
    return b[at(plan, places, row, 0) + cell_of(plan, shape, cell, of)]  # type: ignore[no-any-return]


@part
def add_up(plan: Ints, shape: int, other: int, piece: Floats, out: Floats) -> None:
    """Add values over the cells of one shape to those of a larger one."""
    of = cells_in(plan, shape, other)
    add_scaled_at(1.0, piece, of, at(plan, CELLS, shape, 0), out)
