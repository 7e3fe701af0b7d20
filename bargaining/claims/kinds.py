"""The kinds of claims: by construction, met by noise, informative.

The rules stand here and nowhere else; like verdicts, kinds follow from intervals.

A claim is *by construction* where

- its arms differ in a term that it names,
- it names none, since no term connects what is changed with what is counted,
- its file states it as a fact, to which numbers may be tuned, or
- what is shown of it vanishes or turns under the sign-symmetric prior of its terms or, of a
  difference between arms or between groups of worlds, without these terms.

It is *met by noise* where the zero-payoff null supports it too, and *informative* where neither
holds.

What is shown of a claim is its verdict; of an undecided one, the sign of its change, if the
interval lies on one side of zero. Where nothing is shown nothing can vanish, but it may still turn.

A floor is the reason why terms are also taken away: a condition or months at the table cannot fall
below zero, so that turned signs do not offset what plain ones bring, and half of an effect that a
single weight makes would be left under the symmetric prior.
"""

from __future__ import annotations

from enum import Enum

from bargaining.claims.verdict import (
    FEWEST_DRAWS,
    Figures,
    Verdict,
    form_of,
    is_level,
    judge,
    meets,
)
from bargaining.scenario.schema import Claim

__all__ = ["Kind", "by_its_arms", "kind_of"]


class Kind(Enum):
    """What a claim can tell, whatever its verdict."""

    BY_CONSTRUCTION = "by construction"
    NOISE = "met by noise"
    INFORMATIVE = "informative"
    OPEN = "kind not known"


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

    `null`, `symmetric` and `without` are its numbers without payoffs, under the sign-symmetric
    prior of its terms, and without its terms; `made` is what `by_its_arms` says of it.
    """
    if made:
        return Kind.BY_CONSTRUCTION, made
    if claim.rests_on is None:
        return Kind.OPEN, "the claim does not say on which terms it rests"
    parts = [(symmetric, "under the sign-symmetric prior of its terms")]
    if _is_difference(claim):
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
    if null is not None and _supports(claim, null):
        return Kind.NOISE, "a model without payoffs supports it too"
    if len(played) <= len(parts):
        return Kind.OPEN, "null and turned signs were not all played"
    return Kind.INFORMATIVE, "it outlasts its terms' signs, and noise does not support it"


def by_its_arms(claim: Claim, differing: tuple[str, ...], fact: str) -> str:
    """Return why a claim is by construction whatever the worlds say; empty where they decide."""
    if fact:
        return f"its file states it as a fact, {fact}, and may be tuned to it"
    if differing:
        return f"the arms differ in {', '.join(f'`{path}`' for path in differing)} itself"
    if claim.rests_on == ():
        return "no term connects what is changed with what is counted"
    return ""


def _is_difference(claim: Claim) -> bool:
    """Whether a claim is about a difference, between arms or between groups of worlds of one."""
    if not is_level(claim):
        return form_of(claim) != "order"
    depth = 0
    for before, sign, after in zip(
        claim.quantity, claim.quantity[1:], claim.quantity[2:], strict=False
    ):
        depth += (before == "(") - (before == ")")
        if depth == 0 and (before, sign, after) == (" ", "-", " "):
            return True
    return False


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


def _supports(claim: Claim, null: Figures) -> bool:
    """Whether the null supports a claim; without payoffs often nothing differs, in any world."""
    if not is_level(claim) and form_of(claim) != "order" and null.value == 0:
        return meets(claim, 0.0)
    return judge(claim, null).verdict is Verdict.SUPPORTED
