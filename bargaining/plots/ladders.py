"""One ladder over the rounds: how many worlds stand on which rung."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.outcomes import Outcomes
from bargaining.plots.letters import width_of, wrap
from bargaining.plots.style import (
    ACCENT,
    FONT,
    INK,
    MUTED,
    clean,
    in_hundred,
    inches_high,
    write_right,
)
from bargaining.text import of_hundred

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_MOST_RUNGS_SHOWN = 12
_LEAST_SHOWN = 0.005
# Rungs' names: their size, the height of a line of them, and what keeps them apart.
_NAME_FONT = FONT - 1
_LINE_INCHES = 0.23
_GAP_INCHES = 0.06
_LETTERS = 40
_BANDS = ((0.05, 0.95, 0.20), (0.25, 0.75, 0.40))


def is_fine(n_rungs: int) -> bool:
    """Return whether a ladder is too fine to show rung by rung."""
    return n_rungs > _MOST_RUNGS_SHOWN


def draw_ladder(
    ax: Axes, outcomes: Outcomes, issue: str, *, title_at: float = 0.0, name_inches: float = 1.9
) -> None:
    """Draw the ladder of the issue of that name.

    The title begins at a share of the panel's width; left of the panel is room for rungs' names.
    """
    record = outcomes.scenario.issues[issue]
    levels = np.array([rung.level for rung in record.rungs])
    fine = is_fine(len(levels))
    clean(ax, base=False, grid="y" if fine else "")
    rung = outcomes["rung"][:, :, outcomes.labels["issue"].index(issue)]
    rounds = np.arange(rung.shape[1])
    if not fine:
        _draw_rungs(ax, rung, levels)
        _name_rungs(ax, [rung.label for rung in record.rungs], levels, name_inches)
    else:
        # Bands of quantiles; between them lie 90 % and 50 % of the worlds.
        for low, high, opacity in _BANDS:
            band = np.quantile(levels[rung], (low, high), axis=0)
            ax.fill_between(rounds, *band, color=ACCENT, alpha=opacity, linewidth=0, zorder=1)
        ax.set_ylim(-0.03, 1.03)
        ends = [0, len(levels) - 1]
        _name_rungs(ax, [record.rungs[i].label for i in ends], levels[ends], name_inches)
    mean = levels[rung].mean(axis=0)
    # A white edge keeps the line apart from dark shades; a single round has no line to show.
    marker = "o" if len(rounds) == 1 else None
    ax.plot(rounds, mean, color="white", linewidth=5, marker=marker, markersize=12, zorder=4)
    ax.plot(rounds, mean, color=INK, linewidth=2.5, marker=marker, markersize=8, zorder=5)
    if fine:
        # The mean level at the end, beside the end of its line.
        write_right(ax, float(mean[-1]), f"{in_hundred(mean[-1])} %", bold=True)
    label = record.label or issue.replace("_", " ")
    title = "".join(wrap(label, 46, most=1))
    ax.set_title(title, fontsize=FONT, fontweight="bold", color=INK, loc="left", pad=7, x=title_at)


def _draw_rungs(ax: Axes, rung: NDArray[Any], levels: NDArray[np.float64]) -> None:
    """Shade each round and rung by the share of worlds that stand there."""
    from matplotlib.colors import LinearSegmentedColormap

    n_rounds = rung.shape[1]
    shares = np.stack([(rung == k).mean(axis=0) for k in range(len(levels))])
    middles = (levels[1:] + levels[:-1]) / 2
    edges = np.concatenate(
        [[levels[0] - (middles[0] - levels[0])], middles, [2 * levels[-1] - middles[-1]]]
    )
    shades = LinearSegmentedColormap.from_list("shades", ["#ffffff", "#9ecae8", ACCENT, "#00395c"])
    ax.pcolormesh(
        np.arange(n_rounds + 1) - 0.5, edges, shares, cmap=shades, vmin=0, vmax=1,
        edgecolors="white", linewidth=0.6, zorder=1,
    )  # fmt: skip
    stride = math.ceil(_LINE_INCHES / _spacing(ax, len(levels)))
    ends = zip(levels, shares[:, -1], of_hundred(shares[:, -1]), strict=True)
    for level, share, whole in islice(ends, None, None, stride):
        if share >= _LEAST_SHOWN:
            write_right(ax, level, f"{whole} %")
    ax.set_ylim(edges[0], edges[-1])


def _name_rungs(
    ax: Axes, labels: list[str], levels: NDArray[np.float64], name_inches: float
) -> None:
    stride = math.ceil(_LINE_INCHES / _spacing(ax, len(labels)))
    labels, levels = labels[::stride], levels[::stride]
    room = _spacing(ax, len(labels)) - _GAP_INCHES
    lines = max(1, min(3, int(room / _LINE_INCHES)))
    names = []
    for label in labels:
        # As many letters a line as have room; what is left out is told by an ellipsis.
        fitted: list[str] = []
        for letters in range(_LETTERS, 2, -1):
            fitted = wrap(label, letters, most=lines)
            if (
                max((width_of(line, _NAME_FONT) for line in fitted), default=0.0)
                <= name_inches * 72
            ):
                break
        names.append("\n".join(fitted))
    ax.set_yticks(levels, names, fontsize=_NAME_FONT, linespacing=1.0, color=MUTED)


def _spacing(ax: Axes, n_rungs: int) -> float:
    """Return the height of a rung on the page, in inches."""
    return inches_high(ax) / n_rungs
