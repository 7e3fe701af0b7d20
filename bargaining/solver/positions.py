"""What a position is worth to a party while nobody signs (model, equation 5)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel, part
from bargaining.solver.layout import (
    CONDITIONS,
    DRIVER,
    FAILED_RATIFICATION,
    FIRST,
    FLAGS,
    FORESIGHT,
    IN_PAYOFF,
    IN_REACTIONS,
    N_TYPES,
    ONE_ROUND_WINDOW,
    PARTIES,
    PAYOFF,
    RULES,
    SCOPED,
    TYPE,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import (
    copy,
    derive,
    evaluate,
    net_concession,
    payoff_by_type,
    present_columns,
    undelivered_share,
    unreciprocated,
)
from bargaining.solver.reactions import n_options, reaction_probabilities, set_expected_levels
from bargaining.solver.windows import LATER, average_conditions

__all__ = ["drifts", "flow_payoffs", "position_values", "supposed_columns"]


@part
def suppose_window(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    party: int,
    present: Floats,
    supposed: Floats,
) -> None:
    """Write the columns of a position, as they are and as a party supposes the others react to."""
    present_columns(layout, numbers, public, rung, condition, present)
    copy(present, supposed)
    average_conditions(
        layout, numbers, party, condition, np.int64(IN_REACTIONS), np.int64(0), supposed
    )


@kernel
def supposed_columns(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    party: int,
    out: Floats,
) -> None:
    """Write the columns in which the others' reactions to each position are expected.

    Parameters
    ----------
    out : array over (row, column), zeros at first
    """
    present = np.zeros(out.shape[1])
    for row in range(positions.world.size):
        world = positions.world[row]
        suppose_window(
            layout, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], party, present, out[row],
        )  # fmt: skip


@part
def value_position(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    row: int,
    held: Bools,
    party: int,
    asked: Ints,
    answers: Floats,
    z: Floats,
    supposed: Floats,
    scores: Floats,
    probability: Floats,
    flow: Floats,
    out: Floats,
) -> None:
    """Write Q of one position into `out`, array over (type,)."""
    suppose_window(layout, numbers, public, rung, condition, party, z, supposed)
    payoff_by_type(layout, party, numbers, z, flow)
    alone = at(layout.tables, RULES, ONE_ROUND_WINDOW, 0) != 0
    first = 1.0 if alone else numbers[at(layout.tables, PARTIES, party, FIRST)]
    for own in range(out.size):
        out[own] = first * flow[own]
    if alone:
        return
    if at(layout.tables, RULES, FORESIGHT, 0) > 0:
        for other in range(size(layout.tables, PARTIES)):
            if other == party or n_options(layout, other) == 1:
                continue
            if asked[other] >= 0:
                copy(answers[asked[other], row], probability)
            else:
                reaction_probabilities(
                    layout, numbers, public, rung, held, other, supposed, scores, probability
                )
            set_expected_levels(layout, rung, other, probability, z)
        derive(layout, numbers, public, z)
    average_conditions(layout, numbers, party, condition, np.int64(IN_PAYOFF), np.int64(LATER), z)
    payoff_by_type(layout, party, numbers, z, flow)
    for own in range(out.size):
        out[own] += (1.0 - first) * flow[own]


@kernel
def position_values(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    party: int,
    asked: Ints,
    answers: Floats,
    n_columns: int,
    out: Floats,
) -> None:
    """Write Q, the value of standing in each position, by own type (model, equation 5).

    The present round counts by its actual flow; the rounds after it by the flow at the window mean
    of conditions, with the ladders where the others are expected to move them.

    Parameters
    ----------
    held : booleans over (issue, 2)
        Moves up and down that an intervention forbids.
    asked : integers over (party,)
        Place in `answers` of a party that answers for its own expected steps, -1 for the others.
    answers : array over (asked, row, option)
        Probabilities of their next steps.
    out : array over (row, type)
    """
    z, supposed, flow = np.zeros(n_columns), np.zeros(n_columns), np.zeros(2)
    most = 1 + 2 * positions.rung.shape[1]
    scores, probability = np.zeros((2, most)), np.zeros(most)
    for row in range(positions.world.size):
        world = positions.world[row]
        value_position(
            layout, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], row, held, party, asked, answers, z, supposed, scores,
            probability, flow, out[row],
        )  # fmt: skip


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
        concession[i] = net_concession(layout, numbers, party, z)
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
