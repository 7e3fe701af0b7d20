"""A crisis with noisy choices: logit play of a small tree."""

from __future__ import annotations

from bargaining.lessons.lesson import Lesson, Option, Pair, Sweep, theory

_CHALLENGE, _RESIST, _WAR = "Ann challenges", "Bob resists a challenge", "war"


def _solution(
    *, noise: float, status_quo: Pair, capitulation: Pair, war: Pair
) -> dict[str, object]:
    play = theory.solve_logit_tree(theory.build_crisis(status_quo, capitulation, war), noise)
    return {
        _CHALLENGE: play.choices["challenge?"]["challenge"],
        _RESIST: play.choices["resist?"]["resist"],
        **{end: play.ends[end] for end in (_WAR, "capitulation", "status quo")},
    }


LESSON = Lesson(
    name="quantal-response",
    title="A crisis with noisy choices",
    who="McKelvey and Palfrey 1998; Signorino 1999",
    summary="War can be likeliest where choices have some noise, but not too much.",
    options=(
        Option(
            "noise",
            0.3,
            "choice noise of both, in payoff units: the inverse of the precision",
            "(0, inf)",
        ),
        Option("status_quo", (0.0, 0.0), "payoffs of Ann and Bob without a challenge"),
        Option("capitulation", (1.0, -1.0), "payoffs of Ann and Bob where Bob gives in"),
        Option("war", (-0.5, -1.2), "payoffs of Ann and Bob where Bob resists"),
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
