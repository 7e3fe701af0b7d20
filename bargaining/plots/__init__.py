"""Pictures of outcomes, legible on a projector and to colour-blind readers.

Each function draws on the matplotlib axes that it is given as `ax`, and returns them. Without any
it makes a page of its own, which a notebook shows below the cell, and a script saves by
``plot_endings(outcomes).figure.savefig("endings.png", dpi=150)``. Title and what the picture rests
on come along either way.

Names resolve when they are first asked for, so that a picture loads what it draws and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bargaining.plots.backtest import plot_backtest
    from bargaining.plots.changes import plot_changes
    from bargaining.plots.claims import plot_claims
    from bargaining.plots.endings import plot_endings, plot_failures, plot_flow
    from bargaining.plots.lessons import plot_convergence, plot_lesson
    from bargaining.plots.sensitivity import plot_sensitivity
    from bargaining.plots.sweep import plot_sweep
    from bargaining.plots.timeline import plot_timeline
    from bargaining.plots.tournament import plot_tournament

__all__ = [
    "plot_backtest", "plot_changes", "plot_claims", "plot_convergence", "plot_endings",
    "plot_failures", "plot_flow", "plot_lesson", "plot_sensitivity", "plot_sweep", "plot_timeline",
    "plot_tournament",
]  # fmt: skip
_ELSEWHERE = {
    "convergence": "lessons", "failures": "endings", "flow": "endings", "lesson": "lessons"
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    file = name.removeprefix("plot_")
    value = getattr(import_module(f"{__name__}.{_ELSEWHERE.get(file, file)}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
