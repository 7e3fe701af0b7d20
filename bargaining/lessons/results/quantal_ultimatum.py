"""Take it or leave it with noisy choices: the logit form of an ultimatum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option
from bargaining.lessons.pie import agreed_at_once, first_offer

if TYPE_CHECKING:
    from bargaining.arrays import Bools
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_STEP = 0.01
_MEAN = "mean offer to the responder"
_NONE = "probability of no offer"
_AGREED = "probability of agreement"


def _solution(*, noise: float) -> Mapping[str, float]:
    import numpy as np

    from bargaining.theory import solve_logit_ultimatum

    offers = np.arange(1, round(1 / _STEP) + 1) * _STEP
    play = solve_logit_ultimatum(np.minimum(offers, 1.0), noise)
    weights = play.offer_probabilities / play.offer_probabilities.sum()
    return {
        _MEAN: float(weights @ offers),
        _NONE: float(play.pass_probability),
        _AGREED: float(play.agreement_probability),
    }


def _scenario(step: float, *, noise: float) -> Scenario:
    from bargaining.scenario import load

    return load("ultimatum").replace({**pie.ladder(step), **pie.noise(noise)})


def _no_offer(outcomes: Outcomes) -> Bools:
    import numpy as np

    return np.isnan(first_offer(outcomes))


def _only_chance(step: float, *, noise: float) -> float:
    return 0.0


LESSON = Lesson(
    name="quantal-ultimatum",
    title="Take it or leave it with noisy choices",
    who="McKelvey and Palfrey 1998",
    summary="A responder who may err is offered more, and refuses more.",
    options=(
        Option(
            name="noise",
            default=0.1,
            meaning="choice noise of both, in pies: the inverse of the literature's precision",
            low=0,
            low_open=True,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="noise",
        values=tuple(k / 100 for k in range(1, 61)),
        quantities=(_AGREED, _MEAN),
        played=(0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
        x_label="choice noise of both, in pies",
        y_label="share of worlds, or of the pie",
    ),
    engine=EnginePlay(
        file="ultimatum",
        scenario=_scenario,
        grid="ladder step",
        # The closed form is that of this very ladder, so that only chance divides the two.
        grids=(_STEP,),
        measures=(
            Measure(quantity=_MEAN, read=first_offer, bound=_only_chance),
            Measure(quantity=_NONE, read=_no_offer, bound=_only_chance),
            Measure(quantity=_AGREED, read=agreed_at_once, bound=_only_chance),
        ),
        cases=tuple({"noise": noise} for noise in (0.02, 0.1, 0.5)),
    ),
)
