"""Arms of a comparison: a quantity and its tally each, and what a function of their levels is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.claims.shrinkage import posterior_samples
from bargaining.claims.tally import Tally, atom_value, basis, statement_value
from bargaining.claims.values import apply
from bargaining.errors import ArgumentError
from bargaining.scenario.quantity_tree import (
    Atom,
    Constant,
    Lost,
    MeanOfWorlds,
    Node,
    Operation,
    Quantity,
    Reducer,
    ShareOfDraws,
    ShareOfWorlds,
    Since,
    Word,
    nodes_within,
)
from bargaining.stats import (
    ANY,
    Estimate,
    interval,
    jackknife,
    rare_share,
    share_interval,
    within,
)

__all__ = ["Measured", "check_paired", "estimated", "limits_of", "notes"]

# Numbers of payoffs, of types and of concessions: no level in [0, 1].
_UNBOUNDED = ("flow", "net_concession", "payoff", "type", "unreciprocated")


class Measured:
    """A quantity in one run, from its tally.

    Shares of draws are treated like shares of worlds once they are known: each draw adds the
    probability that the statement holds in it.
    """

    def __init__(self, quantity: Quantity, tally: Tally) -> None:
        self.quantity = quantity
        self.tally = tally
        met = (node for node in nodes_within(quantity.tree) if isinstance(node, ShareOfDraws))
        self._shares = tuple(dict.fromkeys(met))
        self._sampled: dict[str, dict[Node, Floats]] = {}

    @cached_property
    def by_draw(self) -> tuple[Floats, ...]:
        """Sums of each draw: of atoms, then of shares of draws; arrays over (draw, entry)."""
        held = []
        for share in self._shares:
            samples = self._atom_samples("")
            holds = np.asarray(statement_value(share.statement, samples), dtype=np.float64)
            used = [samples[node] for node in nodes_within(share.statement) if node in samples]
            known = np.isfinite(np.asarray(sum(used))).all(axis=1)
            held.append(np.stack([np.where(known, holds.mean(axis=1), 0.0), known], axis=1))
        return (*self.tally.by_draw, *held)

    @property
    def total(self) -> tuple[Floats, ...]:
        """Sums of the run, arrays over (entry,)."""
        return tuple((self.tally.times[:, None] * part).sum(axis=0) for part in self.by_draw)

    @property
    def basis(self) -> Floats:
        """How many worlds each draw's value rests on, by its thinnest atom; shape (draw,)."""
        atoms = zip(self.quantity.atoms, self.tally.by_draw, strict=True)
        return np.asarray(np.min([basis(atom, sums) for atom, sums in atoms], axis=0))

    @property
    def informed(self) -> tuple[int, int]:
        """Draws that it rests on, and worlds that count, where groups differ those of the smallest.

        A share of draws asks that each atom is defined in a draw, and worlds of other draws do not
        count; any other quantity asks that worlds of the draw count in every atom.
        """
        some = self.basis > 0
        counts = np.ones_like(some)
        if self.quantity.of_draws:
            atoms = zip(self.quantity.atoms, self.tally.by_draw, strict=True)
            some &= np.all([np.isfinite(atom_value(a, s)) for a, s in atoms], axis=0)
            counts = some
        return int(self.tally.times[some].sum()), min(self._counted(counts))

    @property
    def groups(self) -> dict[str, int]:
        """Worlds that count by the condition of their group, where several groups are compared.

        A group is named by its condition as it was written, all worlds by an empty text. Empty
        where there is one group, or draws are counted and not worlds.
        """
        atoms = self.quantity.atoms
        found: dict[Node | None, tuple[str, int]] = {}
        if self.quantity.of_draws or any(isinstance(atom, Lost) for atom in atoms):
            return {}
        every = np.ones(len(self.tally.draws), dtype=bool)
        for atom, n_worlds in zip(atoms, self._counted(every), strict=True):
            assert isinstance(atom, ShareOfWorlds | MeanOfWorlds)
            said, fewest = found.get(atom.given, (atom.said, n_worlds))
            found[atom.given] = said, min(fewest, n_worlds)
        return dict(found.values()) if len(found) > 1 else {}

    def _counted(self, draws: NDArray[np.bool_]) -> list[int]:
        """Return how many worlds of some draws count in each atom."""
        atoms, times = zip(self.quantity.atoms, self.tally.by_draw, strict=True), self.tally.times
        return [int((times * basis(atom, sums))[draws].sum()) for atom, sums in atoms]

    @property
    def is_share(self) -> bool:
        """Whether it is a share of worlds and nothing else."""
        return isinstance(self.quantity.tree, ShareOfWorlds | Lost)

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
        return self.at(self._atom_samples(name))

    def _atom_samples(self, name: str) -> dict[Node, Floats]:
        if name not in self._sampled:
            atoms = zip(self.quantity.atoms, self.tally.sums, strict=True)
            self._sampled[name] = {
                atom: posterior_samples(atom, sums, f"{name}.{place}")
                for place, (atom, sums) in enumerate(atoms)
            }
        return self._sampled[name]


def check_paired(tallies: Sequence[Tally], *, worlds: bool = True) -> None:
    """Refuse runs whose draws differ, or numbers of worlds in them where `worlds` matter."""
    first = tallies[0]
    for other in tallies[1:]:
        same = np.array_equal(first.draws, other.draws)
        if not same or (worlds and not np.array_equal(first.worlds, other.worlds)):
            raise ArgumentError(
                "arms to compare must have the same draws and worlds: play them with the same "
                f"worlds, worlds_per_draw and first_world; got {first.n_worlds} worlds of "
                f"{first.n_draws} draws and {other.n_worlds} of {other.n_draws}"
            )


def estimated(
    arms: Sequence[Measured],
    combine: Callable[[Sequence[Floats]], Floats],
    confidence: float,
    limits: tuple[float, float] = ANY,
) -> Estimate:
    """Estimate a function of the arms' levels, each draw left out in turn in all arms together.

    The arms are of the same draws and worlds; `combine` goes from their levels, arrays over cells,
    to one array over cells; the interval does not reach beyond `limits`.
    """
    drawn, times = any(arm.tally.drawn for arm in arms), arms[0].tally.times
    cases, clustered = [arm.by_draw for arm in arms], drawn
    some = np.any([(part != 0).any(axis=1) for of in cases for part in of], axis=0)
    # Draws are the cases, unless the numbers rest on one of them only, or nothing is drawn and
    # worlds are independent: then blocks of worlds are.
    if not any(arm.quantity.of_draws for arm in arms) and not (drawn and times[some].sum() > 1):
        cases = [tuple(one.reshape(-1, one.shape[-1]) for one in arm.tally.sums) for arm in arms]
        times, clustered = np.repeat(times, len(cases[0][0]) // len(times)), False
    places = np.cumsum([0, *(len(of) for of in cases)])

    def value(sums: Sequence[Floats]) -> Floats:
        own = [sums[first:end] for first, end in pairwise(places)]
        return combine([arm.value(of) for arm, of in zip(arms, own, strict=True)])

    found, error, n = jackknife([part for of in cases for part in of], value, times)
    if len(arms) == 1 and arms[0].is_share:
        sizes = basis(arms[0].quantity.atoms[0], cases[0][0])
        n_worlds = float((times * sizes).sum())
        ends = share_interval(found, error, n, n_worlds, sizes.max(initial=0.0), confidence)
    elif error == 0 or (n < 2 and len(arms) > 1):
        reach = _hidden(arms, combine, cases, times, confidence)
        ends = found - reach, found + reach
    else:
        ends = interval(found, error, n, confidence)
    first = arms[0].tally
    low, high = within(ends, limits)
    # The arm that rests on fewest draws: draws and worlds of one arm belong together.
    n_informed, n_informed_worlds = min(arm.informed for arm in arms)
    return Estimate(
        value=found,
        standard_error=error,
        low=low,
        high=high,
        n_worlds=first.n_worlds,
        n_draws=first.n_draws,
        n_informed_worlds=n_informed_worlds,
        n_informed=n_informed,
        clustered=clustered,
        confidence=confidence,
    )


def _hidden(
    arms: Sequence[Measured],
    combine: Callable[[Sequence[Floats]], Floats],
    cases: Sequence[tuple[Floats, ...]],
    times: NDArray[np.int64],
    confidence: float,
) -> float:
    """Return how far the value may lie off though it is the same without any of the cases.

    In a share of worlds that may go unseen, a number may be anywhere within the range that it has
    in these worlds, or within 1 where it has none. The same worlds go unseen in all arms, where
    they may raise what raises the value, or what lowers it.
    """
    known = [arm.parts(arm.total) for arm in arms]
    middle = float(combine([arm.at(of) for arm, of in zip(arms, known, strict=True)]))
    up = down = 0.0
    for i, arm in enumerate(arms):
        for place, part in enumerate(known[i]):
            low, high = 0.0, 1.0
            size = float(arm.tally.n_draws)
            if isinstance(part, Atom):
                counts = basis(part, cases[i][place])
                size = max(float(times[counts > 0].sum()), float(counts.max()))
                if isinstance(part, MeanOfWorlds) and np.ptp(arm.tally.ranges[place]) > 0:
                    low, high = arm.tally.ranges[place]
            moved = {**known[i], part: known[i][part] + (high - low) * rare_share(size, confidence)}
            levels = [arm.at(moved if j == i else known[j]) for j, arm in enumerate(arms)]
            change = float(combine(levels)) - middle
            up, down = up + max(change, 0.0), down + max(-change, 0.0)
    return max(up, down)


def notes(arms: Sequence[Measured]) -> tuple[str, ...]:
    """Return what a reader must know of the worlds that a number rests on; often nothing."""
    found, told = [], set()
    for place, atom in enumerate(arms[0].quantity.atoms):
        if isinstance(atom, Lost):
            continue
        part, counts, lacking, late = np.sum([arm.tally.total[place] for arm in arms], axis=0)
        if lacking and isinstance(atom, ShareOfWorlds):
            found.append(
                f"In {counts - lacking:,.0f} of {counts:,.0f} worlds every number to be compared "
                f"is known; in the other {lacking:,.0f} an event did not happen, and a comparison "
                "with it is false."
            )
        if late and atom.given not in told:
            told.add(atom.given)
            both = part if isinstance(atom, ShareOfWorlds) else counts
            found.append(
                f"In {late:,.0f} of {both:,.0f} worlds the condition {atom.said} came true only "
                "after what is counted, so that it cannot be its cause: to ask what a change does, "
                "compare with an intervention."
            )
    return tuple(dict.fromkeys(found))


def limits_of(node: Node, n_rounds: int) -> tuple[float, float]:
    """Return the least and the greatest value that an expression may have, as far as is known."""
    if isinstance(node, Constant):
        return node.value, node.value
    if isinstance(node, MeanOfWorlds | Since):
        return limits_of(node.number if isinstance(node, MeanOfWorlds) else node.of, n_rounds)
    if isinstance(node, Reducer):
        if node.name in ("count", "first"):
            return 0.0, float(n_rounds)
        low, high = limits_of(node.of, n_rounds)
        return (low - high, high - low) if node.name == "change" else (low, high)
    if isinstance(node, Word) and node.parts[0] in _UNBOUNDED:
        return ANY
    if not isinstance(node, Operation) or node.sign not in ("+", "-", "*", "/", "abs", "negative"):
        # Levels, conditions, beliefs, what happens or not, and shares of it.
        return 0.0, 1.0
    ends = [limits_of(part, n_rounds) for part in node.parts]
    corners = np.array([apply(node.sign, [np.array(end) for end in of]) for of in product(*ends)])
    if node.sign == "/" or not np.isfinite(corners).all():
        return ANY
    crosses = node.sign == "abs" and ends[0][0] < 0 < ends[0][1]
    return 0.0 if crosses else float(corners.min()), float(corners.max())
