"""Which worlds a change turned from which ending to which: ribbons from before to after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bargaining.analysis.compare import Comparison
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending
from bargaining.plots.letters import as_written
from bargaining.plots.style import FONT, INK, MUTED, inches_high, new_page, write
from bargaining.text import counted, percent, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAP = 0.035
_BLOCK = 0.022
_STAYS, _FLIPS = 0.22, 0.72
# Two lines of words beside a block, and one number on a ribbon, in inches.
_LABEL_INCHES, _NUMBER_INCHES = 0.62, 0.27
# The most of a small axes' height that room for words may take from the blocks.
_MOST_WORDS = 0.7


@as_written
def plot_flow(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw how worlds flow from their ending before a change to their ending after it.

    Ribbons have the colour of the ending they come from, pale where the ending stays, and their
    number of worlds where it can be read. Beside each block stand share and number of worlds, on
    the right also the change with its 95 % interval.

    Parameters
    ----------
    comparison : Comparison
        As `bargaining.compare` returns it.
    ax : matplotlib Axes, optional
    """
    if not isinstance(comparison, Comparison):
        raise ArgumentError(f"plot_flow takes a result of compare; got {type(comparison).__name__}")
    if ax is None:
        worlds = counted(comparison.n_worlds, "world")
        told = " · ".join(filter(None, (comparison.title, comparison.note)))
        rests_on = (
            f"{worlds} ({counted(comparison.n_draws, 'draw')}), same chance before and after · "
            "pale: ending stays · right: change in points"
        )
        figure, top = new_page(comparison.net_effect(), told, rests_on)
        ax = figure.add_axes((0.235, 0.1, 0.4, top - 0.15))
    ax.set_xlim(0, 1)
    ax.axis("off")
    flow = comparison.flow / comparison.n_worlds
    tops, whole = _places(ax, [flow.sum(axis=axis) for axis in (1, 0)])
    ax.set_ylim(whole, 0)
    inch = whole / inches_high(ax)
    _draw_ribbons(ax, comparison, tops, _NUMBER_INCHES * inch)
    for side, (x, align, word) in enumerate(((0.0, "left", "before"), (1.0, "right", "after"))):
        write(ax, (x, 1.0), word, ha=align, on="axes", shift=(0, 6), colour=MUTED, va="baseline")
        outside, beside = ("left", 1.02) if side else ("right", -0.02)
        for ending, of in comparison.endings.items():
            share, top = float(flow.sum(axis=1 - side)[ending]), float(tops[side][ending])
            at, colour = x - side * _BLOCK, ending.colour
            ax.bar(at, share, _BLOCK, top, align="edge", color=colour, zorder=3)
            said = f"{percent(share)} % ({round(share * comparison.n_worlds):,})"
            if side:
                numbers = (of.value, of.estimate.low, of.estimate.high)
                by, low, high = (signed(100 * one, 1) for one in numbers)
                said += f"  {by} ({low} to {high})"
            middle = top + share / 2
            write(ax, (beside, middle - 0.13 * inch), ending.words, bold=True, ha=outside)
            under = (beside, middle + 0.13 * inch)
            write(ax, under, said, font=FONT - 1, colour=MUTED, ha=outside)
    return ax


def _places(ax: Axes, sides: list[Floats]) -> tuple[list[Floats], float]:
    """Return where each block begins, from above, on both sides, and how high the axis must be.

    Every block, however small, has room for its words beside it: a label moved away from its
    block would be read as the name of a neighbour.
    """
    n = len(Ending)
    words = min(_LABEL_INCHES / inches_high(ax), _MOST_WORDS / n)
    whole = 1.0
    for _ in range(100):  # room for words is a share of the whole, which grows with it
        rooms = [np.maximum(shares, words * whole) for shares in sides]
        whole = max(float(room.sum()) for room in rooms) + _GAP * (n - 1)
    tops = []
    for shares, room in zip(sides, rooms, strict=True):
        gap = (whole - float(room.sum())) / (n - 1)
        slots = np.cumsum(room) - room + gap * np.arange(n)
        tops.append(np.asarray(slots + (room - shares) / 2))
    return tops, whole


def _draw_ribbons(ax: Axes, comparison: Comparison, tops: list[Floats], numbered: float) -> None:
    """Draw who went where; shares above `numbered` have their number of worlds."""
    begin, arrive = tops[0].copy(), tops[1].copy()
    x = np.linspace(0.0, 1.0, 60)
    bend = x**2 * (3 - 2 * x)
    for before in Ending:
        for after in Ending:
            count = int(comparison.flow[before, after])
            share = count / comparison.n_worlds
            if share == 0:
                continue
            left, right = begin[before], arrive[after]
            begin[before] += share
            arrive[after] += share
            stays = before == after
            edge = left + (right - left) * bend
            ax.fill_between(
                _BLOCK + x * (1 - 2 * _BLOCK), edge, edge + share, color=before.colour,
                alpha=_STAYS if stays else _FLIPS, linewidth=0, zorder=1 if stays else 2,
            )  # fmt: skip
            if share > numbered:
                at, colour = (_BLOCK + 0.012, left + share / 2), MUTED if stays else INK
                write(ax, at, f"{count:,}", colour=colour, bold=not stays, zorder=5)
