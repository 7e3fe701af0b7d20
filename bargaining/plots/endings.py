"""How often each ending comes, with its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.clustered import Estimate, estimate_share
from bargaining.outcomes.given import expect_worlds
from bargaining.plots.bars import draw_bar, finish_bars, write_beside
from bargaining.plots.letters import as_written
from bargaining.plots.style import (
    ENDING_COLOURS,
    FONT,
    MUTED,
    caption,
    in_hundred,
    new_figure,
    subtitle,
    write_heading,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_endings"]


@as_written
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
    expect_worlds(outcomes, "plot_endings")
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
    end = max(share.high for share in shares.values())
    for place, (ending, share) in enumerate(shares.items()):
        colour = ENDING_COLOURS[ending]
        draw_bar(ax, place, share, colour, end=end, height=0.62, font=FONT + 3)
        write_beside(ax, place - 0.14, ending.words, font=FONT + 2)
        write_beside(ax, place + 0.22, ending.meaning, font=FONT - 1, colour=MUTED)
    finish_bars(ax, len(shares), end, "share of worlds, %")
