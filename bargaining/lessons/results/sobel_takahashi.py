"""Falling prices: delay as the way to learn what a buyer would pay."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.lessons.lesson import Curve, Lesson, Picture
from bargaining.lessons.options import Option

__all__ = ["LESSON"]

_Pair = tuple[float, float]
_ROUNDS_SHOWN = 15


def _solution(*, discount: _Pair, rounds: float) -> Mapping[str, float]:
    from bargaining.theory import solve_endless_sobel_takahashi, solve_sobel_takahashi

    endless = solve_endless_sobel_takahashi(*discount)
    ending = solve_sobel_takahashi(*discount, rounds=int(rounds))
    return {
        "first price": float(endless.price(0)),
        "agreed in the first round": float(endless.trade_probability(0)),
        "mean delay in rounds": float(endless.mean_delay),
        "seller's expected payoff": float(endless.seller_payoff),
        "buyer's expected payoff": float(endless.buyer_payoff),
        "first price, with a last round": float(ending.prices[0]),
        "never agreed, with a last round": float(ending.no_trade_probability),
        "seller's expected payoff, with a last round": float(ending.seller_payoff),
    }


def _picture(*, discount: _Pair, rounds: float) -> Picture:
    import numpy as np

    from bargaining.theory import solve_endless_sobel_takahashi, solve_sobel_takahashi

    endless = solve_endless_sobel_takahashi(*discount)
    ending = solve_sobel_takahashi(*discount, rounds=int(rounds))
    shown = np.arange(_ROUNDS_SHOWN)
    last = np.arange(min(int(rounds), _ROUNDS_SHOWN))
    # After the last round nobody buys any more.
    agreed = 1 - ending.cutoffs[np.minimum(shown, int(rounds) - 1)]
    return Picture(
        x_label="round",
        y_label="price, or probability",
        curves=(
            _steps("agreed by then", shown, 1 - endless.waiting_probability(shown)),
            _steps("price", shown, endless.price(shown)),
            _steps("agreed, with a last round", shown, agreed),
            _steps("price, with a last round", last, ending.prices[last]),
        ),
    )


def _steps(label: str, rounds: object, heights: object) -> Curve:
    import numpy as np

    x, y = (tuple(float(one) for one in np.asarray(axis)) for axis in (rounds, heights))
    # A round lasts until the next one.
    return Curve(label=label, x=(*x, x[-1] + 1), y=(*y, y[-1]), kind="steps")


LESSON = Lesson(
    name="sobel-takahashi",
    title="One side makes all the offers",
    who="Sobel and Takahashi 1983",
    summary="The price falls from round to round, and who would pay less buys later.",
    options=(
        Option(
            name="discount",
            default=(0.9, 0.9),
            meaning="what a gain one round later is worth to the seller and to the buyer",
            low=0,
            high=1,
            high_open=True,
        ),
        Option(
            name="rounds",
            default=5.0,
            meaning="number of rounds where there is a last one",
            low=1,
            high=1000,
            whole=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
)
