"""The trail that ladders leave: where each stood at the start and after every finished round."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bargaining.arrays import Ints

__all__ = ["Trail"]


@dataclass(frozen=True, slots=True)
class Trail:
    """Rungs of finished rounds, public knowledge of everybody.

    A selection of rows shares the record of all worlds, so taking rows costs one index a row.

    Attributes
    ----------
    rungs : integers over (world, 1 + round, issue)
        The start, then the end of each round; what lies beyond `finished` is not written yet.
    finished : int
        Number of rounds that are over.
    worlds : integers over (row,)
        Place in `rungs` of each row's world.
    """

    rungs: Ints
    finished: int
    worlds: Ints

    @classmethod
    def begin(cls, rung: Ints, rounds: int) -> Trail:
        """Return the trail of worlds that have not begun, from rungs over (world, issue)."""
        worlds, issues = rung.shape
        rungs = np.zeros((worlds, 1 + rounds, issues), dtype=np.int16)
        rungs[:, 0] = rung
        return cls(rungs, 0, np.arange(worlds))

    def followed_by(self, rung: Ints) -> Trail:
        """Return the trail with one more finished round, its rungs over (world, issue)."""
        self.rungs[:, 1 + self.finished] = rung
        return replace(self, finished=self.finished + 1)

    def take(self, rows: Ints | slice) -> Trail:
        """Return the trail of a selection of rows."""
        return replace(self, worlds=self.worlds[rows])

    def seen(self, issue: int) -> Ints:
        """Return an issue's rungs so far, oldest first, shape (row, 1 + finished)."""
        return self.rungs[self.worlds, : 1 + self.finished, issue]
