"""Which worlds a change turned from which ending to which: ribbons from before to after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bargaining.analysis.compare import Comparison
from bargaining.analysis.comparison_table import signed
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending
from bargaining.plots.style import (
    ENDING_COLOURS,
    FONT,
    INK,
    MUTED,
    in_hundred,
    new_figure,
    write_heading,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_flow"]

_GAP = 0.035
_BLOCK = 0.022
_STAYS, _FLIPS = 0.22, 0.72
# Two lines of words beside a block, and one number on a ribbon, in inches.
_LABEL_INCHES, _NUMBER_INCHES = 0.62, 0.27


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
        Where to draw. Without it a page of its own is made, with title and caption; save it with
        ``plot_flow(comparison).figure.savefig("flow.png", dpi=150)``.

    Returns
    -------
    matplotlib Axes
    """
    if not isinstance(comparison, Comparison):
        raise ArgumentError(
            f"plot_flow takes a result of compare; got a {type(comparison).__name__}"
        )
    if ax is None:
        figure = new_figure()
        told = " · ".join(filter(None, (comparison.title, comparison.note)))
        top = write_heading(figure, _statement(comparison), told, _caption(comparison))
        ax = figure.add_axes((0.235, 0.1, 0.4, top - 0.15))
    _draw(ax, comparison)
    return ax


def _statement(comparison: Comparison) -> str:
    flips = comparison.flow - np.diag(np.diag(comparison.flow))
    if not flips.any():
        return "No world ends otherwise than before"
    before, after = (int(k) for k in np.unravel_index(flips.argmax(), flips.shape))
    share = in_hundred(comparison.flipped.value)
    how = "most of them" if 2 * flips.max() > flips.sum() else "most often"
    path = f"from {Ending(before).words} to {Ending(after).words}"
    return f"{share} of 100 worlds end otherwise; {how} {path}"


def _caption(comparison: Comparison) -> str:
    draws = f"{comparison.n_draws:,} draw{'' if comparison.n_draws == 1 else 's'}"
    worlds = f"{comparison.n_worlds:,} world{'' if comparison.n_worlds == 1 else 's'}"
    return (
        f"{worlds} ({draws}), same luck before and after · pale: ending stays · right: change in "
        "points"
    )


def _draw(ax: Axes, comparison: Comparison) -> None:
    ax.set_xlim(0, 1)
    ax.set_ylim(1 + _GAP * (len(Ending) - 1), 0)
    ax.axis("off")
    flow = comparison.flow / comparison.n_worlds
    tops = [_tops(flow.sum(axis=axis)) for axis in (1, 0)]
    _draw_ribbons(ax, flow, comparison, tops)
    for side, x in enumerate((0.0, 1.0 - _BLOCK)):
        for ending, share in enumerate(flow.sum(axis=1 - side)):
            ax.bar(
                x,
                share,
                _BLOCK,
                tops[side][ending],
                align="edge",
                color=ENDING_COLOURS[Ending(ending)],
                zorder=3,
            )
    _draw_labels(ax, comparison, flow, tops)
    for x, word, align in ((0.0, "before", "left"), (1.0, "after", "right")):
        ax.annotate(
            word,
            (x, 1.0),
            xycoords="axes fraction",
            xytext=(0, 6),
            textcoords="offset points",
            ha=align,
            fontsize=FONT,
            color=MUTED,
        )


def _tops(shares: Floats) -> Floats:
    """Return where each block begins, from above."""
    return np.asarray(np.cumsum(shares) - shares + _GAP * np.arange(len(shares)))


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
            _draw_ribbon(ax, left, right, share, ENDING_COLOURS[before], stays=stays)
            if share > _NUMBER_INCHES * inch:
                ax.text(
                    _BLOCK + 0.012,
                    left + share / 2,
                    f"{comparison.flow[before, after]:,}",
                    va="center",
                    fontsize=FONT,
                    color=MUTED if stays else INK,
                    fontweight="normal" if stays else "bold",
                    zorder=5,
                )


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
    whole = ax.get_ylim()[0]
    for side, (x, align) in enumerate(((-0.02, "right"), (1.02, "left"))):
        shares = flow.sum(axis=1 - side)
        middles = [float(top + share / 2) for top, share in zip(tops[side], shares, strict=True)]
        places = _apart(middles, _LABEL_INCHES * inch, whole)
        for ending, place in zip(Ending, places, strict=True):
            share = shares[ending]
            worlds = round(float(share) * comparison.n_worlds)
            change = comparison.endings[ending].estimate
            second = f"{100 * share:.1f} % ({worlds:,})"
            if side:
                by, low, high = (
                    signed(100 * number, 1) for number in (change.value, change.low, change.high)
                )
                second += f"  {by} ({low} to {high})"
            for text, offset, weight, colour in (
                (ending.words, -0.13, "bold", INK),
                (second, 0.13, "normal", MUTED),
            ):
                ax.text(
                    x,
                    place + offset * inch,
                    text,
                    ha=align,
                    va="center",
                    fontsize=FONT if weight == "bold" else FONT - 1,
                    fontweight=weight,
                    color=colour,
                )


def _per_inch(ax: Axes) -> float:
    """Return how much of the vertical axis an inch of the page is."""
    height = ax.get_window_extent().height / ax.figure.dpi
    return float(ax.get_ylim()[0] / height)


def _apart(places: list[float], gap: float, whole: float) -> list[float]:
    """Push rising places apart to `gap`, and back up where they would run off the end."""
    pushed: list[float] = []
    for place in places:
        pushed.append(max(place, pushed[-1] + gap if pushed else gap / 2))
    limit = whole - gap / 2
    for k in range(len(pushed) - 1, -1, -1):
        pushed[k] = min(pushed[k], limit)
        limit = pushed[k] - gap
    return pushed
