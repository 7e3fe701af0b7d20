"""Any quantity of a result, asked in one line."""

from __future__ import annotations

from bargaining.claims.estimates import ClaimEstimate, effect, level
from bargaining.claims.tally import tally
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.given import expect_outcomes
from bargaining.scenario.quantity import read_quantity
from bargaining.stats import CONFIDENCE

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
        world, is returned instead of its level.
    confidence : float
        Of the interval, two-sided, between 0 and 1.

    Returns
    -------
    ClaimEstimate
        Prints as one line, and its notes below; `value`, `low` and `high` are numbers, NaN where
        not defined, `n_informed_worlds` and `n_informed` the worlds and draws that it rests on.

    Raises
    ------
    ArgumentError
        The quantity cannot be read or names what the scenario lacks, what was given is no result
        or holds no worlds, or the two results are not paired.
    """
    expect_outcomes(outcomes, "measure")
    if len(outcomes) == 0:
        raise ArgumentError("measure needs at least one world; this result holds none")
    try:
        read = read_quantity(quantity, outcomes.scenario)
    except ValueError as error:
        raise ArgumentError(f"the quantity {quantity!r} {error}") from None
    # A block for each world: where worlds are independent, they are the cases that errors rest on.
    blocks = outcomes.record.worlds_per_draw
    own = tally(read, outcomes, blocks=blocks)
    if baseline is None:
        return level(read, own, confidence=confidence)
    expect_outcomes(baseline, "measure")
    if outcomes.record.seed != baseline.record.seed:
        raise ArgumentError(
            "measure compares results of one seed, whose worlds have the same luck; got seeds "
            f"{outcomes.record.seed} and {baseline.record.seed}"
        )
    if list(outcomes.world) != list(baseline.world):
        raise ArgumentError("measure compares results of the same worlds, in the same order")
    return effect(read, own, tally(read, baseline, blocks=blocks), confidence=confidence)
