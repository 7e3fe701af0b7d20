"""Which packages a table may be offered."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.world.game import Game
from bargaining.world.state import Rows

__all__ = ["feasible_packages"]


def feasible_packages(rows: Rows) -> Bools:
    """Return which packages may be offered, shape (row, package).

    No package lowers a rung, the empty one exists only where the menu says so, levels are those the
    menu lists or the present one, and menu rules in force hold.
    """
    game = rows.game
    # Rows that stand on the same rungs may be offered the same packages.
    rungs = rows.state.rung[:, list(game.menu)]
    code = np.zeros(rows.n, dtype=np.int64)
    for axis, count in enumerate(game.menu_shape):
        code = code * count + rungs[:, axis]
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    feasible = _feasible_from(game, rungs[first])[which]
    for lower, higher in rows.limits.menu_rules:
        kept = _menu_levels(rows, lower) <= _menu_levels(rows, higher) + 1e-9
        feasible &= np.broadcast_to(kept, (rows.n, *game.menu_shape)).reshape(feasible.shape)
    return feasible


def _feasible_from(game: Game, rungs: Ints) -> Bools:
    """Return the packages open to a table on given rungs, (position, package)."""
    shape = (len(rungs), *game.menu_shape)
    feasible = np.ones(shape, dtype=bool)
    unchanged = np.ones(shape, dtype=bool)
    axes = range(len(game.menu))
    for axis, count in enumerate(game.menu_shape):
        index = np.arange(count)
        present = rungs[:, axis, None]
        allowed = (index >= present) & (game.listed[axis] | (index == present))
        place = (len(rungs), *(count if a == axis else 1 for a in axes))
        feasible &= allowed.reshape(place)
        unchanged &= (index == present).reshape(place)
    if not game.scenario.table.menu.empty_package:
        feasible &= ~unchanged
    return feasible.reshape(len(rungs), game.n_packages)


def _menu_levels(rows: Rows, issue: int) -> Floats:
    """Levels that a package gives an issue, broadcastable to (row, *menu)."""
    game = rows.game
    rungs = game.ladders[issue].rungs
    axes = len(game.menu)
    if issue in game.menu:
        axis = game.menu.index(issue)
        return rungs.reshape((1, *(len(rungs) if a == axis else 1 for a in range(axes))))
    return rows.level(issue).reshape((rows.n,) + (1,) * axes)
