"""Quantities of a result, written as short expressions and read without being executed.

A quantity such as ``"P(ever(snap_back.relief, 8, 13) | at(relief, 7) > 0)"`` has three layers:
what is so in a round of a world, what follows for the whole world, and what is counted over worlds.
Its text is read into the records below; only these records are ever evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = [
    "Atom",
    "Constant",
    "Lost",
    "MeanOfWorlds",
    "Node",
    "Operation",
    "Quantity",
    "Reducer",
    "ShareOfDraws",
    "ShareOfWorlds",
    "Word",
    "nodes_within",
    "read_quantity",
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
class Lost:
    """``lost(event, rounds)``: probability that, once true, it is false within so many rounds."""

    event: Node
    rounds: int


@dataclass(frozen=True, slots=True)
class ShareOfDraws:
    """``share_of_draws(statement)``: share of the draws of the parameters in which it holds."""

    statement: Node


Atom: TypeAlias = ShareOfWorlds | MeanOfWorlds | Lost
Node: TypeAlias = Constant | Word | Operation | Reducer | Atom | ShareOfDraws


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity, read.

    Attributes
    ----------
    text : str
        As it was written, on one line.
    tree : Node
        Its expression over worlds.
    """

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
            if isinstance(node, Reducer):
                named += node.rounds
            elif isinstance(node, Lost):
                named.append(node.rounds)
        return max(named, default=None)


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
    if isinstance(node, MeanOfWorlds):
        return (node.number, *((node.given,) if node.given else ()))
    if isinstance(node, Lost):
        return (node.event,)
    if isinstance(node, ShareOfDraws):
        return (node.statement,)
    return ()


def read_quantity(text: str, scenario: Scenario) -> Quantity:
    """Read the text of a quantity.

    Nothing of the text is executed. Its names are those of the scenario, its rounds lie within the
    scenario's; `docs/quantities.md` lists all words.

    Parameters
    ----------
    text : str
        Such as ``"P(settlement)"``, at most 1,000 characters.
    scenario : Scenario
        Whose parties, issues, conditions, acts and tags may be named.

    Raises
    ------
    ValueError
        The text is no quantity of this scenario. The message is the rest of a sentence that begins
        with the text's place: ``claims.H01.quantity has no word "setlement" ...``.
    """
    from bargaining.scenario.quantity_reader import Reader
    from bargaining.scenario.quantity_text import parse
    from bargaining.scenario.quantity_words import Vocabulary

    line = parse(text)
    tree = Reader(line, Vocabulary.of(scenario), scenario.settings.rounds.value).read()
    quantity = Quantity(line.text, tree)
    if not quantity.atoms:
        raise ValueError(f"must ask something of the worlds, by P, E or lost; got {line.text!r}")
    return quantity
