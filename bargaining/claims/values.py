"""The words of a quantity on arrays: what is so in each round, and what follows for each world.

What cannot be known is NaN: it passes through arithmetic, and a comparison with it is false.

A result keeps a party's flow payoff as one number. Its parts by motive are computed again from the
levels, conditions and flags that the result keeps too, and from the weights of the world's draw,
which the seed fixes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Bools, Floats
from bargaining.outcomes import Ending, Outcomes, Response
from bargaining.outcomes.events import EVENTS, first_true, happened
from bargaining.outcomes.parameters import played_numbers
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.quantity_tree import Constant, Node, Operation, Reducer, Since, Word
from bargaining.scenario.quantity_words import UNTAGGED
from bargaining.scenario.schema import Intervention
from bargaining.scenario.terms import Column, parse_term

__all__ = ["TOLERANCE", "apply", "flow_of_tag", "known_by", "missing", "survival", "world_values"]

# Levels are sums of drawn weights: what differs by rounding only is equal.
TOLERANCE = 1e-9
_FLAGS = ("at_table", "agreement_in_force", "talks_broken")
# Words with a name after the dot that are no event: the array that holds them, and its axis.
_NAMED = {
    "turnover": ("turnover", "principal"),
    "belief": ("belief", "typed_party"),
    "type": ("party_type", "typed_party"),
    "undelivered": ("undelivered", "party"),
    "unreciprocated": ("unreciprocated", "party"),
    "net_concession": ("net_concession", "principal"),
    "flow": ("flow", "party"),
}
_REDUCTIONS: dict[str, Callable[[NDArray[Any]], Any]] = {
    "ever": lambda values: values.any(axis=1),
    "never": lambda values: ~values.any(axis=1),
    "count": lambda values: values.sum(axis=1, dtype=np.float64),
    "mean": lambda values: values.mean(axis=1),
    "highest": lambda values: values.max(axis=1),
    "lowest": lambda values: values.min(axis=1),
}
# What a principal says when it is asked whether to open talks.
_ANSWERS = {"agrees": 1, "declines": -1}


def world_values(node: Node, outcomes: Outcomes) -> NDArray[Any]:
    """Return what an expression of the layer of worlds is in each world, bools or numbers.

    The shape is (world,); a number is NaN where it is missing.
    """
    if isinstance(node, Constant):
        return np.full(len(outcomes), node.value)
    if isinstance(node, Operation):
        return apply(node.sign, [world_values(part, outcomes) for part in node.parts])
    if isinstance(node, Word):
        if node.parts[0] == "payoff":
            return outcomes["payoff"][:, outcomes.labels["party"].index(node.parts[1])]
        return np.asarray(outcomes["ending"] == Ending[node.parts[0].upper()])
    assert isinstance(node, Reducer)
    name, rounds, values = node.name, node.rounds, round_values(node.of, outcomes)
    if name in ("at", "last"):
        return values[:, rounds[0] if rounds else -1]
    if name == "first":
        return first_true(values)
    if name == "change":
        return np.asarray(values[:, rounds[1]] - values[:, rounds[0]])
    if rounds:
        values = values[:, rounds[0] : rounds[1] + 1]
    return np.asarray(_REDUCTIONS[name](values))


def missing(node: Node, outcomes: Outcomes) -> Bools:
    """Return in which worlds a comparison of an expression lacks a number, shape (world,).

    Such a comparison is false, and so a world without the event of ``first(event)`` counts as a no.
    """
    lacking = np.zeros(len(outcomes), dtype=bool)
    if isinstance(node, Operation):
        for part in node.parts:
            lacking |= missing(part, outcomes)
            if node.sign in _COMPARISONS:
                lacking |= np.isnan(world_values(part, outcomes))
    return lacking


def known_by(node: Node, outcomes: Outcomes) -> Floats:
    """Return the round by which it is known what an expression says of each world, shape (world,).

    What ever happens is known when it first does, and an ending or a payoff after the last round.
    """
    n_rounds = len(outcomes.labels["round"])
    if isinstance(node, Constant):
        return np.full(len(outcomes), -1.0)
    if isinstance(node, Operation):
        parts = [known_by(part, outcomes) for part in node.parts]
        if node.sign == "or":
            held = [world_values(part, outcomes) for part in node.parts]
            parts = [np.where(h, when, n_rounds) for h, when in zip(held, parts, strict=True)]
        return np.asarray(reduce(np.minimum if node.sign == "or" else np.maximum, parts))
    if isinstance(node, Word):
        return np.full(len(outcomes), float(n_rounds))
    assert isinstance(node, Reducer)
    # Rounds counted from an event begin with it; where it never came, all is known at last.
    start = np.zeros(len(outcomes))
    if isinstance(node.of, Since):
        start = first_true(round_values(node.of.event, outcomes)) + node.of.offset
        start = np.where(np.isnan(start), n_rounds, start)
    last = node.rounds[-1] if node.rounds else n_rounds - 1
    if node.name not in ("ever", "first"):
        return np.minimum(start + last, n_rounds)
    values = np.array(round_values(node.of, outcomes), dtype=bool)
    values[:, : node.rounds[0] if len(node.rounds) > 1 else 0] = False
    values[:, last + 1 :] = False
    when = first_true(values)
    return np.minimum(start + np.where(np.isnan(when), last, when), n_rounds)


def survival(
    node: Node, outcomes: Outcomes, rounds: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return how an event of rounds fared in each of so many `rounds` after it was first true.

    Both arrays are over (world, rounds). In column ``k - 1`` stands whether it was false for the
    first time `k` rounds after it was first true; and whether the world was still watched then, the
    event having been true until then. A world's story ends with the scenario's last round: what it
    would do later is not known.
    """
    values = round_values(node, outcomes)
    n_rounds = values.shape[1]
    begun = first_true(values)
    later = np.arange(n_rounds) > begun[:, None]  # nowhere, where it never began
    lasted = first_true(later & ~values) - begun
    watched = n_rounds - 1 - begun
    since = np.arange(1, rounds + 1)
    lost = lasted[:, None] == since
    # A comparison with NaN is false: ~(lasted < k) also holds where it was never lost.
    observed = (watched[:, None] >= since) & ~(lasted[:, None] < since)
    return lost, observed


def round_values(node: Node, outcomes: Outcomes) -> NDArray[Any]:
    """Return what an expression of the layer of rounds is in each, bools or numbers.

    The shape is (world, round); a number is NaN where it cannot be known.
    """
    if isinstance(node, Constant):
        return np.full(outcomes["at_table"].shape, node.value)
    if isinstance(node, Operation):
        return apply(node.sign, [round_values(part, outcomes) for part in node.parts])
    if isinstance(node, Since):
        # Rounds counted from an event; false, or NaN for a number, where missing.
        values = round_values(node.of, outcomes)
        begun = first_true(round_values(node.event, outcomes))[:, None]
        place = begun + node.offset + np.arange(values.shape[1])
        inside = (place >= 0) & (place < values.shape[1])  # false also where the event never came
        shifted = np.take_along_axis(values, np.where(inside, place, 0).astype(np.intp), axis=1)
        return np.where(inside, shifted, False if values.dtype == np.bool_ else np.nan)
    assert isinstance(node, Word)
    word, *names = node.parts
    if len(names) == 2:
        return flow_of_tag(outcomes, *names)
    if word in _FLAGS:
        return outcomes["sat" if word == "at_table" else word]
    if word in _ANSWERS:
        return np.asarray(_of_name(outcomes, "would_talk", "principal", names[0]) == _ANSWERS[word])
    if word in _NAMED:
        array, axis = _NAMED[word]
        values = _of_name(outcomes, array, axis, names[0])
        return values.astype(np.float64) if word == "type" else values
    if names or word in EVENTS:
        return happened(outcomes, word, *names)
    if word in outcomes.labels["issue"]:
        return outcomes.level[:, :, outcomes.labels["issue"].index(word)]
    return _of_name(outcomes, "condition", "condition", word)


def _of_name(outcomes: Outcomes, array: str, axis: str, name: str) -> NDArray[Any]:
    """Return the part of an array over (world, round, name) that belongs to a name."""
    return np.asarray(outcomes[array][:, :, outcomes.labels[axis].index(name)])


def apply(sign: str, parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return the result of an operation, elementwise, by its sign as an `Operation` has it."""
    # Overflow and division by zero are not known either, and no cause for a warning.
    with np.errstate(all="ignore"):
        if sign in _UNARY:
            return np.asarray(_UNARY[sign](parts[0]))
        if sign not in _ARITHMETIC:
            return np.asarray(reduce(_JOINING.get(sign) or _COMPARISONS[sign], parts))
        found = np.asarray(_ARITHMETIC[sign](*parts), dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)


_UNARY = {"not": np.logical_not, "negative": np.negative, "abs": np.abs}
_JOINING: dict[str, Callable[[Any, Any], Any]] = {"and": np.logical_and, "or": np.logical_or}
_ARITHMETIC = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b - TOLERANCE,
    "<=": lambda a, b: a <= b + TOLERANCE,
    ">": lambda a, b: a > b + TOLERANCE,
    ">=": lambda a, b: a >= b - TOLERANCE,
    "==": lambda a, b: np.abs(a - b) <= TOLERANCE,
    "!=": lambda a, b: np.abs(a - b) > TOLERANCE,
}


def flow_of_tag(outcomes: Outcomes, party: str, tag: str) -> Floats:
    """Return the part of a party's flow payoff that lines of one tag make, (world, round)."""
    total: Floats = np.zeros(outcomes["at_table"].shape)
    lines = outcomes.scenario.payoffs.get(party, {})
    chosen = [term for term, line in lines.items() if (line.tag or UNTAGGED) == tag]
    if not chosen:
        return total
    paths = [*numbers_of(outcomes.scenario)]
    draws, numbers = played_numbers(outcomes, paths)
    of_world = np.searchsorted(draws, outcomes.draw)

    def drawn(path: str) -> Floats:
        return np.asarray(numbers[of_world, paths.index(path)][:, None])

    for term in chosen:
        dated = outcomes.scenario.interventions
        product = _weight(drawn, f"payoffs.{party}.{term}", dated, total.shape[1])
        for column in parse_term(term):
            product = product * _column(outcomes, column)
        total += product
    return total


def _weight(
    drawn: Callable[[str], Floats], path: str, dated: Sequence[Intervention], n_rounds: int
) -> Floats:
    """Return a weight under dated changes, (world, round), or (world, 1) where there are none."""
    weight = drawn(path)
    for place, change in enumerate(dated):
        if change.target != path or change.kind not in ("scale", "add", "parameter"):
            continue
        if weight.shape[1] < n_rounds:
            weight = np.repeat(weight, n_rounds, axis=1)
        rounds = slice(change.at, None if change.until is None else change.until + 1)
        value = float(change.value or 0.0)
        if change.kind == "scale":
            weight[:, rounds] *= value
        elif change.kind == "parameter":
            weight[:, rounds] = value
        elif change.of is None:
            weight[:, rounds] += value
        else:
            other = _weight(drawn, change.of, dated[:place], n_rounds)
            weight[:, rounds] += value * np.broadcast_to(other, weight.shape)[:, rounds]
    return weight


def _column(outcomes: Outcomes, column: Column) -> NDArray[np.float64]:
    """Return a column of payoffs as it stood at the end of each round, shape (world, round)."""
    name = column.name
    if name in outcomes.scenario.issues:
        issue = outcomes.scenario.issues[name]
        rung = _of_name(outcomes, "rung", "issue", name)
        scale: Floats = np.array([step.level for step in issue.rungs]) ** column.power
        if column.detail:
            scale = np.array(issue.scales[column.detail])
        return np.asarray(scale[rung])
    if name in outcomes.scenario.conditions:
        return _of_name(outcomes, "condition", "condition", name)
    if name in _FLAGS:
        return np.asarray(outcomes[name], dtype=np.float64)
    if name == "ever_agreed":
        signed = outcomes["response"] == Response.AGREED
        before = outcomes.scenario.agreement is not None
        return np.asarray(np.logical_or.accumulate(signed, axis=1) | before, dtype=np.float64)
    if name == "failed_ratification":
        return np.asarray(outcomes["response"] == Response.NOT_RATIFIED, dtype=np.float64)
    if name == "new_leader":
        changed = _of_name(outcomes, "turnover", "principal", column.detail)
        return np.asarray(np.logical_or.accumulate(changed, axis=1), dtype=np.float64)
    return _of_name(outcomes, *_NAMED[name], column.detail).astype(np.float64)
