"""What is expected to be delivered of a package, equation (8), by prior shares or by incentives.

A giver's own share of a package weighs delivering all of it against delivering none, by itself:
what all other signers deliver stands at their prior shares, so there is no fixed point to find.
Where the memory of broken promises outlasts texts, a promise that is kept leaves that memory and
one that is broken leaves the larger of the two.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.reference.choice import logistic
from tests.reference.rules import Rules, value
from tests.reference.state import Columns, State, memory_once_signed
from tests.reference.windows import means

Package = tuple[int, ...]
Shares = Mapping[tuple[str, int], float]
NO_SHARES: Shares = MappingProxyType({})


def profiles(rules: Rules, state: State) -> Iterator[tuple[dict[str, int], dict[str, float]]]:
    """Type profiles of the principals, with the public weight of each principal's type."""
    for kinds in itertools.product(*(rules.types(p) for p in rules.principals)):
        profile = dict(zip(rules.principals, kinds, strict=True))
        yield profile, {p: state.weight(p, kind) for p, kind in profile.items()}


def weight_of_others(weights: dict[str, float], party: str) -> float:
    total = 1.0
    for name, weight in weights.items():
        if name != party:
            total *= weight
    return total


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
            columns.update(_promised(rules, state, issue, rung, profile, shares))
    columns.update(rules.unreciprocated(columns))
    if profile is not None:
        columns.update(_type_columns(rules, profile))
    return columns


def _promised(
    rules: Rules,
    state: State,
    issue: str,
    rung: int,
    profile: dict[str, int] | None,
    shares: Shares,
) -> Columns:
    """Expected columns of an issue that is asked for, its giver's undelivered share included."""
    giver = rules.giver[issue]
    kinds = tuple(
        (weight, shares.get((giver, kind), rules.delivery(giver, kind)))
        for kind, weight in _giver_types(rules, state, giver, profile)
    )
    least = memory_once_signed(rules, state, giver) if rules.table.memory_outlasts_texts else 0.0
    key = ("promised", issue, state.rung[issue], rung, kinds, least)
    if key not in rules.memo:
        now, target = rules.rungs[issue][state.rung[issue]], rules.rungs[issue][rung]
        mixed = dict.fromkeys([issue, *rules.scales[issue], f"undelivered.{giver}"], 0.0)
        for weight, share in kinds:
            for name, level in rules.issue_columns(issue, now + share * (target - now)).items():
                mixed[name] += weight * level
            mixed[f"undelivered.{giver}"] += weight * max(1.0 - share, least)
        rules.memo[key] = mixed
    return rules.memo[key]  # type: ignore[return-value]


def _giver_types(
    rules: Rules, state: State, giver: str, profile: dict[str, int] | None
) -> tuple[tuple[int, float], ...]:
    if profile is not None and giver in profile:
        return ((profile[giver], 1.0),)
    return tuple((kind, state.weight(giver, kind)) for kind in rules.types(giver))


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
    for profile, weights in profiles(rules, state):
        expected = package_columns(rules, state, base, package, profile)
        worth = {}
        for name, delivered in (("full", full), ("none", none)):
            columns = {**expected, **moved, **delivered}
            columns.update(rules.unreciprocated(columns))
            columns.update(means(rules, giver, columns, state.condition, round_, ahead=ahead))
            worth[name] = value(rules.payoff[giver], columns)
        gains[profile[giver]] += weight_of_others(weights, giver) * (worth["full"] - worth["none"])
    return iter(gains.items())
