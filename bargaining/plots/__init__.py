"""Pictures of outcomes, legible on a projector and to colour-blind readers."""

from bargaining.plots.backtest import plot_backtest
from bargaining.plots.claims import plot_claims, plot_claims_overview
from bargaining.plots.convergence import plot_convergence
from bargaining.plots.endings import plot_endings
from bargaining.plots.failures import plot_failures
from bargaining.plots.flow import plot_flow
from bargaining.plots.lesson import plot_lesson
from bargaining.plots.timeline import plot_timeline
from bargaining.plots.tournament import plot_tournament

__all__ = [
    "plot_backtest",
    "plot_claims",
    "plot_claims_overview",
    "plot_convergence",
    "plot_endings",
    "plot_failures",
    "plot_flow",
    "plot_lesson",
    "plot_timeline",
    "plot_tournament",
]
