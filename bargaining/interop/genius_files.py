"""The two kinds of GENIUS files, domain and profile: what they say, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
_WHOLE = "It is a whole number: the least or the greatest of the issue."
_WEIGHT = "A weight is a share of the whole, such as 0.25."
_EVALUATION = (
    "An evaluation says how good the value is; only its share of the issue's largest one counts."
)
_LINE = "The evaluation of a number is offset + slope x (number - lowest number)."
_OLD_LINE = "The evaluation of a number is parameter0 + parameter1 x number."
_RESERVATION = "It is the utility of no agreement, on the scale of the profile's own utilities."
_DISCOUNT = (
    "It is what a utility is multiplied by over the whole of the talks; 1 is no discounting."
)


def _objective(root: Element, complaints: Complaints) -> Element | None:
    """Return what holds the issues: the one objective, or without any the element around them."""
    objectives = [one for one in root.walk() if one.tag == "objective"]
    if len(objectives) == 1:
        return objectives[0]
    fault = f"must hold one <objective> with the issues; got {len(objectives)}"
    if objectives:
        fault += ". Objectives within objectives cannot be read: put all issues into one."
    elif holder := next((one for one in root.walk() if one.all("issue")), None):
        complaints.note(
            f"{Path(root.file).name} has no <objective>; the issues that stand in its "
            f"<{holder.tag}> are read."
        )
        return holder
    elif root.tag == "negotiation_template":
        fault += ", and no <issue> either. Give the file of a domain: issues with values, below "
        fault += "<negotiation_template>."
    else:
        fault += ", and no <issue> either. Give the file of a profile: issues with values, "
        fault += "evaluations and weights."
    complaints.add(root, f"<{root.tag}>", fault)
    return None


def _by(
    key: str,
    elements: list[Element],
    what: str,
    complaints: Complaints,
    known: Collection[str] | None = None,
    unknown: str = "",
) -> dict[str, Element]:
    """Return elements by an attribute; complain of those without it, twice there, or not known."""
    found: dict[str, Element] = {}
    plural = f"{what.rpartition(' ')[2]}s"
    for element in elements:
        text = element.text(key)
        where = f'{what} "{text}"'
        if text in found:
            complaints.add(element, where, "stands twice. Delete one of them.")
        elif known is not None and text not in known:
            near = did_you_mean(text, known, plural)
            complaints.add(element, where, unknown or f"is none of the domain's. {near}")
        elif not text and known is None:
            complaints.add(element, what, f'has no attribute "{key}". Give it one.')
        else:
            found[text] = element
    return found


def read_issues(root: Element, complaints: Complaints) -> tuple[DomainIssue, ...]:
    """Return the issues of a domain; what is wrong goes to `complaints`."""
    objective = _objective(root, complaints)
    if objective is None:
        return ()
    found = _by("name", objective.all("issue"), "issue", complaints)
    if not objective.all("issue"):
        complaints.add(objective, f"<{objective.tag}>", "has no <issue>. A domain needs one.")
    issues = []
    for name, element in found.items():
        where, items = f'issue "{name}"', element.all("item")
        given = [element.text(key).lower() for key in ("vtype", "etype", "type")]
        kind = next(filter(None, given), "discrete")
        values: Iterable[int | str] = ()
        count = 0
        if kind not in ("discrete", "integer"):
            fault = f'must be discrete or integer; got "{kind}". A ladder has a finite number of '
            fault += "rungs: list some values of it as a discrete issue."
            complaints.add(element, where, fault)
        elif kind == "integer" and not items:
            holder, bounds = next(iter(element.all("range")), element), ("lowerbound", "upperbound")
            ends = [complaints.number(holder, where, bound, _WHOLE) for bound in bounds]
            low, high = map(int, ends)
            values, count = range(low, high + 1), high - low + 1
            if [low, high] != ends or count < 1:
                fault = f"must have whole bounds, the lower first; got {ends[0]:g} and {ends[1]:g}."
                complaints.add(holder, where, f"{fault} {_WHOLE}")
                values, count = (), 0
        else:
            values = _by("value", items, f"{where}, value", complaints)
            count = len(values)
            if not items:
                complaints.add(element, where, "has no values. Add an <item> for each.")
        if count > _MOST_VALUES:
            shown = f"{count:,}" if count < 10**12 else f"about 10^{len(str(count)) - 1}"
            fault = f"must have at most {_MOST_VALUES:,} values; got {shown}. Leave some out."
            complaints.add(element, where, fault)
            values = ()
        issues.append(DomainIssue(name, tuple(map(str, values)), element.text("index")))
    return tuple(issues)


def read_profile(
    root: Element, name: str, issues: tuple[DomainIssue, ...], complaints: Complaints
) -> Profile:
    """Return a profile; what is wrong with it goes to `complaints` and is replaced by zeros."""
    nothing = Profile(name, (0.0,) * len(issues), tuple((0.0,) * len(i.values) for i in issues))
    if root.tag != "utility_space" or root.text("type").lower() == "nonlinear":
        kind = ", a non-linear space" if root.tag == "utility_space" else ""
        complaints.add(
            root,
            f"<{root.tag}>",
            f'must be a linear <utility_space>; got root element "{root.tag}"{kind}. Only sums '
            "over issues can be read: give a profile with weights and evaluations.",
        )
        return nothing
    objective = _objective(root, complaints)
    if objective is None:
        return nothing
    found = _paired(objective, name, issues, complaints)
    indices = sorted(one.text("index") for one in objective.all("issue"))
    unknown = "belongs to no issue of the profile. Its index must be that of an <issue>:"
    unknown, what = f"{unknown} {', '.join(indices)}.", "weight of index"
    weighed = _by("index", objective.all("weight"), what, complaints, indices, unknown)
    given = {
        index: complaints.number(one, f'{what} "{index}"', "value", _WEIGHT, low=0.0)
        for index, one in weighed.items()
    }
    weights, worths = [], []
    for issue in issues:
        element, where = found.get(issue.name), f'issue "{issue.name}"'
        if element is None:
            fault = "is missing; the domain has it. Add its evaluations and its weight."
            complaints.add(objective, where, fault)
            worths.append((0.0,) * len(issue.values))
            weights.append(0.0)
            continue
        index = element.text("index")
        if index not in given:
            fault = f'has no weight: there is no <weight index="{index}" value="..."/> in the'
            complaints.add(element, where, f"{fault} objective. Add one.")
        weights.append(given.get(index, 0.0))
        worths.append(_worths(element, issue, complaints))
    if abs(sum(weights) - 1) > _WEIGHTS_OFF:
        total = f"sum to {sum(weights):.7g} and not to 1"
        complaints.note(f"The weights of {name} {total}; they are used as they stand.")
    reserved, discount = 0.0, 1.0
    for element in (one for one in root.walk() if one.tag == "reservation"):
        reserved = complaints.number(element, "reservation", "value", _RESERVATION)
        break
    for element in (one for one in root.walk() if one.tag == "discount_factor"):
        value = complaints.number(element, element.tag, "value", _DISCOUNT, otherwise=1.0)
        if 0 < value <= 1:
            discount = value
            break
        complaints.note(
            f"The discount factor of {name} is {value:g}; it is read as 1, no discounting, as "
            "GENIUS reads what is not between 0 and 1."
        )
    return Profile(name, tuple(weights), tuple(worths), reserved, discount)


def _paired(
    objective: Element, profile: str, issues: tuple[DomainIssue, ...], complaints: Complaints
) -> dict[str, Element]:
    """Return the issues of a profile by their names, which pair them with the domain's."""
    known = {issue.name: issue.index for issue in issues}
    found = _by("name", objective.all("issue"), "issue", complaints, known)
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


def _worths(element: Element, issue: DomainIssue, complaints: Complaints) -> tuple[float, ...]:
    """Return the evaluation of each value on GENIUS's scale."""
    evaluators = element.all("evaluator")
    nothing = (0.0,) * len(issue.values)
    if evaluators and not element.all("item"):
        # Of an integer issue: offset + slope x (number - lowest number), cut to [0, 1]; in the
        # spelling of old files parameter0 + parameter1 x number.
        evaluator, where = evaluators[0], f'evaluator of issue "{issue.name}"'
        kind = evaluator.attributes.get("ftype", "linear").lower()
        if kind != "linear":
            fault = f'must have ftype "linear"; got "{kind}". Write the issue as a discrete one '
            complaints.add(evaluator, where, f"{fault}with an evaluation for each value.")
            return nothing
        old = "slope" not in evaluator.attributes and "parameter1" in evaluator.attributes
        names, remedy = (
            (("parameter1", "parameter0"), _OLD_LINE) if old else (("slope", "offset"), _LINE)
        )
        slope, offset = (complaints.number(evaluator, where, key, remedy) for key in names)
        try:
            numbers = [int(value) for value in issue.values]
        except ValueError:
            fault = "has an <evaluator>, which is for numbers, but the domain lists words. Give an"
            there = f'issue "{issue.name}"'
            complaints.add(element, there, f"{fault} <item> with an evaluation for each value.")
            return nothing
        lowest = 0 if old or not numbers else numbers[0]
        return tuple(min(1.0, max(0.0, offset + slope * (number - lowest))) for number in numbers)
    what = f'issue "{issue.name}", value'
    items = _by("value", element.all("item"), what, complaints, issue.values)
    evaluations = {
        value: complaints.number(item, f'{what} "{value}"', "evaluation", _EVALUATION, low=0.0)
        for value, item in items.items()
    }
    for value in issue.values:
        if value not in evaluations:
            fault = "has no evaluation; the domain has the value. Add an <item> with an evaluation,"
            complaints.add(element, f'{what} "{value}"', f"{fault} 0 at the least.")
    most = max(evaluations.values(), default=0.0)
    if most < _NOTHING:
        complaints.note(f'All evaluations of issue "{issue.name}" are 0: it is worth nothing.')
        return nothing
    return tuple(evaluations.get(value, 0.0) / most for value in issue.values)
