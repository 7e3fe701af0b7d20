"""The page of a picture, and its words: title, what was played, and what the picture rests on."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.departures import departures
from bargaining.plots.letters import wrap
from bargaining.plots.style import FONT, INK, MUTED, SMALL, TITLE_FONT, inches_wide
from bargaining.text import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure

# Width and height of a page in inches.
Size = tuple[float, float]
SIZE = (13.33, 7.5)
LEAST_SIZE = (10, 5)
_EDGE, _HEAD, _FOOT = 0.4, 0.22, 0.165
_TITLE_LINE = TITLE_FONT * 1.25 / 72
_SUBTITLE_LINES = 2


class Words(NamedTuple):
    """What is written around a picture: what it shows, of what, and what it rests on."""

    title: str
    subtitle: str
    caption: str


class Margins(NamedTuple):
    """Room around axes on a page in inches: left, right, and from the words below and above."""

    left: float
    right: float
    below: float
    above: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its words; a picture has room from `foot` to `top`, inches from below."""

    figure: Figure
    foot: float
    top: float

    @property
    def width(self) -> float:
        """Inches from edge to edge."""
        return float(self.figure.get_size_inches()[0])

    def axes(self, room: Margins) -> Axes:
        """Add axes with so much room around them."""
        wide, high = self.figure.get_size_inches()
        foot = self.foot + room.below
        return self.figure.add_axes(
            (
                room.left / wide,
                foot / high,
                (wide - room.left - room.right) / wide,
                (self.top - room.above - foot) / high,
            )
        )


def begin(
    ax: Axes | None,
    words: Words,
    room: Margins,
    *,
    title: str | None,
    size: Size | None,
    inches: float | None = None,
    least: float = SIZE[1],
) -> Axes:
    """Return axes with their words around them: those given, or those of a new page.

    `title` and `size` are what a caller of a picture asked for. A page is 16:9 unless told
    otherwise: as high as axes of so many `inches` need, and at least as high as `least`. Above
    given axes there is as much room below the title as `room` has above the picture.
    """
    words = words if title is None else words._replace(title=title)
    if ax is None:
        high = room.below + room.above + sum(inches_of_words(words))
        height = SIZE[1] if inches is None else max(inches + high, least)
        return new_page(words, height, size).axes(room)
    refuse_size(size)
    said = wrap(words.title, letters_in(ax, FONT, bold=True))
    ax.set_title("\n".join(said), fontsize=FONT, fontweight="bold", color=INK, loc="left",
                 pad=6 + 72 * room.above, parse_math=False)  # fmt: skip
    # What the picture rests on stands below, clear of what stands along the axes.
    from matplotlib.transforms import Bbox

    def around(renderer: RendererBase) -> Bbox:
        beside = ax.xaxis.get_tightbbox(renderer)
        own = ax.get_window_extent(renderer)
        low = own.y0 if beside is None else min(own.y0, beside.y0)
        return Bbox.from_extents(own.x0, low, own.x1, own.y1)

    ax.annotate(
        "\n".join(wrap(words.caption, letters_in(ax, SMALL))), (0, 0), (0, -6), xycoords=around,
        textcoords="offset points", va="top", fontsize=SMALL, color=MUTED, annotation_clip=False,
    )  # fmt: skip
    return ax


def refuse_size(size: Size | None) -> None:
    """Refuse a size for axes that are given."""
    if size is not None:
        raise ArgumentError(
            "size is that of a page of its own, and the axes that are given have theirs; leave out "
            "one of the two"
        )


def letters_in(place: Axes | Figure, font: float, *, bold: bool = False) -> int:
    """Return how many letters of a size have room across axes, or a figure."""
    return _letters(inches_wide(place), font, bold=bold)


def _letters(inches: float, font: float, *, bold: bool = False) -> int:
    return max(int(72 * inches / font / (0.62 if bold else 0.56)), 10)


def new_page(words: Words, height: float = SIZE[1], size: Size | None = None) -> Page:
    """Return a page with its words.

    A notebook shows it once, at the end of the cell. Elsewhere no window shows it and no global
    state remembers it. It is as wide as a slide and of a `height`, unless a `size` is asked for.
    """
    if size is not None and not (
        isinstance(size, Sequence)
        and len(size) == 2
        and all(isinstance(inches, int | float) for inches in size)
        and all(low <= inches < math.inf for inches, low in zip(size, LEAST_SIZE, strict=True))
    ):
        least = " by ".join(map(str, LEAST_SIZE))
        raise ArgumentError(
            f"size must be width and height of the page in inches, {least} or more, since letters "
            f"keep their size: {SIZE} fills a slide; got {size!r}"
        )
    width, height = (SIZE[0], height) if size is None else size
    # The shell of a notebook has a kernel, that of a terminal has none.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    look: dict[str, Any] = {"figsize": (width, height), "dpi": 100, "facecolor": "white"}
    if hasattr(shell, "kernel"):
        from matplotlib import pyplot

        figure = pyplot.figure(**look)
    else:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(**look)
        FigureCanvasAgg(figure)
    title, under, rests_on = _lines(words, width)

    def put(lines: Sequence[str], at: float, va: str, **look: Any) -> None:
        text = "\n".join(lines)
        figure.text(_EDGE / width, at / height, text, va=va, parse_math=False, **look)

    top = height - _HEAD
    for line in title:
        put([line], top, "top", fontsize=TITLE_FONT, fontweight="bold", color=INK)
        top -= _TITLE_LINE
    put(under, top - 0.06, "top", fontsize=FONT, color=MUTED)
    put(rests_on, _FOOT, "bottom", fontsize=SMALL, color=MUTED)
    above, below = inches_of_words(words, width)
    return Page(figure, below, height - above)


def inches_of_words(words: Words, width: float = SIZE[0]) -> tuple[float, float]:
    """Return how much of a page of a width its words take, above the picture and below."""
    title, under, rests_on = _lines(words, width)
    above = _HEAD + _TITLE_LINE * len(title) + 0.13 + FONT * 1.2 / 72 * len(under)
    return above, _FOOT + SMALL * 1.2 / 72 * len(rests_on)


def _lines(words: Words, width: float) -> tuple[list[str], list[str], list[str]]:
    """Return the lines of title, subtitle and caption."""
    across = width - 2 * _EDGE
    letters = _letters(across, FONT)
    under = _even(words.subtitle, letters)
    if len(under) > _SUBTITLE_LINES:
        under = wrap(words.subtitle, letters, most=_SUBTITLE_LINES)
    title = _even(words.title, _letters(across, TITLE_FONT, bold=True))
    rests_on = _even(words.caption, _letters(across, SMALL))
    # Where a line ends, no sign needs to part what follows.
    below, foot = ([line.strip("· ") for line in lines] for lines in (under, rests_on))
    return title, below, foot


def _even(text: str, letters: int) -> list[str]:
    """Return as few lines as a text takes, and these about as long as each other."""
    least = len(wrap(text, letters))
    while least > 1 and len(wrap(text, letters - 1)) == least:
        letters -= 1
    return wrap(text, letters)


def subtitle(outcomes: Outcomes) -> str:
    """Return what was played: the scenario's title, and all by which the run departs from it."""
    return " · ".join([outcomes.scenario.header.title, *departures(outcomes)])


def caption(outcomes: Outcomes, *more: str) -> str:
    """Return what a picture rests on: worlds, draws, seed, and what its marks mean."""
    record = outcomes.record
    draws = counted(outcomes.n_draws, "draw")
    whole = len(outcomes) == outcomes.n_draws * record.worlds_per_draw
    draws += f" {'×' if whole else 'of up to'} {record.worlds_per_draw}"
    size = f"{counted(len(outcomes), 'world')} ({draws})"
    return " · ".join([size, f"seed {record.seed}", *more])
