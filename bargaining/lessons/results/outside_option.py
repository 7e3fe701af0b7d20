"""Somewhere else to go: the outside option principle."""

from __future__ import annotations

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Pair, Sweep, theory


def _solution(*, option: float, discount: Pair) -> dict[str, object]:
    split = theory.solve_outside_option(option, *discount)
    return {
        pie.FIRST: split.proposer,
        pie.OTHER: split.responder,
        "what waiting is worth to the other": theory.solve_rubinstein(*discount).responder,
        pie.AT_ONCE: 1.0,
    }


def _changes(step: float, *, option: float, discount: Pair) -> dict[str, object]:
    return {
        **pie.steps(step),
        **pie.deep_enough(discount[0] * discount[1]),
        "payoffs.bob.talks_broken": option,
        **pie.discounts(discount),
    }


def _bound(step: float, *, option: float, discount: Pair) -> float:
    """Return how far a ladder's step may take Ann's share.

    Where the option is better than waiting by more than rounding can add to waiting, Ann meets the
    option and misses it by no more than the next rung; what later rounds miss is nothing to Bob.
    Elsewhere the rounding of all later rounds counts.
    """
    waiting = float(theory.solve_rubinstein(*discount).responder)
    loose = pie.rounding(step, discount[0] * discount[1])
    return pie.missed(step) if option - waiting > loose else loose


def _refused(step: float, *, option: float, discount: Pair) -> float:
    """Return how often Bob may refuse; then Ann has what he offers her next, or less."""
    share = float(theory.solve_outside_option(option, *discount).proposer)
    stake = share * (1 - discount[0] ** 2)
    return pie.refused(step, stake, _bound(step, option=option, discount=discount))


LESSON = Lesson(
    name="outside-option",
    title="Somewhere else to go",
    who="Shaked and Sutton 1984; Binmore 1985",
    summary="An alternative worse than waiting moves nothing; a better one is met exactly.",
    options=(
        Option("option", 0.6, "what Bob gets by leaving after a refusal, in pies", "[0, 1]"),
        pie.discounts_of((0.9, 0.9)),
    ),
    solution=_solution,
    sweep=Sweep(
        option="option",
        values=tuple(k / 100 for k in range(100)),
        quantities=(pie.FIRST,),
        played=tuple(k / 10 for k in range(10)),
        x_label="worth of Bob's outside option, in pies",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="outside-option",
        changes=_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _refused),
        ),
        cases=tuple({"option": option, "discount": (0.9, 0.9)} for option in (0.3, 0.45, 0.5, 0.6)),
    ),
)
