"""Shares of endings and causes of failure as bars, what a change turned into what as ribbons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.analysis.compare import Comparison
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.events import ending_meaning, n_givers
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.plots.letters import as_written
from bargaining.plots.pages import Margins, Size, Words, begin, caption, subtitle
from bargaining.plots.sides import sides_of
from bargaining.plots.style import (
    FONT,
    INK,
    MUTED,
    SMALL,
    clean,
    draw_interval,
    in_hundred,
    inches_high,
    inches_wide,
    label_axes,
    write,
)
from bargaining.stats import Estimate, estimate_share
from bargaining.text import counted, of_hundred, percent, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

_MOST_BARS = 10
_REST = "#d0d0d0"
_WHISKERS = "whiskers: 95 % Monte Carlo interval"
_BESIDE: dict[str, Any] = {"on": "row", "ha": "right"}
_GAP = 0.035
_BLOCK = 0.022
_STAYS, _FLIPS = 0.22, 0.72
# Two lines of words beside a block, and one number on a ribbon, in inches.
_LABEL_INCHES, _NUMBER_INCHES = 0.7, 0.3
# How far right of the axes the values end, and what follows begins, in points.
_VALUES, _AFTER = 84, 104
# The most of a small axes' height that room for words may take from the blocks.
_MOST_WORDS = 0.7


@as_written
def plot_endings(
    outcomes: Outcomes | Sequence[Outcomes],
    ax: Axes | None = None,
    *,
    by: str | None = None,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw the shares of the endings as bars with 95 % intervals.

    Parameters
    ----------
    outcomes : Outcomes, or two of them
        At least one world. Two results of the same worlds, ``[before, after]``, are drawn side by
        side, with the paired difference of each share.
    ax : matplotlib Axes, optional
    by : str, optional
        Whose private type divides the worlds of one result, such as ``"type.north_korea"``.
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    sides = sides_of(outcomes, by, "plot_endings")
    shares = [
        {e: estimate_share(one["ending"] == e, one.cluster) for e in Ending}
        for one in sides.outcomes
    ]
    said = sides.effect or "How the worlds end"
    if len(shares) == 1 and not sides.effect:
        # The likeliest ending, or the two that so many worlds cannot tell apart.
        only = shares[0]
        likeliest, second = sorted(only, key=lambda ending: -only[ending].value)[:2]
        hundred = of_hundred(share.value for share in only.values())
        of_likeliest, of_second = (hundred[list(only).index(one)] for one in (likeliest, second))
        name = likeliest.words.capitalize()
        said = f"{name} is the likeliest ending: {of_likeliest} of 100 worlds"
        if only[likeliest].value == 1:
            said = f"Every world ends in {likeliest.words}"
        elif only[second].high >= only[likeliest].low:
            said = f"{name} or {second.words}? {of_likeliest} and {of_second} of 100 worlds"
    words = Words(said, sides.subtitle, f"{sides.caption} · {_WHISKERS}")
    several = len(shares) > 1
    room = Margins(5.25, 3.3 if sides.changes else 1.6, 0.75, 0.5 if several else 0.1)
    ax = begin(ax, words, room, title=title, size=size)
    rows = [[(of[ending], ending.colour) for of in shares] for ending in Ending]
    _draw_bars(ax, rows, "share of worlds, %", height=0.76 if several else 0.62)
    givers = n_givers(sides.outcomes[0].scenario)
    for place, ending in enumerate(Ending):
        meaning = ending_meaning(ending, givers)
        write(ax, (-0.02, place - 0.14), ending.words, font=FONT + 1, **_BESIDE)
        write(ax, (-0.02, place + 0.22), meaning, font=SMALL, colour=MUTED, **_BESIDE)
    if several:
        # Above the bars which is which, and beside them how much the shares differ.
        from matplotlib.patches import Patch

        shades = zip(sides.names, _opacities(len(sides.names)), strict=True)
        _draw_legend(
            ax, [Patch(color=INK, alpha=alpha, linewidth=0, label=name) for name, alpha in shades]
        )
    if several and sides.changes:
        beside: dict[str, Any] = {"shift": (_AFTER, 0), "font": SMALL}
        write(ax, (1, 1), "change, points", on="axes", shift=(_AFTER, 8), colour=MUTED, font=SMALL,
              va="baseline")  # fmt: skip
        for place, of in enumerate(sides.changes.values()):
            said = f"{signed(100 * of.value, 1)} ± {percent(of.half_width)}"
            clear = of.low > 0 or of.high < 0
            write(ax, (1, place), said, on="row", bold=clear, colour=INK if clear else MUTED,
                  **beside)  # fmt: skip
    return ax


def _draw_legend(ax: Axes, handles: list[Patch]) -> None:
    """Say above the bars what their colours stand for."""
    ax.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=len(handles),
        frameon=False, fontsize=FONT, handlelength=1.0, borderaxespad=0.2, borderpad=0.2,
        columnspacing=1.2,
    )  # fmt: skip


def _opacities(n: int) -> Floats:
    """Return how strong the colours of several results are, the last one's in full."""
    return np.linspace(0.4 if n > 1 else 1.0, 1.0, n)


@as_written
def plot_failures(
    outcomes: Outcomes,
    ax: Axes | None = None,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw the causes of failure as bars with 95 % intervals, the most frequent first.

    Colours are those of the endings that the causes explain. Beyond ten, causes share a bar.

    Parameters
    ----------
    outcomes : Outcomes
        At least one world.
    ax : matplotlib Axes, optional
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    from matplotlib.patches import Patch

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
    said = "Every world ends with an accommodation"
    if failures:
        failed, most = map(in_hundred, (explanation.failed.value, failures[0].share.value))
        said = f"{failed} of 100 worlds end without an accommodation; in {most}: {names[0]}"
    words = Words(said, subtitle(outcomes), caption(outcomes, _WHISKERS))
    inches, room = 0.46 * len(bars), Margins(6.1, 1.6, 0.75, 0.5)
    ax = begin(ax, words, room, title=title, size=size, inches=inches)
    _draw_bars(ax, [[bar] for bar in bars], "share of all worlds, %", height=0.66)
    for place, name in enumerate(names):
        write(ax, (-0.02, place), name, **_BESIDE)
    failed_endings = [one for one in Ending if one.has_failed]
    _draw_legend(ax, [Patch(color=one.colour, label=one.words) for one in failed_endings])
    return ax


def _draw_bars(
    ax: Axes, rows: Sequence[Sequence[tuple[Estimate, str]]], name: str, *, height: float
) -> None:
    """Draw shares as bars, row by row from the top, with their intervals.

    Bars of a row lie below each other, paler the sooner. Values are in a column right of the axes.
    """
    from matplotlib.ticker import MaxNLocator

    end = max((share.high for row in rows for share, _ in row), default=1.0)
    for place, row in enumerate(rows):
        each = height / len(row)
        for number, ((share, colour), opacity) in enumerate(
            zip(row, _opacities(len(row)), strict=True)
        ):
            at = place + each * (number - (len(row) - 1) / 2)
            ax.barh(at, 100 * share.value, height=each, color=colour, alpha=opacity, zorder=2)
            ends = [100 * share.low, 100 * share.high]
            draw_interval(ax, ends, at, INK, 1.6)
            ax.plot(ends, [at] * 2, "|", color=INK, markersize=10, markeredgewidth=1.6, zorder=3)
            value, font = f"{percent(share.value)} %", FONT + 1 - len(row)
            write(ax, (1.0, at), value, on="row", shift=(_VALUES, 0), font=font, bold=True,
                  ha="right")  # fmt: skip
    ax.set_ylim(max(len(rows), 1) - 0.45, -0.55)
    ax.set_xlim(0, 105 * end)
    ax.set_yticks([])
    label_axes(ax, name)
    clean(ax, grid="x")
    most = min(max(int(inches_wide(ax)), 1), 5)
    marks = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(0, 100 * min(1.0, end))
    ax.set_xticks([mark for mark in marks if 0 <= mark <= min(100, 105 * end)])


@as_written
def plot_flow(
    comparison: Comparison,
    ax: Axes | None = None,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw how worlds flow from their ending before a change to their ending after it.

    Ribbons have the colour of the ending they come from, pale where the ending stays, and their
    number of worlds where it can be read. Beside each block stand share and number of worlds, on
    the right also the change with its 95 % interval.

    Parameters
    ----------
    comparison : Comparison
        As `bargaining.compare` returns it.
    ax : matplotlib Axes, optional
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    if not isinstance(comparison, Comparison):
        raise ArgumentError(f"plot_flow takes a result of compare; got {type(comparison).__name__}")
    told = " · ".join(filter(None, (comparison.title, comparison.note)))
    rests_on = (
        f"{counted(comparison.n_worlds, 'world')} ({counted(comparison.n_draws, 'draw')}), same "
        "chance before and after · pale: ending stays · right: change in points, 95 % interval"
    )
    words = Words(comparison.net_effect(), told, rests_on)
    ax = begin(ax, words, Margins(3.5, 5.2, 0.2, 0.35), title=title, size=size)
    ax.set_xlim(0, 1)
    ax.axis("off")
    flow = comparison.flow / comparison.n_worlds
    # Where each block begins, from above. Every block, however small, has room for its words beside
    # it: a label moved away from its block would be read as the name of a neighbour.
    n, sides, whole = len(Ending), [flow.sum(axis=axis) for axis in (1, 0)], 1.0
    label = min(_LABEL_INCHES / inches_high(ax), _MOST_WORDS / n)
    for _ in range(100):  # room for words is a share of the whole, which grows with it
        rooms = [np.maximum(shares, label * whole) for shares in sides]
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
            write(ax, (beside, middle - 0.15 * inch), ending.words, bold=True, ha=outside)
            under = (beside, middle + 0.15 * inch)
            write(ax, under, said, font=SMALL, colour=MUTED, ha=outside)
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
