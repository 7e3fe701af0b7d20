"""Which worlds a change turned from which ending to which: ribbons from before to after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bargaining.analysis.compare import Comparison
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending
from bargaining.plots.letters import as_written
from bargaining.plots.style import FONT, INK, MUTED, new_page, write
from bargaining.text import counted, signed

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
    _draw(ax, comparison)
    return ax


def _draw(ax: Axes, comparison: Comparison) -> None:
    ax.set_xlim(0, 1)
    ax.axis("off")
    flow = comparison.flow / comparison.n_worlds
    tops, whole = _places(ax, [flow.sum(axis=axis) for axis in (1, 0)])
    ax.set_ylim(whole, 0)
    _draw_ribbons(ax, flow, comparison, tops)
    for side, x in enumerate((0.0, 1.0 - _BLOCK)):
        for ending, share in enumerate(flow.sum(axis=1 - side)):
            colour = Ending(ending).colour
            ax.bar(x, share, _BLOCK, tops[side][ending], align="edge", color=colour, zorder=3)
    _draw_labels(ax, comparison, flow, tops)
    for x, word, align in ((0.0, "before", "left"), (1.0, "after", "right")):
        write(ax, (x, 1.0), word, ha=align, on="axes", shift=(0, 6), colour=MUTED, va="baseline")


def _places(ax: Axes, sides: list[Floats]) -> tuple[list[Floats], float]:
    """Return where each block begins, from above, on both sides, and how high the axis must be.

    Every block, however small, has room for its words beside it: a label moved away from its
    block would be read as the name of a neighbour.
    """
    n = len(Ending)
    words = min(_LABEL_INCHES / _inches(ax), _MOST_WORDS / n)
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


def _draw_ribbons(ax: Axes, flow: Floats, comparison: Comparison, tops: list[Floats]) -> None:
    inch = _per_inch(ax)
    begin, arrive = tops[0].copy(), tops[1].copy()
    for before in Ending:
        for after in Ending:
            share = flow[before, after]
            if share == 0:
                continue
            left, right = begin[before], arrive[after]
            begin[before] += share
            arrive[after] += share
            stays = before == after
            _draw_ribbon(ax, left, right, share, before.colour, stays=stays)
            if share > _NUMBER_INCHES * inch:
                at, count = (_BLOCK + 0.012, left + share / 2), comparison.flow[before, after]
                colour = MUTED if stays else INK
                write(ax, at, f"{count:,}", colour=colour, bold=not stays, zorder=5)


def _draw_ribbon(
    ax: Axes, left: float, right: float, width: float, colour: str, *, stays: bool
) -> None:
    x = np.linspace(0.0, 1.0, 60)
    bend = x**2 * (3 - 2 * x)
    edge = left + (right - left) * bend
    ax.fill_between(
        _BLOCK + x * (1 - 2 * _BLOCK),
        edge,
        edge + width,
        color=colour,
        alpha=_STAYS if stays else _FLIPS,
        linewidth=0,
        zorder=1 if stays else 2,
    )


def _draw_labels(ax: Axes, comparison: Comparison, flow: Floats, tops: list[Floats]) -> None:
    inch = _per_inch(ax)
    for side, (x, align) in enumerate(((-0.02, "right"), (1.02, "left"))):
        shares = flow.sum(axis=1 - side)
        for ending in Ending:
            share = shares[ending]
            place = float(tops[side][ending] + share / 2)
            worlds = round(float(share) * comparison.n_worlds)
            change = comparison.endings[ending].estimate
            second = f"{100 * share:.1f} % ({worlds:,})"
            if side:
                by, low, high = (
                    signed(100 * end, 1) for end in (change.value, change.low, change.high)
                )
                second += f"  {by} ({low} to {high})"
            write(ax, (x, place - 0.13 * inch), ending.words, bold=True, ha=align)
            at = (x, place + 0.13 * inch)
            write(ax, at, second, font=FONT - 1, colour=MUTED, ha=align)


def _per_inch(ax: Axes) -> float:
    """Return how much of the vertical axis an inch of the page is."""
    return float(ax.get_ylim()[0] / _inches(ax))


def _inches(ax: Axes) -> float:
    """Return how high the axes are on the page."""
    return float(ax.get_window_extent().height / ax.figure.dpi)
