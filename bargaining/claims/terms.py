"""The terms that a claim rests on: in which of them its arms differ, and what they say in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bargaining.claims.arms import Arm, ScenarioSet
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.numbers import Number
from bargaining.scenario.schema import Claim
from bargaining.scenario.terms import (
    PARTY_COLUMNS,
    Column,
    canonical_path,
    names_in,
    parse_term,
    ruled_party,
)

__all__ = ["differing", "fact_behind", "in_words"]

_FLAGS = {
    "at_table": "sitting at the table",
    "ever_agreed": "having signed something",
    "agreement_in_force": "an agreement in force",
    "talks_broken": "talks broken for good",
    "failed_ratification": "a text thrown out at home",
}
_PARTY_COLUMNS = {
    "undelivered": "what {} has promised and not delivered",
    "unreciprocated": "what {} has given beyond what it got",
    "type": "{} being of type 1",
    "new_leader": "a new leader in {}",
}
assert tuple(_PARTY_COLUMNS) == PARTY_COLUMNS


def differing(terms: Iterable[str], arms: Iterable[Arm], scenarios: ScenarioSet) -> tuple[str, ...]:
    """Return those terms whose weight is not the same in all arms of a claim.

    Parameters
    ----------
    terms : iterable of str
        Their paths.
    arms : iterable of Arm
        The arms, whose files and dated changes are compared.
    scenarios : ScenarioSet
        Those of the arms.
    """
    several = [(arm, scenarios[arm.scenario]) for arm in arms]
    paths = [canonical_path(term) for term in terms]
    return tuple(
        path
        for path in paths
        if any(_weight(path, *one) != _weight(path, *several[0]) for one in several[1:])
    )


def fact_behind(claim: Claim, scenario: Scenario) -> str:
    """Return the name of the fact that a claim repeats; empty where there is none.

    A file may be tuned to its facts, so a level that a fact's whole band grants is met by the
    making of the file.
    """
    if claim.compare or claim.threshold is None:
        return ""
    for fact in scenario.facts:
        if fact.quantity == claim.quantity:
            if claim.direction in ("<", "<=") and fact.high <= claim.threshold:
                return fact.name
            if claim.direction in (">", ">=") and fact.low >= claim.threshold:
                return fact.name
    return ""


def in_words(path: str, scenario: Scenario) -> str:
    """Return what a term says: whose weight it is, of what, its sign, and why the file has it."""
    if ruled_party(path):
        return _rule(ruled_party(path), scenario)
    number = numbers_of(scenario)[canonical_path(path)]
    names = names_in(canonical_path(path))
    said = " × ".join(_column(column, scenario) for column in parse_term(names[-1]))
    if names[0] == "payoffs":
        start = f"{_label(scenario.parties, names[1])} weighs {said}"
    else:
        start = f"{_label(scenario.conditions, names[1])} is driven by {said}"
    why = getattr(number, "why", None) or ""
    return f"{start} ({_size(number)})" + (f": {why}" if why else "")


def _rule(name: str, scenario: Scenario) -> str:
    # It loads the parties and with them Mesa, which nobody needs who only reads a scenario.
    from bargaining.parties import COUNTRIES

    said = (COUNTRIES[scenario.parties[name].country].closed_steps.__doc__ or "").split("\n")[0]
    return f"{_label(scenario.parties, name)} has a rule of its own: {said[0].lower()}{said[1:]}"


def _weight(path: str, arm: Arm, scenario: Scenario) -> tuple[Any, list[Any]]:
    if ruled_party(path):
        party = scenario.parties.get(ruled_party(path))
        return party and party.country, []
    number = numbers_of(scenario).get(path)
    value = None if number is None else number.model_dump(exclude={"source", "why", "unit"})
    dated = [one.do for one in scenario.what_ifs if one.name == arm.counterfactual]
    # What is added in proportion to a weight is a change of that weight.
    changes = [
        change.model_dump()
        for change in (*scenario.interventions, *(one for do in dated for one in do))
        if path in (canonical_path(change.target), canonical_path(change.of or ""))
    ]
    return value, changes


def _column(column: Column, scenario: Scenario) -> str:
    if column.name in _FLAGS:
        return _FLAGS[column.name]
    if column.name in _PARTY_COLUMNS:
        party = _label(scenario.parties, column.detail)
        return _PARTY_COLUMNS[column.name].format(party)
    label = _label({**scenario.conditions, **scenario.issues}, column.name)
    if column.power != 1.0:
        return f"{label} to the power {column.power:g}"
    return f"{label} ({column.detail})" if column.detail else label


def _label(records: Any, name: str) -> str:
    return getattr(records.get(name), "label", "") or name.replace("_", " ")


def _size(number: Number) -> str:
    low, high = getattr(number, "low", None), getattr(number, "high", None)
    if low is not None and high is not None:
        return f"between {low:+g} and {high:+g}"
    value = getattr(number, "value", None)
    return "drawn" if value is None else f"{value:+g}"
