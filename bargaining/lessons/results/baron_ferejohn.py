"""Division by majority: the power to propose."""

from __future__ import annotations

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import Lesson, Option, Sweep, theory

_PROPOSER, _PARTNER = "share of the proposer", "share of each partner"
_VALUE = "expected share of everybody"


def _solution(*, parties: float, needed: float, discount: float) -> dict[str, object]:
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
    play = theory.solve_baron_ferejohn(parties, discount, needed)
    partner = {
        _PARTNER: play.partner_share,
        "chance of being a partner, for one who does not propose": play.partner_probability,
    }
    return {
        _PROPOSER: play.proposer_share,
        # A proposer who needs no other consent has no partner to pay.
        **({} if needed == 1 else partner),
        _VALUE: play.value,
        "how many are a bare majority": majority,
    }


LESSON = Lesson(
    name="baron-ferejohn",
    title="Division by majority",
    who="Baron and Ferejohn 1989",
    summary="The proposer buys only the consents it needs, and keeps more than any partner gets.",
    options=(
        Option("parties", 5.0, "how many divide the pie", "[2, inf)", whole=True),
        Option(
            "needed",
            3.0,
            "how many must accept, the proposer among them; at most all parties",
            "[1, inf)",
            whole=True,
        ),
        Option("discount", 0.9, "discount factor of all, per round", "(0, 1]"),
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
