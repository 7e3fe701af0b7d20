"""Packages as a rule for one world reads them: by the names of their issues."""

from __future__ import annotations

from bargaining.errors import ArgumentError
from bargaining.scenario.suggestions import did_you_mean

__all__ = ["Rungs"]


class Rungs(dict[str, int]):
    """Rung number of each issue of a package; a misspelt issue gets a suggestion."""

    def __missing__(self, issue: str) -> int:
        raise ArgumentError(
            f'there is no issue "{issue}" in this package. {did_you_mean(issue, self, "issues")}'
        )
