"""Shares as bars with whiskers, one below the other, and the axis below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.plots.style import FONT, GRID, INK, MUTED, clean
from bargaining.stats import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_bar", "finish_bars", "write_beside"]


def draw_bar(
    ax: Axes, place: int, share: Estimate, colour: str, *, end: float, height: float, font: float
) -> None:
    """Draw a share as a bar, its interval as a whisker, and its value behind both.

    Parameters
    ----------
    place : int
        Row, from 0 at the top.
    end : float
        The greatest upper end among all bars, in [0, 1]; the value stands off by a part of it.
    """
    ax.barh(place, 100 * share.value, height=height, color=colour, zorder=2)
    # Light ends around dark whiskers keep them visible on every bar.
    for width, edge in ((5.0, "white"), (2.2, INK)):
        ax.plot(
            [100 * share.low, 100 * share.high],
            [place, place],
            color=edge,
            linewidth=width,
            solid_capstyle="butt",
            zorder=3,
        )
    ax.text(
        100 * max(share.high, share.value) + 1.5 * end,
        place,
        f"{100 * share.value:.1f} %",
        va="center",
        fontsize=font,
        fontweight="bold",
        color=INK,
    )


def write_beside(ax: Axes, place: float, words: str, *, font: float, colour: str = INK) -> None:
    """Write words to the left of the axis, at a row."""
    ax.text(
        -0.02,
        place,
        words,
        transform=ax.get_yaxis_transform(),
        ha="right",
        va="center",
        fontsize=font,
        color=colour,
    )


def finish_bars(ax: Axes, rows: int, end: float, name: str) -> None:
    """Set the limits, the marks and the name of the axis of shares."""
    from matplotlib.ticker import MaxNLocator

    ax.set_ylim(max(rows, 1) - 0.45, -0.55)
    ax.set_xlim(0, min(115.0, 116 * end))
    ax.set_yticks([])
    ax.set_xlabel(name, fontsize=FONT, color=MUTED)
    clean(ax)
    ax.grid(axis="x", color=GRID, zorder=0)
    marks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, 100 * min(1.0, end))
    ax.set_xticks([mark for mark in marks if 0 <= mark <= 100])
