"""Rules of claims: sources that exist, arms that can be played, a verdict that can be given."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.checks.facts import unreadable_quantity
from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.checks.sources import source_fault
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.library import names
from bargaining.scenario.locate import Path
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.records import Claim, ScenarioRecord
from bargaining.scenario.terms import canonical_path, is_coefficient
from bargaining.scenario.wording import Finding

__all__ = ["check"]


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the claims."""
    numbers = numbers_of(scenario) if scenario.claims else {}
    own = [f"rules.{name}" for name, one in scenario.parties.items() if one.country != "Party"]
    terms = [*(path for path in numbers if is_coefficient(path)), *own]
    for i, claim in enumerate(scenario.claims):
        path: Path = ("claims", i)
        yield from _verdict(path, claim)
        yield from unreadable_quantity((*path, "quantity"), claim.quantity, scenario)
        for arm in claim.compare:
            fault = _arm_fault(arm, scenario, outline)
            if fault:
                yield Finding((*path, "compare"), fault)
        for k, cited in enumerate(claim.claims):
            fault = source_fault(cited)
            if fault:
                yield Finding((*path, "claims", k), fault)
        yield from _terms(path, claim, terms)


def _terms(path: Path, claim: Claim, known: list[str]) -> Iterator[Finding]:
    for k, term in enumerate(claim.rests_on or ()):
        if canonical_path(term) not in known:
            remedy = did_you_mean(canonical_path(term), known, "terms")
            yield Finding(
                (*path, "rests_on", k),
                f"names no weight of a payoff, no driver of a condition and no country's rule of "
                f"this file. {remedy}",
            )
    if claim.rests_on == () and not claim.note:
        yield Finding(
            (*path, "rests_on"),
            "is empty: say in `note` that no term connects what is changed with what is counted.",
        )


def _verdict(path: Path, claim: Claim) -> Iterator[Finding]:
    if (claim.direction is None) != (claim.threshold is None):
        have, lack = ("direction", "threshold")
        if claim.direction is None:
            have, lack = lack, have
        yield Finding((*path, lack), f"is missing; a claim with a {have} needs both to be judged.")
    if claim.level and (len(claim.compare) != 1 or claim.relative):
        yield Finding(
            (*path, "level"),
            "needs exactly one arm in `compare`, and no `relative`: it is that arm's own value.",
        )
    if claim.relative and len(claim.compare) not in (1, 2):
        yield Finding((*path, "relative"), "needs one or two arms in `compare` to be relative to.")
    if claim.direction == "=" and claim.threshold is not None and claim.threshold <= 0:
        yield Finding(
            (*path, "threshold"),
            f'must be above 0 where the direction is "=": it is the distance within which two '
            f"values count as equal; got {claim.threshold:g}.",
        )


def _arm_fault(arm: str, scenario: ScenarioRecord, outline: Outline) -> str:
    own = ("baseline", *outline.what_ifs)
    if arm in own:
        return ""
    room, _, _ = arm.partition("/")
    if room in (*names(), scenario.name):
        return ""
    return (
        f'names the arm "{arm[:80]}", which is neither a counterfactual or arm of this file nor a '
        "bundled scenario. " + did_you_mean(arm, (*own, *names()), "arms")
    )
