"""Quantities of results, facts beside their bands, and the articles' claims put to the test."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bargaining.claims.bands import FactResult, FactResults, facts
from bargaining.claims.estimates import measure
from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.verdict import Verdict

if TYPE_CHECKING:
    from bargaining.claims.blocks import BlockShares, shapley_decomposition
    from bargaining.claims.streaming import measure_run
    from bargaining.claims.study import evaluate_claims

__all__ = [
    "BlockShares", "ClaimResult", "ClaimResults", "FactResult", "FactResults", "Verdict",
    "evaluate_claims", "facts", "measure", "measure_run", "shapley_decomposition",
]  # fmt: skip
# These play worlds; anyone who only reads or draws results is spared the engine.
_PLAYING = {
    "BlockShares": "blocks", "evaluate_claims": "study", "measure_run": "streaming",
    "shapley_decomposition": "blocks",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _PLAYING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLAYING[name]}"), name)
