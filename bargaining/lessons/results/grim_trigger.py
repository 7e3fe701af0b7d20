"""Keep faith, or gain once and lose for ever: the grim trigger."""

from __future__ import annotations

from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Sweep, theory

_KEPT = "faith is kept"
_Three = tuple[float, float, float]


def _solution(*, discount: float, payoffs: _Three) -> dict[str, object]:
    threshold = float(theory.find_grim_threshold(*payoffs))
    return {_KEPT: discount >= threshold, "threshold of the discount factor": threshold}


def _changes(choice_noise: float, *, discount: float, payoffs: _Three) -> dict[str, object]:
    temptation, reward, punishment = payoffs
    return {
        "parties.ann.discount_factor": discount,
        "parties.ann.choice_noise": choice_noise,
        "payoffs.ann.bob_gives": temptation - punishment,
        # What giving in vain costs decides nothing; it is 1 in the file.
        "payoffs.ann.ann_gives * bob_gives": reward - temptation + 1,
    }


def _bound(choice_noise: float, *, discount: float, payoffs: _Three) -> float:
    """Return the probability that noise alone takes Ann to the other choice."""
    chance = float(theory.find_compliance_probability(discount, *payoffs, choice_noise))
    return abs(chance - float(discount >= theory.find_grim_threshold(*payoffs)))


LESSON = Lesson(
    name="grim-trigger",
    title="Never again",
    who="Friedman 1971",
    summary="The threat to stop for good protects an exchange among the patient, and no others.",
    options=(
        Option("discount", 0.6, "Ann's discount factor per round", "(0, 1)"),
        Option(
            "payoffs", (5.0, 3.0, 1.0), "Ann's payoffs per round: temptation, reward and punishment"
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="discount",
        values=tuple(k / 200 for k in range(1, 200)),
        quantities=(_KEPT,),
        played=(0.1, 0.2, 0.3, 0.4, 0.45, 0.55, 0.6, 0.7, 0.8, 0.9),
        x_label="Ann's discount factor per round",
        y_label="share of worlds in which faith is kept",
    ),
    engine=EnginePlay(
        file="grim-trigger",
        changes=_changes,
        grid="choice noise",
        grids=(1.0, 0.5, 0.2, 0.1, 0.02),
        measures=(Measure(_KEPT, lambda outcomes: outcomes.level[:, 0, 0] == 1.0, _bound),),
        cases=(
            *({"discount": discount} for discount in (0.45, 0.485, 0.5, 0.515, 0.55)),
            {"discount": 0.7, "payoffs": (6.0, 2.0, 1.0)},
        ),
    ),
)
