"""Claims in pictures, kinds apart: where each one's interval lies beside its threshold."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from bargaining.claims.kinds import Kind
from bargaining.claims.report import (
    by_article,
    kind_counts,
    of_kind,
    outlet_and_title,
    unique_ids,
)
from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.verdict import FEWEST_DRAWS, Verdict
from bargaining.errors import OutcomesError
from bargaining.plots.claim_places import place_of
from bargaining.plots.style import FONT, GRID, INK, MUTED, SIZE, clean, new_figure, write_heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_article", "plot_claims"]

# Okabe and Ito's palette (2008): told apart with every common colour vision, and by shape too.
_LOOK = {
    Verdict.SUPPORTED: ("#0072B2", "o"),
    Verdict.CONTRADICTED: ("#A63D00", "X"),
    Verdict.UNDECIDED: ("#8c8c8c", "D"),
}
_UNTESTED = "not tested"
# Distances up to the first are drawn to scale; beyond it each decade takes as much room, and beyond
# the second they are drawn at the edge, with an arrow.
_NEAR, _FAR = 0.05, 1.5
_SUBTITLE = (
    "How far each interval lies from the claim's threshold, in the claim's own unit. Right of the "
    "line is beyond it; a short stroke marks no change."
)


class _Look(NamedTuple):
    """Sizes of one kind of picture."""

    row_inches: float
    font: float
    marker: float
    line: float


_WIDE = _Look(0.36, FONT - 2, 11.0, 3.2)
_ROOMY = _WIDE._replace(row_inches=0.5)
_LOOKS = (_ROOMY, _WIDE)
_FIRST = tuple(Verdict)
# Of a few claims each statement stands whole, on two lines where it must.
_FEW, _LETTERS, _TITLE_LETTERS = 13, 68, 115
# What a slide holds: rows of claims, and lines of ids below them.
_MOST_ROWS, _LINE_LETTERS, _LINE = 10, 128, 0.25
_SIGNS = {Verdict.SUPPORTED: "●", Verdict.CONTRADICTED: "✕", Verdict.UNDECIDED: "◆"}
_AROUND = 2.85  # inches for the heading, the foot and what is written there


def plot_claims(results: ClaimResults, ax: Axes | None = None) -> Axes:
    """Draw one row per claim, with what it says, grouped by article.

    The verdict is told by shape, colour and word. For the claims of one article, hand in
    ``results.of_article("keck-2014")``.

    Parameters
    ----------
    results : ClaimResults
        At least one claim.
    ax : matplotlib Axes, optional
        Where to draw. Without it a page of its own is made, as high as the rows need; save it with
        ``plot_claims(results).figure.savefig("claims.png", dpi=150)``.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    OutcomesError
        There are no claims.
    """
    rows = _rows(results)
    look, lines = (_ROOMY, 2) if ax is None and len(rows) <= _FEW else (_WIDE, 1)
    if ax is None:
        left, right, high = 7.1, 1.75, len(rows) * look.row_inches
        figure, top = _page(results, high + _AROUND)
        width, height = figure.get_size_inches()
        ax = figure.add_axes(
            (left / width, top - high / height, (width - left - right) / width, high / height)
        )
    _frame(ax, len(rows), _WIDE)
    once = unique_ids(results)
    for place, row in enumerate(rows):
        if isinstance(row, str):
            _heading(ax, place, row, 6.55, _WIDE)
            continue
        told_apart = "" if row.id in once else f" ({row.scenario})"
        _row(ax, place, row, f"{row.id}{told_apart}", lines=lines, letters=_LETTERS)
    return ax


def plot_article(results: ClaimResults, article: str) -> Axes:
    """Draw one article's claims on a 16:9 slide, kinds apart.

    Informative claims have a row each, with what they say; claims of the other kinds stand below by
    their ids, each with the sign of its verdict. Where no claim is informative, or no kind is
    known yet, the rows are those of the next kind there is.

    Parameters
    ----------
    results : ClaimResults
        Of any articles.
    article : str
        Id of the article that is shown.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    OutcomesError
        There are no claims of this article.
    """
    own = results.of_article(article)
    kinds = list(kind_counts(own))
    if not kinds:
        raise OutcomesError(f'there is nothing to draw: no claim of "{article}" was tested')
    figure, top = _page(own, SIZE[1], outlet_and_title(article))
    width, height = figure.get_size_inches()
    left, right = 7.1, 1.75
    # What is decided comes first, since not all may find room.
    first = sorted(of_kind(own, kinds[0]), key=lambda one: _FIRST.index(one.verdict))
    # Every row if they fit when set close, else as many as fit.
    sizes = [(look, n) for n in range(min(_MOST_ROWS, len(first)), 0, -1) for look in _LOOKS]
    for look, n_rows in sizes:
        rows, below = first[:n_rows], _below(own, kinds, first[n_rows:])
        foot = 0.75 + _LINE * len(below)
        if n_rows * look.row_inches <= top * height - foot - 0.6:
            break
    title = kind_counts(own)[kinds[0]]
    _line(figure, top * height - 0.15, f"{title[0].upper()}{title[1:]}")
    top -= 0.35 / height
    high = len(rows) * look.row_inches
    ax: Axes = figure.add_axes(
        (left / width, top - high / height, (width - left - right) / width, high / height)
    )
    _frame(ax, len(rows), _WIDE)
    for place, row in enumerate(rows):
        _row(ax, place, row, row.id, lines=2 if look is _ROOMY else 1, letters=_LETTERS)
    for number, line in enumerate(below):
        _line(figure, foot - 0.3 - _LINE * number, line)
    return ax


def _line(figure: Figure, inches: float, text: str) -> None:
    """Write a line at a height above the foot of the page; a title unless it is indented."""
    at, weight = inches / figure.get_size_inches()[1], "normal" if text[0] == " " else "bold"
    figure.text(0.03, at, text, fontsize=FONT - 2, color=INK, va="center", fontweight=weight)


def _below(own: ClaimResults, kinds: list[Kind], over: list[ClaimResult]) -> list[str]:
    """Return the lines below the rows: claims by their ids, kind by kind."""
    parts = [(f"Also {kinds[0].value}", over)] if over else []
    parts += [(kind_counts(own)[kind], of_kind(own, kind)) for kind in kinds[1:]]
    lines = []
    for title, group in parts:
        lines.append(f"{title[0].upper()}{title[1:]}")
        said = "  ".join(f"{_SIGNS.get(one.verdict, '–')}\u00a0{one.id}" for one in group)
        lines += textwrap.wrap(said, _LINE_LETTERS, initial_indent=" ", subsequent_indent=" ")
    return lines


def _rows(results: ClaimResults) -> list[ClaimResult | str]:
    if not len(results):
        raise OutcomesError("there is nothing to draw: no claim was tested")
    rows: list[ClaimResult | str] = []
    for kind, counts in kind_counts(results).items():
        rows.append(f"{counts[0].upper()}{counts[1:]}")
        several = len(by_article(results)) > 1
        article = None
        for result in of_kind(results, kind):
            if several and result.article != article:
                article = result.article
                rows.append(outlet_and_title(article))
            rows.append(result)
    return rows


def _row(ax: Axes, place: int, row: ClaimResult, name: str, *, lines: int, letters: int) -> None:
    said = _fitted(f"{name}  {row.claim.statement}", letters, lines)
    _beside(ax, place, said, 6.55, _WIDE)
    _mark(ax, place, row, _WIDE)
    colour = MUTED if row.verdict is Verdict.UNDECIDED else _LOOK.get(row.verdict, (MUTED,))[0]
    ax.text(
        1.03, place, row.verdict.value, transform=ax.get_yaxis_transform(),
        fontsize=_WIDE.font, color=colour, fontweight="bold", va="center",
    )  # fmt: skip


def _page(results: ClaimResults, needed: float, name: str = "") -> tuple[Figure, float]:
    """Return a page of the needed height and where the picture may begin on it."""
    figure = new_figure(needed - SIZE[1])
    record, n = results.record, len(results)
    arms = f"{record['draws']:,} × {record['worlds_per_draw']:,} worlds an arm" + (
        "" if record["draws"] >= FEWEST_DRAWS else ": no verdict on so few draws"
    )
    title = name or f"{n} claim{'' if n == 1 else 's'} under these priors"
    kinds = ", ".join(kind_counts(results).values())
    top = write_heading(
        figure,
        f"{title}: {kinds}" if not name else title,
        _SUBTITLE,
        " · ".join(
            [
                arms,
                f"seed {record['seed']}",
                "intervals: Monte Carlo and prior sampling only",
                *(["● supported  ✕ contradicted  ◆ undecided"] if name else []),
            ]
        ),
    )
    return figure, top


def _frame(ax: Axes, n_rows: int, look: _Look) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.axvspan(0, 2 * _FAR, color="#e8f1f7", linewidth=0, zorder=0)
    ax.axvline(0, color=INK, linewidth=1.6, zorder=2)
    ax.set_xscale("symlog", linthresh=_NEAR, linscale=0.7)
    ax.set_xlim(-_FAR * 1.6, _FAR * 1.6)  # room for an arrow beside the marker
    ax.xaxis.set_major_locator(FixedLocator([-1, -0.2, -0.05, 0, 0.05, 0.2, 1]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:+g}" if x else "0"))
    ax.set_yticks([])
    ax.set_ylim(n_rows - 0.5, -0.5)
    clean(ax)
    ax.tick_params(axis="x", labelsize=look.font, labelcolor=MUTED)
    ax.grid(axis="x", color=GRID, zorder=1)


def _heading(ax: Axes, row: int, text: str, inches: float, look: _Look) -> None:
    # White, so that a long heading is not crossed by lines.
    ax.axhspan(row - 0.5, row + 0.5, color="white", linewidth=0, zorder=2.5)
    _beside(ax, row, _fitted(text, _TITLE_LETTERS), inches, look, "bold")


def _mark(ax: Axes, row: int, result: ClaimResult, look: _Look) -> None:
    place = place_of(result)
    if place is None:
        ax.text(
            0, row, f" {_UNTESTED} ", fontsize=look.font - 1, color=MUTED, ha="center",
            va="center", zorder=3,
            bbox={"boxstyle": "square,pad=0", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip
        return
    colour, marker = _LOOK[result.verdict]
    if abs(place.no_change) < _FAR:
        ax.plot([place.no_change] * 2, [row - 0.34, row + 0.34], color=MUTED, linewidth=1.6)
    low, value, high = (min(max(at, -_FAR), _FAR) for at in (place.low, place.value, place.high))
    ax.plot(
        [low, high], [row, row], color=colour, linewidth=look.line, solid_capstyle="butt", zorder=3
    )
    for end, edge in ((place.low, -_FAR), (place.high, _FAR)):
        if end / edge > 1:
            ax.plot(1.4 * edge, row, "<" if edge < 0 else ">", color=colour, zorder=3)
    ax.plot(
        value, row, marker, color=colour, markersize=look.marker, markeredgecolor="white",
        markeredgewidth=0.9, zorder=4, clip_on=False,
    )  # fmt: skip


def _beside(
    ax: Axes, row: int, text: str, inches: float, look: _Look, weight: str = "normal"
) -> None:
    ax.annotate(
        text, (0, row), (-72 * inches, 0), xycoords=ax.get_yaxis_transform(),
        textcoords="offset points", fontsize=look.font, color=INK, fontweight=weight, va="center",
        annotation_clip=False,
    )  # fmt: skip


def _fitted(text: str, letters: int, lines: int = 1) -> str:
    return textwrap.fill(text, letters, max_lines=lines, placeholder=" …")
