"""The state of one world, and the columns that payoffs read off it.

The undelivered share, where the model leaves a choice: the highest level since signing counts every
rise, whatever made it, the level under consideration included (a ladder that is imagined to rise
and then to fall has been that high). An intervention that lowers a ladder lowers its highest level
to where it puts the ladder, so that nothing above that counts as taken back.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from bargaining.scenario.schema import Scenario
from tests.reference.choice import TOLERANCE, log_odds_of, logistic
from tests.reference.rules import Rules

Columns = dict[str, float]


@dataclass
class Signed:
    """An agreement in force, with the highest level of each of its issues since it was signed."""

    target: dict[str, float]
    at_signing: dict[str, float]
    round: int
    highest: dict[str, float]


@dataclass
class Promise:
    """The last promise on an issue, kept for the test of a default."""

    target: float
    highest: float


@dataclass
class State:
    """One world between two moves.

    `last_step` is the direction of the giver's last own step on an issue, 0 before any. `due_share`
    is tau, the share of the promises in force that is owed by now: 1 unless `windows.dated` says
    otherwise. `closed` is what countries' own rules close in this phase: party, issue, direction.
    """

    rung: dict[str, int]
    condition: dict[str, float]
    log_odds: dict[str, float]
    type: dict[str, int]
    memory: dict[str, float]
    new_leader: dict[str, bool] = field(default_factory=dict)
    at_table: bool = False
    ever_agreed: bool = False
    talks_broken: bool = False
    failed_ratification: bool = False
    agreement: Signed | None = None
    completed: Signed | None = None
    promises: dict[str, Promise] = field(default_factory=dict)
    last_closing_was_rupture: bool = False
    ever_defaulted: bool = False
    last_step: dict[str, int] = field(default_factory=dict)
    due_share: float = 1.0
    closed: frozenset[tuple[str, str, int]] = frozenset()

    def imagined(self) -> State:
        """A copy whose ladders and conditions may be changed freely."""
        other = copy.copy(self)
        other.rung = dict(self.rung)
        other.condition = dict(self.condition)
        return other

    @property
    def bound(self) -> Signed | None:
        """The text whose promises count: the live one, or a completed one that still binds."""
        return self.agreement if self.agreement is not None else self.completed

    def belief(self, party: str) -> float:
        return logistic(self.log_odds[party]) if party in self.log_odds else 1.0

    def weight(self, party: str, kind: int) -> float:
        """Public probability of a type; 1 for the only type of a party without a belief."""
        if party not in self.log_odds:
            return 1.0
        return self.belief(party) if kind == 1 else logistic(-self.log_odds[party])


def levels_of(rules: Rules, state: State) -> dict[str, float]:
    return {k: rules.rungs[k][state.rung[k]] for k in rules.issues}


def owed_and_promised(
    rules: Rules, state: State, levels: dict[str, float], party: str
) -> tuple[float, float]:
    """num and den of (2); both 0 where nothing binds."""
    signed = state.bound
    if signed is None:
        return 0.0, 0.0
    mine = [k for k in rules.own[party] if k in signed.target]
    owed = sum(max(signed.target[k] - levels[k], 0.0) for k in mine)
    promised = sum(max(signed.target[k] - signed.at_signing[k], 0.0) for k in mine)
    return owed, promised


def undelivered(rules: Rules, state: State, levels: dict[str, float], party: str) -> float:
    """The column lag: what is due, or was delivered once, and is not there now."""
    signed = state.bound
    owed, promised = owed_and_promised(rules, state, levels, party)
    memory = state.memory[party]
    if signed is None or promised <= TOLERANCE:
        return memory
    delivered = 1.0 - min(1.0, owed / promised)
    reached = 0.0
    for k in rules.own[party]:
        if k in signed.target:
            highest = min(max(signed.highest[k], levels[k]), signed.target[k])
            reached += max(highest - signed.at_signing[k], 0.0)
    share = max(0.0, max(state.due_share, min(1.0, reached / promised)) - delivered)
    return max(share, memory) if rules.table.memory_outlasts_texts else share


def memory_once_signed(rules: Rules, state: State, party: str) -> float:
    """m under a new text: what was taken back of a completed one passes into it."""
    memory = state.memory[party]
    if state.agreement is not None or state.completed is None:
        return memory
    owed, promised = owed_and_promised(rules, state, levels_of(rules, state), party)
    return max(memory, min(1.0, owed / promised)) if promised > TOLERANCE else memory


def is_delivery(rules: Rules, state: State, issue: str) -> bool:
    """Whether a step up on the issue goes toward a live target."""
    signed = state.agreement
    if signed is None or issue not in signed.target:
        return False
    return rules.rungs[issue][state.rung[issue]] < signed.target[issue] - TOLERANCE


def columns_of(rules: Rules, state: State) -> Columns:
    """All columns at a state, with types at the public belief."""
    levels = levels_of(rules, state)
    columns: Columns = dict(state.condition)
    for issue in rules.issues:
        columns.update(rules.issue_columns(issue, levels[issue]))
    columns["at_table"] = float(state.at_table)
    columns["ever_agreed"] = float(state.ever_agreed)
    columns["agreement_in_force"] = float(state.agreement is not None)
    columns["talks_broken"] = float(state.talks_broken)
    columns["failed_ratification"] = float(state.failed_ratification)
    for party in rules.parties:
        columns[f"undelivered.{party}"] = undelivered(rules, state, levels, party)
    columns.update(rules.unreciprocated(levels))
    for party in rules.principals:
        columns[f"new_leader.{party}"] = float(state.new_leader.get(party, False))
    for party in rules.typed:
        columns[f"type.{party}"] = state.belief(party)
    return columns


def put_levels(rules: Rules, state: State, columns: Columns, changed: dict[str, float]) -> Columns:
    """Columns with some ladders moved and everything derived from ladders recomputed."""
    moved = dict(columns)
    for issue, level in changed.items():
        moved.update(rules.issue_columns(issue, level))
    levels = {k: moved[k] for k in rules.issues}
    if state.bound is not None:
        for party in {rules.giver[k] for k in changed}:
            moved[f"undelivered.{party}"] = undelivered(rules, state, levels, party)
    if any(k in rules.scope.get(rules.giver[k], {}) for k in changed):
        moved.update(rules.unreciprocated(levels))
    return moved


def initial_state(rules: Rules, scenario: Scenario, type_luck: dict[str, float]) -> State:
    """The state at the start of round 0, before nature has moved."""
    rung = {
        k: rules.rung_at(k, rules.get(f"issues.{k}.initial", rules.rungs[k][0]))
        for k in rules.issues
    }
    condition = {}
    for c in rules.conditions:
        mean = rules.get(f"conditions.{c}.mean", 0.0)
        condition[c] = rules.get(f"conditions.{c}.initial", mean)
    prior = {p: rules.numbers[f"parties.{p}.belief"] for p in rules.typed}
    state = State(
        rung=rung,
        condition=condition,
        log_odds={p: log_odds_of(b) for p, b in prior.items()},
        type={p: int(type_luck[p] < b) for p, b in prior.items()},
        memory=dict.fromkeys(rules.parties, 0.0),
        at_table=scenario.table.open_at_start and scenario.agreement is None,
    )
    if scenario.agreement is not None:
        _put_agreement(rules, scenario, state)
    return state


def _put_agreement(rules: Rules, scenario: Scenario, state: State) -> None:
    given = scenario.agreement
    assert given is not None
    state.ever_agreed = True
    state.agreement = Signed(
        target={k: p.target for k, p in given.promises.items()},
        at_signing={k: p.level_at_signing for k, p in given.promises.items()},
        round=-given.rounds_since.value,
        highest={},
    )
    for k, p in given.promises.items():
        level = rules.rungs[k][state.rung[k]]
        state.agreement.highest[k] = max(p.level_at_signing, level)
        if level > p.level_at_signing + TOLERANCE:
            state.last_step[k] = 1
        if p.target > p.level_at_signing + TOLERANCE:
            state.promises[k] = Promise(p.target, state.agreement.highest[k])
