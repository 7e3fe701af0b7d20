"""Take it or leave it, in the limit of choices without error."""

from __future__ import annotations

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Pair, Sweep, np, theory

_SHARE, _AGREED = "share of the proposer", "probability of agreement"


def _solution(*, unit: float) -> dict[str, object]:
    split = theory.solve_ultimatum(unit)
    return {_SHARE: split.proposer, pie.OTHER: split.responder, _AGREED: 1.0}


def _changes(choice_noise: float, *, unit: float) -> dict[str, object]:
    return {**pie.ladder(unit), **pie.noise(choice_noise)}


def _noisy(choice_noise: float, unit: float) -> Pair:
    """Return the proposer's mean share where agreed, and the probability of agreement."""
    offers = np.arange(1, round(1 / unit) + 1) * unit
    play = theory.solve_logit_ultimatum(np.minimum(offers, 1.0), choice_noise)
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
            "unit",
            0.01,
            "smallest unit in which the pie is divided: 1 over a whole number",
            "[0.001, 0.5]",
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
        changes=_changes,
        grid="choice noise",
        # The bound is the noisy closed form itself: see the lesson quantal-ultimatum.
        grids=(0.1, 0.05, 0.02, 0.01, 0.005, 0.001),
        measures=(
            Measure(_SHARE, pie.proposer_share, _share_bound),
            Measure(_AGREED, pie.agreed_at_once, _agreed_bound),
        ),
        cases=tuple({"unit": unit} for unit in (0.1, 0.02, 0.01)),
    ),
)
