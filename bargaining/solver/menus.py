"""Which packages of a menu may be offered."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.cells import cell_of, cells_in
from bargaining.solver.compiled import kernel, part
from bargaining.solver.layout import (
    EMPTY_PACKAGE,
    ISSUE,
    LISTED,
    MENU,
    RULES,
    RUNG_SHAPE,
    Layout,
    Positions,
    at,
    size,
)
from bargaining.solver.payoffs import level_at

__all__ = ["feasible_packages", "find_feasible"]


@part
def find_feasible(
    layout: Layout, plan: Ints, rung: Ints, menu_rules: Ints, scratch: Floats, out: Bools
) -> None:
    """Write which packages may be offered (model, B2.1 #4).

    They lower no rung, levels are those the menu lists or the present one, the empty package exists
    only where the menu says so, and the menu's rules in force hold.

    Parameters
    ----------
    scratch : array
        Room for every package and rung.
    """
    n_rungs = plan[3 * LISTED + 1]
    steps, moves = scratch[:n_rungs], scratch[n_rungs:]
    for package in range(out.size):
        moves[package] = 0.0
    for a in range(size(plan, MENU)):
        present = rung[at(plan, MENU, a, ISSUE)]
        for r in range(n_rungs):
            allowed = r > present and at(plan, LISTED, a, r) != 0
            steps[r] = 0.0 if r == present else (1.0 if allowed else -np.inf)
        of = cells_in(plan, 1, at(plan, MENU, a, RUNG_SHAPE))
        for package in range(out.size):
            moves[package] += steps[np.uint64(of[package])]
    least = 0.0 if at(layout.tables, RULES, EMPTY_PACKAGE, 0) != 0 else 1.0
    for package in range(out.size):
        out[package] = moves[package] >= least
    for i in range(menu_rules.shape[0]):
        below, above = menu_rules[i, 0], menu_rules[i, 1]
        a, b = place_on_menu(plan, below), place_on_menu(plan, above)
        for package in range(out.size):
            lower = packaged_level(layout, plan, rung, below, a, package)
            if lower > packaged_level(layout, plan, rung, above, b, package) + 1e-9:
                out[package] = False


@part
def place_on_menu(plan: Ints, issue: int) -> int:
    """Return the place of an issue on the menu, -1 for another."""
    for a in range(size(plan, MENU)):
        if at(plan, MENU, a, ISSUE) == issue:
            return a
    return -1


@part
def packaged_level(
    layout: Layout, plan: Ints, rung: Ints, issue: int, a: int, package: int
) -> float:
    """Return the level that a package gives an issue, which stands at place `a` of the menu."""
    r = rung[issue]
    if a >= 0:
        r = cell_of(plan, 1, package, at(plan, MENU, a, RUNG_SHAPE))
    return level_at(layout, issue, r)


@kernel
def feasible_packages(
    layout: Layout, plan: Ints, positions: Positions, menu_rules: Ints, out: Bools
) -> None:
    """Write which packages may be offered.

    Parameters
    ----------
    menu_rules : integers over (rule, 2)
        Issues of which the first may not stand above the second.
    out : booleans over (row, package)
    """
    scratch = np.zeros(out.shape[1] + plan[3 * LISTED + 1])
    for row in range(out.shape[0]):
        find_feasible(layout, plan, positions.rung[row], menu_rules, scratch, out[row])
