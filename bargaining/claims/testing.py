"""One claim put to the test: its arms, what is perturbed in them, and what their worlds say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bargaining.claims.arms import (
    AS_WRITTEN,
    BASELINE,
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
from bargaining.claims.judged import ClaimResult, Figures
from bargaining.claims.playing import Size
from bargaining.claims.tally import Tally
from bargaining.claims.verdict import by_its_arms, form_of, is_about_draws, is_level, rounded
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.schema import Claim
from bargaining.scenario.terms import canonical_path, names_in, ruled_party
from bargaining.scenario.words import label_of, number_text, term_text
from bargaining.text import possessive

Tallies: TypeAlias = Mapping[tuple[Arm, Size], Mapping[str, Tally]]


@dataclass(frozen=True, slots=True)
class RobustnessChecks:
    """What is asked of claims beside their effect: other weights, variants, and the kind.

    `size` is that of each arm with terms scaled and in variants, `kinds`, or else `size`, for what
    decides the kind: no payoffs, turned signs, and its terms taken away. Of a claim about draws as
    many draws are taken there, with as many worlds of each as for its effect.
    """

    size: Size
    factors: tuple[float, ...] = FACTORS
    kinds: Size | None = None


@dataclass(frozen=True, slots=True)
class ClaimTest:
    """A claim of a scenario to be tested: its arms in order, with their worlds for the effect.

    Its `terms` are those that it rests on, as far as some arm's file can scale them, its `variants`
    those that all arms' files have, and `differing` are the terms in whose weight the arms differ.
    The `fact` is the one that it repeats; empty where there is none.
    """

    scenario: Scenario
    claim: Claim
    arms: tuple[Arm, ...]
    size: Size
    checks: RobustnessChecks | None
    terms: tuple[str, ...]
    variants: tuple[str, ...]
    differing: tuple[str, ...]
    fact: str

    @classmethod
    def of(
        cls,
        claim: Claim,
        scenario: Scenario,
        scenarios: ScenarioSet,
        size: Size,
        checks: RobustnessChecks | None,
    ) -> ClaimTest:
        """Return the test of a claim; one that cannot be asked of all its arms is refused."""
        # A level is of one arm, the baseline unless another is named; otherwise a single name is
        # compared with the baseline.
        n_arms = 1 if is_level(claim) else max(len(claim.compare), 2)
        names = (*claim.compare, BASELINE)[:n_arms]
        arms = tuple(scenarios.arm(name, scenario) for name in names)
        files = [scenarios[name] for name in dict.fromkeys(arm.scenario for arm in arms)]
        for file in files:
            try:
                read_quantity(claim.quantity, file)
            except ValueError as error:
                raise ArgumentError(
                    f"{scenario.name}: claim {claim.id} cannot be tested, since for {file.name} "
                    f"its quantity {error}"
                ) from None
        fact = ""
        if not claim.compare and claim.threshold is not None:
            # A file may be tuned to its facts, so a level that a fact's whole band grants is met by
            # the making of the file.
            for one in scenario.facts:
                below = claim.direction in ("<", "<=") and one.high <= claim.threshold
                above = claim.direction in (">", ">=") and one.low >= claim.threshold
                if one.quantity == claim.quantity and (below or above):
                    fact = one.name
                    break
        rests_on = claim.rests_on or ()
        return cls(
            scenario=scenario,
            claim=claim,
            arms=arms,
            size=size,
            checks=checks,
            terms=scalable(rests_on, files),
            variants=shared_variants(files),
            differing=differing(rests_on, arms, scenarios),
            fact=fact,
        )

    @property
    def made(self) -> bool:
        """Whether it is by construction whatever the worlds say."""
        return bool(by_its_arms(self.claim, self.differing, self.fact))

    def columns(self) -> dict[str | float, tuple[Perturbation, Size]]:
        """Return what is played for each column: how its arms are perturbed, in how many worlds.

        Columns are the ``effect``, ``null``, ``without`` its terms, these ``plain`` and ``turned``
        for the symmetric prior, the other strengths of the terms by their factor, and ``grid`` with
        the name of each variant. What is not asked is left out.
        """
        found: dict[str | float, tuple[Perturbation, Size]] = {"effect": (AS_WRITTEN, self.size)}
        if self.checks is None or self.made:
            return found
        size, kinds = self.checks.size, self.checks.kinds or self.checks.size
        if is_about_draws(self.claim):
            per_draw = self.size.worlds_per_draw
            kinds = Size(min(kinds.draws * per_draw, self.size.worlds), per_draw)
        found["null"] = NULL, kinds
        if self.terms:
            # Both signs in full strength make the symmetric prior; the plain ones may be the first
            # draws of the effect's.
            first = kinds.worlds_per_draw == self.size.worlds_per_draw
            first &= kinds.draws <= self.size.draws
            found["plain"] = AS_WRITTEN, self.size if first else kinds
            found["turned"] = scaled_by(-1.0, self.terms), kinds
            found["without"] = scaled_by(0.0, self.terms), kinds
            for factor in self.checks.factors:
                if factor not in (0.0, 1.0):
                    found[factor] = scaled_by(factor, self.terms), size
        for name in self.variants:
            found[f"grid {name}"] = Perturbation("variant", variant=name), size
        return found

    def result(self, tallies: Tallies) -> ClaimResult:
        """Return the claim's numbers in all columns, from what `Study.play` returned."""
        text, sums = self.claim.quantity, {}
        for column, (change, size) in self.columns().items():
            sums[column] = [tallies[arm.under(change), size][text] for arm in self.arms]
        plain, turned = sums.pop("plain", ()), sums.pop("turned", ())
        values = {column: self._estimate(of) for column, of in sums.items()}
        found: dict[str, Any] = {
            name: Figures.of(values[name]) for name in ("null", "without") if name in values
        }
        if plain:
            assert self.checks is not None
            # A prior that is symmetric about zero in the terms: half of its draws are the file's,
            # the other half the same with the sign turned, which count as draws of their own.
            both = []
            for one, other in zip(plain, turned, strict=True):
                few = one.first(len(other.draws))
                after = other.draws + int(few.draws.max()) + 1
                both.append(Tally.joined([few, replace(other, draws=after)]))
            found["symmetric"] = Figures.of(self._estimate(both))
            # Strengths 0 and 1 are known from more worlds.
            values |= {0.0: values["without"], 1.0: values["effect"]}
            found["strengths"] = {
                factor: rounded(values[factor].value) for factor in sorted(self.checks.factors)
            }
        grid = {name: values.get(f"grid {name}") for name in self.variants}
        return ClaimResult(
            scenario=self.scenario.name,
            claim=self.claim,
            arms=tuple(map(str, self.arms)),
            figures=Figures.of(values["effect"]),
            grid={name: rounded(one.value) for name, one in grid.items() if one is not None},
            differing=self.differing,
            fact=self.fact,
            terms={path: in_words(path, self.scenario) for path in self.claim.rests_on or ()},
            **found,
        )

    def _estimate(self, tallies: Sequence[Tally]) -> ClaimEstimate:
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


def differing(terms: Iterable[str], arms: Sequence[Arm], scenarios: ScenarioSet) -> tuple[str, ...]:
    """Return those terms whose weight differs between the arms' files or dated changes."""
    found: dict[str, list[Any]] = {}
    for path in map(canonical_path, terms):
        ruled, weights = ruled_party(path), found.setdefault(path, [])
        for arm in arms:
            scenario = scenarios[arm.scenario]
            if ruled:
                party = scenario.parties.get(ruled)
                weights.append(party and party.country)
                continue
            number = numbers_of(scenario).get(path)
            value = None if number is None else number.model_dump(exclude={"source", "why", "unit"})
            dated = [one.do for one in scenario.what_ifs if one.name == arm.counterfactual]
            # What is added in proportion to a weight is a change of that weight.
            changes = [
                change.model_dump()
                for change in (*scenario.interventions, *(one for do in dated for one in do))
                if path in (canonical_path(change.target), canonical_path(change.of or ""))
            ]
            weights.append((value, changes))
    return tuple(path for path, of in found.items() if any(one != of[0] for one in of))


def in_words(path: str, scenario: Scenario) -> str:
    """Return what a term says: whose weight it is, of what, its sign, and why the file has it."""
    ruled = ruled_party(path)
    if ruled:
        # It loads the parties and with them Mesa, which nobody needs who only reads a scenario.
        from bargaining.parties import COUNTRIES

        rule = COUNTRIES[scenario.parties[ruled].country].closed_steps.__doc__ or ""
        said = rule.split("\n")[0]
        return f"{label_of(ruled, scenario)} has a rule of its own: {said[:1].lower()}{said[1:]}"
    number = numbers_of(scenario)[canonical_path(path)]
    section, name, *_, term = names_in(canonical_path(path))
    label = label_of(name, scenario)
    start = f"In {possessive(label)} payoff" if section == "payoffs" else f"Driver of {label}"
    said = f"{start}: {term_text(term, scenario)} ({number_text(number, signed=True)})"
    why = getattr(number, "why", None)
    return f"{said}. {why}" if why else said
