"""Quantities once they are read: records, of which alone they are evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TypeAlias

__all__ = [
    "Atom", "Constant", "Lost", "MeanOfWorlds", "Node", "Operation", "QuantileOfWorlds", "Quantity",
    "Reducer", "ShareOfDraws", "ShareOfWorlds", "Since", "Word", "nodes_within",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Constant:
    """A finite number."""

    value: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the language, such as ``("default", "japan")`` for ``default.japan``."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on nodes of one layer.

    `sign` is one of ``+ - * / negative abs < <= > >= == != and or not``.
    """

    sign: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Reducer:
    """What becomes of the rounds of one world, such as ``ever`` or ``mean``.

    `rounds` are the rounds named: none, one, or the first and the last.
    """

    name: str
    of: Node
    rounds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """The rounds of `of` counted from the first round of `event`, the first of them at `offset`.

    Rounds before the start, after the end, or of a world without the event, are missing.
    """

    event: Node
    of: Node
    offset: int


@dataclass(frozen=True, slots=True)
class ShareOfWorlds:
    """``P(event | given)``: the share of the worlds, or of those where `given` holds.

    `said` is the condition as it was written, in backticks; empty where there is none.
    """

    event: Node
    given: Node | None = None
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class MeanOfWorlds:
    """``E(number | given)``: the mean over the worlds where the number is not missing.

    `said` is as in `ShareOfWorlds`.
    """

    number: Node
    given: Node | None = None
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class QuantileOfWorlds:
    """``quantile(number, share | given)``: the value that this share of the worlds stays below.

    `said` is as in `ShareOfWorlds`.
    """

    number: Node
    share: float
    given: Node | None = None
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Lost:
    """``lost(event, rounds)``: probability that, once true, it is false within so many rounds."""

    event: Node
    rounds: int


@dataclass(frozen=True, slots=True)
class ShareOfDraws:
    """``share_of_draws(statement)``: share of the draws of the parameters in which it holds."""

    statement: Node


Atom: TypeAlias = ShareOfWorlds | MeanOfWorlds | QuantileOfWorlds | Lost
Node: TypeAlias = Constant | Word | Operation | Reducer | Since | Atom | ShareOfDraws


def nodes_within(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    yield node
    for one in fields(node):
        value = getattr(node, one.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield from nodes_within(part)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity: its text, as it was written but on one line, and its expression over worlds."""

    text: str
    tree: Node

    def __str__(self) -> str:
        return self.text

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """What is counted over worlds, each thing once, in the order of the text."""
        met = (node for node in nodes_within(self.tree) if isinstance(node, Atom))
        return tuple(dict.fromkeys(met))

    @property
    def of_draws(self) -> bool:
        """Whether it holds a share of draws."""
        return any(isinstance(node, ShareOfDraws) for node in nodes_within(self.tree))

    @property
    def latest_round(self) -> int | None:
        """The last round that it names, counted from 0; None where it names none."""
        named: list[int] = []
        for node in nodes_within(self.tree):
            if isinstance(node, Reducer) and not isinstance(node.of, Since):
                named += node.rounds
            elif isinstance(node, Lost):
                named.append(node.rounds)
        return max(named, default=None)
