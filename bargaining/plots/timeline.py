"""What moves, and when: concessions round by round, open talks, tests and steps back."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.outcomes import Outcomes, Response
from bargaining.outcomes.events import happened
from bargaining.plots.bands import (
    NUMBERED,
    ROW_INCHES,
    carried_out_at_once,
    draw_several,
    events_of,
    given_axes,
    issues_of,
    mark_percent,
    room_below,
)
from bargaining.plots.letters import as_written, width_of, wrap
from bargaining.plots.pages import SIZE, Margins, Size, Words, new_page, refuse_size
from bargaining.plots.sides import Sides, sides_of
from bargaining.plots.style import (
    ACCENT,
    FONT,
    INK,
    MUTED,
    SMALL,
    clean,
    heights_apart,
    in_hundred,
    inches_high,
    inches_wide,
    write_right,
)
from bargaining.text import Dates, of_hundred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Room for the names of rungs beside a ladder, what parts the two, and room for a date.
_NAMES = 2.95
_TICK_INCHES = 0.1
_TICKS, _DATE_INCHES = 5, 1.05
# From white to a blue on which a dark line with a white edge is read.
_SHADES = ("#ffffff", "#a9cfe9", "#4a97cc", "#2a78b0")
# Marks along a line, about so many.
_MARKS_A_LINE = 8
_STEPS = {"month": (1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120), "quarter": (1, 2, 4, 8, 20, 40, 80)}
# Markers as letters.
_MARKS = {"o": "●", "s": "■", "D": "◆", "P": "✚", "v": "▼"}
_ROUND_STEPS = (1, 2, 5, 10, 20, 50, 100)
# A ladder of more rungs is too fine to show rung by rung.
_MOST_RUNGS_SHOWN = 12
# More rounds than these would be stripes with white between them.
_MOST_PARTED = 36
_LEAST_SHOWN = 0.005
# Rungs' names: their size, the height of a line of them, and what keeps them apart.
_NAME_FONT = SMALL
_LINE_INCHES = 0.26
_GAP_INCHES = 0.02
_LETTERS, _TITLE_LETTERS = 40, 41
_BANDS = ((0.05, 0.95, 0.20), (0.25, 0.75, 0.40))


@as_written
def plot_timeline(
    outcomes: Outcomes,
    changed: Outcomes | None = None,
    *,
    by: str | None = None,
    axes: Sequence[Axes] | None = None,
    title: str | None = None,
    size: Size | None = None,
) -> NDArray[Any]:
    """Draw the principals' concessions over the rounds, and what happened around them.

    Of one result, a panel per issue of a principal shows how many worlds stand at each rung at the
    end of each round (a fan of quantiles for ladders of more than twelve rungs) and the mean level.
    The last panel shows the share of worlds with talks open and with an agreement in force, and
    the acts and the principals' own steps back.

    Of two results of the same worlds, or of the worlds of each private type, a panel per issue has
    the mean levels, and one per event the shares of worlds, as lines with 95 % intervals as bands.

    Parameters
    ----------
    outcomes : Outcomes
        At least one world.
    changed : Outcomes, optional
        The same worlds after a change.
    by : str, optional
        Whose private type divides the worlds, such as ``"type.north_korea"``.
    axes : sequence of matplotlib Axes, optional
        One per panel, which are returned as an array. The page made without them is 16:9, and
        higher for more than three issues.
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    sides = sides_of(outcomes if changed is None else [outcomes, changed], by, "plot_timeline")
    if axes is not None:
        refuse_size(size)
    draw = _draw_one if len(sides.outcomes) == 1 else draw_several
    drawn = draw(sides, axes, title, size)
    array = np.empty(len(drawn), dtype=object)
    array[:] = drawn
    dates, n_rounds = Dates.of(outcomes.scenario), outcomes["rung"].shape[1]
    # As many dates as can be read.
    steps = _STEPS.get(dates.unit, _ROUND_STEPS)
    for ax in drawn:
        wide = inches_wide(ax)
        most = min(_TICKS, wide / _DATE_INCHES)
        step = next((s for s in steps if n_rounds / s <= most), math.ceil(n_rounds / most))
        # The name of a mark at the right end would reach beyond the panel.
        last = max(n_rounds * (1 - 0.4 * _DATE_INCHES / wide), 1)
        marks = range(0, min(n_rounds, math.ceil(last)), step)
        names = [dates.name(one, short=True) for one in marks]
        if dates.name(0) == NUMBERED:
            names = [str(round) for round in marks]
            ax.set_xlabel("round", fontsize=SMALL, color=MUTED, labelpad=1)
        ax.set_xlim(-0.5, n_rounds - 0.5)
        ax.set_xticks(marks, names, fontsize=SMALL)
        ax.tick_params(axis="x", pad=7)
    return array


def _draw_one(
    sides: Sides, given: Sequence[Axes] | None, title: str | None, size: Size | None
) -> list[Axes]:
    """Draw where the worlds of one result stand at each rung, and what happened."""
    outcomes = sides.outcomes[0]
    issues = issues_of(outcomes)
    fans = sorted({len(outcomes.scenario.issues[i].rungs) > _MOST_RUNGS_SHOWN for i in issues})
    shades = ("shade: worlds at each rung (end: right)", "bands: 50 % and 90 % of worlds")
    rests_on = " · ".join([sides.caption, *(shades[fan] for fan in fans), "line: mean"])
    # In how many worlds something is in place at the end.
    scenario, stands = outcomes.scenario, happened(outcomes, "accommodation")
    n_givers = len({scenario.issues[issue].giver for issue in scenario.outcome.scope})
    if n_givers < 2:
        signed = (outcomes["response"] == Response.AGREED).any(axis=1)
        said = f"{in_hundred(signed.mean())} of 100 worlds have seen an agreement"
    else:
        givers = "both sides" if n_givers == 2 else "all parties"
        share = in_hundred(stands[:, -1].mean())
        said = f"concessions of {givers} are in place in {share} of 100 worlds"
    title = title or f"After {Dates.of(scenario).lasting(stands.shape[1])}, {said}"
    words = Words(title, sides.subtitle, rests_on)
    n_panels, layout = len(issues) + 1, {}
    if given is not None:
        what = "one per issue of a principal, and one for talks and acts"
        axes = given_axes(given, n_panels, what, words)
    else:
        columns = 1 if n_panels == 1 else 2
        rows = math.ceil(n_panels / columns)
        page = new_page(words, SIZE[1] + max(0, rows - 2) * ROW_INCHES, size)
        wide, high = page.width / columns, (page.top - page.foot) / rows
        axes = []
        for k in range(n_panels):
            row, column = divmod(k, columns)
            # Ladders have their rungs' names on the left, the last panel its lines' names on the
            # right, and both columns where it is alone in its row.
            last = k == n_panels - 1
            left, right = (0.95, 2.8) if last else (0.4 + _NAMES, 0.9)
            after = 0.0 if last else page.width - (column + 1) * wide
            below, above = high * (rows - 1 - row) + room_below(outcomes), high * row + 0.36
            axes.append(page.axes(Margins(column * wide + left, after + right, below, above)))
        # Over the names of the rungs, which gives long titles room.
        layout = {"title_at": -_NAMES / inches_wide(axes[0]), "name_inches": _NAMES - _TICK_INCHES}
    for ax, issue in zip(axes, issues, strict=False):
        _draw_ladder(ax, outcomes, issue, **layout)
    _draw_event_rates(axes[-1], outcomes)
    return axes


def _draw_event_rates(ax: Axes, outcomes: Outcomes) -> None:
    """Draw the share of worlds in which talks were open, and in which things happened."""
    events = events_of(outcomes, carried_out_at_once(outcomes))
    # What never happens in a scenario without it would only crowd the picture.
    events = [one for k, one in enumerate(events) if k == 0 or one.happened.any()]
    shares = [100 * one.happened.mean(axis=0) for one in events]
    n_rounds, marked = len(shares[0]), [one for one in events if one.marker]
    stride = max(len(marked), n_rounds // _MARKS_A_LINE)
    for one, share in zip(events, shares, strict=True):
        rounds = np.arange(n_rounds)
        if one.marker:
            # Lines take turns, so that no mark lies on another. Where nothing happened is none.
            turn = marked.index(one) * stride // len(marked)
            seen = np.flatnonzero(share > 0)
            marks = [at for at in seen.tolist() if at % stride == turn] or seen.tolist()
            look: dict[str, Any] = {
                "linewidth": 2.0,
                "marker": one.marker,
                "markersize": 9,
                "markevery": marks,
            }
        else:
            look = {"linewidth": 3.2, "marker": "o" if n_rounds == 1 else None}
        ax.plot(rounds, share, color=one.colour, markeredgecolor="white", markeredgewidth=0.8,
                zorder=3 if one.marker else 2, **look)  # fmt: skip
    most = max([0.0, *(float(share.max(initial=0)) for share in shares)])
    ax.set_ylim(-2, max(10.0, min(104.0, 1.08 * most)))
    mark_percent(ax)
    # Each line's name at its end.
    ends = heights_apart(ax, [float(share[-1]) for share in shares])
    for one, place in zip(events, ends, strict=True):
        label = one.label if len(one.label) <= 22 else f"{one.label[:21]}…"
        said = f"{_MARKS[one.marker]} {label}" if one.marker else label
        write_right(ax, place, said, colour=one.colour, bold=not one.marker)
    ax.set_title("Share of worlds", fontsize=FONT, fontweight="bold", color=INK, loc="left", pad=7)
    clean(ax, grid="y")
    ax.tick_params(labelsize=SMALL)


def _draw_ladder(
    ax: Axes, outcomes: Outcomes, issue: str, *, title_at: float = 0.0, name_inches: float = 1.9
) -> None:
    """Draw the ladder of the issue of that name.

    The title begins at a share of the panel's width; left of the panel is room for rungs' names.
    """
    from matplotlib.colors import LinearSegmentedColormap, PowerNorm

    record = outcomes.scenario.issues[issue]
    levels = np.array([rung.level for rung in record.rungs])
    fine = len(levels) > _MOST_RUNGS_SHOWN
    clean(ax, base=False, grid="y" if fine else "")
    rung = outcomes["rung"][:, :, outcomes.labels["issue"].index(issue)]
    rounds = np.arange(rung.shape[1])
    if not fine:
        # Each round and rung is shaded by the share of worlds that stand there.
        shares = np.stack([(rung == k).mean(axis=0) for k in range(len(levels))])
        middles = (levels[1:] + levels[:-1]) / 2
        edges = np.concatenate(
            [[levels[0] - (middles[0] - levels[0])], middles, [2 * levels[-1] - middles[-1]]]
        )
        # Shares of a few percent are seen, and the line of the mean also where most worlds are.
        ax.pcolormesh(
            np.arange(len(rounds) + 1) - 0.5, edges, shares, norm=PowerNorm(0.5, 0, 1),
            cmap=LinearSegmentedColormap.from_list("shades", _SHADES),
            edgecolors="white", linewidth=0.6 if len(rounds) < _MOST_PARTED else 0.0, zorder=1,
        )  # fmt: skip
        stride = math.ceil(_LINE_INCHES / _spacing(ax, len(levels)))
        at_end = zip(levels, shares[:, -1], of_hundred(shares[:, -1]), strict=True)
        for level, share, whole in islice(at_end, None, None, stride):
            if share >= _LEAST_SHOWN:
                write_right(ax, level, f"{whole} %")
        ax.set_ylim(edges[0], edges[-1])
        _name_rungs(ax, [rung.label for rung in record.rungs], levels, name_inches)
    else:
        # Bands of quantiles; between them lie 90 % and 50 % of the worlds.
        for low, high, opacity in _BANDS:
            band = np.quantile(levels[rung], (low, high), axis=0)
            ax.fill_between(rounds, *band, color=ACCENT, alpha=opacity, linewidth=0, zorder=1)
        ax.set_ylim(-0.03, 1.03)
        ends = [0, len(levels) - 1]
        _name_rungs(ax, [record.rungs[i].label for i in ends], levels[ends], name_inches)
    mean = levels[rung].mean(axis=0)
    # A white edge keeps the line apart from dark shades; a single round has no line to show.
    marker = "o" if len(rounds) == 1 else None
    ax.plot(rounds, mean, color="white", linewidth=5, marker=marker, markersize=12, zorder=4)
    ax.plot(rounds, mean, color=INK, linewidth=2.5, marker=marker, markersize=8, zorder=5)
    if fine:
        # The mean level at the end, beside the end of its line.
        write_right(ax, float(mean[-1]), f"{in_hundred(mean[-1])} %", bold=True)
    label = record.label or issue.replace("_", " ")
    title = "".join(wrap(label, _TITLE_LETTERS, most=1))
    ax.set_title(title, fontsize=FONT, fontweight="bold", color=INK, loc="left", pad=7, x=title_at)


def _name_rungs(
    ax: Axes, labels: list[str], levels: NDArray[np.float64], name_inches: float
) -> None:
    stride = math.ceil(_LINE_INCHES / _spacing(ax, len(labels)))
    labels, levels = labels[::stride], levels[::stride]
    room = _spacing(ax, len(labels)) - _GAP_INCHES
    lines = max(1, min(3, int(room / _LINE_INCHES)))
    names = []
    for label in labels:
        # As many letters a line as have room; what is left out is told by an ellipsis.
        fitted: list[str] = []
        for letters in range(_LETTERS, 2, -1):
            fitted = wrap(label, letters, most=lines)
            if (
                max((width_of(line, _NAME_FONT) for line in fitted), default=0.0)
                <= name_inches * 72
            ):
                break
        names.append("\n".join(fitted))
    ax.set_yticks(levels, names, fontsize=_NAME_FONT, linespacing=1.0, color=MUTED)


def _spacing(ax: Axes, n_rungs: int) -> float:
    """Return the height of a rung on the page, in inches."""
    return inches_high(ax) / n_rungs
