"""The look of all pictures: large type, and colours that everybody can tell apart.

With it numbers in cells, shaded by their size, each with its error: matrices and heat maps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from bargaining.arrays import Floats
from bargaining.text import decimal, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

FONT = 17
SMALL = FONT - 1
TITLE_FONT = 22
INK = "#1a1a1a"
MUTED = "#454545"
GRID = "#d9d9d9"
ACCENT = "#0072B2"
# Okabe and Ito's palette (2008); lines differ in dashes and points in shape besides.
PALETTE = (ACCENT, "#D55E00", "#007A5A", "#8C4A78", "#8A6500")
DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1)))
# Dark letters stand out on both, and everybody can tell them apart.
_LOW, _HIGH = "#f0a868", "#5aa5d6"
_UNKNOWN = "#ededed"


def in_hundred(share: float) -> int:
    """Return a share in percent, halves rounded up as a reader rounds them."""
    return int(percent(float(share), 0))


def inches_high(ax: Axes) -> float:
    """Return how high axes are on the page."""
    return float(ax.get_window_extent().height / ax.figure.dpi)


def inches_wide(place: Axes | Figure) -> float:
    """Return how wide axes are on the page, or a figure."""
    return float(place.get_window_extent().width / place.figure.dpi)


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
    font: float = SMALL,
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


def draw_cells(ax: Axes, values: Floats, errors: Floats, form: Form, shades: Floats) -> None:
    """Draw a matrix over (row, column), cell (i, j) around the point (j, i).

    `shades` are white at 0, the more blue the nearer to 1, and the more orange the nearer to -1.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    colours = LinearSegmentedColormap.from_list("shades", [_LOW, "#ffffff", _HIGH], N=255)
    for i, j in np.ndindex(*values.shape):
        known = math.isfinite(values[i, j])
        fill = colours((1 + shades[i, j]) / 2) if known else _UNKNOWN
        ax.add_patch(
            Rectangle(
                (j - 0.5, i - 0.5), 1, 1, facecolor=fill, edgecolor=GRID, linewidth=1, clip_on=False
            )
        )
        write_cell(ax, j, i, float(values[i, j]), float(errors[i, j]), form)


def write_cell(ax: Axes, x: float, y: float, value: float, error: float, form: Form) -> None:
    """Write a number at a place, and its error small below it."""
    write(ax, (x, y), form.value(value), shift=(0, 1), font=SMALL, bold=True, ha="center",
          va="bottom")  # fmt: skip
    if math.isfinite(error):
        small = decimal(form.scale * error, form.digits)
        write(ax, (x, y), small, shift=(0, -2), font=SMALL - 1, ha="center", va="top")
