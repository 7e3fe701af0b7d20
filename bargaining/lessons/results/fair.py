"""What would be fair: five lessons about goods that Ann and Bob divide and value differently.

The packages are all ways of dividing the goods in quarters; where goods may be cut at will, every
division is worth what a lottery over whole goods is worth: then the frontier is one of lotteries.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

from bargaining.lessons.later import np, theory
from bargaining.lessons.lesson import Curve, Mark, Pair, Picture, Solved, curve, lesson

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.theory import Rule, Solution

_Three = tuple[float, float, float]
_Goods = dict[str, _Three]
_WORTH = (
    "worth 6 4 2 (0, inf): what each of three goods is worth to Ann",
    "worth_other 3 5 12 (0, inf): what each of the three is worth to Bob",
)
_DISAGREEMENT = "disagreement 0 0 [0, inf): what Ann and Bob have without agreement"
_ANN, _BOB = "Ann's payoff", "Bob's payoff"
# Where the curve of equal products begins at the latest, as a part of the picture's width: it may
# hug the axis.
_LEAST = 1e-3


def _packages(goods: _Goods, pieces: int = 4) -> Floats:
    """Return payoffs (package, party) of all divisions of goods into equal pieces."""
    worth, worth_other = goods.values()
    shares = np.array(list(product(np.linspace(0, 1, pieces + 1), repeat=len(worth))))
    return np.column_stack([(1 - shares) @ worth, shares @ worth_other])


def _solve(rule: Rule, goods: _Goods, **more: Any) -> tuple[dict[str, float], Solution, Solution]:
    """Return both payoffs, and the solutions where goods may be cut at will and in quarters."""
    point = theory.solve(theory.LotteryFrontier(_packages(goods, pieces=1)), rule, **more)
    choice = theory.solve(_packages(goods), rule, **more)
    return {_ANN: point.payoffs[0], _BOB: point.payoffs[1]}, point, choice


def _draw(goods: _Goods, *curves: Curve, mark: tuple[str, float, float]) -> Picture:
    """Return the picture of all packages and the frontier, with what a lesson adds."""
    payoffs, (worth, worth_other) = _packages(goods), goods.values()
    # The frontier of goods that may be cut hands them to Bob one after another, first the one that
    # costs Ann least beside what it gives him: its corners are those in whole goods.
    order = np.argsort(np.divide(worth, worth_other))
    best = theory.find_frontier(payoffs)
    ann = sum(worth) - np.concatenate([[0.0], np.cumsum(np.take(worth, order))])
    bob = np.concatenate([[0.0], np.cumsum(np.take(worth_other, order))])
    shown = (
        curve("dominated", payoffs[~best, 0], payoffs[~best, 1], "points"),
        curve("undominated", payoffs[best, 0], payoffs[best, 1], "squares"),
        curve("goods cut at will", ann[::-1], bob[::-1]),
    )
    filled = tuple(one for one in shown if len(one.x) > 1)
    name, x, y = mark
    return Picture(_ANN, _BOB, filled + curves, (Mark(name, float(x), float(y)),))


@lesson(
    "pareto-frontier",
    "What nobody can improve on",
    "Pareto 1906",
    "Dividing every good alike may waste what trading unlike goods would give to both.",
    *_WORTH,
    "given 0.5 0.5 0.5 [0, 1]: shares of the three goods that Bob gets in this division",
)
def _frontier(*, given: _Three, worth: _Three, worth_other: _Three) -> tuple[Solved, Picture]:
    goods = {"worth": worth, "worth_other": worth_other}
    payoffs = _packages(goods)
    paid = (
        sum(one * (1 - share) for one, share in zip(worth, given, strict=True)),
        sum(one * share for one, share in zip(worth_other, given, strict=True)),
    )
    better = (payoffs >= paid).all(axis=1) & (payoffs > paid).any(axis=1)
    solved = {
        "packages": len(payoffs),
        "undominated packages": theory.find_frontier(payoffs).sum(),
        "Ann's payoff from this division": paid[0],
        "Bob's payoff from this division": paid[1],
        "packages that dominate it": better.sum(),
        "its distance from the frontier": theory.find_frontier_distance(paid, payoffs),
    }
    return solved, _draw(goods, mark=("this division", *paid))


@lesson(
    "nash",
    "The largest product of gains",
    "Nash 1950",
    "Four axioms leave one solution, and it does not compare the parties' payoffs.",
    *_WORTH,
    _DISAGREEMENT,
    "weights 1 1 (0, inf): bargaining weights of Ann and of Bob; only their ratio counts",
)
def _nash(*, disagreement: Pair, weights: Pair, **goods: _Three) -> tuple[Solved, Picture]:
    # The larger one is 1, so that no product overflows.
    ann_weight, bob_weight = (weight / max(weights) for weight in weights)
    payoffs, point, choice = _solve(
        "nash", goods, disagreement=disagreement, weights=(ann_weight, bob_weight)
    )
    solved = {
        **payoffs,
        "product of gains": point.value,
        "product of gains in quarters of goods": choice.value,
        "packages in quarters that reach it": choice.chosen.sum(),
    }
    # All payoffs with the same weighted product, as far as Bob's payoff fits into the picture. In
    # logarithms, since a power with a ratio of weights overflows.
    worth, worth_other = goods.values()
    ratio = ann_weight / bob_weight
    log_ann, log_bob = np.log(np.maximum(point.payoffs - disagreement, np.finfo(float).tiny))
    widest = sum(worth) - disagreement[0]
    most = max(math.log(sum(worth_other) - disagreement[1]), float(log_bob))
    first = max(float(np.exp(log_ann - (most - log_bob) / ratio)), _LEAST * widest)
    gains = np.linspace(first, max(widest, 1.001 * first), 61)
    others = np.exp(log_bob + ratio * (log_ann - np.log(gains)))
    equal = curve("equal products", gains + disagreement[0], others + disagreement[1])
    return solved, _draw(goods, equal, mark=("Nash", *point.payoffs))


@lesson(
    "kalai-smorodinsky",
    "Equal shares of what each could hope for",
    "Kalai and Smorodinsky 1975",
    "A party that could hope for more gets more, and nobody loses by higher hopes.",
    *_WORTH,
    _DISAGREEMENT,
)
def _smorodinsky(*, disagreement: Pair, **goods: _Three) -> tuple[Solved, Picture]:
    payoffs, point, choice = _solve("kalai-smorodinsky", goods, disagreement=disagreement)
    frontier = theory.LotteryFrontier(_packages(goods, pieces=1))
    ideal = frontier.find_ideal(np.array(disagreement))
    solved = {
        **payoffs,
        "Ann's ideal payoff": ideal[0],
        "Bob's ideal payoff": ideal[1],
        "share of the ideal gain": point.value,
        "smallest share in quarters of goods": choice.value,
    }
    ann, bob = zip(disagreement, ideal, strict=True)
    line = curve("to the ideal point", ann, bob)
    return solved, _draw(goods, line, mark=("Kalai–Smorodinsky", *point.payoffs))


@lesson(
    "egalitarian",
    "Equal gains",
    "Kalai 1977",
    "Both gain equally, or in a given proportion, which needs payoffs in one unit.",
    *_WORTH,
    _DISAGREEMENT,
    "proportions 1 1 (0, inf): gains of Ann and of Bob that count as equal",
)
def _egalitarian(
    *, disagreement: Pair, proportions: Pair, **goods: _Three
) -> tuple[Solved, Picture]:
    payoffs, point, choice = _solve(
        "egalitarian", goods, disagreement=disagreement, weights=proportions
    )
    solved = {
        **payoffs,
        "smallest gain": point.value,
        "smallest gain in quarters of goods": choice.value,
    }
    ends = np.column_stack([disagreement, disagreement + point.value * np.array(proportions)])
    alike = proportions[0] == proportions[1]
    line = curve("equal gains" if alike else "gains in proportion", *ends)
    return solved, _draw(goods, line, mark=("egalitarian", *point.payoffs))


@lesson(
    "utilitarian",
    "The largest sum",
    "Harsanyi 1955",
    "Each good goes to the party that values it more, whatever the other is left with.",
    *_WORTH,
    "weights 1 1 (0, inf): how much a unit of Ann's payoff counts, and one of Bob's",
)
def _utilitarian(*, weights: Pair, **goods: _Three) -> tuple[Solved, Picture]:
    payoffs, point, choice = _solve("utilitarian", goods, weights=weights)
    solved = {
        **payoffs,
        "weighted sum": point.value,
        "packages in quarters that reach it": choice.chosen.sum(),
    }
    worth, worth_other = goods.values()
    total = float(point.value)
    # The line of equal sums, from one side of the picture to the other.
    left = max(0.0, (total - weights[1] * sum(worth_other)) / weights[0])
    right = min(sum(worth), total / weights[0])
    heights = [(total - weights[0] * own) / weights[1] for own in (left, right)]
    line = curve("equal sums", (left, right), heights)
    return solved, _draw(goods, line, mark=("utilitarian", *point.payoffs))
