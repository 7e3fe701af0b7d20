"""Quantities of a result, written as short expressions and read without being executed.

A quantity such as ``"P(ever(snap_back.relief, 8, 13) | at(relief, 7) > 0)"`` has three layers:
what is so in a round of a world, what follows for the whole world, and what is counted over worlds.
Its text is read into the records below; only these records are ever evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.scenario.quantity_reader import Reader
from bargaining.scenario.quantity_text import parse
from bargaining.scenario.quantity_tree import (
    Atom,
    Constant,
    Lost,
    MeanOfWorlds,
    Node,
    Operation,
    QuantileOfWorlds,
    Reducer,
    ShareOfDraws,
    ShareOfWorlds,
    Since,
    Word,
    nodes_within,
)
from bargaining.scenario.quantity_words import Vocabulary
from bargaining.scenario.records import ScenarioRecord

__all__ = [
    "Atom",
    "Constant",
    "Lost",
    "MeanOfWorlds",
    "Node",
    "Operation",
    "QuantileOfWorlds",
    "Quantity",
    "Reducer",
    "ShareOfDraws",
    "ShareOfWorlds",
    "Since",
    "Word",
    "nodes_within",
    "read_quantity",
]


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
            if isinstance(node, Reducer) and not isinstance(node.of, Since):
                named += node.rounds
            elif isinstance(node, Lost):
                named.append(node.rounds)
        return max(named, default=None)


def read_quantity(text: str, scenario: ScenarioRecord) -> Quantity:
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
    line = parse(text)
    tree = Reader(line, Vocabulary.of(scenario), scenario).read()
    quantity = Quantity(line.text, tree)
    if not quantity.atoms:
        raise ValueError(f"must ask something of the worlds, by P, E or lost; got {line.text!r}")
    return quantity
