"""Sealed offers: how much trade private values leave."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.lesson import Curve, Lesson, Mark, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_Pair = tuple[float, float]
_POINTS = 41


def _solution(*, seller: _Pair, buyer: _Pair, price_weight: float) -> Mapping[str, float]:
    from bargaining.theory import solve_chatterjee_samuelson

    play = solve_chatterjee_samuelson(seller, buyer, price_weight=price_weight)
    return {
        "probability of trade": float(play.trade_probability),
        "probability that both could gain": float(play.first_best_probability),
        "expected gains": float(play.expected_gains),
        "gains if all gainful trades were made": float(play.first_best_gains),
        "seller's part": float(play.seller_gains),
        "buyer's part": float(play.buyer_gains),
    }


def _picture(*, seller: _Pair, buyer: _Pair, price_weight: float) -> Picture:
    import numpy as np

    from bargaining.theory import solve_chatterjee_samuelson

    play = solve_chatterjee_samuelson(seller, buyer, price_weight=price_weight)
    costs, values = (np.linspace(*ends, _POINTS) for ends in (seller, buyer))
    truth = (min(seller[0], buyer[0]), max(seller[1], buyer[1]))
    return Picture(
        x_label="own value of the good",
        y_label="sealed offer",
        curves=(
            Curve(label="seller asks", x=tuple(costs), y=tuple(play.ask(costs))),
            Curve(label="buyer offers", x=tuple(values), y=tuple(play.offer(values))),
            Curve(label="the truth", x=truth, y=truth),
        ),
        marks=(
            Mark(label="lowest ask", x=seller[0], y=float(play.lowest_ask)),
            Mark(label="highest offer", x=buyer[1], y=float(play.highest_offer)),
        ),
    )


LESSON = Lesson(
    name="chatterjee-samuelson",
    title="Two sealed offers",
    who="Chatterjee and Samuelson 1983",
    summary="Each shades its offer, and trades with little to gain are lost.",
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
        Option(
            name="price_weight",
            default=0.5,
            meaning="weight of the buyer's offer in the price; the seller names it at 0",
            low=0,
            high=1,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
