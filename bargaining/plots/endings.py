"""How often each ending comes, with its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.errors import OutcomesError
from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.clustered import Estimate, estimate_share
from bargaining.outcomes.given import expect_outcomes
from bargaining.plots.style import (
    ENDING_COLOURS,
    FONT,
    GRID,
    INK,
    MUTED,
    caption,
    clean,
    in_hundred,
    new_figure,
    subtitle,
    write_heading,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_endings"]


def plot_endings(outcomes: Outcomes, ax: Axes | None = None) -> Axes:
    """Draw the shares of the endings as bars with 95 % intervals.

    Parameters
    ----------
    outcomes : Outcomes
        At least one world.
    ax : matplotlib Axes, optional
        Where to draw. Without it a page of its own is made, with title and caption; save it with
        ``plot_endings(outcomes).figure.savefig("endings.png", dpi=150)``.

    Returns
    -------
    matplotlib Axes
    """
    expect_outcomes(outcomes, "plot_endings")
    if len(outcomes) == 0:
        raise OutcomesError("there is nothing to draw: the result holds no worlds")
    shares = {e: estimate_share(outcomes["ending"] == e, outcomes.cluster) for e in Ending}
    if ax is None:
        figure = new_figure()
        top = write_heading(
            figure,
            _statement(shares),
            subtitle(outcomes),
            caption(outcomes, "whiskers: 95 % Monte Carlo interval"),
        )
        ax = figure.add_axes((0.36, 0.16, 0.58, top - 0.17))
    _draw(ax, shares)
    return ax


def _statement(shares: dict[Ending, Estimate]) -> str:
    top, second = sorted(shares, key=lambda ending: -shares[ending].value)[:2]
    if shares[top].value == 1:
        return f"Every world ends in {top.words}"
    name, share = top.words.capitalize(), in_hundred(shares[top].value)
    if shares[second].high >= shares[top].low:
        # So few worlds cannot tell which of them is likelier.
        other = in_hundred(shares[second].value)
        return f"{name} or {second.words}? {share} and {other} of 100 worlds"
    return f"{name} is the likeliest ending: {share} of 100 worlds"


def _draw(ax: Axes, shares: dict[Ending, Estimate]) -> None:
    from matplotlib.ticker import MaxNLocator

    end = max(share.high for share in shares.values())
    for place, (ending, share) in enumerate(shares.items()):
        ax.barh(place, 100 * share.value, height=0.62, color=ENDING_COLOURS[ending], zorder=2)
        # Light ends around dark whiskers keep them visible on every bar.
        for width, colour in ((5.0, "white"), (2.2, INK)):
            ax.plot(
                [100 * share.low, 100 * share.high],
                [place, place],
                color=colour,
                linewidth=width,
                solid_capstyle="butt",
                zorder=3,
            )
        ax.text(
            100 * max(share.high, share.value) + 1.5 * end,
            place,
            f"{100 * share.value:.1f} %",
            va="center",
            fontsize=FONT + 3,
            fontweight="bold",
            color=INK,
        )
        ax.text(
            -0.02,
            place - 0.14,
            ending.words,
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=FONT + 2,
            color=INK,
        )
        ax.text(
            -0.02,
            place + 0.22,
            ending.meaning,
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=FONT - 1,
            color=MUTED,
        )
    ax.set_ylim(len(shares) - 0.45, -0.55)
    ax.set_xlim(0, min(115.0, 116 * end))
    ax.set_yticks([])
    ax.set_xlabel("share of worlds, %", fontsize=FONT, color=MUTED)
    clean(ax)
    ax.grid(axis="x", color=GRID, zorder=0)
    marks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, 100 * min(1.0, end))
    ax.set_xticks([mark for mark in marks if 0 <= mark <= 100])
