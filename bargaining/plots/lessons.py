"""A lesson's closed form in a picture, with the engine beside it, and as the grid gets finer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.lessons import Convergence, Lesson, Picture, Reading
from bargaining.plots.letters import as_written, wrap
from bargaining.plots.pages import Margins, Size, Words, begin
from bargaining.plots.style import (
    DASHES,
    FONT,
    INK,
    MUTED,
    PALETTE,
    clean,
    label_axes,
    mark_within,
    write_right,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FINER = {"ladder step": "finer", "choice noise": "less"}
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
# Curves of single points: their marker, its size, and what lies on what.
_DOTS = {"points": ("o", 7, 2), "squares": ("s", 10, 4)}
_LEGEND_INCHES = 0.36
# A picture that ends at 0 or 1 shows so much beside it, so that its marks stay inside.
_LEAST_REACH = 0.1
_ROUNDING = 1e-9
# An error that would change no digit of a title.
_ROUNDED = 5e-4
_BAND, _BAND_NAME = "#cfe3f1", "#2b5876"
_BAND_LETTERS = 20
# What is counted in whole numbers along the horizontal axis.
_COUNTED = ("round", "exchange", "number of rounds")


@as_written
def plot_lesson(
    lesson: Lesson,
    ax: Axes | None = None,
    *,
    played: Sequence[Convergence] = (),
    title: str | None = None,
    size: Size | None = None,
    **options: object,
) -> Axes:
    """Draw a lesson's closed form, with points where the engine has played it.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    ax : matplotlib Axes, optional
    played : sequence of Convergence
        What `play_sweep` returned for the lesson and these options.
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    **options
        Any of the lesson's options; the others have their defaults.
    """
    asked = lesson.complete(**options)
    picture, sweep, marked = lesson.draw(**asked), lesson.sweep, None
    # What was asked for of what the sweep varies, if it is within the sweep and no default.
    if sweep is not None and asked[sweep.option] != lesson.complete()[sweep.option]:
        value = sweep.value_in(asked)
        if sweep.values[0] <= value <= sweep.values[-1] and sweep.put(value, asked) == asked:
            marked = value
    points = picture.marks or any(one.kind in _DOTS for one in picture.curves)
    notes = [f"lines{' and points' if points else ''}: closed form"]
    if played:
        notes = [_rests_on(*played, more=[*notes, "points: engine, with 95 % intervals"])]
    said = _subject(lesson, lesson.describe(asked, but_swept=True))
    words = Words(lesson.summary.rstrip("."), said, " · ".join(notes))
    entries = len(picture.curves) + len(picture.marks) + bool(played) + (marked is not None)
    room = Margins(1.35, 0.4, 0.8, (entries + 1) // 2 * _LEGEND_INCHES + 0.1)
    ax = begin(ax, words, room, title=title, size=size)
    _draw_picture(ax, picture)
    for number, curve in enumerate(picture.curves if sweep is not None else ()):
        # The engine's points, on the curve of the quantity that they measure.
        found = [(one, reading) for one in played for reading in one.of(curve.label)]
        if found and sweep is not None:
            x = [sweep.value_in(one.options) for one, _ in found]
            y, ends = [of.mean for _, of in found], _whiskers([of for _, of in found])
            look = _point(number, PALETTE[number % len(PALETTE)])
            ax.errorbar(x, y, yerr=ends, elinewidth=2.5, zorder=4, **look)
    mark_within(ax.xaxis)
    mark_within(ax.yaxis)
    if marked is not None:
        look = {"color": INK, "linewidth": 1.8, "linestyle": (0, (2, 3)), "zorder": 2}
        ax.axvline(marked, label=f"asked for: {marked:g}", **look)
    if played:
        ax.plot([], [], label="engine", **_point(0, MUTED))
    ax.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, frameon=False, fontsize=FONT,
        handlelength=2.6, columnspacing=2.0, labelspacing=0.3, borderaxespad=0.2,
    )  # fmt: skip
    return ax


def _subject(lesson: Lesson, said: str) -> str:
    """Return what a picture is about: title, authors and options."""
    return f"{lesson.title} ({lesson.who})" + (f" · {said}" if said else "")


def _rests_on(*played: Convergence, more: Sequence[str] = ()) -> str:
    """Return what a picture's points rest on: worlds, seeds, the grid where it is one."""
    convergence, seeds = played[0], [one.seed for one in played]
    engine = convergence.lesson.engine
    grids = {one.grid for one in convergence.readings}
    grid = [f"{engine.grid} {one:g}" for one in grids if engine is not None and len(grids) == 1]
    worlds = f"{convergence.worlds:,} world{'' if convergence.worlds == 1 else 's'} a point"
    low, high = min(seeds), max(seeds)
    luck = f"seed {low}" if low == high else f"seeds {low} to {high}"
    return " · ".join([*more, worlds, *grid, luck])


def _draw_picture(ax: Axes, picture: Picture) -> None:
    clean(ax, grid="both")
    for number, curve in enumerate(picture.curves):
        if np.isnan(curve.y).all():
            continue  # theory has no such quantity at these options
        look: dict[str, Any] = {
            "linestyle": DASHES[number % len(DASHES)],
            "linewidth": 3.2,
            "drawstyle": "steps-post" if curve.kind == "steps" else "default",
            "zorder": 3,
        }
        if curve.kind in _DOTS:
            marker, size, zorder = _DOTS[curve.kind]
            look = {"linestyle": "none", "marker": marker, "markersize": size, "zorder": zorder}
        colour = PALETTE[number % len(PALETTE)]
        ax.plot(curve.x, curve.y, color=colour, label=curve.label, **look)
    for number, mark in enumerate(picture.marks):
        ax.plot(
            [mark.x], [mark.y], _MARKERS[number % len(_MARKERS)], markersize=12, color=INK,
            markeredgecolor="white", label=mark.label, zorder=5,
        )  # fmt: skip
    heights = np.concatenate([*(curve.y for curve in picture.curves), [m.y for m in picture.marks]])
    heights = heights[~np.isnan(heights)]
    if heights.size and heights.min() >= 0 and heights.max() <= 1:
        # Shares and probabilities are drawn on one scale, whatever part of it they fill.
        ax.set_ylim(-0.04, 1.04)
    if picture.x_label in _COUNTED:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    label_axes(ax, picture.x_label, picture.y_label)


def _whiskers(readings: Sequence[Reading]) -> Floats:
    """Return how far the intervals reach below and above; those of shares end at 0 and 1."""
    mean, error, low = np.array([(one.mean, one.half_width, one.low) for one in readings]).T
    reach = np.tile(np.where(np.isfinite(error), error, 0.0), (2, 1))
    return np.where(np.isfinite(low), reach, np.minimum(reach, [mean, 1 - mean]))


def _point(number: int, colour: str) -> dict[str, Any]:
    """Return the look of the engine's points: open, each kind inside the ones before it."""
    return {
        "linestyle": "none",
        "marker": _MARKERS[number % len(_MARKERS)],
        "markersize": max(14 - 4 * number, 8),
        "markerfacecolor": "white",
        "markeredgecolor": colour,
        "markeredgewidth": 2.8,
        "color": colour,
    }


@as_written
def plot_convergence(
    convergence: Convergence,
    ax: Axes | None = None,
    *,
    quantity: str | None = None,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw the engine against the closed form as the grid gets finer.

    A line is the exact value, points are the engine's means with 95 % Monte Carlo intervals, and
    the band is how far the grid alone may shift it, drawn where that claims anything. The picture
    is as high as errors and band need.

    Parameters
    ----------
    convergence : Convergence
        A lesson as `play_lesson` played it.
    ax : matplotlib Axes, optional
    quantity : str, optional
        Which quantity of those measured; the lesson's first one by default.
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    chosen = convergence.readings[0].quantity if quantity is None else quantity
    readings = convergence.of(chosen)
    if not readings:
        measured = ", ".join(dict.fromkeys(one.quantity for one in convergence.readings))
        raise ArgumentError(f'quantity "{chosen}" was not measured; measured are {measured}')
    finest = readings[-1]
    name = f"{finest.quantity[0].upper()}{finest.quantity[1:]}"
    seen = "never"
    if np.isfinite(finest.mean):
        half = float(_whiskers([finest]).max())
        seen = f"{finest.mean:.4g}" + (f" ± {half:.2g}" if half >= _ROUNDED else "")
    at = f" at {_grid_of(convergence)} {finest.grid:g}"
    words = Words(
        f"{name}: {finest.exact:.4g} in theory, {seen} in the engine{at}",
        _subject(convergence.lesson, convergence.lesson.describe(convergence.options)),
        _rests_on(convergence, more=["whiskers: 95 % Monte Carlo interval"]),
    )
    ax = begin(ax, words, Margins(1.35, 2.9, 0.8, 0.15), title=title, size=size)
    _draw_convergence(ax, convergence, readings)
    return ax


def _grid_of(convergence: Convergence) -> str:
    engine = convergence.lesson.engine
    return "grid" if engine is None else engine.grid


def _draw_convergence(ax: Axes, convergence: Convergence, readings: Sequence[Reading]) -> None:
    places = np.arange(len(readings))
    exact = np.array([one.exact for one in readings])
    means = np.array([one.mean for one in readings])
    whisker = _whiskers(readings)
    bounds = np.array([np.nan if one.bound is None else one.bound for one in readings])
    clean(ax, grid="y")
    banded = bool(np.isfinite(bounds).any())
    if banded:
        # Shares and probabilities end at 0 and 1, and so does how far they may be off.
        limits = (0.0, 1.0) if exact.min() >= 0 and exact.max() <= 1 else (-np.inf, np.inf)
        ends = [np.clip(end, *limits) for end in (exact - bounds, exact + bounds)]
        ax.fill_between(places, *ends, color=_BAND, linewidth=0, zorder=1)
    ax.plot([-0.4, len(readings) - 0.6], exact[[0, -1]], color=INK, linewidth=2.5, zorder=3)
    ax.errorbar(
        places, means, yerr=whisker, color=PALETTE[1], marker="o", markersize=11,
        markeredgecolor="white", linewidth=1.5, elinewidth=3, capsize=7, capthick=2, zorder=4,
    )  # fmt: skip
    away = np.nan_to_num(np.abs(means - exact) + whisker.max(axis=0))
    reach = max(1.5 * away.max(), 1.05 * np.nan_to_num(bounds).max(), 1.5e-3)
    shown = np.append(exact, means[np.isfinite(means)])
    shares = bool(shown.min() >= 0 and shown.max() <= 1)
    if shares:
        # Shares and probabilities: a picture that goes further shows what cannot be.
        if exact.min() < reach or exact.max() > 1 - reach:
            reach = max(reach, _LEAST_REACH)
        low, high = max(exact.min() - reach, -0.03), min(exact.max() + reach, 1.03)
    else:
        low, high = exact.min() - reach, exact.max() + reach
    ax.set_ylim(low, high)
    mark_within(ax.yaxis)
    if shares:
        ax.set_yticks([mark for mark in ax.get_yticks() if -_ROUNDING <= mark <= 1 + _ROUNDING])
    ax.set_xlim(-0.4, len(readings) - 0.6)
    ax.set_xticks(places, [f"{one.grid:g}" for one in readings], fontsize=FONT)
    grid = _grid_of(convergence)
    label_axes(ax, f"{grid}, {_FINER.get(grid, 'more')} to the right", readings[0].quantity)
    # A grid at which no world has the quantity has no point to name.
    last = means[-1] if np.isfinite(means[-1]) else exact[-1]
    # What is what beside the last grid, theory and engine clear of each other.
    low, high = ax.get_ylim()
    gap, side = 0.075 * (high - low), 1 if last >= exact[-1] else -1
    apart = side * max(gap - abs(last - exact[-1]), 0.0) / 2
    rows = [("engine", last + apart, PALETTE[1]), ("theory", exact[-1] - apart, INK)]
    for words, height, colour in rows:
        write_right(ax, height, words, colour=colour, bold=True, font=FONT + 1)
    if banded:
        said = wrap(f"band: how far the {grid} alone may shift it", _BAND_LETTERS)
        for line, words in enumerate(said if side > 0 else said[::-1]):
            below = exact[-1] - apart - side * gap * (1.2 + 0.7 * line)
            write_right(ax, below, words, colour=_BAND_NAME)
