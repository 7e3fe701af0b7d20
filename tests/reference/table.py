"""The table, equation (9): a quantal-response equilibrium of the frozen state, looked ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.reference.choice import log_logistic, logistic
from tests.reference.packages import ByType, Worth, state_key, worth
from tests.reference.rules import Rules
from tests.reference.stage import Game, Values, stage_game
from tests.reference.state import State
from tests.reference.windows import first_weight


@dataclass
class Solution:
    """The table as it stands at the start of a round."""

    worth: Worth
    games: dict[str, Game]
    value: Values


def table_discount(rules: Rules, party: str) -> float:
    if rules.table.clock == "window":
        return 1.0 - first_weight(rules, party)
    return rules.discount(party)


def recognition(rules: Rules) -> dict[str, float]:
    """Probabilities of being the proposer where that is drawn."""
    given = {p: rules.get(f"table.recognition.{p}") for p in rules.principals}
    if not rules.table.recognition:
        return {p: 1.0 / len(given) for p in given}
    total = sum(given.values())
    return {p: weight / total for p, weight in given.items()}


def proposers(rules: Rules, round_: int) -> dict[str, float]:
    """Who may propose in a round, with probabilities."""
    if rules.table.proposer == "random":
        return {p: weight for p, weight in recognition(rules).items() if weight > 0}
    if rules.table.proposer == "fixed":
        return {rules.principals[0]: 1.0}
    return {rules.principals[round_ % len(rules.principals)]: 1.0}


def patience_weights(rules: Rules) -> dict[str, float]:
    """Weights of the one-shot games behind V-hat (readings, 20)."""
    if rules.table.proposer != "alternate":
        return proposers(rules, 0)
    risk = rules.get("table.breakdown_probability")
    haste = {}
    for p in rules.principals:
        kept = table_discount(rules, p) * (1.0 - risk)
        haste[p] = -math.log(kept) if kept > 0 else math.inf
    unhurried = [p for p in haste if haste[p] == 0]
    if unhurried:
        return {p: (1.0 / len(unhurried) if p in unhurried else 0.0) for p in haste}
    if all(math.isinf(h) for h in haste.values()):
        return {p: 1.0 / len(haste) for p in haste}
    total = sum(1.0 / h for h in haste.values())
    return {p: 1.0 / h / total for p, h in haste.items()}


def lookahead(rules: Rules, round_: int) -> tuple[int, bool]:
    """Stages looked ahead, and whether the deadline binds."""
    depth = rules.scenario.settings.table_lookahead.value
    deadline = rules.table.deadline
    if deadline is None:
        return depth, False
    left = max(deadline.value - round_, 0)
    return min(depth, left), left <= depth


def _mixed(games: dict[str, Game], weights: dict[str, float], like: Values) -> Values:
    return {
        p: {k: sum(w * games[j].value[p][k] for j, w in weights.items()) for k in kinds}
        for p, kinds in like.items()
    }


def _agreed_for_one_round(
    rules: Rules, worths: Worth, after: Values
) -> dict[str, dict[int, list[float]]]:
    return {
        p: {
            kind: [
                (1 - table_discount(rules, p)) * u + table_discount(rules, p) * after[p][kind]
                for u in flows
            ]
            for kind, flows in worths.flow[p].items()
        }
        for p in rules.principals
    }


def talking_for_ever(rules: Rules, state: State, worths: Worth) -> Values:
    """V-hat: the value of bargaining on past the planner's horizon."""
    risk = rules.get("table.breakdown_probability")
    forever: Values = {}
    for p in rules.principals:
        delta = table_discount(rules, p)
        scale = (1 - delta) + delta * risk
        forever[p] = {}
        for kind in rules.types(p):
            talk, broken = worths.talking[p][kind], worths.broken[p][kind]
            mixed = (1 - delta) * talk + delta * risk * broken
            forever[p][kind] = mixed / scale if scale > 0 else talk
    weights = {p: w for p, w in patience_weights(rules).items() if w > 0}
    agreed = worths.agreed
    if rules.table.agreement_term == "one_round":
        agreed = _agreed_for_one_round(rules, worths, forever)
    games = {p: stage_game(rules, state, worths, agreed, p, forever) for p in weights}
    return _mixed(games, weights, forever)


def solve(rules: Rules, state: State, round_: int) -> Solution:
    """Solve the table by backward induction over the look-ahead."""
    key = ("solution", round_, state_key(state))
    if key not in rules.memo:
        rules.memo[key] = _solve(rules, state, round_)
    return rules.memo[key]  # type: ignore[return-value]


def _solve(rules: Rules, state: State, round_: int) -> Solution:
    depth, binding = lookahead(rules, round_)
    risk = rules.get("table.breakdown_probability")
    foresee = rules.scenario.settings.foresee_calendar
    values: Values = {}
    games: dict[str, Game] = {}
    for s in range(depth - 1, -1, -1):
        worths = worth(rules, state, round_, s if foresee else 0)
        last = s == depth - 1
        if last:
            values = worths.idle if binding else talking_for_ever(rules, state, worths)
        chance = 0.0 if last and binding else risk
        continuation: Values = {}
        for p in rules.principals:
            delta = table_discount(rules, p)
            continuation[p] = {
                kind: (1 - delta) * worths.talking[p][kind]
                + delta * ((1 - chance) * values[p][kind] + chance * worths.broken[p][kind])
                for kind in rules.types(p)
            }
        agreed = worths.agreed
        if rules.table.agreement_term == "one_round":
            agreed = _agreed_for_one_round(rules, worths, values)
        weights = proposers(rules, round_ + s)
        games = {p: stage_game(rules, state, worths, agreed, p, continuation) for p in weights}
        values = _mixed(games, weights, continuation)
    return Solution(worth(rules, state, round_), games, values)


def leave_scores(rules: Rules, solution: Solution, party: str) -> ByType:
    """Arguments of the logistic of walking out, (10)."""
    idle, value = solution.worth.idle[party], solution.value[party]
    return {k: _change_score(rules, party, idle[k] - value[k]) for k in value}


def open_scores(rules: Rules, solution: Solution, party: str) -> ByType:
    """Arguments of the logistic of agreeing to talks, (10)."""
    idle, value = solution.worth.idle[party], solution.value[party]
    return {k: _change_score(rules, party, value[k] - idle[k]) for k in value}


def _change_score(rules: Rules, party: str, gain: float) -> float:
    """Log-odds of changing from talking to not talking or back, (10) and (10a)."""
    score = (gain - rules.inertia(party)) / rules.noise(party)
    path = f"parties.{party}.moves_at_indifference"
    if not rules.table.talks_have_weight or path not in rules.numbers:
        return score
    epsilon = rules.numbers[path]
    alone = math.exp(-rules.inertia(party) / rules.noise(party))
    return score - math.log(max(1.0, (1.0 - epsilon) / epsilon * alone))


def stake(rules: Rules, state: State, party: str, round_: int) -> ByType:
    """S of (7): what the party would lose if the table were lost, by own type."""
    nothing = dict.fromkeys(rules.types(party), 0.0)
    depth, _ = lookahead(rules, round_)
    if party not in rules.principals or depth == 0:
        return nothing
    if state.agreement is not None or state.talks_broken:
        return nothing
    if not state.at_table:
        closed_for_good = rules.table.one_agreement and state.ever_agreed
        if closed_for_good or not rules.table.may_open:
            return nothing
    solution = solve(rules, state, round_)
    sitting: dict[str, ByType] = {}
    for p in rules.principals:
        if not state.at_table:
            scores = open_scores(rules, solution, p)
            sitting[p] = {k: logistic(x) for k, x in scores.items()}
        elif rules.table.may_walk:
            scores = leave_scores(rules, solution, p)
            sitting[p] = {k: math.exp(log_logistic(-x)) for k, x in scores.items()}
        else:
            sitting[p] = dict.fromkeys(rules.types(p), 1.0)
    others = 1.0
    for p in rules.principals:
        if p != party:
            others *= sum(state.weight(p, k) * q for k, q in sitting[p].items())
    otherwise = solution.worth.talking if state.at_table else solution.worth.idle
    return {
        k: sitting[party][k] * others * max(solution.value[party][k] - otherwise[party][k], 0.0)
        for k in rules.types(party)
    }
