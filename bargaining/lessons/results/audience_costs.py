"""Threats before an audience: who threatens, who yields, and when sanctions are seen."""

from __future__ import annotations

from bargaining.lessons.lesson import Lesson, Option, Pair, Sweep, theory

_THREAT, _SUCCESS = "a threat is made", "the target gives in"
_IMPOSED, _BLUFF = "sanctions are imposed", "the sender backs down"


def _solution(
    *, gain: float, stake: float, damage: float, audience_cost: float, costs: Pair
) -> dict[str, object]:
    play = theory.solve_sanction_threat(gain, stake, damage, audience_cost, *costs)
    return {
        _THREAT: play.threat,
        _SUCCESS: play.success,
        _IMPOSED: play.imposed,
        _BLUFF: play.backing_down,
        "a defied threat is carried out": play.imposing,
    }


LESSON = Lesson(
    name="audience-costs",
    title="A threat before an audience",
    who="Fearon 1994; Drezner 1999",
    summary="The more face is lost by backing down, the more threats may be made, and heeded.",
    options=(
        Option(
            "gain",
            1.0,
            "what the sender gains where the target gives in, in the sender's units",
            "(0, inf)",
        ),
        Option("stake", 0.6, "what giving in costs the target, in the target's units", "(0, inf)"),
        Option("damage", 1.0, "what sanctions cost the target, in the target's units", "[0, inf)"),
        Option(
            "audience_cost",
            0.25,
            "what backing down costs the sender, in the sender's units",
            "[0, inf)",
        ),
        Option(
            "costs",
            (0.0, 1.0),
            "least and greatest cost of sanctions to the sender, in the sender's units",
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="audience_cost",
        values=tuple(k / 200 for k in range(161)),
        quantities=(_THREAT, _SUCCESS, _IMPOSED, _BLUFF),
        x_label="what backing down costs the sender",
        y_label="probability",
    ),
)
