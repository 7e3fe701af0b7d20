"""The Kalai-Smorodinsky solution: equal shares of what each could hope for."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.goods import DISAGREEMENT, WORTH, Pair, Three, cut, draw, packages
from bargaining.lessons.lesson import Curve, Lesson, Mark, Picture

__all__ = ["LESSON"]


def _solution(*, worth: Three, worth_other: Three, disagreement: Pair) -> Mapping[str, float]:
    import numpy as np

    from bargaining.theory import solve_kalai_smorodinsky, solve_kalai_smorodinsky_on_frontier

    frontier = cut(worth, worth_other)
    point = solve_kalai_smorodinsky_on_frontier(frontier, disagreement)
    ideal = frontier.find_ideal(np.array(disagreement))
    choice = solve_kalai_smorodinsky(packages(worth, worth_other), disagreement)
    return {
        "Ann's payoff": float(point.payoffs[0]),
        "Bob's payoff": float(point.payoffs[1]),
        "Ann's ideal payoff": float(ideal[0]),
        "Bob's ideal payoff": float(ideal[1]),
        "share of the ideal gain": point.value,
        "smallest share in quarters of goods": float(choice.value),
    }


def _picture(*, worth: Three, worth_other: Three, disagreement: Pair) -> Picture:
    import numpy as np

    from bargaining.theory import solve_kalai_smorodinsky_on_frontier

    frontier = cut(worth, worth_other)
    ann, bob = solve_kalai_smorodinsky_on_frontier(frontier, disagreement).payoffs
    ideal = frontier.find_ideal(np.array(disagreement))
    line = Curve(
        label="to the ideal point",
        x=(disagreement[0], float(ideal[0])),
        y=(disagreement[1], float(ideal[1])),
    )
    mark = Mark(label="Kalai–Smorodinsky", x=float(ann), y=float(bob))
    return draw(worth, worth_other, line, marks=(mark,))


LESSON = Lesson(
    name="kalai-smorodinsky",
    title="Equal shares of what each could hope for",
    who="Kalai and Smorodinsky 1975",
    summary="Who could hope for more gets more, and nobody loses by having more to hope for.",
    options=(*WORTH, DISAGREEMENT),
    solution=_solution,
    picture=_picture,
)
