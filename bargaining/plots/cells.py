"""Numbers in cells, shaded by their size, each with its error: matrices and heat maps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bargaining.arrays import Floats
from bargaining.plots.style import FONT, GRID, write
from bargaining.text import decimal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Form", "draw_cells", "ends_of", "write_cell"]

# One hue from white to a blue that dark letters stand out on: told apart by lightness alone.
_LEAST, _MOST = "#ffffff", "#5aa5d6"
_UNKNOWN = "#ededed"
_SMALL = FONT - 1


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
