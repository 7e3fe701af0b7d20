"""Division by majority: the power to propose."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.lesson import Lesson, Sweep
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_PROPOSER = "share of the proposer"
_PARTNER = "share of each partner"
_VALUE = "expected share of everybody"


def _solution(*, parties: float, needed: float, discount: float) -> Mapping[str, float]:
    from bargaining.theory import solve_baron_ferejohn

    play = solve_baron_ferejohn(parties, discount, needed)
    return {
        _PROPOSER: float(play.proposer_share),
        _PARTNER: float(play.partner_share),
        "chance of being a partner, for one who does not propose": float(play.partner_probability),
        _VALUE: float(play.value),
    }


LESSON = Lesson(
    name="baron-ferejohn",
    title="Division by majority",
    who="Baron and Ferejohn 1989",
    summary="The proposer buys the cheapest majority and keeps most of the pie.",
    options=(
        Option(
            name="parties",
            default=5.0,
            meaning="how many divide the pie",
            low=2,
            whole=True,
        ),
        Option(
            name="needed",
            default=3.0,
            meaning="how many must accept, the proposer among them",
            low=1,
            whole=True,
        ),
        Option(
            name="discount",
            default=0.9,
            meaning="discount factor of all, per round",
            low=0,
            low_open=True,
            high=1,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="discount",
        values=tuple(k / 50 for k in range(1, 51)),
        quantities=(_PROPOSER, _PARTNER, _VALUE),
        x_label="discount factor per round",
        y_label="share of the pie",
    ),
)
