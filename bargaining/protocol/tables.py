"""Tables from round to round: what was at stake stays known where nothing has moved since.

In a game without conditions and third parties nothing moves between rounds but what the table
itself decides, so packages keep their values until somebody signs, moves a ladder or is believed to
be of another type.
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Ints
from bargaining.views.reaction import Reactors
from bargaining.views.table import TableEquilibrium, TablePayoffs
from bargaining.world.parameters import Parameters
from bargaining.world.state import BatchState
from bargaining.world.world import World

__all__ = ["Tables"]

# What the values of packages and of disagreement are read off, where no agreement is in force.
_READ = ("rung", "ever_agreed", "talks_broken", "memory", "log_odds")


class Tables:
    """Sets up the table of each round, and remembers the last one."""

    def __init__(self) -> None:
        self._last: TableEquilibrium | None = None
        self._where: Ints = np.zeros(0, dtype=np.int64)
        self._numbers: Parameters | None = None

    def set_up(self, world: World, where: Ints, reactors: Reactors) -> TableEquilibrium:
        """Return the table of some worlds, rising in number, as they stand now."""
        rows = world.rows.take(where)
        known = self._still_known(world, rows, where)
        table = TableEquilibrium(rows, reactors, detail=True, known=known)
        self._last, self._where, self._numbers = table, where, world.parameters
        return table

    def _still_known(self, world: World, rows: BatchState, where: Ints) -> TablePayoffs | None:
        last, game = self._last, world.game
        if last is None or "payoffs" not in last.__dict__ or game.conditions or game.third_parties:
            return None
        if world.parameters is not self._numbers:
            return None
        if not np.array_equal(rows.constraints.menu_rules, last.rows.constraints.menu_rules):
            return None
        place = np.minimum(np.searchsorted(self._where, where), len(self._where) - 1)
        if not np.array_equal(self._where[place], where):
            return None
        for name in _READ:
            if not np.array_equal(getattr(rows.state, name), getattr(last.rows.state, name)[place]):
                return None
        return last.payoffs if len(place) == len(self._where) else last.payoffs.take(place)
