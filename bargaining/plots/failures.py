"""Why worlds end without an accommodation, each cause with its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bargaining.outcomes import Ending, Explanation, Outcomes
from bargaining.outcomes.clustered import Estimate, estimate_share
from bargaining.outcomes.given import expect_worlds
from bargaining.plots.bars import draw_bar, finish_bars, write_beside
from bargaining.plots.letters import as_written
from bargaining.plots.style import (
    ENDING_COLOURS,
    FONT,
    INK,
    caption,
    in_hundred,
    new_figure,
    subtitle,
    write_heading,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_failures"]

_MOST_BARS = 10
_REST = "#d0d0d0"
_FAILED = (Ending.RENEGE, Ending.COLLAPSE, Ending.STALEMATE)


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    share: Estimate
    colour: str


@as_written
def plot_failures(outcomes: Outcomes, ax: Axes | None = None) -> Axes:
    """Draw the causes of failure as bars with 95 % intervals, the most frequent first.

    Colours are those of the endings that the causes explain. Beyond ten, causes share a bar.

    Parameters
    ----------
    outcomes : Outcomes
        At least one world.
    ax : matplotlib Axes, optional
        Where to draw. Without it a page of its own is made, with title and caption; save it with
        ``plot_failures(outcomes).figure.savefig("failures.png", dpi=150)``.

    Returns
    -------
    matplotlib Axes
    """
    expect_worlds(outcomes, "plot_failures")
    explanation = outcomes.explain()
    bars = _bars(outcomes, explanation)
    if ax is None:
        figure = new_figure(max(0.0, 0.45 * (len(bars) - 9)))
        top = write_heading(
            figure,
            _statement(explanation),
            subtitle(outcomes),
            caption(outcomes, "whiskers: 95 % Monte Carlo interval"),
        )
        ax = figure.add_axes((0.42, 0.15, 0.53, top - 0.22))
    _draw(ax, bars)
    return ax


def _bars(outcomes: Outcomes, explanation: Explanation) -> list[_Bar]:
    failures = sorted(explanation.failures, key=lambda failure: -failure.share.value)
    shown = failures if len(failures) <= _MOST_BARS else failures[: _MOST_BARS - 1]
    bars = []
    left = explanation.cause > 0
    for failure in shown:
        place = -1 if failure.party is None else explanation.parties.index(failure.party)
        left &= ~((explanation.cause == failure.cause) & (explanation.party == place))
        assert failure.cause.ending is not None
        bars.append(_Bar(failure.label, failure.share, ENDING_COLOURS[failure.cause.ending]))
    if np.any(left):
        rest = f"{len(failures) - len(shown)} other causes"
        bars.append(_Bar(rest, estimate_share(left, outcomes.cluster), _REST))
    return bars


def _statement(explanation: Explanation) -> str:
    if not explanation.failures:
        return "Every world ends with an accommodation"
    failed = in_hundred(explanation.failed.value)
    top = max(explanation.failures, key=lambda failure: failure.share.value)
    return (
        f"{failed} of 100 worlds end without an accommodation; in {in_hundred(top.share.value)}: "
        f"{top.label}"
    )


def _draw(ax: Axes, bars: list[_Bar]) -> None:
    end = max((bar.share.high for bar in bars), default=1.0)
    for place, bar in enumerate(bars):
        draw_bar(ax, place, bar.share, bar.colour, end=end, height=0.66, font=FONT + 1)
        write_beside(ax, place, bar.label, font=FONT)
    finish_bars(ax, len(bars), end, "share of all worlds, %")
    _name_colours(ax)


def _name_colours(ax: Axes) -> None:
    """Write above the bars which ending each colour stands for."""
    for place, ending in enumerate(_FAILED):
        for text, at, colour in (("■", 0, ENDING_COLOURS[ending]), (ending.words, 20, INK)):
            ax.annotate(
                text,
                (0.0, 1.0),
                xycoords="axes fraction",
                xytext=(130 * place + at, 8),
                textcoords="offset points",
                fontsize=FONT,
                color=colour,
            )
