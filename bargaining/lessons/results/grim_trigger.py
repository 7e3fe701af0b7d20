"""Keep faith, or gain once and lose for ever: the grim trigger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Bools
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_KEPT = "faith is kept"
_Three = tuple[float, float, float]


def _solution(*, discount: float, payoffs: _Three) -> Mapping[str, float]:
    from bargaining.theory import decide_compliance, find_grim_threshold

    return {
        _KEPT: float(decide_compliance(discount, *payoffs)),
        "threshold of the discount factor": float(find_grim_threshold(*payoffs)),
    }


def _scenario(choice_noise: float, *, discount: float, payoffs: _Three) -> Scenario:
    from bargaining.scenario import load

    temptation, reward, punishment = payoffs
    # What giving in vain costs decides nothing; it is 1 in the file.
    return load("grim-trigger").replace(
        {
            "parties.ann.discount_factor": discount,
            "parties.ann.choice_noise": choice_noise,
            "payoffs.ann.bob_gives": temptation - punishment,
            "payoffs.ann.ann_gives * bob_gives": reward - temptation + 1,
        }
    )


def _bound(choice_noise: float, *, discount: float, payoffs: _Three) -> float:
    """Return the probability that noise alone takes Ann to the other choice."""
    from bargaining.theory import find_compliance_probability

    chance = float(find_compliance_probability(discount, *payoffs, choice_noise))
    return abs(chance - _solution(discount=discount, payoffs=payoffs)[_KEPT])


def _kept(outcomes: Outcomes) -> Bools:
    kept: Bools = outcomes.level[:, 0, 0] == 1.0
    return kept


LESSON = Lesson(
    name="grim-trigger",
    title="Never again",
    who="Friedman 1971",
    summary="The threat to stop for good protects an exchange among the patient, and no others.",
    options=(
        Option(
            name="discount",
            default=0.6,
            meaning="Ann's discount factor per round",
            low=0,
            low_open=True,
            high=1,
            high_open=True,
        ),
        Option(
            name="payoffs",
            default=(5.0, 3.0, 1.0),
            meaning="Ann's payoffs per round: temptation, reward and punishment",
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
        scenario=_scenario,
        grid="choice noise",
        grids=(1.0, 0.5, 0.2, 0.1, 0.02),
        measures=(Measure(quantity=_KEPT, read=_kept, bound=_bound),),
        cases=(
            {"discount": 0.45},
            {"discount": 0.485},
            {"discount": 0.5},
            {"discount": 0.515},
            {"discount": 0.55},
            {"discount": 0.7, "payoffs": (6.0, 2.0, 1.0)},
        ),
    ),
)
