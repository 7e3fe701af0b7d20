"""The look of all pictures: a 16:9 page, large type, colours that everybody can tell apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bargaining.outcomes import Outcomes
from bargaining.outcomes.departures import departures
from bargaining.plots.letters import wrap
from bargaining.text import counted

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "ACCENT",
    "FONT",
    "GRID",
    "INK",
    "MUTED",
    "SIZE",
    "TITLE_FONT",
    "caption",
    "clean",
    "in_hundred",
    "new_figure",
    "subtitle",
    "write_heading",
    "write_right",
]

SIZE = (13.33, 7.5)
FONT = 15
TITLE_FONT = 21
INK = "#1a1a1a"
MUTED = "#595959"
GRID = "#d9d9d9"
ACCENT = "#0072B2"
_SUBTITLE_LINES = 2


def new_figure(more_inches: float = 0.0) -> Figure:
    """Return an empty page that no window shows and no global state remembers.

    It is 16:9, or higher by `more_inches` for what would not be legible on one; a number below 0
    makes it lower, for what would leave it nearly empty.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(SIZE[0], SIZE[1] + more_inches), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def write_heading(figure: Figure, title: str, subtitle: str, caption: str) -> float:
    """Write title, subtitle and caption on a page; return the height where the picture may begin.

    The height is a share of the page, counted from its foot.
    """
    lines = wrap(title, 70)
    inch = 1 / figure.get_size_inches()[1]
    line = TITLE_FONT * 1.25 / 72 * inch
    top = 1 - 0.22 * inch
    for i, text in enumerate(lines):
        at = top - i * line
        figure.text(0.03, at, text, fontsize=TITLE_FONT, fontweight="bold", color=INK, va="top")
    below = top - len(lines) * line - 0.06 * inch
    under = wrap(subtitle, 108, most=_SUBTITLE_LINES)
    figure.text(0.03, below, "\n".join(under), fontsize=FONT, color=MUTED, va="top")
    figure.text(0.03, 0.165 * inch, caption, fontsize=FONT - 1, color=MUTED, va="bottom")
    return float(below - (0.13 + 0.25 * max(len(under), 1)) * inch)


def subtitle(outcomes: Outcomes) -> str:
    """Return what was played: the scenario's title, and all by which the run departs from it."""
    return " · ".join([outcomes.scenario.scenario.title, *departures(outcomes)])


def in_hundred(share: float) -> int:
    """Return a share in percent, halves rounded up as a reader rounds them."""
    # The share of 79 in 200 worlds is 39.5 % whatever its last bit says.
    return math.floor(round(100 * float(share), 9) + 0.5)


def caption(outcomes: Outcomes, *more: str) -> str:
    """Return what a picture rests on: worlds, draws, seed, and what its marks mean."""
    record = outcomes.record
    draws = counted(outcomes.n_draws, "draw")
    whole = len(outcomes) == outcomes.n_draws * record.worlds_per_draw
    draws += f" {'×' if whole else 'of up to'} {record.worlds_per_draw}"
    size = f"{counted(len(outcomes), 'world')} ({draws})"
    return " · ".join([size, f"seed {record.seed}", *more])


def clean(axes: Any) -> None:
    """Take away frame and ticks that carry nothing."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.tick_params(length=0, labelsize=FONT, colors=INK)


def write_right(
    axes: Any,
    height: float,
    words: str,
    *,
    colour: str = INK,
    bold: bool = False,
    font: float = FONT - 1,
) -> None:
    """Write words to the right of the axes, at a height of its own scale."""
    axes.annotate(
        words, (1.0, height), (6, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", va="center", fontsize=font, color=colour,
        fontweight="bold" if bold else "normal", annotation_clip=False,
    )  # fmt: skip
