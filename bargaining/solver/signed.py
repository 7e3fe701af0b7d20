"""Flow payoffs of packages once they are signed and delivered in full."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.cells import cell_of
from bargaining.solver.compiled import kernel, part
from bargaining.solver.concessions import derive_unreciprocated
from bargaining.solver.delivery import suppose_signed
from bargaining.solver.disagreement import suppose_disagreement
from bargaining.solver.layout import (
    FLAGS,
    IN_FORCE,
    ISSUE,
    MEMORIES,
    MENU,
    PARTIES,
    PAYOFF,
    PRINCIPALS,
    RULES,
    RUNG_SHAPE,
    UNDELIVERED,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import present_columns, set_rung
from bargaining.solver.polynomials import evaluate

__all__ = ["signed_flows"]


@part
def flows_once_signed(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    in_force: float,
    z: Floats,
    supposed: Floats,
    agreed: Floats,
    without: Floats,
) -> None:
    """Write the flow payoffs of one row."""
    tables, n_principals = layout.tables, size(plan, PRINCIPALS)
    present_columns(layout, numbers, public, rung, condition, z)
    for situation in range(3):
        suppose_disagreement(layout, situation, z, supposed)
        for i in range(n_principals):
            polynomial = at(tables, PARTIES, at(plan, PRINCIPALS, i, 0), PAYOFF)
            without[situation, i] = evaluate(layout, polynomial, numbers, supposed)
    suppose_signed(layout, z)
    z[at(tables, FLAGS, IN_FORCE, 0)] = in_force
    for party in range(size(tables, PARTIES)):
        if at(tables, PARTIES, party, UNDELIVERED) >= 0:
            memory = public[at(tables, RULES, MEMORIES, 0) + party]
            z[at(tables, PARTIES, party, UNDELIVERED)] = memory
    for package in range(agreed.shape[1]):
        for a in range(size(plan, MENU)):
            issue = at(plan, MENU, a, ISSUE)
            r = cell_of(plan, 1, package, at(plan, MENU, a, RUNG_SHAPE))
            set_rung(layout, issue, max(r, rung[issue]), z)
        derive_unreciprocated(layout, numbers, z)
        for i in range(n_principals):
            polynomial = at(tables, PARTIES, at(plan, PRINCIPALS, i, 0), PAYOFF)
            agreed[i, package] = evaluate(layout, polynomial, numbers, z)


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
    z, supposed = np.zeros(n_columns), np.zeros(n_columns)
    for row in range(positions.world.size):
        world = positions.world[row]
        flows_once_signed(
            layout, plan, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], in_force, z, supposed, agreed[row], without[row],
        )  # fmt: skip
