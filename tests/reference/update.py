"""Nature and interventions (phases 0 and 1), and the end of a round (phase 5)."""

from __future__ import annotations

import math
from typing import Any

from bargaining.scenario.schema import Scenario
from tests.reference.choice import TOLERANCE, log_odds_of
from tests.reference.moves import Round
from tests.reference.rules import Rules, value
from tests.reference.state import (
    Columns,
    Promise,
    Signed,
    State,
    columns_of,
    levels_of,
    owed_and_promised,
    undelivered,
)
from tests.reference.table import lookahead
from tests.reference.talks import INTERVENTION, close
from tests.reference.windows import damping, dated, scheduled

SETTLEMENT, PARTIAL, RENEGE, COLLAPSE, STALEMATE = range(5)


def nature(here: Round) -> None:
    """Phase 1: scheduled conditions, turnover, then interventions on the state."""
    rules, state = here.rules, here.state
    levels: Columns = levels_of(rules, state)
    for name in rules.conditions:
        kind = rules.scenario.conditions[name].kind
        if kind == "calendar":
            state.condition[name] = scheduled(rules, name, here.number)
        elif kind == "bernoulli":
            probability = scheduled(rules, name, here.number) * damping(rules, name, levels)
            state.condition[name] = float(here.luck(f"condition.{name}") < probability)
    _turnover(here)
    for intervention in here.due:
        _intervene(here, intervention.kind, intervention.target, intervention.value)


def _turnover(here: Round) -> None:
    rules, state = here.rules, here.state
    here.record["turnover"] = {}
    for p in rules.principals:
        hazard = rules.get(f"parties.{p}.turnover")
        if p in here.targets("turnover"):
            hazard = 1.0
        u = here.luck(f"turnover.{p}")
        changes = u < hazard
        here.record["turnover"][p] = changes
        if changes:
            state.new_leader[p] = True
        if changes and p in state.log_odds:
            prior = rules.numbers[f"parties.{p}.belief"]
            state.type[p] = int(u / hazard < prior)
            state.log_odds[p] = log_odds_of(prior)


def _intervene(here: Round, kind: str, target: str, given: Any) -> None:
    rules, state = here.rules, here.state
    if kind == "level":
        _put_ladder(rules, state, target, rules.rung_at(target, float(given)))
    elif kind == "condition":
        state.condition[target] = float(given)
    elif kind == "belief":
        if target in state.log_odds and not math.isinf(state.log_odds[target]):
            state.log_odds[target] += math.log(float(given))
    elif kind == "talks" and target == "closed":
        if state.at_table:
            close(here, INTERVENTION)
    elif kind == "talks":
        may = lookahead(rules, here.number)[0] > 0 and not state.talks_broken
        if may and state.agreement is None and not state.at_table:
            state.at_table = True
            here.record["opened"] = True


def _put_ladder(rules: Rules, state: State, issue: str, rung: int) -> None:
    """Force a ladder to a rung; what an intervention takes away, nobody has taken back."""
    falls = rung < state.rung[issue]
    state.rung[issue] = rung
    if state.bound is not None and issue in state.bound.target:
        level = rules.rungs[issue][rung]
        highest = state.bound.highest[issue]
        state.bound.highest[issue] = level if falls else max(highest, level)


def end_of_round(here: Round) -> None:
    """Phase 5, in the order of the readings, 32."""
    rules, state = here.rules, here.state
    _sign(here)
    keep = rules.get("table.undelivered_memory", 0.95)
    for party in rules.parties:
        state.memory[party] *= keep
    if rules.table.agreement_term == "permanent":
        _see_to_agreement(here)
    columns = columns_of(rules, dated(rules, state, here.number))
    for party, kind in state.type.items():
        columns[f"type.{party}"] = float(kind)
    _record(here, columns)
    state.failed_ratification = False
    if rules.table.agreement_term == "one_round" and state.agreement is not None:
        _reopen(here)
    _advance(here, columns)


def _sign(here: Round) -> None:
    """A signed package takes effect."""
    rules, state = here.rules, here.state
    if not here.signed:
        return
    levels = levels_of(rules, state)
    _remember_completed(rules, state, levels)
    before = {k: levels[k] for k in here.signed}
    target = {k: max(m, before[k]) for k, m in here.signed.items()}
    state.agreement = Signed(target, before, here.number, dict(before))
    state.at_table, state.ever_agreed = False, True
    if rules.table.delivery == "immediate":
        for k, level in target.items():
            if k not in rules.locked:
                _put_ladder(rules, state, k, rules.rung_at(k, level))
    if rules.table.agreement_term == "permanent":
        levels = levels_of(rules, state)
        for k in target:
            if target[k] > before[k] + TOLERANCE:
                state.promises[k] = Promise(target[k], levels[k])


def _remember_completed(rules: Rules, state: State, levels: dict[str, float]) -> None:
    """What was taken back of a completed text passes into memory, and the text is over."""
    if state.completed is None:
        return
    for p in rules.principals:
        owed, promised = owed_and_promised(rules, state, levels, p)
        share = min(1.0, owed / promised) if promised > TOLERANCE else 0.0
        state.memory[p] = max(state.memory[p], share)
    state.completed = None


def _see_to_agreement(here: Round) -> None:
    """Done, due or lapsed."""
    rules, state = here.rules, here.state
    signed, levels = state.agreement, levels_of(rules, state)
    if signed is None:
        text, lapse = state.completed, rules.table.lapse
        if text is None:
            return
        lapsed = lapse is not None and here.number - text.round >= lapse.value
        void = not lapsed and _broken_now(here, text)
        if lapsed or void:
            _remember_completed(rules, state, levels)
        if void or (lapsed and rules.table.completed_promises_bind):
            state.promises.clear()
        return
    owing = {p: owed_and_promised(rules, state, levels, p) for p in rules.principals}
    if all(owed <= TOLERANCE for owed, _ in owing.values()):
        state.agreement = None
        state.completed = signed if rules.table.completed_promises_bind else None
        here.record["completed"] = True
        return
    age = here.number - signed.round
    lapse = rules.table.lapse.value if rules.table.lapse is not None else math.inf
    due = rules.table.due.value if rules.table.due is not None else lapse
    if age == due:
        for p, (owed, promised) in owing.items():
            if promised > TOLERANCE and owed > TOLERANCE:
                here.record["defaulted"][p] = True
                state.ever_defaulted = True
    if age >= lapse or _broken_now(here, signed):
        # A text that ends before its time leaves only what was due by then, and binds nobody.
        ended = state if age >= lapse else dated(rules, state, here.number)
        if age < lapse or rules.table.completed_promises_bind:
            state.promises.clear()
        for p in rules.principals:
            share = undelivered(rules, ended, levels, p)
            state.memory[p] = max(state.memory[p], share)
        state.agreement = None
        here.record["lapsed"] = True


def _broken_now(here: Round, text: Signed) -> bool:
    """Whether this round's default makes a text void: not one on the text that it has replaced."""
    if not here.rules.table.default_voids_text or here.number == text.round:
        return False
    return any(here.record["defaulted"].values())


def _reopen(here: Round) -> None:
    """A split for one round has run out: ladders return and the table sits again."""
    rules, state = here.rules, here.state
    assert state.agreement is not None
    for k, level in state.agreement.at_signing.items():
        state.rung[k] = rules.rung_at(k, level)
    state.agreement = None
    state.at_table = True


def _advance(here: Round, columns: Columns) -> None:
    """Autoregressive conditions move on, reading the recorded state."""
    rules, state = here.rules, here.state
    for name in rules.conditions:
        if rules.scenario.conditions[name].kind != "autoregressive" or name in rules.locked:
            continue
        rho = rules.get(f"conditions.{name}.persistence")
        mean = rules.get(f"conditions.{name}.mean")
        shock = math.sqrt(3.0) * (2.0 * here.luck(f"condition.{name}") - 1.0)
        new = rho * columns[name] + (1.0 - rho) * mean + value(rules.drivers[name], columns)
        new += rules.get(f"conditions.{name}.noise") * shock
        state.condition[name] = min(max(new, 0.0), 1.0)


def ending(rules: Rules, scenario: Scenario, state: State, standing: dict[str, float]) -> int:
    """The first ending of B5 that holds."""
    scoped = [standing[p] for p in rules.principals if rules.scope[p]]
    least = min(scoped) if scoped else 0.0
    if least >= rules.get("outcome.settlement") - TOLERANCE:
        return SETTLEMENT
    if least >= rules.get("outcome.partial") - TOLERANCE:
        return PARTIAL
    if state.ever_agreed and state.ever_defaulted:
        return RENEGE
    if not state.at_table and state.last_closing_was_rupture:
        return COLLAPSE
    return STALEMATE


def _record(here: Round, columns: Columns) -> None:
    rules, state, record = here.rules, here.state, here.record
    levels = levels_of(rules, state)
    standing = {p: rules.standing(levels, p) for p in rules.principals}
    record["rung"] = dict(state.rung)
    record["condition"] = dict(state.condition)
    record["belief"] = {p: state.belief(p) for p in state.log_odds}
    record["type"] = dict(state.type)
    record["at_table"] = state.at_table
    record["ever_agreed"] = state.ever_agreed
    record["agreement_in_force"] = state.agreement is not None
    record["talks_broken"] = state.talks_broken
    record["undelivered"] = {p: columns[f"undelivered.{p}"] for p in rules.parties}
    record["unreciprocated"] = {p: columns[f"unreciprocated.{p}"] for p in rules.parties}
    record["flow"] = {p: value(rules.payoff[p], columns) for p in rules.parties}
    record["net_concession"] = standing
    scoped = [standing[p] for p in rules.principals if rules.scope[p]]
    record["accommodation"] = min(scoped) if scoped else 0.0
    record["ending"] = ending(rules, rules.scenario, state, standing)
