"""What can be given and what can happen in a scenario, in words: ladders, conditions, acts."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.layout import wrapped
from bargaining.scenario.schema import Condition, Issue, Scenario
from bargaining.scenario.words import label_of, number_text, term_text

__all__ = ["acts", "conditions", "ladders"]

_MANY_RUNGS = 9


def ladders(scenario: Scenario) -> Iterator[str]:
    """Yield lines on each ladder, by giver."""
    gap = False
    for party in scenario.parties:
        mine = [(name, one) for name, one in scenario.issues.items() if one.giver == party]
        for name, issue in mine:
            if gap:
                yield ""
            gap = True
            yield from _ladder(name, issue, scenario)


def _ladder(name: str, issue: Issue, scenario: Scenario) -> Iterator[str]:
    start = "" if issue.initial is None else f", starts at {number_text(issue.initial)}"
    more = "" if issue.reversible else ", cannot be taken back"
    more += ", inspected" if issue.verification is not None else ""
    giver = label_of(issue.giver, scenario)
    yield from wrapped(f"{label_of(name, scenario)}: given by {giver}{start}{more}", 4, "  ")
    rungs = list(issue.rungs)
    hidden = len(rungs) - 5 if len(rungs) > _MANY_RUNGS else 0
    for i, rung in enumerate(rungs):
        if hidden and i == 3:
            yield f"      ...   {hidden:,} rungs between"
        if not hidden or i < 3 or i >= len(rungs) - 2:
            yield from wrapped(rung.label, 12, f"    {rung.level:>6g}  ")


def conditions(scenario: Scenario) -> Iterator[str]:
    """Yield lines on each condition."""
    for i, (name, condition) in enumerate(scenario.conditions.items()):
        if i:
            yield ""
        yield from wrapped(label_of(name, scenario))
        yield from wrapped(" ".join(_motion(condition, scenario)), 4)


def _motion(condition: Condition, scenario: Scenario) -> Iterator[str]:
    for schedule, head, unit in (
        (condition.value_by_round, "Stands at", "round"),
        (condition.probability_by_round, "Stands at 1 with probability", "round"),
        (condition.probability_by_month, "Stands at 1 with probability", "month"),
    ):
        if schedule is not None:
            dated = [
                f"{number_text(number)} {key if key == 'otherwise' else f'in {unit} {key}'}"
                for key, number in schedule.items()
            ]
            yield f"{head} {', '.join(dated)}."
    if condition.damped_by is not None:
        yield f"Less often as {label_of(condition.damped_by, scenario)} rises."
    if condition.kind != "autoregressive" or condition.persistence is None:
        return
    if condition.persistence.support() == (1.0, 1.0):
        yield "Stays where it is unless pushed."
    else:
        target = "0" if condition.mean is None else number_text(condition.mean)
        kept = number_text(condition.persistence)
        yield f"Keeps {kept} of its distance from {target} each round."
    start = condition.initial if condition.initial is not None else condition.mean
    yield f"Starts at {'0' if start is None else number_text(start)}."
    if condition.noise is not None and condition.noise.support()[1] > 0:
        yield f"Shaken each round by about {number_text(condition.noise)}."
    if condition.drivers:
        pushes = [
            f"{number_text(number)} × ({term_text(term, scenario)})"
            for term, number in condition.drivers.items()
        ]
        yield f"Pushed each round by {'; '.join(pushes)}."


def acts(scenario: Scenario) -> Iterator[str]:
    """Yield lines on each act."""
    for act in scenario.acts:
        sets = [
            f"{label_of(name, scenario)} changes by {number_text(number)}"
            for name, number in act.sets.items()
        ]
        effect = [f"{label_of(act.issue, scenario)} falls to {number_text(act.floor)} at most"]
        yield from wrapped(
            f"{act.label or act.name.replace('_', ' ')}, by {label_of(act.by, scenario)}. Possible "
            f"in a round with probability {number_text(act.window.probability)}. "
            + "; ".join(effect + sets)
            + ".",
            4,
            "  ",
        )
