"""Eight rows, each in a lane, with all that the kernels read of them, and cells of their values.

Cells of a shape hold what varies along few axes; they are looked up and added up one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part, reserving, unit
from bargaining.solver.lanes import LANES, Lanes, put_lane, put_rows, read, write, zeros
from bargaining.solver.layout import (
    CELLS,
    MAP_FROM,
    MAPS,
    MULTIPLICANDS,
    Positions,
    PublicState,
    Whole,
    at,
)

__all__ = [
    "Abreast", "Rows", "add_up", "cell_of", "cells_in", "cells_of", "factor_of", "lines", "look_up",
    "name_rows", "room_for_rows", "seat", "seat_from", "seat_state", "so_far", "values_of",
]  # fmt: skip


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


class Rows(NamedTuple):
    """What eight rows bring along, arrays over (entry, lane) but for the first three.

    Attributes
    ----------
    row, world, draw : integers over (lane,)
        Which they are; where fewer are left, the last one has several lanes.
    numbers, public, condition : array
        Drawn and derived numbers, the public state, and conditions as they are.
    rung : array
        Whole numbers, by issue.
    """

    row: Ints
    world: Ints
    draw: Ints
    numbers: Floats
    public: Floats
    condition: Floats
    rung: Floats


@reserving
def room_for_rows(numbers: Floats, state: PublicState, positions: Positions) -> Rows:
    """Return room for eight rows."""
    return Rows(
        np.full(LANES, -1),
        np.full(LANES, -1),
        np.full(LANES, -1),
        zeros(numbers.shape[1]),
        zeros(state.values.shape[1]),
        zeros(positions.condition.shape[1]),
        zeros(positions.rung.shape[1]),
    )


@reserving
def lines(n: Whole, entries: Whole) -> Floats:
    """Return room for lines of entries, over (line, entry and lane)."""
    return zeros(n * entries).reshape((n, LANES * entries))


@part
def name_rows(positions: Positions, first: int, rows: Rows) -> None:
    """Give the next rows the lanes, from `first` on."""
    for lane in range(LANES):
        rows.row[lane] = min(first + lane, positions.world.size - 1)


@unit
def seat_state(state: PublicState, positions: Positions, rows: Rows) -> bool:
    """Bring along all but the numbers of the rows named; return whether these are others now."""
    changed = False
    for lane in range(LANES):
        row = rows.row[lane]
        world = positions.world[row]
        draw = state.draw[world]
        changed |= rows.draw[lane] != draw
        rows.world[lane], rows.draw[lane] = world, draw
        for issue in range(positions.rung.shape[1]):
            put_lane(rows.rung, issue, lane, float(positions.rung[row, issue]))
    put_rows(state.values, rows.world, rows.public)
    put_rows(positions.condition, rows.row, rows.condition)
    return changed


@unit
def seat(numbers: Floats, state: PublicState, positions: Positions, rows: Rows) -> None:
    """Bring along all that belongs to the rows named."""
    # Worlds of one draw often follow one another.
    if seat_state(state, positions, rows):
        put_rows(numbers, rows.draw, rows.numbers)


@part
def seat_from(
    numbers: Floats, state: PublicState, positions: Positions, first: int, rows: Rows
) -> None:
    """Bring along the next rows, from `first` on."""
    name_rows(positions, first, rows)
    seat(numbers, state, positions, rows)
