"""Eight rows, each in a lane, with all that the kernels read of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, unit
from bargaining.solver.lanes import LANES, put_lane, put_row, zeros
from bargaining.solver.layout import Positions, PublicState

__all__ = ["Rows", "room_for_rows", "seat", "seat_from"]


class Rows(NamedTuple):
    """What eight rows bring along, arrays over (entry, lane) but for the first.

    Attributes
    ----------
    draw : integers over (lane,)
        Whose numbers they are: worlds of the same draw often follow one another.
    numbers, public, condition : array
        Drawn and derived numbers, the public state, and conditions as they are.
    rung : array
        Whole numbers, by issue.
    """

    draw: Ints
    numbers: Floats
    public: Floats
    rung: Floats
    condition: Floats


@inlined
def room_for_rows(numbers: Floats, state: PublicState, positions: Positions) -> Rows:
    """Return room for eight rows."""
    return Rows(
        np.full(LANES, -1),
        zeros(numbers.shape[1]),
        zeros(state.values.shape[1]),
        zeros(positions.rung.shape[1]),
        zeros(positions.condition.shape[1]),
    )


@unit
def seat(
    numbers: Floats, state: PublicState, positions: Positions, row: int, lane: int, rows: Rows
) -> None:
    """Put a row into a lane."""
    world = positions.world[row]
    draw = state.draw[world]
    if rows.draw[lane] != draw:
        rows.draw[lane] = draw
        put_row(numbers[draw], lane, rows.numbers)
    put_row(state.values[world], lane, rows.public)
    for issue in range(positions.rung.shape[1]):
        put_lane(rows.rung, issue, lane, float(positions.rung[row, issue]))
    put_row(positions.condition[row], lane, rows.condition)


@unit
def seat_from(
    numbers: Floats, state: PublicState, positions: Positions, first: int, rows: Rows
) -> int:
    """Put the next rows into lanes, from `first` on, and return how many they are."""
    n_rows = min(LANES, positions.world.size - first)
    for lane in range(n_rows):
        seat(numbers, state, positions, first + lane, lane, rows)
    return n_rows
