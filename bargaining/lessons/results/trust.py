"""Whom to trust: sign now, and see whether the other delivers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Bools
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_SIGNED = "trust is extended"
_BETRAYED = "trust is betrayed"
# What signing is worth to Bob at least: the file's 1 for being trusted less 0.5 for delivering.
_BOB_GAINS = 0.5


def _solution(
    *, belief: float, reward: float, betrayal: float, punishment: float
) -> Mapping[str, float]:
    from bargaining.theory import decide_trust, find_trust_threshold

    trusts = bool(decide_trust(belief, reward, betrayal, punishment))
    honoured = belief * reward + (1 - belief) * betrayal
    return {
        "threshold of the belief": float(find_trust_threshold(reward, betrayal, punishment)),
        _SIGNED: float(trusts),
        _BETRAYED: 1 - belief if trusts else 0.0,
        "Ann's expected payoff": honoured if trusts else punishment,
    }


def _scenario(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> Scenario:
    from bargaining.scenario import load

    return load("trust").replace(
        {
            **pie.noise(choice_noise),
            "parties.bob.belief": belief,
            # The file counts from what Ann has without an agreement.
            "payoffs.ann.ever_agreed": betrayal - punishment,
            "payoffs.ann.ever_agreed * cooperation": reward - betrayal,
        }
    )


def _bound(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> float:
    """Return the probability that noise alone takes Ann or Bob to the other choice."""
    gain = abs(belief * reward + (1 - belief) * betrayal - punishment)
    accepts = _logistic(_BOB_GAINS / choice_noise)
    return 1 - accepts * _logistic(accepts * gain / choice_noise)


def _betrayed_bound(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> float:
    """Return how far that takes betrayal, which falls on the trust put in a bad Bob alone."""
    flipped = _bound(
        choice_noise, belief=belief, reward=reward, betrayal=betrayal, punishment=punishment
    )
    return (1 - belief) * flipped


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))


def _betrayed(outcomes: Outcomes) -> Bools:
    from bargaining.outcomes import Ending

    reneged: Bools = outcomes.ending == Ending.RENEGE
    return reneged


LESSON = Lesson(
    name="trust",
    title="Whom to trust",
    who="Kydd 2005",
    summary="Trust pays where the other is trustworthy with at least a certain probability.",
    options=(
        Option(
            name="belief",
            default=0.55,
            meaning="probability that Bob is trustworthy",
            low=0,
            high=1,
        ),
        Option(name="reward", default=1.0, meaning="Ann's payoff where trust is honoured"),
        Option(name="betrayal", default=-1.0, meaning="Ann's payoff where trust is betrayed"),
        Option(name="punishment", default=0.0, meaning="Ann's payoff without trust"),
    ),
    solution=_solution,
    sweep=Sweep(
        option="belief",
        values=tuple(k / 200 for k in range(201)),
        quantities=(_SIGNED, _BETRAYED),
        played=tuple(k / 20 for k in range(1, 20, 2)),
        x_label="probability that Bob is trustworthy",
        y_label="share of worlds",
    ),
    engine=EnginePlay(
        file="trust",
        scenario=_scenario,
        grid="choice noise",
        grids=(0.1, 0.05, 0.02, 0.005),
        measures=(
            Measure(quantity=_SIGNED, read=pie.agreed_at_once, bound=_bound),
            Measure(quantity=_BETRAYED, read=_betrayed, bound=_betrayed_bound),
        ),
        cases=tuple({"belief": belief} for belief in (0.45, 0.485, 0.5, 0.515, 0.55)),
    ),
)
