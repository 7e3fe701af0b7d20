"""From sums over worlds to the value of a quantity.

Every atom of a quantity is a function of a few sums over worlds, so that a quantity of any set of
worlds follows from the sums of its parts: all draws, one draw, or a resample of draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.claims.arithmetic import apply
from bargaining.claims.per_world import survival, world_values
from bargaining.outcomes import Outcomes
from bargaining.scenario.quantity import (
    Atom,
    Constant,
    Lost,
    Node,
    Operation,
    Quantity,
    ShareOfWorlds,
)

__all__ = ["atom_value", "basis", "entries", "quantity_value", "statement_value"]


def entries(atom: Atom, outcomes: Outcomes) -> tuple[Floats, tuple[float, float]]:
    """Return what each world adds to the sums of an atom, and the least and greatest number met.

    Returns
    -------
    array over (world, entry)
        ``P``: whether it happened and counts, whether it counts. ``E``: the number, and whether
        it counts. ``lost``: losses after 1, 2, ... rounds, then worlds watched after as many.
    tuple of float
    """
    if isinstance(atom, Lost):
        lost, observed = survival(atom.event, outcomes, atom.rounds)
        return np.concatenate([lost, observed], axis=1).astype(np.float64), (0.0, 1.0)
    counts = np.ones(len(outcomes), dtype=bool)
    if atom.given is not None:
        counts = world_values(atom.given, outcomes)
    if isinstance(atom, ShareOfWorlds):
        happened = world_values(atom.event, outcomes) & counts
        return np.stack([happened, counts], axis=1).astype(np.float64), (0.0, 1.0)
    number = world_values(atom.number, outcomes)
    counts = counts & np.isfinite(number)
    met = number[counts]
    limits = (float(met.min()), float(met.max())) if met.size else (np.inf, -np.inf)
    return np.stack([np.where(counts, number, 0.0), counts], axis=1), limits


def atom_value(atom: Atom, sums: Floats) -> Floats:
    """Return an atom's value, NaN where no world counts.

    Parameters
    ----------
    atom : Atom
    sums : array over (*cells, entry)
        As `entries` has them, added up.

    Returns
    -------
    array over cells
    """
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


def quantity_value(quantity: Quantity, sums: Sequence[Floats]) -> Floats:
    """Return the value of a quantity without shares of draws.

    Parameters
    ----------
    quantity : Quantity
    sums : sequence of arrays over (*cells, entry)
        One for each of its atoms.

    Returns
    -------
    array over cells
        NaN where it is not defined.
    """
    atoms: dict[Node, Floats] = {
        atom: atom_value(atom, of) for atom, of in zip(quantity.atoms, sums, strict=True)
    }
    return np.asarray(statement_value(quantity.tree, atoms), dtype=np.float64)


def statement_value(node: Node, known: Mapping[Node, Floats]) -> NDArray[np.generic]:
    """Return the value of an expression over worlds from the values of its atoms."""
    if node in known:
        return known[node]
    if isinstance(node, Constant):
        return np.asarray(node.value)
    assert isinstance(node, Operation)
    return apply(node.sign, [statement_value(part, known) for part in node.parts])
