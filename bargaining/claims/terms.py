"""The terms that a claim rests on: in which of them its arms differ, and what they say in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bargaining.claims.arms import Arm, ScenarioSet
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.schema import Claim
from bargaining.scenario.terms import canonical_path, names_in, ruled_party
from bargaining.scenario.words import label_of, number_text, term_text
from bargaining.text import possessive

__all__ = ["differing", "fact_behind", "in_words"]


def differing(terms: Iterable[str], arms: Iterable[Arm], scenarios: ScenarioSet) -> tuple[str, ...]:
    """Return those terms whose weight differs between the arms' files or dated changes."""
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
    section, name, *_, term = names_in(canonical_path(path))
    label = label_of(name, scenario)
    start = f"In {possessive(label)} payoff" if section == "payoffs" else f"Driver of {label}"
    said = f"{start}: {term_text(term, scenario)} ({number_text(number, signed=True)})"
    why = getattr(number, "why", None)
    return f"{said}. {why}" if why else said


def _rule(name: str, scenario: Scenario) -> str:
    # It loads the parties and with them Mesa, which nobody needs who only reads a scenario.
    from bargaining.parties import COUNTRIES

    said = (COUNTRIES[scenario.parties[name].country].closed_steps.__doc__ or "").split("\n")[0]
    return f"{label_of(name, scenario)} has a rule of its own: {said[0].lower()}{said[1:]}"


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
