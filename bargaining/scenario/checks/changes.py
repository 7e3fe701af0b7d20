"""Rules of changes: dated ones, by kind, and the variants of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from pydantic import ValidationError

from bargaining.scenario.checks.matters import rung_fault, unknown_columns
from bargaining.scenario.checks.names import Roles
from bargaining.scenario.episodes import CHANGES, Counterfactual, Intervention, Variant
from bargaining.scenario.evidence import walk
from bargaining.scenario.fields import adapter, annotation_at, path_of, records_in
from bargaining.scenario.numbers import NUMBER_KINDS, BetaNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean, unknown
from bargaining.scenario.terms import is_coefficient, matching, names_in
from bargaining.scenario.wording import Finding, describe, findings_of

__all__ = ["check"]


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every broken rule of dated changes, of what-ifs too, and of variants."""
    for path, _, record in walk(scenario):
        if isinstance(record, Intervention):
            found = {
                "target": _target_fault(record, scenario, roles),
                "value": _value_fault(record, scenario, roles),
            }
            if record.of is not None and record.kind == "add":
                found["of"] = _number_fault("coefficient", record.of, scenario, roles)
            elif record.of is not None:
                got = describe(record.of)
                found["of"] = f'must be absent with kind "{record.kind}"; got {got}.'
            yield from (Finding((*path, key), fault) for key, fault in found.items() if fault)
        elif isinstance(record, Counterfactual):
            # A claim's checks put scales before the rest: only what is written as one is an error.
            for i, change in enumerate(record.do):
                is_zero = False
                for earlier in record.do[:i]:
                    if earlier.target == change.of and earlier.covers(change.at):
                        if earlier.kind in ("scale", "parameter") and earlier.value == 0:
                            is_zero = True
                        elif earlier.kind in ("add", "parameter"):
                            is_zero = False
                if is_zero:
                    yield Finding(
                        (*path, "do", i, "of"),
                        f'names "{change.of}", which an earlier change has made 0, so that nothing '
                        "would be added. Changes are made in the order of the list: put this one "
                        "first.",
                    )
        elif isinstance(record, Variant):
            if not record.values and not record.factors:
                yield Finding(path, "changes nothing; give it `values` or `factors`.")
            for pattern in record.factors:
                here, named = (*path, "factors", pattern), list(matching(pattern, roles.numbers))
                if not named:
                    near = did_you_mean(pattern, roles.numbers, "numbers")
                    yield Finding(here, f"names no number of this file. {near}")
                for one in named:
                    if isinstance(roles.numbers[one][1], BetaNumber):
                        fault = f"cannot scale {one}, which has a beta prior; set it in `values`."
                        yield Finding(here, fault)
                        break


def _target_fault(change: Intervention, scenario: ScenarioRecord, roles: Roles) -> str:
    what, name = CHANGES[change.kind].target, change.target
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
        may_be_given = False
        if is_coefficient(name):
            with suppress(ValueError):
                table, owner, *_, term = names_in(name)
                faults = unknown_columns(term, scenario, roles)
                may_be_given = owner in getattr(scenario, table) and not any(faults)
        elif what == "number":
            path = path_of(name, scenario.model_dump(exclude_none=True))
            records = records_in(annotation_at(path)) if path is not None else ()
            may_be_given = bool(records) and set(records) <= set(NUMBER_KINDS)
        if may_be_given:
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


def _value_fault(change: Intervention, scenario: ScenarioRecord, roles: Roles) -> str:
    value, wanted, menu = change.value, CHANGES[change.kind].value, scenario.table.menu.issues
    if not wanted:
        absent = f'must be absent with kind "{change.kind}"; got {describe(value)}.'
        return "" if value is None else absent
    if change.kind == "level" and change.target in scenario.issues:
        return rung_fault(value, change.target, scenario.issues[change.target])
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
    if change.kind == "parameter" and change.target in roles.numbers:
        filler = {"value": value, "source": "literature: none"}
        try:
            adapter(roles.numbers[change.target][0]).validate_python(filler)
        except ValidationError as error:
            return findings_of(error.errors(), filler)[0].message
    return ""
