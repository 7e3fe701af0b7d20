"""A claim that was judged: its numbers, its verdict, its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bargaining.claims.verdict import (
    Figures,
    Judgement,
    Kind,
    Verdict,
    by_its_arms,
    judge,
    kind_of,
    meets,
    points_right,
    read,
    rounded,
)
from bargaining.scenario.schema import Claim
from bargaining.stats import number_or_none

__all__ = ["ClaimResult", "Figures"]

_COLUMNS = ("null", "symmetric", "without")


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
    null, symmetric, without : Figures or None
        The same where every payoff weight is zero, which is what noise alone does; with the sign
        of its terms turned in half of the draws; and with its terms at zero.
    strengths, grid : mappings to float
        Its value by the factor with which its terms are multiplied, and by variant of the
        scenario, to six digits.
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
    strengths: Mapping[float, float] = field(default_factory=dict)
    grid: Mapping[str, float] = field(default_factory=dict)
    differing: tuple[str, ...] = ()
    fact: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The claim's id in the ledger."""
        return self.claim.id

    @property
    def article(self) -> str:
        """Id of the article that is cited first; empty where none is."""
        return self.claim.article

    @property
    def judgement(self) -> Judgement:
        """The verdict with its reason."""
        return judge(self.claim, self.figures)

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.judgement.verdict

    @property
    def kind_found(self) -> tuple[Kind, str]:
        """The kind and how it was found."""
        columns = {name: getattr(self, name) for name in _COLUMNS}
        made = by_its_arms(self.claim, self.differing, self.fact)
        return kind_of(self.claim, self.figures, **columns, made=made)

    @property
    def kind(self) -> Kind:
        """The kind: by construction, met by noise, or informative."""
        return self.kind_found[0]

    @property
    def least_strength(self) -> float | None:
        """The least factor tried at which the threshold is met; None where none meets it."""
        return next((k for k, value in self.strengths.items() if meets(self.claim, value)), None)

    @property
    def grid_right(self) -> dict[str, bool]:
        """Whether the value points the claim's way, by the variants under which it is defined."""
        known = {name: value for name, value in self.grid.items() if not math.isnan(value)}
        return {name: points_right(self.claim, value) for name, value in known.items()}

    @property
    def grid_share(self) -> float | None:
        """Share of the variants under which the value points the claim's way, if it is defined."""
        right = self.grid_right.values()
        return sum(right) / len(right) if right else None

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain values that JSON can hold."""
        judgement, (kind, why) = self.judgement, self.kind_found
        columns = {name: getattr(self, name) for name in _COLUMNS}
        return {
            "scenario": self.scenario,
            "claim": self.claim.model_dump(mode="json", exclude_defaults=True),
            "arms": list(self.arms),
            "verdict": judgement.verdict.value,
            "reason": judgement.reason,
            "kind": kind.value,
            "kind_reason": why,
            **self.figures.to_dict(),
            **{name: one and one.to_dict() for name, one in columns.items()},
            "strengths": {f"{k:g}": number_or_none(value) for k, value in self.strengths.items()},
            "least_strength": self.least_strength,
            "grid": {name: number_or_none(value) for name, value in self.grid.items()},
            "grid_share": None if self.grid_share is None else rounded(self.grid_share),
            "differing": list(self.differing),
            "fact": self.fact,
            "terms": dict(self.terms),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ClaimResult:
        """Read what `to_dict` wrote; verdicts and kinds follow from the numbers."""
        return cls(
            scenario=data["scenario"],
            claim=Claim.model_validate(data["claim"]),
            arms=tuple(data["arms"]),
            figures=Figures.from_dict(data),
            **{name: data[name] and Figures.from_dict(data[name]) for name in _COLUMNS},
            strengths={float(k): read(value) for k, value in data["strengths"].items()},
            grid={name: read(value) for name, value in data["grid"].items()},
            differing=tuple(data["differing"]),
            fact=data["fact"],
            terms=dict(data["terms"]),
        )
