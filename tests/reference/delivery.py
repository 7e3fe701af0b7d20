"""What is expected to be delivered of a package, equation (8), by prior shares or by incentives.

A giver's own share of a package weighs delivering all of it against delivering none, by itself:
what all other signers deliver stands at their prior shares, so there is no fixed point to find.
Where the memory of broken promises outlasts texts, a promise that is kept leaves that memory and
one that is broken leaves the larger of the two.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.reference.choice import logistic
from tests.reference.rules import Rules, value
from tests.reference.state import Columns, State, memory_once_signed
from tests.reference.windows import means

Package = tuple[int, ...]
Shares = Mapping[tuple[str, int], float]
NO_SHARES: Shares = MappingProxyType({})
EVERYBODY = ""


def profiles(rules: Rules, state: State) -> list[tuple[dict[str, int], dict[str, float]]]:
    """Type profiles of the principals, with their public weights.

    The weight of a principal is that of all other types, the one of EVERYBODY that of all of them.
    """
    key = ("profiles", tuple(state.log_odds.values()))
    if key not in rules.memo:
        found = []
        for kinds in itertools.product(*(rules.types(p) for p in rules.principals)):
            profile = dict(zip(rules.principals, kinds, strict=True))
            weights = {p: state.weight(p, kind) for p, kind in profile.items()}
            others = {
                q: math.prod(weight for p, weight in weights.items() if p != q)
                for q in (*rules.principals, EVERYBODY)
            }
            found.append((profile, others))
        rules.memo[key] = found
    return rules.memo[key]  # type: ignore[return-value]


def package_columns(
    rules: Rules,
    state: State,
    base: Columns,
    package: Package,
    profile: dict[str, int] | None,
    shares: Shares = NO_SHARES,
) -> Columns:
    """Expected columns under a package, given the principals' types or, with None, in public.

    `shares` says what is delivered, by giver and type, where that is not the prior share.
    """
    columns = dict(base)
    for issue, rung in zip(rules.table.menu.issues, package, strict=True):
        if rung > state.rung[issue]:
            giver = rules.giver[issue]
            if profile is None or giver not in profile:
                columns.update(_promised_in_public(rules, state, issue, rung))
                continue
            kind = profile[giver]
            share = shares.get((giver, kind), rules.delivery(giver, kind))
            columns.update(_promised(rules, state, issue, rung, share))
    columns.update(rules.unreciprocated(columns))
    if profile is not None:
        columns.update(_type_columns(rules, profile))
    return columns


def _promised(rules: Rules, state: State, issue: str, rung: int, share: float) -> Columns:
    """Columns of an issue of which a share is delivered, the giver's undelivered one included."""
    giver = rules.giver[issue]
    least = memory_once_signed(rules, state, giver) if rules.table.memory_outlasts_texts else 0.0
    key = ("promised", issue, state.rung[issue], rung, share, least)
    if key not in rules.memo:
        now, target = rules.rungs[issue][state.rung[issue]], rules.rungs[issue][rung]
        columns = dict(rules.issue_columns(issue, now + share * (target - now)))
        columns[f"undelivered.{giver}"] = max(1.0 - share, least)
        rules.memo[key] = columns
    return rules.memo[key]  # type: ignore[return-value]


def _promised_in_public(rules: Rules, state: State, issue: str, rung: int) -> Columns:
    """Columns of an issue that is asked for, over the giver's types at their public weights."""
    giver = rules.giver[issue]
    mixed: Columns = {}
    for kind in rules.types(giver):
        weight = state.weight(giver, kind)
        columns = _promised(rules, state, issue, rung, rules.delivery(giver, kind))
        for name, level in columns.items():
            mixed[name] = mixed.get(name, 0.0) + weight * level
    return mixed


def _type_columns(rules: Rules, profile: dict[str, int]) -> Columns:
    return {f"type.{p}": float(kind) for p, kind in profile.items() if p in rules.typed}


def own_shares(
    rules: Rules,
    state: State,
    base: Columns,
    package: Package,
    moved: Columns,
    round_: int,
    ahead: int,
) -> Shares:
    """phi of a package by giver and type, for the signers who follow their incentives.

    `moved` holds the third parties' ladders where the package is expected to bring them.
    """
    if not rules.incentives:
        return NO_SHARES
    menu = rules.table.menu.issues
    asked = {rules.giver[k] for k, rung in zip(menu, package, strict=True) if rung > state.rung[k]}
    shares = {}
    for giver in rules.principals:
        if giver in asked and rules.scenario.parties[giver].expected_delivery is not None:
            for kind, gain in _gains(rules, state, base, package, moved, giver, round_, ahead):
                shares[giver, kind] = logistic(gain / rules.noise(giver))
    return shares


def _gains(
    rules: Rules,
    state: State,
    base: Columns,
    package: Package,
    moved: Columns,
    giver: str,
    round_: int,
    ahead: int,
) -> Iterator[tuple[int, float]]:
    """What a giver gains, by its type, from delivering all that it is asked rather than nothing."""
    lag = f"undelivered.{giver}"
    own = [
        (issue, rung)
        for issue, rung in zip(rules.table.menu.issues, package, strict=True)
        if rules.giver[issue] == giver
    ]
    memory = memory_once_signed(rules, state, giver) if rules.table.memory_outlasts_texts else 0.0
    full, none = {lag: memory}, {lag: 1.0}
    for issue, rung in own:
        full.update(rules.issue_columns(issue, rules.rungs[issue][rung]))
        none.update(rules.issue_columns(issue, rules.rungs[issue][state.rung[issue]]))
    gains = dict.fromkeys(rules.types(giver), 0.0)
    for profile, others in profiles(rules, state):
        expected = package_columns(rules, state, base, package, profile)
        worth = {}
        for name, delivered in (("full", full), ("none", none)):
            columns = {**expected, **moved, **delivered}
            columns.update(rules.unreciprocated(columns))
            columns.update(means(rules, giver, columns, state.condition, round_, ahead=ahead))
            worth[name] = value(rules.payoff[giver], columns)
        gains[profile[giver]] += others[giver] * (worth["full"] - worth["none"])
    return iter(gains.items())
