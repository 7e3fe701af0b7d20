"""Tallies: the sums over worlds that suffice for a quantity, small enough to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.claims.population import entries
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.scenario.quantity import Quantity, read_quantity

__all__ = ["Tally", "tally"]

# A draw's worlds in so many parts at most: enough to see how far luck moves the draw's value.
_BLOCKS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums over worlds for one quantity of one run.

    Attributes
    ----------
    draws : integers over (draw,)
        Numbers of the draws, increasing.
    worlds : integers over (draw,)
        Worlds of each.
    sums : tuple of arrays over (draw, block, entry)
        One for each atom of the quantity. A block is the same set of worlds of a draw in every run
        with as many worlds a draw.
    ranges : array over (atom, 2)
        The least and the greatest number met in a world.
    drawn : bool
        Whether any number of the scenario is drawn.
    """

    draws: NDArray[np.int64]
    worlds: NDArray[np.int64]
    sums: tuple[Floats, ...]
    ranges: Floats
    drawn: bool

    @property
    def by_draw(self) -> tuple[Floats, ...]:
        """The sums of each draw, arrays over (draw, entry)."""
        return tuple(part.sum(axis=1) for part in self.sums)

    @property
    def total(self) -> tuple[Floats, ...]:
        """The sums of all worlds, arrays over (entry,)."""
        return tuple(part.sum(axis=(0, 1)) for part in self.sums)

    def first(self, n_draws: int) -> Tally:
        """Return the tally of the first draws alone; the range of numbers is that of all."""
        few = slice(0, n_draws)
        sums = tuple(part[few] for part in self.sums)
        return Tally(self.draws[few], self.worlds[few], sums, self.ranges, self.drawn)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the tally as named arrays, for a file."""
        arrays: dict[str, NDArray[Any]] = {
            "draws": self.draws,
            "worlds": self.worlds,
            "ranges": self.ranges,
            "drawn": np.array(self.drawn),
        }
        return {**arrays, **{f"sums_{i}": part for i, part in enumerate(self.sums)}}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Tally:
        """Return the tally that `to_arrays` turned into arrays.

        Raises
        ------
        ArgumentError
            An array is missing.
        """
        try:
            ranges = np.asarray(arrays["ranges"], dtype=np.float64)
            return cls(
                np.asarray(arrays["draws"], dtype=np.int64),
                np.asarray(arrays["worlds"], dtype=np.int64),
                tuple(np.asarray(arrays[f"sums_{i}"], np.float64) for i in range(len(ranges))),
                ranges,
                bool(arrays["drawn"]),
            )
        except KeyError as error:
            raise ArgumentError(f"a tally's arrays must hold {error}; they do not") from None

    @classmethod
    def joined(cls, parts: Sequence[Tally]) -> Tally:
        """Return the tally of several parts of one run, no world in two of them.

        Parameters
        ----------
        parts : sequence of Tally
            Of the same quantity, at least one.

        Raises
        ------
        ArgumentError
            There is no part, or parts differ in their sums' shapes.
        """
        if len({tuple(one.shape[1:] for one in part.sums) for part in parts}) != 1:
            raise ArgumentError(
                "tallies to join must be of one quantity and one number of worlds a draw, and at "
                f"least one; got {len(parts)} of different shapes or none"
            )
        draws, place = np.unique(np.concatenate([p.draws for p in parts]), return_inverse=True)
        worlds = np.zeros(len(draws), dtype=np.int64)
        np.add.at(worlds, place, np.concatenate([part.worlds for part in parts]))
        sums = []
        for i in range(len(parts[0].sums)):
            pieces = np.concatenate([part.sums[i] for part in parts])
            added = np.zeros((len(draws), *pieces.shape[1:]))
            np.add.at(added, place, pieces)
            sums.append(added)
        ranges = np.stack([part.ranges for part in parts])
        limits = np.stack([ranges[..., 0].min(axis=0), ranges[..., 1].max(axis=0)], axis=1)
        return cls(draws, worlds, tuple(sums), limits, any(part.drawn for part in parts))


def tally(quantity: Quantity, outcomes: Outcomes) -> Tally:
    """Add up what a quantity needs of a result, by draw.

    Parameters
    ----------
    quantity : Quantity
    outcomes : Outcomes
        Of any scenario that has the quantity's words and rounds.

    Raises
    ------
    ArgumentError
        The result's scenario lacks a word or a round of the quantity.
    """
    scenario = outcomes.scenario
    try:
        read_quantity(quantity.text, scenario)
    except ValueError as error:
        raise ArgumentError(f"{scenario.name}: the quantity {quantity.text!r} {error}") from None
    draws, row = np.unique(outcomes.draw, return_inverse=True)
    per_draw = outcomes.record.worlds_per_draw
    n_blocks = min(_BLOCKS, per_draw)
    place = row * n_blocks + (outcomes.world % per_draw) * n_blocks // per_draw
    sums: list[Floats] = []
    ranges = []
    for atom in quantity.atoms:
        columns, limits = entries(atom, outcomes)
        n_cells = len(draws) * n_blocks
        added = [np.bincount(place, column, minlength=n_cells) for column in columns.T]
        by_cell = np.stack(added, axis=1).astype(np.float64)
        sums.append(by_cell.reshape(len(draws), n_blocks, -1))
        ranges.append(limits)
    return Tally(
        draws.astype(np.int64),
        np.bincount(row, minlength=len(draws)).astype(np.int64),
        tuple(sums),
        np.array(ranges, dtype=np.float64),
        outcomes.is_drawn,
    )
