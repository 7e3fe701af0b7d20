"""Alternating offers under a risk of breakdown: the way to the Nash solution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option
from bargaining.lessons.pie import (
    STEPS,
    agreed_at_once,
    deep_enough,
    proposer_share,
    rounding,
    with_step,
)

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_SHARE = "share of the first proposer"
_NASH = "Nash solution"
_AT_ONCE = "agreed in the first round"


def _solution(*, risk: float, disagreement: tuple[float, float]) -> Mapping[str, float]:
    from bargaining.theory import solve_breakdown, solve_nash_split

    if disagreement[0] + disagreement[1] > 1:
        raise ArgumentError(
            f"the two numbers of disagreement must sum to at most 1, the pie; got "
            f"{disagreement[0]:g} and {disagreement[1]:g}. Above it there is nothing to bargain "
            "over."
        )
    split = solve_breakdown(risk, *disagreement)
    return {
        _SHARE: float(split.proposer),
        "share of the other": float(split.responder),
        _NASH: float(solve_nash_split(*disagreement).proposer),
        _AT_ONCE: 1.0,
    }


def _scenario(step: float, *, risk: float, disagreement: tuple[float, float]) -> Scenario:
    from bargaining.scenario import load

    return with_step(load("breakdown"), step).replace(
        {
            **deep_enough((1 - risk) ** 2),
            "table.breakdown_probability": risk,
            "payoffs.ann.talks_broken": disagreement[0],
            "payoffs.bob.talks_broken": disagreement[1],
        }
    )


def _bound(step: float, *, risk: float, disagreement: tuple[float, float]) -> float:
    return rounding(step, (1 - risk) ** 2)


LESSON = Lesson(
    name="breakdown",
    title="The risk of breakdown",
    who="Binmore, Rubinstein and Wolinsky 1986",
    summary="Each gets what it has without agreement and, as the risk falls, half of the rest.",
    options=(
        Option(
            name="risk",
            default=0.1,
            meaning="probability that a refusal ends the talks for good",
            low=0,
            low_open=True,
            high=1,
            high_open=True,
        ),
        Option(
            name="disagreement",
            default=(0.1, 0.3),
            meaning="what Ann and Bob have after a breakdown, in pies; together at most 1",
            low=0,
            high=1,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="risk",
        values=tuple(k / 100 for k in range(2, 100)),
        quantities=(_SHARE, _NASH),
        played=(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        x_label="probability that a refusal ends the talks",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="breakdown",
        scenario=_scenario,
        grid="ladder step",
        grids=STEPS,
        fine=0.0005,
        measures=(
            Measure(quantity=_SHARE, read=proposer_share, bound=_bound),
            # Not judged: at the default risk rounding may take all that a refusal costs.
            Measure(quantity=_AT_ONCE, read=agreed_at_once),
        ),
        cases=tuple({"risk": risk, "disagreement": (0.1, 0.3)} for risk in (0.3, 0.1, 0.05)),
    ),
)
