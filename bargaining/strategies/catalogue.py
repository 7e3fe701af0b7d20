"""The strategies that a scenario file may name, as `scenario/strategies.toml` describes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import Any

from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.scenario.seats import STRATEGY_TABLES, strategy_errors
from bargaining.strategies import ladders, quantal, scripted, table, unwilling
from bargaining.strategies.base import Strategy

TRAITS: Mapping[str, str] = STRATEGY_TABLES["traits"]
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


_CLASSES: Mapping[str, type[Strategy]] = {
    name: kind
    for module in (ladders, quantal, scripted, table, unwilling)
    for name, kind in vars(module).items()
}
CATALOGUE: tuple[CatalogueEntry, ...] = tuple(
    CatalogueEntry(
        name,
        partial(_CLASSES[told["make"]], **told["defaults"])
        if "defaults" in told
        else _CLASSES[told["make"]],
        told["literature_name"],
        " ".join(STRATEGY_TABLES["sources"][source] for source in told["sources"]),
        tuple(told["traits"]),
        told["summary"],
    )
    for name, told in STRATEGY_TABLES["strategies"].items()
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
        return quantal.QuantalResponse()
    for wrong in strategy_errors(key, record):
        raise wrong
    return STRATEGIES[record.name](**record.parameters)
