"""One claim put to the test: its arms, what is perturbed in them, and what their worlds say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bargaining.claims.arms import (
    AS_WRITTEN,
    FACTORS,
    NULL,
    Arm,
    Perturbation,
    ScenarioSet,
    scalable,
    scaled_by,
    shared_variants,
)
from bargaining.claims.estimates import ClaimEstimate, effect, level, ordered
from bargaining.claims.judged import ClaimResult, Figures, grid_point, strength
from bargaining.claims.kinds import by_its_arms
from bargaining.claims.playing import Size
from bargaining.claims.tally import Tally
from bargaining.claims.terms import differing, fact_behind, in_words
from bargaining.claims.verdict import form_of, is_about_draws, is_level
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.schema import Claim

__all__ = ["ClaimTest", "RobustnessChecks", "Tallies"]

Tallies = Mapping[tuple[Arm, Size], Mapping[str, Tally]]


@dataclass(frozen=True, slots=True)
class RobustnessChecks:
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
class ClaimTest:
    """A claim to be tested.

    Attributes
    ----------
    scenario : Scenario
        Whose claim it is.
    claim : Claim
        The claim.
    arms : tuple of Arm
        What is compared, in order.
    size : Size
        Worlds of each arm for the effect.
    checks : RobustnessChecks or None
        What else is asked.
    terms : tuple of str
        The terms that it rests on, as far as some arm's file has them; empty without checks.
    variants : tuple of str
        The variants under which it is tested again: those that all arms' files have.
    differing : tuple of str
        Those of its terms in whose weight the arms differ.
    fact : str
        Name of the fact that it repeats; empty where there is none.
    """

    scenario: Scenario
    claim: Claim
    arms: tuple[Arm, ...]
    size: Size
    checks: RobustnessChecks | None = None
    terms: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    fact: str = ""

    @classmethod
    def of(
        cls,
        claim: Claim,
        scenario: Scenario,
        scenarios: ScenarioSet,
        size: Size,
        checks: RobustnessChecks | None,
    ) -> ClaimTest:
        """Return the test of a claim of a scenario.

        Raises
        ------
        ArgumentError
            There is no such arm, or its quantity cannot be asked of one of the files.
        """
        arms = scenarios.arms_of(claim, scenario)
        files = [scenarios[name] for name in dict.fromkeys(arm.scenario for arm in arms)]
        for file in files:
            try:
                read_quantity(claim.quantity, file)
            except ValueError as error:
                raise ArgumentError(
                    f"{scenario.name}: claim {claim.id} cannot be tested, since for {file.name} "
                    f"its quantity {error}"
                ) from None
        rests_on = claim.rests_on or ()
        found = cls(
            scenario=scenario,
            claim=claim,
            arms=arms,
            size=size,
            differing=differing(rests_on, arms, scenarios),
            fact=fact_behind(claim, scenario),
        )
        if checks is None or not claim.id.startswith(checks.claims):
            return found
        variants = shared_variants(files)
        if checks.variants is not None:
            variants = tuple(name for name in variants if name in checks.variants)
        return replace(found, checks=checks, terms=scalable(rests_on, files), variants=variants)

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

    def perturbations(self) -> Iterator[tuple[Perturbation, Size]]:
        """Yield every perturbation under which it is tested again, with the worlds for it."""
        if self.checks is None or self.made:
            return
        yield NULL, self.kind_size
        if self.terms:
            # Both signs in full strength make the symmetric prior.
            yield self._scaled(-1.0), self.kind_size
            yield self._scaled(0.0), self.kind_size
            if not self.kind_is_part:
                yield AS_WRITTEN, self.kind_size
            for factor in self.checks.factors:
                if factor not in (0.0, 1.0):
                    yield self._scaled(factor), self.checks.size
        for name in self.variants:
            yield Perturbation("variant", variant=name), self.checks.size

    def result(self, tallies: Tallies) -> ClaimResult:
        """Return the claim's numbers in all columns that were asked for.

        Parameters
        ----------
        tallies : mapping
            Of its arms under all its perturbations, as `Study.play` returns them.
        """
        claim = self.claim
        estimate = self._estimate(self._of(tallies, AS_WRITTEN, self.size))
        found: dict[str, Any] = {}
        if self.checks is not None and not self.made:

            def at(perturbation: Perturbation, size: Size) -> ClaimEstimate:
                return self._estimate(self._of(tallies, perturbation, size))

            size = self.checks.size
            found["grid"] = tuple(
                grid_point(claim, name, at(Perturbation("variant", variant=name), size).value)
                for name in self.variants
            )
            found["null"] = Figures.of(at(NULL, self.kind_size))
            if self.terms:
                # Strengths 0 and 1 are known from more worlds.
                without = at(self._scaled(0.0), self.kind_size)
                known = {0.0: without.value, 1.0: estimate.value}
                found["without"] = Figures.of(without)
                found["symmetric"] = self._symmetric(tallies)
                found["strengths"] = tuple(
                    strength(
                        claim,
                        factor,
                        known[factor] if factor in known else at(self._scaled(factor), size).value,
                    )
                    for factor in sorted(self.checks.factors)
                )
        return ClaimResult(
            scenario=self.scenario.name,
            claim=claim,
            arms=tuple(map(str, self.arms)),
            figures=Figures.of(estimate),
            differing=self.differing,
            fact=self.fact,
            terms={path: in_words(path, self.scenario) for path in claim.rests_on or ()},
            **found,
        )

    def _scaled(self, factor: float) -> Perturbation:
        return scaled_by(factor, self.terms)

    def _of(self, tallies: Tallies, perturbation: Perturbation, size: Size) -> list[Tally]:
        text = self.claim.quantity
        return [tallies[arm.under(perturbation), size][text] for arm in self.arms]

    def _estimate(self, tallies: list[Tally]) -> ClaimEstimate:
        """Return the level, the effect or the order that the claim is about."""
        claim = self.claim
        quantity = read_quantity(claim.quantity, self.scenario)
        if form_of(claim) == "order":
            return ordered(quantity, tallies, claim.direction or ">", confidence=claim.confidence)
        asked: dict[str, Any] = {
            "confidence": claim.confidence,
            "direction": claim.direction,
            "threshold": claim.threshold,
        }
        if is_level(claim):
            return level(quantity, tallies[0], **asked)
        return effect(quantity, *tallies, relative=claim.relative, **asked)

    def _symmetric(self, tallies: Tallies) -> Figures:
        """Return the numbers under a prior that is symmetric about zero in the terms.

        Half of its draws are those of the prior, the other half the same with the sign turned; they
        count as draws of their own.
        """
        size = self.kind_size
        if self.kind_is_part:
            plain = [one.first(size.draws) for one in self._of(tallies, AS_WRITTEN, self.size)]
        else:
            plain = self._of(tallies, AS_WRITTEN, size)
        both = []
        for one, turned in zip(plain, self._of(tallies, self._scaled(-1.0), size), strict=True):
            after = turned.draws + int(one.draws.max()) + 1
            both.append(Tally.joined([one, replace(turned, draws=after)]))
        return Figures.of(self._estimate(both))
