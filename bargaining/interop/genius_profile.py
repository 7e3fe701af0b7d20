"""One side's utility profile in the GENIUS format, held against its domain."""

from __future__ import annotations

from bargaining.interop.complaints import Complaints
from bargaining.interop.domain import DomainIssue, Profile
from bargaining.interop.xml_tree import Element
from bargaining.scenario.near import did_you_mean

__all__ = ["read_profile"]

# GENIUS takes an issue all of whose evaluations are below this as worth nothing.
_NOTHING = 1e-5
_WEIGHTS_OFF = 1e-6


def read_profile(
    root: Element, name: str, issues: tuple[DomainIssue, ...], complaints: Complaints
) -> Profile:
    """Return a profile; what is wrong with it goes to `complaints` and is replaced by zeros."""
    if root.tag != "utility_space" or root.attributes.get("type", "").lower() == "nonlinear":
        complaints.add(
            root,
            f"<{root.tag}>",
            'must be a linear <utility_space>; got root element "'
            + root.tag
            + '"'
            + (", a non-linear space" if root.tag == "utility_space" else "")
            + ". Only sums over issues can be read: give a profile with weights and evaluations.",
        )
        return _nothing(name, issues)
    objectives = [one for one in root.walk() if one.tag == "objective"]
    if len(objectives) != 1:
        complaints.add(
            root,
            "<utility_space>",
            f"must hold one <objective> with the issues; got {len(objectives)}. Put all issues "
            "into one objective.",
        )
        return _nothing(name, issues)
    objective = objectives[0]
    found = _by_name(objective, issues, complaints)
    weights = _weights(objective, complaints)
    used: list[float] = []
    worths: list[tuple[float, ...]] = []
    for issue in issues:
        element = found.get(issue.name)
        if element is None:
            complaints.add(
                objective,
                f'issue "{issue.name}"',
                "is missing; the domain has it. Add its evaluations and its weight.",
            )
            used.append(0.0)
            worths.append((0.0,) * len(issue.values))
            continue
        used.append(_weight_of(element, issue, weights, complaints))
        worths.append(_worths(element, issue, complaints))
    total = sum(used)
    if abs(total - 1) > _WEIGHTS_OFF and not complaints.any:
        complaints.note(
            f"The weights of {name} sum to {total:.7g} and not to 1; they are used as they stand."
        )
    return Profile(
        name=name,
        weights=tuple(used),
        worths=tuple(worths),
        reservation_value=_reservation(root, complaints),
        discount=_discount(root, complaints),
    )


def _nothing(name: str, issues: tuple[DomainIssue, ...]) -> Profile:
    return Profile(
        name=name,
        weights=(0.0,) * len(issues),
        worths=tuple((0.0,) * len(issue.values) for issue in issues),
    )


def _by_name(
    objective: Element, issues: tuple[DomainIssue, ...], complaints: Complaints
) -> dict[str, Element]:
    known = [issue.name for issue in issues]
    found: dict[str, Element] = {}
    for element in objective.all("issue"):
        name = element.attributes.get("name", "").strip()
        if name in found:
            complaints.add(element, f'issue "{name}"', "stands twice. Delete one of them.")
        elif name not in known:
            complaints.add(
                element,
                f'issue "{name}"',
                "is no issue of the domain. " + did_you_mean(name, known, "issues"),
            )
        else:
            found[name] = element
    return found


def _weights(objective: Element, complaints: Complaints) -> dict[str, float]:
    weights: dict[str, float] = {}
    indices = {one.attributes.get("index", "").strip() for one in objective.all("issue")}
    for element in objective.all("weight"):
        index = element.attributes.get("index", "").strip()
        where = f'weight of index "{index}"'
        if index in weights:
            complaints.add(element, where, "stands twice. Delete one of them.")
            continue
        if index not in indices:
            complaints.add(
                element,
                where,
                "belongs to no issue of the profile. Its index must be that of an <issue>: "
                + ", ".join(sorted(indices))
                + ".",
            )
            continue
        weights[index] = complaints.number(
            element,
            where,
            "value",
            low=0.0,
            remedy="A weight is a share of the whole, such as 0.25.",
        )
    return weights


def _weight_of(
    element: Element, issue: DomainIssue, weights: dict[str, float], complaints: Complaints
) -> float:
    index = element.attributes.get("index", "").strip()
    if index not in weights:
        complaints.add(
            element,
            f'issue "{issue.name}"',
            f'has no weight: there is no <weight index="{index}" value="..."/> in the objective. '
            "Add one.",
        )
        return 0.0
    return weights[index]


def _worths(element: Element, issue: DomainIssue, complaints: Complaints) -> tuple[float, ...]:
    """Return the evaluation of each value on GENIUS's scale."""
    evaluators = element.all("evaluator")
    if evaluators and not element.all("item"):
        return _linear(element, evaluators[0], issue, complaints)
    where = f'issue "{issue.name}"'
    evaluations: dict[str, float] = {}
    for item in element.all("item"):
        value = item.attributes.get("value", "").strip()
        there = f'{where}, value "{value}"'
        if value not in issue.values:
            complaints.add(
                item,
                there,
                "is no value of the domain. " + did_you_mean(value, issue.values, "values"),
            )
        elif value in evaluations:
            complaints.add(item, there, "stands twice. Delete one of them.")
        else:
            evaluations[value] = complaints.number(
                item,
                there,
                "evaluation",
                low=0.0,
                remedy="An evaluation says how good the value is; only its share of the issue's "
                "largest one counts.",
            )
    for value in issue.values:
        if value not in evaluations:
            complaints.add(
                element,
                f'{where}, value "{value}"',
                "has no evaluation; the domain has the value. Add an <item> with an evaluation, "
                "0 at the least.",
            )
    most = max(evaluations.values(), default=0.0)
    if most < _NOTHING:
        if not complaints.any:
            complaints.note(f'All evaluations of issue "{issue.name}" are 0: it is worth nothing.')
        return (0.0,) * len(issue.values)
    return tuple(evaluations.get(value, 0.0) / most for value in issue.values)


def _linear(
    element: Element, evaluator: Element, issue: DomainIssue, complaints: Complaints
) -> tuple[float, ...]:
    """Return offset + slope x (value - lowest value), cut to [0, 1], for an integer issue."""
    where = f'evaluator of issue "{issue.name}"'
    kind = evaluator.attributes.get("ftype", "linear").lower()
    if kind != "linear":
        complaints.add(
            evaluator,
            where,
            f'must have ftype "linear"; got "{kind}". Write the issue as a discrete one with an '
            "evaluation for each value.",
        )
        return (0.0,) * len(issue.values)
    remedy = "The evaluation of a number is offset + slope x (number - lowest number)."
    slope = complaints.number(evaluator, where, "slope", remedy=remedy)
    offset = complaints.number(evaluator, where, "offset", remedy=remedy)
    try:
        numbers = [int(value) for value in issue.values]
    except ValueError:
        complaints.add(
            element,
            f'issue "{issue.name}"',
            "has an <evaluator>, which is for numbers, but the domain lists words. Give an "
            "<item> with an evaluation for each value.",
        )
        return (0.0,) * len(issue.values)
    return tuple(min(1.0, max(0.0, offset + slope * (n - numbers[0]))) for n in numbers)


def _reservation(root: Element, complaints: Complaints) -> float:
    for element in root.walk():
        if element.tag == "reservation":
            return complaints.number(
                element,
                "reservation",
                "value",
                remedy="It is the utility of no agreement, on the scale of the profile's own "
                "utilities.",
            )
    return 0.0


def _discount(root: Element, complaints: Complaints) -> float:
    for element in root.walk():
        if element.tag != "discount_factor":
            continue
        value = complaints.number(
            element,
            "discount_factor",
            "value",
            remedy="It is what a utility is multiplied by over the whole of the talks; 1 is no "
            "discounting.",
            otherwise=1.0,
        )
        if 0 < value <= 1:
            return value
        complaints.add(
            element,
            "discount_factor",
            f"must be in (0, 1]; got {value:g}. It is what a utility is multiplied by over the "
            "whole of the talks; write 1 for no discounting.",
        )
    return 1.0
