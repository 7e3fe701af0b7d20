"""The best rule of trade: what no design can recover."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.lesson import Lesson, Sweep
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_Pair = tuple[float, float]
_GAINS = "gains under the best rule"
_ALL = "gains if all gainful trades were made"
_SUBSIDY = "subsidy that would make them all"


def _solution(*, seller: _Pair, buyer: _Pair) -> Mapping[str, float]:
    from bargaining.theory import solve_myerson_satterthwaite

    best = solve_myerson_satterthwaite(seller, buyer)
    return {
        _GAINS: float(best.expected_gains),
        _ALL: float(best.first_best_gains),
        _SUBSIDY: float(best.subsidy),
        "probability of trade": float(best.trade_probability),
        "least excess of value over cost that trades": float(best.gap),
    }


LESSON = Lesson(
    name="myerson-satterthwaite",
    title="What no rule of trade can reach",
    who="Myerson and Satterthwaite 1983",
    summary="Where it is in doubt whether there is anything to gain, some gains are always lost.",
    options=(
        Option(
            name="seller",
            default=(0.0, 1.0),
            meaning="lowest and highest cost of the seller, in units of money",
        ),
        Option(
            name="buyer",
            default=(0.0, 1.0),
            meaning="lowest and highest value of the buyer, in units of money",
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="buyer",
        place=0,
        values=tuple(k / 50 for k in range(50)),
        quantities=(_ALL, _GAINS, _SUBSIDY),
        x_label="lowest value of the buyer",
        y_label="expected money",
    ),
)
