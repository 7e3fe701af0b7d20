"""What having no agreement is worth (model, equation 8)."""

from __future__ import annotations

from typing import NamedTuple

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import kernel, part, unit
from bargaining.solver.lanes import LANES, lane_of, put_row, read, take_rows, write, zeros
from bargaining.solver.layout import (
    AT_TABLE,
    BREAKDOWN_IS_FINAL,
    BROKEN,
    FLAGS,
    IN_PAYOFF,
    N_TYPES,
    PARTIES,
    PARTY,
    PRINCIPALS,
    REACTIONS,
    RULES,
    TALKS_MOVE_OTHERS,
    VALUED,
    Disagreement,
    Layout,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import copy, derive, payoff_by_type, present_columns
from bargaining.solver.polynomials import average_conditions
from bargaining.solver.reactions import Steps, reaction_probabilities, set_expected_levels
from bargaining.solver.rows import Rows, room_for_rows, seat_from

__all__ = ["Space", "disagreement_columns", "suppose_disagreement", "value_disagreement"]


class Space(NamedTuple):
    """Room for eight rows.

    Attributes
    ----------
    z : array over (4, column and lane)
        Columns as they are, supposed, after reactions, and averaged.
    steps : Steps
    prices : array over (third party, option and lane)
        What the steps of third parties cost.
    probability : array over (option, lane)
    own : array over (type, lane)
        Values by own type.
    alone : array over (valued party, lane)
        Values of ratifiers without an agreement.
    """

    z: Floats
    steps: Steps
    prices: Floats
    probability: Floats
    own: Floats
    alone: Floats


@part
def disagree(
    layout: Layout,
    plan: Ints,
    rows: Rows,
    situation: int,
    asked: Ints,
    answers: Floats,
    space: Space,
) -> None:
    """Write the columns that follow those supposed once third parties have reacted to them.

    `answers` is an array over (asked, row, situation, option).
    """
    supposed, after, probability = space.z[1], space.z[2], space.probability
    copy(supposed, after)
    for j in range(size(plan, REACTIONS)):
        party = at(plan, REACTIONS, j, PARTY)
        if asked[party] >= 0:
            for lane in range(LANES):
                put_row(answers[asked[party], rows.row[lane], situation], lane, probability)
        else:
            reaction_probabilities(
                layout, rows, party, space.prices[j], supposed, space.steps, probability
            )
        set_expected_levels(layout, rows, party, probability, after)
    derive(layout, rows.numbers, rows.public, after)


@unit
def value_disagreement(
    layout: Layout,
    plan: Ints,
    rows: Rows,
    ahead: int,
    asked: Ints,
    answers: Floats,
    space: Space,
    without: Disagreement,
) -> None:
    """Write U0, UT and U0 after a breakdown; those of ratifiers into `space.alone` (equation 8)."""
    n_principals = size(plan, PRINCIPALS)
    final = at(layout.tables, RULES, BREAKDOWN_IS_FINAL, 0)
    z, supposed, after, averaged = space.z[0], space.z[1], space.z[2], space.z[3]
    for situation in range(2 + final):
        if situation == 0 or at(plan, TALKS_MOVE_OTHERS, 0, 0) != 0:
            suppose_disagreement(layout, situation, z, supposed)
            disagree(layout, plan, rows, situation, asked, answers, space)
        else:
            suppose_disagreement(layout, situation, after, after)
        for v in range(size(plan, VALUED)):
            if situation > 0 and v >= n_principals:
                continue
            party = at(plan, VALUED, v, PARTY)
            copy(after, averaged)
            average_conditions(layout, rows, party, IN_PAYOFF, ahead, averaged)
            payoff_by_type(layout, party, rows.numbers, averaged, space.own)
            if v >= n_principals:
                write(space.alone, v, read(space.own, 0))
                continue
            for t in range(at(layout.tables, PARTIES, party, N_TYPES)):
                for lane in range(LANES):
                    value, row = lane_of(space.own, t, lane), rows.row[lane]
                    if situation == 1:
                        without.at_table[row, v, t] = value
                    elif situation == 2:
                        without.broken[row, v, t] = value
                    else:
                        without.apart[row, v, t] = value
                        if final == 0:
                            without.broken[row, v, t] = value


@part
def suppose_disagreement(layout: Layout, situation: int, z: Floats, out: Floats) -> None:
    """Write the columns apart (0), at the table (1) or after a final breakdown (2)."""
    copy(z, out)
    write(out, at(layout.tables, FLAGS, AT_TABLE, 0), 1.0 if situation == 1 else 0.0)
    if situation == 2:
        write(out, at(layout.tables, FLAGS, BROKEN, 0), 1.0)


@kernel
def disagreement_columns(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    out: Floats,
) -> None:
    """Write the columns apart, at the table and after a final breakdown, before anybody reacts.

    `out` is an array over (row, situation, column).
    """
    n_columns = out.shape[2]
    z, supposed = zeros(n_columns), zeros(n_columns)
    rows, of_row = (
        room_for_rows(numbers, state, positions),
        out.reshape(out.shape[0], 3 * n_columns),
    )
    for first in range(0, positions.world.size, LANES):
        seat_from(numbers, state, positions, first, rows)
        present_columns(layout, rows, z)
        for situation in range(3):
            suppose_disagreement(layout, situation, z, supposed)
            take_rows(supposed, 0, n_columns, rows.row, of_row, situation * n_columns)
