"""A lesson's closed form in one picture, with points where the engine has played it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from bargaining.lessons import Convergence, Curve, Lesson, Picture
from bargaining.plots.letters import as_written
from bargaining.plots.style import ACCENT, FONT, GRID, INK, MUTED, clean, new_figure, write_heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = ["COLOURS", "WHISKER", "mark_within", "plot_lesson", "rests_on", "subject"]

# Okabe and Ito's palette (2008); lines differ in dashes and points in shape besides.
COLOURS = (ACCENT, "#D55E00", "#007A5A", "#8C4A78", "#8A6500")
WHISKER = 1.96
_DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1)))
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_LEGEND_INCHES = 0.33
# What is counted in whole numbers along the horizontal axis.
_COUNTED = ("round", "exchange", "number of rounds")


@as_written
def plot_lesson(
    lesson: Lesson,
    ax: Axes | None = None,
    *,
    played: Sequence[Convergence] = (),
    **options: object,
) -> Axes:
    """Draw a lesson's closed form, with points where the engine has played it.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    ax : matplotlib Axes, optional
        Where to draw. Without it a page of its own is made, with title and caption.
    played : sequence of Convergence
        What `play_sweep` returned for the lesson and these options.
    **options
        Any of the lesson's options; the others have their defaults.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ArgumentError
        An option is unknown or out of range.
    """
    asked = lesson.complete(**options)
    picture = lesson.draw(**asked)
    if ax is None:
        figure = new_figure()
        notes = ["lines: closed form"]
        if played:
            notes = [rests_on(*played, more=[*notes, "points: engine, with 95 % intervals"])]
        said = lesson.describe(asked, but_swept=True)
        top = write_heading(
            figure, lesson.summary.rstrip("."), subject(lesson, said), " · ".join(notes)
        )
        entries = len(picture.curves) + len(picture.marks) + bool(played)
        legend = (entries + 1) // 2 * _LEGEND_INCHES / figure.get_size_inches()[1]
        ax = figure.add_axes((0.1, 0.175, 0.86, top - 0.19 - legend))
    _draw_picture(ax, picture)
    for number, curve in enumerate(picture.curves):
        _draw_played(ax, lesson, curve, played, number)
    mark_within(ax.xaxis)
    mark_within(ax.yaxis)
    if played:
        ax.plot([], [], label="engine", **_point(0, MUTED))
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=2,
        frameon=False,
        fontsize=FONT,
        handlelength=2.6,
        columnspacing=2.0,
        labelspacing=0.3,
        borderaxespad=0.2,
    )
    return ax


def subject(lesson: Lesson, said: str) -> str:
    """Return what a picture is about: title, authors and options."""
    return f"{lesson.title} ({lesson.who})" + (f" · {said}" if said else "")


def mark_within(axis: Axis) -> None:
    """Keep an axis's marks within what it shows; matplotlib names some beyond its ends."""
    low, high = sorted(axis.get_view_interval())
    axis.set_ticks([mark for mark in axis.get_majorticklocs() if low <= mark <= high])


def rests_on(*played: Convergence, more: Sequence[str] = ()) -> str:
    """Return what a picture's points rest on: worlds, seeds, the grid where it is one."""
    convergence, seeds = played[0], [one.seed for one in played]
    engine = convergence.lesson.engine
    finest = convergence.readings[-1].grid
    grid = (
        [f"{engine.grid} {finest:g}"]
        if engine is not None and len(_grids(convergence)) == 1
        else []
    )
    worlds = f"{convergence.worlds:,} world{'' if convergence.worlds == 1 else 's'} a point"
    low, high = min(seeds), max(seeds)
    luck = f"seed {low}" if low == high else f"seeds {low} to {high}"
    return " · ".join([*more, worlds, *grid, luck])


def _grids(convergence: Convergence) -> list[float]:
    return list(dict.fromkeys(one.grid for one in convergence.readings))


def _draw_picture(ax: Axes, picture: Picture) -> None:
    clean(ax)
    ax.grid(color=GRID, zorder=0)
    for number, curve in enumerate(picture.curves):
        look: dict[str, Any] = {"color": COLOURS[number % len(COLOURS)], "label": curve.label}
        if np.isnan(curve.y).all():
            continue  # theory has no such quantity at these options
        if curve.kind == "points":
            ax.plot(curve.x, curve.y, "o", markersize=7, zorder=2, **look)
            continue
        if curve.kind == "squares":
            ax.plot(curve.x, curve.y, "s", markersize=10, zorder=4, **look)
            continue
        ax.plot(
            curve.x,
            curve.y,
            linestyle=_DASHES[number % len(_DASHES)],
            linewidth=3.2,
            drawstyle="steps-post" if curve.kind == "steps" else "default",
            zorder=3,
            **look,
        )
    for number, mark in enumerate(picture.marks):
        ax.plot(
            [mark.x],
            [mark.y],
            _MARKERS[number % len(_MARKERS)],
            markersize=15,
            color=INK,
            markeredgecolor="white",
            label=mark.label,
            zorder=5,
        )
    heights = np.array(
        [y for curve in picture.curves for y in curve.y] + [m.y for m in picture.marks]
    )
    heights = heights[~np.isnan(heights)]
    if heights.size and heights.min() >= 0 and heights.max() <= 1:
        # Shares and probabilities are drawn on one scale, whatever part of it they fill.
        ax.set_ylim(-0.04, 1.04)
    if picture.x_label in _COUNTED:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(picture.x_label, fontsize=FONT, color=MUTED)
    ax.set_ylabel(picture.y_label, fontsize=FONT, color=MUTED)


def _draw_played(
    ax: Axes, lesson: Lesson, curve: Curve, played: Sequence[Convergence], number: int
) -> None:
    """Put the engine's points on the curve of the quantity that they measure."""
    if lesson.sweep is None:
        return
    x, y, whisker = [], [], []
    for one in played:
        for reading in one.of(curve.label):
            x.append(lesson.sweep.value_in(one.options))
            y.append(reading.mean)
            whisker.append(WHISKER * reading.standard_error)
    if x:
        colour = COLOURS[number % len(COLOURS)]
        ax.errorbar(x, y, yerr=whisker, elinewidth=2.5, zorder=4, **_point(number, colour))


def _point(number: int, colour: str) -> dict[str, Any]:
    """Return the look of the engine's points: open, so that a line beneath shows through."""
    return {
        "linestyle": "none",
        "marker": _MARKERS[number % len(_MARKERS)],
        "markersize": 11,
        "markerfacecolor": "white",
        "markeredgecolor": colour,
        "markeredgewidth": 2.8,
        "color": colour,
    }
