"""The expressions that quantities are made of, as records; reading them is another matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Atom",
    "Constant",
    "Lost",
    "MeanOfWorlds",
    "Node",
    "Operation",
    "QuantileOfWorlds",
    "Reducer",
    "ShareOfDraws",
    "ShareOfWorlds",
    "Since",
    "Word",
    "nodes_within",
]


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
    """``P(event | given)``: the share of the worlds, or of those where `given` holds."""

    event: Node
    given: Node | None = None


@dataclass(frozen=True, slots=True)
class MeanOfWorlds:
    """``E(number | given)``: the mean over the worlds where the number is not missing."""

    number: Node
    given: Node | None = None


@dataclass(frozen=True, slots=True)
class QuantileOfWorlds:
    """``quantile(number, share | given)``: the value that this share of the worlds stays below."""

    number: Node
    share: float
    given: Node | None = None


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
    for part in _parts(node):
        yield from nodes_within(part)


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Operation):
        return node.parts
    if isinstance(node, Reducer):
        return (node.of,)
    if isinstance(node, ShareOfWorlds):
        return (node.event, *((node.given,) if node.given else ()))
    if isinstance(node, MeanOfWorlds | QuantileOfWorlds):
        return (node.number, *((node.given,) if node.given else ()))
    if isinstance(node, Since):
        return (node.event, node.of)
    if isinstance(node, Lost):
        return (node.event,)
    if isinstance(node, ShareOfDraws):
        return (node.statement,)
    return ()
