"""Falling prices: delay as the way to learn what a buyer would pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.lessons.lesson import Curve, Lesson, Option, Pair, Picture, curve, np, theory

if TYPE_CHECKING:
    from bargaining.arrays import Floats, Ints

_ROUNDS_SHOWN = 15


def _solution(*, discount: Pair, rounds: float) -> dict[str, object]:
    endless = theory.solve_endless_sobel_takahashi(*discount)
    ending = theory.solve_sobel_takahashi(*discount, rounds=int(rounds))
    return {
        "first price": endless.price(0),
        "agreed in the first round": endless.trade_probability(0),
        "mean delay in rounds": endless.mean_delay,
        "seller's expected payoff": endless.seller_payoff,
        "buyer's expected payoff": endless.buyer_payoff,
        "first price, with a last round": ending.prices[0],
        "never agreed, with a last round": ending.no_trade_probability,
        "seller's expected payoff, with a last round": ending.seller_payoff,
    }


def _picture(*, discount: Pair, rounds: float) -> Picture:
    endless = theory.solve_endless_sobel_takahashi(*discount)
    ending = theory.solve_sobel_takahashi(*discount, rounds=int(rounds))
    shown = np.arange(_ROUNDS_SHOWN)
    last = np.arange(min(int(rounds), _ROUNDS_SHOWN))
    # After the last round nobody buys any more.
    agreed = 1 - ending.cutoffs[np.minimum(shown, int(rounds) - 1)]
    curves = (
        _steps("agreed by then", shown, 1 - endless.waiting_probability(shown)),
        _steps("price", shown, endless.price(shown)),
        _steps("agreed, with a last round", shown, agreed),
        _steps("price, with a last round", last, ending.prices[last]),
    )
    return Picture("round", "price, or probability", curves)


def _steps(label: str, rounds: Ints, heights: Floats) -> Curve:
    # A round lasts until the next one.
    return curve(label, [*rounds, rounds[-1] + 1], [*heights, heights[-1]], "steps")


LESSON = Lesson(
    name="sobel-takahashi",
    title="One side makes all the offers",
    who="Sobel and Takahashi 1983",
    summary="The price falls from round to round, and a buyer who would pay less buys later.",
    options=(
        Option(
            "discount",
            (0.9, 0.9),
            "what a gain one round later is worth to the seller and to the buyer",
            "[0, 1)",
        ),
        Option(
            "rounds", 5.0, "number of rounds where there is a last one", "[1, 1000]", whole=True
        ),
    ),
    solution=_solution,
    picture=_picture,
)
