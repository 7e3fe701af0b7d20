"""Rows that are valued side by side, and what the public expects of their packages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.cells import Abreast
from bargaining.solver.compiled import reserving, unit
from bargaining.solver.delivery import (
    deliver_publicly,
    exceed,
    memory_once_signed,
    suppose_signed,
)
from bargaining.solver.disagreement import Space
from bargaining.solver.incentives import set_shares
from bargaining.solver.lanes import read, write, zeros
from bargaining.solver.layout import (
    GIVERS,
    PARTIES,
    REACTIONS,
    SHARE_NUMBERS,
    Layout,
    at,
    size,
)
from bargaining.solver.payoffs import copy, present_columns, weight_of_type
from bargaining.solver.rows import Rows

__all__ = ["Room", "bring_along", "suppose_packages"]


class Room(NamedTuple):
    """Room for a group of rows.

    Attributes
    ----------
    rows : Rows
    b, expected : array over (entry, lane)
        The buffer, and that with prior shares of delivery where shares are weighed package by
        package.
    z : array over (column, lane)
    pieces : array over (4, cell and lane)
        Sums.
    abreast : Abreast
    space : Space
    """

    rows: Rows
    b: Floats
    expected: Floats
    z: Floats
    pieces: Floats
    abreast: Abreast
    space: Space


@reserving
def bring_along(layout: Layout, rows: Rows) -> Abreast:
    """Return room for what eight rows bring along."""
    n_parties = size(layout.tables, PARTIES)
    return Abreast(rows.numbers, zeros(2 * n_parties), zeros(n_parties))


@unit
def suppose_packages(
    layout: Layout,
    plan: Ints,
    rows: Rows,
    abreast: Abreast,
    present: Floats,
    b: Floats,
    z: Floats,
) -> None:
    """Write what rows bring along, and into `b` what the public expects of their packages.

    Parameters
    ----------
    present, z : array over (column, lane)
        Their columns are written there, as they are and once a text is signed.
    """
    present_columns(layout, rows, present)
    copy(present, z)
    suppose_signed(layout, z)
    copy(z, b)
    for party in range(size(layout.tables, PARTIES)):
        write(abreast.memories, party, memory_once_signed(layout, rows.public, party, z))
        for type_ in range(2):
            weight = weight_of_type(layout, rows.public, party, type_)
            write(abreast.weights, 2 * party + type_, weight)
    for g in range(size(plan, GIVERS)):
        low = read(abreast.numbers, at(plan, SHARE_NUMBERS, g, 0))
        set_shares(plan, g, low, read(abreast.numbers, at(plan, SHARE_NUMBERS, g, 1)), b)
    if size(plan, REACTIONS) > 0:
        deliver_publicly(layout, plan, abreast, b)
        exceed(layout, plan, abreast, np.int64(1), b)
