"""What a round pays, and the drift that it gives to conditions (model, equations 1 and 2)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel, part
from bargaining.solver.concessions import unreciprocated
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

__all__ = ["drifts", "flow_payoffs"]


@part
def flows_of_row(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    types: Ints,
    failed_ratification: bool,
    z: Floats,
    flow: Floats,
    undelivered: Floats,
    concession: Floats,
    excess: Floats,
) -> None:
    """Write what the parties have of a round in one world."""
    tables, n_parties = layout.tables, size(layout.tables, PARTIES)
    present_columns(layout, numbers, public, rung, condition, z)
    z[at(tables, FLAGS, FAILED_RATIFICATION, 0)] = 1.0 if failed_ratification else 0.0
    for party in range(n_parties):
        if at(tables, PARTIES, party, N_TYPES) == 2:
            z[at(tables, PARTIES, party, TYPE)] = float(types[party])
    for party in range(n_parties):
        flow[party] = evaluate(layout, at(tables, PARTIES, party, PAYOFF), numbers, z)
        undelivered[party] = undelivered_share(layout, public, party, z)
    for i in range(size(tables, SCOPED)):
        party = at(tables, SCOPED, i, 0)
        concession[i] = z[at(tables, PARTIES, party, CONCESSION)]
        excess[party] = unreciprocated(layout, numbers, party, z)


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
    z = np.zeros(n_columns)
    for row in range(positions.world.size):
        world = positions.world[row]
        flows_of_row(
            layout, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], types[world], failed_ratification[world], z, flow[row],
            undelivered[row], concession[row], excess[row],
        )  # fmt: skip


@part
def drifts_of_row(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    z: Floats,
    out: Floats,
) -> None:
    """Write the drift of each driven condition in one world."""
    present_columns(layout, numbers, public, rung, condition, z)
    for c in range(size(layout.tables, CONDITIONS)):
        driver = at(layout.tables, CONDITIONS, c, DRIVER)
        if driver >= 0:
            out[c] = evaluate(layout, driver, numbers, z)


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
    z = np.zeros(n_columns)
    for row in range(positions.world.size):
        world = positions.world[row]
        drifts_of_row(
            layout, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], z, out[row],
        )  # fmt: skip
