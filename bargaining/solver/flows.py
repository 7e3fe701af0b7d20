"""What a round pays and breaks, and the drift that it gives to conditions (equations 1 and 2)."""

from __future__ import annotations

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel
from bargaining.solver.concessions import unreciprocated
from bargaining.solver.lanes import (
    LANES,
    put_lane,
    read,
    smaller,
    take_rows,
    where_above,
    write,
    zeros,
)
from bargaining.solver.layout import (
    CONCESSION,
    CONDITIONS,
    DRIVER,
    FAILED_RATIFICATION,
    FLAGS,
    ISSUES,
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
from bargaining.solver.payoffs import (
    open_and_asked,
    present_columns,
    set_rung,
    undelivered_share,
)
from bargaining.solver.polynomials import evaluate
from bargaining.solver.rows import name_rows, room_for_rows, seat_from, seat_state

__all__ = ["broken_shares", "drifts", "flow_payoffs"]


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
    n_scoped = size(tables, SCOPED)
    conceded = zeros(n_scoped)
    failed = at(tables, FLAGS, FAILED_RATIFICATION, 0)
    for first in range(0, positions.world.size, LANES):
        seat_from(numbers, state, positions, first, rows)
        present_columns(layout, rows, z)
        for lane in range(LANES):
            world = rows.world[lane]
            put_lane(z, failed, lane, 1.0 if failed_ratification[world] else 0.0)
            for party in range(n_parties):
                if at(tables, PARTIES, party, N_TYPES) == 2:
                    column = at(tables, PARTIES, party, TYPE)
                    put_lane(z, column, lane, float(types[world, party]))
        for party in range(n_parties):
            payoff = at(tables, PARTIES, party, PAYOFF)
            write(paid, party, evaluate(layout, payoff, rows.numbers, z))
            write(owed, party, undelivered_share(layout, rows.public, party, z))
        for i in range(n_scoped):
            party = at(tables, SCOPED, i, 0)
            write(ahead, party, unreciprocated(layout, rows.numbers, party, z))
            write(conceded, i, read(z, at(tables, PARTIES, party, CONCESSION)))
        take_rows(paid, 0, n_parties, rows.row, flow, 0)
        take_rows(owed, 0, n_parties, rows.row, undelivered, 0)
        take_rows(conceded, 0, n_scoped, rows.row, concession, 0)
        take_rows(ahead, 0, n_parties, rows.row, excess, 0)


@kernel
def broken_shares(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    n_columns: int,
    missing: Floats,
    shares: Floats,
) -> None:
    """Write what is missing of the levels signed, and the undelivered share of promises.

    Parameters
    ----------
    missing, shares : array over (world, party)
        Nothing is written for worlds without a position.
    """
    n_parties = size(layout.tables, PARTIES)
    z, rows = zeros(n_columns), room_for_rows(numbers, state, positions)
    still_open, share = zeros(n_parties), zeros(n_parties)
    for first in range(0, positions.world.size, LANES):
        name_rows(positions, first, rows)
        seat_state(state, positions, rows)
        for issue in range(size(layout.tables, ISSUES)):
            set_rung(layout, issue, read(rows.rung, issue), z)
        for party in range(n_parties):
            of_party, asked = open_and_asked(layout, rows.public, party, z)
            write(still_open, party, of_party)
            broken = smaller(1.0, of_party / asked)
            write(share, party, where_above(asked, 1e-9, broken, 0.0))
        take_rows(still_open, 0, n_parties, rows.world, missing, 0)
        take_rows(share, 0, n_parties, rows.world, shares, 0)


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
    if out.shape[1] == 0:
        return
    z, rows, drift = zeros(n_columns), room_for_rows(numbers, state, positions), zeros(out.shape[1])
    for first in range(0, positions.world.size, LANES):
        seat_from(numbers, state, positions, first, rows)
        present_columns(layout, rows, z)
        for c in range(size(layout.tables, CONDITIONS)):
            driver = at(layout.tables, CONDITIONS, c, DRIVER)
            if driver >= 0:
                write(drift, c, evaluate(layout, driver, rows.numbers, z))
        take_rows(drift, 0, out.shape[1], rows.row, out, 0)
