"""The two kinds of GENIUS files, domain and profile: what they say, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

from bargaining.interop.domain import DomainIssue, Profile
from bargaining.interop.xml_tree import Complaints, Element
from bargaining.scenario.suggestions import did_you_mean

__all__ = ["read_issues", "read_profile"]

# A ladder of more rungs than this is refused by the scenario reader.
_MOST_VALUES = 4001
# GENIUS takes an issue all of whose evaluations are below this as worth nothing.
_NOTHING = 1e-5
_WEIGHTS_OFF = 1e-6


def _objective(root: Element, complaints: Complaints) -> Element | None:
    """Return what holds the issues: the one objective, or without any the element around them."""
    objectives = [one for one in root.walk() if one.tag == "objective"]
    if len(objectives) > 1:
        complaints.add(
            root,
            f"<{root.tag}>",
            f"must hold one <objective> with the issues; got {len(objectives)}. Objectives within "
            "objectives cannot be read: put all issues into one.",
        )
        return None
    if objectives:
        return objectives[0]
    for element in root.walk():
        if element.all("issue"):
            complaints.note(
                f"{Path(complaints.file).name} has no <objective>; the issues that stand in its "
                f"<{element.tag}> are read."
            )
            return element
    kind = "domain" if root.tag == "negotiation_template" else "profile"
    complaints.add(
        root,
        f"<{root.tag}>",
        "must hold one <objective> with the issues; got 0, and no <issue> either. Give the file of "
        f"a {kind}: issues with values"
        + (", below <negotiation_template>." if kind == "domain" else ", evaluations and weights."),
    )
    return None


def read_issues(root: Element, complaints: Complaints) -> tuple[DomainIssue, ...]:
    """Return the issues of a domain; what is wrong goes to `complaints`."""
    objective = _objective(root, complaints)
    if objective is None:
        return ()
    issues: list[DomainIssue] = []
    for element in objective.all("issue"):
        name = element.text("name")
        where = f'issue "{name}"'
        if not name:
            complaints.add(element, "issue", 'has no attribute "name". Give it one.')
        elif name in {issue.name for issue in issues}:
            complaints.add(element, where, "stands twice. Delete or rename one of them.")
            continue
        issues.append(DomainIssue(name, _values(element, where, complaints), element.text("index")))
    if not issues:
        complaints.add(objective, f"<{objective.tag}>", "has no <issue>. A domain needs one.")
    return tuple(issues)


def _values(element: Element, where: str, complaints: Complaints) -> tuple[str, ...]:
    given = [element.text(key).lower() for key in ("vtype", "etype", "type")]
    kind = next(filter(None, given), "discrete")
    if kind == "integer" and not element.all("item"):
        return _numbers(element, where, complaints)
    if kind not in ("discrete", "integer"):
        complaints.add(
            element,
            where,
            f'must be discrete or integer; got "{kind}". A ladder has a finite number of rungs: '
            "list some values of it as a discrete issue.",
        )
        return ()
    values: list[str] = []
    for item in element.all("item"):
        value = item.text("value")
        if not value:
            complaints.add(item, where, 'has an <item> without a "value". Name the value.')
        elif value in values:
            complaints.add(item, f'{where}, value "{value}"', "stands twice. Delete one of them.")
        else:
            values.append(value)
    if not values:
        complaints.add(element, where, "has no values. Add an <item> for each.")
    return () if _too_many(element, where, len(values), complaints) else tuple(values)


def _numbers(element: Element, where: str, complaints: Complaints) -> tuple[str, ...]:
    """Return the whole numbers of an integer issue."""
    holder = next(iter(element.all("range")), element)
    remedy = "It is a whole number: the least or the greatest of the issue."
    ends = [complaints.number(holder, where, f"{end}bound", remedy) for end in ("lower", "upper")]
    if any(end != int(end) for end in ends) or ends[1] < ends[0]:
        complaints.add(
            holder,
            where,
            f"must have whole bounds, the lower first; got {ends[0]:g} and {ends[1]:g}. {remedy}",
        )
        return ()
    low, high = int(ends[0]), int(ends[1])
    if _too_many(element, where, high - low + 1, complaints):
        return ()
    return tuple(str(number) for number in range(low, high + 1))


def _too_many(element: Element, where: str, count: int, complaints: Complaints) -> bool:
    if count <= _MOST_VALUES:
        return False
    shown = f"{count:,}" if count < 10**12 else f"about 10^{len(str(count)) - 1}"
    sentence = f"must have at most {_MOST_VALUES:,} values; got {shown}. Leave some out."
    complaints.add(element, where, sentence)
    return True


def read_profile(
    root: Element, name: str, issues: tuple[DomainIssue, ...], complaints: Complaints
) -> Profile:
    """Return a profile; what is wrong with it goes to `complaints` and is replaced by zeros."""
    nothing = Profile(name, (0.0,) * len(issues), tuple((0.0,) * len(i.values) for i in issues))
    if root.tag != "utility_space" or root.text("type").lower() == "nonlinear":
        complaints.add(
            root,
            f"<{root.tag}>",
            f'must be a linear <utility_space>; got root element "{root.tag}"'
            + (", a non-linear space" if root.tag == "utility_space" else "")
            + ". Only sums over issues can be read: give a profile with weights and evaluations.",
        )
        return nothing
    objective = _objective(root, complaints)
    if objective is None:
        return nothing
    found = _by_name(objective, name, issues, complaints)
    given = _weights(objective, complaints)
    weights, worths = [], []
    for issue in issues:
        element = found.get(issue.name, objective)
        index = element.text("index")
        where = f'issue "{issue.name}"'
        if element is objective:
            complaints.add(
                objective,
                where,
                "is missing; the domain has it. Add its evaluations and its weight.",
            )
        elif index not in given:
            complaints.add(
                element,
                where,
                f'has no weight: there is no <weight index="{index}" value="..."/> in the '
                "objective. Add one.",
            )
        weights.append(given.get(index, 0.0))
        worths.append(
            (0.0,) * len(issue.values)
            if element is objective
            else _worths(element, issue, complaints)
        )
    if abs(sum(weights) - 1) > _WEIGHTS_OFF:
        complaints.note(
            f"The weights of {name} sum to {sum(weights):.7g} and not to 1; they are used as they "
            "stand."
        )
    return Profile(
        name=name,
        weights=tuple(weights),
        worths=tuple(worths),
        reservation_value=_reservation(root, complaints),
        discount=_discount(root, name, complaints),
    )


def _by_name(
    objective: Element, profile: str, issues: tuple[DomainIssue, ...], complaints: Complaints
) -> dict[str, Element]:
    known = {issue.name: issue.index for issue in issues}
    found: dict[str, Element] = {}
    for element in objective.all("issue"):
        name = element.text("name")
        where = f'issue "{name}"'
        if name in found:
            complaints.add(element, where, "stands twice. Delete one of them.")
        elif name not in known:
            complaints.add(
                element, where, "is no issue of the domain. " + did_you_mean(name, known, "issues")
            )
        else:
            found[name] = element
    moved = [
        f"{name} (index {known[name]} there, {element.text('index')} here)"
        for name, element in found.items()
        if known[name] and element.text("index") not in ("", known[name])
    ]
    if moved:
        complaints.note(
            f"The issues of {profile} are paired with the domain's by name, and their indices "
            f"differ: {', '.join(moved)}. GENIUS pairs issues by index."
        )
    return found


def _weights(objective: Element, complaints: Complaints) -> dict[str, float]:
    weights: dict[str, float] = {}
    indices = {one.text("index") for one in objective.all("issue")}
    for element in objective.all("weight"):
        index = element.text("index")
        where = f'weight of index "{index}"'
        if index in weights:
            complaints.add(element, where, "stands twice. Delete one of them.")
        elif index not in indices:
            complaints.add(
                element,
                where,
                "belongs to no issue of the profile. Its index must be that of an <issue>: "
                + ", ".join(sorted(indices))
                + ".",
            )
        else:
            remedy = "A weight is a share of the whole, such as 0.25."
            weights[index] = complaints.number(element, where, "value", remedy, low=0.0)
    return weights


def _worths(element: Element, issue: DomainIssue, complaints: Complaints) -> tuple[float, ...]:
    """Return the evaluation of each value on GENIUS's scale."""
    evaluators = element.all("evaluator")
    if evaluators and not element.all("item"):
        return _linear(element, evaluators[0], issue, complaints)
    where = f'issue "{issue.name}"'
    evaluations: dict[str, float] = {}
    for item in element.all("item"):
        value = item.text("value")
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
                "An evaluation says how good the value is; only its share of the issue's largest "
                "one counts.",
                low=0.0,
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
        complaints.note(f'All evaluations of issue "{issue.name}" are 0: it is worth nothing.')
        return (0.0,) * len(issue.values)
    return tuple(evaluations.get(value, 0.0) / most for value in issue.values)


def _linear(
    element: Element, evaluator: Element, issue: DomainIssue, complaints: Complaints
) -> tuple[float, ...]:
    """Return the worth of each number of an integer issue, cut to [0, 1].

    It is offset + slope x (number - lowest number); in the spelling of old files it is
    parameter0 + parameter1 x number.
    """
    where = f'evaluator of issue "{issue.name}"'
    kind = evaluator.attributes.get("ftype", "linear").lower()
    nothing = (0.0,) * len(issue.values)
    if kind != "linear":
        complaints.add(
            evaluator,
            where,
            f'must have ftype "linear"; got "{kind}". Write the issue as a discrete one with an '
            "evaluation for each value.",
        )
        return nothing
    old = "slope" not in evaluator.attributes and "parameter1" in evaluator.attributes
    names = ("parameter1", "parameter0") if old else ("slope", "offset")
    remedy = "The evaluation of a number is offset + slope x (number - lowest number)."
    if old:
        remedy = "The evaluation of a number is parameter0 + parameter1 x number."
    slope, offset = (complaints.number(evaluator, where, key, remedy) for key in names)
    try:
        numbers = [int(value) for value in issue.values]
    except ValueError:
        complaints.add(
            element,
            f'issue "{issue.name}"',
            "has an <evaluator>, which is for numbers, but the domain lists words. Give an "
            "<item> with an evaluation for each value.",
        )
        return nothing
    lowest = 0 if old or not numbers else numbers[0]
    return tuple(min(1.0, max(0.0, offset + slope * (number - lowest))) for number in numbers)


def _reservation(root: Element, complaints: Complaints) -> float:
    remedy = "It is the utility of no agreement, on the scale of the profile's own utilities."
    for element in (one for one in root.walk() if one.tag == "reservation"):
        return complaints.number(element, "reservation", "value", remedy)
    return 0.0


def _discount(root: Element, name: str, complaints: Complaints) -> float:
    remedy = (
        "It is what a utility is multiplied by over the whole of the talks; 1 is no discounting."
    )
    for element in (one for one in root.walk() if one.tag == "discount_factor"):
        value = complaints.number(element, "discount_factor", "value", remedy, otherwise=1.0)
        if 0 < value <= 1:
            return value
        complaints.note(
            f"The discount factor of {name} is {value:g}; it is read as 1, no discounting, as "
            "GENIUS reads what is not between 0 and 1."
        )
    return 1.0
