"""What a tournament's worlds say of each strategy, and of each pair of strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import combinations, groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.outcomes.arrays import LabelledArrays
from bargaining.stats import Estimate, estimate_mean, estimate_share, number_or_none, p_value

__all__ = [
    "Standing", "StrategyDifference", "better_than", "differences_of", "estimate_of", "holm",
    "standings_of",
]  # fmt: skip

# What differs by less differs by rounding.
_ROUNDING = 1e-9
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Standing:
    """How a strategy did against all, its own twin included, in both seats; ranks are from 1.

    The `score` is the mean gain over standing apart, in units of the most its seat could gain, and
    the payoffs are those in the first principal's seat and in the second's, in payoff units;
    `agreement` is the share of worlds in which one was signed. With these stand the mean `distance`
    to the Pareto frontier and the mean share of the largest Nash product.
    """

    rank: int
    strategy: str
    score: Estimate
    payoff_first: Estimate
    payoff_second: Estimate
    agreement: Estimate
    distance: Estimate
    nash_share: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        held = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: of.to_dict() if isinstance(of, Estimate) else of for name, of in held}


@dataclass(frozen=True, slots=True)
class StrategyDifference:
    """Two strategies' scores against the same opponents, world by world, the better one's less.

    P-values are two-sided, of no difference: alone, and corrected for the number of pairs (Holm
    1979).
    """

    better: str
    worse: str
    estimate: Estimate
    p_value: float
    corrected_p_value: float

    @property
    def value(self) -> float:
        """Score of `better` less that of `worse`."""
        return self.estimate.value

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values, None for what is not known."""
        return {
            "better": self.better,
            "worse": self.worse,
            **self.estimate.to_dict("difference"),
            "p_value": number_or_none(self.p_value),
            "corrected_p_value": number_or_none(self.corrected_p_value),
        }


def estimate_of(values: NDArray[Any], cluster: NDArray[Any]) -> Estimate:
    """Estimate a mean over worlds, or a share of them; worlds that hold NaN are left out."""
    return (estimate_share if values.dtype == bool else estimate_mean)(values, cluster)


def standings_of(
    strategies: tuple[str, ...],
    arrays: Mapping[str, NDArray[Any]] | LabelledArrays,
    cluster: NDArray[Any],
) -> tuple[Standing, ...]:
    """Rank strategies by their scores, from the arrays that a `Tournament` holds."""

    def mean_known(name: str, i: int) -> Floats:
        """Return the mean over a strategy's pairs where it is known, NaN where it is nowhere."""
        table = arrays[name].astype(np.float64)
        values = np.concatenate([table[:, i, :], table[:, :, i]], axis=1)
        known = np.isfinite(values)
        n, total = known.sum(axis=1), np.where(known, values, 0.0).sum(axis=1)
        return np.asarray(np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0))

    score, payoff = arrays["score"].mean(axis=2), arrays["payoff"]
    order = np.argsort(-score.mean(axis=0).round(9), kind="stable")
    found = []
    for rank, i in enumerate(order, start=1):
        numbers = {
            "score": score[:, i],
            "payoff_first": payoff[:, i, :, 0].mean(axis=1),
            "payoff_second": payoff[:, :, i, 1].mean(axis=1),
            "agreement": mean_known("agreed", i),
            "distance": mean_known("distance", i),
            "nash_share": mean_known("nash_share", i),
        }
        estimates = {name: estimate_of(values, cluster) for name, values in numbers.items()}
        found.append(Standing(rank=rank, strategy=strategies[i], **estimates))
    return tuple(found)


def differences_of(
    standings: tuple[Standing, ...],
    strategies: tuple[str, ...],
    score: Floats,
    cluster: NDArray[Any],
) -> tuple[StrategyDifference, ...]:
    """Compare every two strategies world by world, the better one first."""
    own = score.mean(axis=2)
    pairs = list(combinations([one.strategy for one in standings], 2))
    estimates = []
    for better, worse in pairs:
        gap = own[:, strategies.index(better)] - own[:, strategies.index(worse)]
        estimates.append(estimate_of(np.where(np.abs(gap) < _ROUNDING, 0.0, gap), cluster))
    raw = np.array([p_value(estimate) for estimate in estimates])
    return tuple(
        StrategyDifference(*pair, estimate, float(p), float(corrected))
        for pair, estimate, p, corrected in zip(pairs, estimates, raw, holm(raw), strict=True)
    )


def better_than(
    standings: tuple[Standing, ...], differences: tuple[StrategyDifference, ...]
) -> dict[str, str]:
    """Return the ranks that each strategy is clearly better than, such as ``"3–5, 8"``."""
    rank = {standing.strategy: standing.rank for standing in standings}
    beaten: dict[str, list[int]] = {label: [] for label in rank}
    told = {}
    for difference in differences:
        if difference.corrected_p_value < _LEVEL:
            beaten[difference.better].append(rank[difference.worse])
    for label, ranks in beaten.items():
        # Of ranks in a row, each is as far above its place in the list as the others.
        rows = groupby(enumerate(sorted(ranks)), key=lambda placed: placed[1] - placed[0])
        spans = [[str(rank) for _, rank in row] for _, row in rows]
        told[label] = ", ".join("–".join(dict.fromkeys((row[0], row[-1]))) for row in spans) or "–"
    return told


def holm(p_values: Floats) -> Floats:
    """Return p-values corrected for their number; NaN stays and counts as a test.

    Anyone who calls those below 0.05 real errs in one of them with a probability of at most 0.05,
    however they depend on each other (Holm 1979, Scandinavian Journal of Statistics 6:65-70).
    """
    order = np.argsort(p_values, kind="stable")
    weights = len(p_values) - np.arange(len(p_values))
    # NaN is sorted last, so that it spoils no running maximum before it.
    stepped = np.fmax.accumulate(weights * p_values[order])
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(stepped, 1.0)
    return np.where(np.isnan(p_values), np.nan, corrected)
