"""A domain file in the GENIUS format: its issues and their values."""

from __future__ import annotations

from bargaining.interop.complaints import Complaints
from bargaining.interop.domain import DomainIssue
from bargaining.interop.xml_tree import Element

__all__ = ["read_issues"]

# A ladder of more rungs than this is refused by the scenario reader.
_MOST_VALUES = 4001


def read_issues(root: Element, complaints: Complaints) -> tuple[DomainIssue, ...]:
    """Return the issues of a domain; what is wrong goes to `complaints`."""
    objectives = [one for one in root.walk() if one.tag == "objective"]
    if len(objectives) != 1:
        complaints.add(
            root,
            f"<{root.tag}>",
            f"must hold one <objective> with the issues; got {len(objectives)}. "
            + (
                "Give the domain file, whose root is <negotiation_template>."
                if not objectives
                else "Objectives within objectives cannot be read: put all issues into one."
            ),
        )
        return ()
    issues: list[DomainIssue] = []
    for element in objectives[0].all("issue"):
        name = element.attributes.get("name", "").strip()
        where = f'issue "{name}"'
        if not name:
            complaints.add(element, "issue", 'has no attribute "name". Give it one.')
        elif name in {issue.name for issue in issues}:
            complaints.add(element, where, "stands twice. Delete or rename one of them.")
            continue
        issues.append(DomainIssue(name, _values(element, where, complaints)))
    if not issues:
        complaints.add(
            objectives[0], "<objective>", "has no <issue>. A domain needs one at the least."
        )
    return tuple(issues)


def _kind(element: Element) -> str:
    for key in ("vtype", "etype", "type"):
        if key in element.attributes:
            return element.attributes[key].strip().lower()
    return "discrete"


def _values(element: Element, where: str, complaints: Complaints) -> tuple[str, ...]:
    kind = _kind(element)
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
        value = item.attributes.get("value", "").strip()
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
    ranges = element.all("range")
    holder = ranges[0] if ranges else element
    remedy = "It is a whole number: the least or the greatest of the issue."
    ends = [
        complaints.number(holder, where, key, remedy=remedy) for key in ("lowerbound", "upperbound")
    ]
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
    complaints.add(
        element,
        where,
        f"must have at most {_MOST_VALUES:,} values; got {shown}. Leave some out.",
    )
    return True
