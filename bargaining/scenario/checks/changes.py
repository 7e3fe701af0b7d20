"""Rules of changes: dated ones, by kind, and the variants of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from bargaining.scenario.checks.matters import rung_fault, unknown_columns
from bargaining.scenario.checks.names import Roles
from bargaining.scenario.episodes import CHANGES, Intervention
from bargaining.scenario.fields import adapter, annotation_at, path_of, records_in
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import NUMBER_KINDS, BetaNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean, unknown
from bargaining.scenario.terms import is_coefficient, matching, names_in
from bargaining.scenario.wording import Finding, describe, findings_of

__all__ = ["check"]


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every broken rule of dated changes, of what-ifs too, and of variants."""
    yield from _variants(scenario, roles)
    groups: list[tuple[Path, Sequence[Intervention]]] = [
        (("interventions",), scenario.interventions),
        *((("counterfactuals", i, "do"), one.do) for i, one in enumerate(scenario.counterfactuals)),
        *((("arms", i, "do"), one.do) for i, one in enumerate(scenario.arms)),
    ]
    for base, changes in groups:
        for i, change in enumerate(changes):
            for field, fault in _faults(change, scenario, roles):
                yield Finding((*base, i, field), fault)
            # A claim's checks put scales before the rest: only what is written as one is an error.
            if base != ("interventions",) and _adds_nothing(change, changes[:i]):
                yield Finding(
                    (*base, i, "of"),
                    f'names "{change.of}", which an earlier change has made 0, so that nothing '
                    "would be added. Changes are made in the order of the list: put this one "
                    "first.",
                )


def _faults(
    change: Intervention, scenario: ScenarioRecord, roles: Roles
) -> Iterator[tuple[str, str]]:
    """Yield each key of a dated change, and what is wrong with it, empty where nothing is."""
    last = scenario.settings.rounds.value - 1
    if change.at > last:
        yield "at", f"must be a round of the scenario, 0 to {last}; got {change.at}."
    if change.until is not None and change.until < change.at:
        yield "until", f"must not be before `at`, {change.at}; got {change.until}."
    found = {
        "target": _target_fault(CHANGES[change.kind].target, change.target, scenario, roles),
        "value": _value_fault(change, scenario, roles),
    }
    if change.of is not None:
        absent = f'must be absent with kind "{change.kind}"; got {describe(change.of)}.'
        of_add = change.kind == "add"
        found["of"] = _number_fault("coefficient", change.of, scenario, roles) if of_add else absent
    yield from ((key, fault) for key, fault in found.items() if fault)


def _target_fault(what: str, name: str, scenario: ScenarioRecord, roles: Roles) -> str:
    if what in ("number", "coefficient"):
        return _number_fault(what, name, scenario, roles)
    if what == "state of talks":
        known: Sequence[str] = ("open", "closed")
        return "" if name in known else f'must be "open" or "closed"; got {describe(name)}.'
    if what.endswith("with a belief"):
        principal = what.startswith("principal")
        within = scenario.table.principals if principal else scenario.parties
        known = [one for one in within if one in roles.typed]
        many = f"{'principals' if principal else 'parties'} with a belief"
        return "" if name in known else f"must be a {what}. {did_you_mean(name, known, many)}"
    known = {
        "issue": tuple(scenario.issues),
        "condition": tuple(scenario.conditions),
        "act": tuple(act.name for act in scenario.acts),
        "issue of the menu": scenario.table.menu.issues,
    }[what]
    return "" if name in known else unknown(what, name, known)


def _number_fault(what: str, name: str, scenario: ScenarioRecord, roles: Roles) -> str:
    known = [path for path in roles.numbers if what == "number" or is_coefficient(path)]
    section, last = name.split(".")[0], name.split(".")[-1]
    if name not in known:
        if (what == "number" or is_coefficient(name)) and _may_be_given(name, scenario, roles):
            return (
                f'names "{name}", which this file does not give: a dated change works on numbers '
                "that the file has. Give it a value there first."
            )
        return unknown(what, name, known)
    if what == "number" and last == "initial" and section in ("issues", "conditions"):
        kind = "level" if section == "issues" else "condition"
        return f'is read before the first round; use kind = "{kind}" to set it on a date.'
    if name == "settings.spread":
        return "is read before the first round; no date can change it."
    return ""


def _may_be_given(name: str, scenario: ScenarioRecord, roles: Roles) -> bool:
    """Return whether a number could stand at a dotted path of this file, though none does."""
    if is_coefficient(name):
        try:
            section, owner, *_, term = names_in(name)
            return owner in getattr(scenario, section) and not any(
                unknown_columns(term, scenario, roles)
            )
        except ValueError:
            return False
    path = path_of(name, scenario.model_dump(exclude_none=True))
    records = records_in(annotation_at(path)) if path is not None else ()
    return bool(records) and set(records) <= set(NUMBER_KINDS)


def _value_fault(change: Intervention, scenario: ScenarioRecord, roles: Roles) -> str:
    value, wanted, menu = change.value, CHANGES[change.kind].value, scenario.table.menu.issues
    if not wanted:
        absent = f'must be absent with kind "{change.kind}"; got {describe(value)}.'
        return "" if value is None else absent
    number = value if isinstance(value, float) else None
    fits = {
        "hold": value in ("up", "down", "both"),
        "menu": isinstance(value, str),
        "condition": number is not None and 0 <= number <= 1,
        "belief": number is not None and number > 0,
    }.get(change.kind, number is not None)
    if not fits:
        return f"must be {wanted}; got {describe(value)}."
    if change.kind == "menu":
        if value == change.target:
            return "must be another issue than the target."
        return "" if value in menu else unknown("issue of the menu", str(value), menu)
    if change.kind == "level" and change.target in scenario.issues:
        return rung_fault(number or 0.0, change.target, scenario.issues[change.target])
    if change.kind == "parameter" and change.target in roles.numbers:
        filler = {"value": value, "source": "literature: none"}
        try:
            adapter(roles.numbers[change.target][0]).validate_python(filler)
        except ValidationError as error:
            return findings_of(error.errors(), filler)[0].message
    return ""


def _adds_nothing(change: Intervention, earlier: Sequence[Intervention]) -> bool:
    """Return whether a multiple of a number is added that the list has made 0 by then."""
    is_zero = False
    for one in earlier:
        if one.target == change.of and one.covers(change.at):
            if one.kind in ("scale", "parameter") and one.value == 0:
                is_zero = True
            elif one.kind in ("add", "parameter"):
                is_zero = False
    return is_zero


def _variants(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    numbers = roles.numbers
    for i, variant in enumerate(scenario.variants):
        if not variant.values and not variant.factors:
            yield Finding(("variants", i), "changes nothing; give it `values` or `factors`.")
        for pattern in variant.factors:
            here, found = ("variants", i, "factors", pattern), list(matching(pattern, numbers))
            if not found:
                near = did_you_mean(pattern, numbers, "numbers")
                yield Finding(here, f"names no number of this file. {near}")
            for path in [one for one in found if isinstance(numbers[one][1], BetaNumber)][:1]:
                fault = f"cannot scale {path}, which has a beta prior; set it in `values`."
                yield Finding(here, fault)
