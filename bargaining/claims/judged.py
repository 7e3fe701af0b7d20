"""A claim that was judged: its numbers, its verdict, its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bargaining.claims.kinds import Kind, KindFound, by_its_arms, kind_of
from bargaining.claims.verdict import (
    Figures,
    Judgement,
    Verdict,
    judge,
    meets,
    points_right,
    read,
    rounded,
)
from bargaining.scenario.schema import Claim
from bargaining.stats import number_or_none

__all__ = ["ClaimResult", "Figures", "GridPoint", "Strength", "grid_point", "strength"]

_COLUMNS = ("null", "symmetric", "without")


@dataclass(frozen=True, slots=True)
class Strength:
    """A claim's value with its terms multiplied by a factor."""

    factor: float
    value: float
    met: bool


@dataclass(frozen=True, slots=True)
class GridPoint:
    """A claim's value under a variant of the scenario, and whether it points the claim's way."""

    variant: str
    value: float
    right: bool


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What the worlds say about one claim.

    Attributes
    ----------
    scenario : str
        Name of the scenario whose claim it is.
    claim : Claim
        The claim as the file states it.
    arms : tuple of str
        The arms that were compared, in order.
    figures : Figures
        Its numbers.
    null : Figures or None
        The same where every payoff weight is zero: what noise alone does.
    symmetric : Figures or None
        The same with the sign of its terms turned in half of the draws.
    without : Figures or None
        The same with its terms at zero.
    strengths : tuple of Strength
        The same with its terms multiplied by several factors.
    grid : tuple of GridPoint
        The same under each variant of the scenario.
    differing : tuple of str
        Those of its terms whose weight is not the same in all arms.
    fact : str
        Name of the fact of its file that it repeats; empty where there is none.
    terms : mapping of str to str
        What each of its terms says, by path.
    """

    scenario: str
    claim: Claim
    arms: tuple[str, ...]
    figures: Figures
    null: Figures | None = None
    symmetric: Figures | None = None
    without: Figures | None = None
    strengths: tuple[Strength, ...] = ()
    grid: tuple[GridPoint, ...] = ()
    differing: tuple[str, ...] = ()
    fact: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The claim's id in the ledger."""
        return self.claim.id

    @property
    def judgement(self) -> Judgement:
        """The verdict with its reason."""
        return judge(self.claim, self.figures)

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.judgement.verdict

    @property
    def kind_found(self) -> KindFound:
        """The kind with its reason."""
        return kind_of(
            self.claim,
            self.figures,
            null=self.null,
            symmetric=self.symmetric,
            without=self.without,
            made=by_its_arms(self.claim, self.differing, self.fact),
        )

    @property
    def kind(self) -> Kind:
        """The kind: by construction, met by noise, or informative."""
        return self.kind_found.kind

    @property
    def article(self) -> str:
        """Id of the article that is cited first; empty where none is."""
        return self.claim.article

    @property
    def least_strength(self) -> float | None:
        """The least factor tried at which the threshold is met, k*; None where none meets it."""
        return next((one.factor for one in self.strengths if one.met), None)

    @property
    def grid_share(self) -> float | None:
        """Share of the variants under which the value points the claim's way, if it is defined."""
        known = [point.right for point in self.grid if not math.isnan(point.value)]
        return sum(known) / len(known) if known else None

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain values that JSON can hold."""
        judgement, found = self.judgement, self.kind_found
        columns = self.null, self.symmetric, self.without
        return {
            "scenario": self.scenario,
            "claim": self.claim.model_dump(mode="json", exclude_defaults=True),
            "arms": list(self.arms),
            "verdict": judgement.verdict.value,
            "reason": judgement.reason,
            "kind": found.kind.value,
            "kind_reason": found.reason,
            **self.figures.to_dict(),
            **{name: one and one.to_dict() for name, one in zip(_COLUMNS, columns, strict=True)},
            "strengths": {f"{one.factor:g}": number_or_none(one.value) for one in self.strengths},
            "least_strength": self.least_strength,
            "grid": {point.variant: number_or_none(point.value) for point in self.grid},
            "grid_share": None if self.grid_share is None else rounded(self.grid_share),
            "differing": list(self.differing),
            "fact": self.fact,
            "terms": dict(self.terms),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ClaimResult:
        """Read what `to_dict` wrote; verdicts and kinds follow from the numbers."""
        claim = Claim.model_validate(data["claim"])
        return cls(
            scenario=data["scenario"],
            claim=claim,
            arms=tuple(data["arms"]),
            figures=Figures.from_dict(data),
            **{name: data[name] and Figures.from_dict(data[name]) for name in _COLUMNS},
            strengths=tuple(
                strength(claim, float(factor), read(value))
                for factor, value in data["strengths"].items()
            ),
            grid=tuple(
                grid_point(claim, variant, read(value)) for variant, value in data["grid"].items()
            ),
            differing=tuple(data["differing"]),
            fact=data["fact"],
            terms=dict(data["terms"]),
        )


def strength(claim: Claim, factor: float, value: float) -> Strength:
    """Return the value at a factor, to six digits, and whether it meets the threshold."""
    value = rounded(value)
    return Strength(factor, value, meets(claim, value))


def grid_point(claim: Claim, variant: str, value: float) -> GridPoint:
    """Return the value under a variant, to six digits, and whether it points the claim's way."""
    value = rounded(value)
    return GridPoint(variant, value, points_right(claim, value))
