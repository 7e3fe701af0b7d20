"""Take it or leave it with noisy choices: the logit form of an ultimatum."""

from __future__ import annotations

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Sweep, np, theory

_STEP = 0.01
_MEAN, _NONE = "mean offer to the responder", "probability of no offer"
_AGREED = "probability of agreement"


def _solution(*, noise: float) -> dict[str, object]:
    offers = np.arange(1, round(1 / _STEP) + 1) * _STEP
    play = theory.solve_logit_ultimatum(np.minimum(offers, 1.0), noise)
    weights = play.offer_probabilities / play.offer_probabilities.sum()
    return {
        _MEAN: weights @ offers,
        _NONE: play.pass_probability,
        _AGREED: play.agreement_probability,
    }


def _changes(step: float, *, noise: float) -> dict[str, object]:
    return {**pie.ladder(step), **pie.noise(noise)}


LESSON = Lesson(
    name="quantal-ultimatum",
    title="Take it or leave it with noisy choices",
    who="McKelvey and Palfrey 1998",
    summary="A responder who may err is offered more, and refuses more.",
    options=(
        Option(
            "noise",
            0.1,
            "choice noise of both, in pies: the inverse of the literature's precision",
            "(0, inf)",
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
        changes=_changes,
        # The closed form is that of this very ladder, so that only chance divides the two.
        grids=(_STEP,),
        measures=(
            Measure(_MEAN, pie.first_offer, 0.0),
            Measure(_NONE, lambda outcomes: np.isnan(pie.first_offer(outcomes)), 0.0),
            Measure(_AGREED, pie.agreed_at_once, 0.0),
        ),
        cases=tuple({"noise": noise} for noise in (0.02, 0.1, 0.5)),
    ),
)
