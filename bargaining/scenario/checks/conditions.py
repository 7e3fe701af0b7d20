"""Rules of conditions: one kind each, their schedules and their drivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.checks.terms import unknown_columns
from bargaining.scenario.locate import Path
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.records import SCHEDULES, Condition, ScenarioRecord
from bargaining.scenario.terms import parse_term
from bargaining.scenario.wording import Finding

__all__ = ["check", "round_keys"]

_DRIFTING = ("initial", "persistence", "mean", "noise", "drivers")
_MONTHS = tuple(str(month) for month in range(1, 13))
_LATEST = 100_000


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the conditions."""
    for name, condition in scenario.conditions.items():
        path: Path = ("conditions", name)
        yield from _kind(path, condition)
        yield from _schedules(path, condition, scenario)
        if condition.damped_by is not None and condition.damped_by not in outline.issues:
            yield Finding(
                (*path, "damped_by"),
                f'names the issue "{condition.damped_by}", which does not exist. '
                + did_you_mean(condition.damped_by, outline.issues, "issues"),
            )
        yield from _drivers(path, condition, scenario, outline)


def _kind(path: Path, condition: Condition) -> Iterator[Finding]:
    given = [key for key in SCHEDULES if getattr(condition, key) is not None]
    drifting = [key for key in _DRIFTING if getattr(condition, key) not in (None, {})]
    if not given:
        if condition.persistence is None:
            yield Finding(
                (*path, "persistence"),
                "is missing: a condition either drifts, and has a `persistence`, or follows one "
                f"schedule: {', '.join(SCHEDULES)}.",
            )
    elif len(given) > 1:
        yield Finding(path, f"must follow one schedule; got {' and '.join(given)}. Keep one.")
    for key in drifting if given else ():
        yield Finding(
            (*path, key),
            f"must not stand beside {given[0]}: a scheduled condition does not drift. Drop one.",
        )
    if condition.damped_by is not None and condition.kind != "bernoulli":
        yield Finding(
            (*path, "damped_by"),
            "must stand beside probability_by_month or probability_by_round, which it lowers.",
        )


def _schedules(path: Path, condition: Condition, scenario: ScenarioRecord) -> Iterator[Finding]:
    for key in SCHEDULES:
        schedule = getattr(condition, key)
        if schedule is None:
            continue
        here = (*path, key)
        if not schedule:
            yield Finding(here, 'must have at least one key, such as "otherwise".')
        if key != "probability_by_month":
            yield from round_keys(here, schedule)
            continue
        for month in schedule:
            if month not in (*_MONTHS, "otherwise"):
                yield Finding(
                    (*here, month), f'must be a month from 1 to 12 or "otherwise"; got "{month}".'
                )
        if scenario.scenario.start is None:
            yield Finding(
                here,
                "needs scenario.start: without a date for round 0 no round has a month. "
                "Add it, or use probability_by_round.",
                (("scenario", "start"),),
            )
        elif scenario.scenario.round == "exchange":
            yield Finding(
                here,
                'needs rounds of calendar time; scenario.round is "exchange". Change that, or use '
                "probability_by_round.",
            )


def round_keys(path: Path, schedule: Mapping[str, object]) -> Iterator[Finding]:
    """Yield a finding for each key that is neither a number of a round nor ``"otherwise"``."""
    for key in schedule:
        number = key.isascii() and key.isdigit() and len(key) < 7
        if key != "otherwise" and not (number and str(int(key)) == key and int(key) <= _LATEST):
            yield Finding(
                (*path, key), f'must be the number of a round, from 0, or "otherwise"; got "{key}".'
            )


def _drivers(
    path: Path, condition: Condition, scenario: ScenarioRecord, outline: Outline
) -> Iterator[Finding]:
    above = outline.conditions[: outline.conditions.index(str(path[1]))]
    for term in condition.drivers:
        here = (*path, "drivers", term)
        for fault in unknown_columns(term, scenario, outline):
            yield Finding(here, fault)
        for column in parse_term(term):
            if column.name in outline.conditions and column.name not in above:
                yield Finding(
                    here,
                    f"must name only conditions above its own in the file; {column.name} is not. "
                    f"Move [conditions.{column.name}] up.",
                )
            if column.name == "type":
                yield Finding(here, "must not name a type: the world does not see it.")
            if column.name == "failed_ratification":
                yield Finding(
                    here, "must not name failed_ratification, which is cleared before it could act."
                )
