"""The public state as the kernels read it, and the positions that steps lead to."""

from __future__ import annotations

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel
from bargaining.solver.layout import (
    AT_TABLE,
    BROKEN,
    EVER_AGREED,
    IN_FORCE,
    PROMISES_BIND,
    Positions,
)

__all__ = ["reach_positions", "write_closed", "write_flags_and_shares_due"]


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
        public[row, AT_TABLE] = at_table[row]
        public[row, EVER_AGREED] = ever_agreed[row]
        public[row, IN_FORCE] = in_force[row]
        public[row, BROKEN] = broken[row]
        public[row, PROMISES_BIND] = in_force[row] or completed[row]
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
