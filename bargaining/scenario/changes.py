"""Changed scenarios: counterfactuals, dated interventions, other values at a path."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario.building import build_record
from bargaining.scenario.episodes import Intervention
from bargaining.scenario.evidence import numbers_of, walk
from bargaining.scenario.fields import annotation_at, path_of, records_in
from bargaining.scenario.library import scenarios
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import (
    ASSUMED,
    COUNT_KINDS,
    NUMBER_KINDS,
    BetaNumber,
    ChoiceNumber,
    Number,
    Record,
    fields_of,
)
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.raw import as_round
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.seats import seat_errors
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical_path, matching
from bargaining.text import Dates

__all__ = ["intervene", "plain", "replace", "scaled", "vary"]

S = TypeVar("S", bound=ScenarioRecord)

_SCALED = ("value", "low", "mode", "high")


def plain(record: Record) -> dict[str, Any]:
    """Return the record as nested tables and lists, as a file would hold it."""
    return record.model_dump(exclude_none=True)


def intervene(scenario: S, changes: Iterable[object]) -> S:
    """Return the scenario with further dated changes; see `Scenario.intervene`."""
    named = {one.name: one for one in scenario.what_ifs}
    added: list[dict[str, Any]] = []
    problems = []
    changes = tuple(changes)
    if not changes:
        raise ArgumentError(
            "intervene needs at least one change: the name of a counterfactual, or an "
            f"intervention; the counterfactuals are {', '.join(named) or 'none'}"
        )
    for change in changes:
        if isinstance(change, Intervention):
            added.append(plain(change))
        elif isinstance(change, Mapping):
            added.append(dict(change))
        elif not isinstance(change, str):
            several = isinstance(change, (list, tuple))
            remedy = "; write a star before it: intervene(*changes)" if several else ""
            raise ArgumentError(
                "intervene takes names of counterfactuals and interventions; got "
                f"{type(change).__name__}{remedy}"
            )
        elif change in named:
            added += [plain(one) for one in named[change].do]
        else:
            remedy = _beyond(change, scenario) or did_you_mean(change, named, "counterfactuals")
            problems.append(
                Problem("", f'has no counterfactual "{change[:80]}" among its own. {remedy}')
            )
    if problems:
        raise ScenarioError(scenario.name, problems)
    data = plain(scenario)
    data["interventions"] = [*data["interventions"], *added]
    return build_record(type(scenario), data, scenario.name)


def _beyond(name: str, scenario: ScenarioRecord) -> str:
    """Say that a counterfactual of the shipped file is dated after a shortened end, if it is."""
    files = scenarios()
    if scenario.name not in files:
        return ""
    rounds = scenario.settings.rounds.value
    stated = tomllib.loads(files[scenario.name].read_text("utf-8")).get("counterfactuals", ())
    late = {
        one["name"]
        for one in stated
        if any(as_round(do["at"], Dates.of(scenario)) >= rounds for do in one["do"])
    }
    if name not in late:
        return ""
    return (
        "The file's counterfactual of this name is dated after the shortened end: there are only "
        f"{rounds} rounds here."
    )


def replace(scenario: S, values: Mapping[str, Any] | None, named: Mapping[str, Any]) -> S:
    """Return the scenario with other values at some paths; see `Scenario.replace`.

    Counterfactuals and arms dated after a shortened end are left out, and so are the claims and
    facts that need them or later rounds, and claims on the rule of a country seated as `Party`.
    """
    if not isinstance(values, Mapping) or named:
        meant = [path for one in named for path in _paths(scenario) if path.endswith(f".{one}")]
        example = meant[0] if meant else "settings.rounds"
        value = next(iter(named.values()), 12)
        raise ArgumentError(
            "replace takes one mapping from dotted paths to values: "
            f'replace({{"{example}": {value!r}}})'
        )
    data = plain(scenario)
    problems = []
    for given, value in values.items():
        path_text = str(given)
        text = canonical_path(path_text)
        path = path_of(text, data)
        if path is None:
            remedy = did_you_mean(path_text, _paths(scenario), "paths")
            problems.append(Problem(path_text[:200], f"is no path of this scenario. {remedy}"))
            continue
        parent: Any = data
        for key in path[:-1]:
            parent = parent[key]
        if value is None:
            parent.pop(path[-1], None)
        else:
            parent[path[-1]] = _filled(path, text, value, parent.get(path[-1]))
    if problems:
        raise ScenarioError(scenario.name, problems)
    if "settings.rounds" in values and not {"counterfactuals", "arms", "claims", "facts"} & set(
        values
    ):
        _drop_what_lies_beyond(data, scenario)
    if any(path.endswith(".country") for path in values) and "claims" not in values:
        _drop_claims_on_rules(data)
    changed = build_record(type(scenario), data, scenario.name)
    if any(path.startswith("parties") for path in values):
        before = {str(error) for error in seat_errors(scenario)}
        faults = [str(error) for error in seat_errors(changed) if str(error) not in before]
        if faults:
            raise ScenarioError(scenario.name, [Problem("", fault) for fault in faults])
    return changed


def _filled(path: Path, text: str, value: Any, before: Any) -> Any:
    if isinstance(value, Record):
        return plain(value)
    kinds = records_in(annotation_at(path))
    is_number = bool(kinds) and set(kinds) <= set(NUMBER_KINDS)
    is_count = bool(kinds) and set(kinds) <= set(COUNT_KINDS)
    kept = {
        key: before[key] for key in ("unit", "tag") if isinstance(before, Mapping) and key in before
    }
    assumed = {"source": ASSUMED, "why": f"set by the caller: {text}"}
    if isinstance(value, Mapping):
        bare = (is_number or is_count) and "source" not in value
        return {**(kept | assumed if bare else {}), **value}
    if hasattr(value, "tolist"):  # of NumPy
        value = value.tolist()
    if not (is_number or is_count):
        return list(value) if isinstance(value, tuple) else value
    if is_count and isinstance(value, float) and value.is_integer():
        value = int(value)
    filled = {"value": value, **assumed}
    if is_number and (path[0] == "payoffs" or "drivers" in path):
        filled["spread"] = 0.0
    return filled | kept


def _paths(scenario: ScenarioRecord) -> list[str]:
    """Return every dotted path at which something may be put, numbers first."""
    numbers, others = [], []
    for _, path, record in walk(scenario):
        if isinstance(record, (*NUMBER_KINDS, *COUNT_KINDS)):
            numbers.append(path)
        else:
            others += [f"{path}.{key}" if path else key for key in fields_of(type(record))]
    return numbers + others


def _drop_what_lies_beyond(data: dict[str, Any], scenario: ScenarioRecord) -> None:
    """Leave out what-ifs that can no longer happen, and claims and facts about what lies beyond."""
    rounds = data["settings"].get("rounds") if isinstance(data["settings"], Mapping) else None
    end = rounds.get("value") if isinstance(rounds, Mapping) else None
    if not isinstance(end, int):
        return
    late = {one.name for one in scenario.what_ifs if any(change.at >= end for change in one.do)}
    for section in ("counterfactuals", "arms", "facts", "claims"):
        data[section] = [
            plain(one)
            for one in getattr(scenario, section)
            if getattr(one, "name", None) not in late
            and not late.intersection(getattr(one, "compare", ()))
            and _latest_round(one, scenario) < end
        ]


def _latest_round(one: Any, scenario: ScenarioRecord) -> int:
    text = getattr(one, "quantity", None)
    return 0 if text is None else read_quantity(text, scenario).latest_round or 0


def _drop_claims_on_rules(data: dict[str, Any]) -> None:
    """Leave out claims that rest on the rule of a country whose party is now a plain one."""
    off = {
        f"rules.{name}"
        for name, party in data.get("parties", {}).items()
        if isinstance(party, Mapping) and party.get("country", "Party") == "Party"
    }
    data["claims"] = [
        claim for claim in data.get("claims", ()) if not off & set(claim.get("rests_on") or ())
    ]


def vary(scenario: S, name: str) -> S:
    """Return the scenario under one of its variants; see `Scenario.vary`."""
    variants = {one.name: one for one in scenario.variants}
    if not isinstance(name, str) or name not in variants:
        text = str(name)
        remedy = did_you_mean(text, variants, "variants")
        raise ScenarioError(
            scenario.name, [Problem("", f'has no variant "{text[:80]}" among its own. {remedy}')]
        )
    variant = variants[name]
    numbers = numbers_of(scenario)
    values: dict[str, Any] = {}
    for pattern, factor in variant.factors.items():
        for path in matching(pattern, numbers):
            values[path] = scaled(numbers[path], factor)
    return replace(scenario, {**values, **variant.values}, {})


def scaled(number: Number, factor: float) -> dict[str, Any]:
    """Return a number as a file would hold it, its prior multiplied by a factor.

    Raises
    ------
    ValueError
        The number has a beta prior, which ends at 1 whatever it is multiplied by.
    """
    if isinstance(number, BetaNumber):
        raise ValueError("has a beta prior, which cannot be scaled")
    data = number.model_dump(exclude_none=True)
    for key in _SCALED:
        if key in data:
            data[key] = data[key] * factor
    if isinstance(number, ChoiceNumber):
        data["choices"] = [choice * factor for choice in number.choices]
    return data
