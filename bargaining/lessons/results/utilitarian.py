"""The utilitarian solution: the largest sum of payoffs."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.goods import WORTH, Pair, Three, cut, draw, packages
from bargaining.lessons.lesson import Curve, Lesson, Mark, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]


def _solution(*, worth: Three, worth_other: Three, weights: Pair) -> Mapping[str, float]:
    from bargaining.theory import solve_utilitarian, solve_utilitarian_on_frontier

    point = solve_utilitarian_on_frontier(cut(worth, worth_other), weights=weights)
    choice = solve_utilitarian(packages(worth, worth_other), weights=weights)
    return {
        "Ann's payoff": float(point.payoffs[0]),
        "Bob's payoff": float(point.payoffs[1]),
        "weighted sum": point.value,
        "packages in quarters that reach it": int(choice.chosen.sum()),
    }


def _picture(*, worth: Three, worth_other: Three, weights: Pair) -> Picture:
    from bargaining.theory import solve_utilitarian_on_frontier

    point = solve_utilitarian_on_frontier(cut(worth, worth_other), weights=weights)
    ann, bob = (float(payoff) for payoff in point.payoffs)
    # The line of equal sums, from one side of the picture to the other.
    left = max(0.0, (point.value - weights[1] * sum(worth_other)) / weights[0])
    right = min(sum(worth), point.value / weights[0])
    line = Curve(
        label="equal sums",
        x=(left, right),
        y=tuple((point.value - weights[0] * own) / weights[1] for own in (left, right)),
    )
    return draw(worth, worth_other, line, marks=(Mark(label="utilitarian", x=ann, y=bob),))


LESSON = Lesson(
    name="utilitarian",
    title="The largest sum",
    who="Harsanyi 1955",
    summary="Each good goes to whoever values it more, and nobody is asked what is left to whom.",
    options=(
        *WORTH,
        Option(
            name="weights",
            default=(1.0, 1.0),
            meaning="how much a unit of Ann's payoff counts, and one of Bob's",
            low=0,
            low_open=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
