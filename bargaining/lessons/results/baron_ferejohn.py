"""Division by majority: the power to propose."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import Lesson, Sweep
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_PROPOSER = "share of the proposer"
_PARTNER = "share of each partner"
_CHANCE = "chance of being a partner, for one who does not propose"
_VALUE = "expected share of everybody"


def _solution(*, parties: float, needed: float, discount: float) -> Mapping[str, float]:
    from bargaining.theory import solve_baron_ferejohn

    majority = parties // 2 + 1
    if needed > parties:
        raise ArgumentError(
            f"needed must be at most parties; got {needed:g} and {parties:g}. A bare majority of "
            f"{parties:g} is {majority:g}."
        )
    if needed == parties and discount == 1:
        raise ArgumentError(
            f"discount must be below 1 where all parties must accept, as with needed {needed:g} "
            f"of parties {parties:g}. Where delay costs nobody anything every division is an "
            "equilibrium."
        )
    play = solve_baron_ferejohn(parties, discount, needed)
    chance = float(play.partner_probability)
    # Who needs no other consent has no partner to pay.
    partner = {} if needed == 1 else {_PARTNER: float(play.partner_share), _CHANCE: chance}
    return {
        _PROPOSER: float(play.proposer_share),
        **partner,
        _VALUE: float(play.value),
        "how many are a bare majority": majority,
    }


LESSON = Lesson(
    name="baron-ferejohn",
    title="Division by majority",
    who="Baron and Ferejohn 1989",
    summary="The proposer buys only the consents it needs, and keeps more than any partner gets.",
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
            meaning="how many must accept, the proposer among them; at most all parties",
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
