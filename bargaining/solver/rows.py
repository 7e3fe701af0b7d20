"""Eight rows, each in a lane, with all that the kernels read of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part, unit
from bargaining.solver.lanes import LANES, put_lane, put_rows, zeros
from bargaining.solver.layout import Positions, PublicState

__all__ = ["Rows", "room_for_rows", "seat", "seat_from"]


class Rows(NamedTuple):
    """What eight rows bring along, arrays over (entry, lane) but for the first three.

    Attributes
    ----------
    row, world, draw : integers over (lane,)
        Which they are; lanes without a row of their own hold the last one.
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


@inlined
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


@unit
def seat(
    numbers: Floats, state: PublicState, positions: Positions, n_rows: int, rows: Rows
) -> None:
    """Fill the lanes with what belongs to the rows that `rows.row` names."""
    same = True
    for lane in range(LANES):
        row = rows.row[min(lane, n_rows - 1)]
        world = positions.world[row]
        # Worlds of one draw often follow one another.
        same &= rows.draw[lane] == state.draw[world]
        rows.row[lane], rows.world[lane], rows.draw[lane] = row, world, state.draw[world]
        for issue in range(positions.rung.shape[1]):
            put_lane(rows.rung, issue, lane, float(positions.rung[row, issue]))
    if not same:
        put_rows(numbers, rows.draw, rows.numbers)
    put_rows(state.values, rows.world, rows.public)
    put_rows(positions.condition, rows.row, rows.condition)


@part
def seat_from(
    numbers: Floats, state: PublicState, positions: Positions, first: int, rows: Rows
) -> int:
    """Fill the lanes with the next rows, from `first` on, and return how many they are."""
    n_rows = min(LANES, positions.world.size - first)
    for lane in range(n_rows):
        rows.row[lane] = first + lane
    seat(numbers, state, positions, n_rows, rows)
    return n_rows
