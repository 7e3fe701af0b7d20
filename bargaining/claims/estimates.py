"""Any quantity of a result: its level, its paired difference, and its order over several arms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from bargaining.analysis.compare import expect_paired
from bargaining.arrays import Floats
from bargaining.claims.shrinkage import luck_variance, meets, shrink
from bargaining.claims.sums import Measured, check_paired, estimated, limits_of, notes
from bargaining.claims.tally import Tally, quantity_of, tally
from bargaining.claims.values import apply, world_values
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.scenario import Scenario
from bargaining.scenario.quantity_tree import (
    Constant,
    MeanOfWorlds,
    Node,
    Operation,
    QuantileOfWorlds,
    Quantity,
    Reducer,
    ShareOfDraws,
    ShareOfWorlds,
)
from bargaining.stats import (
    ANY,
    CONFIDENCE,
    NO_WORLD_DIFFERS,
    Estimate,
    number_or_none,
    share_interval,
    too_few_draws,
)
from bargaining.text import Dates, Report, counted, decimal, interval, signed


@dataclass(frozen=True, slots=True)
class ClaimEstimate(Report, Estimate):
    """A quantity with its interval and the share of the prior in which a claim on it holds.

    `value` is its level, its difference between two arms, or the share of draws in which arms stand
    in order; NaN where it is not defined. The interval covers sampling of worlds and of draws and
    nothing else. Counts are those of one arm.

    Attributes
    ----------
    quantity : str
        Its text.
    first, second : float
        The quantity in the first and in the second arm; NaN where there is no such arm.
    prior_share : float
        Estimated share of draws in which the claim holds; NaN where no claim was named.
    notes : tuple of str
        What a reader must know of the worlds that it rests on; often nothing.
    groups : mapping of str to int
        Where groups of worlds are compared, the worlds of each by its condition as written, of all
        worlds by an empty text; else empty. `n_informed_worlds` is then the smallest of these, and
        `n_informed` the draws that have worlds of each.
    """

    quantity: str = ""
    first: float = math.nan
    second: float = math.nan
    prior_share: float = math.nan
    notes: tuple[str, ...] = ()
    groups: Mapping[str, int] = field(default_factory=dict)

    @property
    def rests_on(self) -> str:
        """What the number rests on, in words: ``4 of 60 worlds, 3 of 15 draws``; all groups."""
        if not self.groups:
            return super(ClaimEstimate, self).rests_on
        worlds = (
            f"{n:,} of {counted(self.n_worlds, 'world')}{f' where {said}' if said else ''}"
            for said, n in self.groups.items()
        )
        draws = f"{self.n_informed:,} of {counted(self.n_draws, 'draw')} with worlds of each"
        return ", ".join([*worlds, draws])

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        if math.isnan(self.value):
            return [f"{self.quantity}: not defined in any of {self.n_worlds:,} worlds"]
        level = math.isnan(self.second)
        # A difference bears its sign, so that it is not read as a level.
        numbers = (self.value, self.low, self.high)
        value, low, high = ((decimal if level else signed)(number, 3) for number in numbers)
        change = "" if level else f", from {self.second:.3f} to {self.first:.3f}"
        line = (
            f"{self.quantity}: {value} ({100 * self.confidence:g} % interval "
            f"{interval(low, high)}; {self.rests_on}){change}"
        )
        few = too_few_draws(self.n_informed) if self.clustered else []
        return [line, *self.notes, *few]

    def to_dict(self, name: str = "value") -> dict[str, Any]:
        """Return the fields as plain values that JSON can hold, None for what is not known."""
        known = asdict(self) | {"notes": list(self.notes)}
        return {
            name if key == "value" else key: number_or_none(one) if isinstance(one, float) else one
            for key, one in known.items()
        }


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
    check_confidence(confidence)
    if len(outcomes) == 0:
        raise ArgumentError("measure needs at least one world; this result holds none")
    read = quantity_of(quantity, outcomes.scenario)
    if isinstance(read.tree, QuantileOfWorlds):
        if baseline is not None:
            raise ArgumentError(
                "measure takes a median or a quantile of one result; compare the intervals of two"
            )
        found = _quantile(read, read.tree, outcomes, confidence)
        return _with_date(found, read.tree, outcomes.scenario)
    # A block for each world: where worlds are independent, they are the cases that errors rest on.
    blocks = outcomes.record.worlds_per_draw
    own = tally(read, outcomes, blocks=blocks)
    if baseline is None:
        return level_of(read, own, outcomes.scenario, confidence)
    expect_paired(baseline, outcomes, "measure")
    other = tally(read, baseline, blocks=blocks)
    limits, theirs = (
        limits_of(read.tree, len(one.labels["round"])) for one in (outcomes, baseline)
    )
    limits = limits[0] - theirs[1], limits[1] - theirs[0]
    found = effect(read, own, other, confidence=confidence, limits=limits)
    # Where each world is a block, equal sums are those of worlds that do not differ.
    if all(map(np.array_equal, own.sums, other.sums)) and not math.isnan(found.value):
        return replace(found, notes=(NO_WORLD_DIFFERS, *found.notes))
    return found


def level_of(
    quantity: Quantity, tally: Tally, scenario: Scenario, confidence: float = CONFIDENCE
) -> ClaimEstimate:
    """Estimate a quantity of one run within what is possible, with its date if it is a round."""
    limits = limits_of(quantity.tree, scenario.settings.rounds.value)
    found = level(quantity, tally, confidence=confidence, limits=limits)
    return _with_date(found, quantity.tree, scenario)


def _with_date(found: ClaimEstimate, tree: Node, scenario: Scenario) -> ClaimEstimate:
    """Return an estimate with a note on the date that its round is, if it is one."""
    dates = Dates.of(scenario)
    of_round = isinstance(tree, MeanOfWorlds | QuantileOfWorlds) and (
        isinstance(tree.number, Reducer) and tree.number.name == "first"
    )
    numbers = (found.value, found.low, found.high)
    if not (of_round and dates.known) or math.isnan(found.value):
        return found
    value, low, high = ("–" if math.isnan(n) else dates.name(round(n)) for n in numbers)
    return replace(found, notes=(f"As a date: {value} ({interval(low, high)}).", *found.notes))


def _quantile(
    quantity: Quantity, atom: QuantileOfWorlds, outcomes: Outcomes, confidence: float
) -> ClaimEstimate:
    """Return a quantile with the interval of Woodruff (1952, JASA 47).

    The share of the worlds at or below the value found has an interval; the quantiles at its ends
    are those of the value.
    """
    known: Node = Operation("==", (atom.number, atom.number))
    given = known if atom.given is None else Operation("and", (known, atom.given))
    met = world_values(atom.number, outcomes)[world_values(given, outcomes)]

    def at(share: float) -> float:
        if not met.size:
            return math.nan
        return float(np.quantile(met, min(max(share, 0.0), 1.0), method="inverted_cdf"))

    value = at(atom.share)
    below = Operation("<=", (atom.number, Constant(value)))
    share = Quantity(quantity.text, ShareOfWorlds(below, given, atom.said))
    blocks = outcomes.record.worlds_per_draw
    found = level(share, tally(share, outcomes, blocks=blocks), confidence=confidence)
    low, high = (at(atom.share + end - found.value) for end in (found.low, found.high))
    # The error is the one of the share, and none of the value.
    error = math.nan
    return replace(found, value=value, standard_error=error, low=low, high=high, first=value)


def level(
    quantity: Quantity,
    tally: Tally,
    *,
    confidence: float = 0.99,
    direction: str | None = None,
    threshold: float | None = None,
    limits: tuple[float, float] = ANY,
) -> ClaimEstimate:
    """Estimate a quantity of one run.

    `direction` and `threshold` are those of the claim whose share of the prior is asked for:
    ``">"``, ``">="``, ``"<"``, ``"<="``, or ``"="`` for a value within ± the threshold. `limits`
    are the least and the greatest value that is possible.
    """
    arm = Measured(quantity, tally)
    found = estimated([arm], lambda levels: levels[0], confidence, limits)
    held = math.nan
    if isinstance(quantity.tree, ShareOfDraws):
        found = _of_draws(found, found.value)
        held = found.value
    elif direction is not None and threshold is not None and not quantity.of_draws:
        samples = arm.samples()
        held = _share(meets(samples, direction, threshold), samples)
    return _estimate(found, [arm], first=found.value, prior_share=held)


def effect(
    quantity: Quantity,
    changed: Tally,
    baseline: Tally,
    *,
    confidence: float = 0.99,
    relative: bool = False,
    direction: str | None = None,
    threshold: float | None = None,
    limits: tuple[float, float] = ANY,
) -> ClaimEstimate:
    """Estimate how far a quantity differs between two runs on the same luck.

    `changed` and `baseline` are its sums in the first and the second arm, of the same draws and
    worlds; where `relative`, the difference is divided by the second arm's value. All else is as in
    `level`; arms that are not paired are refused.
    """
    check_paired([changed, baseline])
    arms = [Measured(quantity, one) for one in (changed, baseline)]

    def difference(levels: Sequence[Floats]) -> Floats:
        gap = apply("-", levels)
        return apply("/", [gap, levels[1]]) if relative else gap

    if arms[0].is_share and not relative:
        limits = -1.0, 1.0
    found = estimated(arms, difference, confidence, limits)
    held = math.nan
    first, second = (arm.value(arm.total) for arm in arms)
    if direction is not None and threshold is not None and not quantity.of_draws:
        sign = math.copysign(1.0, second) if relative else 1.0

        def share(direction: str, threshold: float) -> float:
            """Return the share of draws in which the difference meets a threshold."""
            # Multiplied out: a draw whose second arm is near 0 would else decide by its luck alone.
            factor = 1.0 + threshold if relative else 1.0

            def gap(sums: Sequence[Sequence[Floats]]) -> Floats:
                one_arm, other = (arm.value(one) for arm, one in zip(arms, sums, strict=True))
                return np.asarray(sign * (one_arm - factor * other))

            own = gap([arm.tally.by_draw for arm in arms])
            with np.errstate(divide="ignore"):
                rests_on = 1.0 / (1.0 / np.stack([arm.basis for arm in arms])).sum(axis=0)
            luck = luck_variance([arm.tally.sums for arm in arms], gap, rests_on)
            return shrink(own, luck).share_meeting(direction, 0.0 if relative else threshold)

        held = share(direction, threshold)
        if relative and direction == "=":
            held = share(">=", -threshold) - share(">", threshold)
    return _estimate(found, arms, first=float(first), second=float(second), prior_share=held)


def ordered(
    quantity: Quantity, tallies: Sequence[Tally], direction: str, *, confidence: float = 0.99
) -> ClaimEstimate:
    """Estimate the share of draws in which a quantity is in order over several arms.

    The tallies are in the order claimed, of the same draws. A `direction` of ``"<"`` means first <
    second < third; ``"="`` is refused. The interval is Wilson's, with the draws as cases.
    """
    if direction == "=" or len(tallies) < 2:
        raise ArgumentError('an order needs two arms at least and a direction other than "="')
    if quantity.of_draws:
        raise ArgumentError("an order is itself a share of draws; name what is ordered instead")
    check_paired(tallies, worlds=False)
    arms = [Measured(quantity, one) for one in tallies]
    samples = [arm.samples(str(place)) for place, arm in enumerate(arms)]
    stand = [apply(direction, pair) for pair in pairwise(samples)]
    known = np.asarray(sum(samples))
    value = _share(np.logical_and.reduce(stand), known)
    found = estimated(arms[:1], lambda levels: levels[0], confidence)
    some = np.isfinite(known).all(axis=1)
    n_worlds = int(np.min([arm.basis for arm in arms], axis=0)[some].sum())
    found = replace(found, n_informed=int(some.sum()), n_informed_worlds=n_worlds)
    found = _of_draws(found, value)
    return _estimate(found, arms, prior_share=value)


def _of_draws(found: Estimate, value: float) -> Estimate:
    """Return the estimate of a share of draws, which are the cases themselves."""
    error = math.sqrt(value * (1 - value) / found.n_informed) if found.n_informed else math.nan
    ends = share_interval(value, 0.0, found.n_informed, 0.0, 0.0, found.confidence)
    return replace(found, value=value, standard_error=error, low=ends[0], high=ends[1])


def _share(held: Any, samples: Floats) -> float:
    """Return the mean over draws of the share of samples in which something held."""
    known = np.isfinite(samples).all(axis=1)
    return float(held[known].mean()) if known.any() else math.nan


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is not between 0 and 1."""
    if not isinstance(confidence, int | float) or not 0 < confidence < 1:
        raise ArgumentError(f"confidence must be in (0, 1); got {confidence!r}")


def _estimate(found: Estimate, arms: Sequence[Measured], **more: Any) -> ClaimEstimate:
    # Counts are those of the arm that rests on fewest draws, as in `estimated`.
    groups = min(arms, key=lambda arm: arm.informed).groups
    text = arms[0].quantity.text
    return ClaimEstimate(**asdict(found), quantity=text, notes=notes(arms), groups=groups, **more)
