"""A demand to an opponent of unknown resolve: war as a gamble worth taking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option
from bargaining.lessons.pie import STEPS, first_offer, missed, with_step

if TYPE_CHECKING:
    from bargaining.arrays import Bools
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_OFFER = "offer to Bob"
_WAR = "probability of war"
_THRESHOLD = "threshold of the belief"
_Pair = tuple[float, float]


def _solution(*, belief: float, fighting: _Pair, disagreement: float) -> Mapping[str, float]:
    from bargaining.theory import find_screening_threshold, solve_risk_return

    weak, strong = fighting
    if weak >= strong:
        raise ArgumentError(
            f"the first number of fighting, of a weak Bob, must be below the second, of a strong "
            f"one; got {weak:g} and {strong:g}. With one kind of Bob nothing is unknown."
        )
    if strong + disagreement > 1:
        raise ArgumentError(
            f"disagreement and the second number of fighting must sum to at most 1, the pie; got "
            f"{disagreement:g} and {strong:g}. Above it both would rather fight a war than share."
        )
    play = solve_risk_return(belief, *fighting, disagreement)
    return {
        _OFFER: float(play.offer),
        _WAR: float(play.war_probability),
        _THRESHOLD: float(find_screening_threshold(*fighting, disagreement)),
        "Ann's expected payoff": float(play.payoff),
    }


def _scenario(step: float, *, belief: float, fighting: _Pair, disagreement: float) -> Scenario:
    from bargaining.scenario import load

    return with_step(load("two-types"), step).replace(
        {
            "parties.bob.belief": belief,
            "payoffs.ann.talks_broken": disagreement,
            "payoffs.bob.talks_broken": fighting[0],
            "payoffs.bob.talks_broken * type.bob": fighting[1] - fighting[0],
        }
    )


def _may_flip(step: float, belief: float, fighting: _Pair, disagreement: float) -> bool:
    """Return whether a step may decide which of the two offers is the better one."""
    miss = missed(step)
    gap, stake = fighting[1] - fighting[0], 1 - fighting[0] - disagreement
    return (gap - miss) / stake <= belief <= (gap + miss) / max(stake - miss, 1e-9)


def _offer_bound(step: float, *, belief: float, fighting: _Pair, disagreement: float) -> float:
    flip = _may_flip(step, belief, fighting, disagreement)
    return missed(step) + (fighting[1] - fighting[0] if flip else 0.0)


def _war_bound(step: float, *, belief: float, fighting: _Pair, disagreement: float) -> float:
    """Return the risk of a refusal by noise that is run rather than a step given."""
    if _may_flip(step, belief, fighting, disagreement):
        return max(belief, 1 - belief)
    stake = 1 - fighting[0] - disagreement
    return min(step / stake, 1.0)


def _war(outcomes: Outcomes) -> Bools:
    from bargaining.codes import Closing

    fought: Bools = outcomes.closing[:, 0] == Closing.OPT_OUT
    return fought


LESSON = Lesson(
    name="risk-return",
    title="An opponent of unknown resolve",
    who="Fearon 1995; Powell 1999",
    summary="Where a strong opponent is unlikely enough, a demand that risks war pays.",
    options=(
        Option(
            name="belief",
            default=0.3,
            meaning="probability that Bob is strong",
            low=0,
            high=1,
        ),
        Option(
            name="fighting",
            default=(0.2, 0.5),
            meaning="what a weak and a strong Bob get by fighting, in pies",
            low=0,
            high=1,
        ),
        Option(
            name="disagreement",
            default=0.0,
            meaning="what Ann gets by fighting, in pies",
            low=0,
            high=1,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="belief",
        values=tuple(k / 200 for k in range(201)),
        quantities=(_WAR, _OFFER),
        played=tuple(k / 10 for k in range(11)),
        x_label="probability that Bob is strong",
        y_label="probability, or share of the pie",
    ),
    engine=EnginePlay(
        file="two-types",
        scenario=_scenario,
        grid="ladder step",
        grids=STEPS,
        measures=(
            Measure(quantity=_OFFER, read=first_offer, bound=_offer_bound),
            Measure(quantity=_WAR, read=_war, bound=_war_bound),
        ),
        cases=tuple(
            {"belief": belief, "disagreement": own}
            for belief, own in ((0.1, 0.0), (0.36, 0.0), (0.39, 0.0), (0.48, 0.2), (0.54, 0.2))
        ),
    ),
)
