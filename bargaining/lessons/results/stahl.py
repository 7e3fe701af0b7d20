"""Alternating offers with a last round: the last word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option, Value
from bargaining.lessons.pie import (
    STEPS,
    agreed_at_once,
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
_ENDLESS = "share of the first without a last round"


def _solution(*, rounds: float, discount: tuple[float, float]) -> Mapping[str, float]:
    from bargaining.theory import solve_rubinstein, solve_stahl

    split = solve_stahl(rounds, *discount)
    # Without a last round and without impatience any split is an equilibrium.
    endless = float(solve_rubinstein(*discount).proposer) if min(discount) < 1 else math.nan
    return {
        _SHARE: float(split.proposer),
        "share of the other": float(split.responder),
        _AT_ONCE: 1.0,
        _ENDLESS: endless,
    }


def _scenario(step: float, *, rounds: float, discount: tuple[float, float]) -> Scenario:
    from bargaining.scenario import load

    asked = {"value": int(rounds), "source": "literature: Ståhl 1972"}
    return with_step(load("deadline"), step).replace(
        {
            "table.deadline": asked,
            "settings.table_lookahead": asked,
            **discounts(discount),
        }
    )


def _bound(step: float, *, rounds: float, discount: tuple[float, float]) -> float:
    return min(rounding(step, discount[0] * discount[1], rounds), 1.0)


def _refused(step: float, *, rounds: float, discount: tuple[float, float]) -> float:
    """Return how often Bob may refuse; then Ann has what the shorter game leaves her."""
    share = _solution(rounds=rounds, discount=discount)[_SHARE]
    later = 0.0
    if rounds > 1:
        # Bob begins the shorter game: the discount factors change places.
        shorter = _solution(rounds=rounds - 1, discount=(discount[1], discount[0]))
        later = discount[0] * (1 - shorter[_SHARE])
    return refused(step, share - later, _bound(step, rounds=rounds, discount=discount))


def _cases(
    discount: tuple[float, float], deadlines: Iterable[int]
) -> tuple[Mapping[str, Value], ...]:
    return tuple({"rounds": float(rounds), "discount": discount} for rounds in deadlines)


LESSON = Lesson(
    name="stahl",
    title="Alternating offers with a last round",
    who="Ståhl 1972",
    summary="Who has the last word has the upper hand, and that is foreseen from the first round.",
    options=(
        Option(
            name="rounds",
            default=4,
            meaning="number of rounds; Ann proposes in the odd ones, counted from 1",
            low=1,
            high=1000,
            whole=True,
        ),
        Option(
            name="discount",
            default=(0.7, 0.7),
            meaning="discount factors per round, Ann's and Bob's",
            low=0,
            low_open=True,
            high=1,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="rounds",
        values=tuple(float(k) for k in range(1, 13)),
        quantities=(_SHARE, _ENDLESS),
        played=tuple(float(k) for k in range(1, 13)),
        x_label="number of rounds",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="deadline",
        scenario=_scenario,
        grid="ladder step",
        grids=STEPS,
        fine=0.0005,
        measures=(
            Measure(quantity=_SHARE, read=proposer_share, bound=_bound),
            Measure(quantity=_AT_ONCE, read=agreed_at_once, bound=_refused),
        ),
        cases=(
            *_cases((0.7, 0.7), range(1, 7)),
            *_cases((0.9, 0.6), [5]),
        ),
    ),
)
