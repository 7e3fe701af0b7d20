"""What a round pays and breaks, and the drift that it gives to conditions (equations 1 and 2).

Also what packages pay once they are signed and delivered in full.
"""

from __future__ import annotations

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel, unit
from bargaining.solver.delivery import suppose_signed
from bargaining.solver.disagreement import suppose_disagreement
from bargaining.solver.lanes import (
    LANES,
    lane_of,
    larger,
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
    IN_FORCE,
    ISSUE,
    ISSUES,
    MEMORIES,
    MENU,
    N_TYPES,
    PARTIES,
    PAYOFF,
    PRINCIPALS,
    RUNG_SHAPE,
    SCOPED,
    TYPE,
    UNDELIVERED,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import (
    derive_unreciprocated,
    of_state,
    open_and_asked,
    present_columns,
    set_rung,
    undelivered_share,
    unreciprocated,
)
from bargaining.solver.polynomials import evaluate
from bargaining.solver.rows import Rows, cell_of, name_rows, room_for_rows, seat_from, seat_state

__all__ = ["broken_shares", "drifts", "flow_payoffs", "signed_flows"]


@kernel
def signed_flows(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    in_force: float,
    n_columns: int,
    agreed: Floats,
    without: Floats,
) -> None:
    """Write flow payoffs with every package delivered in full, and without an agreement.

    Parameters
    ----------
    in_force : float
        Whether an agreement that is delivered in full still is in force, 0 or 1.
    agreed : array over (row, principal, package)
    without : array over (row, situation, principal)
        Apart, at the table, and after a final breakdown.
    """
    tables, (n_rows, n_principals, n_packages) = layout.tables, agreed.shape
    z, supposed, flows = zeros(n_columns), zeros(n_columns), zeros(n_principals)
    rows = room_for_rows(numbers, state, positions)
    apart = without.reshape(n_rows, 3 * n_principals)
    for first in range(0, n_rows, LANES):
        seat_from(numbers, state, positions, first, rows)
        present_columns(layout, rows, z)
        for situation in range(3):
            suppose_disagreement(layout, situation, z, supposed)
            flows_of_principals(layout, plan, rows, supposed, flows)
            take_rows(flows, 0, n_principals, rows.row, apart, situation * n_principals)
        suppose_signed(layout, z)
        write(z, at(tables, FLAGS, IN_FORCE, 0), in_force)
        for party in range(size(tables, PARTIES)):
            column = at(tables, PARTIES, party, UNDELIVERED)
            if column >= 0:
                write(z, column, of_state(layout, rows.public, MEMORIES, party))
        for package in range(n_packages):
            for a in range(size(plan, MENU)):
                issue = at(plan, MENU, a, ISSUE)
                r = float(cell_of(plan, 1, package, at(plan, MENU, a, RUNG_SHAPE)))
                set_rung(layout, issue, larger(r, read(rows.rung, issue)), z)
            derive_unreciprocated(layout, rows.numbers, z)
            flows_of_principals(layout, plan, rows, z, flows)
            for i in range(n_principals):
                for lane in range(LANES):
                    agreed[rows.row[lane], i, package] = lane_of(flows, i, lane)


@unit
def flows_of_principals(layout: Layout, plan: Ints, rows: Rows, z: Floats, out: Floats) -> None:
    """Write the flow payoffs of the principals, types as `z` has them."""
    for i in range(size(plan, PRINCIPALS)):
        polynomial = at(layout.tables, PARTIES, at(plan, PRINCIPALS, i, 0), PAYOFF)
        write(out, i, evaluate(layout, polynomial, rows.numbers, z))


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

    `missing` and `shares` are arrays over (world, party). Nothing is written for worlds without a
    position.
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

    `out` is an array over (row, condition).
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
