"""A picture of one claim's effect, and of what is left of it without its causes."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from bargaining.claims.report import grid_text, number_text, title_of
from bargaining.claims.results import ClaimResult, Figures
from bargaining.claims.verdict import Verdict, form_of
from bargaining.plots.claims import LOOK, OUTLET_FIRST
from bargaining.plots.letters import as_written, wrap
from bargaining.plots.pages import SIZE, Margins, Words, new_page
from bargaining.plots.style import ACCENT, INK, MUTED, SMALL, clean, draw_interval, write

__all__ = ["plot_finding"]


@as_written
def plot_finding(result: ClaimResult) -> Axes:
    """Draw a claim's effect, and what is left of it where its causes are taken away.

    From the top: the effect; the same with the sign of its terms turned in half of the prior; the
    same without payoffs; and one dot for each variant of the scenario. The shaded side is the one
    that meets the threshold.
    """
    claim, scale = result.claim, 100.0 if result.claim.relative else 1.0
    rows: list[tuple[str, Figures, str]] = [("as the file stands", result.figures, ACCENT)]
    for name, one in (("random signs of its terms", result.symmetric), ("no payoffs", result.null)):
        if one is not None and not math.isnan(one.value):
            rows.append((name, one, MUTED))
    words = Words(
        wrap(f"{result.id}  {claim.statement}", 128, most=1)[0],
        f"{title_of(result.article, OUTLET_FIRST)} · {result.scenario}",
        f"{result.figures.n_worlds:,} worlds in {result.figures.n_draws:,} draws an arm · "
        f"{100 * claim.confidence:g} % intervals: Monte Carlo and prior sampling only",
    )
    ax = new_page(words, SIZE[1] - 1.9).axes(Margins(3.7, 0.4, 0.75, 0.2))
    for place, (_, one, colour) in enumerate(rows):
        draw_interval(ax, (scale * one.low, scale * one.high), place, colour, 4)
        ax.plot(scale * one.value, place, "o", color=colour, markersize=12, zorder=4)
        at, said = (scale * one.value, place), number_text(claim, one.value)
        write(
            ax, at, said, shift=(0, 11), font=SMALL, colour=colour, ha="center", va="baseline",
            zorder=5,
        )  # fmt: skip
    labels = [name for name, _, _ in rows]
    if result.grid:
        labels.append(f"variants: {grid_text(result)} its way")
        for variant, right in result.grid_right.items():
            colour, mark = (ACCENT, "o") if right else (LOOK[Verdict.CONTRADICTED][0], "X")
            ax.plot(
                scale * result.grid[variant], len(rows), mark, color=colour, markersize=9,
                alpha=0.65, markeredgecolor="white", zorder=3,
            )  # fmt: skip
    ax.set_ylim(len(labels) - 0.4, -0.7)
    _mark_threshold(ax, result, scale)
    ax.set_yticks(range(len(labels)), labels)
    clean(ax, grid="x")
    ax.tick_params(axis="x", labelcolor=MUTED)
    ax.set_xlabel("per cent" if claim.relative else "in the claim's own unit", fontsize=SMALL)
    return ax


def _mark_threshold(ax: Axes, result: ClaimResult, scale: float) -> None:
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
