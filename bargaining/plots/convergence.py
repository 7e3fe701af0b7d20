"""Theory and engine in one picture, as the grid gets finer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.lessons import Convergence, Reading
from bargaining.plots.lesson import COLOURS, WHISKER, mark_within, rests_on, subject
from bargaining.plots.letters import as_written
from bargaining.plots.style import FONT, GRID, INK, MUTED, clean, new_figure, write_heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_convergence"]

# A picture that ends at 0 or 1 shows so much beside it, lest its marks lie beyond.
_LEAST_REACH = 0.1
_ROUNDING = 1e-9
_BAND, _BAND_NAME = "#cfe3f1", "#33658a"


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
        Where to draw. Without it a page of its own is made, with title and caption.
    quantity : str, optional
        Which quantity; the lesson's first one by default.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ArgumentError
        The quantity was not measured.
    """
    chosen = convergence.readings[0].quantity if quantity is None else quantity
    readings = convergence.of(chosen)
    if not readings:
        measured = ", ".join(one.quantity for one in convergence.finest)
        raise ArgumentError(f'quantity "{chosen}" was not measured; measured are {measured}')
    if ax is None:
        figure = new_figure()
        top = write_heading(
            figure,
            _verdict(readings[-1]),
            subject(convergence.lesson, convergence.lesson.describe(convergence.options)),
            rests_on(convergence, more=["whiskers: 95 % Monte Carlo interval"]),
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
    errors = np.array([one.standard_error for one in readings])
    whisker = WHISKER * np.where(np.isfinite(errors), errors, 0.0)
    bounds = np.array([np.nan if one.bound is None else one.bound for one in readings])
    clean(ax)
    ax.grid(axis="y", color=GRID, zorder=0)
    if np.isfinite(bounds).all():
        ends = exact - bounds, exact + bounds
        ax.fill_between(places, *ends, color=_BAND, linewidth=0, zorder=1)
    ax.plot([-0.4, len(readings) - 0.6], exact[[0, -1]], color=INK, linewidth=2.5, zorder=3)
    ax.errorbar(
        places,
        means,
        yerr=whisker,
        color=COLOURS[1],
        marker="o",
        markersize=11,
        markeredgecolor="white",
        linewidth=1.5,
        elinewidth=3,
        capsize=7,
        capthick=2,
        zorder=4,
    )
    away = np.nan_to_num(np.abs(means - exact) + whisker)
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
    mark_within(ax.yaxis)
    if shares:
        ax.set_yticks([mark for mark in ax.get_yticks() if -_ROUNDING <= mark <= 1 + _ROUNDING])
    ax.set_xlim(-0.4, len(readings) - 0.6)
    ax.set_xticks(places, [f"{one.grid:g}" for one in readings], fontsize=FONT)
    engine = convergence.lesson.engine
    grid = "grid" if engine is None else engine.grid
    ax.set_xlabel(
        f"{grid}, {'more' if grid.startswith('rounds') else 'finer'} to the right",
        fontsize=FONT,
        color=MUTED,
    )
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
    rows = [("engine", mean + side * apart, COLOURS[1]), ("theory", exact - side * apart, INK)]
    if banded:
        rows.append(("band: bound", exact - side * (apart + gap), _BAND_NAME))
    for words, height, colour in rows:
        ax.annotate(
            words,
            (1.0, height),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=FONT + 1,
            fontweight="bold",
            color=colour,
            annotation_clip=False,
        )
