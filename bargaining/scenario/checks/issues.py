"""Rules of issues: givers, ladders, scales, verification, names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.checks.rungs import level_fault
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import ValueNumber
from bargaining.scenario.records import Issue, ScenarioRecord, Verification
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS
from bargaining.scenario.wording import Finding

__all__ = ["check"]


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the issues."""
    yield from _names(outline)
    for name, issue in scenario.issues.items():
        yield from _giver(name, issue, outline)
        yield from _ladder(name, issue)
        yield from _scales(name, issue)


def _names(outline: Outline) -> Iterator[Finding]:
    reserved = (*FLAGS, *PARTY_COLUMNS)
    for section, names in (("issues", outline.issues), ("conditions", outline.conditions)):
        for name in names:
            if name in reserved:
                yield Finding(
                    (section, name),
                    f'must not be called "{name}": payoff terms have a column of that name.',
                )
    for name in outline.conditions:
        if name in outline.issues:
            yield Finding(
                ("conditions", name),
                f"must not share its name with issues.{name}: payoff terms could not tell them "
                "apart. Rename one.",
            )


def _giver(name: str, issue: Issue, outline: Outline) -> Iterator[Finding]:
    if issue.giver not in outline.parties:
        yield Finding(
            ("issues", name, "giver"),
            f'names the party "{issue.giver}", which does not exist. '
            + did_you_mean(issue.giver, outline.parties, "parties"),
        )
        return
    inspected = issue.verification is not None and not _same(issue.verification)
    if inspected and issue.giver not in outline.typed:
        yield Finding(
            ("issues", name, "verification"),
            f"differs by the giver's type, but {issue.giver} has none. Give parties."
            f"{issue.giver} a `belief`, or make type_0 and type_1 the same `value`.",
        )


def _same(verification: Verification) -> bool:
    low, high = verification.type_0, verification.type_1
    if isinstance(low, ValueNumber) and isinstance(high, ValueNumber):
        return low.value == high.value
    shared = low.draw is not None and low.draw == high.draw
    ignored = {"source", "why", "unit"}
    return shared and low.model_dump(exclude=ignored) == high.model_dump(exclude=ignored)


def _ladder(name: str, issue: Issue) -> Iterator[Finding]:
    levels = [rung.level for rung in issue.rungs]
    if levels[0] != 0:
        yield Finding(
            ("issues", name, "rungs", 0, "level"),
            f"must be 0, the foot of the ladder; got {levels[0]:g}.",
        )
    for i in range(1, len(levels)):
        if levels[i] - levels[i - 1] <= 1e-9:
            yield Finding(
                ("issues", name, "rungs", i, "level"),
                f"must be above the rung before it, {levels[i - 1]:g}; got {levels[i]:g}. "
                "List the rungs from the lowest to the highest.",
            )
    for field in ("initial", "baseline"):
        number = getattr(issue, field)
        fault = level_fault(number, name, issue) if number is not None else ""
        if fault:
            yield Finding(("issues", name, field), fault, (("issues", name, "rungs"),))


def _scales(name: str, issue: Issue) -> Iterator[Finding]:
    for scale, values in issue.scales.items():
        path = ("issues", name, "scales", scale)
        if len(values) != len(issue.rungs):
            yield Finding(
                path,
                f"must have one value for each of the {len(issue.rungs)} rungs; got {len(values)}.",
                (("issues", name, "rungs"),),
            )
        if any(after < before for before, after in pairwise(values)):
            yield Finding(path, "must not fall from one rung to the next.")
