"""What the five countries' own rules close, read from their docstrings one world at a time.

Rules close unilateral steps at the start of a phase, as the world then stands, and everybody
expects them to be kept for the whole of it. What they bar from the table is judged wherever a table
is looked at, in imagined positions too.
"""

from __future__ import annotations

from tests.reference.choice import TOLERANCE
from tests.reference.rules import Rules
from tests.reference.state import State, levels_of

Move = tuple[str, str, int]
RELIEF, NEWS, BACKING = "sanctions_relief", "abductee_information", "alliance_backing"
COURTING, STANDING = "inter_korean_engagement", "trilateral_coordination"
SEASON, EXERCISES, SUPPORT = "military_exercise", "exercise_restraint", "patronage"


def in_crisis(rules: Rules, state: State) -> bool:
    """The condition that makes leaving the table a rupture has reached its threshold."""
    rule = rules.scenario.outcome.rupture
    if rule is None:
        return False
    threshold = rules.get("outcome.rupture.threshold", 1.0)
    return state.condition[rule.condition] >= threshold - TOLERANCE


def closed_by_rules(rules: Rules, state: State) -> frozenset[Move]:
    """Every (party, issue, direction) that a country's rule closes as the world stands."""
    found: set[Move] = set()
    for party, record in rules.scenario.parties.items():
        if record.country in CLOSING:
            found |= {(party, *move) for move in CLOSING[record.country](rules, state, party)}
    return frozenset(found)


def barred_by_rules(rules: Rules, state: State, package: tuple[int, ...]) -> bool:
    """Whether Japan may not put its name to a package: more relief than stands, in a crisis."""
    menu = rules.table.menu.issues
    japan = any(record.country == "Japan" for record in rules.scenario.parties.values())
    if not japan or RELIEF not in menu or not in_crisis(rules, state):
        return False
    return package[menu.index(RELIEF)] > state.rung[RELIEF]


def _above(rules: Rules, state: State, issue: str) -> bool:
    return levels_of(rules, state)[issue] > rules.baseline[issue] + TOLERANCE


def _japan(rules: Rules, state: State, party: str) -> set[tuple[str, int]]:
    if not {RELIEF, NEWS} <= set(rules.issues):
        return set()
    level = levels_of(rules, state)
    ahead = level[RELIEF] >= level[NEWS] - TOLERANCE
    signed = state.agreement
    promised = signed is not None and signed.target.get(RELIEF, 0.0) > level[RELIEF] + TOLERANCE
    return {(RELIEF, 1)} if in_crisis(rules, state) or (ahead and not promised) else set()


def _rungs_given(rules: Rules, state: State, party: str) -> int:
    """Rungs above the baseline, on what the outcome counts."""
    total = 0
    for issue in rules.scope.get(party, {}):
        rungs = rules.rungs[issue]
        base = sum(level <= rules.baseline[issue] + TOLERANCE for level in rungs) - 1
        total += max(state.rung[issue] - base, 0)
    return total


def _north_korea(rules: Rules, state: State, party: str) -> set[tuple[str, int]]:
    others = [p for p in rules.principals if p != party]
    received = sum(_rungs_given(rules, state, p) for p in others)
    if _rungs_given(rules, state, party) <= received:
        return set()
    return {(issue, 1) for issue in rules.own[party]}


def _china(rules: Rules, state: State, party: str) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    if not {SUPPORT, RELIEF} <= set(rules.issues):
        return found
    if _above(rules, state, RELIEF):
        found.add((SUPPORT, -1))
    if in_crisis(rules, state):
        found.add((SUPPORT, 1))
    return found


def _south_korea(rules: Rules, state: State, party: str) -> set[tuple[str, int]]:
    if not {COURTING, STANDING} <= set(rules.issues):
        return set()
    if in_crisis(rules, state):
        return {(COURTING, 1)}
    return {(STANDING, 1)} if _above(rules, state, COURTING) else set()


def _united_states(rules: Rules, state: State, party: str) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    if SEASON in rules.conditions and state.condition[SEASON] == 0.0:
        found |= {(EXERCISES, 1), (EXERCISES, -1)}
    if RELIEF in rules.issues and not state.at_table and not _above(rules, state, RELIEF):
        found.add((BACKING, -1))
    return found


CLOSING = {
    "Japan": _japan,
    "NorthKorea": _north_korea,
    "China": _china,
    "SouthKorea": _south_korea,
    "UnitedStates": _united_states,
}
