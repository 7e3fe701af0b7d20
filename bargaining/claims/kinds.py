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

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

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

__all__ = ["Kind", "KindFound", "by_its_arms", "kind_of"]


class Kind(Enum):
    """What a claim can tell, whatever its verdict."""

    BY_CONSTRUCTION = "by construction"
    NOISE = "met by noise"
    INFORMATIVE = "informative"
    OPEN = "kind not known"


@dataclass(frozen=True, slots=True)
class KindFound:
    """The kind of a claim and how it was found.

    Attributes
    ----------
    kind : Kind
    reason : str
    """

    kind: Kind
    reason: str


class Tested(Protocol):
    """What decides a kind: a claim, its numbers, and how its arms stand to its terms."""

    @property
    def claim(self) -> Claim: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def null(self) -> Figures | None: ...
    @property
    def symmetric(self) -> Figures | None: ...
    @property
    def without(self) -> Figures | None: ...
    @property
    def differing(self) -> tuple[str, ...]: ...
    @property
    def fact(self) -> str: ...


def kind_of(result: Tested) -> KindFound:
    """Return the kind of a claim by the rules of this module."""
    claim = result.claim
    made = by_its_arms(claim, result.differing, result.fact)
    if made:
        return _made(made)
    if claim.rests_on is None:
        return KindFound(Kind.OPEN, "the claim does not say on which terms it rests")
    parts = [
        (result.symmetric, "under the sign-symmetric prior of its terms"),
        *([(result.without, "without its terms")] if _is_difference(claim) else []),
    ]
    played = [one for one in (result.null, *(one for one, _ in parts)) if one is not None]
    if min(one.n_draws for one in (result.figures, *played)) < FEWEST_DRAWS:
        return KindFound(Kind.OPEN, f"no kind on fewer than {FEWEST_DRAWS} draws")
    shown = _shown(claim, result.figures)
    for under, words in parts:
        if under is not None and _lost(shown, _shown(claim, under)):
            turned = _shown(claim, under)[1] == -shown[1] != 0
            return _made(f"{words} it {'turns' if turned else 'vanishes'}")
    if result.null is not None and _supports(claim, result.null):
        return KindFound(Kind.NOISE, "a model without payoffs supports it too")
    if len(played) <= len(parts):
        return KindFound(Kind.OPEN, "null and turned signs were not all played")
    return KindFound(
        Kind.INFORMATIVE, "it outlasts its terms' signs, and noise does not support it"
    )


def by_its_arms(claim: Claim, differing: tuple[str, ...], fact: str) -> str:
    """Return why a claim is by construction whatever the worlds say; empty where they decide."""
    if fact:
        return f"its file states it as a fact, {fact}, and may be tuned to it"
    if differing:
        return f"the arms differ in {_named(differing)} itself"
    if claim.rests_on == ():
        return "no term connects what is changed with what is counted"
    return ""


def _made(reason: str) -> KindFound:
    return KindFound(Kind.BY_CONSTRUCTION, reason)


def _named(paths: tuple[str, ...]) -> str:
    return ", ".join(f"`{path}`" for path in paths)


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


def _lost(plain: tuple[Verdict, int], other: tuple[Verdict, int]) -> bool:
    verdict, side = plain
    if verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
        return other[0] is not verdict
    return other[1] != side if side else other[1] < 0


def _supports(claim: Claim, null: Figures) -> bool:
    """Whether the null supports a claim; without payoffs often nothing differs, in any world."""
    if not is_level(claim) and form_of(claim) != "order" and null.value == 0:
        return meets(claim, 0.0)
    return judge(claim, null).verdict is Verdict.SUPPORTED
