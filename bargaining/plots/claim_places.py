"""Where a claim's interval lies beside its threshold."""

from __future__ import annotations

import math
from typing import NamedTuple

from bargaining.claims.results import ClaimResult
from bargaining.claims.verdict import Verdict, form_of

__all__ = ["Place", "place_of"]


class Place(NamedTuple):
    """Where a claim's interval lies: above zero is beyond the threshold, as the claim wants."""

    value: float
    low: float
    high: float
    no_change: float


def place_of(result: ClaimResult) -> Place | None:
    """Return how far beyond its threshold a claim's interval lies, or None without one."""
    claim, figures = result.claim, result.figures
    if result.verdict is Verdict.NOT_TESTED or claim.threshold is None:
        return None
    bound, form = claim.threshold, form_of(claim)
    if form == "equality":
        # Beyond means within the bound, on whichever side of zero.
        ends = abs(figures.low), abs(figures.high)
        near = 0.0 if figures.low <= 0 <= figures.high else min(ends)
        return Place(bound - abs(figures.value), bound - max(ends), bound - near, math.inf)
    sign = -1.0 if form != "order" and claim.direction in ("<", "<=") else 1.0
    low, high = sorted(sign * (end - bound) for end in (figures.low, figures.high))
    no_change = -sign * bound if form in ("difference", "bound") and bound else math.inf
    return Place(sign * (figures.value - bound), low, high, no_change)
