"""Reputation: why it pays to be thought unable to yield."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import Curve, Lesson, Picture
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.theory import Reputation

__all__ = ["LESSON"]

_Pair = tuple[float, float]
_POINTS = 61


def _solve(demand: _Pair, rate: _Pair, committed: _Pair) -> Reputation:
    from bargaining.theory import solve_reputation

    return solve_reputation(
        *demand,
        discount_rate=rate[0],
        discount_rate_other=rate[1],
        committed_probability=committed[0],
        committed_probability_other=committed[1],
    )


def _solution(*, demand: _Pair, rate: _Pair, committed: _Pair) -> Mapping[str, float]:
    play = _solve(demand, rate, committed)
    return {
        "Ann concedes at once": float(play.initial_concession_probability),
        "Bob concedes at once": float(play.initial_concession_probability_other),
        "Ann's rate of conceding": float(play.concession_rate),
        "Bob's rate of conceding": float(play.concession_rate_other),
        "time until all is known": float(play.committed_time),
        "mean delay of an agreement": float(play.mean_delay),
        "never agreed": float(1 - play.agreement_probability),
        "Ann's expected payoff": float(play.payoff),
        "Bob's expected payoff": float(play.payoff_other),
    }


def _picture(*, demand: _Pair, rate: _Pair, committed: _Pair) -> Picture:
    import numpy as np

    play = _solve(demand, rate, committed)
    times = np.linspace(0, 1.2 * float(play.committed_time), _POINTS)
    chances = {
        "not yet agreed": play.disagreement_probability(times),
        "Ann is thought committed": play.reputation(times),
        "Bob is thought committed": play.reputation_other(times),
    }
    return Picture(
        x_label="time",
        y_label="probability",
        curves=tuple(
            Curve(label=label, x=tuple(times), y=tuple(chance)) for label, chance in chances.items()
        ),
    )


LESSON = Lesson(
    name="reputation",
    title="A name for never yielding",
    who="Abreu and Gul 2000",
    summary="Each holds out to be thought inflexible; the weaker one may yield at once.",
    options=(
        Option(
            name="demand",
            default=(0.6, 0.6),
            meaning="what Ann and Bob insist on, in pies; together more than 1",
            low=0,
            high=1,
            low_open=True,
            high_open=True,
        ),
        Option(
            name="rate",
            default=(0.1, 0.2),
            meaning="rates of discount of Ann and of Bob per unit of time",
            low=0,
            low_open=True,
        ),
        Option(
            name="committed",
            default=(0.1, 0.1),
            meaning="probabilities that Ann and Bob cannot yield",
            low=0,
            high=1,
            low_open=True,
            high_open=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
