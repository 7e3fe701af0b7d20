"""Results of testing claims, as users meet them: print them, or save them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bargaining.claims.judged import (
    CAPTION,
    ClaimResult,
    Figures,
    GridPoint,
    JudgedClaims,
    Strength,
    grid_point,
    strength,
)
from bargaining.claims.report import table
from bargaining.claims.saving import save

__all__ = [
    "CAPTION",
    "ClaimResult",
    "ClaimResults",
    "Figures",
    "GridPoint",
    "Strength",
    "grid_point",
    "strength",
]


@dataclass(frozen=True, repr=False)
class ClaimResults(JudgedClaims):
    """What the worlds say about the claims of one or several scenarios.

    Attributes
    ----------
    results : tuple of ClaimResult
        One for each claim, in the order of the files.
    record : mapping
        What makes the numbers again: scenarios with their digests, seed, worlds, versions.
    """

    def __str__(self) -> str:
        return self.table()

    def of_article(self, article: str) -> ClaimResults:
        """Return the results of the claims that cite this article first."""
        return ClaimResults(
            tuple(result for result in self.results if result.article == article), self.record
        )

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(results)`` shows, at most 98 characters wide."""
        return table(self, ascii=ascii)

    def save(self, path: Path | str) -> Path:
        """Write everything to a JSON file and return its path; see `bargaining.claims.store`."""
        return save(self, path)
