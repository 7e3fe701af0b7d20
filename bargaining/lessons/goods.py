"""What the lessons on fair solutions share: goods to divide, and the packages that divide them.

Ann and Bob divide goods that each values in its own way. The packages are all ways of dividing them
in quarters; where goods may be cut at will, every division is worth what a lottery over whole goods
is worth, so that the frontier is one of lotteries.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import Curve, Mark, Picture
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.theory import LotteryFrontier

__all__ = ["DISAGREEMENT", "WORTH", "Pair", "Three", "cut", "draw", "packages"]

Pair = tuple[float, float]
Three = tuple[float, float, float]

WORTH = (
    Option(
        name="worth",
        default=(6.0, 4.0, 2.0),
        meaning="what each of three goods is worth to Ann",
        low=0,
        low_open=True,
    ),
    Option(
        name="worth_other",
        default=(3.0, 5.0, 12.0),
        meaning="what each of the three is worth to Bob",
        low=0,
        low_open=True,
    ),
)
DISAGREEMENT = Option(
    name="disagreement",
    default=(0.0, 0.0),
    meaning="what Ann and Bob have without agreement",
    low=0,
)
_PIECES = 4
_ANN, _BOB = "Ann's payoff", "Bob's payoff"


def packages(worth: Three, worth_other: Three, pieces: int = _PIECES) -> Floats:
    """Return payoffs (package, party) of all divisions of goods into equal pieces."""
    import numpy as np

    shares = np.array(list(product(np.linspace(0, 1, pieces + 1), repeat=len(worth))))
    return np.column_stack([(1 - shares) @ worth, shares @ worth_other])


def cut(worth: Three, worth_other: Three) -> LotteryFrontier:
    """Return what Ann and Bob can reach where goods may be cut at will."""
    from bargaining.theory import LotteryFrontier

    return LotteryFrontier(packages(worth, worth_other, pieces=1))


def draw(worth: Three, worth_other: Three, *curves: Curve, marks: tuple[Mark, ...] = ()) -> Picture:
    """Return the picture of all packages and the frontier, with what a lesson adds."""
    import numpy as np

    from bargaining.theory import find_frontier

    payoffs = packages(worth, worth_other)
    # The frontier of goods that may be cut hands them to Bob one after another, first the one that
    # costs Ann least beside what it gives him: its corners are those in whole goods.
    order = np.argsort(np.divide(worth, worth_other))
    best = find_frontier(payoffs)
    ann = sum(worth) - np.concatenate([[0.0], np.cumsum(np.take(worth, order))])
    bob = np.concatenate([[0.0], np.cumsum(np.take(worth_other, order))])
    shown = (
        _points("dominated", payoffs[~best], "points"),
        _points("undominated", payoffs[best], "squares"),
        Curve(label="goods cut at will", x=tuple(ann[::-1]), y=tuple(bob[::-1])),
    )
    filled = tuple(curve for curve in shown if len(curve.x) > 1)
    return Picture(x_label=_ANN, y_label=_BOB, curves=filled + curves, marks=marks)


def _points(label: str, payoffs: Floats, kind: str) -> Curve:
    return Curve(label=label, x=tuple(payoffs[:, 0]), y=tuple(payoffs[:, 1]), kind=kind)
