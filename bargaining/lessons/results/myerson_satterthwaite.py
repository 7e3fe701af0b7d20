"""The best rule of trade: what no design can recover."""

from __future__ import annotations

from bargaining.lessons.lesson import Lesson, Option, Pair, Sweep, theory

_GAINS, _ALL = "gains under the best rule", "gains if all gainful trades were made"
_SUBSIDY = "subsidy that would make them all"


def _solution(*, seller: Pair, buyer: Pair) -> dict[str, object]:
    best = theory.solve_myerson_satterthwaite(seller, buyer)
    return {
        _GAINS: best.expected_gains,
        _ALL: best.first_best_gains,
        _SUBSIDY: best.subsidy,
        "probability of trade": best.trade_probability,
        "least excess of value over cost that trades": best.gap,
    }


LESSON = Lesson(
    name="myerson-satterthwaite",
    title="What no rule of trade can reach",
    who="Myerson and Satterthwaite 1983",
    summary="Where it is in doubt whether there is anything to gain, some gains are always lost.",
    options=(
        Option("seller", (0.0, 1.0), "lowest and highest cost of the seller, in units of money"),
        Option("buyer", (0.0, 1.0), "lowest and highest value of the buyer, in units of money"),
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
