"""Write scenarios as games that Gambit reads: the menu (`.nfg`), or a tree of offers (`.efg`)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.interop.payoff_table import PayoffTable, payoff_table
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
    cells = (table.n_packages + 1) ** 2
    if cells > _MOST_CELLS:
        raise ArgumentError(
            f"{table.scenario.name} has {table.n_packages:,} packages, which make a table of "
            f"{cells:,} cells; at most {_MOST_CELLS:,} are written. List fewer rungs in "
            "table.menu.levels."
        )
    place = Path(file)
    place.write_text("\n".join(_menu(table)) + "\n", encoding="utf-8", newline="\n")
    return place


def _menu(table: PayoffTable) -> Iterator[str]:
    names = [*map(quoted, table.packages), quoted("no agreement")]
    title = f"{table.scenario.header.title}: both name one package, or none"
    yield f"NFG 1 R {quoted(title)} {{ {' '.join(map(quoted, table.parties))} }}"
    strategies = "{ " + " ".join(names) + " }"
    yield f"{{ {strategies}\n{strategies} }}"
    yield '""'
    yield "{"
    for package, name in enumerate(names[:-1]):
        yield f"{{ {name} {_listed(table.value[:, package])} }}"
    yield f"{{ {names[-1]} {_listed(table.disagreement)} }}"
    yield "}"
    last = table.n_packages + 1
    for second in range(last):
        yield " ".join(
            str(first + 1 if first == second and first < last - 1 else last)
            for first in range(last)
        )


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
    _refuse_other_rules(table.scenario)
    deadline = table.scenario.table.deadline
    if rounds is None and deadline is None:
        raise ArgumentError(
            f"rounds must be given: talks of {table.scenario.name} have no deadline, and a tree "
            "has an end"
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
    place = Path(file)
    place.write_text("\n".join(_tree(table, rounds)) + "\n", encoding="utf-8", newline="\n")
    return place


def count_nodes(packages: int, rounds: int, *, breakdown: bool = False) -> int:
    """Return the number of nodes of the tree, its ends included."""
    following = 1
    for ahead in range(rounds):
        chance = 2 if breakdown and ahead > 0 else 0
        following = 1 + 2 * packages + (packages + 1) * (chance + following)
    return following


def _refuse_other_rules(scenario: Scenario) -> None:
    rules = scenario.table
    typed, judged = (
        next((name for name in rules.principals if getattr(scenario.parties[name], key)), "")
        for key in ("belief", "ratifier")
    )
    has = {
        'draws its proposer by lot (table.proposer = "random")': rules.proposer == "random",
        'lets the responder leave at once (table.opt_out = "responder")': rules.opt_out != "none",
        'reopens its table after each round (table.agreement_term = "one_round")': (
            rules.agreement_term != "permanent"
        ),
        f"has agreements ratified at home (parties.{judged}.ratifier)": judged,
        f"has private types (parties.{typed}.belief)": typed,
    }
    for sentence, fault in has.items():
        if fault:
            raise ArgumentError(
                f"{scenario.name} {sentence}, which this tree has no room for. Change that with "
                "scenario.replace, or write the menu alone with write_nfg."
            )


@dataclass(slots=True)
class _Tree:
    """What every node needs: payoffs by round, names, and numbers given out so far."""

    table: PayoffTable
    packages: tuple[str, ...]
    rounds: int
    sets: list[int] = field(default_factory=lambda: [0, 0])
    chances: int = 0

    def proposer(self, round: int) -> int:
        alternate = self.table.scenario.table.proposer == "alternate"
        return round % 2 if alternate else 0

    def at(self, round: int, worth: Floats) -> Floats:
        """Payoffs of talking until a round and having `worth` from then on."""
        weight = self.table.discount_factor**round
        return (1.0 - weight) * self.table.at_table + weight * worth

    def information_set(self, principal: int) -> int:
        self.sets[principal] += 1
        return self.sets[principal]


def _tree(table: PayoffTable, rounds: int) -> Iterator[str]:
    title = f"{table.scenario.header.title}: {rounds} rounds of offers"
    yield f"EFG 2 R {quoted(title)} {{ {' '.join(map(quoted, table.parties))} }}"
    yield '""'
    yield from _round(_Tree(table, table.packages, rounds), 0)


def _round(tree: _Tree, round: int) -> Iterator[str]:
    """Yield the nodes from a proposal on, in prefix order."""
    table = tree.table
    proposer = tree.proposer(round)
    responder = 1 - proposer
    offers = " ".join(map(quoted, (*tree.packages, "no offer")))
    # Gambit wants the names of information sets and of outcomes to be unique.
    number = tree.information_set(proposer)
    yield f'p "" {proposer + 1} {number} "offer {number}, round {round}" {{ {offers} }} 0'
    for package, label in enumerate(tree.packages):
        number = tree.information_set(responder)
        name = f'"answer {number}, round {round}"'
        yield f'p "" {responder + 1} {number} {name} {{ "accept" "refuse" }} 0'
        outcome = 1 + round * (table.n_packages + 1) + package
        worth = _listed(tree.at(round, table.value[:, package]))
        yield f't "" {outcome} {quoted(f"round {round}: {label}")} {{ {worth} }}'
        yield from _fruitless(tree, round)
    yield from _fruitless(tree, round)


def _fruitless(tree: _Tree, round: int) -> Iterator[str]:
    """Yield the nodes after a round without a signature."""
    table = tree.table
    after = round + 1
    if after == tree.rounds:
        outcome = 1 + tree.rounds * (table.n_packages + 1)
        yield f't "" {outcome} "no agreement" {{ {_listed(tree.at(after, table.disagreement))} }}'
        return
    if table.breakdown_probability > 0:
        tree.chances += 1
        # As decimals, so that the two probabilities sum to 1 exactly.
        breaks = Decimal(decimal(table.breakdown_probability))
        odds = f'"breakdown" {breaks:f} "talks go on" {1 - breaks:f}'
        yield f'c "" {tree.chances} "" {{ {odds} }} 0'
        final = table.scenario.table.breakdown_is_final
        worth = table.breakdown if final else table.disagreement
        outcome = after * (table.n_packages + 1)
        ends = _listed(tree.at(after, worth))
        yield f't "" {outcome} "breakdown after round {round}" {{ {ends} }}'
    yield from _round(tree, after)


def decimal(value: float) -> str:
    """Return a number without an exponent, such that reading it back gives the same float."""
    return format(Decimal(repr(float(value))), "f")


def quoted(words: str) -> str:
    """Return a text in quotes; marks that would end or escape it are replaced."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return '"' + plain.replace("\\", "/").replace('"', "'") + '"'


def _listed(values: Iterable[float]) -> str:
    return ", ".join(decimal(value) for value in values)
