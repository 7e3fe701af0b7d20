"""Claims in pictures, kinds apart: where each one's interval lies beside its threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bargaining.claims.report import (
    by_article,
    kind_counts,
    of_kind,
    title_of,
    unique_ids,
)
from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.verdict import FEWEST_DRAWS, Verdict, form_of
from bargaining.errors import OutcomesError
from bargaining.plots.letters import as_written, wrap
from bargaining.plots.style import (
    FONT,
    INK,
    MUTED,
    SIZE,
    add_axes,
    clean,
    draw_interval,
    new_page,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OUTLET_FIRST = "{outlet} {year}: {title}"
# Okabe and Ito's palette (2008): told apart with every common colour vision, and by shape too.
LOOK = {
    Verdict.SUPPORTED: ("#0072B2", "o"),
    Verdict.CONTRADICTED: ("#A63D00", "X"),
    Verdict.UNDECIDED: ("#8c8c8c", "D"),
}
_UNTESTED = "not tested"
# Distances up to the first are drawn to scale; beyond it each decade takes as much room, and beyond
# the second they are drawn at the edge, with an arrow.
_NEAR, _FAR = 0.05, 1.5
_SUBTITLE = (
    "How far each interval lies from the claim's threshold, in the claim's own unit: to the right "
    f"of the line supports the claim. Scale compressed beyond {_NEAR}; a short stroke marks no "
    "change."
)
_SMALL = FONT - 2
# Heights of a row with statements on two lines, and set close on one.
_ROOMY, _CLOSE = 0.5, 0.36
# Inches from the left edge of the page to the axes, to their right, and from words to the axes.
_LEFT, _RIGHT, _WORDS = 7.1, 1.75, 6.55
# Of a few claims each statement stands whole, on two lines where it must.
_FEW, _LETTERS, _TITLE_LETTERS = 13, 68, 115
# Fewer claims would leave most of a slide empty.
_LEAST_CLAIMS = 4
# What a slide holds: rows of claims, and lines of ids below them.
_MOST_ROWS, _LINE_LETTERS, _LINE = 10, 128, 0.25
_SIGNS = {Verdict.SUPPORTED: "●", Verdict.CONTRADICTED: "✕", Verdict.UNDECIDED: "◆"}
_AROUND = 2.85  # inches for the heading, the foot and what is written there


@as_written
def plot_claims(results: ClaimResults, ax: Axes | None = None) -> Axes:
    """Draw one row per claim, with what it says, grouped by article.

    The verdict is told by shape, colour and word. For the claims of one article, hand in
    ``results.of_article("keck-2014")``.

    Parameters
    ----------
    results : ClaimResults
        At least one claim.
    ax : matplotlib Axes, optional
        The page made without it is as high as the rows need.
    """
    if not len(results):
        raise OutcomesError("there is nothing to draw: no claim was tested")
    several, rows = len(by_article(results)) > 1, list[ClaimResult | str]()
    for kind, counts in kind_counts(results).items():
        rows.append(f"{counts[0].upper()}{counts[1:]}")
        article = None
        for result in of_kind(results, kind):
            if several and result.article != article:
                article = result.article
                rows.append(title_of(article, OUTLET_FIRST))
            rows.append(result)
    inches = _ROOMY if ax is None and len(rows) <= _FEW else _CLOSE
    if ax is None:
        figure, top = _page(results, len(rows) * inches + _AROUND)
        ax = _claim_axes(figure, top, len(rows) * inches)
    _draw_rows(ax, rows, unique_ids(results), inches)
    return ax


def _claim_axes(figure: Figure, top: float, high: float) -> Axes:
    """Add axes for rows of claims, so many inches high below a share of the page's height."""
    width, height = figure.get_size_inches()
    return add_axes(figure, _LEFT, top * height - high, width - _LEFT - _RIGHT, high)


def _draw_rows(ax: Axes, rows: Sequence[ClaimResult | str], once: set[str], inches: float) -> None:
    """Draw claims, and headings above them, in rows of a height."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.axvspan(0, 2 * _FAR, color="#e8f1f7", linewidth=0, zorder=0)
    ax.axvline(0, color=INK, linewidth=1.6, zorder=2)
    ax.set_xscale("symlog", linthresh=_NEAR, linscale=0.7)
    ax.set_xlim(-_FAR * 1.6, _FAR * 1.6)  # room for an arrow beside the marker
    ax.xaxis.set_major_locator(FixedLocator([-1, -0.2, -0.05, 0, 0.05, 0.2, 1]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:+g}" if x else "0"))
    ax.set_yticks([])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    clean(ax, grid="x")
    ax.tick_params(axis="x", labelsize=_SMALL, labelcolor=MUTED)
    for place, row in enumerate(rows):
        if isinstance(row, str):
            # White, so that a long heading is not crossed by lines.
            ax.axhspan(place - 0.5, place + 0.5, color="white", linewidth=0, zorder=2.5)
            _beside(ax, place, row, _TITLE_LETTERS, 1, bold=True)
        else:
            said, lines = f"{_name(row, once)}  {row.claim.statement}", 2 if inches == _ROOMY else 1
            _beside(ax, place, said, _LETTERS, lines)
            _draw_claim(ax, place, row)


def _name(row: ClaimResult, once: set[str]) -> str:
    """Return a claim's id, with its file where another has the same."""
    return row.id if row.id in once else f"{row.id} ({row.scenario})"


@as_written
def plot_article(results: ClaimResults, article: str) -> Axes:
    """Draw one article's claims on a 16:9 slide, kinds apart; on a lower one if they are few.

    Informative claims have a row each, with what they say; claims of the other kinds stand below by
    their ids, each with the sign of its verdict. Where no claim is informative, or no kind is
    known yet, the rows are those of the next kind there is.

    Parameters
    ----------
    results : ClaimResults
        Of any articles.
    article : str
        Id of the article that is shown.
    """
    own = results.of_article(article)
    kinds = list(kind_counts(own))
    if not kinds:
        raise OutcomesError(f'there is nothing to draw: no claim of "{article}" was tested')
    needed = _AROUND + _ROOMY * len(own) + 2 * _LINE * len(kinds)
    high = SIZE[1] if len(own) >= _LEAST_CLAIMS else min(SIZE[1], needed)
    figure, top = _page(own, high, title_of(article, OUTLET_FIRST))
    height = figure.get_size_inches()[1]
    # What is decided comes first, since not all may find room.
    first = sorted(of_kind(own, kinds[0]), key=lambda one: list(Verdict).index(one.verdict))
    # Every row if they fit when set close, else as many as fit.
    most = min(_MOST_ROWS, len(first))
    sizes = [(inches, n) for n in range(most, 0, -1) for inches in (_ROOMY, _CLOSE)]
    once = unique_ids(own)
    for inches, n_rows in sizes:
        rows, over = first[:n_rows], first[n_rows:]
        parts = [(f"Also {kinds[0].value}", over)] if over else []
        parts += [(kind_counts(own)[kind], of_kind(own, kind)) for kind in kinds[1:]]
        # Claims by their ids, kind by kind.
        below: list[str] = []
        for said, group in parts:
            below.append(f"{said[0].upper()}{said[1:]}")
            signs = (f"{_SIGNS.get(one.verdict, '–')} {_name(one, once)}" for one in group)
            ids = "\u00a0 ".join(one.replace(" ", "\u00a0") for one in signs)
            below += wrap(ids, _LINE_LETTERS, indent=1)
        foot = 0.75 + _LINE * len(below)
        if n_rows * inches <= top * height - foot - 0.6:
            break
    title = kind_counts(own)[kinds[0]]
    _line(figure, top * height - 0.15, f"{title[0].upper()}{title[1:]}")
    ax = _claim_axes(figure, top - 0.35 / height, len(rows) * inches)
    _draw_rows(ax, rows, once, inches)
    for number, line in enumerate(below):
        _line(figure, foot - 0.3 - _LINE * number, line)
    return ax


def _line(figure: Figure, inches: float, text: str) -> None:
    """Write a line at a height above the foot of the page; a title unless it is indented."""
    at, weight = inches / figure.get_size_inches()[1], "normal" if text[0] == " " else "bold"
    figure.text(0.03, at, text, fontsize=FONT - 2, color=INK, va="center", fontweight=weight)


def _draw_claim(ax: Axes, place: int, row: ClaimResult) -> None:
    """Draw a claim's interval beside its threshold, and its verdict."""
    colour, marker = LOOK.get(row.verdict, (MUTED, ""))
    said, shade = row.verdict.value, MUTED if row.verdict is Verdict.UNDECIDED else colour
    write(ax, (1.03, place), said, on="row", font=_SMALL, colour=shade, bold=True)
    claim, figures, bound = row.claim, row.figures, row.claim.threshold
    if row.verdict is Verdict.NOT_TESTED or bound is None:
        ax.text(
            0, place, f" {_UNTESTED} ", fontsize=_SMALL - 1, color=MUTED, ha="center",
            va="center", zorder=3,
            bbox={"boxstyle": "square,pad=0", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip
        return
    # How far value, ends and no change lie beyond the threshold, as the claim wants.
    form, no_change = form_of(claim), math.inf
    if form == "equality":
        # Beyond means within the bound, on whichever side of zero.
        ends = abs(figures.low), abs(figures.high)
        near = 0.0 if figures.low <= 0 <= figures.high else min(ends)
        numbers = bound - abs(figures.value), bound - max(ends), bound - near
    else:
        sign = -1.0 if form != "order" and claim.direction in ("<", "<=") else 1.0
        low, high = sorted(sign * (end - bound) for end in (figures.low, figures.high))
        numbers = sign * (figures.value - bound), low, high
        if form in ("difference", "bound") and bound:
            no_change = -sign * bound
    if abs(no_change) < _FAR:
        ax.plot([no_change] * 2, [place - 0.34, place + 0.34], color=MUTED, linewidth=1.6)
    value, low, high = (min(max(at, -_FAR), _FAR) for at in numbers)
    draw_interval(ax, (low, high), place, colour, 3.2)
    for end, edge in zip(numbers[1:], (-_FAR, _FAR), strict=True):
        if end / edge > 1:
            ax.plot(1.4 * edge, place, "<" if edge < 0 else ">", color=colour, zorder=3)
    ax.plot(
        value, place, marker, color=colour, markersize=11, markeredgecolor="white",
        markeredgewidth=0.9, zorder=4, clip_on=False,
    )  # fmt: skip


def _page(results: ClaimResults, needed: float, name: str = "") -> tuple[Figure, float]:
    """Return a page of the needed height and where the picture may begin on it."""
    record, n = results.record, len(results)
    arms = f"{record['draws']:,} × {record['worlds_per_draw']:,} worlds an arm" + (
        "" if record["draws"] >= FEWEST_DRAWS else ": no verdict on so few draws"
    )
    title = name or f"{n} claim{'' if n == 1 else 's'} under these priors"
    kinds = ", ".join(kind_counts(results).values())
    told = [arms, f"seed {record['seed']}", "intervals: Monte Carlo and prior sampling only"]
    if name:
        told.append("● supported  ✕ contradicted  ◆ undecided")
    said = title if name else f"{title}: {kinds}"
    return new_page(said, _SUBTITLE, " · ".join(told), needed - SIZE[1])


def _beside(ax: Axes, row: int, text: str, letters: int, lines: int, *, bold: bool = False) -> None:
    told = "\n".join(wrap(text, letters, most=lines))
    write(ax, (0, row), told, on="row", shift=(-72 * _WORDS, 0), font=_SMALL, bold=bold)
