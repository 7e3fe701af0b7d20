"""The public history of finished rounds: where each ladder stood, and who offered what."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bargaining.arrays import Ints, rows_of

__all__ = ["PublicHistory"]


@dataclass(frozen=True, slots=True)
class PublicHistory:
    """Rungs and offers of finished rounds, public knowledge of everybody.

    A selection of rows shares the record of all worlds, so taking rows costs one index a row.

    Attributes
    ----------
    rungs : integers over (world, 1 + round, issue)
        The start, then the end of each round; what lies beyond `finished` is not written yet.
    packages : integers over (world, round)
        Number of the package offered in each round, -1 where there was none.
    proposers : integers over (world, round)
        Place among the principals of who made it, -1 where nobody had the floor.
    finished : int
        Number of rounds that are over.
    worlds : integers over (row,)
        Place in these arrays of each row's world.
    """

    rungs: Ints
    packages: Ints
    proposers: Ints
    finished: int
    worlds: Ints

    @classmethod
    def begin(cls, rung: Ints, rounds: int) -> PublicHistory:
        """Return the history of worlds that have not begun, from rungs over (world, issue)."""
        worlds, issues = rung.shape
        rungs = np.zeros((worlds, 1 + rounds, issues), dtype=np.int16)
        rungs[:, 0] = rung
        packages = np.full((worlds, rounds), -1, dtype=np.int32)
        proposers = np.full((worlds, rounds), -1, dtype=np.int16)
        return cls(rungs, packages, proposers, 0, np.arange(worlds))

    def followed_by(self, rung: Ints, package: Ints, proposer: Ints) -> PublicHistory:
        """Return the history with one more finished round.

        Parameters
        ----------
        rung : integers over (world, issue)
        package, proposer : integers over (world,)
        """
        self.rungs[:, 1 + self.finished] = rung
        self.packages[:, self.finished] = package
        self.proposers[:, self.finished] = proposer
        return replace(self, finished=self.finished + 1)

    def take(self, rows: Ints | slice) -> PublicHistory:
        """Return the history of a selection of rows."""
        worlds = rows_of(self.worlds, rows)
        return PublicHistory(self.rungs, self.packages, self.proposers, self.finished, worlds)

    def seen(self, issue: int) -> Ints:
        """Return an issue's rungs so far, oldest first, shape (row, 1 + finished)."""
        return self.rungs[self.worlds, : 1 + self.finished, issue]

    def offered_by(self, principal: int) -> Ints:
        """Return the packages a principal offered so far, -1 for none, shape (row, finished)."""
        here = (self.worlds, slice(0, self.finished))
        return np.where(self.proposers[here] == principal, self.packages[here], -1)
