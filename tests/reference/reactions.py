"""Anticipated reactions, equation (4), and the value of a unilateral position, equation (5)."""

from __future__ import annotations

import math

from tests.reference.choice import softmax
from tests.reference.rules import Rules, value
from tests.reference.state import Columns, State, columns_of, is_delivery, put_levels
from tests.reference.windows import dated, dated_later, first_weight, window

Option = tuple[str, int] | None


def options_of(rules: Rules, state: State, party: str) -> list[Option]:
    """Hold, then up and down on each own issue, as far as they are open now."""
    options: list[Option] = [None]
    for issue in rules.own[party]:
        rung = state.rung[issue]
        if rung + 1 < len(rules.rungs[issue]) and rules.may_move(issue, True):
            options.append((issue, 1))
        if rung > 0 and rules.may_move(issue, False):
            options.append((issue, -1))
    return [o for o in options if o is None or (party, *o) not in state.closed]


def step_cost(rules: Rules, state: State, party: str, option: Option) -> float:
    """Inertia of an option: none for holding and for promised deliveries, more for a reversal."""
    if option is None or _is_promised(rules, state, option):
        return 0.0
    cost = rules.inertia(party)
    if option[1] == -state.last_step.get(option[0], 0):
        cost += rules.get(f"parties.{party}.reversal_cost") * rules.inertia(party)
    return cost


def _is_promised(rules: Rules, state: State, option: tuple[str, int]) -> bool:
    return option[1] > 0 and is_delivery(rules, state, option[0])


def weight_of_holding(rules: Rules, state: State, party: str, options: list[Option]) -> float:
    """ln B, which the log-odds of holding get after the division by the choice noise."""
    path = f"parties.{party}.moves_at_indifference"
    if path not in rules.numbers:
        return 0.0
    epsilon = rules.numbers[path]
    moves = [option for option in options if option is not None]
    promised = sum(_is_promised(rules, state, option) for option in moves)
    free = (len(moves) - promised) * math.exp(-rules.inertia(party) / rules.noise(party))
    return math.log(max(1.0, (1.0 - epsilon) / epsilon * (free + promised)))


def myopic_steps(
    rules: Rules, state: State, columns: Columns, party: str
) -> list[tuple[Option, float]]:
    """Probabilities of one myopic step at given columns, types of the party mixed by belief."""
    options = options_of(rules, state, party)
    mixed = [0.0] * len(options)
    places = []
    for option in options:
        if option is None:
            places.append(columns)
        else:
            issue, direction = option
            level = rules.rungs[issue][state.rung[issue] + direction]
            places.append(put_levels(rules, state, columns, {issue: level}))
    for kind in rules.types(party):
        scores = []
        for option, place in zip(options, places, strict=True):
            here = place
            if party in rules.typed:
                here = {**place, f"type.{party}": float(kind)}
            gain = value(rules.payoff[party], here) - step_cost(rules, state, party, option)
            scores.append(gain / rules.noise(party))
        scores[0] += weight_of_holding(rules, state, party, options)
        weight = state.weight(party, kind)
        for index, probability in enumerate(softmax(scores)):
            mixed[index] += weight * probability
    return list(zip(options, mixed, strict=True))


def displaced(rules: Rules, state: State, columns: Columns, movers: list[str]) -> dict[str, float]:
    """Levels of the movers' ladders after `foresight` rounds of the steps expected here."""
    levels = {}
    for party in movers:
        drift = dict.fromkeys(rules.own[party], 0.0)
        for option, probability in myopic_steps(rules, state, columns, party):
            if option is not None:
                issue, direction = option
                rungs, rung = rules.rungs[issue], state.rung[issue]
                drift[issue] += probability * (rungs[rung + direction] - rungs[rung])
        for issue in rules.own[party]:
            rungs, now = rules.rungs[issue], columns[issue]
            low = rungs[0] if rules.scenario.issues[issue].reversible else now
            levels[issue] = min(max(now + rules.foresight * drift[issue], low), rungs[-1])
    return levels


def unilateral_values(rules: Rules, state: State, party: str, round_: int) -> dict[int, float]:
    """Q of (5) at a state, for each own type.

    The present round stands at the share of promises owed now; the later rounds, and the reactions
    expected in them, at the mean share owed then.
    """
    now = columns_of(rules, dated(rules, state, round_))
    first = first_weight(rules, party)
    later = None
    if first < 1.0:
        then = dated_later(rules, state, party, round_)
        later = now if then is state else columns_of(rules, then)
        movers = [j for j in rules.parties if rules.own[j] and j != party]
        if rules.foresight > 0:
            anticipation = window(rules, party, later, state.condition, round_)
            moved = displaced(rules, then, anticipation, movers)
            later = put_levels(rules, then, later, moved)
        later = window(rules, party, later, state.condition, round_, later_only=True)
    values = {}
    for kind in rules.types(party):
        typed = {f"type.{party}": float(kind)} if party in rules.typed else {}
        total = value(rules.payoff[party], {**now, **typed})
        if later is not None:
            total = first * total + (1.0 - first) * value(rules.payoff[party], {**later, **typed})
        values[kind] = total
    return values
