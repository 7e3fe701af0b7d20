"""Verdicts on claims and their kinds; the rules stand here, and none looks at a result first.

A claim is supported, contradicted or undecided under the scenario's priors:

| a claim about | supported | contradicted |
|---|---|---|
| a level | the interval lies beyond the threshold | it lies on the other side of it |
| a difference | the interval lies beyond the threshold | it lies beyond zero on the other side |
| no worsening: a threshold on the other side of zero | beyond the threshold | short of it |
| equality (``=``) | the interval lies within the threshold on both sides | wholly outside |
| an order of arms | the share of draws in order is at least the threshold | it is below it |

Anything else is undecided, and so is everything on fewer than ten draws of the priors: so few tell
little of how far draws differ. So is a claim about a share of draws, or an order, on fewer than 200
worlds a draw: its interval knows of draws only, and with few worlds it is an estimate whether the
claim holds in a draw. Where there is nothing to measure, a claim is not tested.

A claim is *by construction* where

- its arms differ in a term that it names,
- it names none, since no term connects what is changed with what is counted,
- its file states it as a fact, to which numbers may be tuned, or
- what is shown of it vanishes or turns with the sign of its terms turned in half of the draws or,
  of a difference between arms or between groups of worlds, without these terms.

It is *met by noise* where a model without payoffs supports it too, and *informative* where neither
holds.

What is shown of a claim is its verdict; of an undecided one, the sign of its change, if the
interval lies on one side of zero. Where nothing is shown nothing can vanish, but it may still turn.

A floor is the reason why terms are also taken away: a condition or months at the table cannot fall
below zero, so that turned signs do not offset what plain ones bring, and half of an effect that a
single weight makes would be left with signs turned in half of the draws.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import Enum
from typing import Any

from bargaining.scenario.schema import Claim
from bargaining.stats import number_or_none
from bargaining.text import counted

__all__ = [
    "FEWEST_DRAWS", "FEWEST_WORLDS_A_DRAW", "Figures", "Judgement", "Kind", "Verdict",
    "by_its_arms", "form_of", "is_about_draws", "is_level", "judge", "kind_of", "meets",
    "points_right", "read", "rounded",
]  # fmt: skip


FEWEST_DRAWS = 10
FEWEST_WORLDS_A_DRAW = 200


class Verdict(Enum):
    """What the worlds say about a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNDECIDED = "undecided"
    NOT_TESTED = "not tested"


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one `ClaimEstimate`, to six digits, NaN where there is none."""

    value: float
    low: float = math.nan
    high: float = math.nan
    first: float = math.nan
    second: float = math.nan
    prior_share: float = math.nan
    n_draws: int = 0
    n_worlds: int = 0
    n_informed: int = 0

    @classmethod
    def of(cls, estimate: Any) -> Figures:
        """Take the numbers of an estimate."""
        found: dict[str, Any] = {one.name: getattr(estimate, one.name) for one in fields(cls)}
        floats = {name: rounded(one) for name, one in found.items() if isinstance(one, float)}
        return cls(**{**found, **floats})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Figures:
        """Read what `to_dict` wrote, among other things."""
        return cls(**{one.name: read(data[one.name]) for one in fields(cls) if one.name in data})

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values, None where there is none."""
        return {
            name: number_or_none(number) if isinstance(number, float) else number
            for name, number in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what a reader must know of how it came about; often nothing.

    It `falls_short` where it is undecided although the whole interval lies below the threshold:
    more worlds will not decide it, whatever the sign.
    """

    verdict: Verdict
    reason: str = ""
    falls_short: bool = False


def form_of(claim: Claim) -> str:
    """Return what a claim is about: ``level``, ``difference``, ``bound``, ``equality``, ``order``.

    A ``bound`` is a difference with a threshold on the other side of zero: no worse than that.
    """
    if len(claim.compare) > 2:
        return "order"
    if claim.direction == "=":
        return "equality"
    if is_level(claim):
        return "level"
    threshold = claim.threshold or 0.0
    away = -threshold if claim.direction in ("<", "<=") else threshold
    return "bound" if away < 0 else "difference"


def is_level(claim: Claim) -> bool:
    """Tell whether a claim is about one arm alone, the baseline or another."""
    return not claim.compare or claim.level


def is_about_draws(claim: Claim) -> bool:
    """Tell whether a claim is about the share of the priors' draws in which something holds."""
    return form_of(claim) == "order" or "share_of_draws" in claim.quantity


def judge(claim: Claim, estimate: Figures) -> Judgement:
    """Judge a claim by its estimate and the draws and worlds behind it, by this module's rules."""
    if claim.direction is None or claim.threshold is None:
        return Judgement(Verdict.NOT_TESTED, "the claim names no direction and threshold")
    if math.isnan(estimate.value):
        said = "no world meets the condition of the quantity"
        if not is_level(claim) and len(claim.compare) <= 2:
            names, values = (*claim.compare, "baseline")[:2], (estimate.first, estimate.second)
            empty = [name for name, one in zip(names, values, strict=True) if math.isnan(one)]
            said += f" in {' and '.join(empty)}" if empty else ""
        return Judgement(Verdict.NOT_TESTED, said)
    if math.isnan(estimate.low) or math.isnan(estimate.high):
        return Judgement(Verdict.NOT_TESTED, "too few draws for an interval")
    n_draws, few = estimate.n_draws, ""
    if n_draws < FEWEST_DRAWS:
        few = f"{counted(n_draws, 'draw')} of the priors; it takes {FEWEST_DRAWS}"
    elif is_about_draws(claim) and estimate.n_worlds < FEWEST_WORLDS_A_DRAW * n_draws:
        few = f"a share of draws from {estimate.n_worlds / n_draws:.0f} worlds a draw; it takes "
        few += f"{FEWEST_WORLDS_A_DRAW}"
    if few:
        return Judgement(Verdict.UNDECIDED, f"no verdict on {few}")
    form, bound = form_of(claim), claim.threshold
    if form == "equality":
        if -bound <= estimate.low and estimate.high <= bound:
            return Judgement(Verdict.SUPPORTED)
        if estimate.low > bound or estimate.high < -bound:
            return Judgement(Verdict.CONTRADICTED, "the values differ by more than the bound")
        return Judgement(Verdict.UNDECIDED, "the interval holds a bound")
    low, high, threshold, strict = _facing(claim, estimate)
    if low > threshold or (not strict and low == threshold):
        return Judgement(Verdict.SUPPORTED)
    short = high < threshold or (strict and high == threshold)
    if form != "difference":
        if short:
            return Judgement(Verdict.CONTRADICTED, "the threshold is missed")
        return Judgement(Verdict.UNDECIDED, "the interval holds the threshold")
    if high < 0:
        return Judgement(Verdict.CONTRADICTED, "the change goes the other way")
    if short:
        why = "the change falls short of the threshold"
        why = f"the right sign, but {why}" if low > 0 else f"{why}, and its sign is open"
    elif low > 0:
        why = "the right sign, but the threshold is within the interval"
    else:
        why = "the interval holds zero or the threshold"
    return Judgement(Verdict.UNDECIDED, why, short)


def meets(claim: Claim, value: float) -> bool:
    """Tell whether a value alone, without its error, meets the claim's threshold."""
    if math.isnan(value) or claim.threshold is None:
        return False
    if form_of(claim) == "equality":
        return abs(value) <= claim.threshold
    low, _, threshold, strict = _facing(claim, Figures(value, value, value))
    return low > threshold or (not strict and low == threshold)


def points_right(claim: Claim, value: float) -> bool:
    """Tell whether a value points the way that the claim says.

    For a difference that is its sign. A level, an equality, an order and a bound have no sign of
    their own: there the threshold must be met.
    """
    if form_of(claim) != "difference":
        return meets(claim, value)
    return value < 0 if claim.direction in ("<", "<=") else value > 0


def _facing(claim: Claim, estimate: Figures) -> tuple[float, float, float, bool]:
    """Turn the interval and the threshold so that larger is better; last, whether more is asked."""
    threshold = claim.threshold or 0.0
    if form_of(claim) == "order":
        # The direction says how the arms compare; the share of draws must be large in any case.
        return estimate.low, estimate.high, threshold, False
    if claim.direction in ("<", "<="):
        return -estimate.high, -estimate.low, -threshold, claim.direction == "<"
    return estimate.low, estimate.high, threshold, claim.direction == ">"


def rounded(value: float) -> float:
    """Return a number to six digits: far beyond every error, and alike on all machines."""
    return float(f"{float(value):.6g}")


def read(value: Any) -> Any:
    """Return what is stored of a number: NaN for None."""
    return math.nan if value is None else value


class Kind(Enum):
    """What a claim can tell, whatever its verdict."""

    BY_CONSTRUCTION = "by construction"
    NOISE = "met by noise"
    INFORMATIVE = "informative"
    OPEN = "kind not known"


_NEITHER = (
    "it does not depend on the signs of its terms, and a model without payoffs does not support it"
)


def kind_of(
    claim: Claim,
    figures: Figures,
    *,
    null: Figures | None,
    symmetric: Figures | None,
    without: Figures | None,
    made: str,
) -> tuple[Kind, str]:
    """Return the kind of a claim by the rules of this module, and how it was found.

    `null`, `symmetric` and `without` are its numbers without payoffs, with the sign of its terms
    turned in half of the draws, and without its terms; `made` is what `by_its_arms` says of it.
    """
    if made:
        return Kind.BY_CONSTRUCTION, made
    if claim.rests_on is None:
        return Kind.OPEN, "the claim does not say on which terms it rests"
    parts = [(symmetric, "with the sign of its terms turned in half of the draws")]
    # A difference is one between arms, or between groups of worlds of one.
    outside, n_removed = claim.quantity, 1
    while n_removed:
        outside, n_removed = re.subn(r"\([^()]*\)", "", outside)
    if " - " in outside if is_level(claim) else form_of(claim) != "order":
        parts.append((without, "without its terms"))
    played = [one for one in (null, *(one for one, _ in parts)) if one is not None]
    if min(one.n_draws for one in (figures, *played)) < FEWEST_DRAWS:
        return Kind.OPEN, f"no kind on fewer than {FEWEST_DRAWS} draws"
    verdict, side = _shown(claim, figures)
    for under, words in parts:
        if under is None:
            continue
        other, other_side = _shown(claim, under)
        if verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
            lost = other is not verdict
        else:
            lost = other_side != side if side else other_side < 0
        if lost:
            turns = other_side == -side != 0
            return Kind.BY_CONSTRUCTION, f"{words} it {'turns' if turns else 'vanishes'}"
    if null is not None:
        # Without payoffs often nothing differs, in any world.
        equal = not is_level(claim) and form_of(claim) != "order" and null.value == 0
        if meets(claim, 0.0) if equal else judge(claim, null).verdict is Verdict.SUPPORTED:
            return Kind.NOISE, "a model without payoffs supports it too"
    if len(played) <= len(parts):
        # The second test is played with the terms turned and, of a difference, without them.
        return (
            Kind.OPEN,
            "the test without payoffs and the test with turned signs were not both played",
        )
    return Kind.INFORMATIVE, _NEITHER


def by_its_arms(claim: Claim, differing: tuple[str, ...], fact: str) -> str:
    """Return why a claim is by construction whatever the worlds say; empty where they decide."""
    if fact:
        return f"its file states it as a fact, {fact}, and may be tuned to it"
    if differing:
        return f"the arms differ in {', '.join(f'`{path}`' for path in differing)} itself"
    if claim.rests_on == ():
        return "no term connects what is changed with what is counted"
    return ""


def _shown(claim: Claim, figures: Figures) -> tuple[Verdict, int]:
    """Return what an interval shows: the verdict, and on which side of it or of zero it lies."""
    verdict = judge(claim, figures).verdict
    if verdict is Verdict.SUPPORTED:
        return verdict, 1
    if verdict is Verdict.CONTRADICTED:
        return verdict, -1
    if form_of(claim) != "difference":
        return verdict, 0
    away = -1 if claim.direction in ("<", "<=") else 1
    return verdict, away if figures.low > 0 else -away if figures.high < 0 else 0
