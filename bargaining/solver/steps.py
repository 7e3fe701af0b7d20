"""Myopic scores of steps in supposed positions (model, equation 4)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.solver.compiled import kernel
from bargaining.solver.layout import PROGRAMS, Layout, Positions, PublicState, size
from bargaining.solver.reactions import myopic_scores

__all__ = ["step_scores"]


@kernel
def step_scores(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    party: int,
    columns: Floats,
    out: Floats,
) -> None:
    """Write the myopic scores of a party's steps in supposed positions (model, equation 4).

    Parameters
    ----------
    columns : array over (row, cell, column)
        What is supposed; used up.
    out : array over (row, cell, type, option)
    """
    unmoved = np.zeros(size(layout.tables, PROGRAMS))
    for row in range(positions.world.size):
        world = positions.world[row]
        for cell in range(columns.shape[1]):
            myopic_scores(
                layout, numbers[state.draw[world]], state.values[world], positions.rung[row], held,
                party, columns[row, cell], out[row, cell], unmoved,
            )  # fmt: skip
