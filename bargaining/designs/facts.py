"""What a fact is in each world, and how much a world counts that agrees with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.claims.values import apply, world_values
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.quantity_tree import (
    Constant,
    MeanOfWorlds,
    Node,
    Operation,
    ShareOfWorlds,
)
from bargaining.scenario.suggestions import did_you_mean, nearest

__all__ = ["Wanted", "of_worlds", "read_fact", "weights_of"]

Wanted = bool | tuple[float, float] | Mapping[str, float]
_MOST = 1e300


def weights_of(outcomes: Outcomes, text: str, wanted: Wanted) -> tuple[Floats, str]:
    """Return how much each world counts by one fact, and what the fact is to be, in words."""
    stated = {fact.name: fact for fact in outcomes.scenario.facts}
    fact = stated.get(text)
    found = of_worlds(outcomes, text)
    if isinstance(wanted, bool | np.bool_) and found.dtype != bool:
        if fact is None or not wanted:
            raise ArgumentError(
                f"{text!r} is a number: say between which it lies, such as (0, 1), or near which, "
                '{"near": 0.5, "error": 0.1}'
            )
        wanted = (fact.low, fact.high)
    if isinstance(wanted, bool | np.bool_):
        return (found == wanted).astype(np.float64), "true" if wanted else "false"
    if found.dtype == bool:
        raise ArgumentError(f"{text!r} is true or false; got {wanted!r}")
    is_near = isinstance(wanted, Mapping) and {*wanted} == {"near", "error"}
    numbers = [wanted["near"], wanted["error"]] if isinstance(wanted, Mapping) and is_near else []
    if isinstance(wanted, tuple | list):
        numbers = [*wanted]
    if len(numbers) == 2 and all(isinstance(n, int | float) and abs(n) < _MOST for n in numbers):
        first, second = map(float, numbers)
        if is_near and second > 0:
            weight = np.exp(-(((found - first) / second) ** 2) / 2)
            return np.nan_to_num(weight), f"near {first:g} ± {second:g}"
        if not is_near and first <= second:
            within = (found >= first) & (found <= second)
            return within.astype(np.float64), f"{first:g} to {second:g}"
    raise ArgumentError(
        f"{text!r} must be True, False, a pair of numbers in order, or "
        f'{{"near": 4, "error": 1}}; got {wanted!r}'
    )


def of_worlds(outcomes: Outcomes, text: str) -> NDArray[Any]:
    """Return what a statement or a number is in each world, bools or numbers, shape (world,).

    A number is NaN where it is missing.
    """
    return _of_world(read_fact(text, outcomes.scenario), outcomes)


def read_fact(text: str, scenario: Scenario) -> Node:
    """Return a statement or a number of one world, or tell why a text is none.

    The text is in the language of quantities, or the name of one of the file's facts.
    """
    reasons = []
    named = [fact.quantity for fact in scenario.facts if fact.name == text]
    for form in named or (f"P({text})", f"E({text})"):
        try:
            tree = read_quantity(form, scenario).tree
            _check_of_one_world(tree)
            return tree
        except ValueError as error:
            reasons.append(str(error).replace(form, text))
    reason, stated = reasons[0], [fact.name for fact in scenario.facts]
    if "inside P or E" in reason:
        reason = (
            "is of all worlds together, and a fact is what is so, or a number, in each world: "
            'write "collapse" for "P(collapse)", and "payoff.japan" for its mean'
        )
    elif text.isidentifier() and stated and "Did you mean" not in reason:
        if nearest(text, stated):
            reason = f"is no fact of the file. {did_you_mean(text, stated, 'facts')}"
        else:
            reason = f"{reason.rstrip('.')}. {did_you_mean(text, stated, 'facts of the file')}"
    raise ArgumentError(f"{scenario.name}: {text!r} {reason}")


def _check_of_one_world(node: Node) -> None:
    if isinstance(node, Operation):
        for part in node.parts:
            _check_of_one_world(part)
    elif not isinstance(node, Constant | ShareOfWorlds | MeanOfWorlds):
        raise ValueError("must be something that is so, or a number, in each world")


def _of_world(node: Node, outcomes: Outcomes) -> NDArray[Any]:
    """Return the value in each world of what a quantity counts or averages."""
    if isinstance(node, Constant):
        return np.full(len(outcomes), node.value)
    if isinstance(node, Operation):
        return apply(node.sign, [_of_world(part, outcomes) for part in node.parts])
    assert isinstance(node, ShareOfWorlds | MeanOfWorlds)
    inner = node.event if isinstance(node, ShareOfWorlds) else node.number
    found = world_values(inner, outcomes)
    if node.given is None:
        return found
    return np.where(world_values(node.given, outcomes), found.astype(np.float64), np.nan)
