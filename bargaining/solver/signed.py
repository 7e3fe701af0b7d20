"""Flow payoffs of packages once they are signed and delivered in full."""

from __future__ import annotations

from bargaining.arrays import Floats, Ints
from bargaining.solver.cells import cell_of
from bargaining.solver.compiled import kernel, unit
from bargaining.solver.concessions import derive_unreciprocated
from bargaining.solver.delivery import suppose_signed
from bargaining.solver.disagreement import suppose_disagreement
from bargaining.solver.lanes import LANES, lane_of, larger, read, take_rows, write, zeros
from bargaining.solver.layout import (
    FLAGS,
    IN_FORCE,
    ISSUE,
    MEMORIES,
    MENU,
    PARTIES,
    PAYOFF,
    PRINCIPALS,
    RUNG_SHAPE,
    UNDELIVERED,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import of_state, present_columns, set_rung
from bargaining.solver.polynomials import evaluate
from bargaining.solver.rows import Rows, room_for_rows, seat_from

__all__ = ["signed_flows"]


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
