"""Threats before an audience: who threatens, who yields, and when sanctions are seen."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.lesson import Lesson, Sweep
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_THREAT, _SUCCESS = "a threat is made", "the target gives in"
_IMPOSED, _BLUFF = "sanctions are imposed", "the sender backs down"


def _solution(
    *, gain: float, stake: float, damage: float, audience_cost: float, costs: tuple[float, float]
) -> Mapping[str, float]:
    from bargaining.theory import solve_sanction_threat

    play = solve_sanction_threat(gain, stake, damage, audience_cost, *costs)
    return {
        _THREAT: float(play.threat),
        _SUCCESS: float(play.success),
        _IMPOSED: float(play.imposed),
        _BLUFF: float(play.backing_down),
        "a defied threat is carried out": float(play.imposing),
    }


LESSON = Lesson(
    name="audience-costs",
    title="A threat before an audience",
    who="Fearon 1994; Drezner 1999",
    summary="The more face is lost by backing down, the more threats may be made, and heeded.",
    options=(
        Option(
            name="gain",
            default=1.0,
            meaning="what the sender gains where the target gives in, in the sender's units",
            low=0,
            low_open=True,
        ),
        Option(
            name="stake",
            default=0.6,
            meaning="what giving in costs the target, in the target's units",
            low=0,
            low_open=True,
        ),
        Option(
            name="damage",
            default=1.0,
            meaning="what sanctions cost the target, in the target's units",
            low=0,
        ),
        Option(
            name="audience_cost",
            default=0.25,
            meaning="what backing down costs the sender, in the sender's units",
            low=0,
        ),
        Option(
            name="costs",
            default=(0.0, 1.0),
            meaning="least and greatest cost of sanctions to the sender, in the sender's units",
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
