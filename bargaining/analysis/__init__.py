"""What a distribution can and cannot say: errors, sources of spread, paired comparisons."""

from bargaining.analysis.compare import compare
from bargaining.analysis.comparison import Comparison, Difference
from bargaining.analysis.statistics import (
    Convergence,
    convergence,
    decompose,
    mean,
    share,
    worlds_needed,
)
from bargaining.analysis.tournament import Tournament, tournament

__all__ = [
    "Comparison",
    "Convergence",
    "Difference",
    "Tournament",
    "compare",
    "convergence",
    "decompose",
    "mean",
    "share",
    "tournament",
    "worlds_needed",
]
