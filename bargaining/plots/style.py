"""The look of all pictures: a 16:9 page, large type, colours that everybody can tell apart."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from bargaining.outcomes import Ending, Outcomes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "ACCENT",
    "ENDING_COLOURS",
    "FONT",
    "GRID",
    "INK",
    "MUTED",
    "SIZE",
    "TITLE_FONT",
    "caption",
    "new_figure",
    "write_heading",
]

SIZE = (13.33, 7.5)
FONT = 15
TITLE_FONT = 22
INK = "#1a1a1a"
MUTED = "#595959"
GRID = "#d9d9d9"
ACCENT = "#0072B2"

# Okabe and Ito's palette (2008), told apart with every common colour vision, and apart in
# lightness too; grey stands for nothing having happened. One colour per ending, always.
ENDING_COLOURS = {
    Ending.SETTLEMENT: "#009E73",
    Ending.PARTIAL: "#56B4E9",
    Ending.RENEGE: "#E69F00",
    Ending.COLLAPSE: "#A63D00",
    Ending.STALEMATE: "#8c8c8c",
}


def new_figure() -> Figure:
    """Return an empty 16:9 page that no window shows and no global state remembers."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def write_heading(figure: Figure, title: str, subtitle: str, caption: str) -> float:
    """Write title, subtitle and caption on a page; return the height where the picture may begin.

    The height is a share of the page, counted from its foot.
    """
    lines = textwrap.wrap(title, 78)
    line = TITLE_FONT * 1.25 / 72 / SIZE[1]
    top = 0.97
    for i, text in enumerate(lines):
        figure.text(
            0.03,
            top - i * line,
            text,
            fontsize=TITLE_FONT,
            fontweight="bold",
            color=INK,
            va="top",
        )
    below = top - len(lines) * line - 0.008
    short = textwrap.shorten(subtitle, 112, placeholder=" …")
    figure.text(0.03, below, short, fontsize=FONT, color=MUTED, va="top")
    figure.text(0.03, 0.022, caption, fontsize=FONT - 1, color=MUTED, va="bottom")
    return below - 0.05


def caption(outcomes: Outcomes, *more: str) -> str:
    """Return what a picture rests on: worlds, draws, seed, and what its marks mean."""
    record = outcomes.record
    draws = f"{outcomes.n_draws:,} draw{'' if outcomes.n_draws == 1 else 's'}"
    size = f"{len(outcomes):,} worlds ({draws} × {record.worlds_per_draw})"
    return " · ".join([size, f"seed {record.seed}", *more])


def clean(axes: Any) -> None:
    """Take away frame and ticks that carry nothing."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.tick_params(length=0, labelsize=FONT, colors=INK)
