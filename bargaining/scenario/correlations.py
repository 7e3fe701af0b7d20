"""Numbers whose values go together: blocks of rank correlations, joined by a Gaussian copula.

Each number of a block keeps its own prior. Its luck, a uniform, is made a normal score; the scores
are given the correlations that lead to the rank correlations of the file; and each is made a
uniform again, from which the number's own prior gives the value (Cario and Nelson 1997). A rank
correlation r (Spearman's) is that of scores with the correlation 2 sin(pi r / 6) (Pearson 1907).
Sums are in a fixed order, so that no library of linear algebra decides their last bits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from bargaining.scenario.frozen import Cited, Listed, field
from bargaining.scenario.ranges import Name
from bargaining.scenario.terms import canonical_path

__all__ = ["Correlation", "score_factor"]

NumberPath = Annotated[str, AfterValidator(canonical_path)]
# Scores with less of their own than this are settled by the others.
_LEAST_OWN = 1e-9
_TERMS = 9


class Correlation(Cited):
    """A named block of numbers that are drawn together."""

    name: Name = field("Name of the block.")
    numbers: Annotated[Listed[NumberPath], Field(min_length=2)] = field(
        "Dotted paths of the numbers; the first keeps the luck that it has by itself."
    )
    rank_correlations: Annotated[Listed[Listed[float]], Field(min_length=2)] = field(
        "Rank correlation (Spearman's) of each number with each, in the order of `numbers`: a row "
        "for each, with 1 on the diagonal."
    )


def score_factor(rank_correlations: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return the lower triangle that gives independent normal scores the correlations of a block.

    Cholesky's factor of the scores' correlations. It has fewer rows than numbers where no numbers
    have these correlations: the first missing row is that of a number which those before it settle,
    or contradict.

    Parameters
    ----------
    rank_correlations : rows of numbers
        Symmetric, with 1 on the diagonal.
    """
    factor: list[list[float]] = []
    for i, row in enumerate(rank_correlations):
        found: list[float] = []
        for above, own in zip(factor, row, strict=False):
            rest = _of_scores(own)
            for a, b in zip(above, found, strict=False):
                rest -= a * b
            found.append(rest / above[-1])
        own_square = 1.0
        for one in found:
            own_square -= one * one
        if own_square < _LEAST_OWN:
            return factor[:i]
        factor.append([*found, math.sqrt(own_square)])
    return factor


def _of_scores(rank_correlation: float) -> float:
    """Return 2 sin(pi r / 6) by the sine's power series, to the last place or so."""
    x = rank_correlation * (math.pi / 6)
    total = 1.0
    for k in range(_TERMS, 0, -1):
        total = 1.0 - x * x / ((2 * k) * (2 * k + 1)) * total
    return 2.0 * x * total
