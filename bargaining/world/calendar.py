"""Scheduled conditions: what the calendar or a Bernoulli schedule says of a round."""

from __future__ import annotations

import datetime

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.elementary import power
from bargaining.world.game import Game
from bargaining.world.number_columns import number_columns
from bargaining.world.parameters import Parameters, window_length

__all__ = ["month_of_round", "scheduled_value", "with_schedule"]

_MONTHS_A_ROUND = {"month": 1, "quarter": 3, "year": 12}
_DAYS_A_ROUND = {"day": 1, "week": 7, "exchange": 1}


def month_of_round(start: datetime.date, unit: str, round: int) -> int:
    """Return the month, 1 to 12, in which a round begins."""
    if unit in _MONTHS_A_ROUND:
        return (start.month - 1 + _MONTHS_A_ROUND[unit] * round) % 12 + 1
    return (start + datetime.timedelta(days=_DAYS_A_ROUND[unit] * round)).month


def scheduled_value(game: Game, parameters: Parameters, condition: int, round: int) -> Floats:
    """Return a calendar's value, or a Bernoulli's undamped probability, shape (row,)."""
    schedule = game.condition(condition).schedule
    assert schedule is not None
    key = str(round)
    if schedule.by == "month":
        header = game.scenario.header
        assert header.start is not None
        key = str(month_of_round(header.start, header.round, round))
    if key not in schedule.numbers:
        key = "otherwise"
    name = f"conditions.{game.conditions[condition]}.{schedule.field}"
    return parameters.number(f"{name}.{key}", 0.0)


def with_schedule(parameters: Parameters, round: int) -> Parameters:
    """Return the numbers with what planners expect of scheduled conditions from a round on.

    For as many starting rounds (this one, the next, ...) as the table asks for (model, equation 3).
    """
    game = parameters.game
    scheduled = [c for c in range(len(game.conditions)) if c not in game.drivers]
    if not scheduled:
        return parameters
    columns, parties = number_columns(game).derived, range(len(game.parties))
    matrix, of_draw = parameters.matrix.copy(), parameters.of_draws()
    delta, first = parameters.once("discounts and first weights", _delta_and_first)
    for condition in scheduled:
        for ahead in range(game.foreseen_rounds):
            now = scheduled_value(game, of_draw, condition, round + ahead)
            matrix[:, columns[f"now+{ahead}", -1, condition]] = now
            following = [columns[f"following+{ahead}", party, condition] for party in parties]
            matrix[:, following] = _following(of_draw, condition, round + ahead, delta, first).T
    return Parameters(game, matrix, parameters.draw, parameters.known, parameters.columns)


def _delta_and_first(of_draw: Parameters) -> Floats:
    """Return discount factors and weights of the first round, shape (2, party, draw)."""
    parties = range(len(of_draw.game.parties))
    return np.stack(
        [
            [of_draw.discount(party) for party in parties],
            [of_draw.weight("first", party) for party in parties],
        ]
    )


def _following(
    parameters: Parameters, condition: int, round: int, delta: Floats, first: Floats
) -> Floats:
    """Return the discounted sum over each party's window after its first round, undamped.

    Parameters
    ----------
    delta, first : array over (party, draw)
        Discount factors, and the weights of the first round.
    """
    game = parameters.game
    length, period = window_length(game), 0
    horizon = length - 1
    if not np.isfinite(length):
        horizon, period = _settles(game, condition, round)
    total, weight = np.zeros_like(delta), first
    for ahead in range(1, int(horizon) + period + 1):
        weight = weight * delta
        share = weight * scheduled_value(game, parameters, condition, round + ahead)
        total = total + (share if ahead <= horizon else share / (1.0 - power(delta, period)))
    return total


def _settles(game: Game, condition: int, round: int) -> tuple[int, int]:
    """Return the rounds until an endless schedule repeats itself, and its period."""
    schedule = game.condition(condition).schedule
    if schedule is None or schedule.by == "month":
        return 0, 12
    last = max((int(key) for key in schedule.numbers if key.isdigit()), default=0)
    return max(last - round, 0), 1
