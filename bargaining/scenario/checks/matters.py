"""Rules of what is given, moves, is wanted and happens: issues, conditions, terms, acts, ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bargaining.scenario.checks.names import Roles
from bargaining.scenario.episodes import Act
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import ChoiceNumber, Number, ValueNumber
from bargaining.scenario.ranges import Verification
from bargaining.scenario.records import SCHEDULES, Condition, Issue, ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean, unknown
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS, Column, parse_term
from bargaining.scenario.wording import Finding

__all__ = ["check", "rung_fault", "unknown_columns", "weights_fault"]

_DRIFTING = ("initial", "persistence", "mean", "noise", "drivers")
_MONTHS = tuple(str(month) for month in range(1, 13))
_LATEST = 100_000
_TOLERANCE = 1e-9
_LISTED = 8


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every broken rule of issues, conditions, payoffs, acts, agreement and outcome."""
    for name, issue in scenario.issues.items():
        yield from _issue(name, issue, scenario, roles)
    for name, condition in scenario.conditions.items():
        path: Path = ("conditions", name)
        yield from _kind(path, condition)
        yield from _schedules(path, condition, scenario)
        yield from _drivers(path, condition, scenario, roles)
    for party, terms in scenario.payoffs.items():
        for term in terms:
            for fault in unknown_columns(term, scenario, roles):
                yield Finding(("payoffs", party, term), fault)
    yield from _spreads_and_tags(roles)
    for i, act in enumerate(scenario.acts):
        yield from _act(("acts", i), act, scenario, roles)
    yield from _agreement(scenario)
    yield from _outcome(scenario, roles)


def rung_fault(level: float, name: str, issue: Issue) -> str:
    """Return a sentence where the level is no rung of the issue, or an empty text."""
    if any(abs(level - rung.level) <= _TOLERANCE for rung in issue.rungs):
        return ""
    levels = [f"{rung.level:g}" for rung in issue.rungs]
    listed = ", ".join(levels[:_LISTED]) + (", ..." if len(levels) > _LISTED else "")
    return f"must be a rung of {name}; got {level:g}. Its rungs: {listed}."


def _level_fault(number: Number, name: str, issue: Issue) -> str:
    """Return a sentence where a number may take a value that is no rung, or an empty text."""
    if isinstance(number, ValueNumber):
        return rung_fault(number.value, name, issue)
    if isinstance(number, ChoiceNumber):
        faults = [rung_fault(level, name, issue) for level in number.choices]
        return next((fault for fault in faults if fault), "")
    return (
        f"must be a rung of {name} in every draw; got a prior over an interval. "
        "Write one `value`, or `choices` among the rungs."
    )


def _issue(name: str, issue: Issue, scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    inspected = issue.verification is not None and not _same(issue.verification)
    if inspected and issue.giver in scenario.parties and issue.giver not in roles.typed:
        yield Finding(
            ("issues", name, "verification"),
            f"differs by the giver's type, but {issue.giver} has none. Give parties."
            f"{issue.giver} a `belief`, or make type_0 and type_1 the same `value`.",
        )
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
        fault = _level_fault(number, name, issue) if number is not None else ""
        if fault:
            yield Finding(("issues", name, field), fault)
    for scale, values in issue.scales.items():
        path = ("issues", name, "scales", scale)
        if len(values) != len(issue.rungs):
            yield Finding(
                path,
                f"must have one value for each of the {len(issue.rungs)} rungs; got {len(values)}.",
            )
        if any(after < before for before, after in pairwise(values)):
            yield Finding(path, "must not fall from one rung to the next.")


def _same(verification: Verification) -> bool:
    low, high = verification.type_0, verification.type_1
    if isinstance(low, ValueNumber) and isinstance(high, ValueNumber):
        return low.value == high.value
    shared = low.draw is not None and low.draw == high.draw
    ignored = {"source", "why", "unit"}
    return shared and low.model_dump(exclude=ignored) == high.model_dump(exclude=ignored)


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
            yield from _round_keys(here, schedule)
            continue
        for month in schedule:
            if month not in (*_MONTHS, "otherwise"):
                yield Finding(
                    (*here, month), f'must be a month from 1 to 12 or "otherwise"; got "{month}".'
                )
        if scenario.header.start is None:
            yield Finding(
                here,
                "needs scenario.start: without a date for round 0 no round has a month. "
                "Add it, or use probability_by_round.",
                (("scenario", "start"),),
            )
        elif scenario.header.round == "exchange":
            yield Finding(
                here,
                'needs rounds of calendar time; scenario.round is "exchange". Change that, or use '
                "probability_by_round.",
            )


def _round_keys(path: Path, schedule: Mapping[str, object]) -> Iterator[Finding]:
    """Yield a finding for each key that is neither a number of a round nor ``"otherwise"``."""
    for key in schedule:
        number = key.isascii() and key.isdigit() and len(key) < 7
        if key != "otherwise" and not (number and str(int(key)) == key and int(key) <= _LATEST):
            yield Finding(
                (*path, key), f'must be the number of a round, from 0, or "otherwise"; got "{key}".'
            )


def _drivers(
    path: Path, condition: Condition, scenario: ScenarioRecord, roles: Roles
) -> Iterator[Finding]:
    names = list(scenario.conditions)
    above = names[: names.index(str(path[1]))]
    for term in condition.drivers:
        here = (*path, "drivers", term)
        for fault in unknown_columns(term, scenario, roles):
            yield Finding(here, fault)
        for column in parse_term(term):
            if column.name in names and column.name not in above:
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


def unknown_columns(term: str, scenario: ScenarioRecord, roles: Roles) -> Iterator[str]:
    """Yield a sentence for each column of the term that the scenario does not have."""
    for column in parse_term(term):
        fault = _fault(column, scenario, roles)
        if fault:
            yield fault


def _fault(column: Column, scenario: ScenarioRecord, roles: Roles) -> str:
    name = column.name
    if name in PARTY_COLUMNS:
        return _party_fault(column, scenario, roles)
    if name in scenario.issues:
        scales = scenario.issues[name].scales
        if column.detail and column.detail not in scales:
            near = did_you_mean(column.detail, scales, "scales")
            return f'names the scale "{column.detail}" of {name}, which has no such scale. {near}'
        return ""
    if name in scenario.conditions or name in FLAGS:
        if column.detail:
            return (
                f'must name {name} without ".{column.detail}": only issues have scales. '
                f'Write "{name}".'
            )
        if column.power != 1:
            return f'must have powers only on issues; got "{column}". Write "{name}".'
        return ""
    known = (*scenario.issues, *scenario.conditions, *FLAGS, *PARTY_COLUMNS)
    return unknown("column", name, known)


def _party_fault(column: Column, scenario: ScenarioRecord, roles: Roles) -> str:
    kind, party = column.name, column.detail
    if column.power != 1 or not party:
        return f'must name a party after "{kind}", as in "{kind}.{scenario.table.principals[0]}".'
    if party not in scenario.parties:
        return unknown("party", party, scenario.parties)
    if kind == "type" and party not in roles.typed:
        return (
            f'names "{column}", but {party} has no private type. Give parties.{party} a `belief`, '
            "or drop the term."
        )
    if kind == "new_leader" and party not in scenario.table.principals:
        return f'names "{column}", but only leaders of principals change; {party} signs nothing.'
    if kind == "undelivered" and party not in roles.givers.values():
        return f'names "{column}", but {party} gives no issue and so can promise nothing.'
    if kind == "unreciprocated" and party not in roles.scoped:
        return (
            f'names "{column}", but only principals whose issues have a weight in outcome.scope '
            "make concessions that count as such."
        )
    return ""


def _spreads_and_tags(roles: Roles) -> Iterator[Finding]:
    for path, number in roles.numbers.values():
        payoff, driver = path[0] == "payoffs", "drivers" in path[:-1]
        if getattr(number, "spread", None) is not None and not (payoff or driver):
            yield Finding(
                (*path, "spread"),
                "must stand only with payoffs and drivers of conditions; elsewhere write a prior, "
                "such as `low` and `high`.",
            )
        if number.tag is not None and not payoff:
            yield Finding((*path, "tag"), "must stand only with payoffs, whose motive it names.")


def _act(path: Path, act: Act, scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    giver = roles.givers.get(act.issue, act.by)
    if act.by in scenario.parties and giver != act.by:
        yield Finding(
            (*path, "issue"),
            f"must be an issue given by {act.by}, who acts; {act.issue} is given by {giver}.",
        )
    issue = scenario.issues.get(act.issue)
    fault = _level_fault(act.floor, act.issue, issue) if issue is not None else ""
    if fault:
        yield Finding((*path, "floor"), fault)
    yield from _round_keys((*path, "window", "factor_by_round"), act.window.factor_by_round)
    _, chance = act.window.probability.support()
    for key, factor in act.window.factor_by_round.items():
        most = chance * factor.support()[1]
        if most > 1 + 1e-9:
            yield Finding(
                (*path, "window", "factor_by_round", key),
                f"must keep the window's probability at or below 1; it reaches {most:g}.",
            )


def _agreement(scenario: ScenarioRecord) -> Iterator[Finding]:
    agreement = scenario.agreement
    if agreement is None:
        return
    for name, promise in agreement.promises.items():
        path: Path = ("agreement", "promises", name)
        issue = scenario.issues.get(name)
        if promise.target < promise.level_at_signing:
            yield Finding(
                (*path, "target"),
                f"must be at or above level_at_signing, {promise.level_at_signing:g}; got "
                f"{promise.target:g}. Nobody signs a step down.",
            )
        for field in ("target", "level_at_signing"):
            level = getattr(promise, field)
            fault = rung_fault(level, name, issue) if issue is not None else ""
            if fault:
                yield Finding((*path, field), fault)
    lapse = scenario.table.lapse
    if lapse is not None and agreement.rounds_since.value >= lapse.value:
        yield Finding(
            ("agreement", "rounds_since"),
            f"must be below table.lapse, {lapse.value}; got {agreement.rounds_since.value}. "
            "An agreement that has lapsed is not in force: drop the block.",
        )
    if scenario.table.open_at_start:
        yield Finding(
            ("table", "open_at_start"),
            "must be false while an [agreement] is in force: nobody sits at the table then.",
        )


def _outcome(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    outcome = scenario.outcome
    path: Path = ("outcome", "scope")
    if not outcome.scope:
        yield Finding(path, "must weigh at least one issue of a principal.")
    for party in sorted(roles.scoped):
        mine = [name for name in outcome.scope if roles.givers.get(name) == party]
        fault = weights_fault([outcome.scope[name] for name in mine])
        if fault:
            listed = " and ".join(mine)
            yield Finding(path, f"{fault.rstrip('.')} over {party}'s issues, {listed}.")
    low, high = outcome.settlement.support()[0], outcome.partial.support()[1]
    if low < high:
        yield Finding(
            ("outcome", "settlement"),
            f"must be at or above outcome.partial; got {low:g} below {high:g}.",
        )


def weights_fault(weights: Sequence[Number]) -> str:
    """Return a sentence where weights do not sum to 1 in every draw, or an empty text."""
    if not all(isinstance(weight, ValueNumber) for weight in weights):
        return "must be plain `value`s, so that they sum to 1 in every draw."
    total = math.fsum(weight.mean() for weight in weights)
    return "" if math.isclose(total, 1, abs_tol=1e-9) else f"must sum to 1; got {total:g}."
