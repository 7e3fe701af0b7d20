"""Variants of a scenario: other values and other scales of its own numbers."""

from __future__ import annotations

from typing import Any, TypeVar

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.changes import replace
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.patterns import matching, scaled
from bargaining.scenario.records import ScenarioRecord

__all__ = ["vary"]

S = TypeVar("S", bound=ScenarioRecord)


def vary(scenario: S, name: str) -> S:
    """Return the scenario under one of its variants; see `Scenario.vary`."""
    variants = {one.name: one for one in scenario.variants}
    if name not in variants:
        remedy = did_you_mean(name, variants, "variants")
        raise ScenarioError(
            scenario.name, [Problem("", f'has no variant "{name[:80]}" among its own. {remedy}')]
        )
    variant = variants[name]
    numbers = numbers_of(scenario)
    values: dict[str, Any] = {}
    for pattern, factor in variant.factors.items():
        for path in matching(pattern, numbers):
            values[path] = scaled(numbers[path], factor)
    return replace(scenario, {**values, **variant.values})
