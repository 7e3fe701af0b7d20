"""Every number of a scenario by its path, with its prior, and where each thing comes from."""

from __future__ import annotations

import math
import re
import tomllib
import weakref
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from bargaining.errors import MissingPackageError
from bargaining.scenario.episodes import Fact
from bargaining.scenario.frozen import ASSUMED, Cited, Record, name_of
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import NUMBER_KINDS, Number, ValueNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.terms import is_coefficient
from bargaining.scenario.words import number_text

if TYPE_CHECKING:
    import pandas

__all__ = [
    "KINDS", "Prior", "Sourced", "articles", "kind_of_source", "numbers_of", "prior_frame",
    "priors_of", "source_shares", "sourced", "uncertain_paths", "walk",
]  # fmt: skip

KINDS = ("article", "literature", "record", ASSUMED)
_found: dict[int, tuple[weakref.ref[ScenarioRecord], dict[str, Number]]] = {}
CITATION = re.compile(r"([a-z0-9][a-z0-9-]*):([0-9]{1,6})")


class Sourced(NamedTuple):
    """One thing that has a source, at a dotted path; `keys` are keys and places in lists."""

    path: str
    record: Any
    source: tuple[str, ...]
    why: str | None
    keys: Path


@cache
def articles() -> dict[str, dict[str, Any]]:
    """Return the known articles by id: title, outlet, date, and a sentence on each paragraph."""
    text = files("bargaining.scenario").joinpath("articles.toml").read_text("utf-8")
    known: dict[str, dict[str, Any]] = tomllib.loads(text)["articles"]
    for about in known.values():
        about["paragraphs"] = {int(number): told for number, told in about["paragraphs"].items()}
    return known


def walk(value: Any, path: Path = (), dotted: str = "") -> Iterator[tuple[Path, str, Record]]:
    """Yield every record within a value, itself first, in file order: keys, dotted path, record.

    In the dotted path entries of a list go by their name, as in ``acts.missile.floor``.
    """
    inner: Iterable[tuple[str | int, Any]]
    if isinstance(value, Record):
        yield path, dotted, value
        held = vars(value)
        fields = type(value).model_fields.items()
        inner = ((field.alias or name, held[name]) for name, field in fields)
    else:
        inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        if isinstance(one, (Record, dict, tuple)):
            name = (name_of(one) if isinstance(key, int) else "") or str(key)
            yield from walk(one, (*path, key), f"{dotted}.{name}" if dotted else name)


def numbers_of(scenario: ScenarioRecord) -> dict[str, Number]:
    """Return every number that has a prior, by its dotted path, in file order.

    Examples
    --------
    Paths read ``parties.japan.hurdle``, ``payoffs.japan.sanctions_relief * tension``,
    ``conditions.tension.drivers.at_table`` and ``acts.missile.window.probability``.
    """
    place = id(scenario)
    if place not in _found:
        numbers = {path: one for _, path, one in walk(scenario) if isinstance(one, NUMBER_KINDS)}
        # A record is frozen, so that what was found stays right until it is gone.
        _found[place] = weakref.ref(scenario, lambda _: _found.pop(place)), numbers
    return {**_found[place][1]}


def uncertain_paths(scenario: ScenarioRecord) -> tuple[str, ...]:
    """Return the paths of the numbers that differ between draws, in file order."""
    default = scenario.settings.spread.support()[1]
    found = []
    for path, number in numbers_of(scenario).items():
        low, high = number.support()
        spread = 0.0
        if isinstance(number, ValueNumber) and number.value != 0:
            own = default if is_coefficient(path) else 0.0
            spread = own if number.spread is None else number.spread
        if low < high or spread > 0:
            found.append(path)
    return tuple(found)


def sourced(scenario: ScenarioRecord) -> Iterator[Sourced]:
    """Yield everything that has a source: numbers, counts, ladders, agreements, what-ifs, facts."""
    for keys, path, record in walk(scenario):
        if isinstance(record, Cited):
            yield Sourced(path, record, record.source, record.why, keys)


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
    things = [thing for thing in sourced(scenario) if not isinstance(thing.record, Fact)]
    for thing in things:
        for source in thing.source:
            totals[kind_of_source(source) or ASSUMED] += 1 / len(thing.source)
    return {kind: total / max(len(things), 1) for kind, total in totals.items()}


class Prior(NamedTuple):
    """What a scenario says of one number.

    Attributes
    ----------
    kind : str
        ``"fixed"`` where the number is the same in every draw; else ``"uniform"``,
        ``"log-uniform"``, ``"lognormal"``, ``"normal"``, ``"truncated normal"``, ``"triangular"``,
        ``"beta"`` or ``"choice"``.
    prior : str
        The distribution in words, such as ``"uniform 0.95 to 0.985"``; a fixed number's value.
    low, high, mean : float
        Least and greatest value, infinite where there is none, and the mean.
    unit, why : str or None
        Unit of the number, and the reason for it.
    source : str
        Where it comes from; several sources are set apart by semicolons.
    draw, block : str or None
        Name of the draw that it shares with other numbers, and of the correlations it is part of.
    """

    kind: str
    prior: str
    low: float
    high: float
    mean: float
    unit: str | None
    source: str
    why: str | None
    draw: str | None
    block: str | None


def priors_of(scenario: ScenarioRecord) -> dict[str, Prior]:
    """Return the prior of every number, by its dotted path, in file order.

    Whole numbers such as `settings.rounds` are never drawn and have no row.
    """
    drawn, found = {*uncertain_paths(scenario)}, {}
    blocks = {path: block.name for block in scenario.correlations for path in block.numbers}
    for path, number in numbers_of(scenario).items():
        low, high = number.support()
        kind, text = number.kind, number_text(number)
        if path not in drawn:
            kind, text = "fixed", f"{low:g}"
        elif isinstance(number, ValueNumber):
            low, high = (0.0, math.inf) if number.value > 0 else (-math.inf, 0.0)
            own = number.spread is not None
            text += "" if own else f" (spread {number_text(scenario.settings.spread)})"
        text = text if path not in drawn or kind in text else f"{kind} {text}"
        source, block = "; ".join(number.source), blocks.get(path)
        found[path] = Prior(
            *(kind, text, low, high, number.expectation()),
            *(number.unit, source, number.why, number.draw, block),
        )
    return found


def prior_frame(scenario: ScenarioRecord) -> pandas.DataFrame:
    """Return the priors as a table: a row for each path, a column for each field of `Prior`."""
    try:
        import pandas
    except ImportError as error:
        raise MissingPackageError(
            "priors() needs pandas, which is not installed. Install it with: "
            'pip install "bargaining[frames]"'
        ) from error
    found = priors_of(scenario)
    index = pandas.Index(list(found), name="path")
    return pandas.DataFrame(list(found.values()), index=index, columns=list(Prior._fields))
