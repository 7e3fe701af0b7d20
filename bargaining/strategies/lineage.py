"""Where each strategy comes from and what it is like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

from bargaining.strategies.base import Strategy

__all__ = ["TRAITS", "CatalogueEntry"]

TRAITS: Mapping[str, str] = {
    "steps": "has a rule of its own for unilateral steps",
    "table": "has a rule of its own for offers and answers",
    "acts": "has a rule of its own for acts",
    "talks": "has a rule of its own for opening and leaving talks",
    "looks ahead": "weighs the rounds to come",
    "clock": "goes by the time that is left",
    "answers": "goes by what the other has done",
    "firm": "never gives in",
    "forgiving": "lets pass what was taken back, or gives unasked, now and then",
    "reads the other": "goes by what packages are worth to the other",
    "chance": "chooses by lot, in part or in all",
}
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
