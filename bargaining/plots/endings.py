"""Shares of endings and causes of failure as bars, what a change turned into what as ribbons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.analysis.compare import Comparison
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
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
    inches_high,
    label_axes,
    new_page,
    subtitle,
    write,
)
from bargaining.stats import Estimate, estimate_share
from bargaining.text import counted, of_hundred, percent, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_BARS = 10
_REST = "#d0d0d0"
_WHISKERS = "whiskers: 95 % Monte Carlo interval"
_BESIDE: dict[str, Any] = {"on": "row", "ha": "right"}
_GAP = 0.035
_BLOCK = 0.022
_STAYS, _FLIPS = 0.22, 0.72
# Two lines of words beside a block, and one number on a ribbon, in inches.
_LABEL_INCHES, _NUMBER_INCHES = 0.62, 0.27
# The most of a small axes' height that room for words may take from the blocks.
_MOST_WORDS = 0.7


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
        likeliest, second = sorted(shares, key=lambda ending: -shares[ending].value)[:2]
        whole = dict(zip(shares, of_hundred(one.value for one in shares.values()), strict=True))
        name, share = likeliest.words.capitalize(), whole[likeliest]
        title = f"{name} is the likeliest ending: {share} of 100 worlds"
        if shares[likeliest].value == 1:
            title = f"Every world ends in {likeliest.words}"
        elif shares[second].high >= shares[likeliest].low:
            # So few worlds cannot tell which of them is likelier.
            title = f"{name} or {second.words}? {share} and {whole[second]} of 100 worlds"
        figure, top = new_page(title, subtitle(outcomes), rests_on)
        ax = figure.add_axes((0.36, 0.16, 0.58, top - 0.17))
    bars = [(share, ending.colour) for ending, share in shares.items()]
    _draw_bars(ax, bars, "share of worlds, %", height=0.62, font=FONT + 3)
    for place, ending in enumerate(shares):
        write(ax, (-0.02, place - 0.14), ending.words, font=FONT + 2, **_BESIDE)
        write(ax, (-0.02, place + 0.22), ending.meaning, font=FONT - 1, colour=MUTED, **_BESIDE)
    return ax


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
    """Draw shares as bars, from the top, with their intervals; values stand at the right edge."""
    from matplotlib.ticker import MaxNLocator

    end = max((share.high for share, _ in bars), default=1.0)
    for place, (share, colour) in enumerate(bars):
        ax.barh(place, 100 * share.value, height=height, color=colour, zorder=2)
        ends = [100 * share.low, 100 * share.high]
        draw_interval(ax, ends, place, INK, 1.6)
        ax.plot(ends, [place] * 2, "|", color=INK, markersize=10, markeredgewidth=1.6, zorder=3)
        value = f"{percent(share.value)} %"
        write(ax, (1.0, place), value, on="row", font=font, bold=True, ha="right")
    ax.set_ylim(max(len(bars), 1) - 0.45, -0.55)
    ax.set_xlim(0, 120 * end)  # the values stand beside the longest whisker
    ax.set_yticks([])
    label_axes(ax, name)
    clean(ax, grid="x")
    marks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, 100 * min(1.0, end))
    ax.set_xticks([mark for mark in marks if 0 <= mark <= min(100, 105 * end)])


@as_written
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
    """
    if not isinstance(comparison, Comparison):
        raise ArgumentError(f"plot_flow takes a result of compare; got {type(comparison).__name__}")
    if ax is None:
        worlds = counted(comparison.n_worlds, "world")
        told = " · ".join(filter(None, (comparison.title, comparison.note)))
        rests_on = (
            f"{worlds} ({counted(comparison.n_draws, 'draw')}), same chance before and after · "
            "pale: ending stays · right: change in points"
        )
        figure, top = new_page(comparison.net_effect(), told, rests_on)
        ax = figure.add_axes((0.235, 0.1, 0.4, top - 0.15))
    ax.set_xlim(0, 1)
    ax.axis("off")
    flow = comparison.flow / comparison.n_worlds
    # Where each block begins, from above. Every block, however small, has room for its words beside
    # it: a label moved away from its block would be read as the name of a neighbour.
    n, sides, whole = len(Ending), [flow.sum(axis=axis) for axis in (1, 0)], 1.0
    words = min(_LABEL_INCHES / inches_high(ax), _MOST_WORDS / n)
    for _ in range(100):  # room for words is a share of the whole, which grows with it
        rooms = [np.maximum(shares, words * whole) for shares in sides]
        whole = max(float(room.sum()) for room in rooms) + _GAP * (n - 1)
    tops = []
    for shares, room in zip(sides, rooms, strict=True):
        gap = (whole - float(room.sum())) / (n - 1)
        slots = np.cumsum(room) - room + gap * np.arange(n)
        tops.append(np.asarray(slots + (room - shares) / 2))
    ax.set_ylim(whole, 0)
    inch = whole / inches_high(ax)
    _draw_ribbons(ax, comparison, tops, _NUMBER_INCHES * inch)
    for side, (x, align, word) in enumerate(((0.0, "left", "before"), (1.0, "right", "after"))):
        write(ax, (x, 1.0), word, ha=align, on="axes", shift=(0, 6), colour=MUTED, va="baseline")
        outside, beside = ("left", 1.02) if side else ("right", -0.02)
        for ending, of in comparison.endings.items():
            share, top = float(flow.sum(axis=1 - side)[ending]), float(tops[side][ending])
            at, colour = x - side * _BLOCK, ending.colour
            ax.bar(at, share, _BLOCK, top, align="edge", color=colour, zorder=3)
            said = f"{percent(share)} % ({round(share * comparison.n_worlds):,})"
            if side:
                numbers = (of.value, of.estimate.low, of.estimate.high)
                by, low, high = (signed(100 * one, 1) for one in numbers)
                said += f"  {by} ({low} to {high})"
            middle = top + share / 2
            write(ax, (beside, middle - 0.13 * inch), ending.words, bold=True, ha=outside)
            under = (beside, middle + 0.13 * inch)
            write(ax, under, said, font=FONT - 1, colour=MUTED, ha=outside)
    return ax


def _draw_ribbons(ax: Axes, comparison: Comparison, tops: list[Floats], numbered: float) -> None:
    """Draw who went where; shares above `numbered` have their number of worlds."""
    begin, arrive = tops[0].copy(), tops[1].copy()
    x = np.linspace(0.0, 1.0, 60)
    bend = x**2 * (3 - 2 * x)
    for before in Ending:
        for after in Ending:
            count = int(comparison.flow[before, after])
            share = count / comparison.n_worlds
            if share == 0:
                continue
            left, right = begin[before], arrive[after]
            begin[before] += share
            arrive[after] += share
            stays = before == after
            edge = left + (right - left) * bend
            ax.fill_between(
                _BLOCK + x * (1 - 2 * _BLOCK), edge, edge + share, color=before.colour,
                alpha=_STAYS if stays else _FLIPS, linewidth=0, zorder=1 if stays else 2,
            )  # fmt: skip
            if share > numbered:
                at, colour = (_BLOCK + 0.012, left + share / 2), MUTED if stays else INK
                write(ax, at, f"{count:,}", colour=colour, bold=not stays, zorder=5)
