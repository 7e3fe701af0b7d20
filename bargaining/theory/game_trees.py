"""Small games of perfect information, written down as trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from numpy.typing import ArrayLike

from bargaining.errors import ArgumentError
from bargaining.theory.domains import require

__all__ = ["Draw", "End", "Node", "Turn", "count_parties", "leads", "ordered"]


@dataclass(frozen=True, eq=False)
class End:
    """A way the game may end.

    Parameters
    ----------
    name : str
        What to call it; ends of one name are counted together.
    payoffs : sequence of array_like
        What it is worth to each party; arrays broadcast against the noise.
    """

    name: str
    payoffs: Sequence[ArrayLike]


@dataclass(frozen=True, eq=False)
class Turn:
    """A party's choice among named options, all that went before being known.

    Parameters
    ----------
    name : str
        What to call it; no other turn has this name.
    party : int
        Who chooses, counted from 0 as in `End.payoffs`.
    options : mapping of str to node
        Where each option leads. Two turns may lead to the same node.
    """

    name: str
    party: int
    options: Mapping[str, Node]


@dataclass(frozen=True, eq=False)
class Draw:
    """A move of chance that everybody sees.

    Parameters
    ----------
    name : str
        What to call it.
    options : mapping of str to (array_like, node)
        Probability of each option and where it leads.
    """

    name: str
    options: Mapping[str, tuple[ArrayLike, Node]]


Node: TypeAlias = End | Turn | Draw


def ordered(game: Node) -> list[Node]:
    """Return every node once, each after all those it leads to.

    Raises
    ------
    ArgumentError
        The game leads back to itself, a node is none, has no options, or two turns have one name.
    """
    order: list[Node] = []
    done: set[int] = set()
    open_: set[int] = set()
    stack: list[tuple[Node, bool]] = [(game, False)]
    while stack:
        node, left = stack.pop()
        if left:
            open_.discard(id(node))
            done.add(id(node))
            order.append(node)
            continue
        if id(node) in done:
            continue
        if not isinstance(node, (End, Turn, Draw)):
            raise ArgumentError(
                f"a game is made of End, Turn and Draw; got {type(node).__name__} {node!r:.60}."
            )
        require(
            id(node) not in open_,
            f'the game leads back to "{node.name}". Only games that end can be solved backwards.',
        )
        open_.add(id(node))
        stack.append((node, True))
        if not isinstance(node, End):
            require(
                bool(node.options), f'"{node.name}" has no options. Use End where nothing follows.'
            )
            stack.extend((after, False) for after in leads(node).values())
    turns = [node.name for node in order if isinstance(node, Turn)]
    for name in turns:
        require(turns.count(name) == 1, f'two turns are called "{name}". Give each its own name.')
    return order


def leads(node: Turn | Draw) -> dict[str, Node]:
    """Return where each option of a turn or draw leads."""
    if isinstance(node, Turn):
        return dict(node.options)
    return {option: after for option, (_, after) in node.options.items()}


def count_parties(order: list[Node]) -> int:
    """Return for how many parties the game is.

    Raises
    ------
    ArgumentError
        Ends pay different numbers of parties, or a turn is that of none of them.
    """
    counts = {len(node.payoffs) for node in order if isinstance(node, End)}
    if len(counts) != 1:
        raise ArgumentError(f"every end must pay the same parties; got {sorted(counts)} payoffs.")
    (count,) = counts
    for node in order:
        if isinstance(node, Turn):
            require(
                0 <= node.party < count,
                f'the party of "{node.name}" must be from 0 to {count - 1}; got {node.party}.',
            )
    return count
