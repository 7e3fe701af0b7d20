"""What a position is worth to a party while nobody signs (model, equation 5)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel, part
from bargaining.solver.layout import (
    DUE_LATER,
    FIRST,
    FORESIGHT,
    IN_FORCE,
    IN_PAYOFF,
    IN_REACTIONS,
    ONE_ROUND_WINDOW,
    PARTIES,
    PROGRAMS,
    REACTS,
    RULES,
    SHARE_DUE,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import (
    copy,
    derive,
    derive_undelivered,
    payoff_by_type,
    present_columns,
)
from bargaining.solver.prices import n_options, price_steps
from bargaining.solver.reactions import reaction_probabilities, set_expected_levels
from bargaining.solver.windows import LATER, average_conditions

__all__ = ["position_values", "supposed_columns"]


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
    if public[IN_FORCE] > 0.0:
        # What is owed grows in the rounds in which the others react.
        due_later = public[at(layout.tables, RULES, DUE_LATER, 0) + party]
        supposed[at(layout.tables, RULES, SHARE_DUE, 0)] = due_later
        derive_undelivered(layout, public, supposed)
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
    moved: int,
    asked: Ints,
    answers: Floats,
    z: Floats,
    supposed: Floats,
    prices: Floats,
    scores: Floats,
    unmoved: Floats,
    probabilities: Floats,
    flow: Floats,
    out: Floats,
) -> None:
    """Write Q of one position into `out`, array over (type,).

    Parameters
    ----------
    probabilities : array over (2, party, option)
        Next steps: those kept from the last position from which this one may differ by one ladder
        (`moved`), and room for those that may change with it.
    """
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
            changes = moved >= 0 and at(layout.tables, REACTS, other, moved) != 0
            probability = probabilities[1 if changes else 0, other]
            if asked[other] >= 0:
                copy(answers[asked[other], row], probability)
            elif changes or moved < 0:
                price_steps(layout, numbers, public, rung, held, other, prices)
                reaction_probabilities(
                    layout, numbers, public, rung, other, prices, supposed, scores, unmoved,
                    probability,
                )  # fmt: skip
            set_expected_levels(layout, rung, other, probability, z)
    z[at(layout.tables, RULES, SHARE_DUE, 0)] = supposed[at(layout.tables, RULES, SHARE_DUE, 0)]
    if at(layout.tables, RULES, FORESIGHT, 0) > 0 or public[IN_FORCE] > 0.0:
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
    moved: Ints,
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
    moved : integers over (row,)
        -1, or the one issue whose ladder stands elsewhere than in the last row before it that has
        -1, all else being equal.
    asked : integers over (party,)
        Place in `answers` of a party that answers for its own expected steps, -1 for the others.
    answers : array over (asked, row, option)
        Probabilities of their next steps.
    out : array over (row, type)
    """
    z, supposed, flow = np.zeros(n_columns), np.zeros(n_columns), np.zeros(2)
    most = 1 + 2 * positions.rung.shape[1]
    n_parties = size(layout.tables, PARTIES)
    prices, scores = np.zeros(most), np.zeros((2, most))
    probabilities = np.zeros((2, n_parties, most))
    unmoved = np.zeros(size(layout.tables, PROGRAMS))
    for row in range(positions.world.size):
        world = positions.world[row]
        value_position(
            layout, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], row, held, party, moved[row], asked, answers, z, supposed,
            prices, scores, unmoved, probabilities, flow, out[row],
        )  # fmt: skip
