"""Acts and unilateral steps, equations (6), (7), (12) and (13)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bargaining.scenario.schema import Act, Intervention
from tests.reference.choice import (
    TOLERANCE,
    log,
    log_logistic,
    log_softmax,
    logistic,
    pick,
    updated,
)
from tests.reference.reactions import (
    Option,
    options_of,
    step_cost,
    unilateral_values,
    weight_of_holding,
)
from tests.reference.rules import Rules
from tests.reference.state import State
from tests.reference.table import stake

Luck = Callable[[str], float]
Record = dict[str, Any]


@dataclass
class Round:
    """What the phases of one round share."""

    number: int
    rules: Rules
    state: State
    luck: Luck
    due: list[Intervention]
    record: Record
    trace: list[tuple[int, str, str, dict[str, Any]]]
    signed: dict[str, float] = field(default_factory=dict)

    def targets(self, kind: str) -> set[str]:
        return {i.target for i in self.due if i.kind == kind}

    def note(self, decision: str, party: str, values: dict[str, Any]) -> None:
        self.trace.append((self.number, decision, party, values))


def learn(state: State, party: str, if_one: float, if_zero: float) -> None:
    """Bayes, (13), from the log-likelihoods of what the party was seen to do."""
    if party in state.log_odds:
        state.log_odds[party] = updated(state.log_odds[party], if_one, if_zero)


def learn_yes_or_no(state: State, party: str, yes: bool, scores: dict[int, float]) -> None:
    """Bayes from a logistic choice, given the argument of the logistic by type."""
    if party in state.log_odds:
        sign = 1.0 if yes else -1.0
        learn(state, party, log_logistic(sign * scores[1]), log_logistic(sign * scores[0]))


def own_type(state: State, party: str) -> int:
    return state.type.get(party, 1)


def name_of(option: Option) -> str:
    if option is None:
        return "hold"
    return f"{option[0]}:{'up' if option[1] > 0 else 'down'}"


def acts(here: Round) -> None:
    """Phase 2: acts in file order, in their windows."""
    here.record["window_open"], here.record["act"] = {}, {}
    here.record["act_probability"] = {}
    for act in here.rules.scenario.acts:
        key = f"acts.{act.name}.window"
        factors = f"{key}.factor_by_round"
        factor = here.rules.get(
            f"{factors}.{here.number}", here.rules.get(f"{factors}.otherwise", 1.0)
        )
        hazard = here.rules.numbers[f"{key}.probability"] * factor
        is_open = here.luck(f"window.{act.name}") < hazard
        forced = act.name in here.targets("act")
        forbidden = act.name in here.targets("no_act")
        done = forced
        if is_open and not forced and not forbidden:
            done = _choose_act(here, act)
        if done:
            before = here.state.rung[act.issue]
            here.state = after_act(here.rules, here.state, act)
            if here.state.rung[act.issue] < before and not forced:
                note_default(here, act.issue)
        here.record["window_open"][act.name] = is_open
        here.record["act"][act.name] = done


def after_act(rules: Rules, state: State, act: Act) -> State:
    """The state once the act is done: z^act of (7)."""
    other = state.imagined()
    if rules.scenario.issues[act.issue].reversible and act.issue not in rules.locked:
        other.rung[act.issue] = min(other.rung[act.issue], rules.floor_rung(act.name))
    for condition in act.sets:
        if condition not in rules.locked:
            bumped = other.condition[condition] + rules.get(f"acts.{act.name}.sets.{condition}")
            other.condition[condition] = min(max(bumped, 0.0), 1.0)
    return other


def _choose_act(here: Round, act: Act) -> bool:
    rules, state, party = here.rules, here.state, act.by
    other = after_act(rules, state, act)
    q_now = unilateral_values(rules, state, party, here.number)
    q_act = unilateral_values(rules, other, party, here.number)
    s_now = stake(rules, state, party, here.number)
    s_act = stake(rules, other, party, here.number)
    scores = {k: (q_act[k] - q_now[k] + s_act[k] - s_now[k]) / rules.noise(party) for k in q_now}
    probability = {k: logistic(x) for k, x in scores.items()}
    here.note(f"act.{act.name}", party, {
        "Q.hold": q_now, "Q.act": q_act, "S.hold": s_now, "S.act": s_act,
        "probability": probability,
    })  # fmt: skip
    here.record["act_probability"][act.name] = probability
    done = here.luck(f"act.{act.name}") < probability[own_type(state, party)]
    learn_yes_or_no(state, party, done, scores)
    return done


def steps(here: Round) -> None:
    """Phase 3: every party with ladders holds or moves one rung, in file order."""
    here.record["step"] = dict.fromkeys(here.rules.issues, 0)
    here.record["verified"] = dict.fromkeys(here.rules.issues, 0)
    here.record["step_probability"] = {}
    for party in here.rules.parties:
        if here.rules.own[party]:
            _step(here, party)


def _step(here: Round, party: str) -> None:
    rules, state = here.rules, here.state
    options = options_of(rules, state, party)
    totals: dict[int, list[float]] = {k: [] for k in rules.types(party)}
    noted: dict[str, Any] = {"Q": {}, "S": {}}
    staked = (
        rules.scenario.settings.stake_in_steps
        and party in rules.principals
        and state.agreement is None
    )
    for option in options:
        other = state
        if option is not None:
            other = state.imagined()
            other.rung[option[0]] += option[1]
        q = unilateral_values(rules, other, party, here.number)
        s = dict.fromkeys(q, 0.0)
        if staked:
            s = stake(rules, other, party, here.number)
        noted["Q"][name_of(option)], noted["S"][name_of(option)] = q, s
        cost = step_cost(rules, state, party, option)
        for kind in q:
            totals[kind].append((q[kind] + s[kind] - cost) / rules.noise(party))
    for scores in totals.values():
        scores[0] += weight_of_holding(rules, state, party, options)
    logs = {kind: log_softmax(scores) for kind, scores in totals.items()}
    shares = {kind: [math.exp(v) for v in values] for kind, values in logs.items()}
    named = {
        kind: dict(zip(map(name_of, options), values, strict=True))
        for kind, values in shares.items()
    }
    # Who can only hold decides nothing; the engine does not ask where everything is held.
    if len(options) > 1:
        here.note("step", party, {**noted, "probability": named})
    here.record["step_probability"][party] = named
    chosen = pick(shares[own_type(state, party)], here.luck(f"step.{party}"))
    learn(state, party, logs[1][chosen], logs.get(0, logs[1])[chosen])
    option = options[chosen]
    if option is not None:
        _make(here, party, option)


def _make(here: Round, party: str, option: tuple[str, int]) -> None:
    """Carry a step out: test it where deliveries are verified, then see whether it defaults."""
    rules, state = here.rules, here.state
    issue, direction = option
    here.record["step"][issue] = direction
    if direction > 0 and rules.scenario.issues[issue].verification is not None:
        chance = {k: rules.get(f"issues.{issue}.verification.type_{k}") for k in (0, 1)}
        failed = here.luck(f"verify.{party}") < chance[own_type(state, party)]
        here.record["verified"][issue] = -1 if failed else 1
        seen = {k: log(p if failed else 1.0 - p) for k, p in chance.items()}
        learn(state, party, seen[1], seen[0])
        if failed:
            return
    state.rung[issue] += direction
    state.last_step[issue] = direction
    if direction < 0:
        note_default(here, issue)
        return
    level = rules.rungs[issue][state.rung[issue]]
    if state.bound is not None and issue in state.bound.target:
        state.bound.highest[issue] = max(state.bound.highest[issue], level)
    if issue in state.promises:
        promise = state.promises[issue]
        promise.highest = max(promise.highest, level)


def note_default(here: Round, issue: str) -> None:
    """A default of the giver, where an own fall leaves a promise behind (readings, 33)."""
    promise = here.state.promises.get(issue)
    if promise is None:
        return
    level = here.rules.rungs[issue][here.state.rung[issue]]
    if level < min(promise.target, promise.highest) - TOLERANCE:
        here.record["defaulted"][here.rules.giver[issue]] = True
        here.state.ever_defaulted = True
