"""What a position is worth to a party while nobody signs (model, equation 5)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import inlined, kernel, part
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
    RESTS_ON,
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
    set_rung,
)
from bargaining.solver.prices import price_steps
from bargaining.solver.reactions import (
    reaction_probabilities,
    room_for_scores,
    set_expected_levels,
)
from bargaining.solver.windows import LATER, average_conditions

__all__ = ["position_values", "supposed_columns"]


@part
def suppose_window(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    condition: Floats,
    party: int,
    present: Floats,
    supposed: Floats,
) -> None:
    """Write the columns of a position as a party supposes the others react to."""
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
        of_draw, public = numbers[state.draw[world]], state.values[world]
        rung, condition = positions.rung[row], positions.condition[row]
        present_columns(layout, of_draw, public, rung, condition, present)
        suppose_window(layout, of_draw, public, condition, party, present, out[row])


@inlined
def expect_steps(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    row: int,
    held: Bools,
    party: int,
    moved: int,
    asked: Ints,
    answers: Floats,
    supposed: Floats,
    prices: Floats,
    scores: Floats,
    unmoved: Floats,
    probabilities: Floats,
    z: Floats,
) -> None:
    """Put the ladders of others where they are expected, as far as a party's payoff rests on them.

    Parameters
    ----------
    moved : int
        -1, or the one ladder of this party's own by which the position differs from the last one.
    prices : array over (party, option)
        Of the others' steps, by `price_steps`; they rest on the others' own ladders alone.
    probabilities : array over (2, party, option)
        Next steps: those kept from the last position from which this one may differ, and room for
        those that may change with it.
    """
    for other in range(size(layout.tables, PARTIES)):
        if other == party or at(layout.tables, RESTS_ON, party, other) == 0:
            continue
        changes = moved >= 0 and at(layout.tables, REACTS, other, moved) != 0
        probability = probabilities[1 if changes else 0, other]
        if asked[other] >= 0:
            copy(answers[asked[other], row], probability)
        elif changes or moved < 0:
            if moved < 0:
                price_steps(layout, numbers, public, rung, held, other, prices[other])
            reaction_probabilities(
                layout, numbers, public, rung, other, prices[other], supposed, scores, unmoved,
                probability,
            )  # fmt: skip
        set_expected_levels(layout, rung, other, probability, z)


@part
def value_position(
    layout: Layout,
    numbers_of_draws: Floats,
    state: PublicState,
    positions: Positions,
    row: int,
    held: Bools,
    party: int,
    moved: int,
    asked: Ints,
    answers: Floats,
    present: Floats,
    z: Floats,
    supposed: Floats,
    prices: Floats,
    scores: Floats,
    unmoved: Floats,
    probabilities: Floats,
    flow: Floats,
    out: Floats,
) -> None:
    """Write Q of one position into its row of `out`.

    Parameters
    ----------
    moved : int
        -1, or the one ladder by which it differs from the last position that had -1.
    present : array over (column,)
        Columns of that position.
    """
    world = positions.world[row]
    numbers, public = numbers_of_draws[state.draw[world]], state.values[world]
    rung, condition = positions.rung[row], positions.condition[row]
    if moved < 0:
        present_columns(layout, numbers, public, rung, condition, present)
    copy(present, z)
    if moved >= 0:
        set_rung(layout, moved, rung[moved], z)
        derive(layout, numbers, public, z)
    suppose_window(layout, numbers, public, condition, party, z, supposed)
    payoff_by_type(layout, party, numbers, z, flow)
    alone = at(layout.tables, RULES, ONE_ROUND_WINDOW, 0) != 0
    first = 1.0 if alone else numbers[at(layout.tables, PARTIES, party, FIRST)]
    n_types = out.shape[1]
    for own in range(n_types):
        out[row, own] = first * flow[own]
    if alone:
        return
    if at(layout.tables, RULES, FORESIGHT, 0) > 0:
        expect_steps(
            layout, numbers, public, rung, row, held, party, moved, asked, answers, supposed,
            prices, scores, unmoved, probabilities, z,
        )  # fmt: skip
    z[at(layout.tables, RULES, SHARE_DUE, 0)] = supposed[at(layout.tables, RULES, SHARE_DUE, 0)]
    if at(layout.tables, RULES, FORESIGHT, 0) > 0 or public[IN_FORCE] > 0.0:
        derive(layout, numbers, public, z)
    average_conditions(layout, numbers, party, condition, np.int64(IN_PAYOFF), np.int64(LATER), z)
    payoff_by_type(layout, party, numbers, z, flow)
    for own in range(n_types):
        out[row, own] += (1.0 - first) * flow[own]


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
        -1, or the one issue of the party's own whose ladder stands elsewhere than in the last row
        before it that has -1, all else being equal.
    asked : integers over (party,)
        Place in `answers` of a party that answers for its own expected steps, -1 for the others.
    answers : array over (asked, row, option)
        Probabilities of their next steps.
    out : array over (row, type)
    """
    present, z, supposed = np.zeros(n_columns), np.zeros(n_columns), np.zeros(n_columns)
    flow = np.zeros(2)
    most = 1 + 2 * positions.rung.shape[1]
    n_parties = size(layout.tables, PARTIES)
    prices, scores = np.zeros((n_parties, most)), room_for_scores(most)
    probabilities = np.zeros((2, n_parties, most))
    unmoved = np.zeros(size(layout.tables, PROGRAMS))
    for row in range(positions.world.size):
        value_position(
            layout, numbers, state, positions, row, held, party, moved[row], asked, answers,
            present, z, supposed, prices, scores, unmoved, probabilities, flow, out,
        )  # fmt: skip
