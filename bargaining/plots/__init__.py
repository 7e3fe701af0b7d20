"""Pictures of outcomes, legible on a projector and to colour-blind readers."""

from bargaining.plots.convergence import plot_convergence
from bargaining.plots.endings import plot_endings
from bargaining.plots.lesson import plot_lesson
from bargaining.plots.timeline import plot_timeline
from bargaining.plots.tournament import plot_tournament

__all__ = ["plot_convergence", "plot_endings", "plot_lesson", "plot_timeline", "plot_tournament"]
