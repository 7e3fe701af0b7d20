"""A crisis with noisy choices: logit play of a small tree."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.lesson import Lesson, Sweep
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_CHALLENGE, _RESIST, _WAR = "Ann challenges", "Bob resists a challenge", "war"
_Pair = tuple[float, float]


def _solution(
    *, noise: float, status_quo: _Pair, capitulation: _Pair, war: _Pair
) -> Mapping[str, float]:
    from bargaining.theory import build_crisis, solve_logit_tree

    play = solve_logit_tree(build_crisis(status_quo, capitulation, war), noise)
    return {
        _CHALLENGE: float(play.choices["challenge?"]["challenge"]),
        _RESIST: float(play.choices["resist?"]["resist"]),
        _WAR: float(play.ends["war"]),
        "capitulation": float(play.ends["capitulation"]),
        "status quo": float(play.ends["status quo"]),
    }


LESSON = Lesson(
    name="quantal-response",
    title="A crisis with noisy choices",
    who="McKelvey and Palfrey 1998; Signorino 1999",
    summary="War can be likeliest where choices are neither all noise nor without any.",
    options=(
        Option(
            name="noise",
            default=0.3,
            meaning="choice noise of both, in payoff units: the inverse of the precision",
            low=0,
            low_open=True,
        ),
        Option(
            name="status_quo",
            default=(0.0, 0.0),
            meaning="payoffs of Ann and Bob without a challenge",
        ),
        Option(
            name="capitulation",
            default=(1.0, -1.0),
            meaning="payoffs of Ann and Bob where Bob gives in",
        ),
        Option(
            name="war",
            default=(-0.5, -1.2),
            meaning="payoffs of Ann and Bob where Bob resists",
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="noise",
        values=tuple(k / 100 for k in range(1, 201)),
        quantities=(_CHALLENGE, _RESIST, _WAR),
        x_label="choice noise of both, in payoff units",
        y_label="probability",
    ),
)
