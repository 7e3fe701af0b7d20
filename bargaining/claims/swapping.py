"""Which block of numbers makes the difference between two scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.claims.arms import Arm as Played
from bargaining.claims.chunks import Size, TallyFolder, chunks
from bargaining.claims.estimates import check_confidence, effect
from bargaining.claims.evaluate import size_of
from bargaining.claims.playing import Progress, play_chunks
from bargaining.claims.sums import Arm, check_paired, estimated
from bargaining.claims.swapped import ONE_FILE, BlockShare, BlockShares
from bargaining.claims.tally import Tally
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.simulation import versions
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import Number
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.scenario.quantity import Quantity, read_quantity
from bargaining.scenario.terms import matching, names_in
from bargaining.stats import CONFIDENCE

__all__ = ["MOST_BLOCKS", "OTHERS", "Blocks", "shapley_weights", "swap_blocks", "usual_blocks"]

MOST_BLOCKS = 8
OTHERS = "other numbers"
# What a file holds beside what is played.
_UNPLAYED = ("facts", "claims", "counterfactuals", "arms", "variants")


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
    whole, found = len(arms) - 1, []
    for m, (label, paths) in enumerate(blocks.paths.items()):
        weights = shapley_weights(len(blocks.paths))[m]

        def value(levels: Sequence[Floats], weights: Floats = weights) -> Floats:
            return np.asarray(weights @ np.stack(levels))

        share = estimated(arms, value, confidence)
        found.append(
            BlockShare(
                label=label,
                paths=paths,
                value=share.value,
                low=share.low,
                high=share.high,
                alone=float(levels[1 << m] - levels[0]),
                last=float(levels[whole] - levels[whole ^ 1 << m]),
            )
        )
    return tuple(found)


def shapley_weights(n_members: int) -> Floats:
    """Return the weights by which combinations' worths add up to each member's Shapley value.

    Parameters
    ----------
    n_members : int
        At least 1.

    Returns
    -------
    array, shape (member, combination)
        Combination `c` holds member `m` where bit `m` of `c` is set: combination 0 is empty, the
        last one is whole. What a member's joining adds to a combination of `s` others counts
        ``s! (n - s - 1)! / n!``.

    References
    ----------
    Shapley, L. S. (1953), "A value for n-person games", Contributions to the Theory of Games II,
    307-317.
    """
    holds = np.arange(2**n_members) >> np.arange(n_members)[:, None] & 1 == 1
    others = holds.sum(axis=0) - holds
    orders = [factorial(s) * factorial(n_members - s - 1) for s in range(n_members)]
    return np.asarray(np.where(holds, 1.0, -1.0) * np.array(orders)[others] / factorial(n_members))


@dataclass(frozen=True, slots=True)
class Blocks:
    """What two scenarios differ in, in parts that may be taken from either.

    Attributes
    ----------
    first, second : Scenario
        The two, without what is not played.
    paths : dict of str to tuple of str
        By label of the block, the numbers that differ. Those that only one file has belong to the
        block `ONE_FILE`, which stands last, with settings, rules, menus and dated changes.
    alike : tuple of str
        Labels of blocks in which nothing differs.
    """

    first: Scenario
    second: Scenario
    paths: dict[str, tuple[str, ...]]
    alike: tuple[str, ...]

    @classmethod
    def between(
        cls,
        first: Scenario,
        second: Scenario,
        named: Mapping[str, str | Iterable[str]] | None = None,
    ) -> Blocks:
        """Sort what two scenarios differ in into blocks.

        Parameters
        ----------
        first, second : Scenario
        named : mapping of str to patterns, optional
            Blocks by label; `usual_blocks` by default. Numbers that differ and that no block names
            form one more, `OTHERS`.

        Raises
        ------
        ArgumentError
            A pattern names no number that both have, or two blocks name the same one.
        """
        # Without what is not played, what stands between two files is read faster.
        played_only: dict[str, Any] = dict.fromkeys(_UNPLAYED, ())
        first, second = first.replace(played_only), second.replace(played_only)
        ours, theirs = numbers_of(first), numbers_of(second)
        shared = {path: number for path, number in ours.items() if path in theirs}
        differing = [path for path in shared if _played(ours[path]) != _played(theirs[path])]
        wanted = usual_blocks(first, shared) if named is None else _named(named, shared)
        paths = {
            label: tuple(path for path in differing if path in members)
            for label, members in wanted.items()
        }
        met = {path for members in paths.values() for path in members}
        paths[OTHERS] = tuple(path for path in differing if path not in met)
        alike = tuple(label for label in wanted if not paths[label])
        paths = {label: members for label, members in paths.items() if members}
        found = cls(first, second, paths, alike)
        if found.scenario(paths).played_digest == second.played_digest:
            return found
        unshared = tuple(path for path in {**ours, **theirs} if path not in shared)
        return cls(first, second, {**paths, ONE_FILE: unshared}, alike)

    def scenario(self, from_second: Iterable[str]) -> Scenario:
        """Return the first scenario with some blocks of the second.

        Raises
        ------
        ArgumentError
            The two do not go together.
        """
        taken = set(from_second)
        base, other = self.first, self.second
        swapped = [label for label in self.paths if label in taken]
        if ONE_FILE in taken:
            base, other = other, base
            swapped = [label for label in self.paths if label not in taken]
        numbers = numbers_of(other)
        values = {
            path: _as_table(path, numbers[path], other)
            for label in swapped
            for path in self.paths[label]
        }
        if not values:
            return base
        try:
            return base.replace(values)
        except ScenarioError as error:
            problem = error.problems[0]
            raise ArgumentError(
                f"{base.name} cannot be played with what stands in {other.name} for "
                f"{' and '.join(repr(label) for label in swapped)}: {problem.key} "
                f"{problem.message.rstrip('.')}. Put numbers that belong together into one block.",
                key=problem.key,
            ) from None


def usual_blocks(scenario: Scenario, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return paths of numbers, grouped by what the numbers are."""
    payoffs = "payoffs of principals", "payoffs of others"
    labels = "starting levels", *payoffs, "parties", "conditions", "acts", "rules"
    groups: dict[str, list[str]] = {label: [] for label in labels}
    for path in paths:
        room, name, *more = names_in(path)
        if room in ("issues", "conditions") and more[0] in ("initial", "baseline"):
            label = "starting levels"
        elif room == "payoffs":
            label = payoffs[name not in scenario.table.principals]
        else:
            label = room if room in groups else "rules"
        groups[label].append(path)
    return {label: tuple(members) for label, members in groups.items()}


def _named(
    named: Mapping[str, str | Iterable[str]], shared: dict[str, Number]
) -> dict[str, tuple[str, ...]]:
    if not isinstance(named, Mapping) or not named:
        raise ArgumentError(
            "blocks must be a table of labels and patterns, such as "
            f'{{"beliefs": ["parties.*.belief"]}}; got {named!r}'
        )
    found: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for label, patterns in named.items():
        if label in (ONE_FILE, OTHERS):
            raise ArgumentError(
                f'no block may be named "{label}": what is left over bears this name'
            )
        several = isinstance(patterns, Iterable) and not isinstance(patterns, str)
        members: list[str] = []
        for pattern in patterns if several else (patterns,):
            met = list(matching(pattern, shared)) if isinstance(pattern, str) else []
            if not met:
                remedy = did_you_mean(str(pattern), shared, "numbers")
                raise ArgumentError(
                    f'the block "{label}" names {str(pattern)[:80]!r}, which is no number that '
                    f"both scenarios have. {remedy}"
                )
            members += met
        if not members:
            raise ArgumentError(f'the block "{label}" names no number; give it a dotted path')
        for path in members:
            if owner.setdefault(path, label) != label:
                raise ArgumentError(
                    f'{path} stands in two blocks, "{owner[path]}" and "{label}"; leave it in one'
                )
        found[label] = tuple(members)
    return found


def _played(number: Number) -> dict[str, Any]:
    return number.model_dump(exclude_none=True, exclude={"source", "why", "unit"})


def _as_table(path: str, number: Number, of: Scenario) -> dict[str, Any]:
    """Return a number as another file would hold it, whose reasons must be of their own."""
    words = {"source": number.source, "why": f"As in {of.name}: {path}."}
    return {**number.model_dump(exclude_none=True, exclude={"source", "why"}), **words}
