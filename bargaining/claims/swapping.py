"""Find out which block of numbers makes the difference between two scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.claims.arms import Arm as Played
from bargaining.claims.blocks import Blocks
from bargaining.claims.cache import TallyFolder
from bargaining.claims.chunks import Size, chunks
from bargaining.claims.estimates import check_confidence, effect
from bargaining.claims.evaluate import size_of
from bargaining.claims.intervals import interval_of
from bargaining.claims.playing import Progress, play_chunks
from bargaining.claims.shapley import shapley_values, shapley_weights
from bargaining.claims.sums import Arm, check_paired, clusters_of
from bargaining.claims.swapped import BlockShare, BlockShares
from bargaining.claims.tally import Tally
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.simulation import versions
from bargaining.errors import ArgumentError
from bargaining.outcomes.clustered import CONFIDENCE
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.scenario.quantity import Quantity, read_quantity

__all__ = ["MOST_BLOCKS", "swap_blocks"]

MOST_BLOCKS = 8
_NO_WIDTH = 1e-12


def swap_blocks(
    first: Scenario | str,
    second: Scenario | str,
    quantity: str,
    *,
    blocks: Mapping[str, str | Iterable[str]] | None = None,
    worlds: int = 400,
    worlds_per_draw: int = 10,
    seed: int = 0,
    confidence: float = CONFIDENCE,
    workers: int = 1,
    folder: Path | str | None = None,
    progress: Progress | None = None,
) -> BlockShares:
    """Tell how much of the difference between two scenarios each block of numbers makes.

    What differs is sorted into blocks, and every combination of blocks from one scenario with the
    rest from the other is played on the same luck. A block's share is what swapping it adds to the
    quantity, averaged over all orders in which blocks may be swapped: its Shapley value. Shares
    add up to the whole difference, whatever the blocks do to each other.

    Parameters
    ----------
    first, second : Scenario or str
        Scenarios, names of bundled ones, or paths of files. The difference is the second less the
        first.
    quantity : str
        An expression such as ``"P(settlement)"``, as `measure` takes it.
    blocks : mapping of str to patterns, optional
        Blocks of numbers that both scenarios have, by label: a dotted path or several, with ``*``
        for any one name, as in ``{"beliefs": "parties.*.belief"}``. Numbers that differ and that
        no block names form the block ``other numbers``. By default: starting levels, payoffs of
        the principals and of the others, parties, conditions, acts, and rules. What only one file
        has, numbers as well as settings, menus and dated changes, is always the last block.
    worlds, worlds_per_draw, seed : int
        As `bargaining.simulate` takes them, for each combination; `n` blocks have ``2**n``.
    confidence : float
        Of the intervals, two-sided, between 0 and 1.
    workers : int
        Processes that share the combinations.
    folder : path, optional
        Where tallies are kept, and found again by a run that goes on.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds.

    Returns
    -------
    BlockShares
        Prints as a table.

    Raises
    ------
    ArgumentError
        An argument is out of its range, there are more than 8 blocks, the scenarios play alike,
        or numbers of one cannot stand in the other.
    ScenarioError
        A scenario cannot be read.

    References
    ----------
    Shapley, L. S. (1953), "A value for n-person games", Contributions to the Theory of Games II,
    307-317.
    """
    first, second = scenario_of(first), scenario_of(second)
    size = size_of(worlds, worlds_per_draw)
    check_whole(workers=workers)
    seed = check_seed(seed)
    check_confidence(confidence)
    _read(quantity, second)
    read = _read(quantity, first)
    parted = Blocks.between(first, second, blocks)
    _check_number(parted)
    kept = None if folder is None else TallyFolder.prepare(folder)
    tallies = _play(
        parted, quantity, seed, size, {"workers": workers, "folder": kept, "progress": progress}
    )
    whole = effect(read, tallies[-1], tallies[0], confidence=confidence)
    return BlockShares(
        quantity=quantity,
        names=(first.name, second.name),
        levels=(whole.second, whole.first),
        difference=whole.value,
        low=whole.low,
        high=whole.high,
        confidence=confidence,
        shares=_shares(parted, [Arm(read, one) for one in tallies], confidence),
        alike=parted.alike,
        n_worlds=size.worlds,
        n_draws=whole.n_draws,
        n_rounds=(first.settings.rounds.value, second.settings.rounds.value),
        record={
            "seed": seed,
            "draws": size.draws,
            "worlds_per_draw": worlds_per_draw,
            "worlds": worlds,
            "versions": versions(),
            "model_number": MODEL_NUMBER,
            "played_digests": [first.played_digest, second.played_digest],
        },
    )


def _read(quantity: str, scenario: Scenario) -> Quantity:
    try:
        return read_quantity(quantity, scenario)
    except ValueError as error:
        raise ArgumentError(f"{scenario.name}: the quantity {quantity!r} {error}") from None


def _check_number(blocks: Blocks) -> None:
    names = f"{blocks.first.name} and {blocks.second.name}"
    n_blocks = len(blocks.paths)
    if not n_blocks:
        raise ArgumentError(
            f"{names} are played alike, so that there is no difference to divide; give two "
            f"scenarios that differ"
        )
    if n_blocks > MOST_BLOCKS:
        raise ArgumentError(
            f"{names} differ in {n_blocks} blocks, which takes {2**n_blocks:,} combinations; at "
            f"most {MOST_BLOCKS} blocks can be swapped, so join some of them: "
            f"{', '.join(blocks.paths)}"
        )


def _play(blocks: Blocks, quantity: str, seed: int, size: Size, how: dict[str, Any]) -> list[Tally]:
    """Return the tally of each combination; bit `m` of its number takes block `m` of the second."""
    labels = tuple(blocks.paths)
    wanted, owner = [], []
    for combination in range(2 ** len(labels)):
        taken = [label for m, label in enumerate(labels) if combination >> m & 1]
        scenario = blocks.scenario(taken)
        for chunk in chunks(Played(scenario.name), scenario, [quantity], seed, size):
            wanted.append(chunk)
            owner.append(combination)
    parts: list[list[Tally]] = [[] for _ in range(2 ** len(labels))]
    for place, tallies in play_chunks(wanted, **how):
        parts[owner[place]].append(tallies[quantity])
    return [Tally.joined(some) for some in parts]


def _shares(blocks: Blocks, arms: list[Arm], confidence: float) -> tuple[BlockShare, ...]:
    check_paired([arm.tally for arm in arms])
    levels = np.array([float(arm.value(arm.total)) for arm in arms])
    values, weights = shapley_values(levels), shapley_weights(len(blocks.paths))
    whole = len(arms) - 1
    found = []
    for m, (label, paths) in enumerate(blocks.paths.items()):
        low, high = _interval(arms, weights[m], 1 << m, confidence)
        found.append(
            BlockShare(
                label=label,
                paths=paths,
                value=float(values[m]),
                low=low,
                high=high,
                alone=float(levels[1 << m] - levels[0]),
                last=float(levels[whole] - levels[whole ^ 1 << m]),
            )
        )
    return tuple(found)


def _interval(
    arms: list[Arm], weights: Floats, member: int, confidence: float
) -> tuple[float, float]:
    """Return the interval of a Shapley value, which is linear in the combinations' levels."""

    def value(levels: Sequence[Floats]) -> Floats:
        return np.asarray(weights @ np.stack(levels))

    clusters, _ = clusters_of(arms)
    own = value([arm.value(sums) for arm, sums in zip(arms, clusters, strict=True)])
    if not np.ptp(own) <= _NO_WIDTH:
        return interval_of(arms, value, confidence)
    # Nothing in the sample varies. What may hide is known of two arms at a time, and the value lies
    # among the effects of joining, of which it is a mean.
    without = [c for c in range(len(arms)) if not c & member]
    ends = [
        interval_of([arms[c | member], arms[c]], lambda levels: levels[0] - levels[1], confidence)
        for c in without
    ]
    return min(low for low, _ in ends), max(high for _, high in ends)
