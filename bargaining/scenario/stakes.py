"""What packages are worth at the start of a file, at the means of its numbers.

A static sum, without time, noise and looking ahead: enough to see that a file cannot show what its
author means, and nothing that is ever played.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product

from bargaining.scenario.numbers import Number
from bargaining.scenario.records import Condition, ScenarioRecord
from bargaining.scenario.terms import Column, parse_term

__all__ = ["gain_of_giving", "has_mutual_gain"]

_SIGNED = ("agreement_in_force", "ever_agreed")
_KINDS = (0.0, 1.0)

# The weight of a product of issues' columns, all else in it at its start.
Product = tuple[float, tuple[Column, ...]]


def gain_of_giving(scenario: ScenarioRecord, party: str, name: str) -> float:
    """Return what a party gains when an issue rises from its first to its last rung, all else kept.

    Of the two values of private types, all low or all high, the one that gains more counts.
    """
    start, rungs = _start(scenario), scenario.issues[name].rungs
    low, high = ({**start, name: rung.level} for rung in (rungs[0], rungs[-1]))
    sums = [_products(scenario, party, kind, ()) for kind in _KINDS]
    return max(_sum(one, high, scenario) - _sum(one, low, scenario) for one in sums)


def has_mutual_gain(scenario: ScenarioRecord) -> bool:
    """Return whether some package of the menu leaves every principal better off than none."""
    start, menu, parties = _start(scenario), scenario.table.menu, scenario.table.principals
    levels = [
        menu.levels.get(name, [rung.level for rung in scenario.issues[name].rungs])
        for name in menu.issues
    ]
    sums = [[_products(scenario, one, kind, _SIGNED) for kind in _KINDS] for one in parties]
    idle = [
        [_sum(_products(scenario, one, kind, ()), start, scenario) for kind in _KINDS]
        for one in parties
    ]
    for chosen in product(*levels):
        after = dict(start)
        for name, level in zip(menu.issues, chosen, strict=True):
            after[name] = max(start[name], level)
        if after != start and all(
            any(
                _sum(signed, after, scenario) > before + 1e-12
                for signed, before in zip(mine, unsigned, strict=True)
            )
            for mine, unsigned in zip(sums, idle, strict=True)
        ):
            return True
    return False


def _start(scenario: ScenarioRecord) -> dict[str, float]:
    return {
        name: issue.rungs[0].level if issue.initial is None else issue.initial.mean()
        for name, issue in scenario.issues.items()
    }


def _products(
    scenario: ScenarioRecord, party: str, kind: float, flags: Collection[str]
) -> list[Product]:
    """Return a party's flow payoff as a sum of products, every private type being of one kind."""
    found = []
    for term, weight in scenario.payoffs[party].items():
        value, moving = weight.mean(), []
        for column in parse_term(term):
            if column.name in scenario.issues:
                moving.append(column)
            elif column.name in scenario.conditions:
                value *= _at_start(scenario.conditions[column.name])
            else:
                value *= kind if column.name == "type" else float(column.name in flags)
        if value:
            found.append((value, tuple(moving)))
    return found


def _sum(products: list[Product], levels: Mapping[str, float], scenario: ScenarioRecord) -> float:
    total = 0.0
    for value, columns in products:
        for column in columns:
            level = levels[column.name]
            if column.detail:
                issue = scenario.issues[column.name]
                distances = [abs(rung.level - level) for rung in issue.rungs]
                value *= issue.scales[column.detail][distances.index(min(distances))]
            else:
                value *= level if column.power == 1 else float(level**column.power)
        total += value
    return total


def _at_start(condition: Condition) -> float:
    schedule: Mapping[str, Number] | None = (
        condition.value_by_round or condition.probability_by_round or condition.probability_by_month
    )
    if schedule is not None:
        return sum(number.mean() for number in schedule.values()) / len(schedule)
    start = condition.initial if condition.initial is not None else condition.mean
    return 0.0 if start is None else start.mean()
