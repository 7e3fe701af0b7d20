"""What having no agreement is worth (model, equation 8)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, kernel, part, unit
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
from bargaining.solver.reactions import reaction_probabilities, set_expected_levels
from bargaining.solver.windows import average_conditions

__all__ = ["Space", "disagreement_columns", "suppose_disagreement", "value_disagreement"]


@inlined
def disagree(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    row: int,
    situation: int,
    asked: Ints,
    answers: Floats,
    prices: Floats,
    z: Floats,
    scores: Floats,
    unmoved: Floats,
    probability: Floats,
    after: Floats,
) -> None:
    """Write the columns that follow `z` once third parties have reacted to it.

    Parameters
    ----------
    answers : array over (asked, row, situation, option)
    prices : array over (third party, option)
    """
    copy(z, after)
    for j in range(size(plan, REACTIONS)):
        party = at(plan, REACTIONS, j, PARTY)
        if asked[party] >= 0:
            copy(answers[asked[party], row, situation], probability)
        else:
            reaction_probabilities(
                layout, numbers, public, rung, party, prices[j], z, scores, unmoved, probability
            )
        set_expected_levels(layout, rung, party, probability, after)
    derive(layout, numbers, public, after)


class Space(NamedTuple):
    """Room for one row.

    Columns as they are, supposed, after reactions and averaged (`z`, over 4); room for reactions;
    values by own type (`own`); values of ratifiers without an agreement (`alone`).
    """

    z: Floats
    scores: Floats
    unmoved: Floats
    probability: Floats
    own: Floats
    alone: Floats


@unit
def value_disagreement(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    row: int,
    ahead: int,
    asked: Ints,
    answers: Floats,
    prices: Floats,
    space: Space,
    without: Disagreement,
) -> None:
    """Write U0, UT and U0 after a breakdown; those of ratifiers into `space.alone` (equation 8)."""
    n_principals = size(plan, PRINCIPALS)
    final = at(layout.tables, RULES, BREAKDOWN_IS_FINAL, 0)
    z, supposed, after, averaged = space.z[0], space.z[1], space.z[2], space.z[3]
    own = space.own
    for situation in range(2 + final):
        if situation == 0 or at(plan, TALKS_MOVE_OTHERS, 0, 0) != 0:
            suppose_disagreement(layout, situation, z, supposed)
            disagree(
                layout, plan, numbers, public, rung, row, situation, asked, answers, prices,
                supposed, space.scores, space.unmoved, space.probability, after,
            )  # fmt: skip
        else:
            suppose_disagreement(layout, situation, after, after)
        for v in range(size(plan, VALUED)):
            if situation > 0 and v >= n_principals:
                continue
            party = at(plan, VALUED, v, PARTY)
            copy(after, averaged)
            average_conditions(
                layout, numbers, party, condition, np.int64(IN_PAYOFF), ahead, averaged
            )
            payoff_by_type(layout, party, numbers, averaged, own)
            for t in range(at(layout.tables, PARTIES, party, N_TYPES)):
                if v >= n_principals:
                    space.alone[v] = own[t]
                elif situation == 1:
                    without.at_table[row, v, t] = own[t]
                elif situation == 2:
                    without.broken[row, v, t] = own[t]
                else:
                    without.apart[row, v, t] = own[t]
                    if final == 0:
                        without.broken[row, v, t] = own[t]


@part
def suppose_disagreement(layout: Layout, situation: int, z: Floats, out: Floats) -> None:
    """Write the columns apart (0), at the table (1) or after a final breakdown (2)."""
    copy(z, out)
    out[at(layout.tables, FLAGS, AT_TABLE, 0)] = 1.0 if situation == 1 else 0.0
    if situation == 2:
        out[at(layout.tables, FLAGS, BROKEN, 0)] = 1.0


@kernel
def disagreement_columns(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    out: Floats,
) -> None:
    """Write the columns apart, at the table and after a final breakdown, before anybody reacts.

    Parameters
    ----------
    out : array over (row, situation, column)
    """
    z = np.zeros(out.shape[2])
    for row in range(positions.world.size):
        world = positions.world[row]
        present_columns(
            layout, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], z,
        )  # fmt: skip
        for situation in range(3):
            suppose_disagreement(layout, situation, z, out[row, situation])
