"""A claim as a question: its arms, its terms, and the changes under which it is tested again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bargaining.claims.arms import Arm, Company, arms_of
from bargaining.claims.chunks import Size
from bargaining.claims.kinds import by_its_arms
from bargaining.claims.terms import differing, fact_behind
from bargaining.claims.variants import (
    AS_WRITTEN,
    FACTORS,
    NULL,
    Change,
    scalable,
    scaled_by,
    shared_variants,
    varied,
)
from bargaining.claims.verdict import is_about_draws
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.schema import Claim

__all__ = ["Checks", "Question", "question_of"]


@dataclass(frozen=True, slots=True)
class Checks:
    """What is asked of claims beside their effect: the kind, k* and the grid.

    Attributes
    ----------
    size : Size
        Worlds of each arm for k* and the grid.
    kinds : Size or None
        Worlds of each arm for what decides the kind of a claim: null, symmetric prior, and its
        terms taken away; `size` where None. Of a claim about draws as many draws are taken, with
        as many worlds of each as for its effect.
    claims : str
        How the ids of the claims begin of which it is asked; all where empty.
    factors : tuple of float
        Strengths of the terms to try.
    variants : tuple of str or None
        Variants to try; all that the files have where None.
    """

    size: Size
    claims: str = ""
    factors: tuple[float, ...] = FACTORS
    variants: tuple[str, ...] | None = None
    kinds: Size | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A claim to be tested.

    Attributes
    ----------
    scenario : Scenario
        Whose claim it is.
    claim : Claim
        The claim.
    arms : tuple of Arm
        What is compared, in order.
    terms : tuple of str
        The terms that it rests on, as far as some arm's file has them.
    variants : tuple of str
        The variants under which it is tested again: those that all arms' files have.
    size : Size
        Worlds of each arm for the effect.
    checks : Checks or None
        What else is asked.
    differing : tuple of str
        Those of its terms in whose weight the arms differ.
    fact : str
        Name of the fact that it repeats; empty where there is none.
    """

    scenario: Scenario
    claim: Claim
    arms: tuple[Arm, ...]
    terms: tuple[str, ...]
    variants: tuple[str, ...]
    size: Size
    checks: Checks | None = None
    differing: tuple[str, ...] = ()
    fact: str = ""

    @property
    def made(self) -> bool:
        """Whether it is by construction whatever the worlds say."""
        return bool(by_its_arms(self.claim, self.differing, self.fact))

    @property
    def kind_size(self) -> Size:
        """Worlds of each arm for what decides its kind."""
        if self.checks is None:
            return self.size
        kind = self.checks.kinds or self.checks.size
        if is_about_draws(self.claim):
            per_draw = self.size.worlds_per_draw
            return Size(min(kind.draws * per_draw, self.size.worlds), per_draw)
        return kind

    @property
    def kind_is_part(self) -> bool:
        """Whether the worlds that decide its kind are the first of those of its effect."""
        kind = self.kind_size
        return kind.worlds_per_draw == self.size.worlds_per_draw and kind.draws <= self.size.draws

    def changes(self) -> Iterator[tuple[Change, Size]]:
        """Yield every change under which the claim is tested again, with the worlds for it."""
        if self.checks is None:
            return
        if not self.made:
            yield NULL, self.kind_size
            if self.terms:
                # Both signs in full strength make the symmetric prior.
                yield scaled_by(-1.0, self.terms), self.kind_size
                yield scaled_by(0.0, self.terms), self.kind_size
                if not self.kind_is_part:
                    yield AS_WRITTEN, self.kind_size
                for factor in self.checks.factors:
                    if factor not in (0.0, 1.0):
                        yield scaled_by(factor, self.terms), self.checks.size
        for name in self.variants:
            yield varied(name), self.checks.size


def question_of(
    scenario: Scenario, claim: Claim, company: Company, size: Size, checks: Checks | None
) -> Question:
    """Return the question that a claim puts, with its arms and all that is asked of it.

    Raises
    ------
    ArgumentError
        There is no such arm, or its quantity cannot be asked of one of the files.
    """
    arms = arms_of(claim, scenario, company)
    files = [company.scenario(name) for name in dict.fromkeys(arm.scenario for arm in arms)]
    for file in files:
        try:
            read_quantity(claim.quantity, file)
        except ValueError as error:
            raise ArgumentError(
                f"{scenario.name}: claim {claim.id} cannot be tested, since for {file.name} its "
                f"quantity {error}"
            ) from None
    differ = differing(claim.rests_on or (), arms, company)
    fact = fact_behind(claim, scenario)
    if checks is None or not claim.id.startswith(checks.claims):
        return Question(scenario, claim, arms, (), (), size, differing=differ, fact=fact)
    terms = scalable(claim.rests_on or (), files)
    variants = shared_variants(files)
    if checks.variants is not None:
        variants = tuple(name for name in variants if name in checks.variants)
    return Question(scenario, claim, arms, terms, variants, size, checks, differ, fact)
