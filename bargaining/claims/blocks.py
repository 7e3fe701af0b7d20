"""Which block of numbers makes the difference between two scenarios: a Shapley decomposition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import factorial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from bargaining.arrays import Floats
from bargaining.claims.arms import Arm
from bargaining.claims.estimates import ClaimEstimate, check_confidence, effect
from bargaining.claims.playing import ArmRun, Size, play_arms
from bargaining.claims.sums import Measured, estimated
from bargaining.claims.tally import quantity_of
from bargaining.defaults import PER_DRAW_EACH, SEED, WORLDS_EACH
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.runs import Progress, RunFolder
from bargaining.engine.simulation import versions
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import matching, names_in
from bargaining.stats import CONFIDENCE, number_or_none
from bargaining.text import RULE, Column, Report, decimal, interval, paragraphs, signed, table

__all__ = ["BlockShare", "BlockShares", "Blocks", "shapley_decomposition", "shapley_weights"]

Patterns: TypeAlias = Mapping[str, str | Iterable[str]]

ONE_FILE = "only in one file"
OTHERS = "other numbers"
_USUAL = (
    "starting levels", "payoffs of principals", "payoffs of others", "parties", "conditions",
    "acts", "rules",
)  # fmt: skip
_MOST_BLOCKS = 8
# What a file holds beside what is played, and a number beside its value.
_UNPLAYED = ("facts", "claims", "counterfactuals", "arms", "variants")
_WORDS = {"source", "why", "unit"}
# Below so many draws the tails of resampled intervals are too short.
_FEW_DRAWS = 20


@dataclass(frozen=True, slots=True)
class BlockShare:
    """What one block adds: `value`, its Shapley value with its interval.

    `alone` is what it adds when nothing else is swapped, `last` when everything else is already;
    `paths` are its numbers, as far as they differ.
    """

    label: str
    paths: tuple[str, ...]
    value: float
    low: float
    high: float
    alone: float
    last: float


@dataclass(frozen=True)
class BlockShares(Report):
    """The difference between two scenarios, and how much of it each block of numbers makes.

    `whole` estimates the quantity in the second less that in the first, and the values of the
    `shares` add up to it. `record` says what makes the numbers again.
    """

    whole: ClaimEstimate
    shares: tuple[BlockShare, ...]
    record: Mapping[str, Any]

    def __iter__(self) -> Iterator[BlockShare]:
        return iter(self.shares)

    def __getitem__(self, label: str) -> BlockShare:
        """Return what the block of this label adds."""
        return {share.label: share for share in self}[label]

    def lines(self) -> Iterator[str]:
        """Yield the lines that ``print(shares)`` shows."""
        whole, (first, second), rounds = self.whole, self.record["names"], self.record["rounds"]
        n_played = 2 ** len(self.shares)
        size = f"{whole.rests_on} in each of {n_played} combinations, same chance in all"
        yield from paragraphs([f"{whole.quantity}: from {first} to {second}", size, ""])
        heads = ("numbers", "share", f"{100 * whole.confidence:g} % interval", "alone", "last")
        rows: list[list[str] | str] = [
            [of.label, str(len(of.paths)), *_cells(of), signed(of.alone, 3), signed(of.last, 3)]
            for of in self
        ]
        rows += [RULE, ["all together", "", *_cells(whole), "", ""]]
        yield from table([Column("Block", words=True), *map(Column, heads)], rows)
        said = [
            "share: what a block adds, averaged over all orders of swapping (Shapley).",
            "Shares add up to the whole. alone: swapped first. last: when all else is swapped.",
        ]
        if self.shares[-1].label == ONE_FILE:
            said += [f"{ONE_FILE}: numbers, with the rounds, settings, menus and dated changes."]
        if rounds[0] != rounds[1]:
            said += [f"The first lasts {rounds[0]} rounds and the second {rounds[1]}."]
        if self.record["alike"]:
            said += [f"Nothing differs in: {', '.join(self.record['alike'])}."]
        if not all(math.isfinite(of.value) for of in (whole, *self)):
            said += ["–: the quantity is not defined in some combination."]
        if whole.n_draws < _FEW_DRAWS:
            said += [f"From fewer than {_FEW_DRAWS} draws an interval tells little."]
        ends = f"{decimal(whole.second, 3)} in the first, {decimal(whole.first, 3)} in the second."
        yield from paragraphs([ends, " ".join(said)])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold, None for what is not known."""
        whole = self.whole.to_dict("difference")
        numbers = ("value", "low", "high", "alone", "last")
        return {
            **self.record,
            "quantity": self.whole.quantity,
            "levels": [whole["second"], whole["first"]],
            **{name: whole[name] for name in ("difference", "low", "high", "confidence")},
            "combinations": 2 ** len(self.shares),
            "blocks": [
                {"label": of.label, "paths": list(of.paths)}
                | {name: number_or_none(getattr(of, name)) for name in numbers}
                for of in self
            ],
        }


def _cells(of: BlockShare | ClaimEstimate) -> list[str]:
    return [signed(of.value, 3), interval(signed(of.low, 3), signed(of.high, 3))]


def shapley_decomposition(
    first: Scenario | str,
    second: Scenario | str,
    quantity: str,
    *,
    blocks: Patterns | None = None,
    worlds: int = WORLDS_EACH,
    worlds_per_draw: int = PER_DRAW_EACH,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
    workers: int = 1,
    folder: Path | str | None = None,
    progress: Progress | None = None,
) -> BlockShares:
    """Tell how much of the difference between two scenarios each block of numbers makes.

    Every combination of blocks from one scenario with the rest from the other is played on the same
    luck. A block's share is what swapping it adds to the quantity, averaged over all orders of
    swapping: its Shapley value (Shapley 1953, "A value for n-person games", Contributions to the
    Theory of Games II, 307-317). Shares add up to the whole difference.

    Parameters
    ----------
    first, second : Scenario or str
        Scenarios, names of bundled ones, or paths of files; the difference is second less first.
    quantity : str
        An expression such as ``"P(settlement)"``, as `measure` takes it.
    blocks : mapping of str to patterns, optional
        Blocks of numbers that both scenarios have, by label: a dotted path or several, with ``*``
        for any one name, as in ``{"beliefs": "parties.*.belief"}``; other numbers form one more.
        By default: starting levels, payoffs of the principals and of the others, parties,
        conditions, acts, and rules. What only one file has, numbers as well as settings, menus and
        dated changes, is always the last block.
    worlds, worlds_per_draw, seed, confidence, workers, folder, progress
        As `bargaining.evaluate_claims` takes them, for each combination; `n` blocks have ``2**n``.

    Raises
    ------
    ArgumentError
        An argument is out of its range, there are more than 8 blocks, the scenarios play alike,
        or numbers of one cannot be put into the other.
    """
    first, second = scenario_of(first), scenario_of(second)
    size, seed = Size(worlds, worlds_per_draw), check_seed(seed)
    check_whole(workers=workers)
    check_confidence(confidence)
    _, read = (quantity_of(quantity, scenario) for scenario in (second, first))
    parted = Blocks(first, second, blocks)
    # Bit `m` of a combination's number takes block `m` of the second.
    combined = [
        parted.scenario(label for m, label in enumerate(parted.paths) if combination >> m & 1)
        for combination in range(2 ** len(parted.paths))
    ]
    played = play_arms(
        [ArmRun(Arm(one.name), one, (quantity,), seed, size) for one in combined],
        workers=workers,
        folder=None if folder is None else RunFolder.prepare(folder),
        progress=progress,
    )
    arms = [Measured(read, one[quantity]) for one in played]
    levels = [float(arm.value(arm.total)) for arm in arms]
    weights, shares = shapley_weights(len(parted.paths)), []
    for m, (label, paths) in enumerate(parted.paths.items()):
        share = estimated(arms, partial(np.dot, weights[m]), confidence)
        ends = levels[1 << m] - levels[0], levels[-1] - levels[-1 - (1 << m)]
        shares.append(BlockShare(label, paths, share.value, share.low, share.high, *ends))
    return BlockShares(
        whole=effect(read, arms[-1].tally, arms[0].tally, confidence=confidence),
        shares=tuple(shares),
        record={
            "names": [first.name, second.name],
            "alike": list(parted.alike),
            "rounds": [one.settings.rounds.value for one in (first, second)],
            "seed": seed,
            **size.to_dict(),
            "versions": versions(),
            "model_number": MODEL_NUMBER,
            "played_digests": [first.played_digest, second.played_digest],
        },
    )


def shapley_weights(n_members: int) -> Floats:
    """Return the weights by which combinations' worths add up to members' Shapley values.

    An array over (member, combination): combination `c` holds member `m` where bit `m` of `c` is
    set. What a member's joining adds to `s` others counts ``s! (n - s - 1)! / n!``.
    """
    holds = np.arange(2**n_members) >> np.arange(n_members)[:, None] & 1 == 1
    others = holds.sum(axis=0) - holds
    orders = [factorial(s) * factorial(n_members - s - 1) for s in range(n_members)]
    return np.asarray(np.where(holds, 1.0, -1.0) * np.array(orders)[others] / factorial(n_members))


class Blocks:
    """What two scenarios differ in: `paths` of numbers by the label of their block.

    Those that only one file has belong to the block `ONE_FILE`, which comes last, with settings,
    rules, menus and dated changes. `alike` are the labels of blocks in which nothing differs.
    """

    def __init__(self, first: Scenario, second: Scenario, named: Patterns | None = None) -> None:
        # Without what is not played, what lies between two files is read faster.
        unplayed: dict[str, Any] = dict.fromkeys(_UNPLAYED, ())
        self.first, self.second = first.replace(unplayed), second.replace(unplayed)
        ours, theirs = numbers_of(self.first), numbers_of(self.second)
        shared = [path for path in ours if path in theirs]
        labels = tuple(_USUAL if named is None else named)
        if named is not None and (not isinstance(named, Mapping) or not named):
            raise ArgumentError(
                "blocks must be a table of labels and patterns, such as "
                f'{{"beliefs": ["parties.*.belief"]}}; got {named!r}'
            )
        block_of: dict[str, str] = {}
        for label, patterns in (named or {}).items():
            if label in (ONE_FILE, OTHERS):
                raise ArgumentError(f'no block may be named "{label}": that is what is left over')
            alone = isinstance(patterns, str) or not isinstance(patterns, Iterable)
            for pattern in [patterns] if alone else [*patterns] or [patterns]:
                met = list(matching(pattern, shared)) if isinstance(pattern, str) else []
                if not met:
                    raise ArgumentError(
                        f'the block "{label}" names {str(pattern)[:80]!r}, which is no number that '
                        f"both scenarios have. {did_you_mean(str(pattern), shared, 'numbers')}"
                    )
                for path in met:
                    if (other := block_of.setdefault(path, label)) != label:
                        raise ArgumentError(
                            f'{path} is in two blocks, "{other}" and "{label}"; leave it in one'
                        )
        for path in shared if named is None else ():
            section, name, *more = names_in(path)
            if section in ("issues", "conditions") and more[0] in ("initial", "baseline"):
                section = "starting levels"
            elif section == "payoffs":
                of_principal = name in first.table.principals
                section = "payoffs of principals" if of_principal else "payoffs of others"
            block_of[path] = section if section in _USUAL else "rules"
        found: dict[str, list[str]] = {label: [] for label in (*labels, OTHERS)}
        for path in shared:
            first_of, second_of = (of[path].model_dump(exclude=_WORDS) for of in (ours, theirs))
            if first_of != second_of:
                found[block_of.get(path, OTHERS)].append(path)
        self.paths = {label: tuple(of) for label, of in found.items() if of}
        self.alike = tuple(label for label in labels if label not in self.paths)
        if self.scenario(self.paths).played_digest != self.second.played_digest:
            self.paths[ONE_FILE] = tuple(of for of in {**ours, **theirs} if of not in shared)
        names, n_blocks = f"{first.name} and {second.name}", len(self.paths)
        if not n_blocks:
            raise ArgumentError(
                f"{names} are played alike: there is no difference to divide; give two that differ"
            )
        if n_blocks > _MOST_BLOCKS:
            raise ArgumentError(
                f"{names} differ in {n_blocks} blocks, which takes {2**n_blocks:,} combinations; "
                f"at most {_MOST_BLOCKS} can be swapped, so join some: {', '.join(self.paths)}"
            )

    def scenario(self, from_second: Iterable[str]) -> Scenario:
        """Return the first scenario with some blocks of the second, if they go together."""
        taken, base, other = set(from_second), self.first, self.second
        if ONE_FILE in taken:
            taken, base, other = set(self.paths) - taken, other, base
        swapped, numbers = [label for label in self.paths if label in taken], numbers_of(other)
        paths = [path for label in swapped for path in self.paths[label]]
        try:
            return base.replace({path: numbers[path] for path in paths}) if paths else base
        except ScenarioError as error:
            problem = error.problems[0]
            raise ArgumentError(
                f"{base.name} cannot be played with what {other.name} has for "
                f"{' and '.join(map(repr, swapped))}: {problem.key} {problem.message.rstrip('.')}. "
                "Put numbers that belong together into one block.",
                key=problem.key,
            ) from None
