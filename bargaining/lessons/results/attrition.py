"""The war of attrition: prizes known, and prizes hidden."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.lesson import Curve, Lesson, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_Pair = tuple[float, float]
_POINTS = 61


def _solution(*, prizes: _Pair, cost: float) -> Mapping[str, float]:
    from bargaining.theory import solve_attrition, solve_uniform_attrition

    hidden = solve_uniform_attrition(*prizes, cost=cost)
    known = solve_attrition(sum(prizes) / 2, cost)
    return {
        "rate of conceding, mean prize known": float(known.hazard),
        "mean duration, mean prize known": float(known.mean_duration),
        "expected payoff, mean prize known": float(known.payoff),
        "mean duration, prizes hidden": float(hidden.mean_duration),
        "expected payoff, prizes hidden": float(hidden.payoff),
    }


def _picture(*, prizes: _Pair, cost: float) -> Picture:
    import numpy as np

    from bargaining.theory import solve_attrition, solve_uniform_attrition

    hidden = solve_uniform_attrition(*prizes, cost=cost)
    known = solve_attrition(sum(prizes) / 2, cost)
    times = np.linspace(0, 4 * float(known.mean_duration), _POINTS)
    chances = {
        "prizes hidden": hidden.survival_probability(times),
        "mean prize known": known.survival_probability(times),
    }
    return Picture(
        x_label="time",
        y_label="probability that both still hold",
        curves=tuple(
            Curve(label=label, x=tuple(times), y=tuple(chance)) for label, chance in chances.items()
        ),
    )


LESSON = Lesson(
    name="attrition",
    title="The war of attrition",
    who="Maynard Smith 1974; Bishop, Cannings and Maynard Smith 1978",
    summary="Where both wait for the other to give way, few hold out long, yet no day is the last.",
    options=(
        Option(
            name="prizes",
            default=(0.0, 2.0),
            meaning="lowest and highest prize, in payoff units",
            low=0,
        ),
        Option(
            name="cost",
            default=1.0,
            meaning="what waiting costs each per unit of time, in payoff units",
            low=0,
            low_open=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
