"""Somewhere else to go: the outside option principle."""

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
    missed,
    proposer_share,
    refused,
    rounding,
    with_step,
)

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_SHARE = "share of the first proposer"
_OTHER = "share of the other"
_AT_ONCE = "agreed in the first round"


def _solution(*, option: float, discount: tuple[float, float]) -> Mapping[str, float]:
    from bargaining.theory import solve_outside_option, solve_rubinstein

    split = solve_outside_option(option, *discount)
    return {
        _SHARE: float(split.proposer),
        _OTHER: float(split.responder),
        "what waiting is worth to the other": float(solve_rubinstein(*discount).responder),
        _AT_ONCE: 1.0,
    }


def _scenario(step: float, *, option: float, discount: tuple[float, float]) -> Scenario:
    from bargaining.scenario import load

    return with_step(load("outside-option"), step).replace(
        {
            **deep_enough(discount[0] * discount[1]),
            "payoffs.bob.talks_broken": option,
            **discounts(discount),
        }
    )


def _bound(step: float, *, option: float, discount: tuple[float, float]) -> float:
    """Return how far a ladder's step may take Ann's share.

    Where the option is better than waiting by more than rounding can add to waiting, Ann meets the
    option and misses it by no more than the next rung; what later rounds miss is nothing to Bob.
    Elsewhere the rounding of all later rounds counts.
    """
    waiting = _solution(option=0.0, discount=discount)[_OTHER]
    loose = rounding(step, discount[0] * discount[1])
    return missed(step) if option - waiting > loose else loose


def _refused(step: float, *, option: float, discount: tuple[float, float]) -> float:
    """Return how often Bob may refuse; then Ann has what he offers her next, or less."""
    share = _solution(option=option, discount=discount)[_SHARE]
    stake = share * (1 - discount[0] ** 2)
    return refused(step, stake, _bound(step, option=option, discount=discount))


LESSON = Lesson(
    name="outside-option",
    title="Somewhere else to go",
    who="Shaked and Sutton 1984; Binmore 1985",
    summary="An alternative worse than waiting moves nothing; a better one is met exactly.",
    options=(
        Option(
            name="option",
            default=0.6,
            meaning="what Bob gets by leaving after a refusal, in pies",
            low=0,
            high=1,
        ),
        Option(
            name="discount",
            default=(0.9, 0.9),
            meaning="discount factors per round, Ann's and Bob's",
            low=0,
            low_open=True,
            high=1,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="option",
        values=tuple(k / 100 for k in range(100)),
        quantities=(_SHARE,),
        played=tuple(k / 10 for k in range(10)),
        x_label="worth of Bob's outside option, in pies",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="outside-option",
        scenario=_scenario,
        grid="ladder step",
        grids=STEPS,
        fine=0.0005,
        measures=(
            Measure(quantity=_SHARE, read=proposer_share, bound=_bound),
            Measure(quantity=_AT_ONCE, read=agreed_at_once, bound=_refused),
        ),
        cases=tuple({"option": option, "discount": (0.9, 0.9)} for option in (0.3, 0.45, 0.5, 0.6)),
    ),
)
