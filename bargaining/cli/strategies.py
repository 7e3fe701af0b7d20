"""`bargaining strategies`: the catalogue with its lineage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bargaining.cli.streams import say
from bargaining.errors import ArgumentError
from bargaining.text import wrap

if TYPE_CHECKING:
    from bargaining.strategies import CatalogueEntry

__all__ = ["strategies"]

_INITIALS = re.compile(r",? [A-Z]\.(?:[ -]?[A-Z]\.)*")


def strategies(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One of them, at length.")
    ] = None,
) -> None:
    """List the strategies that may take a seat, with where they come from."""
    from bargaining.scenario.suggestions import did_you_mean
    from bargaining.strategies import CATALOGUE

    if name is None:
        say("\n".join(_list(CATALOGUE)))
        return
    entry = next((entry for entry in CATALOGUE if entry.name == name), None)
    if entry is None:
        near = did_you_mean(name, [entry.name for entry in CATALOGUE], "strategies")
        raise ArgumentError(f'the catalogue has no strategy "{name}". {near}')
    say("\n".join(_page(entry)))


def _list(catalogue: tuple[CatalogueEntry, ...]) -> Iterator[str]:
    """Yield every strategy with what it does and where it comes from: authors and year."""
    width = max(len(entry.name) for entry in catalogue) + 2
    for entry in catalogue:
        found = re.match(r"(.+?) \((\d{4})\)", entry.citation)
        who = f"{re.sub(_INITIALS, '', found[1])} {found[2]}" if found else entry.citation
        yield from wrap(entry.summary, indent=width, first=f"{entry.name:<{width}}")
        yield from wrap(f"{entry.literature_name}; {who}", indent=width)
    yield ""
    yield "bargaining strategies NAME tells more of one."


def _page(entry: CatalogueEntry) -> Iterator[str]:
    from bargaining.strategies import TRAITS

    yield f"{entry.name}: {entry.literature_name}"
    yield from wrap(entry.summary)
    yield ""
    yield from wrap(entry.citation, indent=2, first="Source: ")
    yield ""
    for trait in entry.traits:
        yield f"{trait}: {TRAITS[trait]}"
    yield "" if entry.parameters else "\nIt has no parameters."
    for parameter, default in entry.parameters.items():
        yield f"parameter {parameter}, {default!r} unless given"
    yield ""
    called = entry.name
    if entry.parameters:
        parameter, default = next(iter(entry.parameters.items()))
        called = f'"{entry.name}({parameter}={default!r})"'.replace("'", "")
    yield f'In a file:  strategy = {{ name = "{entry.name}" }}'
    yield f"In a run:   bargaining run NAME --strategy PARTY={called}"
