"""The numbers of one draw: a dictionary from dotted path to value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import accumulate
from statistics import NormalDist
from typing import Any

import numpy as np

from bargaining.chance import Chance
from bargaining.scenario.schema import Intervention, Scenario
from bargaining.scenario.terms import canonical

Parameters = dict[str, float]

_OF_PARTIES = (
    *("discount_factor", "choice_noise", "inertia", "belief", "hurdle", "turnover"),
    *("proposal_noise", "refusal_cost", "ratification_failure_cost"),
    *("reversal_cost", "moves_at_indifference"),
)


def _numbers(scenario: Scenario) -> Iterator[tuple[str, Any, bool]]:
    """Path, number, and whether a bare value is spread, of every number of the file."""
    table = scenario.table
    yield "table.breakdown_probability", table.breakdown_probability, False
    yield "table.undelivered_memory", table.undelivered_memory, False
    yield "table.adjournment_probability", table.adjournment_probability, False
    for name, number in table.recognition.items():
        yield f"table.recognition.{name}", number, False
    for name, party in scenario.parties.items():
        here = f"parties.{name}"
        for field in _OF_PARTIES:
            yield f"{here}.{field}", getattr(party, field), False
        if party.expected_delivery is not None:
            for kind in ("type_0", "type_1"):
                number = getattr(party.expected_delivery, kind)
                yield f"{here}.expected_delivery.{kind}", number, False
    for name, issue in scenario.issues.items():
        yield f"issues.{name}.initial", issue.initial, False
        yield f"issues.{name}.baseline", issue.baseline, False
        if issue.verification is not None:
            for kind in ("type_0", "type_1"):
                yield f"issues.{name}.verification.{kind}", getattr(issue.verification, kind), False
    for name, condition in scenario.conditions.items():
        here = f"conditions.{name}"
        for field in ("initial", "persistence", "mean", "noise"):
            yield f"{here}.{field}", getattr(condition, field), False
        for term, number in condition.drivers.items():
            yield f"{here}.drivers.{canonical(term)}", number, True
        for field in ("probability_by_month", "probability_by_round", "value_by_round"):
            for key, number in (getattr(condition, field) or {}).items():
                yield f"{here}.{field}.{key}", number, False
    for name, terms in scenario.payoffs.items():
        for term, number in terms.items():
            yield f"payoffs.{name}.{canonical(term)}", number, True
    for act in scenario.acts:
        yield f"acts.{act.name}.floor", act.floor, False
        for name, number in act.sets.items():
            yield f"acts.{act.name}.sets.{name}", number, False
        yield f"acts.{act.name}.window.probability", act.window.probability, False
        for key, number in act.window.factor_by_round.items():
            yield f"acts.{act.name}.window.factor_by_round.{key}", number, False
    outcome = scenario.outcome
    for name, number in outcome.scope.items():
        yield f"outcome.scope.{name}", number, False
    for field in ("settlement", "partial", "tolerance"):
        yield f"outcome.{field}", getattr(outcome, field), False
    if outcome.rupture is not None:
        yield "outcome.rupture.threshold", outcome.rupture.threshold, False


def _own_luck(number: Any, path: str, chance: Chance) -> float:
    return float(chance.uniform(f"prior.{number.draw or path}")[0])


def _correlated(scenario: Scenario, numbers: dict[str, Any], chance: Chance) -> dict[str, float]:
    """The luck of every number that goes together with others."""
    bell, found = NormalDist(), {}
    for block in scenario.correlations:
        of_scores = 2 * np.sin(np.pi / 6 * np.array(block.rank_correlations))
        own = [bell.inv_cdf(_own_luck(numbers[path], path, chance)) for path in block.numbers]
        # More luck is less of a single weight below 0.
        turned = np.array([-1 if getattr(numbers[p], "value", 0) < 0 else 1 for p in block.numbers])
        scores = turned * (np.linalg.cholesky(of_scores) @ (turned * own))
        found |= {path: bell.cdf(one) for path, one in zip(block.numbers, scores, strict=True)}
    return found


def _quantile(number: Any, u: float, spread: float) -> float:
    """The value below which a share `u` of the prior lies."""
    if hasattr(number, "choices"):
        shares = number.probabilities or [1 / len(number.choices)] * len(number.choices)
        for choice, up_to in zip(number.choices, accumulate(shares), strict=True):
            if u < up_to:
                return float(choice)
        return float(number.choices[-1])
    if hasattr(number, "alpha"):
        # Takes a second to import, and few files have such a number.
        from scipy import stats

        return float(stats.beta.ppf(u, number.alpha, number.beta))
    if hasattr(number, "sd"):
        return _normal_quantile(number, u)
    if hasattr(number, "scale"):
        size = abs(number.low) ** (1 - u) * abs(number.high) ** u
        return math.copysign(size, number.low)
    if hasattr(number, "mode"):
        width = number.high - number.low
        below = number.mode - number.low
        if u * width < below:
            return float(number.low + math.sqrt(u * width * below))
        return float(number.high - math.sqrt((1 - u) * width * (width - below)))
    if hasattr(number, "low"):
        return float(number.low + (number.high - number.low) * u)
    s = spread if number.spread is None else number.spread
    if s == 0:
        return float(number.value)
    # With a mean of 1: the value is the mean of the prior.
    return float(number.value * math.exp(s * NormalDist().inv_cdf(u) - s * s / 2))


def _normal_quantile(number: Any, u: float) -> float:
    """By halving: the value up to which a share `u` of what is left of the bell lies."""
    bell = NormalDist(number.mean, number.sd)
    least = number.low if number.low is not None else number.mean - 40 * number.sd
    most = number.high if number.high is not None else number.mean + 40 * number.sd
    share = bell.cdf(least) + u * (bell.cdf(most) - bell.cdf(least))
    for _ in range(200):
        middle = (least + most) / 2
        if bell.cdf(middle) < share:
            least = middle
        else:
            most = middle
    return least


def drawn(scenario: Scenario, seed: int, draw: int) -> Parameters:
    """Every number of the scenario in one epistemic draw; numbers left out are left out here."""
    chance = Chance(seed, draw, 1)
    listed = [("settings.spread", scenario.settings.spread, False), *_numbers(scenario)]
    numbers = {path: number for path, number, _ in listed if number is not None}
    luck = {path: _own_luck(number, path, chance) for path, number in numbers.items()}
    luck |= _correlated(scenario, numbers, chance)
    spread = _quantile(numbers["settings.spread"], luck["settings.spread"], 0.0)
    return {
        path: _quantile(number, luck[path], spread if spreads else 0.0)
        for path, number, spreads in listed[1:]
        if number is not None
    }


def covers(intervention: Intervention, round_: int, rounds: int) -> bool:
    """Whether the intervention is in force in the round."""
    lasting = intervention.kind in ("parameter", "scale", "add", "hold", "menu")
    until = intervention.until
    if until is None:
        until = rounds if lasting else intervention.at
    return intervention.at <= round_ <= until


def path_of(target: str) -> str:
    """A target's path with its term, where it has one, spelt as terms are spelt here."""
    for marker in ("payoffs.", "conditions."):
        if target.startswith(marker):
            parts = target.split(".", 2)
            if marker == "payoffs." and len(parts) == 3:
                return f"payoffs.{parts[1]}.{canonical(parts[2])}"
            if len(parts) == 3 and parts[2].startswith("drivers."):
                return f"conditions.{parts[1]}.drivers.{canonical(parts[2][len('drivers.') :])}"
    return target


def in_force(parameters: Parameters, due: list[Intervention]) -> Parameters:
    """The parameters under a round's changes of numbers, in file order."""
    changed = dict(parameters)
    for intervention in due:
        path = path_of(intervention.target)
        if intervention.kind == "parameter":
            changed[path] = float(intervention.value)  # type: ignore[arg-type]
        elif intervention.kind == "scale":
            changed[path] = changed[path] * float(intervention.value)  # type: ignore[arg-type]
        elif intervention.kind == "add":
            times = changed[path_of(intervention.of)] if intervention.of else 1.0
            changed[path] = changed[path] + float(intervention.value) * times  # type: ignore[arg-type]
    return changed
