"""What each block of numbers adds to the difference between two scenarios."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bargaining.stats import number_or_none
from bargaining.text import (
    RULE,
    Column,
    counted,
    decimal,
    in_ascii,
    interval,
    paragraphs,
    signed,
    table,
)

__all__ = ["ONE_FILE", "BlockShare", "BlockShares"]

ONE_FILE = "only in one file"

# Below so many draws the tails of resampled intervals are too short.
_FEW_DRAWS = 20


@dataclass(frozen=True, slots=True)
class BlockShare:
    """What one block adds.

    Attributes
    ----------
    label : str
        The block's name.
    paths : tuple of str
        Its numbers, as far as they differ.
    value : float
        Its part of the difference, the Shapley value; in the units of the quantity.
    low, high : float
        Ends of the interval.
    alone : float
        What it adds to the first scenario when nothing else is swapped.
    last : float
        What it adds when everything else is swapped already.
    """

    label: str
    paths: tuple[str, ...]
    value: float
    low: float
    high: float
    alone: float
    last: float

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values, None for what is not known."""
        numbers = ("value", "low", "high", "alone", "last")
        return {
            "label": self.label,
            "paths": list(self.paths),
            **{name: number_or_none(getattr(self, name)) for name in numbers},
        }


@dataclass(frozen=True)
class BlockShares:
    """The difference between two scenarios, and how much of it each block of numbers makes.

    Attributes
    ----------
    quantity : str
        What was measured.
    names : tuple of str
        Of the first and of the second scenario.
    levels : tuple of float
        The quantity in the first and in the second scenario.
    difference : float
        The second less the first; the blocks' values add up to it.
    low, high : float
        Ends of its interval.
    confidence : float
        Of all intervals, two-sided.
    shares : tuple of BlockShare
        One for each block in which something differs.
    alike : tuple of str
        Labels of blocks in which nothing differs.
    n_worlds, n_draws : int
        Of each combination.
    n_rounds : tuple of int
        Of the first and of the second scenario.
    record : mapping
        What makes the numbers again: scenarios with their digests, seed, worlds, versions.
    """

    quantity: str
    names: tuple[str, str]
    levels: tuple[float, float]
    difference: float
    low: float
    high: float
    confidence: float
    shares: tuple[BlockShare, ...]
    alike: tuple[str, ...]
    n_worlds: int
    n_draws: int
    n_rounds: tuple[int, int]
    record: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[BlockShare]:
        return iter(self.shares)

    def __len__(self) -> int:
        return len(self.shares)

    def __getitem__(self, label: str) -> BlockShare:
        """Return what the block of this label adds."""
        for share in self.shares:
            if share.label == label:
                return share
        known = ", ".join(share.label for share in self.shares)
        raise KeyError(f"there is no block {label!r}; known blocks: {known}")

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        return f"<BlockShares of {len(self)}: {self.names[1]} less {self.names[0]}>"

    @property
    def n_combinations(self) -> int:
        """How many combinations of blocks were played."""
        return 1 << len(self.shares)

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(shares)`` shows, as wide as the terminal."""
        text = "\n".join(_lines(self))
        return in_ascii(text) if ascii else text

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {
            **self.record,
            "quantity": self.quantity,
            "names": list(self.names),
            "levels": [number_or_none(level) for level in self.levels],
            "difference": number_or_none(self.difference),
            "low": number_or_none(self.low),
            "high": number_or_none(self.high),
            "confidence": self.confidence,
            "rounds": list(self.n_rounds),
            "combinations": self.n_combinations,
            "alike": list(self.alike),
            "blocks": [share.to_dict() for share in self.shares],
        }


def _lines(of: BlockShares) -> list[str]:
    first, second = of.names
    size = f"{counted(of.n_worlds, 'world')} ({counted(of.n_draws, 'draw')})"
    size += f" in each of {counted(of.n_combinations, 'combination')}, same chance in all"
    heads = ("numbers", "share", f"{100 * of.confidence:g} % interval", "alone", "last")
    rows: list[list[str] | str] = [
        [
            one.label,
            str(len(one.paths)),
            signed(one.value, 3),
            interval(signed(one.low, 3), signed(one.high, 3)),
            signed(one.alone, 3),
            signed(one.last, 3),
        ]
        for one in of
    ]
    ends = interval(signed(of.low, 3), signed(of.high, 3))
    rows += [RULE, ["all together", "", signed(of.difference, 3), ends, "", ""]]
    before, after = (
        decimal(level, 3) if math.isfinite(level) else "not defined" for level in of.levels
    )
    return [
        *paragraphs(
            [
                f"{of.quantity}: from {first} to {second}",
                size,
                "",
            ]
        ),
        *table([Column("Block", words=True), *map(Column, heads)], rows),
        *paragraphs([f"{before} in the first, {after} in the second.", _legend(of)]),
    ]


def _legend(of: BlockShares) -> str:
    said = (
        "share: what a block adds, averaged over all orders of swapping (Shapley); shares add up "
        "to the whole. alone: swapped first. last: swapped when all else is."
    )
    if of.shares and of.shares[-1].label == ONE_FILE:
        said += f" {ONE_FILE}: its numbers, with the rounds, settings, menus and dated changes."
    if of.n_rounds[0] != of.n_rounds[1]:
        said += f" The first lasts {of.n_rounds[0]} rounds and the second {of.n_rounds[1]}."
    if of.alike:
        said += f" Nothing differs in: {', '.join(of.alike)}."
    if not math.isfinite(of.difference) or any(not math.isfinite(one.value) for one in of):
        said += " –: the quantity is not defined in some combination."
    if of.n_draws < _FEW_DRAWS:
        said += f" From fewer than {_FEW_DRAWS} draws an interval tells little."
    return said
