"""The back-test: what was predicted for each cell, and what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.history import BacktestResult, CellResult
from bargaining.outcomes import Ending
from bargaining.plots.letters import as_written
from bargaining.plots.pages import Margins, Size, Words, begin
from bargaining.plots.style import FONT, GRID, INK, MUTED, SMALL, clean, write
from bargaining.text import of_hundred

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEAST_LABELLED = 0.07
_ROW_INCHES = 0.43
_GAP = 0.7


@as_written
def plot_backtest(
    result: BacktestResult,
    ax: Axes | None = None,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw the predicted shares of the endings as one bar per cell, the coded ending framed.

    Parameters
    ----------
    result : BacktestResult
        At least one cell.
    ax : matplotlib Axes, optional
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    from matplotlib.patches import Patch

    if not isinstance(result, BacktestResult):
        raise ArgumentError(f"plot_backtest takes results of backtest; got {type(result).__name__}")
    if not result.cells:
        raise ArgumentError("there is nothing to draw: the result holds no cells")
    n_rows = len(result.cells) + _GAP * len(result.splits)
    inches, room = _ROW_INCHES * n_rows, Margins(3.0, 1.5, 0.45, 0.5)
    ax = begin(ax, _words(result), room, title=title, size=size, inches=inches)
    y = 0.0
    ticks, names = [], []
    for split in result.splits:
        name = "training" if split == "train" else "test"
        write(ax, (-0.015, y), name, on="row", font=SMALL, colour=MUTED, ha="right")
        y += _GAP
        for cell in result.of(split):
            _draw_cell(ax, y, cell)
            doubt = "?" if cell.confidence == "low" else ""
            ticks.append(y)
            names.append(f"{cell.id}{doubt}  {cell.start}, {cell.months} m")
            y += 1.0
    ax.set_yticks(ticks, names, fontsize=FONT, color=INK)
    ax.set_ylim(y - 0.45, -0.45)
    ax.set_xlim(0, 1)
    shares = np.linspace(0, 1, 6)
    ax.set_xticks(shares, [f"{100 * share:.0f} %" for share in shares], fontsize=FONT, color=INK)
    clean(ax, base=False)
    write(ax, (1.015, 0.0), "Brier", on="row", font=SMALL, colour=MUTED)
    ax.legend(
        handles=[Patch(facecolor=one.colour, label=one.words) for one in Ending],
        loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=len(Ending),
        fontsize=SMALL, frameon=False, labelcolor=INK, handlelength=1.0, handletextpad=0.4,
        columnspacing=1.2, borderaxespad=0.0,
    )  # fmt: skip
    # Halves are marked behind the bars, so that shares can be read off without numbers.
    ax.axvline(0.5, color=GRID, linewidth=1, zorder=0)
    return ax


def _words(result: BacktestResult) -> Words:
    """Return words of which the title claims no more than so few cells can carry."""
    held = result.of("test") or result.cells
    which = "test cell" if result.of("test") else "cell"
    likeliest = [Ending(int(np.argmax(cell.worlds))) for cell in held]
    came = sum(cell.happened[ending] > 0 for cell, ending in zip(held, likeliest, strict=True))
    many = f"{which}{'' if len(held) == 1 else 's'}"
    title = f"In {came} of {len(held)} {many} the likeliest ending is the one that came"
    if len(held) > 1 and len(set(likeliest)) == 1:
        name = likeliest[0].words.capitalize()
        title = f"{name} is likeliest in every {which}; it came in {came} of {len(held)}"
    told = "Too few cells to tell skill from luck"
    if "test" in result.splits:
        gap = result.difference("brier", "climatology", split="test")
        by_rule, first = (
            [
                f"{result.mean_score('brier', name, split='test', coding=coding):.2f}"
                for name in ("model", "climatology")
            ]
            for coding in ("happened", "first_coding")
        )
        within = f"{gap.low:+.2f} to {gap.high:+.2f}, {gap.n_informed} clusters"
        told = (
            f"Brier score {by_rule[0]}, of the climatology of earlier cells {by_rule[1]}; "
            f"difference {gap.value:+.2f} ({within if gap.clustered else 'one cluster'}). "
            f"With the endings first coded: {first[0]} and {first[1]}"
        )
    run = result.run
    rests_on = (
        f"{run['worlds']:,} worlds a cell ({run['draws']:,} draws) · seed {run['seed']} · "
        "framed: ending coded from the record · ?: with low confidence"
    )
    return Words(title, told, rests_on)


def _draw_cell(ax: Axes, y: float, cell: CellResult) -> None:
    from matplotlib.patches import Rectangle

    left = 0.0
    for ending, whole in zip(Ending, of_hundred(cell.shares), strict=True):
        share = float(cell.shares[ending])
        ax.barh(
            y, share, left=left, height=0.74, color=ending.colour, edgecolor="white",
            linewidth=1,
        )  # fmt: skip
        if share >= _LEAST_LABELLED:
            # Dark letters on a light colour, white ones on a dark colour.
            shades = (int(ending.colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
            light = float(np.dot((0.299, 0.587, 0.114), [*shades])) > 0.45
            at, colour = (left + share / 2, y), INK if light else "white"
            write(ax, at, f"{whole}", font=SMALL, colour=colour, ha="center")
        if cell.happened[ending] > 0:
            # An ending that hardly any world had still shows where it would be.
            ax.add_patch(
                Rectangle(
                    (left, y - 0.37), max(share, 0.004), 0.74, fill=False, edgecolor=INK,
                    linewidth=3.2, clip_on=False, zorder=5,
                )
            )  # fmt: skip
        left += share
    write(ax, (1.015, y), f"{cell.score('brier'):.2f}", on="row")
