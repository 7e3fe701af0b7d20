"""Several results over the rounds, as lines with bands, and what happens in a round at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes, Response
from bargaining.outcomes.events import happened
from bargaining.plots.letters import wrap
from bargaining.plots.pages import SIZE, Margins, Size, Words, letters_in, new_page
from bargaining.plots.sides import Sides
from bargaining.plots.style import ACCENT, DASHES, FONT, INK, MUTED, SMALL, clean
from bargaining.scenario.words import label_of
from bargaining.stats import estimate_mean, estimate_share
from bargaining.text import Dates

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# What a first round is called where rounds are numbers without a date.
NUMBERED = "round 0"
# How much higher a page is for each row of panels beyond two.
ROW_INCHES = 2.9
# Before and after a change, or types: colours and dashes.
_LOOKS = (
    {"color": "#6b6b6b", "linestyle": DASHES[1]},
    {"color": ACCENT, "linestyle": DASHES[0]},
    {"color": "#D55E00", "linestyle": DASHES[2]},
)
_ACTS = (("#A63D00", "o"), ("#B87400", "s"), ("#5c4a00", "D"), ("#7a0019", "P"))


def draw_several(
    sides: Sides, given: Sequence[Axes] | None, title: str | None, size: Size | None
) -> list[Axes]:
    """Draw mean levels and shares of worlds of several results, each with its band."""
    panels: dict[str, list[NDArray[Any]]] = {}
    at_once = carried_out_at_once(*sides.outcomes)
    for outcomes in sides.outcomes:
        # Levels of issues, and whether events happened, over (world, round).
        issues = {name: outcomes.labels["issue"].index(name) for name in issues_of(outcomes)}
        found = {
            **{
                label_of(one, outcomes.scenario): outcomes.level[:, :, issues[one]]
                for one in issues
            },
            **{one.label: one.happened for one in events_of(outcomes, at_once)},
        }
        for name, values in found.items():
            panels.setdefault(name, []).append(values)
    # What only one result has, or never happens in any, has nothing beside it.
    panels = {
        name: several
        for name, several in panels.items()
        if len(several) == len(sides.outcomes)
        and (several[0].dtype != bool or any(map(np.any, several)))
    }
    said = (
        f"{sides.caption} · concessions: mean level, other panels: share of worlds · bands: 95 % "
        "Monte Carlo interval"
    )
    words = Words(title or sides.effect or "What moves, and when", sides.subtitle, said)
    if given is not None:
        axes = given_axes(given, len(panels), f"{', '.join(panels)}", words)
    else:
        columns = min(4, math.ceil(len(panels) / 2))
        rows = math.ceil(len(panels) / columns)
        page = new_page(words, SIZE[1] + max(0, rows - 2) * ROW_INCHES, size)
        below = room_below(sides.outcomes[0])
        wide, high = (page.width - 0.3) / columns, (page.top - page.foot - 0.45) / rows
        axes = []
        for k in range(len(panels)):
            row, column = divmod(k, columns)
            left, right = column * wide + 0.9, page.width - (column + 1) * wide - 0.05
            room = Margins(left, right, high * (rows - 1 - row) + below, high * row + 1.0)
            axes.append(page.axes(room))
    for ax, (name, several) in zip(axes, panels.items(), strict=True):
        _draw_bands(ax, name, several, sides)
    lines = [line for line in axes[0].lines if not str(line.get_label()).startswith("_")]
    look: dict[str, Any] = {"frameon": False, "fontsize": FONT, "ncols": len(lines)}
    if given is not None:
        axes[0].legend(**(look | {"ncols": 1}))
    else:
        at = (0.4 / page.width, page.top / page.figure.get_size_inches()[1])
        page.figure.legend(
            lines, sides.names, loc="upper left", bbox_to_anchor=at, borderaxespad=0, borderpad=0,
            **look,
        )  # fmt: skip
    return axes


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in some rounds of some worlds, a marker for what lasts one round."""

    label: str
    happened: NDArray[Any]
    colour: str
    marker: str = ""


def carried_out_at_once(*several: Outcomes) -> bool:
    """Return whether no agreement is ever in force, as where what is agreed is done at once."""
    return not any(one["agreement_in_force"].any() for one in several)


def events_of(outcomes: Outcomes, at_once: bool) -> list[Event]:
    """Return talks, agreements, steps back and acts, each over (world, round).

    Agreements are signed ones where they are carried out at once, else those in force.
    """
    in_force = Event("agreement in force", outcomes["agreement_in_force"], "#009E73")
    if at_once:
        signed = np.logical_or.accumulate(outcomes["response"] == Response.AGREED, axis=1)
        in_force = Event("has agreed", signed, in_force.colour)
    events = [
        Event("talks open", outcomes["at_table"], "#0072B2"),
        in_force,
        Event("a step back", happened(outcomes, "snap_back"), "#8A3C7E", "v"),
    ]
    for i, act in enumerate(outcomes.scenario.acts):
        colour, marker = _ACTS[i % len(_ACTS)]
        label = act.label or act.name.replace("_", " ")
        events.append(Event(label, outcomes["act"][:, :, i] > 0, colour, marker))
    return events


def given_axes(axes: Sequence[Axes], n: int, what: str, words: Words) -> list[Axes]:
    """Return axes that are given, with title and caption around them."""
    if len(axes) != n:
        raise ArgumentError(f"axes must be {n}: {what}; got {len(axes)}")
    figure: Any = axes[0].figure
    if not figure.get_suptitle():
        figure.suptitle(words.title, fontsize=FONT, fontweight="bold", color=INK)
    if not figure.get_supxlabel():
        letters = letters_in(figure, SMALL)
        figure.supxlabel("\n".join(wrap(words.caption, letters)), fontsize=SMALL, color=MUTED)
    return list(axes)


def room_below(outcomes: Outcomes) -> float:
    """Return how many inches the dates below a panel take, or numbers and what they count."""
    return 0.7 if Dates.of(outcomes.scenario).name(0) == NUMBERED else 0.43


def issues_of(outcomes: Outcomes) -> list[str]:
    """Return the issues whose giver is one of the principals."""
    scenario, every = outcomes.scenario, map(str, outcomes.labels["issue"])
    return [name for name in every if scenario.issues[name].giver in scenario.table.principals]


def _draw_bands(ax: Axes, name: str, several: Sequence[NDArray[Any]], sides: Sides) -> None:
    """Draw means by round with their intervals, the last result's in colour."""
    most = 0.0
    for number, (values, outcomes) in enumerate(zip(several, sides.outcomes, strict=True)):
        draw, rounds = outcomes.cluster, np.arange(values.shape[1])
        if values.dtype == bool:
            found = [estimate_share(one, draw) for one in values.T]
        else:
            found = [estimate_mean(one, draw, limits=(0.0, 1.0)) for one in values.T]
        mean, low, high = (
            100 * np.array([getattr(one, end) for one in found]) for end in ("value", "low", "high")
        )
        look = _LOOKS[number % len(_LOOKS)]
        ax.fill_between(rounds, low, high, color=look["color"], alpha=0.25, linewidth=0, zorder=1)
        marker = "o" if len(rounds) == 1 else None
        ax.plot(rounds, mean, linewidth=3, marker=marker, label=sides.names[number], zorder=3,
                **look)  # fmt: skip
        most = max(most, float(np.nanmax(high, initial=0.0)))
    top = max(1.1 * most, 4.0)
    ax.set_ylim(-0.03 * top, top)
    mark_percent(ax)
    letters = letters_in(ax, SMALL, bold=True) + 4
    said = "\n".join(wrap(name, letters, most=2))
    ax.set_title(said, fontsize=SMALL, fontweight="bold", color=INK, loc="left", pad=7,
                 parse_math=False)  # fmt: skip
    clean(ax, grid="y")
    ax.tick_params(labelsize=SMALL)


def mark_percent(ax: Axes) -> None:
    """Mark shares in percent up an axis, four at most."""
    from matplotlib.ticker import MaxNLocator

    high = ax.get_ylim()[1]
    # Quarters where shares are large, or 0 and 50 would be the only marks; else fractions.
    steps = [1, 2, 2.5, 5, 10] if high > 50 else [1, 2, 5, 10]
    marks = [mark for mark in MaxNLocator(4, steps=steps).tick_values(0, high) if 0 <= mark <= high]
    ax.set_yticks(marks, [f"{mark:g} %" for mark in marks])
