"""`bargaining strategies`: the catalogue with its lineage."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bargaining.cli.streams import say
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.strategies import CatalogueEntry

__all__ = ["list_strategies", "show_strategy"]

_WIDTH = 88
_INITIALS = re.compile(r",? [A-Z]\.(?:[ -]?[A-Z]\.)*")


def list_strategies() -> None:
    """Print every strategy with what it does and where it comes from."""
    from bargaining.strategies import CATALOGUE

    width = max(len(entry.name) for entry in CATALOGUE) + 2
    for entry in CATALOGUE:
        indent = " " * width
        lines = textwrap.wrap(entry.summary, _WIDTH - width)
        lineage = f"{entry.literature_name}; {_who(entry.citation)}"
        lines += textwrap.wrap(lineage, _WIDTH - width)
        say(f"{entry.name:<{width}}{lines[0]}")
        for line in lines[1:]:
            say(indent + line)
    say("")
    say("bargaining strategies NAME tells more of one.")


def show_strategy(name: str) -> None:
    """Print one strategy: what it does, lineage, traits, parameters, how to use it.

    Raises
    ------
    ArgumentError
        There is no such strategy.
    """
    from bargaining.scenario.near import did_you_mean
    from bargaining.strategies import CATALOGUE

    entry = next((entry for entry in CATALOGUE if entry.name == name), None)
    if entry is None:
        near = did_you_mean(name, [entry.name for entry in CATALOGUE], "strategies")
        raise ArgumentError(f'the catalogue has no strategy "{name}". {near}')
    for line in _page(entry):
        say(line)


def _page(entry: CatalogueEntry) -> Iterator[str]:
    from bargaining.strategies import TRAITS

    yield f"{entry.name}: {entry.literature_name}"
    yield from textwrap.wrap(entry.summary, _WIDTH)
    yield ""
    yield from textwrap.wrap(f"Source: {entry.citation}", _WIDTH, subsequent_indent="  ")
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


def _who(citation: str) -> str:
    """Return authors and year of the first source."""
    found = re.match(r"(.+?) \((\d{4})\)", citation)
    if found is None:
        return citation
    return f"{re.sub(_INITIALS, '', found[1])} {found[2]}"
