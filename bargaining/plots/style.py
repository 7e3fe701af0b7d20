"""The look of all pictures: a 16:9 page, large type, colours that everybody can tell apart.

With it numbers in cells, shaded by their size, each with its error: matrices and heat maps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from bargaining.arrays import Floats
from bargaining.outcomes import Outcomes
from bargaining.outcomes.departures import departures
from bargaining.plots.letters import wrap
from bargaining.text import counted, decimal, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

SIZE = (13.33, 7.5)
FONT = 15
TITLE_FONT = 21
INK = "#1a1a1a"
MUTED = "#595959"
GRID = "#d9d9d9"
ACCENT = "#0072B2"
# Okabe and Ito's palette (2008); lines differ in dashes and points in shape besides.
PALETTE = (ACCENT, "#D55E00", "#007A5A", "#8C4A78", "#8A6500")
DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1)))
_SUBTITLE_LINES = 2
# One hue from white to a blue that dark letters stand out on: told apart by lightness alone.
_LEAST, _MOST = "#ffffff", "#5aa5d6"
_UNKNOWN = "#ededed"
_SMALL = FONT - 1


def new_page(
    title: str, subtitle: str, caption: str, more_inches: float = 0.0
) -> tuple[Figure, float]:
    """Return a page with its words, and the height where the picture may begin.

    No window shows it and no global state remembers it. It is 16:9, or higher by `more_inches` for
    what would not be legible on one; a number below 0 makes it lower, for what would leave it
    nearly empty. The height is a share of the page, counted from its foot.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(SIZE[0], SIZE[1] + more_inches), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    lines = _even(title, 70)
    inch = 1 / figure.get_size_inches()[1]
    line = TITLE_FONT * 1.25 / 72 * inch
    top = 1 - 0.22 * inch
    for i, text in enumerate(lines):
        at = top - i * line
        figure.text(0.03, at, text, fontsize=TITLE_FONT, fontweight="bold", color=INK, va="top")
    below = top - len(lines) * line - 0.06 * inch
    under = _even(subtitle, 108)
    if len(under) > _SUBTITLE_LINES:
        under = wrap(subtitle, 108, most=_SUBTITLE_LINES)
    figure.text(0.03, below, "\n".join(under), fontsize=FONT, color=MUTED, va="top")
    figure.text(0.03, 0.165 * inch, caption, fontsize=FONT - 1, color=MUTED, va="bottom")
    return figure, float(below - (0.13 + 0.25 * max(len(under), 1)) * inch)


def _even(text: str, letters: int) -> list[str]:
    """Return as few lines as a text takes, and these about as long as each other."""
    least = len(wrap(text, letters))
    while least > 1 and len(wrap(text, letters - 1)) == least:
        letters -= 1
    return wrap(text, letters)


def subtitle(outcomes: Outcomes) -> str:
    """Return what was played: the scenario's title, and all by which the run departs from it."""
    return " · ".join([outcomes.scenario.header.title, *departures(outcomes)])


def in_hundred(share: float) -> int:
    """Return a share in percent, halves rounded up as a reader rounds them."""
    return int(percent(float(share), 0))


def caption(outcomes: Outcomes, *more: str) -> str:
    """Return what a picture rests on: worlds, draws, seed, and what its marks mean."""
    record = outcomes.record
    draws = counted(outcomes.n_draws, "draw")
    whole = len(outcomes) == outcomes.n_draws * record.worlds_per_draw
    draws += f" {'×' if whole else 'of up to'} {record.worlds_per_draw}"
    size = f"{counted(len(outcomes), 'world')} ({draws})"
    return " · ".join([size, f"seed {record.seed}", *more])


def add_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes to a page, their place given in inches from its left and its foot."""
    wide, high = figure.get_size_inches()
    axes: Axes = figure.add_axes((left / wide, bottom / high, width / wide, height / high))
    return axes


def inches_high(ax: Axes) -> float:
    """Return how high axes are on the page."""
    return float(ax.get_window_extent().height / ax.figure.dpi)


def draw_interval(ax: Axes, ends: Sequence[float], y: float, colour: str, width: float) -> None:
    """Draw an interval as a line across, of a width in points."""
    ax.plot(ends, [y] * 2, color=colour, linewidth=width, solid_capstyle="butt", zorder=3)


def label_axes(ax: Axes, x: str, y: str = "") -> None:
    """Say what an axis, or both, count."""
    ax.set_xlabel(x, fontsize=FONT, color=MUTED)
    ax.set_ylabel(y, fontsize=FONT, color=MUTED)


def mark_within(axis: Axis) -> None:
    """Keep an axis's marks within what it shows; matplotlib names some beyond its ends."""
    low, high = sorted(axis.get_view_interval())
    axis.set_ticks([mark for mark in axis.get_majorticklocs() if low <= mark <= high])


def clean(ax: Axes, *, base: bool = True, grid: Literal["", "x", "y", "both"] = "") -> None:
    """Take away frame and ticks that carry nothing; `base` keeps the line at the foot.

    Lines of a `grid` lie behind everything.
    """
    if grid:
        ax.grid(axis=grid, color=GRID, zorder=0)
    for side in ("top", "right", "left", *(() if base else ("bottom",))):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(MUTED)
    ax.tick_params(length=0, labelsize=FONT, colors=INK)


def write(
    ax: Axes,
    at: tuple[float, float],
    words: str,
    *,
    on: str = "data",
    shift: tuple[float, float] = (0, 0),
    font: float = FONT,
    colour: str = INK,
    bold: bool = False,
    ha: str = "left",
    va: str = "center",
    zorder: float = 3,
) -> None:
    """Write words at a place, by so many points beside it.

    `on` says what the place counts in: ``"data"``; ``"axes"``, shares of the axes; ``"row"``, a
    share across and data up; ``"column"``, data across and a share up.
    """
    share, kinds = "axes fraction", {"axes": ("axes fraction",) * 2, "data": ("data", "data")}
    kinds |= {"row": (share, "data"), "column": ("data", share)}
    ax.annotate(
        words, at, shift, xycoords=kinds[on], textcoords="offset points", ha=ha, va=va,
        fontsize=font, color=colour, fontweight="bold" if bold else "normal",
        annotation_clip=False, zorder=zorder,
    )  # fmt: skip


def write_right(
    ax: Axes,
    height: float,
    words: str,
    *,
    colour: str = INK,
    bold: bool = False,
    font: float = FONT - 1,
) -> None:
    """Write words to the right of the axes, at a height of its own scale."""
    write(ax, (1.0, height), words, on="row", shift=(6, 0), colour=colour, bold=bold, font=font)


def heights_apart(ax: Axes, heights: Sequence[float]) -> list[float]:
    """Return heights for names beside the ends of lines, near them and a line of words apart."""
    low, high = ax.get_ylim()
    gap = (FONT + 2) / 72 / inches_high(ax) * (high - low)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    places: dict[int, float] = {}
    least = low + gap / 2
    for one in order:
        places[one] = max(heights[one], least)
        least = places[one] + gap
    overshoot = max(0.0, least - gap - (high - gap / 4))
    return [places[one] - overshoot for one in range(len(heights))]


class Form(NamedTuple):
    """How values and errors of one matrix are written: all alike, as exactly as they are known."""

    scale: float
    digits: int
    unit: str = ""

    @classmethod
    def of(cls, values: Floats, errors: Floats, *, shares: bool = False) -> Form:
        """Return a form with two figures of a usual error, or three of the values where none is.

        `shares` are written in percent.
        """
        scale, most, unit = (100.0, 1, " %") if shares else (1.0, 4, "")
        known, largest = errors[errors > 0], np.abs(values[np.isfinite(values)]).max(initial=0.0)
        least = float(np.median(known) if known.size else largest / 10)
        size = math.floor(math.log10(scale * least or 1.0))
        return cls(scale, min(max(1 - size, 0), most), unit)

    def value(self, value: float) -> str:
        """Return a number with its unit."""
        unit = self.unit if math.isfinite(value) else ""
        return f"{decimal(self.scale * value, self.digits)}{unit}"


def ends_of(values: Floats) -> tuple[float, float]:
    """Return the least and the greatest number that is known; NaN where none is."""
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (math.nan, math.nan)


def draw_cells(
    ax: Axes,
    values: Floats,
    errors: Floats,
    form: Form,
    *,
    ends: tuple[float, float] | None = None,
    dark_low: bool = False,
) -> None:
    """Draw a matrix over (row, column), cell (i, j) around the point (j, i).

    `ends` are the numbers of the lightest and the darkest shade, those of the values by default;
    low numbers are the dark ones if asked.
    """
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    from matplotlib.patches import Rectangle

    low, high = ends_of(values) if ends is None else ends
    # Equal numbers, or such as differ by rounding, get one colour.
    alike = not high - low > 1e-9
    scale = Normalize(-1, 1) if alike else Normalize(low, high)
    shades = [_MOST, _LEAST] if dark_low else [_LEAST, _MOST]
    colours = LinearSegmentedColormap.from_list("lightness", shades)
    for i, j in np.ndindex(*values.shape):
        known = math.isfinite(values[i, j])
        fill = colours(scale(0.0 if alike else values[i, j])) if known else _UNKNOWN
        ax.add_patch(
            Rectangle(
                (j - 0.5, i - 0.5), 1, 1, facecolor=fill, edgecolor=GRID, linewidth=1, clip_on=False
            )
        )
        write_cell(ax, j, i, float(values[i, j]), float(errors[i, j]), form)


def write_cell(ax: Axes, x: float, y: float, value: float, error: float, form: Form) -> None:
    """Write a number at a place, and its error small below it."""
    write(ax, (x, y), form.value(value), shift=(0, 1), font=FONT + 1, bold=True, ha="center",
          va="bottom")  # fmt: skip
    if math.isfinite(error):
        small = decimal(form.scale * error, form.digits)
        write(ax, (x, y), small, shift=(0, -2), font=_SMALL, ha="center", va="top")
