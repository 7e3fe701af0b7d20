"""The public state as the kernels read it, and the positions that steps lead to."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel
from bargaining.solver.layout import (
    GIVER,
    ISSUES,
    PARTIES,
    RULES,
    SIGNINGS,
    TARGETS,
    Layout,
    Positions,
    at,
    size,
)
from bargaining.solver.payoffs import level_at

__all__ = ["broken_shares", "reach_positions", "write_closed", "write_flags_and_shares_due"]


@kernel
def write_flags_and_shares_due(
    at_table: Bools,
    ever_agreed: Bools,
    in_force: Bools,
    broken: Bools,
    completed: Bools,
    age: Ints,
    term: int,
    draw: Ints,
    numbers: Floats,
    due_numbers: Ints,
    due: int,
    public: Floats,
) -> None:
    """Write the flags, and what is due of promises: now, then over the rest of each window.

    Parameters
    ----------
    at_table, ever_agreed, in_force, broken, completed : booleans over (row,)
    age : integers over (row,)
        Rounds since the last signing.
    term : int
        Rounds until all is due; 0 where all is due at once.
    due_numbers : integers over (party,)
        The first number of what is due over the rest of a party's window, by age.
    due : int
        Column of what is due now; the parties' follow.
    public : array over (row, entry)
    """
    for row in range(draw.size):
        public[row, 0] = at_table[row]
        public[row, 1] = ever_agreed[row]
        public[row, 2] = in_force[row]
        public[row, 3] = broken[row]
        public[row, 4] = in_force[row] or completed[row]
        lasts = in_force[row] and age[row] < term
        public[row, due] = age[row] / term if lasts else 1.0
        for party in range(due_numbers.size):
            share = 1.0
            if lasts:
                share = numbers[draw[row], due_numbers[party] + age[row]]
            public[row, due + 1 + party] = share


@kernel
def write_closed(closed: Bools, first: int, public: Floats) -> None:
    """Write which steps of a party are closed, from a column of the public state on.

    Parameters
    ----------
    closed : booleans over (row, option)
    """
    for row in range(closed.shape[0]):
        for option in range(closed.shape[1]):
            public[row, first + option] = closed[row, option]


@kernel
def reach_positions(
    feasible: Bools, steps: Ints, rung: Ints, condition: Floats, out: Positions, moved: Ints
) -> None:
    """Write where each feasible step leads, row by row; holding comes first in each.

    Parameters
    ----------
    feasible : booleans over (row, option)
    steps : integers over (option, 2)
        Issue and direction, -1 and 0 for holding.
    rung, condition : array over (row, ...)
        As they stand.
    out : Positions
        With a row for each feasible step.
    moved : integers over (position,)
        The issue that moves, -1 for holding.
    """
    place = 0
    for row in range(feasible.shape[0]):
        for option in range(feasible.shape[1]):
            if not feasible[row, option]:
                continue
            out.world[place], moved[place] = row, steps[option, 0]
            for issue in range(rung.shape[1]):
                out.rung[place, issue] = rung[row, issue]
            for c in range(condition.shape[1]):
                out.condition[place, c] = condition[row, c]
            if steps[option, 0] >= 0:
                out.rung[place, steps[option, 0]] += steps[option, 1]
            place += 1


@kernel
def broken_shares(
    layout: Layout, public: Floats, rung: Ints, where: Ints, missing: Floats, shares: Floats
) -> None:
    """Write what is missing of the levels signed, and the undelivered share of promises.

    Parameters
    ----------
    rung : integers over (world, issue)
    where : integers
        The worlds that are asked for; nothing is written for others.
    missing, shares : array over (world, party)
    """
    tables = layout.tables
    targets, signings = at(tables, RULES, TARGETS, 0), at(tables, RULES, SIGNINGS, 0)
    asked = np.zeros(size(tables, PARTIES))
    for i in range(where.size):
        world = where[i]
        asked[:] = 0.0
        missing[world] = 0.0
        for issue in range(size(tables, ISSUES)):
            giver, target = at(tables, ISSUES, issue, GIVER), public[world, targets + issue]
            level = level_at(layout, issue, rung[world, issue])
            missing[world, giver] += max(target - level, 0.0)
            asked[giver] += max(target - public[world, signings + issue], 0.0)
        for party in range(asked.size):
            share = min(1.0, missing[world, party] / asked[party]) if asked[party] > 1e-9 else 0.0
            shares[world, party] = share
