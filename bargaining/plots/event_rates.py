"""What happened around the ladders: open talks, agreements in force, acts, steps back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bargaining.outcomes import Outcomes, Response
from bargaining.outcomes.events import principal_issues, snap_backs
from bargaining.plots.style import FONT, GRID, INK, clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["draw_event_rates"]

_ACTS = (("#A63D00", "o"), ("#D98C00", "s"), ("#5c4a00", "D"), ("#7a0019", "P"))


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    share: NDArray[np.float64]
    colour: str
    marker: str | None = None


def draw_event_rates(ax: Axes, outcomes: Outcomes) -> None:
    """Draw the share of worlds in which talks were open, and in which things happened."""
    from matplotlib.ticker import MaxNLocator

    lines = _lines(outcomes)
    rounds = np.arange(outcomes["at_table"].shape[1])
    for line in lines:
        ax.plot(
            rounds,
            100 * line.share,
            color=line.colour,
            linewidth=1.0 if line.marker else 3.0,
            marker=line.marker or ("o" if len(rounds) == 1 else None),
            markersize=7,
            zorder=3 if line.marker else 2,
        )
    most = max([0.0, *(float(line.share.max(initial=0)) for line in lines)])
    ax.set_ylim(-2, max(10.0, min(104.0, 108 * most)))
    # Quarters where shares are large, lest 0 and 50 be the only marks; below they are fractions.
    steps = [1, 2, 2.5, 5, 10] if most > 0.5 else [1, 2, 5, 10]
    marks = MaxNLocator(4, steps=steps).tick_values(0, ax.get_ylim()[1])
    ax.set_yticks([mark for mark in marks if 0 <= mark <= ax.get_ylim()[1]])
    _name_lines(ax, lines)
    ax.set_title(
        "Share of worlds, %", fontsize=FONT, fontweight="bold", color=INK, loc="left", pad=7
    )
    clean(ax)
    ax.tick_params(labelsize=FONT - 1)
    ax.grid(axis="y", color=GRID, zorder=0)


def _lines(outcomes: Outcomes) -> list[_Line]:
    own = np.array(principal_issues(outcomes), dtype=bool)
    back = snap_backs(outcomes)[:, :, own].any(axis=2)
    signed = outcomes["response"] == Response.AGREED
    in_force = _Line("agreement in force", outcomes["agreement_in_force"].mean(axis=0), "#009E73")
    if not in_force.share.any():
        # Where agreements are carried out at once, none is ever in force.
        ever = np.logical_or.accumulate(signed, axis=1).mean(axis=0)
        in_force = _Line("has agreed", ever, in_force.colour)
    lines = [
        _Line("talks open", outcomes["at_table"].mean(axis=0), "#0072B2"),
        in_force,
        _Line("a step back", back.mean(axis=0), "#8A3C7E", "v"),
    ]
    for i, act in enumerate(outcomes.scenario.acts):
        colour, marker = _ACTS[i % len(_ACTS)]
        label = act.label or act.name.replace("_", " ")
        lines.append(_Line(label, outcomes["act"][:, :, i].mean(axis=0), colour, marker))
    # What never happens in a scenario without it would only crowd the picture.
    return [line for k, line in enumerate(lines) if k == 0 or line.share.any()]


def _name_lines(ax: Axes, lines: list[_Line]) -> None:
    """Write each line's name at its end, pushed apart where they would overlap."""
    low, high = ax.get_ylim()
    inches = ax.get_window_extent().height / ax.figure.dpi
    gap = (FONT + 2) / 72 / inches * (high - low)
    ends = sorted(lines, key=lambda line: line.share[-1])
    places = _apart([100 * float(line.share[-1]) for line in ends], gap, low + gap / 2)
    overshoot = max(0.0, places[-1] - (high - gap / 4))
    for line, place in zip(ends, places, strict=True):
        mark = {"o": "● ", "s": "■ ", "D": "◆ ", "P": "✚ ", "v": "▼ "}.get(line.marker or "", "")
        ax.annotate(
            f"{mark}{_short(line.label)}",
            (1.0, place - overshoot),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=FONT - 1,
            fontweight="normal" if line.marker else "bold",
            color=line.colour,
            annotation_clip=False,
        )


def _apart(places: list[float], gap: float, least: float) -> list[float]:
    """Push ascending places apart until each is at least `gap` above the one before."""
    pushed: list[float] = []
    for place in places:
        pushed.append(max(place, pushed[-1] + gap if pushed else least))
    return pushed


def _short(label: str) -> str:
    return label if len(label) <= 22 else f"{label[:21]}…"
