"""Write scenarios as games that Gambit reads: the menu (`.nfg`), or a tree of offers (`.efg`)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.interop.payoff_table import PayoffTable, payoff_table, write_lines
from bargaining.scenario import Scenario

__all__ = ["count_nodes", "decimal", "quoted", "write_efg", "write_nfg"]

_MOST_CELLS = 1_000_000
_MOST_NODES = 100_000


def write_nfg(
    scenario: Scenario | str, file: str | os.PathLike[str], *, seed: int = 0, world: int = 0
) -> Path:
    """Write the one-shot demand game over a scenario's menu, for Gambit.

    Both principals name a package, or none, at the same time. Where both name the same package it
    is signed and pays what it is worth once delivered in full (`value_packages`); otherwise both
    stand apart. Every package that both prefer to standing apart is an equilibrium: the game of
    agreeing without talks (Nash 1953; Schelling 1960), beside which the order of offers in
    `write_efg` is what selects.

    The file is in the outcome version of the format ``NFG 1 R``: the strategies of each principal
    (the packages, then "no agreement"), one outcome for each package and one for none, and the
    table of outcomes with the first principal's strategy moving fastest.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    file : path
        Where to write; an existing file is replaced.
    seed, world : int
        Numbers that are drawn are those of this world.

    Raises
    ------
    ArgumentError
        It has not two principals, or its menu is too large; or an argument is out of its range.

    References
    ----------
    Nash, J. F. (1953). Two-person cooperative games. *Econometrica* 21(1), 128-140.
    Schelling, T. C. (1960). *The Strategy of Conflict*. Harvard University Press.
    """
    table = payoff_table(scenario, seed=seed, world=world)
    last = table.n_packages + 1
    if last**2 > _MOST_CELLS:
        raise ArgumentError(
            f"{table.scenario.name} has {table.n_packages:,} packages, which make a table of "
            f"{last**2:,} cells; at most {_MOST_CELLS:,} are written. List fewer rungs in "
            "table.menu.levels."
        )
    names = [*map(quoted, table.packages), quoted("no agreement")]
    strategies = f"{{ {' '.join(names)} }}"
    worths = [*table.value.T, table.disagreement]
    # Numbers of outcomes: that of the package which both name, else the last one.
    numbers = [[str(i if i == j else last) for i in range(1, last + 1)] for j in range(1, last + 1)]
    lines = [
        _opening("NFG 1", table, "both name one package, or none"),
        f"{{ {strategies}\n{strategies} }}",
        '""',
        "{",
        *(f"{{ {name} {_listed(worth)} }}" for name, worth in zip(names, worths, strict=True)),
        "}",
        *map(" ".join, numbers),
    ]
    return write_lines(file, lines)


def _opening(kind: str, table: PayoffTable, what: str) -> str:
    title = quoted(f"{table.scenario.header.title}: {what}")
    return f"{kind} R {title} {{ {' '.join(map(quoted, table.parties))} }}"


def write_efg(
    scenario: Scenario | str,
    file: str | os.PathLike[str],
    *,
    rounds: int | None = None,
    seed: int = 0,
    world: int = 0,
) -> Path:
    """Write the table of a scenario as a tree of offers and answers, for Gambit.

    In round t the proposer names a package or none, and the other accepts or refuses. A package
    signed in round t is worth ``(1 - d**t) * talking + d**t * value`` to a principal with discount
    factor d, where `talking` is its flow payoff at the table and `value` that of the package once
    delivered in full (`value_packages`); no agreement in `rounds` rounds is worth the same with
    standing apart instead of the package. After each fruitless round but the last a chance
    move ends talks with the scenario's breakdown probability, if it has one. This is the game that
    the engine solves at a frozen state as choices lose their noise.

    The file is in the format ``EFG 2 R``: nodes in prefix order, each decision an information set
    of its own.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    file : path
        Where to write; an existing file is replaced.
    rounds : int, optional
        Rounds until talks end, at least 1; the scenario's deadline, if absent.
    seed, world : int
        Numbers that are drawn are those of this world.

    Raises
    ------
    ArgumentError
        It has not two principals, or rules that this tree has not, such as ratifiers, private types
        or an opting out; or the tree is too large; or an argument is out of its range.
    """
    table = payoff_table(scenario, seed=seed, world=world)
    name, rules, deadline = table.scenario.name, table.scenario.table, table.scenario.table.deadline
    has = {
        'draws its proposer at random (table.proposer = "random")': rules.proposer == "random",
        'lets the responder leave at once (table.opt_out = "responder")': rules.opt_out != "none",
        'reopens its table after each round (table.agreement_term = "one_round")': (
            rules.agreement_term != "permanent"
        ),
    }
    for key, what in (("ratifier", "agreements ratified at home"), ("belief", "private types")):
        for party in rules.principals:
            found = getattr(table.scenario.parties[party], key)
            has[f"has {what} (parties.{party}.{key})"] = bool(found)
    for sentence in filter(has.get, has):
        raise ArgumentError(
            f"{name} {sentence}, which this tree has no room for. Change that with "
            "scenario.replace, or write the menu alone with write_nfg."
        )
    if rounds is None and deadline is None:
        raise ArgumentError(
            f"rounds must be given: talks of {name} have no deadline, and a tree has an end"
        )
    rounds = deadline.value if rounds is None and deadline is not None else rounds
    if isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 1:
        raise ArgumentError(f"rounds must be a whole number of at least 1; got {rounds!r}")
    nodes = count_nodes(table.n_packages, rounds, breakdown=table.breakdown_probability > 0)
    if nodes > _MOST_NODES:
        shown = f"{nodes:,}" if nodes < 10**12 else f"about 10^{len(str(nodes)) - 1}"
        raise ArgumentError(
            f"the tree of {table.n_packages:,} packages over {rounds} rounds has {shown} "
            f"nodes; at most {_MOST_NODES:,} are written. Take fewer rounds, or list fewer rungs "
            "in table.menu.levels."
        )
    opening = _opening("EFG 2", table, f"{rounds} rounds of offers")
    return write_lines(file, [opening, '""', *_Tree(table, table.packages, rounds).after(0)])


def count_nodes(packages: int, rounds: int, *, breakdown: bool = False) -> int:
    """Return the number of nodes of the tree, its ends included."""
    following = 1
    for ahead in range(rounds):
        chance = 2 if breakdown and ahead > 0 else 0
        following = 1 + 2 * packages + (packages + 1) * (chance + following)
    return following


@dataclass(slots=True)
class _Tree:
    """Nodes in prefix order, and the numbers given out so far.

    Gambit wants the names of information sets and of outcomes to be unique.
    """

    table: PayoffTable
    packages: tuple[str, ...]
    rounds: int
    sets: list[int] = field(default_factory=lambda: [0, 0])
    chances: int = 0

    def after(self, round: int) -> Iterator[str]:
        """Yield the nodes from a proposal on."""
        table = self.table
        proposer = round % 2 if table.scenario.table.proposer == "alternate" else 0
        yield self._decision(proposer, "offer", round, [*self.packages, "no offer"])
        for package, label in enumerate(self.packages):
            yield self._decision(1 - proposer, "answer", round, ["accept", "refuse"])
            number = 1 + round * (table.n_packages + 1) + package
            yield self._end(number, f"round {round}: {label}", round, table.value[:, package])
            yield from self._fruitless(round)
        yield from self._fruitless(round)

    def _fruitless(self, round: int) -> Iterator[str]:
        """Yield the nodes after a round without a signature."""
        table, after = self.table, round + 1
        number = after * (table.n_packages + 1)
        if after == self.rounds:
            yield self._end(number + 1, "no agreement", after, table.disagreement)
            return
        if table.breakdown_probability > 0:
            self.chances += 1
            # As decimals, so that the two probabilities sum to 1 exactly.
            breaks = Decimal(decimal(table.breakdown_probability))
            odds = f'"breakdown" {breaks:f} "talks go on" {1 - breaks:f}'
            yield f'c "" {self.chances} "" {{ {odds} }} 0'
            final = table.scenario.table.breakdown_is_final
            worth = table.breakdown if final else table.disagreement
            yield self._end(number, f"breakdown after round {round}", after, worth)
        yield from self.after(after)

    def _decision(self, principal: int, what: str, round: int, choices: list[str]) -> str:
        self.sets[principal] += 1
        number = self.sets[principal]
        listed = " ".join(map(quoted, choices))
        return f'p "" {principal + 1} {number} "{what} {number}, round {round}" {{ {listed} }} 0'

    def _end(self, number: int, name: str, round: int, worth: Floats) -> str:
        """Return an end that pays for talking until a round, and has `worth` from then on."""
        weight = self.table.discount_factor**round
        paid = (1.0 - weight) * self.table.at_table + weight * worth
        return f't "" {number} {quoted(name)} {{ {_listed(paid)} }}'


def decimal(value: float) -> str:
    """Return a number without an exponent, such that reading it back gives the same float."""
    return format(Decimal(repr(float(value))), "f")


def quoted(words: str) -> str:
    """Return a text in quotes; marks that would end or escape it are replaced."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return '"' + plain.replace("\\", "/").replace('"', "'") + '"'


def _listed(values: Iterable[float]) -> str:
    return ", ".join(decimal(value) for value in values)
