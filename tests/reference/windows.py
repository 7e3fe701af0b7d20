"""The planning window, equation (3): conditions averaged over the rounds that a party weighs."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace

from tests.reference.rules import Rules, value
from tests.reference.state import Columns, State

_NEGLIGIBLE = 1e-18


def first_weight(rules: Rules, party: str) -> float:
    """Weight of the first round in the party's window."""
    delta, length = rules.discount(party), rules.window
    if delta == 1.0:
        if math.isinf(length):
            raise ValueError("a discount factor of 1 needs a finite planning window")
        return 1.0 / length
    return (1.0 - delta) / (1.0 - delta**length)


def session_share(rules: Rules, party: str) -> float:
    """Discounted share of the window in which a session that begins now is still going on."""
    delta, length = rules.discount(party), rules.window
    goes_on = 1.0 - rules.get("table.adjournment_probability")
    if math.isinf(length):
        return (1.0 - delta) / (1.0 - delta * goes_on)
    rounds = range(int(length))
    return sum((delta * goes_on) ** k for k in rounds) / sum(delta**k for k in rounds)


def _persistence_weights(rules: Rules, party: str, rho: float) -> tuple[float, float]:
    """e and g of (3): the weights of the present value and of the drift."""
    delta, length = rules.discount(party), rules.window
    if rho < 1.0:
        e = first_weight(rules, party) * (1.0 - (delta * rho) ** length) / (1.0 - delta * rho)
        return e, (1.0 - e) / (1.0 - rho)
    if delta == 1.0:
        return 1.0, (length - 1.0) / 2.0
    tail = 0.0 if math.isinf(length) else length * delta**length / (1.0 - delta**length)
    return 1.0, delta / (1.0 - delta) - tail


def month_of(rules: Rules, round_: int) -> int:
    """Calendar month, 1 to 12, of a round; rounds go on past the end of the scenario."""
    header = rules.scenario.header
    start = header.start
    if start is None:
        raise ValueError("months need a start date")
    months = {"month": 1, "quarter": 3, "year": 12}.get(header.round)
    if months is not None:
        return (start.month - 1 + months * round_) % 12 + 1
    days = {"day": 1, "week": 7}[header.round]
    return (start + datetime.timedelta(days=days * round_)).month


def scheduled(rules: Rules, condition: str, round_: int) -> float:
    """Value of a calendar condition or undamped probability of a Bernoulli one in a round."""
    record = rules.scenario.conditions[condition]
    if record.value_by_round is not None:
        place, key = f"conditions.{condition}.value_by_round", str(round_)
    elif record.probability_by_round is not None:
        place, key = f"conditions.{condition}.probability_by_round", str(round_)
    else:
        place = f"conditions.{condition}.probability_by_month"
        key = str(month_of(rules, round_))
    return rules.get(f"{place}.{key}", rules.get(f"{place}.otherwise", 0.0))


def damping(rules: Rules, condition: str, columns: Columns) -> float:
    """One minus the level of the issue that damps a Bernoulli condition."""
    issue = rules.damped_by[condition]
    return 1.0 if issue is None else 1.0 - columns[issue]


def _later_weight(rules: Rules, party: str, condition: str, round_: int) -> float:
    """Sum over h >= 1 of the window's weights times the schedule of round_ + h."""
    delta, weight, total, h = rules.discount(party), first_weight(rules, party), 0.0, 1
    while h < rules.window and weight * delta**h > _NEGLIGIBLE:
        total += weight * delta**h * scheduled(rules, condition, round_ + h)
        h += 1
    return total


def _averages(
    rules: Rules, party: str, round_: int, later_only: bool
) -> dict[str, tuple[float, float, float]]:
    """Weights in a window that begins in a round, or in the rounds after it.

    For each autoregressive condition e, g and the mean to which it returns; for the others the
    weight of the present value, what the schedule adds later, and what both are divided by.
    """
    key = ("averages", party, round_, later_only)
    if key not in rules.memo:
        found = {}
        first = first_weight(rules, party)
        for name in rules.conditions:
            if name in rules.autoregressive:
                rho = rules.get(f"conditions.{name}.persistence")
                e, g = _persistence_weights(rules, party, rho)
                if later_only:
                    e, g = (e - first) / (1.0 - first), g / (1.0 - first)
                found[name] = (e, g, rules.get(f"conditions.{name}.mean"))
            else:
                later = _later_weight(rules, party, name, round_)
                found[name] = (0.0, later, 1.0 - first) if later_only else (first, later, 1.0)
        rules.memo[key] = found
    return rules.memo[key]  # type: ignore[return-value]


def window(
    rules: Rules,
    party: str,
    columns: Columns,
    actual: dict[str, float],
    round_: int,
    *,
    later_only: bool = False,
    ahead: int = 0,
) -> Columns:
    """Columns with every condition at its window mean.

    `actual` holds the conditions from which the window starts. With `later_only` it is the window
    of rounds 1 to H - 1. `ahead` moves the schedule that many rounds on (foresee_calendar).
    """
    return {**columns, **means(rules, party, columns, actual, round_, later_only, ahead)}


def means(
    rules: Rules,
    party: str,
    columns: Columns,
    actual: dict[str, float],
    round_: int,
    later_only: bool = False,
    ahead: int = 0,
) -> Columns:
    """Every condition's window mean; conditions that stand in `columns` play no part."""
    seen = tuple([columns[name] for name in _columns_seen(rules)])
    key = ("means", party, seen, tuple(actual.values()), round_ + ahead, ahead > 0, later_only)
    if key not in rules.memo:
        rules.memo[key] = _means(rules, party, columns, actual, round_, later_only, ahead)
    return rules.memo[key]  # type: ignore[return-value]


def _columns_seen(rules: Rules) -> list[str]:
    """The columns other than conditions on which the means of conditions depend."""
    if "columns seen by conditions" not in rules.memo:
        names = {n for terms in rules.drivers.values() for _, term in terms for n in term}
        names |= {c.damped_by for c in rules.scenario.conditions.values() if c.damped_by}
        rules.memo["columns seen by conditions"] = sorted(names - set(rules.conditions))
    return rules.memo["columns seen by conditions"]  # type: ignore[return-value]


def _means(
    rules: Rules,
    party: str,
    columns: Columns,
    actual: dict[str, float],
    round_: int,
    later_only: bool,
    ahead: int,
) -> Columns:
    """Window means of the conditions, in file order: a driver sees the means above its own."""
    here = dict(columns)
    averages = _averages(rules, party, round_ + ahead, later_only)
    for name in rules.conditions:
        if name in rules.autoregressive:
            e, g, mean = averages[name]
            drift = value(rules.drivers[name], here)
            target = e * actual[name] + (1.0 - e) * mean + drift * g
            here[name] = min(max(target, 0.0), 1.0)
            continue
        damp = damping(rules, name, columns)
        first, later, whole = averages[name]
        now = actual[name] if ahead == 0 else scheduled(rules, name, round_ + ahead) * damp
        here[name] = (first * now + later * damp) / whole
    return {name: here[name] for name in rules.conditions}


def at_step(
    rules: Rules, columns: Columns, actual: dict[str, float], round_: int, ahead: int
) -> Columns:
    """Columns of one round of the look-ahead: actual conditions, schedule `ahead` rounds on."""
    here = {**columns, **actual}
    if ahead > 0:
        for name in rules.conditions:
            if name not in rules.autoregressive:
                damp = damping(rules, name, columns)
                here[name] = scheduled(rules, name, round_ + ahead) * damp
    return here


def dated(rules: Rules, state: State, round_: int) -> State:
    """The state with the share of its promises that is owed in a round."""
    if state.agreement is None:
        return state
    return replace(state, due_share=rules.due_share(round_ - state.agreement.round))


def dated_later(rules: Rules, state: State, party: str, round_: int) -> State:
    """The state with the mean share owed over the rounds of a party's window after this one."""
    signed, first = state.agreement, first_weight(rules, party)
    if signed is None or first >= 1.0:
        return state
    delta, mean, left, k = rules.discount(party), 0.0, 1.0, 1
    while k < rules.window:
        share = rules.due_share(round_ + k - signed.round)
        if share == 1.0:
            break
        weight = first * delta**k / (1.0 - first)
        mean, left, k = mean + weight * share, left - weight, k + 1
    return replace(state, due_share=mean + left if k < rules.window else mean)
