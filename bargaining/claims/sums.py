"""One arm of a comparison: a quantity and its tally, as the sums that estimates are made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from bargaining.arrays import Floats
from bargaining.claims.population import atom_value, basis, statement_value
from bargaining.claims.shrinkage import posterior_samples
from bargaining.claims.tally import Tally
from bargaining.errors import ArgumentError
from bargaining.scenario.quantity import Node, Quantity, ShareOfDraws, nodes_within

__all__ = ["Arm", "check_paired", "clusters_of"]


class Arm:
    """A quantity in one run.

    Shares of draws are treated like shares of worlds once they are known: each draw adds the
    probability that the statement holds in it.

    Parameters
    ----------
    quantity : Quantity
    tally : Tally
    """

    def __init__(self, quantity: Quantity, tally: Tally) -> None:
        if len(tally.sums) != len(quantity.atoms):
            raise ArgumentError(
                f"the tally must be one of {quantity.text!r}; it holds {len(tally.sums)} sums "
                f"where that has {len(quantity.atoms)}"
            )
        self.quantity = quantity
        self.tally = tally
        met = (node for node in nodes_within(quantity.tree) if isinstance(node, ShareOfDraws))
        self._shares = tuple(dict.fromkeys(met))
        self._sampled: dict[str, dict[Node, Floats]] = {}

    @cached_property
    def by_draw(self) -> tuple[Floats, ...]:
        """Sums of each draw: of atoms, then of shares of draws; arrays over (draw, entry)."""
        return (*self.tally.by_draw, *(self._held(share) for share in self._shares))

    @property
    def total(self) -> tuple[Floats, ...]:
        """Sums of the run, arrays over (entry,)."""
        return tuple(part.sum(axis=0) for part in self.by_draw)

    @property
    def basis(self) -> Floats:
        """How many worlds each draw's value rests on, by its thinnest atom; shape (draw,)."""
        atoms = zip(self.quantity.atoms, self.tally.by_draw, strict=True)
        return np.asarray(np.min([basis(atom, sums) for atom, sums in atoms], axis=0))

    @property
    def n_informed(self) -> int:
        """Draws in which every atom is defined."""
        atoms = zip(self.quantity.atoms, self.tally.by_draw, strict=True)
        return int(np.all([np.isfinite(atom_value(a, s)) for a, s in atoms], axis=0).sum())

    def parts(self, sums: Sequence[Floats]) -> dict[Node, Floats]:
        """Return the value of each atom and share of draws from its sums."""
        n_atoms = len(self.quantity.atoms)
        atoms = zip(self.quantity.atoms, sums[:n_atoms], strict=True)
        known: dict[Node, Floats] = {atom: atom_value(atom, of) for atom, of in atoms}
        with np.errstate(divide="ignore", invalid="ignore"):
            for share, of in zip(self._shares, sums[n_atoms:], strict=True):
                known[share] = np.asarray(of[..., 0] / of[..., 1])
        return known

    def value(self, sums: Sequence[Floats]) -> Floats:
        """Return the quantity from sums over (*cells, entry), array over cells."""
        return self.at(self.parts(sums))

    def at(self, parts: dict[Node, Floats]) -> Floats:
        """Return the quantity from the values of its parts."""
        return np.asarray(statement_value(self.quantity.tree, parts), dtype=np.float64)

    def samples(self, name: str = "") -> Floats:
        """Return samples of the quantity's true value in each draw, shape (draw, sample)."""
        return np.asarray(
            statement_value(self.quantity.tree, self._atom_samples(name)), dtype=np.float64
        )

    def _atom_samples(self, name: str) -> dict[Node, Floats]:
        if name not in self._sampled:
            atoms = zip(self.quantity.atoms, self.tally.sums, strict=True)
            self._sampled[name] = {
                atom: posterior_samples(atom, sums, f"{name}.{place}")
                for place, (atom, sums) in enumerate(atoms)
            }
        return self._sampled[name]

    def _held(self, share: ShareOfDraws) -> Floats:
        samples = self._atom_samples("")
        held = statement_value(share.statement, samples)
        used = [samples[node] for node in nodes_within(share.statement) if node in samples]
        known = np.isfinite(np.asarray(sum(used))).all(axis=1)
        probability = np.asarray(held, dtype=np.float64).mean(axis=1)
        return np.stack([np.where(known, probability, 0.0), known], axis=1).astype(np.float64)


def check_paired(tallies: Sequence[Tally], *, worlds: bool = True) -> None:
    """Refuse runs that do not share their draws, or their worlds.

    Raises
    ------
    ArgumentError
        Draws differ, or numbers of worlds in them where `worlds` says that these matter.
    """
    first = tallies[0]
    for other in tallies[1:]:
        same = np.array_equal(first.draws, other.draws)
        if worlds and same:
            same = np.array_equal(first.worlds, other.worlds)
        if not same:
            raise ArgumentError(
                "arms to compare must have the same draws and worlds: play them with the same "
                f"worlds, worlds_per_draw and first_world; got {int(first.worlds.sum())} worlds "
                f"of {len(first.draws)} draws and {int(other.worlds.sum())} of {len(other.draws)}"
            )


def clusters_of(arms: Sequence[Arm]) -> tuple[list[tuple[Floats, ...]], bool]:
    """Return the sums of independent clusters, and whether these are draws.

    Draws are, unless there is only one, or nothing is drawn and worlds are independent: then
    blocks of worlds are.
    """
    n_draws = len(arms[0].tally.draws)
    of_draws = any(arm.quantity.of_draws for arm in arms)
    drawn = any(arm.tally.drawn for arm in arms)
    if of_draws or (drawn and n_draws > 1):
        return [arm.by_draw for arm in arms], drawn
    return [
        tuple(part.reshape(-1, part.shape[-1]) for part in arm.tally.sums) for arm in arms
    ], False
