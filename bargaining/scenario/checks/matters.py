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
_MONTHS = (*(str(month) for month in range(1, 13)), "otherwise")
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
    inspected = issue.verification is not None and not _same(issue.verification)
    if inspected and issue.giver in scenario.parties and issue.giver not in roles.typed:
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
    if not given and condition.persistence is None:
        yield Finding(
            (*path, "persistence"),
            "is missing: a condition either drifts, and has a `persistence`, or follows one "
            f"schedule: {', '.join(SCHEDULES)}.",
        )
    if len(given) > 1:
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
        schedule, here = getattr(condition, key), (*path, key)
        if schedule is None:
            continue
        if not schedule:
            yield Finding(here, 'must have at least one key, such as "otherwise".')
        if key != "probability_by_month":
            yield from _round_keys(here, schedule)
            continue
        for month in schedule:
            if month not in _MONTHS:
                fault = f'must be a month from 1 to 12 or "otherwise"; got "{month}".'
                yield Finding((*here, month), fault)
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
            fault = f'must be the number of a round, from 0, or "otherwise"; got "{key}".'
            yield Finding((*path, key), fault)


def _drivers(
    path: Path, condition: Condition, scenario: ScenarioRecord, roles: Roles
) -> Iterator[Finding]:
    names = list(scenario.conditions)
    above = names[: names.index(str(path[1]))]
    for term in condition.drivers:
        faults = list(unknown_columns(term, scenario, roles))
        for column in parse_term(term):
            if column.name in names and column.name not in above:
                faults.append(
                    f"must name only conditions above its own in the file; {column.name} is not. "
                    f"Move [conditions.{column.name}] up."
                )
            if column.name == "type":
                faults.append("must not name a type: the world does not see it.")
            if column.name == "failed_ratification":
                cleared = "which is cleared before it could act"
                faults.append(f"must not name failed_ratification, {cleared}.")
        yield from (Finding((*path, "drivers", term), fault) for fault in faults)


def unknown_columns(term: str, scenario: ScenarioRecord, roles: Roles) -> Iterator[str]:
    """Yield a sentence for each column of the term that the scenario does not have."""
    yield from filter(None, (_fault(column, scenario, roles) for column in parse_term(term)))


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
    if name not in scenario.conditions and name not in FLAGS:
        known = (*scenario.issues, *scenario.conditions, *FLAGS, *PARTY_COLUMNS)
        return unknown("column", name, known)
    if column.detail:
        fault = f'must name {name} without ".{column.detail}": only issues have scales.'
    elif column.power != 1:
        fault = f'must have powers only on issues; got "{column}".'
    else:
        return ""
    return f'{fault} Write "{name}".'


def _party_fault(column: Column, scenario: ScenarioRecord, roles: Roles) -> str:
    kind, party = column.name, column.detail
    if column.power != 1 or not party:
        return f'must name a party after "{kind}", as in "{kind}.{scenario.table.principals[0]}".'
    if party not in scenario.parties:
        return unknown("party", party, scenario.parties)
    scoped = (
        "only principals whose issues have a weight in outcome.scope make concessions that count"
    )
    may, why = {
        "type": (
            roles.typed,
            f"{party} has no private type. Give parties.{party} a `belief`, or drop the term.",
        ),
        "new_leader": (
            scenario.table.principals,
            f"only leaders of principals change; {party} signs nothing.",
        ),
        "undelivered": (
            roles.givers.values(),
            f"{party} gives no issue and so can promise nothing.",
        ),
        "unreciprocated": (roles.scoped, f"{scoped} count as such."),
    }[kind]
    return "" if party in may else f'names "{column}", but {why}'


def _act(path: Path, act: Act, scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    giver = roles.givers.get(act.issue, act.by)
    if act.by in scenario.parties and giver != act.by:
        yield Finding(
            (*path, "issue"),
            f"must be an issue given by {act.by}, who acts; {act.issue} is given by {giver}.",
        )
    if fault := _level_fault(act.floor, act.issue, scenario.issues.get(act.issue)):
        yield Finding((*path, "floor"), fault)
    here, factors = (*path, "window", "factor_by_round"), act.window.factor_by_round
    yield from _round_keys(here, factors)
    for key, factor in factors.items():
        most = act.window.probability.support()[1] * factor.support()[1]
        if most > 1 + _TOLERANCE:
            fault = f"must keep the window's probability at or below 1; it reaches {most:g}."
            yield Finding((*here, key), fault)


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


def _outcome(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    outcome = scenario.outcome
    path: Path = ("outcome", "scope")
    if not outcome.scope:
        yield Finding(path, "must weigh at least one issue of a principal.")
    for party in sorted(roles.scoped):
        mine = [name for name in outcome.scope if roles.givers.get(name) == party]
        if fault := weights_fault([outcome.scope[name] for name in mine]):
            listed = " and ".join(mine)
            yield Finding(path, f"{fault.rstrip('.')} over {party}'s issues, {listed}.")
    low, high = outcome.settlement.support()[0], outcome.partial.support()[1]
    if low < high:
        fault = f"must be at or above outcome.partial; got {low:g} below {high:g}."
        yield Finding(("outcome", "settlement"), fault)


def weights_fault(weights: Sequence[Number]) -> str:
    """Return a sentence where weights do not sum to 1 in every draw, or an empty text."""
    if not all(isinstance(weight, ValueNumber) for weight in weights):
        return "must be plain `value`s, so that they sum to 1 in every draw."
    total = math.fsum(weight.mean() for weight in weights)
    return "" if math.isclose(total, 1, abs_tol=1e-9) else f"must sum to 1; got {total:g}."
