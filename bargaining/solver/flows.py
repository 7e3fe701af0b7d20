"""What a round pays, and the drift that it gives to conditions (model, equations 1 and 2)."""

from __future__ import annotations

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel
from bargaining.solver.concessions import unreciprocated
from bargaining.solver.lanes import LANES, lane_of, put_lane, take_row, write, zeros
from bargaining.solver.layout import (
    CONCESSION,
    CONDITIONS,
    DRIVER,
    FAILED_RATIFICATION,
    FLAGS,
    N_TYPES,
    PARTIES,
    PAYOFF,
    SCOPED,
    TYPE,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import present_columns, undelivered_share
from bargaining.solver.polynomials import evaluate
from bargaining.solver.rows import room_for_rows, seat_from

__all__ = ["drifts", "flow_payoffs"]


@kernel
def flow_payoffs(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    types: Ints,
    failed_ratification: Bools,
    n_columns: int,
    flow: Floats,
    undelivered: Floats,
    concession: Floats,
    excess: Floats,
) -> None:
    """Write what the parties have of a round, and the shares and concessions at its end.

    Parameters
    ----------
    types : integers over (world, party)
        True types.
    flow, undelivered, excess : array over (row, party)
    concession : array over (row, scoped principal)
    """
    tables, n_parties = layout.tables, size(layout.tables, PARTIES)
    z, rows = zeros(n_columns), room_for_rows(numbers, state, positions)
    paid, owed, ahead = zeros(n_parties), zeros(n_parties), zeros(n_parties)
    failed = at(tables, FLAGS, FAILED_RATIFICATION, 0)
    for first in range(0, positions.world.size, LANES):
        n_rows = seat_from(numbers, state, positions, first, rows)
        present_columns(layout, rows, z)
        for lane in range(n_rows):
            world = positions.world[first + lane]
            put_lane(z, failed, lane, 1.0 if failed_ratification[world] else 0.0)
            for party in range(n_parties):
                if at(tables, PARTIES, party, N_TYPES) == 2:
                    column = at(tables, PARTIES, party, TYPE)
                    put_lane(z, column, lane, float(types[world, party]))
        for party in range(n_parties):
            payoff = at(tables, PARTIES, party, PAYOFF)
            write(paid, party, evaluate(layout, payoff, rows.numbers, z))
            write(owed, party, undelivered_share(layout, rows.public, party, z))
        for i in range(size(tables, SCOPED)):
            party = at(tables, SCOPED, i, 0)
            write(ahead, party, unreciprocated(layout, rows.numbers, party, z))
            for lane in range(n_rows):
                conceded = lane_of(z, at(tables, PARTIES, party, CONCESSION), lane)
                concession[first + lane, i] = conceded
        for lane in range(n_rows):
            take_row(paid, 0, lane, flow[first + lane])
            take_row(owed, 0, lane, undelivered[first + lane])
            take_row(ahead, 0, lane, excess[first + lane])


@kernel
def drifts(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    n_columns: int,
    out: Floats,
) -> None:
    """Write the drift of each driven condition by its drivers (model, equation 1).

    Parameters
    ----------
    out : array over (row, condition)
    """
    z, rows, drift = zeros(n_columns), room_for_rows(numbers, state, positions), zeros(1)
    for first in range(0, positions.world.size, LANES):
        n_rows = seat_from(numbers, state, positions, first, rows)
        present_columns(layout, rows, z)
        for c in range(size(layout.tables, CONDITIONS)):
            driver = at(layout.tables, CONDITIONS, c, DRIVER)
            if driver >= 0:
                write(drift, 0, evaluate(layout, driver, rows.numbers, z))
                for lane in range(n_rows):
                    out[first + lane, c] = lane_of(drift, 0, lane)
