"""Changed scenarios: counterfactuals, dated interventions, other values at a path."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario.building import build_record
from bargaining.scenario.evidence import dotted, walk
from bargaining.scenario.fields import annotation_at, records_in
from bargaining.scenario.locate import Path
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import ASSUMED, COUNT_KINDS, NUMBER_KINDS, Record
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.records import Intervention, ScenarioRecord
from bargaining.scenario.terms import canonical_path, names_in
from bargaining.text import Dates

__all__ = ["intervene", "plain", "replace"]

S = TypeVar("S", bound=ScenarioRecord)


def plain(record: Record) -> dict[str, Any]:
    """Return the record as nested tables and lists, as a file would hold it."""
    return record.model_dump(exclude_none=True)


def intervene(scenario: S, changes: Iterable[str | Intervention | Mapping[str, Any]]) -> S:
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
            added.append(_with_rounds(change, scenario))
        elif not isinstance(change, str):
            raise _no_change(change)
        elif change in named:
            added += [plain(one) for one in named[change].do]
        else:
            remedy = did_you_mean(change, named, "counterfactuals")
            problems.append(
                Problem("", f'has no counterfactual "{change[:80]}" among its own. {remedy}')
            )
    if problems:
        raise ScenarioError(scenario.name, problems)
    data = plain(scenario)
    data["interventions"] = [*data["interventions"], *added]
    return build_record(type(scenario), data, scenario.name)


def _with_rounds(change: Mapping[str, Any], scenario: ScenarioRecord) -> dict[str, Any]:
    """Return a dated change with numbers of rounds for its dates, such as ``"2015-01"``."""
    found = dict(change)
    for key in ("at", "until"):
        given = found.get(key)
        if isinstance(given, (str, datetime.date)):
            try:
                found[key] = Dates.of(scenario).round_of(given)
            except ValueError as error:
                problem = Problem(f"interventions.{key}", f"{error}.")
                raise ScenarioError(scenario.name, [problem]) from None
    return found


def _no_change(given: object) -> ArgumentError:
    several = isinstance(given, (list, tuple))
    remedy = "; write a star before it: intervene(*changes)" if several else ""
    return ArgumentError(
        "intervene takes names of counterfactuals and interventions; got "
        f"{type(given).__name__}{remedy}"
    )


def replace(scenario: S, values: Mapping[str, Any]) -> S:
    """Return the scenario with other values at some paths; see `Scenario.replace`.

    Counterfactuals and arms dated after a shortened end are left out, and so are the claims and
    facts that need them or later rounds, and claims on the rule of a country seated as `Party`.
    """
    data = plain(scenario)
    problems = []
    for path_text, value in values.items():
        text = canonical_path(path_text)
        path = _resolved(text, data)
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
    return build_record(type(scenario), data, scenario.name)


def _resolved(text: str, data: dict[str, Any]) -> Path | None:
    """Return the keys of a dotted path, or None where nothing can stand there."""
    keys = names_in(text)
    path: list[str | int] = []
    node: Any = data
    for i, key in enumerate(keys):
        step: str | int = key
        if isinstance(node, (list, tuple)):
            names = [_name(entry, number) for number, entry in enumerate(node)]
            if key not in names:
                return None
            step = names.index(key)
        annotation = annotation_at((*path, step))
        if annotation is None:
            return None
        path.append(step)
        record = records_in(annotation_at(tuple(path[:-1])))
        missing = isinstance(node, dict) and key not in node
        if missing and not (record and i == len(keys) - 1):
            return None
        node = node[step] if not missing else None
    return tuple(path) if isinstance(path[-1], str) else None


def _name(entry: Any, number: int) -> str:
    named = entry.get("name", entry.get("id")) if isinstance(entry, dict) else None
    return named if isinstance(named, str) else str(number)


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
    if hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
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
    for path, record in walk(scenario):
        if isinstance(record, (*NUMBER_KINDS, *COUNT_KINDS)):
            numbers.append(dotted(path, scenario))
        else:
            others += [
                f"{dotted(path, scenario)}.{field}" if path else field
                for field in type(record).model_fields
            ]
    return numbers + others


def _drop_what_lies_beyond(data: dict[str, Any], scenario: ScenarioRecord) -> None:
    """Leave out what-ifs that can no longer happen, and claims and facts about what lies beyond."""
    rounds = data["settings"].get("rounds") if isinstance(data["settings"], Mapping) else None
    end = rounds.get("value") if isinstance(rounds, Mapping) else None
    if not isinstance(end, int):
        return
    late = {one.name for one in scenario.what_ifs if any(change.at >= end for change in one.do)}
    for section, entries in (
        ("counterfactuals", scenario.counterfactuals),
        ("arms", scenario.arms),
    ):
        data[section] = [plain(one) for one in entries if one.name not in late]
    data["facts"] = [
        plain(one) for one in scenario.facts if (_latest(one.quantity, scenario) or 0) < end
    ]
    data["claims"] = [
        plain(one)
        for one in scenario.claims
        if not late & set(one.compare) and (_latest(one.quantity, scenario) or 0) < end
    ]


def _drop_claims_on_rules(data: dict[str, Any]) -> None:
    """Leave out claims that rest on the rule of a country whose party is now a plain one."""
    parties = data.get("parties", {})
    off = {
        f"rules.{name}"
        for name, party in parties.items()
        if isinstance(party, Mapping) and party.get("country", "Party") == "Party"
    }
    data["claims"] = [
        claim for claim in data.get("claims", ()) if not off & set(claim.get("rests_on") or ())
    ]


def _latest(quantity: str, scenario: ScenarioRecord) -> int | None:
    """Return the latest round that a quantity names."""
    return read_quantity(quantity, scenario).latest_round
