"""What moves, and when: concessions round by round, open talks, tests and steps back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes, Response
from bargaining.outcomes.events import happened
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.plots.letters import as_written, width_of, wrap
from bargaining.plots.style import (
    ACCENT,
    FONT,
    INK,
    MUTED,
    SIZE,
    caption,
    clean,
    heights_apart,
    in_hundred,
    inches_high,
    new_page,
    subtitle,
    write_right,
)
from bargaining.text import Dates, of_hundred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_ROW_INCHES = 2.9
# The names of rungs beside a ladder, as a share of the page's width, and what parts the two.
_NAMES = 0.22
_TICK_INCHES = 0.1
_TICKS = 5
_STEPS = {"month": (1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120), "quarter": (1, 2, 4, 8, 20, 40, 80)}
_ACTS = (("#A63D00", "o"), ("#D98C00", "s"), ("#5c4a00", "D"), ("#7a0019", "P"))
# Markers as letters.
_MARKS = {"o": "●", "s": "■", "D": "◆", "P": "✚", "v": "▽"}
_ROUND_STEPS = (1, 2, 5, 10, 20, 50, 100)
# A ladder of more rungs is too fine to show rung by rung.
_MOST_RUNGS_SHOWN = 12
_LEAST_SHOWN = 0.005
# Rungs' names: their size, the height of a line of them, and what keeps them apart.
_NAME_FONT = FONT - 1
_LINE_INCHES = 0.23
_GAP_INCHES = 0.06
_LETTERS = 40
_BANDS = ((0.05, 0.95, 0.20), (0.25, 0.75, 0.40))


@as_written
def plot_timeline(outcomes: Outcomes, axes: Sequence[Axes] | None = None) -> NDArray[Any]:
    """Draw the principals' concessions over the rounds, and what happened around them.

    One panel per issue of a principal shows how many worlds stand at each rung at the end of each
    round (a fan of quantiles for ladders of more than twelve rungs) and the mean level. The last
    panel shows the share of worlds with talks open and with an agreement in force, and marks the
    acts and the principals' own steps back.

    Parameters
    ----------
    outcomes : Outcomes
        At least one world.
    axes : sequence of matplotlib Axes, optional
        One per issue of a principal and one more, which are returned as an array. The page made
        without them is 16:9 for up to three issues, higher for more.
    """
    expect_outcomes(outcomes, "plot_timeline", drawn=True)
    scenario, layout = outcomes.scenario, {}
    principals, every = scenario.table.principals, map(str, outcomes.labels["issue"])
    issues = [name for name in every if scenario.issues[name].giver in principals]
    if axes is None:
        axes = _page(outcomes, issues)
        # Over the names of the rungs, which gives long titles room.
        title_at = -_NAMES / axes[0].get_position().width
        layout = {"title_at": title_at, "name_inches": _NAMES * SIZE[0] - _TICK_INCHES}
    elif len(axes) != len(issues) + 1:
        raise ArgumentError(
            f"axes must be {len(issues) + 1}: one per issue of a principal, and one for talks and "
            f"acts; got {len(axes)}"
        )
    for ax, issue in zip(axes, issues, strict=False):
        _draw_ladder(ax, outcomes, issue, **layout)
    _draw_event_rates(axes[-1], outcomes)
    dates, n_rounds = Dates.of(outcomes.scenario), outcomes["rung"].shape[1]
    # As many dates as can be read.
    steps = _STEPS.get(dates.unit, _ROUND_STEPS)
    step = next((s for s in steps if n_rounds / s <= _TICKS), math.ceil(n_rounds / _TICKS))
    marks = range(0, n_rounds, step)
    names = ["\n".join(dates.name(one, short=True).rsplit(" ", 1)) for one in marks]
    if dates.name(0) == "round 0":
        names = [str(round) for round in marks]
    for ax in axes:
        ax.set_xlim(-0.5, n_rounds - 0.5)
        ax.set_xticks(marks, names, fontsize=FONT - 1)
        if names[0] == "0":
            ax.set_xlabel("round", fontsize=FONT - 1, color=MUTED, labelpad=1)
    array = np.empty(len(axes), dtype=object)
    array[:] = list(axes)
    return array


def _page(outcomes: Outcomes, issues: list[str]) -> list[Axes]:
    """Lay out a page: two columns, the last panel across both where it stands alone."""
    scenario, stands = outcomes.scenario, happened(outcomes, "accommodation")
    title = f"After {Dates.of(scenario).lasting(stands.shape[1])}, "
    n_givers = len({scenario.issues[issue].giver for issue in scenario.outcome.scope})
    if n_givers < 2:
        signed = (outcomes["response"] == Response.AGREED).any(axis=1)
        title += f"{in_hundred(signed.mean())} of 100 worlds have seen an agreement"
    else:
        share = in_hundred(stands[:, -1].mean())
        givers = "both sides" if n_givers == 2 else "all parties"
        title += f"concessions of {givers} are in place in {share} of 100 worlds"
    fans = sorted({len(scenario.issues[issue].rungs) > _MOST_RUNGS_SHOWN for issue in issues})
    shades = ("shade: worlds at each rung (right: at the end)", "bands: 50 % and 90 % of worlds")
    rests_on = caption(outcomes, *(shades[fan] for fan in fans), "line: mean level")
    n_panels = len(issues) + 1
    columns = 1 if n_panels == 1 else 2
    rows = math.ceil(n_panels / columns)
    figure, top = new_page(title, subtitle(outcomes), rests_on, max(0, rows - 2) * _ROW_INCHES)
    inch = 1 / figure.get_size_inches()[1]
    foot = 0.68 * inch
    height = top - foot
    axes = []
    for k in range(n_panels):
        row, column = divmod(k, columns)
        last = k == n_panels - 1
        wide = columns == 1 or (last and column == 0)
        # Ladders have their rungs' names on the left, the last panel its lines' names on the right.
        left = 0.5 * column + (0.075 if last else 0.03 + _NAMES)
        right = (1.0 if wide else 0.5 + 0.5 * column) - (0.195 if last else 0.055)
        bottom = foot + height * (rows - 1 - row) / rows + 0.56 * inch
        axes.append(figure.add_axes((left, bottom, right - left, height / rows - 0.94 * inch)))
    return axes


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    share: NDArray[np.float64]
    colour: str
    marker: str | None = None


def _draw_event_rates(ax: Axes, outcomes: Outcomes) -> None:
    """Draw the share of worlds in which talks were open, and in which things happened."""
    from matplotlib.ticker import MaxNLocator

    in_force = _Line("agreement in force", outcomes["agreement_in_force"].mean(axis=0), "#009E73")
    if not in_force.share.any():
        # Where agreements are carried out at once, none is ever in force.
        signed = np.logical_or.accumulate(outcomes["response"] == Response.AGREED, axis=1)
        in_force = _Line("has agreed", signed.mean(axis=0), in_force.colour)
    lines = [
        _Line("talks open", outcomes["at_table"].mean(axis=0), "#0072B2"),
        in_force,
        _Line("a step back", happened(outcomes, "snap_back").mean(axis=0), "#8A3C7E", "v"),
    ]
    for i, act in enumerate(outcomes.scenario.acts):
        colour, marker = _ACTS[i % len(_ACTS)]
        label = act.label or act.name.replace("_", " ")
        lines.append(_Line(label, outcomes["act"][:, :, i].mean(axis=0), colour, marker))
    # What never happens in a scenario without it would only crowd the picture.
    lines = [line for k, line in enumerate(lines) if k == 0 or line.share.any()]
    rounds = np.arange(outcomes["at_table"].shape[1])
    for line in lines:
        # A step back is drawn around the mark of an act where both are as frequent. Where nothing
        # happened there is no mark.
        around = line.marker == "v"
        happened_in = np.flatnonzero(line.share > 0).tolist() if line.marker else None
        ax.plot(
            rounds, 100 * line.share, color=line.colour, linewidth=1.0 if line.marker else 3.0,
            marker=line.marker or ("o" if len(rounds) == 1 else None),
            markersize=9 if around else 6, markerfacecolor="none" if around else line.colour,
            markevery=happened_in,
            markeredgewidth=1.8 if around else 1.0,
            zorder=(4 if around else 3) if line.marker else 2,
        )  # fmt: skip
    most = max([0.0, *(float(line.share.max(initial=0)) for line in lines)])
    ax.set_ylim(-2, max(10.0, min(104.0, 108 * most)))
    # Quarters where shares are large, or 0 and 50 would be the only marks; else fractions.
    steps = [1, 2, 2.5, 5, 10] if most > 0.5 else [1, 2, 5, 10]
    marks = MaxNLocator(4, steps=steps).tick_values(0, ax.get_ylim()[1])
    ax.set_yticks([mark for mark in marks if 0 <= mark <= ax.get_ylim()[1]])
    # Each line's name at its end.
    ends = heights_apart(ax, [100 * float(line.share[-1]) for line in lines])
    for line, place in zip(lines, ends, strict=True):
        label = line.label if len(line.label) <= 22 else f"{line.label[:21]}…"
        said = f"{_MARKS[line.marker]} {label}" if line.marker else label
        write_right(ax, place, said, colour=line.colour, bold=line.marker is None)
    title = "Share of worlds, %"
    ax.set_title(title, fontsize=FONT, fontweight="bold", color=INK, loc="left", pad=7)
    clean(ax, grid="y")
    ax.tick_params(labelsize=FONT - 1)


def _draw_ladder(
    ax: Axes, outcomes: Outcomes, issue: str, *, title_at: float = 0.0, name_inches: float = 1.9
) -> None:
    """Draw the ladder of the issue of that name.

    The title begins at a share of the panel's width; left of the panel is room for rungs' names.
    """
    from matplotlib.colors import LinearSegmentedColormap

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
        colours = ["#ffffff", "#9ecae8", ACCENT, "#00395c"]
        ax.pcolormesh(
            np.arange(len(rounds) + 1) - 0.5, edges, shares, vmin=0, vmax=1,
            cmap=LinearSegmentedColormap.from_list("shades", colours),
            edgecolors="white", linewidth=0.6, zorder=1,
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
    title = "".join(wrap(label, 46, most=1))
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
