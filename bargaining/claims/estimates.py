"""A quantity's level, its paired difference between arms, and its order over several arms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.claims.arithmetic import apply
from bargaining.claims.estimate import ClaimEstimate
from bargaining.claims.intervals import interval_of, share_interval
from bargaining.claims.population import quantity_value
from bargaining.claims.shrinkage import luck_variance, meets, shrink
from bargaining.claims.sums import Arm, check_paired, clusters_of
from bargaining.claims.tally import Tally
from bargaining.errors import ArgumentError
from bargaining.scenario.quantity import Quantity, ShareOfDraws

__all__ = [
    "DIRECTIONS",
    "ClaimEstimate",
    "check_confidence",
    "combined",
    "effect",
    "level",
    "ordered",
]

DIRECTIONS = (">", ">=", "<", "<=", "=")


def level(
    quantity: Quantity,
    tally: Tally,
    *,
    confidence: float = 0.99,
    direction: str | None = None,
    threshold: float | None = None,
) -> ClaimEstimate:
    """Estimate a quantity of one run.

    Parameters
    ----------
    quantity : Quantity
    tally : Tally
        Its sums.
    confidence : float
        Of the interval, two-sided, between 0 and 1.
    direction, threshold : str and float, optional
        The claim whose share of the prior is asked for: ``">"``, ``">="``, ``"<"``, ``"<="``, or
        ``"="`` for a value within ± the threshold.

    Raises
    ------
    ArgumentError
        `direction` is unknown or stands without a threshold, or `confidence` is out of range.
    """
    _check(confidence, direction, threshold)
    arm = Arm(quantity, tally)
    value = float(arm.value(arm.total))
    if isinstance(quantity.tree, ShareOfDraws):
        low, high = share_interval(value, arm.n_informed, confidence)
        held = value
    else:
        low, high = interval_of([arm], lambda levels: levels[0], confidence)
        held = math.nan
        if direction is not None and threshold is not None and not quantity.of_draws:
            samples = arm.samples()
            held = _share(meets(samples, direction, threshold), samples)
    return _estimate([arm], confidence, (value, low, high), (value, math.nan), held)


def effect(
    quantity: Quantity,
    changed: Tally,
    baseline: Tally,
    *,
    confidence: float = 0.99,
    relative: bool = False,
    direction: str | None = None,
    threshold: float | None = None,
) -> ClaimEstimate:
    """Estimate how far a quantity differs between two runs on the same luck.

    Parameters
    ----------
    quantity : Quantity
    changed, baseline : Tally
        Its sums in the first and the second arm, of the same draws and worlds.
    confidence : float
        Of the interval, two-sided, between 0 and 1.
    relative : bool
        Divide the difference by the second arm's value.
    direction, threshold : str and float, optional
        As in `level`.

    Raises
    ------
    ArgumentError
        The arms are not paired, or as in `level`.
    """
    return combined(
        quantity,
        [(changed, baseline)],
        confidence=confidence,
        relative=relative,
        direction=direction,
        threshold=threshold,
    )


def combined(
    quantity: Quantity,
    pairs: Sequence[tuple[Tally, Tally]],
    *,
    confidence: float = 0.99,
    relative: bool = False,
    direction: str | None = None,
    threshold: float | None = None,
) -> ClaimEstimate:
    """Estimate the mean of several differences on the same luck, such as of a prior and its mirror.

    Parameters
    ----------
    quantity : Quantity
    pairs : sequence of (Tally, Tally)
        The first and the second arm of each difference, all of the same draws and worlds.
    confidence, relative, direction, threshold
        As in `effect`.

    Raises
    ------
    ArgumentError
        There is no pair, or as in `effect`.
    """
    _check(confidence, direction, threshold)
    if not pairs:
        raise ArgumentError("an effect needs two arms at least; got none")
    check_paired([one for pair in pairs for one in pair])
    arms = [Arm(quantity, one) for pair in pairs for one in pair]
    firsts, seconds = slice(0, None, 2), slice(1, None, 2)

    def difference(levels: Sequence[Floats]) -> Floats:
        found = [
            apply("/", [apply("-", [a, b]), b]) if relative else apply("-", [a, b])
            for a, b in zip(levels[firsts], levels[seconds], strict=True)
        ]
        return np.asarray(np.mean(found, axis=0))

    totals = [arm.value(arm.total) for arm in arms]
    value = float(difference(totals))
    low, high = interval_of(arms, difference, confidence)
    held = math.nan
    if direction is not None and threshold is not None and not quantity.of_draws:
        held = _effect_share(arms, totals, relative, direction, threshold)
    levels = float(np.mean(totals[firsts])), float(np.mean(totals[seconds]))
    return _estimate(arms, confidence, (value, low, high), levels, held)


def ordered(
    quantity: Quantity, tallies: Sequence[Tally], direction: str, *, confidence: float = 0.99
) -> ClaimEstimate:
    """Estimate the share of draws in which a quantity stands in order over several arms.

    Parameters
    ----------
    quantity : Quantity
    tallies : sequence of Tally
        Its sums in each arm, in the order claimed, of the same draws; at least two.
    direction : str
        What stands between neighbours: ``"<"`` means first < second < third.
    confidence : float
        Of Wilson's interval, with the draws as cases.

    Raises
    ------
    ArgumentError
        There are fewer than two arms, they have different draws, or `direction` is ``"="``.
    """
    _check(confidence, direction, 0.0)
    if direction == "=" or len(tallies) < 2:
        raise ArgumentError('an order needs two arms at least and a direction other than "="')
    if quantity.of_draws:
        raise ArgumentError("an order is itself a share of draws; name what is ordered instead")
    check_paired(tallies, worlds=False)
    arms = [Arm(quantity, one) for one in tallies]
    samples = [arm.samples(str(place)) for place, arm in enumerate(arms)]
    stand = [apply(direction, pair) for pair in pairwise(samples)]
    known = np.asarray(sum(samples))
    value = _share(np.logical_and.reduce(stand), known)
    n_informed = int(np.isfinite(known).all(axis=1).sum())
    found = (value, *share_interval(value, n_informed, confidence))
    return _estimate(arms, confidence, found, (math.nan, math.nan), value)


def _effect_share(
    arms: Sequence[Arm],
    totals: Sequence[Floats],
    relative: bool,
    direction: str,
    threshold: float,
) -> float:
    """Return the share of draws in which a difference meets a threshold."""

    def share(direction: str, threshold: float) -> float:
        # Multiplied out: a draw whose second arm is near 0 would else decide by its luck alone.
        factor = 1.0 + threshold if relative else 1.0
        signs = [math.copysign(1.0, b) if relative else 1.0 for b in totals[1::2]]

        def gap(sums: Sequence[Sequence[Floats]]) -> Floats:
            levels = [quantity_value(arms[0].quantity, one) for one in sums]
            pairs = zip(signs, levels[::2], levels[1::2], strict=True)
            return np.asarray(np.mean([s * (a - factor * b) for s, a, b in pairs], axis=0))

        own = gap([arm.tally.by_draw for arm in arms])
        sizes = np.stack([arm.basis for arm in arms])
        with np.errstate(divide="ignore"):
            rests_on = 1.0 / (1.0 / sizes).sum(axis=0)
        luck = luck_variance([arm.tally.sums for arm in arms], gap, rests_on)
        return shrink(own, luck).share_meeting(direction, 0.0 if relative else threshold)

    if relative and direction == "=":
        return share(">=", -threshold) - share(">", threshold)
    return share(direction, threshold)


def _share(held: Any, samples: Floats) -> float:
    """Return the mean over draws of the share of samples in which something held."""
    known = np.isfinite(samples).all(axis=1)
    return float(held[known].mean()) if known.any() else math.nan


def check_confidence(confidence: float) -> None:
    """Refuse what is no confidence of an interval.

    Raises
    ------
    ArgumentError
        It is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ArgumentError(f"confidence must be in (0, 1); got {confidence}")


def _check(confidence: float, direction: str | None, threshold: float | None) -> None:
    check_confidence(confidence)
    if direction is not None and direction not in DIRECTIONS:
        raise ArgumentError(f"direction must be one of {' '.join(DIRECTIONS)}; got {direction!r}")
    if (direction is None) != (threshold is None):
        raise ArgumentError("direction and threshold belong together; got only one of them")


def _estimate(
    arms: Sequence[Arm],
    confidence: float,
    found: tuple[float, float, float],
    levels: tuple[float, float],
    prior_share: float,
) -> ClaimEstimate:
    value, low, high = found
    return ClaimEstimate(
        quantity=arms[0].quantity.text,
        value=value,
        low=low,
        high=high,
        confidence=confidence,
        first=levels[0],
        second=levels[1],
        prior_share=prior_share,
        n_draws=len(arms[0].tally.draws),
        n_worlds=int(arms[0].tally.worlds.sum()),
        n_informed=min(arm.n_informed for arm in arms),
        clustered=clusters_of(arms)[1],
    )
