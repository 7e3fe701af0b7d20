"""One finding in a picture: its effect beside noise, turned signs and the robustness grid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.claims.results import ClaimResult, Figures
from bargaining.claims.verdict import form_of
from bargaining.claims.wording import grid_text, number_text, outlet_and_title
from bargaining.plots.letters import as_written, wrap
from bargaining.plots.style import ACCENT, FONT, GRID, INK, MUTED, clean, new_figure, write_heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_finding"]

_ORANGE = "#A63D00"


@as_written
def plot_finding(result: ClaimResult) -> Axes:
    """Draw a claim's effect, and what is left of it where its causes are taken away.

    From the top: the effect; the same with the sign of its terms turned in half of the prior; the
    same without payoffs; and one dot for each variant of the scenario. The shaded side is the one
    that meets the threshold.

    Parameters
    ----------
    result : ClaimResult

    Returns
    -------
    matplotlib Axes
    """
    claim, scale = result.claim, 100.0 if result.claim.relative else 1.0
    rows: list[tuple[str, Figures, str]] = [("as the file stands", result.figures, ACCENT)]
    for name, one in (("signs of its terms open", result.symmetric), ("no payoffs", result.null)):
        if one is not None and not math.isnan(one.value):
            rows.append((name, one, MUTED))
    figure = new_figure(-1.9)
    width, height = figure.get_size_inches()
    top = write_heading(
        figure,
        wrap(f"{result.id}  {claim.statement}", 138, max_lines=1, placeholder=" …")[0],
        f"{outlet_and_title(result.article)} · {result.scenario}",
        f"{result.figures.n_worlds:,} worlds in {result.figures.n_draws:,} draws an arm · "
        f"{100 * claim.confidence:g} % intervals: Monte Carlo and prior sampling only",
    )
    ax: Axes = figure.add_axes((3.3 / width, 0.95 / height, 9.6 / width, top - 1.15 / height))
    for place, (_, one, colour) in enumerate(rows):
        ends = [scale * end for end in (one.low, one.high)]
        ax.plot(ends, [place] * 2, color=colour, linewidth=4, solid_capstyle="butt", zorder=3)
        ax.plot(scale * one.value, place, "o", color=colour, markersize=12, zorder=4)
        ax.annotate(
            number_text(claim, one.value), (scale * one.value, place), (0, 11),
            textcoords="offset points", ha="center", fontsize=FONT - 1, color=colour, zorder=5,
        )  # fmt: skip
    labels = [name for name, _, _ in rows]
    if result.grid:
        labels.append(f"grid: {grid_text(result)} its way")
        for point in result.grid:
            colour, mark = (ACCENT, "o") if point.right else (_ORANGE, "X")
            ax.plot(
                scale * point.value, len(rows), mark, color=colour, markersize=9, alpha=0.65,
                markeredgecolor="white", zorder=3,
            )  # fmt: skip
    ax.set_ylim(len(labels) - 0.4, -0.7)
    _threshold(ax, result, scale)
    ax.set_yticks(range(len(labels)), labels)
    clean(ax)
    ax.tick_params(axis="x", labelcolor=MUTED)
    ax.grid(axis="x", color=GRID, zorder=0)
    ax.set_xlabel("per cent" if claim.relative else "in the claim's own unit", fontsize=FONT - 1)
    return ax


def _threshold(ax: Axes, result: ClaimResult, scale: float) -> None:
    claim = result.claim
    if claim.threshold is None:
        return
    bound = scale * claim.threshold
    low, high = ax.get_xlim()
    low, high = min(low, -abs(bound) * 1.1 if bound < 0 else low), max(high, bound * 1.1)
    if form_of(claim) == "equality":
        low, high = min(low, -1.1 * bound), max(high, 1.1 * bound)
        ends = -bound, bound
    elif claim.direction in ("<", "<=") and form_of(claim) != "order":
        ends = low, bound
    else:
        ends = bound, high
    ax.axvspan(*ends, color="#e8f1f7", linewidth=0, zorder=0)
    for end in set(ends) & {bound, -bound}:
        ax.axvline(end, color=INK, linewidth=1.6, zorder=2)
    ax.set_xlim(low, high)
