"""The Nash solution: the largest product of gains."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.goods import DISAGREEMENT, WORTH, Pair, Three, cut, draw, packages
from bargaining.lessons.lesson import Curve, Lesson, Mark, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_POINTS = 61


def _solution(
    *, worth: Three, worth_other: Three, disagreement: Pair, weights: Pair
) -> Mapping[str, float]:
    from bargaining.theory import solve_nash, solve_nash_on_frontier

    point = solve_nash_on_frontier(cut(worth, worth_other), disagreement, weights=weights)
    choice = solve_nash(packages(worth, worth_other), disagreement, weights=weights)
    return {
        "Ann's payoff": float(point.payoffs[0]),
        "Bob's payoff": float(point.payoffs[1]),
        "product of gains": point.value,
        "product of gains in quarters of goods": float(choice.value),
        "packages in quarters that reach it": int(choice.chosen.sum()),
    }


def _picture(*, worth: Three, worth_other: Three, disagreement: Pair, weights: Pair) -> Picture:
    import numpy as np

    from bargaining.theory import solve_nash_on_frontier

    point = solve_nash_on_frontier(cut(worth, worth_other), disagreement, weights=weights)
    ann, bob = point.payoffs
    # All payoffs with the same weighted product, as far as Bob's payoff fits into the picture.
    most = sum(worth_other) - disagreement[1]
    first = (point.value / most ** weights[1]) ** (1 / weights[0])
    gains = np.linspace(first, max(sum(worth) - disagreement[0], 1.001 * first), _POINTS)
    others = (point.value / gains ** weights[0]) ** (1 / weights[1])
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
            meaning="bargaining weights of Ann and of Bob",
            low=0,
            low_open=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
