"""Which steps a party has, and what they cost beside what they do to its payoff (equation 4)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.solver.compiled import part, unit
from bargaining.solver.elementary import log
from bargaining.solver.lanes import (
    LANES,
    Lanes,
    any_above,
    lane_of,
    put_lane,
    read,
    where_above,
    write,
)
from bargaining.solver.layout import (
    CLOSED,
    FREE_WEIGHT,
    IN_FORCE,
    INERTIA,
    ISSUES,
    LAST_STEPS,
    MOST_OPTIONS,
    N_RUNGS,
    OWN,
    OWN_FROM,
    OWN_TO,
    PARTIES,
    PROMISED_WEIGHT,
    REVERSAL,
    REVERSIBLE,
    RULES,
    TARGETS,
    Layout,
    at,
)
from bargaining.solver.payoffs import level_on, of_state
from bargaining.solver.rows import Rows

__all__ = [
    "cost_of_step", "n_options", "price_steps", "step_is_open", "step_is_promised", "weigh_holding",
]  # fmt: skip


@part
def n_options(layout: Layout, party: int) -> int:
    """Return how many step options a party has: hold, then up and down for each own issue."""
    first = at(layout.tables, PARTIES, party, OWN_FROM)
    return 1 + 2 * (at(layout.tables, PARTIES, party, OWN_TO) - first)


@part
def step_is_open(
    layout: Layout,
    rows: Rows,
    held: Bools,
    party: int,
    option: int,
    issue: int,
    direction: int,
) -> Lanes:
    """Return 1 where a step of one rung exists that the party's own rule does not close, else 0.

    `held`, booleans over (issue, 2), are the moves up and down that an intervention forbids.
    """
    tables, rung = layout.tables, read(rows.rung, issue)
    if direction > 0:
        last = float(at(tables, ISSUES, issue, N_RUNGS) - 1)
        exists = where_above(last, rung, 1.0, 0.0)
    else:
        exists = where_above(rung, 0.0, 1.0, 0.0)
    forbidden = held[issue, 0 if direction > 0 else 1]
    if forbidden or (direction < 0 and not at(tables, ISSUES, issue, REVERSIBLE)):
        exists = 0.0
    place = party * at(tables, RULES, MOST_OPTIONS, 0) + option
    return where_above(of_state(layout, rows.public, CLOSED, place), 0.0, 0.0, exists)


@part
def step_is_promised(layout: Layout, rows: Rows, issue: int, direction: int) -> Lanes:
    """Return 1 where a step delivers on a promise in force, else 0."""
    level = level_on(layout, issue, read(rows.rung, issue))
    below = where_above(of_state(layout, rows.public, TARGETS, issue) - 1e-9, level, 1.0, 0.0)
    return where_above(float(direction) * read(rows.public, IN_FORCE), 0.0, below, 0.0)


@part
def cost_of_step(layout: Layout, rows: Rows, party: int, issue: int, direction: int) -> Lanes:
    """Return what a step costs: inertia, and more where it undoes the last one; 0 if promised."""
    inertia = read(rows.numbers, at(layout.tables, PARTIES, party, INERTIA))
    undoing = inertia + read(rows.numbers, at(layout.tables, PARTIES, party, REVERSAL))
    onward = float(direction) * of_state(layout, rows.public, LAST_STEPS, issue)
    cost = where_above(0.0, onward, undoing, inertia)
    return where_above(step_is_promised(layout, rows, issue, direction), 0.0, 0.0, cost)


@part
def weigh_holding(layout: Layout, rows: Rows, held: Bools, party: int, out: Floats) -> None:
    """Write the log of B: what holding weighs beside its value, for the steps that are open.

    Where nothing depends on the choice, all steps together have the probability that the file
    gives to moving at indifference.

    `out` is an array over (option, lane). Holding is the first.
    """
    tables = layout.tables
    free = read(rows.numbers, at(tables, PARTIES, party, FREE_WEIGHT))
    promised = read(rows.numbers, at(tables, PARTIES, party, PROMISED_WEIGHT))
    write(out, 0, 0.0)
    if not any_above(promised, 0.0):
        return
    total, option = 0.0, 0
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        for direction in range(1, -2, -2):
            option += 1
            is_promised = step_is_promised(layout, rows, issue, direction)
            weight = where_above(is_promised, 0.0, promised, free)
            is_open = step_is_open(layout, rows, held, party, option, issue, direction)
            total = total + where_above(is_open, 0.0, weight, 0.0)
    write(out, 0, where_above(promised, 0.0, total, 0.0))
    for lane in range(LANES):
        weight_of_all = lane_of(out, 0, lane)
        put_lane(out, 0, lane, log(weight_of_all) if weight_of_all > 1.0 else 0.0)


@unit
def price_steps(layout: Layout, rows: Rows, held: Bools, party: int, prices: Floats) -> None:
    """Write what each step of a party costs, infinity where it is not open.

    Parameters
    ----------
    prices : array over (option, lane)
        Option 0 is to hold: the log of what that weighs. All this rests on where the ladders stand
        and not on what is supposed of others.
    """
    tables, option = layout.tables, 0
    weigh_holding(layout, rows, held, party, prices)
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        for direction in range(1, -2, -2):
            option += 1
            is_open = step_is_open(layout, rows, held, party, option, issue, direction)
            cost = cost_of_step(layout, rows, party, issue, direction)
            write(prices, option, where_above(is_open, 0.0, cost, np.inf))
