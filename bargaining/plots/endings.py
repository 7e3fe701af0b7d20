"""Shares of endings, and of causes of failure, as bars with their errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.plots.letters import as_written
from bargaining.plots.style import (
    FONT,
    INK,
    MUTED,
    caption,
    clean,
    draw_interval,
    in_hundred,
    label_axes,
    new_page,
    subtitle,
    write,
)
from bargaining.stats import Estimate, estimate_share
from bargaining.text import of_hundred, percent

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
    bars = [(share, ending.colour) for ending, share in shares.items()]
    _draw_bars(ax, bars, "share of worlds, %", height=0.62, font=FONT + 3)
    for place, ending in enumerate(shares):
        write(ax, (-0.02, place - 0.14), ending.words, font=FONT + 2, **_BESIDE)
        write(ax, (-0.02, place + 0.22), ending.meaning, font=FONT - 1, colour=MUTED, **_BESIDE)
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
    failures = sorted(explanation.failures, key=lambda failure: -failure.share.value)
    shown = failures if len(failures) <= _MOST_BARS else failures[: _MOST_BARS - 1]
    names, bars, left = [], [], explanation.cause > 0
    for failure in shown:
        party, ending = failure.party, failure.cause.ending
        place = -1 if party is None else explanation.parties.index(party)
        left &= ~((explanation.cause == failure.cause) & (explanation.party == place))
        names.append(failure.label)
        bars.append((failure.share, _REST if ending is None else ending.colour))
    if np.any(left):
        names.append(f"{len(failures) - len(shown)} other causes")
        bars.append((estimate_share(left, outcomes.cluster), _REST))
    if ax is None:
        title = "Every world ends with an accommodation"
        if failures:
            failed, most = map(in_hundred, (explanation.failed.value, failures[0].share.value))
            title = f"{failed} of 100 worlds end without an accommodation; in {most}: {names[0]}"
        more = max(0.0, 0.45 * (len(bars) - 9))
        figure, top = new_page(title, subtitle(outcomes), caption(outcomes, _WHISKERS), more)
        ax = figure.add_axes((0.42, 0.15, 0.53, top - 0.22))
    _draw_bars(ax, bars, "share of all worlds, %", height=0.66, font=FONT + 1)
    for place, name in enumerate(names):
        write(ax, (-0.02, place), name, **_BESIDE)
    # Above the bars, the ending that each colour stands for.
    for place, ending in enumerate(one for one in Ending if one.has_failed):
        for text, at, colour in (("■", 0, ending.colour), (ending.words, 20, INK)):
            shift = (130 * place + at, 8)
            write(ax, (0, 1), text, on="axes", shift=shift, colour=colour, va="baseline")
    return ax


def _draw_bars(
    ax: Axes, bars: Sequence[tuple[Estimate, str]], name: str, *, height: float, font: float
) -> None:
    """Draw shares of a colour each as bars, from the top, their intervals and values at the end."""
    from matplotlib.ticker import MaxNLocator

    end = max((share.high for share, _ in bars), default=1.0)
    for place, (share, colour) in enumerate(bars):
        ax.barh(place, 100 * share.value, height=height, color=colour, zorder=2)
        ends = [100 * share.low, 100 * share.high]
        # Light ends around dark whiskers keep them visible on every bar.
        for width, edge in ((5.0, "white"), (2.2, INK)):
            draw_interval(ax, ends, place, edge, width)
        at = 100 * max(share.high, share.value) + 1.5 * end
        write(ax, (at, place), f"{percent(share.value)} %", font=font, bold=True)
    ax.set_ylim(max(len(bars), 1) - 0.45, -0.55)
    ax.set_xlim(0, min(115.0, 116 * end))
    ax.set_yticks([])
    label_axes(ax, name)
    clean(ax, grid="x")
    marks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, 100 * min(1.0, end))
    ax.set_xticks([mark for mark in marks if 0 <= mark <= 100])
