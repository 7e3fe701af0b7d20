"""Scheduled conditions: what the calendar or a Bernoulli schedule says of a round."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache, partial

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.elementary import power
from bargaining.world.game import Game
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
    matrix, of_draw, columns = parameters.matrix.copy(), parameters.of_draws(), game.number_columns
    delta, first = matrix[:, columns.discount].T, matrix[:, columns.first].T
    length = window_length(game)
    for condition in scheduled:
        schedule = game.condition(condition).schedule
        monthly = schedule is None or schedule.by == "month"
        dates = [] if schedule is None else [int(key) for key in schedule.numbers if key.isdigit()]
        # The windows of later starting rounds hold the same rounds.
        value = cache(partial(scheduled_value, game, of_draw, condition))
        for start, (now, *following) in enumerate(columns.schedule[..., condition], round):
            matrix[:, now] = value(start)
            # The discounted sum over each party's window after its first round, undamped. Without
            # an end: over the rounds until the schedule repeats itself, then over its period.
            horizon, period = length - 1, 0
            if not np.isfinite(length):
                horizon, period = (0, 12) if monthly else (max(max(dates, default=0) - start, 0), 1)
            total, weight = np.zeros_like(delta), first
            for ahead in range(1, int(horizon) + period + 1):
                weight = weight * delta
                share = weight * value(start + ahead)
                repeats = ahead > horizon
                total = total + (share / (1.0 - power(delta, period)) if repeats else share)
            matrix[:, following] = total.T
    return replace(parameters, matrix=matrix)
