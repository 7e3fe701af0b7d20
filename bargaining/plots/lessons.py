"""A lesson's closed form in a picture, with the engine beside it, and as the grid gets finer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.lessons import Convergence, Curve, Lesson, Picture, Reading
from bargaining.plots.letters import as_written
from bargaining.plots.style import ACCENT, FONT, GRID, INK, MUTED, clean, new_page, write_right

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

# Okabe and Ito's palette (2008); lines differ in dashes and points in shape besides.
_COLOURS = (ACCENT, "#D55E00", "#007A5A", "#8C4A78", "#8A6500")
_WHISKER = 1.96
_FINER = {"ladder step": "finer", "choice noise": "less"}
_DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1)))
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_LEGEND_INCHES = 0.33
# A picture that ends at 0 or 1 shows so much beside it, so that its marks stay inside.
_LEAST_REACH = 0.1
_ROUNDING = 1e-9
_BAND, _BAND_NAME = "#cfe3f1", "#33658a"
# What is counted in whole numbers along the horizontal axis.
_COUNTED = ("round", "exchange", "number of rounds")


@as_written
def plot_lesson(
    lesson: Lesson, ax: Axes | None = None, *, played: Sequence[Convergence] = (), **options: object
) -> Axes:
    """Draw a lesson's closed form, with points where the engine has played it.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    ax : matplotlib Axes, optional
    played : sequence of Convergence
        What `play_sweep` returned for the lesson and these options.
    **options
        Any of the lesson's options; the others have their defaults.
    """
    asked = lesson.complete(**options)
    picture = lesson.draw(**asked)
    if ax is None:
        notes = ["lines: closed form"]
        if played:
            notes = [_rests_on(*played, more=[*notes, "points: engine, with 95 % intervals"])]
        said = lesson.describe(asked, but_swept=True)
        title = lesson.summary.rstrip(".")
        figure, top = new_page(title, _subject(lesson, said), " · ".join(notes))
        entries = len(picture.curves) + len(picture.marks) + bool(played)
        legend = (entries + 1) // 2 * _LEGEND_INCHES / figure.get_size_inches()[1]
        ax = figure.add_axes((0.1, 0.175, 0.86, top - 0.19 - legend))
    _draw_picture(ax, picture)
    for number, curve in enumerate(picture.curves):
        _draw_played(ax, lesson, curve, played, number)
    _mark_within(ax.xaxis)
    _mark_within(ax.yaxis)
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


def _mark_within(axis: Axis) -> None:
    """Keep an axis's marks within what it shows; matplotlib names some beyond its ends."""
    low, high = sorted(axis.get_view_interval())
    axis.set_ticks([mark for mark in axis.get_majorticklocs() if low <= mark <= high])


def _rests_on(*played: Convergence, more: Sequence[str] = ()) -> str:
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
        look: dict[str, Any] = {"color": _COLOURS[number % len(_COLOURS)], "label": curve.label}
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
            [mark.x], [mark.y], _MARKERS[number % len(_MARKERS)], markersize=15, color=INK,
            markeredgecolor="white", label=mark.label, zorder=5,
        )  # fmt: skip
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
    found = [(one, reading) for one in played for reading in one.of(curve.label)]
    if found:
        x = [lesson.sweep.value_in(one.options) for one, _ in found]
        y, ends = [reading.mean for _, reading in found], _whiskers([one for _, one in found])
        colour = _COLOURS[number % len(_COLOURS)]
        ax.errorbar(x, y, yerr=ends, elinewidth=2.5, zorder=4, **_point(number, colour))


def _whiskers(readings: Sequence[Reading]) -> Floats:
    """Return how far the intervals reach below and above; those of shares end at 0 and 1."""
    mean, error, low = np.array([(one.mean, one.standard_error, one.low) for one in readings]).T
    reach = np.tile(_WHISKER * np.where(np.isfinite(error), error, 0.0), (2, 1))
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
    convergence: Convergence, ax: Axes | None = None, *, quantity: str | None = None
) -> Axes:
    """Draw the engine against the closed form as the grid gets finer.

    A line is the exact value, points are the engine's means with 95 % Monte Carlo intervals, and
    the band is how far the grid alone may take the engine. The picture is as high as the errors
    are large, so that a wide band runs out of it.

    Parameters
    ----------
    convergence : Convergence
        A lesson as `play_lesson` played it.
    ax : matplotlib Axes, optional
    quantity : str, optional
        Which quantity of those measured; the lesson's first one by default.
    """
    chosen = convergence.readings[0].quantity if quantity is None else quantity
    readings = convergence.of(chosen)
    if not readings:
        measured = ", ".join(dict.fromkeys(one.quantity for one in convergence.readings))
        raise ArgumentError(f'quantity "{chosen}" was not measured; measured are {measured}')
    if ax is None:
        figure, top = new_page(
            _verdict(readings[-1]),
            _subject(convergence.lesson, convergence.lesson.describe(convergence.options)),
            _rests_on(convergence, more=["whiskers: 95 % Monte Carlo interval"]),
        )
        ax = figure.add_axes((0.1, 0.175, 0.72, top - 0.2))
    _draw_convergence(ax, convergence, readings)
    return ax


def _verdict(finest: Reading) -> str:
    quantity = finest.quantity[0].upper() + finest.quantity[1:]
    seen = f"{finest.mean:.4f}" if np.isfinite(finest.mean) else "never"
    return f"{quantity}: {finest.exact:.4f} in theory, {seen} in the engine"


def _draw_convergence(ax: Axes, convergence: Convergence, readings: Sequence[Reading]) -> None:
    places = np.arange(len(readings))
    exact = np.array([one.exact for one in readings])
    means = np.array([one.mean for one in readings])
    whisker = _whiskers(readings)
    bounds = np.array([np.nan if one.bound is None else one.bound for one in readings])
    clean(ax)
    ax.grid(axis="y", color=GRID, zorder=0)
    if np.isfinite(bounds).all():
        ends = exact - bounds, exact + bounds
        ax.fill_between(places, *ends, color=_BAND, linewidth=0, zorder=1)
    ax.plot([-0.4, len(readings) - 0.6], exact[[0, -1]], color=INK, linewidth=2.5, zorder=3)
    ax.errorbar(
        places, means, yerr=whisker, color=_COLOURS[1], marker="o", markersize=11,
        markeredgecolor="white", linewidth=1.5, elinewidth=3, capsize=7, capthick=2, zorder=4,
    )  # fmt: skip
    away = np.nan_to_num(np.abs(means - exact) + whisker.max(axis=0))
    reach = 1.5 * max(away.max(), np.nan_to_num(bounds[-1]), 1e-3)
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
    _mark_within(ax.yaxis)
    if shares:
        ax.set_yticks([mark for mark in ax.get_yticks() if -_ROUNDING <= mark <= 1 + _ROUNDING])
    ax.set_xlim(-0.4, len(readings) - 0.6)
    ax.set_xticks(places, [f"{one.grid:g}" for one in readings], fontsize=FONT)
    engine = convergence.lesson.engine
    grid = "grid" if engine is None else engine.grid
    ax.set_xlabel(f"{grid}, {_FINER.get(grid, 'more')} to the right", fontsize=FONT, color=MUTED)
    ax.set_ylabel(readings[0].quantity, fontsize=FONT, color=MUTED)
    # A grid at which no world has the quantity has no point to name.
    last = means[-1] if np.isfinite(means[-1]) else exact[-1]
    _name_lines(ax, float(exact[-1]), float(last), bool(np.isfinite(bounds).all()))


def _name_lines(ax: Axes, exact: float, mean: float, banded: bool) -> None:
    """Write what is what beside the last grid, theory and engine clear of each other."""
    low, high = ax.get_ylim()
    gap = 0.075 * (high - low)
    above = mean >= exact
    apart = max(gap - abs(mean - exact), 0.0) / 2
    side = 1 if above else -1
    rows = [("engine", mean + side * apart, _COLOURS[1]), ("theory", exact - side * apart, INK)]
    if banded:
        rows.append(("band: bound", exact - side * (apart + gap), _BAND_NAME))
    for words, height, colour in rows:
        write_right(ax, height, words, colour=colour, bold=True, font=FONT + 1)
