"""Alternating offers without end: patience is power."""

from __future__ import annotations

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Pair, Sweep, theory


def _solution(*, discount: Pair) -> dict[str, object]:
    split = theory.solve_rubinstein(*discount)
    faster = theory.find_patience_weight(*discount)
    return {
        pie.FIRST: split.proposer,
        pie.OTHER: split.responder,
        pie.AT_ONCE: 1.0,
        "share of the first where offers follow ever faster": faster,
    }


def _changes(step: float, *, discount: Pair) -> dict[str, object]:
    return {
        **pie.steps(step),
        **pie.deep_enough(discount[0] * discount[1]),
        **pie.discounts(discount),
    }


def _bound(step: float, *, discount: Pair) -> float:
    # No share is further from another than the whole pie.
    return min(pie.rounding(step, discount[0] * discount[1]), 1.0)


def _refused(step: float, *, discount: Pair) -> float:
    """Return how often Bob may refuse; then he offers Ann what her next offer is worth today."""
    stake = float(theory.solve_rubinstein(*discount).proposer) * (1 - discount[0] ** 2)
    return pie.refused(step, stake, _bound(step, discount=discount))


LESSON = Lesson(
    name="rubinstein",
    title="Alternating offers without end",
    who="Rubinstein 1982",
    summary="The more patient party gets more, and they agree at once.",
    options=(pie.discounts_of((0.9, 0.9), " (Ann proposes first)"),),
    solution=_solution,
    sweep=Sweep(
        option="discount",
        place=1,
        values=tuple(k / 100 for k in range(30, 100)),
        quantities=(pie.FIRST,),
        played=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        x_label="Bob's discount factor per round",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="rubinstein",
        changes=_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _refused),
        ),
        cases=tuple(
            {"discount": pair} for pair in ((0.9, 0.9), (0.9, 0.8), (0.8, 0.9), (0.95, 0.95))
        ),
    ),
)
