"""The Nash solution: the largest product of gains."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bargaining.lessons.goods import DISAGREEMENT, WORTH, Pair, Three, cut, draw, packages
from bargaining.lessons.lesson import Curve, Lesson, Mark, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_POINTS = 61
# Where the curve begins at the latest, as a part of the picture's width: it may hug the axis.
_LEAST = 1e-3


def _solution(
    *, worth: Three, worth_other: Three, disagreement: Pair, weights: Pair
) -> Mapping[str, float]:
    from bargaining.theory import solve_nash, solve_nash_on_frontier

    weights = _scaled(weights)
    point = solve_nash_on_frontier(cut(worth, worth_other), disagreement, weights=weights)
    choice = solve_nash(packages(worth, worth_other), disagreement, weights=weights)
    return {
        "Ann's payoff": float(point.payoffs[0]),
        "Bob's payoff": float(point.payoffs[1]),
        "product of gains": point.value,
        "product of gains in quarters of goods": float(choice.value),
        "packages in quarters that reach it": int(choice.chosen.sum()),
    }


def _scaled(weights: Pair) -> Pair:
    """Return weights of the same ratio, the larger one 1, so that no product overflows."""
    larger = max(weights)
    return weights[0] / larger, weights[1] / larger


def _picture(*, worth: Three, worth_other: Three, disagreement: Pair, weights: Pair) -> Picture:
    import numpy as np

    from bargaining.theory import solve_nash_on_frontier

    weights = _scaled(weights)
    point = solve_nash_on_frontier(cut(worth, worth_other), disagreement, weights=weights)
    ann, bob = point.payoffs
    # All payoffs with the same weighted product, as far as Bob's payoff fits into the picture. In
    # logarithms, since a power with a ratio of weights overflows.
    ratio = weights[0] / weights[1]
    log_ann, log_bob = np.log(np.maximum(point.payoffs - disagreement, np.finfo(float).tiny))
    widest = sum(worth) - disagreement[0]
    most = max(math.log(sum(worth_other) - disagreement[1]), float(log_bob))
    first = max(float(np.exp(log_ann - (most - log_bob) / ratio)), _LEAST * widest)
    gains = np.linspace(first, max(widest, 1.001 * first), _POINTS)
    others = np.exp(log_bob + ratio * (log_ann - np.log(gains)))
    equal = Curve(
        label="equal products",
        x=tuple(gains + disagreement[0]),
        y=tuple(others + disagreement[1]),
    )
    return draw(worth, worth_other, equal, marks=(Mark(label="Nash", x=float(ann), y=float(bob)),))


LESSON = Lesson(
    name="nash",
    title="The largest product of gains",
    who="Nash 1950",
    summary="Four axioms leave one solution, and it does not compare the parties' payoffs.",
    options=(
        *WORTH,
        DISAGREEMENT,
        Option(
            name="weights",
            default=(1.0, 1.0),
            meaning="bargaining weights of Ann and of Bob; only their ratio counts",
            low=0,
            low_open=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
