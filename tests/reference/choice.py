"""Stable logits, log-odds, and choices by inverse CDF, with plain floats."""

from __future__ import annotations

import math
from collections.abc import Sequence

TOLERANCE = 1e-9
_NEVER = -math.inf


def logistic(x: float) -> float:
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(max(x, -700.0))
    return odds / (1.0 + odds)


def log_logistic(x: float) -> float:
    if x >= 0:
        return -math.log1p(math.exp(-min(x, 700.0)))
    return x - math.log1p(math.exp(max(x, -700.0)))


def log_softmax(values: Sequence[float]) -> list[float]:
    top = max(values)
    total = math.log(math.fsum(math.exp(max(v - top, -700.0)) for v in values if v > _NEVER))
    return [v - top - total for v in values]


def softmax(values: Sequence[float]) -> list[float]:
    return [math.exp(v) for v in log_softmax(values)]


def log(probability: float) -> float:
    return math.log(probability) if probability > 0 else _NEVER


def pick(probabilities: Sequence[float], u: float) -> int:
    """The first option whose cumulative probability exceeds u (readings, 2)."""
    total, last = 0.0, 0
    for index, probability in enumerate(probabilities):
        if probability <= 0:
            continue
        total += probability
        last = index
        if total > u:
            return index
    return last


def log_odds_of(probability: float) -> float:
    return log(probability) - log(1.0 - probability)


def updated(log_odds: float, if_one: float, if_zero: float) -> float:
    """Bayes in log-odds, from the log-likelihoods under type 1 and type 0."""
    if math.isinf(log_odds):
        return log_odds
    return log_odds + if_one - if_zero
