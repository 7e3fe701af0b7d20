"""What packages and the lack of one are worth, equations (8) and (11).

Third parties react to what a package brings at the prior shares, also where the principals reckon
with other shares: their reaction is one and the same for all.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from tests.reference.choice import TOLERANCE, logistic
from tests.reference.countries import barred_by_rules
from tests.reference.delivery import (
    EVERYBODY,
    Package,
    own_shares,
    package_columns,
    profiles,
)
from tests.reference.reactions import displaced
from tests.reference.rules import Rules, value
from tests.reference.state import Columns, State, columns_of, levels_of, memory_once_signed
from tests.reference.windows import at_step, means, session_share, window

ByType = dict[int, float]


@dataclass
class Worth:
    """Values at a state, per principal and own type; one entry of `agreed` per package."""

    packages: list[Package]
    cells: list[int]
    agreed: dict[str, dict[int, list[float]]]
    flow: dict[str, dict[int, list[float]]]
    idle: dict[str, ByType]
    talking: dict[str, ByType]
    broken: dict[str, ByType]
    ratified: dict[str, list[float]]

    def consent(self) -> list[float]:
        """Probability that no ratifier refuses, rho, of each package."""
        votes = self.ratified.values()
        return [math.prod(v[m] for v in votes) for m in range(len(self.packages))]


def grid(rules: Rules) -> list[Package]:
    """Every cell of the menu, first issue slowest (readings, 3)."""
    menu = rules.table.menu.issues
    return list(itertools.product(*(range(len(rules.rungs[k])) for k in menu)))


def feasible(rules: Rules, state: State, package: Package) -> bool:
    menu = rules.table.menu
    if barred_by_rules(rules, state, package):
        return False
    level = levels_of(rules, state)
    asked: dict[str, float] = {}
    for issue, rung in zip(menu.issues, package, strict=True):
        now, target = state.rung[issue], rules.rungs[issue][rung]
        if rung < now:
            return False
        allowed = menu.levels.get(issue, rules.rungs[issue])
        if rung > now and all(abs(target - level) > TOLERANCE for level in allowed):
            return False
        asked[issue] = target
    unchanged = all(rung == state.rung[k] for k, rung in zip(menu.issues, package, strict=True))
    if unchanged and not menu.empty_package:
        return False
    level.update(asked)
    return all(level[a] <= level[b] + TOLERANCE for a, b in rules.menu_rules)


def reaction(rules: Rules, state: State, public: Columns) -> Columns:
    """Columns of third parties' ladders where they are expected to go from the public columns.

    Nothing else moves: only principals' ladders make a concession or carry a promise.
    """
    moved: Columns = {}
    if rules.foresight == 0:
        return moved
    for party in rules.third:
        seen = tuple(public[name] for name in _columns_seen(rules, party))
        key = ("reaction", party, seen, state_key(state))
        if key not in rules.memo:
            found: Columns = {}
            for issue, level in displaced(rules, state, public, [party]).items():
                found.update(rules.issue_columns(issue, level))
            rules.memo[key] = found
        moved.update(rules.memo[key])  # type: ignore[call-overload]
    return moved


def _columns_seen(rules: Rules, party: str) -> list[str]:
    """The columns on which a third party's steps depend."""
    key = ("columns seen", party)
    if key not in rules.memo:
        names = {name for _, term in rules.payoff[party] for name in term}
        rules.memo[key] = sorted(names | set(rules.own[party]))
    return rules.memo[key]  # type: ignore[return-value]


def state_key(state: State) -> tuple[object, ...]:
    """What a solution of the table depends on within a round."""
    return (
        tuple(state.rung.values()),
        tuple(state.condition.values()),
        tuple(state.log_odds.values()),
        tuple(state.memory.values()),
        tuple(sorted(state.last_step.items())),
        state.ever_agreed,
        state.talks_broken,
        state.closed,
    )


def _settings(rules: Rules, state: State) -> dict[str, Columns]:
    """The columns without a package: idle, talking, and after a breakdown or an opting out."""
    base = columns_of(rules, state)
    flags = {"at_table": 0.0, "agreement_in_force": 0.0, "failed_ratification": 0.0}
    idle = {**base, **flags}
    found = {"idle": idle, "talking": {**idle, "at_table": 1.0}, "broken": idle}
    if rules.table.breakdown_is_final:
        found["broken"] = {**idle, "talks_broken": 1.0}
    return {name: {**columns, **reaction(rules, state, columns)} for name, columns in found.items()}


def worth(rules: Rules, state: State, round_: int, ahead: int = 0) -> Worth:
    """All values of (8) and (11) at a state; `ahead` shifts the schedule of conditions."""
    key = ("worth", round_, ahead, state_key(state))
    if key not in rules.memo:
        rules.memo[key] = _worth(rules, state, round_, ahead)
    return rules.memo[key]  # type: ignore[return-value]


def _worth(rules: Rules, state: State, round_: int, ahead: int) -> Worth:
    cells = grid(rules)
    open_cells = [n for n, package in enumerate(cells) if feasible(rules, state, package)]
    packages = [cells[n] for n in open_cells]
    ratifiers = {p: rules.scenario.parties[p].ratifier for p in rules.principals}
    judges = [q for q in ratifiers.values() if q is not None]
    result = Worth(packages, open_cells, {}, {}, {}, {}, {}, {})
    plain: dict[str, dict[str, ByType]] = {}
    for name, columns in _settings(rules, state).items():
        plain[name] = _plain_values(rules, state, columns, round_, ahead, judges)
    result.idle, result.broken = plain["idle"], plain["broken"]
    result.talking = {p: _for_a_session(rules, p, plain) for p in rules.principals}
    for p in rules.principals:
        result.agreed[p] = {kind: [] for kind in rules.types(p)}
        result.flow[p] = {kind: [] for kind in rules.types(p)}
    approvals: dict[str, list[float]] = {q: [] for q in judges}
    base = columns_of(rules, state)
    for p in rules.parties:
        base[f"undelivered.{p}"] = memory_once_signed(rules, state, p)
    base.update(at_table=0.0, ever_agreed=1.0, agreement_in_force=1.0, failed_ratification=0.0)
    for package in packages:
        _judge_package(rules, state, base, package, round_, ahead, result, approvals)
    for principal, judge in ratifiers.items():
        if judge is not None:
            bar = plain["idle"][judge][1] + rules.get(f"parties.{principal}.hurdle")
            noise = rules.noise(judge)
            result.ratified[principal] = [logistic((g - bar) / noise) for g in approvals[judge]]
    return result


def _for_a_session(rules: Rules, party: str, plain: dict[str, dict[str, ByType]]) -> ByType:
    """U^T of (10b): talks bring what they bring by themselves while a session may last."""
    idle, talking = plain["idle"][party], plain["talking"][party]
    if rules.table.adjournment_probability is None:
        return talking
    share = session_share(rules, party)
    return {kind: (1.0 - share) * idle[kind] + share * talking[kind] for kind in idle}


def _plain_values(
    rules: Rules, state: State, columns: Columns, round_: int, ahead: int, judges: list[str]
) -> dict[str, ByType]:
    values: dict[str, ByType] = {}
    for party in [*rules.principals, *judges]:
        here = window(rules, party, columns, state.condition, round_, ahead=ahead)
        values[party] = {}
        for kind in rules.types(party):
            typed = {f"type.{party}": float(kind)} if party in rules.typed else {}
            values[party][kind] = value(rules.payoff[party], {**here, **typed})
    return values


def _judge_package(
    rules: Rules,
    state: State,
    base: Columns,
    package: Package,
    round_: int,
    ahead: int,
    result: Worth,
    approvals: dict[str, list[float]],
) -> None:
    """Append what a package is worth to every principal, by type, and to every ratifier."""
    moved = reaction(rules, state, package_columns(rules, state, base, package, None))
    shares = own_shares(rules, state, base, package, moved, round_, ahead)
    for p in rules.principals:
        for kind in rules.types(p):
            result.agreed[p][kind].append(0.0)
            result.flow[p][kind].append(0.0)
    for judge in approvals:
        approvals[judge].append(0.0)
    one_round = rules.table.agreement_term == "one_round"
    for profile, others in profiles(rules, state):
        columns = package_columns(rules, state, base, package, profile, shares)
        columns.update(moved)
        for p, kind in profile.items():
            columns.update(means(rules, p, columns, state.condition, round_, ahead=ahead))
            result.agreed[p][kind][-1] += others[p] * value(rules.payoff[p], columns)
            if one_round:
                here = at_step(rules, columns, state.condition, round_, ahead)
                result.flow[p][kind][-1] += others[p] * value(rules.payoff[p], here)
        for judge in approvals:
            columns.update(means(rules, judge, columns, state.condition, round_, ahead=ahead))
            approvals[judge][-1] += others[EVERYBODY] * value(rules.payoff[judge], columns)
