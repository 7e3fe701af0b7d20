"""Any quantity of a result, asked in one line."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from bargaining.claims.estimates import ClaimEstimate, effect, level
from bargaining.claims.per_world import world_values
from bargaining.claims.tally import tally
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.clustered import CONFIDENCE
from bargaining.outcomes.given import expect_outcomes
from bargaining.scenario.quantity import (
    Constant,
    Operation,
    QuantileOfWorlds,
    Quantity,
    ShareOfWorlds,
    read_quantity,
)

__all__ = ["measure"]


def measure(
    outcomes: Outcomes,
    quantity: str,
    *,
    baseline: Outcomes | None = None,
    confidence: float = CONFIDENCE,
) -> ClaimEstimate:
    """Return a quantity of a result, with its interval.

    Parameters
    ----------
    outcomes : Outcomes
    quantity : str
        An expression such as ``"P(settlement)"`` or ``"E(mean(tension))"``; the page on quantities
        in the docs lists all words.
    baseline : Outcomes, optional
        A second result of the same seed and worlds: the quantity's difference from it, world by
        world, is returned in the place of its level.
    confidence : float
        Of the interval, two-sided, between 0 and 1.

    Returns
    -------
    ClaimEstimate
        Prints as one line; `value`, `low` and `high` are numbers, NaN where not defined.

    Raises
    ------
    ArgumentError
        The quantity cannot be read or names what the scenario lacks, what was given is no result,
        or the two results are not paired.
    """
    expect_outcomes(outcomes, "measure")
    try:
        read = read_quantity(quantity, outcomes.scenario)
    except ValueError as error:
        raise ArgumentError(f"the quantity {quantity!r} {error}") from None
    if isinstance(read.tree, QuantileOfWorlds):
        if baseline is not None:
            raise ArgumentError(
                "measure takes a median or a quantile of one result; compare the intervals of two"
            )
        return _quantile(read, read.tree, outcomes, confidence)
    if baseline is None:
        return level(read, tally(read, outcomes), confidence=confidence)
    expect_outcomes(baseline, "measure")
    if outcomes.record.seed != baseline.record.seed:
        raise ArgumentError(
            "measure compares results of one seed, whose worlds have the same luck; got seeds "
            f"{outcomes.record.seed} and {baseline.record.seed}"
        )
    if list(outcomes.world) != list(baseline.world):
        raise ArgumentError("measure compares results of the same worlds, in the same order")
    return effect(read, tally(read, outcomes), tally(read, baseline), confidence=confidence)


def _quantile(
    quantity: Quantity, atom: QuantileOfWorlds, outcomes: Outcomes, confidence: float
) -> ClaimEstimate:
    """Return a quantile with the interval of Woodruff (1952, JASA 47).

    The share of the worlds at or below the value found has an interval; the quantiles at its ends
    are those of the value.
    """
    number = world_values(atom.number, outcomes)
    counts = np.isfinite(number)
    if atom.given is not None:
        counts &= world_values(atom.given, outcomes)
    met = number[counts]

    def at(share: float) -> float:
        found = np.quantile(met, min(max(share, 0.0), 1.0), method="inverted_cdf")
        return float(found) if met.size else math.nan

    value = at(atom.share) if met.size else math.nan
    below = Operation("<=", (atom.number, Constant(value)))
    known = Operation("==", (atom.number, atom.number))
    given = known if atom.given is None else Operation("and", (known, atom.given))
    share = Quantity(quantity.text, ShareOfWorlds(below, given))
    found = level(share, tally(share, outcomes), confidence=confidence)
    if not met.size:
        return replace(found, value=math.nan, low=math.nan, high=math.nan)
    low, high = found.low - found.value, found.high - found.value
    return replace(
        found, value=value, low=at(atom.share + low), high=at(atom.share + high), first=value
    )
