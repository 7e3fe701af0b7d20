"""What several changes of one scenario do to its endings, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.analysis.compare import Comparison
from bargaining.codes import Ending
from bargaining.errors import ArgumentError
from bargaining.plots.letters import as_written, wrap
from bargaining.plots.pages import Margins, Size, Words, begin
from bargaining.plots.style import INK, MUTED, SMALL, clean, draw_interval, label_axes, write
from bargaining.text import counted, interval, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_CHANGES", "plot_changes"]

MOST_CHANGES = 8
_ROW_INCHES, _LEFT = 1.15, 4.2
_LABEL_LETTERS = 32
# Of the height of a row, how far apart the endings are.
_APART = 0.165
_MARKS, _GLYPHS = ("o", "s", "D", "^", "v"), "●■◆▲▼"
_EDGE, _LETTER_INCHES = 0.4, 0.13


@as_written
def plot_changes(
    comparisons: Mapping[str, Comparison],
    ax: Axes | None = None,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw how much several changes move the share of each ending, with 95 % intervals.

    Each change is a row with a point for each ending, in the ending's colour and with a mark of
    its own. At the right is the share of worlds that end otherwise than without the change.

    Parameters
    ----------
    comparisons : mapping of str to Comparison
        What each change is called, and what `bargaining.compare` returned of it, with the same
        baseline; eight at most.
    ax : matplotlib Axes, optional
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.

    Raises
    ------
    ArgumentError
        It is no such mapping, empty, or holds more than a page can show.
    """
    if not isinstance(comparisons, Mapping) or not all(
        isinstance(one, Comparison) for one in comparisons.values()
    ):
        raise ArgumentError(
            "plot_changes takes a mapping from names to results of compare, such as "
            f'{{"a test": bg.compare(baseline, tested)}}; got {type(comparisons).__name__}'
        )
    if not 1 <= len(comparisons) <= MOST_CHANGES:
        raise ArgumentError(
            f"plot_changes draws 1 to {MOST_CHANGES} changes; got {len(comparisons)}"
        )
    first = next(iter(comparisons.values()))
    # What moves the share of an ending most beyond sampling error, as its title says.
    strongest = max(comparisons, key=lambda name: _net(comparisons[name]))
    effect = comparisons[strongest].net_effect()
    words = Words(
        f"{strongest}: {effect[0].lower()}{effect[1:]}",
        "Shares of the endings, against the same worlds without the change",
        f"{counted(first.n_worlds, 'world')} ({counted(first.n_draws, 'draw')}), same chance "
        "before and after · lines: 95 % interval, each by itself",
    )
    place = _EDGE - _LEFT if ax is None else 0.0
    inches, room = _ROW_INCHES * len(comparisons), Margins(_LEFT, 1.9, 0.75, 0.5)
    ax = begin(ax, words, room, title=title, size=size, inches=inches, least=5.2)
    clean(ax, grid="x")
    ax.set_ylim(len(comparisons) - 0.5, -0.5)
    ax.set_yticks([])
    for row, (name, one) in enumerate(comparisons.items()):
        for number, (ending, of) in enumerate(one.endings.items()):
            at = row + _APART * (number - (len(Ending) - 1) / 2)
            estimate = of.estimate
            draw_interval(ax, [100 * estimate.low, 100 * estimate.high], at, ending.colour, 2.6)
            ax.plot([100 * of.value], [at], _MARKS[number], color=ending.colour, markersize=9,
                    markeredgecolor="white", zorder=4)  # fmt: skip
        if row:
            ax.axhline(row - 0.5, color=MUTED, linewidth=0.6, zorder=1)
        said = "\n".join(wrap(name, _LABEL_LETTERS, most=3))
        write(ax, (0, row), said, on="row", shift=(-10, 0), ha="right", font=SMALL)
        flipped = one.flipped
        ends = interval(percent(flipped.low), percent(flipped.high))
        write(ax, (1, row), f"{percent(flipped.value)} %", on="row", shift=(10, 9))
        write(ax, (1, row), ends, on="row", shift=(10, -10), font=SMALL, colour=MUTED)
    ax.axvline(0, color=INK, linewidth=1.5, zorder=2)
    label_axes(ax, "change of the share of worlds, points")
    for ending, glyph in zip(Ending, _GLYPHS, strict=True):
        for said, right, colour in ((glyph, 0, ending.colour), (ending.words, 20, INK)):
            shift = (72 * place + right, 8)
            write(ax, (0, 1), said, on="axes", shift=shift, colour=colour, va="baseline")
        place += 0.6 + _LETTER_INCHES * len(ending.words)
    write(ax, (1, 1), "end otherwise", on="axes", shift=(10, 8), colour=MUTED, va="baseline")
    return ax


def _net(comparison: Comparison) -> float:
    """Return the greatest change of an ending's share that is beyond sampling error, else 0."""
    estimates = (of.estimate for of in comparison.endings.values())
    return max((abs(of.value) for of in estimates if of.low > 0 or of.high < 0), default=0.0)
