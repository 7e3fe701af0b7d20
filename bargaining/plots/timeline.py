"""What moves, and when: concessions round by round, open talks, tests and steps back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes, Response
from bargaining.outcomes.events import accommodation_stands
from bargaining.outcomes.given import expect_worlds
from bargaining.plots.event_rates import draw_event_rates
from bargaining.plots.ladders import draw_ladder, is_fine
from bargaining.plots.style import (
    FONT,
    MUTED,
    SIZE,
    caption,
    in_hundred,
    new_figure,
    subtitle,
    write_heading,
)
from bargaining.text import Dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["plot_timeline"]

_ROW_INCHES = 2.9
# The names of rungs beside a ladder, as a share of the page's width, and what parts the two.
_NAMES = 0.22
_TICK_INCHES = 0.1
_TICKS = 5
_STEPS = {"month": (1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120), "quarter": (1, 2, 4, 8, 20, 40, 80)}
_ROUND_STEPS = (1, 2, 5, 10, 20, 50, 100)


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
        Where to draw: one per issue of a principal and one more. Without them a page of its own is
        made, with title and caption: 16:9 for up to three issues, higher for more.

    Returns
    -------
    array of matplotlib Axes
        One per issue of a principal, and the last one.
    """
    expect_worlds(outcomes, "plot_timeline")
    issues = _principal_issues(outcomes)
    layout = {}
    if axes is None:
        axes = _page(outcomes, len(issues) + 1)
        # Over the names of the rungs, which gives long titles room.
        title_at = -_NAMES / axes[0].get_position().width
        layout = {"title_at": title_at, "name_inches": _NAMES * SIZE[0] - _TICK_INCHES}
    elif len(axes) != len(issues) + 1:
        raise ArgumentError(
            f"axes must be {len(issues) + 1}: one per issue of a principal, and one for talks and "
            f"acts; got {len(axes)}"
        )
    for ax, issue in zip(axes, issues, strict=False):
        draw_ladder(ax, outcomes, issue, **layout)
    draw_event_rates(axes[-1], outcomes)
    for ax in axes:
        _mark_rounds(ax, outcomes)
    array = np.empty(len(axes), dtype=object)
    array[:] = list(axes)
    return array


def _principal_issues(outcomes: Outcomes) -> list[int]:
    principals = outcomes.scenario.table.principals
    return [
        i
        for i, name in enumerate(map(str, outcomes.labels["issue"]))
        if outcomes.scenario.issues[name].giver in principals
    ]


def _page(outcomes: Outcomes, n_panels: int) -> list[Axes]:
    """Lay out a page: two columns, the last panel across both where it stands alone."""
    columns = 1 if n_panels == 1 else 2
    rows = math.ceil(n_panels / columns)
    figure = new_figure(max(0, rows - 2) * _ROW_INCHES)
    inch = 1 / figure.get_size_inches()[1]
    top = write_heading(
        figure,
        _statement(outcomes),
        subtitle(outcomes),
        caption(outcomes, *_shades(outcomes), "line: mean level"),
    )
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


def _statement(outcomes: Outcomes) -> str:
    scenario, stands = outcomes.scenario, accommodation_stands(outcomes)
    lasting = Dates.of(scenario).lasting(stands.shape[1])
    if len({scenario.issues[issue].giver for issue in scenario.outcome.scope}) < 2:
        signed = (outcomes["response"] == Response.AGREED).any(axis=1)
        return f"After {lasting}, {in_hundred(signed.mean())} of 100 worlds have seen an agreement"
    share = in_hundred(stands[:, -1].mean())
    return f"After {lasting}, concessions on every side stand in {share} of 100 worlds"


def _shades(outcomes: Outcomes) -> list[str]:
    issues = (str(outcomes.labels["issue"][i]) for i in _principal_issues(outcomes))
    fans = {is_fine(len(outcomes.scenario.issues[issue].rungs)) for issue in issues}
    words = {
        False: "shade: worlds at each rung (right: at the end)",
        True: "bands: 50 % and 90 % of worlds",
    }
    return [words[fan] for fan in sorted(fans)]


def _mark_rounds(ax: Axes, outcomes: Outcomes) -> None:
    """Write dates under the rounds, as many as can be read."""
    dates, n_rounds = Dates.of(outcomes.scenario), outcomes["rung"].shape[1]
    steps = _STEPS.get(dates.unit, _ROUND_STEPS)
    step = next((s for s in steps if n_rounds / s <= _TICKS), math.ceil(n_rounds / _TICKS))
    marks = list(range(0, n_rounds, step))
    ax.set_xlim(-0.5, n_rounds - 0.5)
    names = [dates.name(round, short=True) for round in marks]
    if dates.name(0) == "round 0":
        ax.set_xticks(marks, [str(round) for round in marks], fontsize=FONT - 1)
        ax.set_xlabel("round", fontsize=FONT - 1, color=MUTED, labelpad=1)
    else:
        ax.set_xticks(marks, ["\n".join(name.rsplit(" ", 1)) for name in names], fontsize=FONT - 1)
