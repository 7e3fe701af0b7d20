"""Rows that are valued side by side, and what the public expects of their packages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.cells import Abreast
from bargaining.solver.compiled import inlined, unit
from bargaining.solver.delivery import (
    deliver_publicly,
    exceed,
    memory_once_signed,
    suppose_signed,
)
from bargaining.solver.disagreement import Space
from bargaining.solver.incentives import set_shares
from bargaining.solver.lanes import LANES, entry_at, put_lane, put_row, read, write, zeros
from bargaining.solver.layout import (
    GIVERS,
    PARTIES,
    REACTIONS,
    SHARE_NUMBERS,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import present_columns, weight_of_type

__all__ = ["Room", "bring_along", "suppose_packages"]


class Room(NamedTuple):
    """Room for a group of rows.

    Attributes
    ----------
    b, expected : array over (entry, lane)
        The buffer, and that with prior shares of delivery where shares are weighed package by
        package.
    z : array over (lane, column)
    pieces : array over (4, cell and lane)
        Sums.
    alone : array over (valued party, lane)
        Values of ratifiers without an agreement.
    prices : array over (lane, third party, option)
    abreast : Abreast
    space : Space
        Room for one row.
    """

    b: Floats
    expected: Floats
    z: Floats
    pieces: Floats
    alone: Floats
    prices: Floats
    abreast: Abreast
    space: Space


@inlined
def bring_along(layout: Layout, numbers: Floats) -> Abreast:
    """Return room for what eight rows bring along."""
    n_parties = size(layout.tables, PARTIES)
    return Abreast(
        zeros(numbers.shape[1]),
        zeros(2 * n_parties),
        zeros(n_parties),
    )


@unit
def suppose_packages(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    first: int,
    n_rows: int,
    abreast: Abreast,
    b: Floats,
    z: Floats,
) -> None:
    """Write what rows bring along, and into `b` what the public expects of their packages.

    Parameters
    ----------
    first, n_rows : int
        The rows: so many from this one on.
    z : array over (lane, column)
        Their columns are written there too.
    """
    for lane in range(n_rows):
        world = positions.world[first + lane]
        drawn, public = numbers[state.draw[world]], state.values[world]
        present_columns(
            layout, drawn, public, positions.rung[first + lane], positions.condition[first + lane],
            z[lane],
        )  # fmt: skip
        suppose_signed(layout, z[lane])
        put_row(z[lane], lane, b)
        for party in range(size(layout.tables, PARTIES)):
            memory = memory_once_signed(layout, public, party, z[lane])
            put_lane(abreast.memories, party, lane, memory)
            for type_ in range(2):
                weight = weight_of_type(layout, public, party, type_)
                put_lane(abreast.weights, 2 * party + type_, lane, weight)
    # Where each row's numbers begin is put where the first number will be.
    width = numbers.shape[1]
    for lane in range(LANES):
        world = positions.world[first + min(lane, n_rows - 1)]
        put_lane(abreast.numbers, 0, lane, float(state.draw[world] * width))
    start, everything = read(abreast.numbers, 0), numbers.reshape(-1)
    for i in range(width):
        write(abreast.numbers, i, entry_at(everything, start + float(i)))
    for g in range(size(plan, GIVERS)):
        low = read(abreast.numbers, at(plan, SHARE_NUMBERS, g, 0))
        set_shares(plan, g, low, read(abreast.numbers, at(plan, SHARE_NUMBERS, g, 1)), b)
    if size(plan, REACTIONS) > 0:
        deliver_publicly(layout, plan, abreast, b)
        exceed(layout, plan, abreast, np.int64(1), b)
