"""What the others are expected to do next: level-1 reactions (model, equation 4).

Each other party is expected to make `foresight` rounds of myopic steps, drawn from a logit over
holding and each one-rung step by its flow payoff (level-k reasoning of depth one: Stahl and Wilson,
1995, Games and Economic Behavior 10:218-254), or as its own strategy says: then its answer comes
in as an array.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.solver.compiled import kernel, part, reserving, unit
from bargaining.solver.elementary import exp
from bargaining.solver.lanes import (
    LANES,
    Lanes,
    any_above,
    lane_of,
    larger,
    put_column,
    put_row,
    read,
    smaller,
    take_rows,
    write,
    zeros,
)
from bargaining.solver.layout import (
    FORESIGHT,
    FREE_WEIGHT,
    INERTIA,
    ISSUES,
    N_RUNGS,
    N_TYPES,
    NOISE,
    OWN,
    OWN_EXCESS,
    OWN_FROM,
    OWN_LAG,
    OWN_MOVED,
    OWN_PAYOFF,
    OWN_TO,
    PARTIES,
    PROMISED_WEIGHT,
    REVERSAL,
    REVERSIBLE,
    RULES,
    TYPE,
    UNDELIVERED,
    Layout,
    Positions,
    PublicState,
    at,
)
from bargaining.solver.payoffs import (
    level_at,
    level_on,
    set_concession,
    set_concessions,
    set_level,
    set_rung,
    set_unreciprocated,
    undelivered_share,
    weight_of_type,
)
from bargaining.solver.polynomials import evaluate_moved, evaluate_unmoved, most_terms
from bargaining.solver.prices import (
    cost_of_step,
    n_options,
    price_steps,
    step_is_open,
    step_is_promised,
    weigh_holding,
)
from bargaining.solver.rows import Rows, lines, name_rows, room_for_rows, seat_from, seat_state

__all__ = [
    "Steps", "expected_level", "find_steps", "myopic_scores", "reaction_probabilities",
    "room_for_steps", "set_expected_levels", "step_scores",
]  # fmt: skip


@kernel
def step_scores(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    party: int,
    columns: Floats,
    out: Floats,
) -> None:
    """Write the myopic scores of a party's steps in supposed positions (model, equation 4).

    Parameters
    ----------
    columns : array over (row, cell, column)
        What is supposed.
    out : array over (row, cell, type, option)
    """
    n_types, n_options = out.shape[2], out.shape[3]
    z, prices, steps = zeros(columns.shape[2]), zeros(n_options), room_for_steps(layout, n_options)
    rows, n_rows = room_for_rows(numbers, state, positions), positions.world.size
    of_row = out.reshape(n_rows, columns.shape[1] * n_types * n_options)
    for first in range(0, n_rows, LANES):
        seat_from(numbers, state, positions, first, rows)
        price_steps(layout, rows, held, party, prices)
        for cell in range(columns.shape[1]):
            for lane in range(LANES):
                put_row(columns[rows.row[lane], cell], lane, z)
            myopic_scores(layout, rows, party, prices, z, steps)
            for own in range(n_types):
                column = (cell * n_types + own) * n_options
                take_rows(steps.scores[own], 0, n_options, rows.row, of_row, column)


@kernel
def find_steps(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    party: int,
    feasible: Bools,
    promised: Bools,
    cost: Floats,
    holding: Floats,
) -> None:
    """Write which steps a party has, which deliver on a promise in force, and what they cost.

    Parameters
    ----------
    feasible, promised : booleans over (row, option)
        Option 0 is to hold, which is feasible; then come up and down for each own issue.
    cost : array over (row, option)
        Payoff units.
    holding : array over (row,)
        What is added to the log-odds of holding.
    """
    tables, start = layout.tables, at(layout.tables, PARTIES, party, OWN_FROM)
    found, rows = zeros(3), room_for_rows(numbers, state, positions)
    for first in range(0, positions.world.size, LANES):
        name_rows(positions, first, rows)
        seat_state(state, positions, rows)
        for column in (INERTIA, REVERSAL, FREE_WEIGHT, PROMISED_WEIGHT):
            put_column(numbers, at(tables, PARTIES, party, column), rows.draw, rows.numbers)
        weigh_holding(layout, rows, held, party, found)
        for lane in range(LANES):
            row = rows.row[lane]
            feasible[row, 0], promised[row, 0], cost[row, 0] = True, False, 0.0
            holding[row] = lane_of(found, 0, lane)
        for option in range(1, feasible.shape[1]):
            issue = at(tables, OWN, start + (option - 1) // 2, 0)
            direction = 1 - 2 * ((option - 1) % 2)
            write(found, 0, step_is_open(layout, rows, held, party, option, issue, direction))
            write(found, 1, step_is_promised(layout, rows, issue, direction))
            write(found, 2, cost_of_step(layout, rows, party, issue, direction))
            for lane in range(LANES):
                row = rows.row[lane]
                feasible[row, option] = lane_of(found, 0, lane) > 0.0
                promised[row, option] = lane_of(found, 1, lane) > 0.0
                cost[row, option] = lane_of(found, 2, lane)


class Steps(NamedTuple):
    """Room to weigh the steps of a party in.

    Attributes
    ----------
    scores : array over (type, option and lane)
    unmoved : array over (term, type and lane)
    """

    scores: Floats
    unmoved: Floats


@reserving
def room_for_steps(layout: Layout, n_options: int) -> Steps:
    """Return room to weigh so many steps in."""
    return Steps(lines(np.int64(2), n_options), zeros(2 * most_terms(layout)))


@unit
def myopic_scores(
    layout: Layout, rows: Rows, party: int, prices: Floats, z: Floats, steps: Steps
) -> None:
    """Write (flow payoff - cost) / noise of each step of a party into `steps.scores`.

    It is -inf for a step that is not open. Other parties' ladders, conditions and flags are as `z`
    supposes them; the own ladders start from the actual rungs, and hold is valued last, so that `z`
    ends with them there.

    `prices`, over (option, lane), are those of `price_steps`.
    """
    tables, scores, unmoved = layout.tables, steps.scores, steps.unmoved
    polynomial = at(tables, PARTIES, party, OWN_PAYOFF)
    moved = at(tables, PARTIES, party, OWN_MOVED)
    two_types, column = at(tables, PARTIES, party, N_TYPES) == 2, at(tables, PARTIES, party, TYPE)
    belief, noise = read(z, column), read(rows.numbers, at(tables, PARTIES, party, NOISE))
    first, last = at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)
    for i in range(first, last):
        issue = at(tables, OWN, i, 0)
        set_rung(layout, issue, read(rows.rung, issue), z)
    if two_types:
        write(z, column, 1.0)
    evaluate_unmoved(layout, polynomial, column if two_types else -1, rows.numbers, z, unmoved)
    if at(tables, PARTIES, party, OWN_EXCESS):
        set_concessions(layout, rows.numbers, z)
    option = 0
    for i in range(first, last):
        issue = at(tables, OWN, i, 0)
        rung, highest = read(rows.rung, issue), float(at(tables, ISSUES, issue, N_RUNGS) - 1)
        for direction in range(1, -2, -2):
            option += 1
            low, high, price = -np.inf, -np.inf, read(prices, option)
            if any_above(np.inf, price):
                reached = smaller(larger(rung + float(direction), 0.0), highest)
                set_rung(layout, issue, reached, z)
                follow_own_ladders(layout, rows, party, z)
                low, high = evaluate_moved(layout, moved, unmoved, z)
            # Where the price is infinite, the score is -inf.
            write(scores[0], option, (low - price) / noise)
            if two_types:
                write(scores[1], option, (high - price) / noise)
        set_rung(layout, issue, rung, z)
    follow_own_ladders(layout, rows, party, z)
    low, high = evaluate_moved(layout, moved, unmoved, z)
    write(scores[0], 0, low / noise + read(prices, 0))
    if two_types:
        write(scores[1], 0, high / noise + read(prices, 0))
    write(z, column, belief)


@part
def follow_own_ladders(layout: Layout, rows: Rows, party: int, z: Floats) -> None:
    """Read off a party's ladders the shares that its own part of the payoff rests on."""
    tables = layout.tables
    if at(tables, PARTIES, party, OWN_LAG):
        lag = undelivered_share(layout, rows.public, party, z)
        write(z, at(tables, PARTIES, party, UNDELIVERED), lag)
    if at(tables, PARTIES, party, OWN_EXCESS):
        set_concession(layout, rows.numbers, party, z)
        set_unreciprocated(layout, rows.numbers, z)


@unit
def reaction_probabilities(
    layout: Layout,
    rows: Rows,
    party: int,
    prices: Floats,
    z: Floats,
    steps: Steps,
    probability: Floats,
) -> None:
    """Write the probabilities of a party's next step, its types mixed by belief (equation 4).

    `probability` is an array over (option, lane).
    """
    n, n_types = n_options(layout, party), at(layout.tables, PARTIES, party, N_TYPES)
    myopic_scores(layout, rows, party, prices, z, steps)
    for option in range(n):
        write(probability, option, 0.0)
    for own in range(n_types):
        scores = steps.scores[own]
        top = read(scores, 0)
        for option in range(1, n):
            top = larger(top, read(scores, option))
        total = 0.0
        for option in range(n):
            odds = exp(read(scores, option) - top)
            write(scores, option, odds)
            total = total + odds
        weight = weight_of_type(layout, rows.public, party, own) / total
        for option in range(n):
            write(probability, option, read(probability, option) + weight * read(scores, option))


@part
def expected_level(layout: Layout, rows: Rows, issue: int, up: Lanes, down: Lanes) -> Lanes:
    """Return where a ladder is expected after `foresight` rounds of such steps (equation 4)."""
    rung, last = read(rows.rung, issue), at(layout.tables, ISSUES, issue, N_RUNGS) - 1
    present = level_on(layout, issue, rung)
    above = level_on(layout, issue, smaller(rung + 1.0, float(last))) - present
    below = present - level_on(layout, issue, larger(rung - 1.0, 0.0))
    rounds = float(at(layout.tables, RULES, FORESIGHT, 0))
    level = present + rounds * (above * up - below * down)
    if at(layout.tables, ISSUES, issue, REVERSIBLE):
        level = larger(level, level_at(layout, issue, 0))
    else:
        level = larger(level, present)
    return smaller(level, level_at(layout, issue, last))


@part
def set_expected_levels(
    layout: Layout, rows: Rows, party: int, probability: Floats, z: Floats
) -> None:
    """Put a party's ladders where its next steps are expected to take them."""
    start = at(layout.tables, PARTIES, party, OWN_FROM)
    for i in range(start, at(layout.tables, PARTIES, party, OWN_TO)):
        issue, option = at(layout.tables, OWN, i, 0), 1 + 2 * (i - start)
        up, down = read(probability, option), read(probability, option + 1)
        set_level(layout, issue, expected_level(layout, rows, issue, up, down), z)
