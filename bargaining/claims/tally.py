"""Tallies: the sums over worlds that suffice for a quantity, small enough to be kept.

Every atom of a quantity is a function of a few sums over worlds, so that a quantity of any set of
worlds follows from the sums of its parts: all draws, one draw, or all draws but one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.claims.values import apply, known_by, missing, survival, world_values
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.quantity_tree import (
    Atom,
    Constant,
    Lost,
    Node,
    Operation,
    Quantity,
    ShareOfWorlds,
)

__all__ = [
    "BLOCKS", "Tally", "atom_value", "basis", "entries", "quantity_of", "statement_value", "tally",
    "texts_of",
]  # fmt: skip

# A draw's worlds in so many parts at most: enough to see how far luck moves the draw's value.
BLOCKS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums over worlds for one quantity of one run.

    Over (draw,) stand the numbers of the `draws`, increasing, and how many `worlds` each has. There
    are `sums` over (draw, block, entry) for each atom of the quantity, a block being the same set
    of worlds of a draw in every run with as many worlds a draw, and `ranges` over (atom, 2) of the
    numbers met in a world. `drawn` tells whether any number of the scenario is. A row is one draw,
    unless `alike` has put as many as `times` says into one.
    """

    draws: NDArray[np.int64]
    worlds: NDArray[np.int64]
    sums: tuple[Floats, ...]
    ranges: Floats
    drawn: bool
    times: NDArray[np.int64]

    @property
    def n_draws(self) -> int:
        """How many draws there are."""
        return int(self.times.sum())

    @property
    def n_worlds(self) -> int:
        """How many worlds there are."""
        return int((self.times * self.worlds).sum())

    @property
    def by_draw(self) -> tuple[Floats, ...]:
        """The sums of a draw, arrays over (draw, entry)."""
        return tuple(part.sum(axis=1) for part in self.sums)

    @property
    def total(self) -> tuple[Floats, ...]:
        """The sums of all worlds, arrays over (entry,)."""
        return tuple((self.times[:, None] * part).sum(axis=0) for part in self.by_draw)

    def first(self, n_draws: int) -> Tally:
        """Return the tally of the first draws alone; the range of numbers is that of all."""
        few = slice(0, n_draws)
        sums = tuple(part[few] for part in self.sums)
        return Tally(
            self.draws[few], self.worlds[few], sums, self.ranges, self.drawn, self.times[few]
        )

    def to_arrays(self, key: str) -> dict[str, NDArray[Any]]:
        """Return the tally as arrays whose names begin with a key, for a file."""
        named: dict[str, Any] = {f"sums_{i}": part for i, part in enumerate(self.sums)}
        named |= {name: getattr(self, name) for name in ("draws", "worlds", "ranges", "drawn")}
        return {f"{key}.{name}": np.asarray(part) for name, part in named.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], key: str) -> Tally:
        """Return the tally that `to_arrays` turned into arrays."""
        draws, worlds, ranges, drawn = (
            arrays[f"{key}.{name}"] for name in ("draws", "worlds", "ranges", "drawn")
        )
        sums = tuple(arrays[f"{key}.sums_{i}"] for i in range(len(ranges)))
        return cls(draws, worlds, sums, ranges, bool(drawn), np.ones_like(draws))

    @classmethod
    def joined(cls, parts: Sequence[Tally]) -> Tally:
        """Return the tally of several parts of one run, no world in two of them."""
        if len(parts) == 1:
            return parts[0]
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
        drawn = any(part.drawn for part in parts)
        return cls(draws, worlds, tuple(sums), _limits(parts), drawn, np.ones_like(draws))

    @classmethod
    def alike(cls, parts: Sequence[Tally]) -> Tally:
        """Return the tally of parts of whole draws, with those of the same sums in one row.

        Levels of it are those of `joined`, and it needs memory for each kind of draw instead of
        each draw. Its `draws` are the first ones of their kinds: nothing is left to pair.
        """
        shapes = [one.shape[1:] for one in parts[0].sums]
        # A block is a set of worlds like any other: their order within a draw does not matter.
        cells = np.concatenate(
            [np.concatenate(part.sums, axis=2) for part in parts], dtype=np.float64
        )
        order = np.lexsort(np.moveaxis(cells, 2, 0), axis=1)
        cells = np.take_along_axis(cells, order[..., None], axis=1)
        worlds, draws, times = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("worlds", "draws", "times")
        )
        rows = np.column_stack([worlds, cells.reshape(len(cells), -1)])
        order = np.lexsort((draws, *rows.T))
        rows = rows[order]
        new = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1)))
        cells = rows[new, 1:].reshape(len(new), *cells.shape[1:])
        ends = np.cumsum([entries for _, entries in shapes])[:-1]
        return cls(
            draws[order][new],
            worlds[order][new],
            tuple(np.split(cells, ends, axis=2)),
            _limits(parts),
            parts[0].drawn,
            np.add.reduceat(times[order], new),
        )


def tally(
    quantity: Quantity, outcomes: Outcomes, *, blocks: int = BLOCKS, weights: Floats | None = None
) -> Tally:
    """Add up what a quantity needs of a result, by draw and by `blocks` of a draw's worlds.

    Each world counts once, or as its entry in `weights`, shape (world,). A scenario that lacks a
    word or a round of the quantity is refused.
    """
    quantity_of(quantity.text, outcomes.scenario)
    draws, row = np.unique(outcomes.draw, return_inverse=True)
    per_draw = outcomes.record.worlds_per_draw
    n_blocks = min(blocks, per_draw)
    place = row * n_blocks + (outcomes.world % per_draw) * n_blocks // per_draw
    sums: list[Floats] = []
    ranges = []
    for atom in quantity.atoms:
        columns, limits = entries(atom, outcomes)
        if weights is not None:
            columns = columns * weights[:, None]
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
        outcomes.has_uncertainty,
        np.ones(len(draws), dtype=np.int64),
    )


def _limits(parts: Sequence[Tally]) -> Floats:
    """Return the ranges of the numbers met in any of several parts."""
    ranges = np.stack([part.ranges for part in parts])
    return np.stack([ranges[..., 0].min(axis=0), ranges[..., 1].max(axis=0)], axis=1)


def quantity_of(text: str, scenario: Scenario) -> Quantity:
    """Return a quantity of a scenario from its text, or tell why it cannot be asked of it."""
    try:
        return read_quantity(text, scenario)
    except ValueError as error:
        raise ArgumentError(f"{scenario.name}: the quantity {text[:200]!r} {error}") from None


def texts_of(quantities: Any) -> tuple[str, ...]:
    """Return one text or several of quantities as a tuple; refuse anything else."""
    texts = [quantities] if isinstance(quantities, str) else quantities
    if not isinstance(texts, Iterable) or not all(isinstance(one, str) for one in texts):
        raise ArgumentError(
            f'quantities are texts such as "P(settlement)", one or a list; got {quantities!r}'
        )
    return tuple(dict.fromkeys(texts))


def entries(atom: Atom, outcomes: Outcomes) -> tuple[Floats, tuple[float, float]]:
    """Return what each world adds to the sums of an atom, and the least and greatest number met.

    The array is over (world, entry). Entries of ``P`` are whether it happened and counts, and
    whether it counts; of ``E`` the number, and whether it counts; of both then whether it counts
    and a number to be compared is missing, and whether both hold and the condition is known only
    after what is counted. Those of ``lost`` are losses after 1, 2, ... rounds, then worlds watched
    after as many.
    """
    if isinstance(atom, Lost):
        lost, observed = survival(atom.event, outcomes, atom.rounds)
        return np.concatenate([lost, observed], axis=1).astype(np.float64), (0.0, 1.0)
    of_shares = isinstance(atom, ShareOfWorlds)
    node = atom.event if isinstance(atom, ShareOfWorlds) else atom.number
    found, given = world_values(node, outcomes), np.ones(len(outcomes), dtype=bool)
    if atom.given is not None:
        given = world_values(atom.given, outcomes)
    counts = given if of_shares else given & np.isfinite(found)
    late = np.zeros(len(outcomes), dtype=bool)
    if atom.given is not None:
        both = counts & found if of_shares else counts
        late = both & (known_by(atom.given, outcomes) > known_by(node, outcomes))
    met = np.array([0.0, 1.0]) if of_shares else found[counts]
    limits = (float(met.min()), float(met.max())) if met.size else (np.inf, -np.inf)
    part = np.where(counts, found, 0.0)
    columns = part, counts, counts & missing(node, outcomes), late
    return np.stack(columns, axis=1).astype(np.float64), limits


def atom_value(atom: Atom, sums: Floats) -> Floats:
    """Return an atom's value over cells from sums over (*cells, entry); NaN where none counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if not isinstance(atom, Lost):
            return np.asarray(sums[..., 0] / sums[..., 1])
        # Kaplan and Meier (1958, JASA 53): the product of what is kept each round. Where nobody is
        # watched so long, it is not known, unless all was lost before.
        kept = 1.0 - sums[..., : atom.rounds] / sums[..., atom.rounds :]
    gone = np.logical_or.accumulate(kept == 0.0, axis=-1)
    return np.asarray(1.0 - np.where(gone, 0.0, kept).prod(axis=-1))


def basis(atom: Atom, sums: Floats) -> Floats:
    """Return how many worlds an atom rests on, array over cells of sums over (*cells, entry)."""
    return np.asarray(sums[..., atom.rounds if isinstance(atom, Lost) else 1])


def statement_value(node: Node, known: Mapping[Node, Floats]) -> NDArray[np.generic]:
    """Return the value of an expression over worlds from the values of its atoms."""
    if node in known:
        return known[node]
    if isinstance(node, Constant):
        return np.asarray(node.value)
    assert isinstance(node, Operation)
    return apply(node.sign, [statement_value(part, known) for part in node.parts])
