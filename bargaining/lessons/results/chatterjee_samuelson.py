"""Sealed offers: how much trade private values leave."""

from __future__ import annotations

from bargaining.lessons.lesson import Lesson, Mark, Option, Pair, Picture, curve, np, theory


def _solution(*, seller: Pair, buyer: Pair, price_weight: float) -> dict[str, object]:
    play = theory.solve_chatterjee_samuelson(seller, buyer, price_weight=price_weight)
    return {
        "probability of trade": play.trade_probability,
        "probability that both could gain": play.first_best_probability,
        "expected gains": play.expected_gains,
        "gains if all gainful trades were made": play.first_best_gains,
        "seller's part": play.seller_gains,
        "buyer's part": play.buyer_gains,
    }


def _picture(*, seller: Pair, buyer: Pair, price_weight: float) -> Picture:
    play = theory.solve_chatterjee_samuelson(seller, buyer, price_weight=price_weight)
    costs, values = (np.linspace(*ends, 41) for ends in (seller, buyer))
    truth = (min(seller[0], buyer[0]), max(seller[1], buyer[1]))
    return Picture(
        "own value of the good",
        "sealed offer",
        (
            curve("seller asks", costs, play.ask(costs)),
            curve("buyer offers", values, play.offer(values)),
            curve("the truth", truth, truth),
        ),
        (
            Mark("lowest ask", seller[0], float(play.lowest_ask)),
            Mark("highest offer", buyer[1], float(play.highest_offer)),
        ),
    )


LESSON = Lesson(
    name="chatterjee-samuelson",
    title="Two sealed offers",
    who="Chatterjee and Samuelson 1983",
    summary="Each shades its offer, and trades with little to gain are lost.",
    options=(
        Option("seller", (0.0, 1.0), "lowest and highest cost of the seller, in units of money"),
        Option("buyer", (0.0, 1.0), "lowest and highest value of the buyer, in units of money"),
        Option(
            "price_weight",
            0.5,
            "weight of the buyer's offer in the price; the seller names it at 0",
            "[0, 1]",
        ),
    ),
    solution=_solution,
    picture=_picture,
)
