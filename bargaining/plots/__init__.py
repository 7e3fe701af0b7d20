"""Pictures of outcomes, legible on a projector and to colour-blind readers."""

from bargaining.plots.endings import plot_endings
from bargaining.plots.timeline import plot_timeline

__all__ = ["plot_endings", "plot_timeline"]
