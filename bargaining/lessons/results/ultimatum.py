"""Take it or leave it, in the limit of choices without error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option
from bargaining.lessons.pie import agreed_at_once, ladder, noise, proposer_share

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_SHARE = "share of the proposer"
_AGREED = "probability of agreement"


def _solution(*, unit: float) -> Mapping[str, float]:
    from bargaining.theory import solve_ultimatum

    split = solve_ultimatum(unit)
    return {
        _SHARE: float(split.proposer),
        "share of the other": float(split.responder),
        _AGREED: 1.0,
    }


def _scenario(choice_noise: float, *, unit: float) -> Scenario:
    from bargaining.scenario import load

    return load("ultimatum").replace({**ladder(unit), **noise(choice_noise)})


def _noisy(choice_noise: float, unit: float) -> tuple[float, float]:
    """Return the proposer's mean share where agreed, and the probability of agreement."""
    import numpy as np

    from bargaining.theory import solve_logit_ultimatum

    offers = np.arange(1, round(1 / unit) + 1) * unit
    play = solve_logit_ultimatum(np.minimum(offers, 1.0), choice_noise)
    agreed = play.offer_probabilities * play.acceptance_probabilities
    return float((agreed * (1 - offers)).sum() / agreed.sum()), float(agreed.sum())


def _share_bound(choice_noise: float, *, unit: float) -> float:
    return abs(_noisy(choice_noise, unit)[0] - (1 - unit))


def _agreed_bound(choice_noise: float, *, unit: float) -> float:
    return 1 - _noisy(choice_noise, unit)[1]


LESSON = Lesson(
    name="ultimatum",
    title="Take it or leave it",
    who="Ståhl 1972; Güth, Schmittberger and Schwarze 1982",
    summary="The responder takes anything, so the proposer keeps all but the smallest unit.",
    options=(
        Option(
            name="unit",
            default=0.01,
            meaning="smallest unit in which the pie is divided: 1 over a whole number",
            low=0.001,
            high=0.5,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="unit",
        values=tuple(1 / count for count in range(100, 1, -1)),
        quantities=(_SHARE,),
        played=(0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5),
        x_label="smallest unit of the pie",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="ultimatum",
        scenario=_scenario,
        grid="choice noise",
        # The bound is the noisy closed form itself: see the lesson quantal-ultimatum.
        grids=(0.1, 0.05, 0.02, 0.01, 0.005, 0.001),
        measures=(
            Measure(quantity=_SHARE, read=proposer_share, bound=_share_bound),
            Measure(quantity=_AGREED, read=agreed_at_once, bound=_agreed_bound),
        ),
        cases=tuple({"unit": unit} for unit in (0.1, 0.02, 0.01)),
    ),
)
