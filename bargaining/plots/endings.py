"""Shares of endings, and of causes of failure, as bars with their errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.outcomes import Ending, Explanation, Outcomes
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.plots.letters import as_written
from bargaining.plots.style import (
    FONT,
    GRID,
    INK,
    MUTED,
    caption,
    clean,
    in_hundred,
    new_page,
    subtitle,
    write,
)
from bargaining.stats import Estimate, estimate_share
from bargaining.text import of_hundred

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_BARS = 10
_REST = "#d0d0d0"
_WHISKERS = "whiskers: 95 % Monte Carlo interval"
_BESIDE: dict[str, Any] = {"on": "row", "ha": "right"}


@as_written
def plot_endings(outcomes: Outcomes, ax: Axes | None = None) -> Axes:
    """Draw the shares of the endings as bars with 95 % intervals.

    Parameters
    ----------
    outcomes : Outcomes
        At least one world.
    ax : matplotlib Axes, optional
    """
    expect_outcomes(outcomes, "plot_endings", drawn=True)
    shares = {e: estimate_share(outcomes["ending"] == e, outcomes.cluster) for e in Ending}
    if ax is None:
        rests_on = caption(outcomes, _WHISKERS)
        figure, top = new_page(_likeliest(shares), subtitle(outcomes), rests_on)
        ax = figure.add_axes((0.36, 0.16, 0.58, top - 0.17))
    end = max(share.high for share in shares.values())
    for place, (ending, share) in enumerate(shares.items()):
        _draw_bar(ax, place, share, ending.colour, end, height=0.62, font=FONT + 3)
        write(ax, (-0.02, place - 0.14), ending.words, font=FONT + 2, **_BESIDE)
        write(ax, (-0.02, place + 0.22), ending.meaning, font=FONT - 1, colour=MUTED, **_BESIDE)
    _finish_bars(ax, len(shares), end, "share of worlds, %")
    return ax


def _likeliest(shares: dict[Ending, Estimate]) -> str:
    top, second = sorted(shares, key=lambda ending: -shares[ending].value)[:2]
    if shares[top].value == 1:
        return f"Every world ends in {top.words}"
    whole = dict(zip(shares, of_hundred(one.value for one in shares.values()), strict=True))
    name, share = top.words.capitalize(), whole[top]
    if shares[second].high >= shares[top].low:
        # So few worlds cannot tell which of them is likelier.
        return f"{name} or {second.words}? {share} and {whole[second]} of 100 worlds"
    return f"{name} is the likeliest ending: {share} of 100 worlds"


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
    """
    expect_outcomes(outcomes, "plot_failures", drawn=True)
    explanation = outcomes.explain()
    bars = _bars(outcomes, explanation)
    if ax is None:
        more = max(0.0, 0.45 * (len(bars) - 9))
        title, rests_on = _commonest(explanation), caption(outcomes, _WHISKERS)
        figure, top = new_page(title, subtitle(outcomes), rests_on, more)
        ax = figure.add_axes((0.42, 0.15, 0.53, top - 0.22))
    end = max((bar.share.high for bar in bars), default=1.0)
    for place, bar in enumerate(bars):
        _draw_bar(ax, place, bar.share, bar.colour, end, height=0.66, font=FONT + 1)
        write(ax, (-0.02, place), bar.label, **_BESIDE)
    _finish_bars(ax, len(bars), end, "share of all worlds, %")
    # Above the bars, the ending that each colour stands for.
    for place, ending in enumerate(one for one in Ending if one.has_failed):
        for text, at, colour in (("■", 0, ending.colour), (ending.words, 20, INK)):
            shift = (130 * place + at, 8)
            write(ax, (0, 1), text, on="axes", shift=shift, colour=colour, va="baseline")
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
        bars.append(_Bar(failure.label, failure.share, failure.cause.ending.colour))
    if np.any(left):
        rest = f"{len(failures) - len(shown)} other causes"
        bars.append(_Bar(rest, estimate_share(left, outcomes.cluster), _REST))
    return bars


def _commonest(explanation: Explanation) -> str:
    if not explanation.failures:
        return "Every world ends with an accommodation"
    failed = in_hundred(explanation.failed.value)
    top = max(explanation.failures, key=lambda failure: failure.share.value)
    return (
        f"{failed} of 100 worlds end without an accommodation; in {in_hundred(top.share.value)}: "
        f"{top.label}"
    )


def _draw_bar(
    ax: Axes, place: int, share: Estimate, colour: str, end: float, *, height: float, font: float
) -> None:
    """Draw a share as a bar, its interval as a whisker, and its value behind both.

    Rows count from the top; `end` is the greatest upper end of all bars, in [0, 1].
    """
    ax.barh(place, 100 * share.value, height=height, color=colour, zorder=2)
    ends = [100 * share.low, 100 * share.high]
    # Light ends around dark whiskers keep them visible on every bar.
    for width, edge in ((5.0, "white"), (2.2, INK)):
        ax.plot(ends, [place] * 2, color=edge, linewidth=width, solid_capstyle="butt", zorder=3)
    at = 100 * max(share.high, share.value) + 1.5 * end
    write(ax, (at, place), f"{100 * share.value:.1f} %", font=font, bold=True)


def _finish_bars(ax: Axes, rows: int, end: float, name: str) -> None:
    """Set the limits, the marks and the name of the axis of shares."""
    from matplotlib.ticker import MaxNLocator

    ax.set_ylim(max(rows, 1) - 0.45, -0.55)
    ax.set_xlim(0, min(115.0, 116 * end))
    ax.set_yticks([])
    ax.set_xlabel(name, fontsize=FONT, color=MUTED)
    clean(ax)
    ax.grid(axis="x", color=GRID, zorder=0)
    marks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, 100 * min(1.0, end))
    ax.set_xticks([mark for mark in marks if 0 <= mark <= 100])
