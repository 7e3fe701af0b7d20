"""Eight rows, each in a lane, with all that the kernels read of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import part, reserving, unit
from bargaining.solver.lanes import LANES, put_lane, put_rows, zeros
from bargaining.solver.layout import Positions, PublicState, Whole

__all__ = ["Rows", "lines", "name_rows", "room_for_rows", "seat", "seat_from", "seat_state"]


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
