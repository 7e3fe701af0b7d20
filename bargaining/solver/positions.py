"""What a position is worth to a party while nobody signs (model, equation 5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel, part, unit
from bargaining.solver.lanes import (
    LANES,
    any_above,
    lane_of,
    put_lane,
    put_row,
    read,
    take_rows,
    where_above,
    write,
    zeros,
)
from bargaining.solver.layout import (
    DUE_LATER,
    FIRST,
    FORESIGHT,
    IN_FORCE,
    IN_PAYOFF,
    IN_REACTIONS,
    N_TYPES,
    ONE_ROUND_WINDOW,
    PARTIES,
    REACTS,
    RESTS_ON,
    RULES,
    SHARE_DUE,
    Layout,
    Positions,
    PublicState,
    Whole,
    at,
    size,
)
from bargaining.solver.payoffs import (
    copy,
    derive,
    derive_undelivered,
    of_state,
    payoff_by_type,
    present_columns,
    set_rung,
)
from bargaining.solver.polynomials import LATER, average_conditions
from bargaining.solver.prices import price_steps
from bargaining.solver.reactions import (
    Steps,
    reaction_probabilities,
    room_for_steps,
    set_expected_levels,
)
from bargaining.solver.rows import Rows, lines, room_for_rows, seat, seat_from

__all__ = ["position_values", "supposed_columns"]

# In place of a ladder that has moved.
UNMOVED = np.int64(-1)


class Space(NamedTuple):
    """Room for eight positions.

    Attributes
    ----------
    stop : integers over (lane,)
        Where the positions of each lane end: the first, and those that differ from it by a ladder.
    present, z, supposed : array over (column, lane)
        Columns of the first positions, of these, and as the others are supposed to find them.
    flow, value : array over (type, lane)
    prices : array over (party, option and lane)
        Of the others' steps; they rest on the others' own ladders alone.
    probabilities : array over (2, party, option and lane)
        Next steps: in the first position of each lane, and those that may change with this one.
    steps : Steps
    """

    stop: Ints
    present: Floats
    z: Floats
    supposed: Floats
    flow: Floats
    value: Floats
    prices: Floats
    probabilities: Floats
    steps: Steps


@part
def owe_later(layout: Layout, rows: Rows, party: int, z: Floats) -> None:
    """Let what is owed grow over the rounds in which the others react."""
    in_force, column = read(rows.public, IN_FORCE), at(layout.tables, RULES, SHARE_DUE, 0)
    due_later = of_state(layout, rows.public, DUE_LATER, party)
    write(z, column, where_above(in_force, 0.0, due_later, read(z, column)))


@part
def suppose_window(
    layout: Layout, rows: Rows, party: int, present: Floats, supposed: Floats
) -> None:
    """Write the columns of positions as a party supposes the others react to."""
    copy(present, supposed)
    if any_above(read(rows.public, IN_FORCE), 0.0):
        owe_later(layout, rows, party, supposed)
        derive_undelivered(layout, rows.public, supposed)
    average_conditions(layout, rows, party, IN_REACTIONS, np.int64(0), supposed)


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

    `out` is an array over (row, column), zeros at first.
    """
    present, supposed = zeros(out.shape[1]), zeros(out.shape[1])
    rows = room_for_rows(numbers, state, positions)
    for first in range(0, positions.world.size, LANES):
        seat_from(numbers, state, positions, first, rows)
        present_columns(layout, rows, present)
        suppose_window(layout, rows, party, present, supposed)
        take_rows(supposed, 0, out.shape[1], rows.row, out, 0)


@part
def next_steps_of(layout: Layout, party: int, other: int, moved: Whole) -> int:
    """Return where the next steps of another are kept, or -1 where a payoff does not rest on them.

    They are computed again if the ladder that moved may change them.
    """
    if other == party or at(layout.tables, RESTS_ON, party, other) == 0:
        return -1
    return 1 if moved >= 0 and at(layout.tables, REACTS, other, moved) != 0 else 0


@unit
def expect_steps(
    layout: Layout,
    rows: Rows,
    held: Bools,
    party: int,
    moved: Whole,
    asked: Ints,
    answers: Floats,
    space: Space,
) -> None:
    """Put the ladders of others where they are expected, if a party's payoff rests on them."""
    supposes, n_parties = False, size(layout.tables, PARTIES)
    for other in range(n_parties):
        kept = next_steps_of(layout, party, other, moved)
        if kept < 0:
            continue
        if asked[other] >= 0:
            for lane in range(LANES):
                answer = answers[asked[other], rows.row[lane]]
                put_row(answer, lane, space.probabilities[kept, other])
        elif kept == 1 or moved < 0:
            if moved < 0:
                price_steps(layout, rows, held, other, space.prices[other])
            if not supposes:
                suppose_window(layout, rows, party, space.z, space.supposed)
                supposes = True
            reaction_probabilities(
                layout, rows, other, space.prices[other], space.supposed, space.steps,
                space.probabilities[kept, other],
            )  # fmt: skip
    for other in range(n_parties):
        kept = next_steps_of(layout, party, other, moved)
        if kept >= 0:
            set_expected_levels(layout, rows, other, space.probabilities[kept, other], space.z)


@unit
def value_positions(
    layout: Layout,
    rows: Rows,
    held: Bools,
    party: int,
    moved: Whole,
    asked: Ints,
    answers: Floats,
    space: Space,
) -> None:
    """Write Q of eight positions into `space.value`.

    Parameters
    ----------
    moved : int
        -1, or the one ladder by which they differ from the last positions that had -1.
    """
    z, flow, numbers = space.z, space.flow, rows.numbers
    if moved < 0:
        present_columns(layout, rows, space.present)
    copy(space.present, z)
    if moved >= 0:
        set_rung(layout, moved, read(rows.rung, moved), z)
        derive(layout, numbers, rows.public, z)
    payoff_by_type(layout, party, numbers, z, flow)
    alone = at(layout.tables, RULES, ONE_ROUND_WINDOW, 0) != 0
    first = 1.0 if alone else read(numbers, at(layout.tables, PARTIES, party, FIRST))
    n_types = at(layout.tables, PARTIES, party, N_TYPES)
    for own in range(n_types):
        write(space.value, own, first * read(flow, own))
    if alone:
        return
    foresees = at(layout.tables, RULES, FORESIGHT, 0) > 0
    if foresees:
        expect_steps(layout, rows, held, party, moved, asked, answers, space)
    owe_later(layout, rows, party, z)
    if foresees or any_above(read(rows.public, IN_FORCE), 0.0):
        derive(layout, numbers, rows.public, z)
    average_conditions(layout, rows, party, IN_PAYOFF, LATER, z)
    payoff_by_type(layout, party, numbers, z, flow)
    for own in range(n_types):
        later = (1.0 - first) * read(flow, own)
        write(space.value, own, read(space.value, own) + later)


@part
def find_first(moved: Ints, begin: int, rows: Rows, stop: Ints) -> int:
    """Name the next eight positions that differ from no other; return where the ninth lies."""
    n, row = 0, begin
    while row < moved.size and (moved[row] >= 0 or n < LANES):
        if moved[row] < 0:
            rows.row[n] = row
            n += 1
        row += 1
        stop[n - 1] = row
    for lane in range(n, LANES):
        rows.row[lane], stop[lane] = rows.row[n - 1], row
    return row


@part
def next_ladder(moved: Ints, rows: Rows, stop: Ints) -> int:
    """Return the first ladder by which a position differs that has not been valued, or -1."""
    ladder = -1
    for lane in range(LANES):
        row = rows.row[lane] + 1
        if row < stop[lane] and (ladder < 0 or moved[row] < ladder):
            ladder = moved[row]
    return ladder


@part
def move_ladder(positions: Positions, moved: Ints, ladder: int, rows: Rows, stop: Ints) -> None:
    """Go on to the next position of each lane in which this ladder has moved."""
    for lane in range(LANES):
        row = rows.row[lane] + 1
        if row < stop[lane] and moved[row] == ladder:
            rows.row[lane] = row
        # A lane that has no further one is valued again beside the others.
        if moved[rows.row[lane]] == ladder:
            put_lane(rows.rung, ladder, lane, float(positions.rung[rows.row[lane], ladder]))


@part
def take_values(moved: Ints, ladder: Whole, rows: Rows, value: Floats, out: Floats) -> None:
    """Write the values of the lanes in which this ladder has moved."""
    for lane in range(LANES):
        if moved[rows.row[lane]] == ladder:
            for own in range(out.shape[1]):
                out[rows.row[lane], own] = lane_of(value, own, lane)


@part
def value_groups(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    party: int,
    moved: Ints,
    asked: Ints,
    answers: Floats,
    rows: Rows,
    space: Space,
    out: Floats,
) -> None:
    """Write the values of positions, eight side by side."""
    begin, stop = 0, space.stop
    while begin < moved.size:
        begin = find_first(moved, begin, rows, stop)
        seat(numbers, state, positions, rows)
        value_positions(layout, rows, held, party, UNMOVED, asked, answers, space)
        take_values(moved, UNMOVED, rows, space.value, out)
        ladder = next_ladder(moved, rows, stop)
        while ladder >= 0:
            stood = read(rows.rung, ladder)
            move_ladder(positions, moved, ladder, rows, stop)
            value_positions(layout, rows, held, party, ladder, asked, answers, space)
            write(rows.rung, ladder, stood)
            take_values(moved, ladder, rows, space.value, out)
            ladder = next_ladder(moved, rows, stop)


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
    most, n_parties = 1 + 2 * positions.rung.shape[1], size(layout.tables, PARTIES)
    space = Space(
        np.zeros(LANES, dtype=np.int64),
        zeros(n_columns),
        zeros(n_columns),
        zeros(n_columns),
        zeros(2),
        zeros(2),
        lines(n_parties, most),
        zeros(2 * n_parties * most).reshape((2, n_parties, LANES * most)),
        room_for_steps(layout, most),
    )
    rows = room_for_rows(numbers, state, positions)
    value_groups(
        layout, numbers, state, positions, held, party, moved, asked, answers, rows, space, out
    )
