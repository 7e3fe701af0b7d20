"""A sweep in pictures: lines with bands, heat maps, and the points of a sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.designs.sweep_result import ENDINGS, Sweep, short_names, size_of
from bargaining.errors import ArgumentError
from bargaining.plots.letters import as_written
from bargaining.plots.pages import Margins, Size, Words, begin, new_page
from bargaining.plots.style import (
    DASHES,
    FONT,
    INK,
    MUTED,
    PALETTE,
    SMALL,
    Form,
    clean,
    draw_cells,
    ends_of,
    heights_apart,
    label_axes,
    mark_within,
    write,
)
from bargaining.text import joined

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What can be read on one page: paths, lines, cells across and up, panels of heat maps.
_PATHS, _LINES, _ACROSS, _UP, _PANELS = 3, 5, 12, 8, 4
_LEFT, _GAP = 1.15, 0.5
_LONGEST, _AT_END, _LETTER_INCHES = 30, 22, 0.13
_BAND = 0.13


@as_written
def plot_sweep(
    result: Sweep,
    quantity: str | None = None,
    ax: Axes | None = None,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw what a sweep found over the numbers that it varied.

    A grid of one number is drawn as lines with 95 % bands; of two numbers as a heat map, the first
    across and the second up; of three as a heat map for each value of the third. The points of a
    Latin hypercube or Sobol design are drawn with 95 % intervals over each number in turn.

    Parameters
    ----------
    result : Sweep
        Of at most three numbers.
    quantity : str, optional
        Which of the sweep's quantities; lines show all that are shares unless told otherwise, other
        pictures the first.
    ax : matplotlib Axes, optional
        For a picture of one panel.
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.

    Returns
    -------
    Axes
        Those drawn on, the first of several panels.

    Raises
    ------
    ArgumentError
        There is no such quantity, or there is more than a page can show.
    """
    if not isinstance(result, Sweep):
        raise ArgumentError(f"plot_sweep takes the result of sweep; got {type(result).__name__}")
    if quantity is not None:
        result.of(quantity)
    n, rows = len(result.paths), np.arange(len(result.points))
    if n > _PATHS:
        raise ArgumentError(
            f"a picture shows {_PATHS} numbers at most, and this sweep varies "
            f"{n}; to_frame() and to_xarray() hold all"
        )
    # The points of each panel, numbers of rows.
    panels = [rows] if result.is_grid else [rows] * n
    if result.is_grid and n > 1:
        across, up, n_maps = (*map(len, result.axes), 1)[:3]
        if across * n_maps > _ACROSS or up > _UP or n_maps > _PANELS:
            raise ArgumentError(
                f"a heat map can be read with {_ACROSS} cells across, {_UP} up and {_PANELS} "
                f"panels at most; this grid has {across * n_maps}, {up} and {n_maps}. Draw it "
                "without numbers: sweep.to_xarray()['value'].sel(quantity=...).plot()"
            )
        if n == _PATHS:
            panels = [rows[result.points[:, 2] == value] for value in np.sort(result.axes[2])]
    if ax is not None and len(panels) > 1:
        raise ArgumentError(f"ax takes one panel, and this sweep has {len(panels)}; leave out")
    texts: tuple[str, ...] = (result.quantities[0] if quantity is None else quantity,)
    if quantity is None and result.is_grid and n == 1 and all(result.shares):
        texts = result.quantities[:_LINES]
    if ax is None:
        axes = _page(result, texts, panels, title, size)
    else:
        axes = [begin(ax, _words(result, texts), _room(result), title=title, size=size)]
    form = _form(result, texts)
    every = np.concatenate([result.of(text)[:, 0] for text in texts])
    for place, (one, rows) in enumerate(zip(axes, panels, strict=True)):
        if not result.is_grid:
            value, low, high = (form.scale * result.of(texts[0])[:, i] for i in (0, 2, 3))
            one.errorbar(
                result.points[:, place], value, yerr=[value - low, high - value],
                linestyle="none", marker="o", markersize=8, markeredgecolor="white",
                color=PALETTE[0], elinewidth=1.2, ecolor="#8fb8d6", zorder=3,
            )  # fmt: skip
            _name_axes(one, result, place, texts, form, first=place == 0)
            clean(one, grid="y")
        elif n == 1:
            _draw_lines(one, result, texts, form)
        else:
            _draw_map(one, result, texts[0], rows, form, ends_of(every), first=place == 0)
    return axes[0]


def _quantity(text: str) -> str:
    return ENDINGS[text].words if text in ENDINGS else text


def _form(result: Sweep, texts: Sequence[str]) -> Form:
    numbers = np.concatenate([result.of(text) for text in texts])
    shares = bool(result.shares[result.quantities.index(texts[0])])
    return Form.of(numbers[:, 0], numbers[:, 1], shares=shares)


def _words(result: Sweep, texts: Sequence[str]) -> Words:
    names, form = short_names(result.paths), _form(result, texts)
    low, high = ends_of(np.concatenate([result.of(text)[:, 0] for text in texts]))
    said = "Shares of the endings" if set(texts) <= set(ENDINGS) else "Shares of worlds"
    if len(texts) == 1:
        said = _quantity(texts[0])
        said = f"{said[0].upper()}{said[1:]}: {form.value(low)} to {form.value(high)}"
    kinds = {True: "bands: 95 % interval", False: "whiskers: 95 % interval"}
    mark = kinds[result.is_grid]
    if result.is_grid and len(result.paths) > 1:
        mark = "small: standard error"
    under = f"{result.title} · varied: {joined(result.paths)}"
    return Words(f"{said} over {joined([*names.values()])}", under, f"{size_of(result)} · {mark}")


def _room(result: Sweep) -> Margins:
    is_line, is_map = (result.is_grid and (len(result.paths) == 1) is one for one in (True, False))
    return Margins(_LEFT, 3.1 if is_line else 0.4, 0.8, 0.5 if is_map else 0.15)


def _page(
    result: Sweep,
    texts: Sequence[str],
    panels: Sequence[Ints],
    title: str | None,
    size: Size | None,
) -> list[Axes]:
    """Return the panels of a page with its words."""
    words, room = _words(result, texts), _room(result)
    page = new_page(words if title is None else words._replace(title=title), size=size)
    # Side by side, one scale for all.
    n = len(panels)
    wide = (page.width - room.left - room.right - _GAP * (n - 1)) / n
    lefts = [room.left + place * (wide + _GAP) for place in range(n)]
    return [page.axes(room._replace(left=at, right=page.width - at - wide)) for at in lefts]


def _draw_lines(ax: Axes, result: Sweep, texts: Sequence[str], form: Form) -> None:
    """Draw quantities over one number with their bands."""
    order = np.argsort(result.points[:, 0])
    x, names = result.points[order, 0], []
    for number, text in enumerate(texts):
        value, low, high = (form.scale * result.of(text)[order, i] for i in (0, 2, 3))
        colour = ENDINGS[text].colour if text in ENDINGS else PALETTE[number]
        ax.fill_between(x, low, high, color=colour, alpha=_BAND, linewidth=0, zorder=1)
        ax.plot(
            x, value, color=colour, linestyle=DASHES[number], linewidth=3.2, marker="o",
            markersize=8, markeredgecolor="white", zorder=3,
        )  # fmt: skip
        known = value[np.isfinite(value)]
        if known.size:
            names.append((float(known[-1]), _short(_quantity(text), _AT_END), colour))
    if len(texts) == 1:
        written = form.scale * float(result.baseline[result.quantities.index(texts[0]), 0])
        ax.axhline(written, color=MUTED, linewidth=2, linestyle=DASHES[2], zorder=2)
        names.append((written, "as written", MUTED))
    ax.margins(x=0.02)
    _name_axes(ax, result, 0, texts, form)
    clean(ax, grid="y")
    for (_, words, colour), place in zip(
        names, heights_apart(ax, [name[0] for name in names]), strict=True
    ):
        write(ax, (1.0, place), "■", on="row", shift=(6, 0), colour=colour)
        write(ax, (1.0, place), words, on="row", shift=(24, 0), font=SMALL)


def _draw_map(
    ax: Axes,
    result: Sweep,
    text: str,
    rows: Ints,
    form: Form,
    ends: tuple[float, float],
    *,
    first: bool,
) -> None:
    """Draw a quantity over two numbers, the first across and the second up."""
    points, numbers = result.points[rows], result.of(text)[rows]
    x, y = np.unique(points[:, 0]), np.unique(points[:, 1])
    order = np.lexsort((points[:, 0], points[:, 1]))
    values, errors = (numbers[order, i].reshape(len(y), len(x)) for i in (0, 1))
    low, high = ends
    # Numbers that their errors do not tell apart, or rounding alone, are all white.
    apart = high - low > max(2.8 * float(np.median(np.nan_to_num(errors))), 1e-9)
    shades = (values - low) / (high - low) if apart else np.zeros_like(values)
    draw_cells(ax, values, errors, form, shades)
    for axis, marks in ((ax.xaxis, x), (ax.yaxis, y)):
        axis.set_ticks(range(len(marks)), _told_apart(marks), fontsize=FONT)
    ax.set_xlim(-0.5, len(x) - 0.5)
    ax.set_ylim(-0.5, len(y) - 0.5)
    names = [*short_names(result.paths).values()]
    label_axes(ax, _short(names[0]), _short(names[1]) if first else "")
    if not first:
        ax.set_yticks([])
    if len(names) == _PATHS:
        third = np.unique(result.points[:, 2])
        title = f"{_short(names[2])} {_told_apart(third)[third.tolist().index(points[0, 2])]}"
        ax.set_title(title, fontsize=FONT, color=INK, pad=8)
    clean(ax, base=False)


def _name_axes(
    ax: Axes, result: Sweep, place: int, texts: Sequence[str], form: Form, *, first: bool = True
) -> None:
    """Say what lies across and what lies up."""
    from matplotlib.ticker import MaxNLocator

    path = result.paths[place]
    unit = f", {result.units[path]}" if result.units[path] else ""
    letters = int(ax.get_window_extent().width / ax.figure.dpi / _LETTER_INCHES)
    across = _short(short_names(result.paths)[path] + unit, letters)
    up = "share of worlds, %" if form.unit else _short(texts[0])
    label_axes(ax, across, up if first else "")
    ax.xaxis.set_major_locator(MaxNLocator(5))
    for axis in (ax.xaxis, ax.yaxis):
        mark_within(axis)


def _told_apart(marks: Floats) -> list[str]:
    """Return numbers with three digits, or with as many more as tell them apart."""
    for digits in range(3, 17):
        texts = [f"{mark:.{digits}g}" for mark in marks]
        if len({*texts}) == len(marks):
            break
    return texts


def _short(name: str, letters: int = _LONGEST) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"
