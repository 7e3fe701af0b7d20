"""The egalitarian solution: equal gains."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.goods import DISAGREEMENT, WORTH, Pair, Three, cut, draw, packages
from bargaining.lessons.lesson import Curve, Lesson, Mark, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]


def _solution(
    *, worth: Three, worth_other: Three, disagreement: Pair, proportions: Pair
) -> Mapping[str, float]:
    from bargaining.theory import solve_egalitarian, solve_egalitarian_on_frontier

    frontier = cut(worth, worth_other)
    point = solve_egalitarian_on_frontier(frontier, disagreement, proportions=proportions)
    choice = solve_egalitarian(packages(worth, worth_other), disagreement, proportions=proportions)
    return {
        "Ann's payoff": float(point.payoffs[0]),
        "Bob's payoff": float(point.payoffs[1]),
        "smallest gain": point.value,
        "smallest gain in quarters of goods": float(choice.value),
    }


def _picture(*, worth: Three, worth_other: Three, disagreement: Pair, proportions: Pair) -> Picture:
    from bargaining.theory import solve_egalitarian_on_frontier

    frontier = cut(worth, worth_other)
    point = solve_egalitarian_on_frontier(frontier, disagreement, proportions=proportions)
    ann, bob = point.payoffs
    line = Curve(
        label="equal gains" if proportions[0] == proportions[1] else "gains in proportion",
        x=(disagreement[0], disagreement[0] + point.value * proportions[0]),
        y=(disagreement[1], disagreement[1] + point.value * proportions[1]),
    )
    mark = Mark(label="egalitarian", x=float(ann), y=float(bob))
    return draw(worth, worth_other, line, marks=(mark,))


LESSON = Lesson(
    name="egalitarian",
    title="Equal gains",
    who="Kalai 1977",
    summary="Both gain equally, or in a given proportion, which needs payoffs in one unit.",
    options=(
        *WORTH,
        DISAGREEMENT,
        Option(
            name="proportions",
            default=(1.0, 1.0),
            meaning="gains of Ann and of Bob that count as equal",
            low=0,
            low_open=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
