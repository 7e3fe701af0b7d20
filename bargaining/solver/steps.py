"""Which steps a party has, and their myopic scores in supposed positions (equation 4)."""

from __future__ import annotations

from bargaining.arrays import Bools, Floats
from bargaining.solver.compiled import kernel
from bargaining.solver.lanes import LANES, lane_of, put_column, put_row, take_rows, write, zeros
from bargaining.solver.layout import (
    FREE_WEIGHT,
    INERTIA,
    OWN,
    OWN_FROM,
    PARTIES,
    PROMISED_WEIGHT,
    REVERSAL,
    Layout,
    Positions,
    PublicState,
    at,
)
from bargaining.solver.prices import (
    cost_of_step,
    price_steps,
    step_is_open,
    step_is_promised,
    weigh_holding,
)
from bargaining.solver.reactions import myopic_scores, room_for_steps
from bargaining.solver.rows import name_rows, room_for_rows, seat_from, seat_state

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
        What is supposed.
    out : array over (row, cell, type, option)
    """
    n_types, n_options = out.shape[2], out.shape[3]
    z, prices, steps = zeros(columns.shape[2]), zeros(n_options), room_for_steps(layout, n_options)
    rows, n_rows = room_for_rows(numbers, state, positions), positions.world.size
    of_row = out.reshape(n_rows, columns.shape[1] * n_types * n_options)
    for first in range(0, n_rows, LANES):
        seat_from(numbers, state, positions, first, rows)
        price_steps(layout, rows, held, party, prices)
        for cell in range(columns.shape[1]):
            for lane in range(LANES):
                put_row(columns[rows.row[lane], cell], lane, z)
            myopic_scores(layout, rows, party, prices, z, steps)
            for own in range(n_types):
                column = (cell * n_types + own) * n_options
                take_rows(steps.scores[own], 0, n_options, rows.row, of_row, column)


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
    tables, start = layout.tables, at(layout.tables, PARTIES, party, OWN_FROM)
    found, rows = zeros(3), room_for_rows(numbers, state, positions)
    for first in range(0, positions.world.size, LANES):
        name_rows(positions, first, rows)
        seat_state(state, positions, rows)
        for column in (INERTIA, REVERSAL, FREE_WEIGHT, PROMISED_WEIGHT):
            put_column(numbers, at(tables, PARTIES, party, column), rows.draw, rows.numbers)
        weigh_holding(layout, rows, held, party, found)
        for lane in range(LANES):
            row = rows.row[lane]
            feasible[row, 0], promised[row, 0], cost[row, 0] = True, False, 0.0
            holding[row] = lane_of(found, 0, lane)
        for option in range(1, feasible.shape[1]):
            issue = at(tables, OWN, start + (option - 1) // 2, 0)
            direction = 1 - 2 * ((option - 1) % 2)
            write(found, 0, step_is_open(layout, rows, held, party, option, issue, direction))
            write(found, 1, step_is_promised(layout, rows, issue, direction))
            write(found, 2, cost_of_step(layout, rows, party, issue, direction))
            for lane in range(LANES):
                row = rows.row[lane]
                feasible[row, option] = lane_of(found, 0, lane) > 0.0
                promised[row, option] = lane_of(found, 1, lane) > 0.0
                cost[row, option] = lane_of(found, 2, lane)
