"""Where each number stands in a row of the matrix of numbers, drawn or derived."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from bargaining.arrays import Ints
from bargaining.world.game import Game

__all__ = ["NumberColumns", "number_columns"]


@dataclass(frozen=True, slots=True)
class NumberColumns:
    """Where each number stands in a row of numbers: drawn, then constant, then derived.

    Attributes
    ----------
    drawn : dict of str to int
        Columns of the file's numbers by dotted path.
    derived : dict of (str, int, int) to int
        Columns of the weights of planning windows by kind, party and condition; of kind "due", the
        mean share of promises due in the rest of a party's window, by the age of the agreement.
    due : integers over (party,)
        First columns of kind "due"; 0 where the file has no schedule.
    schedule_from, width : int
        First column of what is expected of scheduled conditions, and one beyond the last.
    """

    drawn: dict[str, int]
    derived: dict[tuple[str, int, int], int]
    due: Ints
    schedule_from: int
    width: int

    @classmethod
    def of(cls, game: Game) -> NumberColumns:
        """Lay out the numbers of a game."""
        derived: dict[tuple[str, int, int], int] = {}
        start = len(game.numbers)

        def add(kind: str, party: int, condition: int) -> None:
            derived[kind, party, condition] = start + len(derived)

        for constant in (0, 1):
            add("constant", -1, constant)
        for party in range(len(game.parties)):
            for kind in ("first", "reversal", "free", "promised"):
                add(kind, party, -1)
            for condition in game.drivers:
                for kind in ("stay", "drift", "stay_later", "drift_later"):
                    add(kind, party, condition)
            for age in range(game.schedule_length):
                add("due", party, age)
        schedule_from = start + len(derived)
        scheduled = [c for c in range(len(game.conditions)) if c not in game.drivers]
        for condition in scheduled:
            for ahead in range(game.foreseen_rounds):
                add(f"now+{ahead}", -1, condition)
                for party in range(len(game.parties)):
                    add(f"following+{ahead}", party, condition)
        due = np.array([derived.get(("due", p, 0), 0) for p in range(len(game.parties))])
        return cls(game.parameter_index, derived, due, schedule_from, start + len(derived))

    def number(self, path: str, default: int) -> int:
        """Return the column of a number of the file, or of the constant 0 or 1 in its stead."""
        return self.drawn.get(path, self.derived["constant", -1, default])


# Laid out once for each game.
_COLUMNS: WeakKeyDictionary[Game, NumberColumns] = WeakKeyDictionary()


def number_columns(game: Game) -> NumberColumns:
    """Return where each number of a game stands."""
    if game not in _COLUMNS:
        _COLUMNS[game] = NumberColumns.of(game)
    return _COLUMNS[game]
