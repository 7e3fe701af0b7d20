"""Quantities of results, facts beside their bands, and the articles' claims put to the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bargaining.claims.bands import FactResult, FactResults, facts
from bargaining.claims.estimates import measure
from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.swapped import BlockShare, BlockShares
from bargaining.claims.verdict import Verdict

if TYPE_CHECKING:
    from bargaining.claims.evaluate import evaluate_claims
    from bargaining.claims.swapping import swap_blocks

__all__ = [
    "BlockShare",
    "BlockShares",
    "ClaimResult",
    "ClaimResults",
    "FactResult",
    "FactResults",
    "Verdict",
    "evaluate_claims",
    "facts",
    "measure",
    "swap_blocks",
]


def __getattr__(name: str) -> Any:
    # They play worlds; whoever only reads or draws results is spared the engine.
    if name == "evaluate_claims":
        from bargaining.claims.evaluate import evaluate_claims

        return evaluate_claims
    if name == "swap_blocks":
        from bargaining.claims.swapping import swap_blocks

        return swap_blocks
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
