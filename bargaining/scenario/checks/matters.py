"""Rules of what is given, moves, is wanted and happens: issues, conditions, terms, acts, ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from bargaining.scenario.checks.names import Roles
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import ChoiceNumber, Number, ValueNumber
from bargaining.scenario.records import SCHEDULES, Condition, Issue, ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean, unknown
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS, parse_term
from bargaining.scenario.wording import Finding, describe

__all__ = ["check", "rung_fault", "unknown_columns", "weights_fault"]

_DRIFTING = ("initial", "persistence", "mean", "noise", "drivers")
_MONTHS = (*(str(month) for month in range(1, 13)), "otherwise")
_LATEST = 100_000
_TOLERANCE = 1e-9
_LISTED = 8


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every broken rule of issues, conditions, payoffs, acts, agreement and outcome."""
    for name, issue in scenario.issues.items():
        yield from _issue(name, issue, scenario, roles)
    for name, condition in scenario.conditions.items():
        yield from _condition(name, condition, scenario, roles)
    for party, terms in scenario.payoffs.items():
        for term in terms:
            for fault in unknown_columns(term, scenario, roles):
                yield Finding(("payoffs", party, term), fault)
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
    for i, act in enumerate(scenario.acts):
        here: Path = ("acts", i)
        factors = act.window.factor_by_round
        giver = roles.givers.get(act.issue, act.by)
        if act.by in scenario.parties and giver != act.by:
            fault = (
                f"must be an issue given by {act.by}, who acts; {act.issue} is given by {giver}."
            )
            yield Finding((*here, "issue"), fault)
        if fault := _level_fault(act.floor, act.issue, scenario.issues.get(act.issue)):
            yield Finding((*here, "floor"), fault)
        here = (*here, "window", "factor_by_round")
        yield from _round_keys(here, factors)
        for key, factor in factors.items():
            most = act.window.probability.support()[1] * factor.support()[1]
            if most > 1 + _TOLERANCE:
                fault = f"must keep the window's probability at or below 1; it reaches {most:g}."
                yield Finding((*here, key), fault)
    yield from _agreement(scenario)
    outcome = scenario.outcome
    if not outcome.scope:
        yield Finding(("outcome", "scope"), "must weigh at least one issue of a principal.")
    for party in sorted(roles.scoped):
        mine = [name for name in outcome.scope if roles.givers.get(name) == party]
        if fault := weights_fault([outcome.scope[name] for name in mine]):
            listed = " and ".join(mine)
            yield Finding(
                ("outcome", "scope"), f"{fault.rstrip('.')} over {party}'s issues, {listed}."
            )
    low, high = outcome.settlement.support()[0], outcome.partial.support()[1]
    if low < high:
        fault = f"must be at or above outcome.partial; got {low:g} below {high:g}."
        yield Finding(("outcome", "settlement"), fault)


def rung_fault(given: object, name: str, issue: Issue) -> str:
    """Return a sentence where what is given is the level of no rung, or an empty text."""
    level = given if isinstance(given, int | float) else None
    if level is not None and any(abs(level - rung.level) <= _TOLERANCE for rung in issue.rungs):
        return ""
    levels = [f"{rung.level:g}" for rung in issue.rungs]
    listed = ", ".join(levels[:_LISTED]) + (", ..." if len(levels) > _LISTED else "")
    got = describe(given) if level is None else f"{level:g}"
    return f"must be a rung of {name}; got {got}. Its rungs: {listed}."


def _level_fault(number: Number | None, name: str, issue: Issue | None) -> str:
    """Return a sentence where a number may take a value that is no rung, or an empty text."""
    if number is None or issue is None:
        return ""
    if isinstance(number, ValueNumber | ChoiceNumber):
        levels = number.choices if isinstance(number, ChoiceNumber) else (number.value,)
        return next(filter(None, (rung_fault(level, name, issue) for level in levels)), "")
    return (
        f"must be a rung of {name} in every draw; got a prior over an interval. "
        "Write one `value`, or `choices` among the rungs."
    )


def _issue(name: str, issue: Issue, scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    if issue.verification is not None and issue.giver in {*scenario.parties} - roles.typed:
        low, high = issue.verification.type_0, issue.verification.type_1
        if isinstance(low, ValueNumber) and isinstance(high, ValueNumber):
            same = low.value == high.value
        else:
            shared = low.draw is not None and low.draw == high.draw
            ignored = {"source", "why", "unit"}
            same = shared and low.model_dump(exclude=ignored) == high.model_dump(exclude=ignored)
        if not same:
            yield Finding(
                ("issues", name, "verification"),
                f"differs by the giver's type, but {issue.giver} has none. Give parties."
                f"{issue.giver} a `belief`, or make type_0 and type_1 the same `value`.",
            )
    levels = [rung.level for rung in issue.rungs]
    if levels[0] != 0:
        fault = f"must be 0, the foot of the ladder; got {levels[0]:g}."
        yield Finding(("issues", name, "rungs", 0, "level"), fault)
    for i, (before, level) in enumerate(pairwise(levels), start=1):
        if level - before <= _TOLERANCE:
            yield Finding(
                ("issues", name, "rungs", i, "level"),
                f"must be above the rung before it, {before:g}; got {level:g}. "
                "List the rungs from the lowest to the highest.",
            )
    for field in ("initial", "baseline"):
        if fault := _level_fault(getattr(issue, field), name, issue):
            yield Finding(("issues", name, field), fault)
    for scale, values in issue.scales.items():
        path = ("issues", name, "scales", scale)
        if len(values) != len(levels):
            fault = f"must have one value for each of the {len(levels)} rungs; got {len(values)}."
            yield Finding(path, fault)
        if any(after < before for before, after in pairwise(values)):
            yield Finding(path, "must not fall from one rung to the next.")


def _condition(
    name: str, condition: Condition, scenario: ScenarioRecord, roles: Roles
) -> Iterator[Finding]:
    """Yield what is wrong with how a condition moves: by drifting, or by one schedule."""
    path: Path = ("conditions", name)
    given = [key for key in SCHEDULES if getattr(condition, key) is not None]
    drifting = [key for key in _DRIFTING if getattr(condition, key) not in (None, {})]
    if not given and condition.persistence is None:
        yield Finding(
            (*path, "persistence"),
            "is missing: a condition either drifts, and has a `persistence`, or follows one "
            f"schedule: {', '.join(SCHEDULES)}.",
        )
    if len(given) > 1:
        yield Finding(path, f"must follow one schedule; got {' and '.join(given)}. Keep one.")
    for key in drifting if given else ():
        fault = f"must not stand beside {given[0]}: a scheduled condition does not drift. Drop one."
        yield Finding((*path, key), fault)
    if condition.damped_by is not None and condition.kind != "bernoulli":
        fault = "must stand beside probability_by_month or probability_by_round, which it lowers."
        yield Finding((*path, "damped_by"), fault)
    for key in given:
        schedule, here = getattr(condition, key), (*path, key)
        if not schedule:
            yield Finding(here, 'must have at least one key, such as "otherwise".')
        if key != "probability_by_month":
            yield from _round_keys(here, schedule)
            continue
        for month in schedule:
            if month not in _MONTHS:
                fault = f'must be a month from 1 to 12 or "otherwise"; got "{month}".'
                yield Finding((*here, month), fault)
        # Its own header is what a file on a base has to mend.
        months = ".".join(map(str, here))
        if scenario.header.start is None:
            fault = f"is missing: without the date of round 0 {months} has no months."
            yield Finding(("scenario", "start"), f"{fault} Add it, or use probability_by_round.")
        elif scenario.header.round == "exchange":
            fault = f'must be a length of time, which {months} counts by; got "exchange".'
            yield Finding(("scenario", "round"), f"{fault} Or use probability_by_round.")
    below = {*scenario.conditions} - {*takewhile(name.__ne__, scenario.conditions)}
    for term in condition.drivers:
        faults = [*unknown_columns(term, scenario, roles)]
        # What a driver must not name, although payoffs may.
        for column in parse_term(term):
            if column.name in below:
                faults.append(
                    f"must name only conditions above its own in the file; {column.name} is "
                    f"not. Move [conditions.{column.name}] up."
                )
            if column.name == "type":
                faults.append("must not name a type: the world does not see it.")
            if column.name == "failed_ratification":
                faults.append(
                    "must not name failed_ratification, which is cleared before it could act."
                )
        yield from (Finding((*path, "drivers", term), fault) for fault in faults)


def _round_keys(path: Path, schedule: Mapping[str, object]) -> Iterator[Finding]:
    """Yield a finding for each key that is neither a number of a round nor ``"otherwise"``."""
    for key in schedule:
        number = key.isascii() and key.isdigit() and len(key) < 7
        if key != "otherwise" and not (number and str(int(key)) == key and int(key) <= _LATEST):
            fault = f'must be the number of a round, from 0, or "otherwise"; got "{key}".'
            yield Finding((*path, key), fault)


def unknown_columns(term: str, scenario: ScenarioRecord, roles: Roles) -> Iterator[str]:
    """Yield a sentence for each column of the term that the scenario does not have."""
    issues, conditions = scenario.issues, scenario.conditions
    for column in parse_term(term):
        name, detail = column.name, column.detail
        if name in PARTY_COLUMNS:
            if column.power != 1 or not detail:
                example = f"{name}.{scenario.table.principals[0]}"
                yield f'must name a party after "{name}", as in "{example}".'
                continue
            if detail not in scenario.parties:
                yield unknown("party", detail, scenario.parties)
                continue
            scoped = "only principals whose issues have a weight in outcome.scope"
            typed = f"Give parties.{detail} a `belief`, or drop the term."
            may, why = {
                "type": (roles.typed, f"{detail} has no private type. {typed}"),
                "new_leader": (
                    scenario.table.principals,
                    f"only leaders of principals change; {detail} signs nothing.",
                ),
                "undelivered": (
                    roles.givers.values(),
                    f"{detail} gives no issue and so can promise nothing.",
                ),
                "unreciprocated": (roles.scoped, f"{scoped} make concessions that count as such."),
            }[name]
            if detail not in may:
                yield f'names "{column}", but {why}'
        elif name in issues:
            if detail and detail not in issues[name].scales:
                near = did_you_mean(detail, issues[name].scales, "scales")
                yield f'names the scale "{detail}" of {name}, which has no such scale. {near}'
        elif name not in conditions and name not in FLAGS:
            yield unknown("column", name, (*issues, *conditions, *FLAGS, *PARTY_COLUMNS))
        elif detail:
            fault = f'must name {name} without ".{detail}": only issues have scales.'
            yield f'{fault} Write "{name}".'
        elif column.power != 1:
            yield f'must have powers only on issues; got "{column}". Write "{name}".'


def _agreement(scenario: ScenarioRecord) -> Iterator[Finding]:
    agreement, lapse = scenario.agreement, scenario.table.lapse
    if agreement is None:
        return
    for name, promise in agreement.promises.items():
        path: Path = ("agreement", "promises", name)
        if promise.target < promise.level_at_signing:
            yield Finding(
                (*path, "target"),
                f"must be at or above level_at_signing, {promise.level_at_signing:g}; got "
                f"{promise.target:g}. Nobody signs a step down.",
            )
        for field in ("target", "level_at_signing") if name in scenario.issues else ():
            if fault := rung_fault(getattr(promise, field), name, scenario.issues[name]):
                yield Finding((*path, field), fault)
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


def weights_fault(weights: Sequence[Number]) -> str:
    """Return a sentence where weights do not sum to 1 in every draw, or an empty text."""
    if not all(isinstance(weight, ValueNumber) for weight in weights):
        return "must be plain `value`s, so that they sum to 1 in every draw."
    total = math.fsum(weight.expectation() for weight in weights)
    return "" if math.isclose(total, 1, abs_tol=1e-9) else f"must sum to 1; got {total:g}."
