"""Which steps a party has, and what they cost beside what they do to its payoff (equation 4)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import part, unit
from bargaining.solver.elementary import log
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
from bargaining.solver.payoffs import level_at

__all__ = [
    "cost_of_step",
    "n_options",
    "price_steps",
    "step_exists",
    "step_is_open",
    "step_is_promised",
    "weight_of_holding",
]


@part
def n_options(layout: Layout, party: int) -> int:
    """Return how many step options a party has: hold, then up and down for each own issue."""
    first = at(layout.tables, PARTIES, party, OWN_FROM)
    return 1 + 2 * (at(layout.tables, PARTIES, party, OWN_TO) - first)


@part
def step_exists(layout: Layout, rung: Ints, held: Bools, issue: int, direction: int) -> bool:
    """Return whether a ladder can be moved by one rung.

    Parameters
    ----------
    rung : integers over (issue,)
    held : booleans over (issue, 2)
        Moves up and down that an intervention forbids.
    """
    moved = rung[issue] + direction
    if moved < 0 or moved >= at(layout.tables, ISSUES, issue, N_RUNGS):
        return False
    if direction < 0:
        return bool(at(layout.tables, ISSUES, issue, REVERSIBLE)) and not held[issue, 1]
    return not held[issue, 0]


@part
def step_is_open(
    layout: Layout,
    public: Floats,
    rung: Ints,
    held: Bools,
    party: int,
    option: int,
    issue: int,
    direction: int,
) -> bool:
    """Return whether a step exists that the party's own rule does not close."""
    tables = layout.tables
    if not step_exists(layout, rung, held, issue, direction):
        return False
    place = party * at(tables, RULES, MOST_OPTIONS, 0) + option
    return bool(public[at(tables, RULES, CLOSED, 0) + place] == 0.0)


@part
def step_is_promised(
    layout: Layout, public: Floats, rung: Ints, issue: int, direction: int
) -> bool:
    """Return whether a step delivers on a promise in force."""
    below = (
        level_at(layout, issue, rung[issue])
        < public[at(layout.tables, RULES, TARGETS, 0) + issue] - 1e-9
    )
    return public[IN_FORCE] > 0.0 and direction > 0 and below


@part
def cost_of_step(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    party: int,
    issue: int,
    direction: int,
) -> float:
    """Return what a step costs: inertia, and more where it undoes the last one; 0 if promised."""
    if step_is_promised(layout, public, rung, issue, direction):
        return 0.0
    cost: float = numbers[at(layout.tables, PARTIES, party, INERTIA)]
    if direction * public[at(layout.tables, RULES, LAST_STEPS, 0) + issue] < 0.0:
        cost += numbers[at(layout.tables, PARTIES, party, REVERSAL)]
    return cost


@part
def weight_of_holding(
    layout: Layout, numbers: Floats, public: Floats, rung: Ints, held: Bools, party: int
) -> float:
    """Return the log of B: what holding weighs beside its value, for the steps that are open.

    Where nothing depends on the choice, all steps together have the probability that the file
    gives to moving at indifference.
    """
    tables = layout.tables
    free = numbers[at(tables, PARTIES, party, FREE_WEIGHT)]
    promised = numbers[at(tables, PARTIES, party, PROMISED_WEIGHT)]
    if promised == 0.0:
        return 0.0
    total = 0.0
    option = 0
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        for direction in range(1, -2, -2):
            option += 1
            if step_is_open(layout, public, rung, held, party, option, issue, direction):
                is_promised = step_is_promised(layout, public, rung, issue, direction)
                total += promised if is_promised else free
    return log(total) if total > 1.0 else 0.0


@unit
def price_steps(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    held: Bools,
    party: int,
    prices: Floats,
) -> None:
    """Write what each step of a party costs, infinity where it is not open.

    Parameters
    ----------
    prices : array over (option,)
        Option 0 is to hold: the log of what that weighs. All this rests on where the ladders stand
        and not on what is supposed of others.
    """
    tables, option = layout.tables, 0
    prices[0] = weight_of_holding(layout, numbers, public, rung, held, party)
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        for direction in range(1, -2, -2):
            option += 1
            prices[option] = np.inf
            if step_is_open(layout, public, rung, held, party, option, issue, direction):
                cost = cost_of_step(layout, numbers, public, rung, party, issue, direction)
                prices[option] = cost
