"""The Pareto frontier: what is left when nothing is wasted."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.goods import WORTH, Three, draw, packages
from bargaining.lessons.lesson import Lesson, Mark, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]


def _paid(worth: Three, worth_other: Three, given: Three) -> tuple[float, float]:
    ann = sum(one * (1 - share) for one, share in zip(worth, given, strict=True))
    return ann, sum(one * share for one, share in zip(worth_other, given, strict=True))


def _solution(*, worth: Three, worth_other: Three, given: Three) -> Mapping[str, float]:
    from bargaining.theory import find_frontier, find_frontier_distance

    payoffs = packages(worth, worth_other)
    ann, bob = _paid(worth, worth_other, given)
    better = (payoffs >= (ann, bob)).all(axis=1) & (payoffs > (ann, bob)).any(axis=1)
    return {
        "packages": len(payoffs),
        "undominated packages": int(find_frontier(payoffs).sum()),
        "Ann's payoff from this division": ann,
        "Bob's payoff from this division": bob,
        "packages that dominate it": int(better.sum()),
        "its distance from the frontier": float(find_frontier_distance((ann, bob), payoffs)),
    }


def _picture(*, worth: Three, worth_other: Three, given: Three) -> Picture:
    ann, bob = _paid(worth, worth_other, given)
    return draw(worth, worth_other, marks=(Mark(label="this division", x=ann, y=bob),))


LESSON = Lesson(
    name="pareto-frontier",
    title="What nobody can improve on",
    who="Pareto 1906",
    summary="Dividing every good alike may waste what trading unlike goods would give to both.",
    options=(
        *WORTH,
        Option(
            name="given",
            default=(0.5, 0.5, 0.5),
            meaning="shares of the three goods that Bob gets in the division looked at",
            low=0,
            high=1,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
