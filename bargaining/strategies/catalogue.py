"""The strategies that a scenario file may name, with what `catalogue.toml` tells of each."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.scenario.seats import strategy_errors
from bargaining.strategies.base import Strategy
from bargaining.strategies.ladders import GrimTrigger, Grit, Hold, TitForTat
from bargaining.strategies.quantal import Equilibrium, QuantalResponse
from bargaining.strategies.scripted import Scripted
from bargaining.strategies.table import HoldFirm, Reciprocal, Salami, TimeDependent, Zeuthen
from bargaining.strategies.unwilling import SideEffects, StallAndTest, UniformRandom

_CLASSES: tuple[type[Strategy], ...] = (
    *(QuantalResponse, Equilibrium, TimeDependent, Reciprocal, Zeuthen, HoldFirm, Salami),
    *(StallAndTest, SideEffects, TitForTat, Grit, GrimTrigger, Hold, UniformRandom, Scripted),
)
_TOLD = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text("utf-8"))

TRAITS: Mapping[str, str] = _TOLD["traits"]
"""What a strategy's traits mean; what it has no rule for is decided by the quantal response."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A strategy of the catalogue.

    Attributes
    ----------
    name : str
        What a scenario file calls it.
    make : callable
        The class, or a function that makes the strategy; keywords are its parameters.
    literature_name : str
        What the literature calls it.
    citation : str
        Where it comes from: authors, year, title, journal or publisher, pages.
    traits : tuple of str
        Words of `TRAITS`.
    summary : str
        What it does, in a sentence.
    """

    name: str
    make: Callable[..., Strategy]
    literature_name: str
    citation: str
    traits: tuple[str, ...]
    summary: str

    @property
    def parameters(self) -> dict[str, Any]:
        """Names of the parameters and their defaults."""
        known = signature(self.make).parameters.values()
        return {parameter.name: parameter.default for parameter in known}


_KINDS = {kind.__name__: kind for kind in _CLASSES}
CATALOGUE: tuple[CatalogueEntry, ...] = tuple(
    CatalogueEntry(
        name,
        partial(_KINDS[told["make"]], **told["defaults"])
        if "defaults" in told
        else _KINDS[told["make"]],
        told["literature_name"],
        " ".join(_TOLD["sources"][source] for source in told["sources"]),
        tuple(told["traits"]),
        told["summary"],
    )
    for name, told in _TOLD["strategies"].items()
)
"""All strategies with their lineage, in the order in which they are listed."""

STRATEGIES: Mapping[str, Callable[..., Strategy]] = {entry.name: entry.make for entry in CATALOGUE}
"""What makes each strategy, by the name that a scenario file calls it."""


def strategy_named(record: StrategyRecord | None, *, key: str = "strategy") -> Strategy:
    """Return the strategy that a party's block names; the quantal response where it names none.

    Parameters
    ----------
    record : Strategy of the scenario, or None
    key : str
        Where the record stands in the file, for complaints.

    Raises
    ------
    ArgumentError
        There is no such strategy, or it takes no such parameters.
    """
    if record is None:
        return QuantalResponse()
    for wrong in strategy_errors(key, record):
        raise wrong
    return STRATEGIES[record.name](**record.parameters)
