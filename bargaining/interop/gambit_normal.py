"""Write a scenario's menu as a normal form game that Gambit reads (`.nfg`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bargaining.errors import ArgumentError
from bargaining.interop.gambit_text import payoffs, quoted
from bargaining.interop.payoff_table import PayoffTable, payoff_table
from bargaining.scenario import Scenario

__all__ = ["write_nfg"]

_MOST_CELLS = 1_000_000


def write_nfg(
    scenario: Scenario | str,
    file: str | os.PathLike[str],
    *,
    seed: int = 0,
    world: int = 0,
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

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
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
    place.write_text("\n".join(_lines(table)) + "\n", encoding="utf-8", newline="\n")
    return place


def _lines(table: PayoffTable) -> Iterator[str]:
    names = [*map(quoted, table.packages), quoted("no agreement")]
    title = f"{table.scenario.scenario.title}: both name one package, or none"
    yield f"NFG 1 R {quoted(title)} {{ {' '.join(map(quoted, table.parties))} }}"
    strategies = "{ " + " ".join(names) + " }"
    yield f"{{ {strategies}\n{strategies} }}"
    yield '""'
    yield "{"
    for package, name in enumerate(names[:-1]):
        yield f"{{ {name} {_bare(payoffs(table.value[:, package]))} }}"
    yield f"{{ {names[-1]} {_bare(payoffs(table.disagreement))} }}"
    yield "}"
    last = table.n_packages + 1
    for second in range(last):
        yield " ".join(
            str(first + 1 if first == second and first < last - 1 else last)
            for first in range(last)
        )


def _bare(listed: str) -> str:
    return listed.strip("{} ")
