"""Which steps a party has, and their myopic scores in supposed positions (equation 4)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.solver.compiled import kernel
from bargaining.solver.layout import (
    OWN,
    OWN_FROM,
    OWN_TO,
    PARTIES,
    PROGRAMS,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.prices import (
    cost_of_step,
    price_steps,
    step_is_open,
    step_is_promised,
    weight_of_holding,
)
from bargaining.solver.reactions import myopic_scores

__all__ = ["find_steps", "step_scores"]


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
    unmoved, prices = np.zeros(size(layout.tables, PROGRAMS)), np.zeros(out.shape[3])
    for row in range(positions.world.size):
        world, rung = positions.world[row], positions.rung[row]
        drawn, public = numbers[state.draw[world]], state.values[world]
        price_steps(layout, drawn, public, rung, held, party, prices)
        for cell in range(columns.shape[1]):
            myopic_scores(
                layout, drawn, public, rung, party, prices, columns[row, cell], out[row, cell],
                unmoved,
            )  # fmt: skip


@kernel
def find_steps(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    party: int,
    feasible: Bools,
    promised: Bools,
    cost: Floats,
    holding: Floats,
) -> None:
    """Write which steps a party has, which deliver on a promise in force, and what they cost.

    Parameters
    ----------
    feasible, promised : booleans over (row, option)
        Option 0 is to hold, which is feasible; then come up and down for each own issue.
    cost : array over (row, option)
        Payoff units.
    holding : array over (row,)
        What is added to the log-odds of holding.
    """
    first = at(layout.tables, PARTIES, party, OWN_FROM)
    for row in range(positions.world.size):
        rung, public = positions.rung[row], state.values[positions.world[row]]
        of_draw = numbers[state.draw[positions.world[row]]]
        feasible[row, 0], promised[row, 0], cost[row, 0] = True, False, 0.0
        holding[row] = weight_of_holding(layout, of_draw, public, rung, held, party)
        for i in range(first, at(layout.tables, PARTIES, party, OWN_TO)):
            issue = at(layout.tables, OWN, i, 0)
            for down in range(2):
                option, direction = 1 + 2 * (i - first) + down, 1 - 2 * down
                feasible[row, option] = step_is_open(
                    layout, public, rung, held, party, option, issue, direction
                )
                promised[row, option] = step_is_promised(layout, public, rung, issue, direction)
                cost[row, option] = cost_of_step(
                    layout, of_draw, public, rung, party, issue, direction
                )
