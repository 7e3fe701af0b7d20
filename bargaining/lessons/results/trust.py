"""Whom to trust: sign now, and see whether the other delivers."""

from __future__ import annotations

import math

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Sweep, codes, theory

_SIGNED, _BETRAYED = "trust is extended", "trust is betrayed"
# What signing is worth to Bob at least: the file's 1 for being trusted less 0.5 for delivering.
_BOB_GAINS = 0.5


def _solution(
    *, belief: float, reward: float, betrayal: float, punishment: float
) -> dict[str, object]:
    threshold = float(theory.find_trust_threshold(reward, betrayal, punishment))
    trusts = belief >= threshold
    honoured = belief * reward + (1 - belief) * betrayal
    return {
        "threshold of the belief": threshold,
        _SIGNED: trusts,
        _BETRAYED: 1 - belief if trusts else 0.0,
        "Ann's expected payoff": honoured if trusts else punishment,
    }


def _changes(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> dict[str, object]:
    return {
        **pie.noise(choice_noise),
        "parties.bob.belief": belief,
        # The file counts from what Ann has without an agreement.
        "payoffs.ann.ever_agreed": betrayal - punishment,
        "payoffs.ann.ever_agreed * cooperation": reward - betrayal,
    }


def _bound(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> float:
    """Return the probability that noise alone takes Ann or Bob to the other choice."""
    gain = abs(belief * reward + (1 - belief) * betrayal - punishment)
    accepts = _logistic(_BOB_GAINS / choice_noise)
    return 1 - accepts * _logistic(accepts * gain / choice_noise)


def _betrayed_bound(choice_noise: float, *, belief: float, **payoffs: float) -> float:
    """Return how far that takes betrayal, which falls on the trust put in a bad Bob alone."""
    return (1 - belief) * _bound(choice_noise, belief=belief, **payoffs)


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))


LESSON = Lesson(
    name="trust",
    title="Whom to trust",
    who="Kydd 2005",
    summary="Trust pays where the other is trustworthy with at least a certain probability.",
    options=(
        Option("belief", 0.55, "probability that Bob is trustworthy", "[0, 1]"),
        Option("reward", 1.0, "Ann's payoff where trust is honoured"),
        Option("betrayal", -1.0, "Ann's payoff where trust is betrayed"),
        Option("punishment", 0.0, "Ann's payoff without trust"),
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
        changes=_changes,
        grid="choice noise",
        grids=(0.1, 0.05, 0.02, 0.005),
        measures=(
            Measure(_SIGNED, pie.agreed_at_once, _bound),
            Measure(
                _BETRAYED, lambda outcomes: outcomes.ending == codes.Ending.RENEGE, _betrayed_bound
            ),
        ),
        cases=tuple({"belief": belief} for belief in (0.45, 0.485, 0.5, 0.515, 0.55)),
    ),
)
