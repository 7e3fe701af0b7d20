"""Alternating offers without end: patience is power."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option
from bargaining.lessons.pie import (
    STEPS,
    agreed_at_once,
    deep_enough,
    discounts,
    proposer_share,
    refused,
    rounding,
    with_step,
)

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_SHARE = "share of the first proposer"
_AT_ONCE = "agreed in the first round"


def _solution(*, discount: tuple[float, float]) -> Mapping[str, float]:
    from bargaining.theory import find_patience_weight, solve_rubinstein

    split = solve_rubinstein(*discount)
    return {
        _SHARE: float(split.proposer),
        "share of the other": float(split.responder),
        _AT_ONCE: 1.0,
        "share of the first where offers follow ever faster": float(
            find_patience_weight(*discount)
        ),
    }


def _scenario(step: float, *, discount: tuple[float, float]) -> Scenario:
    from bargaining.scenario import load

    values: dict[str, object] = {
        **deep_enough(discount[0] * discount[1]),
        **discounts(discount),
    }
    return with_step(load("rubinstein"), step).replace(values)


def _bound(step: float, *, discount: tuple[float, float]) -> float:
    # No share is further from another than the whole pie.
    return min(rounding(step, discount[0] * discount[1]), 1.0)


def _refused(step: float, *, discount: tuple[float, float]) -> float:
    """Return how often Bob may refuse; then he offers Ann what her next offer is worth today."""
    stake = _solution(discount=discount)[_SHARE] * (1 - discount[0] ** 2)
    return refused(step, stake, _bound(step, discount=discount))


LESSON = Lesson(
    name="rubinstein",
    title="Alternating offers without end",
    who="Rubinstein 1982",
    summary="The more patient party gets more, and they agree at once.",
    options=(
        Option(
            name="discount",
            default=(0.9, 0.9),
            meaning="discount factors per round, Ann's and Bob's (Ann proposes first)",
            low=0,
            low_open=True,
            high=1,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="discount",
        place=1,
        values=tuple(k / 100 for k in range(30, 100)),
        quantities=(_SHARE,),
        played=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        x_label="Bob's discount factor per round",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="rubinstein",
        scenario=_scenario,
        grid="ladder step",
        grids=STEPS,
        fine=0.0005,
        measures=(
            Measure(quantity=_SHARE, read=proposer_share, bound=_bound),
            Measure(quantity=_AT_ONCE, read=agreed_at_once, bound=_refused),
        ),
        cases=tuple(
            {"discount": pair} for pair in ((0.9, 0.9), (0.9, 0.8), (0.8, 0.9), (0.95, 0.95))
        ),
    ),
)
