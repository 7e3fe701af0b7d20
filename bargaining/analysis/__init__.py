"""Two results compared world by world, and tournaments of strategies."""

from bargaining.analysis.compare import Comparison, Difference, compare
from bargaining.analysis.tournament import Tournament, tournament

__all__ = ["Comparison", "Difference", "Tournament", "compare", "tournament"]
