"""A parliament behind one of the two: what cannot be got past home need not be conceded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option
from bargaining.lessons.pie import (
    NOISE_PER_STEP,
    STEPS,
    agreed_at_once,
    deep_enough,
    discounts,
    first_offer,
    missed,
    refused,
    rounding,
    with_step,
)

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_BOB, _FREE = "Bob's share", "Bob's share without a parliament"
_AT_ONCE = "agreed in the first round"


def _solution(*, hurdle: float, discount: tuple[float, float]) -> Mapping[str, float]:
    from bargaining.theory import solve_ratified_offers

    split = solve_ratified_offers(hurdle, *discount)
    return {
        _BOB: float(split.responder),
        "Ann's share": float(split.proposer),
        _FREE: float(solve_ratified_offers(0.0, *discount).responder),
        _AT_ONCE: 1.0,
    }


def _scenario(step: float, *, hurdle: float, discount: tuple[float, float]) -> Scenario:
    from bargaining.scenario import load

    values: dict[str, object] = {
        **deep_enough(discount[0] * discount[1]),
        **discounts(discount),
        "parties.bob.hurdle": hurdle,
        "parties.parliament.choice_noise": NOISE_PER_STEP * step,
    }
    return with_step(load("win-set"), step).replace(values)


def _bound(step: float, *, hurdle: float, discount: tuple[float, float]) -> float:
    """Return how far a ladder's step may take Bob's share: his own rounding or his parliament's.

    A text at the hurdle itself passes one half of the time; Ann gives up to `missed` more. Where
    the hurdle lies above what waiting is worth by more than rounding can add to waiting, that is
    all. Elsewhere Bob's own rounding comes first, and the hurdle may add its own.
    """
    waiting = _solution(hurdle=hurdle, discount=discount)[_FREE]
    loose = rounding(step, discount[0] * discount[1])
    return missed(step) if hurdle - waiting > loose else loose + missed(step)


def _refused(step: float, *, hurdle: float, discount: tuple[float, float]) -> float:
    """Return how often Bob or his parliament may refuse; then Ann has what he offers her next."""
    share = 1 - _solution(hurdle=hurdle, discount=discount)[_BOB]
    stake = share * (1 - discount[0] ** 2)
    return refused(step, stake, _bound(step, hurdle=hurdle, discount=discount))


def _agreed(outcomes: Outcomes) -> Floats:
    import numpy as np

    return np.where(agreed_at_once(outcomes), first_offer(outcomes), np.nan)


LESSON = Lesson(
    name="win-set",
    title="A parliament at one's back",
    who="Schelling 1960; Putnam 1988",
    summary="What cannot be got past home need not be conceded, while the two win-sets overlap.",
    options=(
        Option(
            name="hurdle",
            default=0.6,
            meaning="least share for Bob that his parliament would sign",
            low=0,
            high=1,
            high_open=True,
        ),
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
        option="hurdle",
        values=tuple(k / 100 for k in range(100)),
        quantities=(_BOB, _FREE),
        played=(0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        x_label="least share that Bob's parliament signs",
        y_label="Bob's share of the pie",
    ),
    engine=EnginePlay(
        file="win-set",
        scenario=_scenario,
        grid="ladder step",
        grids=STEPS,
        fine=0.0005,
        measures=(
            Measure(quantity=_BOB, read=_agreed, bound=_bound),
            Measure(quantity=_AT_ONCE, read=agreed_at_once, bound=_refused),
        ),
        cases=tuple({"hurdle": hurdle} for hurdle in (0.2, 0.5, 0.75, 0.9)),
    ),
)
