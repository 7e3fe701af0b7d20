"""Every number of a scenario by its path, and where each thing comes from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from bargaining.scenario.episodes import Fact
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import (
    ASSUMED,
    NUMBER_KINDS,
    Number,
    Record,
)
from bargaining.scenario.records import ScenarioRecord

__all__ = [
    "KINDS",
    "Sourced",
    "articles",
    "dotted",
    "kind_of_source",
    "numbers_of",
    "source_shares",
    "sourced",
    "sourced_paths",
    "walk",
]

KINDS = ("article", "literature", "record", ASSUMED)
CITATION = re.compile(r"([a-z0-9][a-z0-9-]*):([0-9]{1,6})")


class Sourced(NamedTuple):
    """One thing that has a source."""

    path: str
    record: Any
    source: tuple[str, ...]
    why: str | None


@cache
def articles() -> dict[str, dict[str, Any]]:
    """Return the known articles by id: title, outlet, date and numbers of the paragraphs."""
    text = files("bargaining.scenario").joinpath("articles.toml").read_text("utf-8")
    known: dict[str, dict[str, Any]] = tomllib.loads(text)["articles"]
    return known


def walk(record: Record, path: Path = ()) -> Iterator[tuple[Path, Record]]:
    """Yield every record within a record, itself first, in file order."""
    yield path, record
    for field in type(record).model_fields:
        yield from _within(getattr(record, field), (*path, field))


def _within(value: Any, path: Path) -> Iterator[tuple[Path, Record]]:
    if isinstance(value, Record):
        yield from walk(value, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, (*path, key))
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from _within(inner, (*path, i))


def dotted(path: Path, scenario: ScenarioRecord) -> str:
    """Return the dotted path; entries of a list go by their name, as in ``acts.missile.floor``."""
    words: list[str] = []
    node: Any = scenario
    for key in path:
        if isinstance(key, int):
            node = node[key]
            words.append(getattr(node, "name", getattr(node, "id", str(key))))
        else:
            node = node[key] if isinstance(node, dict) else getattr(node, key)
            words.append(key)
    return ".".join(words)


def numbers_of(scenario: ScenarioRecord) -> dict[str, Number]:
    """Return every number that has a prior, by its dotted path, in file order.

    Examples
    --------
    Paths read ``parties.japan.hurdle``, ``payoffs.japan.sanctions_relief * tension``,
    ``conditions.tension.drivers.at_table`` and ``acts.missile.window.probability``.
    """
    found: dict[str, Number] = {}
    for path, record in walk(scenario):
        if isinstance(record, NUMBER_KINDS):
            found[dotted(path, scenario)] = record
    return found


def sourced(scenario: ScenarioRecord) -> Iterator[Sourced]:
    """Yield everything that has a source: numbers, counts, ladders, agreements, what-ifs, facts."""
    for path, record in walk(scenario):
        source = getattr(record, "source", None)
        if source is not None:
            why = getattr(record, "why", None)
            yield Sourced(dotted(path, scenario), record, source, why)


def sourced_paths(scenario: ScenarioRecord) -> Iterator[Path]:
    """Yield the path of everything that has a source, keys and places in lists."""
    for path, record in walk(scenario):
        if getattr(record, "source", None) is not None:
            yield path


def kind_of_source(source: str) -> str | None:
    """Return the kind of one source, or None where it is none that is known."""
    if source == ASSUMED:
        return ASSUMED
    for kind in ("literature", "record"):
        if source.startswith(f"{kind}: ") and source.removeprefix(f"{kind}: ").strip():
            return kind
    return "article" if CITATION.fullmatch(source) else None


def source_shares(scenario: ScenarioRecord) -> dict[str, float]:
    """Return the share of the scenario's sourced things by kind of source.

    A thing with several sources counts in equal parts toward each. Facts do not count: worlds are
    held against them, nothing is played from them.
    """
    totals = dict.fromkeys(KINDS, 0.0)
    things = 0
    for thing in sourced(scenario):
        if isinstance(thing.record, Fact):
            continue
        things += 1
        for source in thing.source:
            kind = kind_of_source(source)
            if kind is not None:
                totals[kind] += 1 / len(thing.source)
    return {kind: total / max(things, 1) for kind, total in totals.items()}
