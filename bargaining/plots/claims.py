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
from bargaining.plots.pages import SIZE, Margins, Size, Words, begin, inches_of_words, new_page
from bargaining.plots.style import INK, MUTED, SMALL, clean, draw_interval, write
from bargaining.text import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OUTLET_FIRST = "{outlet} {year}: {title}"
# Okabe and Ito's palette (2008): told apart with every common colour vision, and by shape too.
# The colour of a mark, its shape, and the colour of letters on it.
LOOK = {
    Verdict.SUPPORTED: ("#0072B2", "o", "white"),
    Verdict.CONTRADICTED: ("#A63D00", "X", "white"),
    Verdict.UNDECIDED: ("#a6a6a6", "D", INK),
    Verdict.NOT_TESTED: ("#dedede", "", INK),
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
# Heights of a row with statements on two lines, and set close on one.
_ROOMY, _CLOSE = 0.56, 0.36
# Inches from the left edge of the page to the axes, to their right, and from words to the axes.
_LEFT, _RIGHT, _WORDS = 7.5, 1.9, 7.0
# Of a few claims each statement stands whole, on two lines where it must.
_FEW, _LETTERS, _TITLE_LETTERS, _ARTICLE_LETTERS = 11, 60, 105, 56
# More rows than these would be too small on a slide.
_MOST_TOGETHER = 14
# Fewer claims would leave most of a slide empty.
_LEAST_CLAIMS = 4
# What a slide holds: rows of claims, and lines of ids below them.
_MOST_ROWS, _LINE_LETTERS, _LINE = 10, 108, 0.28
_SIGNS = {Verdict.SUPPORTED: "●", Verdict.CONTRADICTED: "✕", Verdict.UNDECIDED: "◆"}


@as_written
def plot_claims(
    results: ClaimResults,
    ax: Axes | None = None,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw one row per claim, with what it says, grouped by article.

    The verdict is told by shape, colour and word. More claims than a slide has room for are counted
    instead, by kind, article and verdict; ``results.of_article("keck-2014")`` are those of one.

    Parameters
    ----------
    results : ClaimResults
        At least one claim.
    ax : matplotlib Axes, optional
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
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
    words = _words(results, f"{counted(len(results), 'claim')} under these priors")
    if len(rows) > _MOST_TOGETHER:
        return _draw_overview(results, words, ax, title, size)
    room = Margins(_LEFT, _RIGHT, 0.5, 0.2)
    needed = len(rows) * inches
    ax = begin(ax, words, room, title=title, size=size, inches=needed, least=0.0)
    _draw_rows(ax, rows, unique_ids(results), inches)
    return ax


def _draw_overview(
    results: ClaimResults, words: Words, ax: Axes | None, title: str | None, size: Size | None
) -> Axes:
    """Draw how many claims of each article have which verdict, kinds apart."""
    from matplotlib.patches import Patch

    counts = next(iter(kind_counts(results).values()))
    said = f"{len(results)} claims under these priors: {counts}"
    words = words._replace(title=said, subtitle="Claims by kind, article and verdict")
    ax = begin(ax, words, Margins(7.4, 0.6, 0.1, 0.45), title=title, size=size)
    ax.set_xticks([])
    ax.set_yticks([])
    clean(ax, base=False)
    place = 0
    for kind, counted_verdicts in kind_counts(results).items():
        heading = f"{counted_verdicts[0].upper()}{counted_verdicts[1:]}"
        write(ax, (0, place), heading, on="row", shift=(-72 * 7.0, 0), font=SMALL, bold=True)
        place += 1
        for article, group in by_article(of_kind(results, kind)).items():
            name = wrap(title_of(article, OUTLET_FIRST), _ARTICLE_LETTERS, most=1)[0]
            write(ax, (0, place), name, on="row", shift=(-72 * 7.0, 0), font=SMALL)
            begun = 0
            for verdict, (colour, _, letters) in LOOK.items():
                n = sum(one.verdict is verdict for one in group)
                if n:
                    ax.barh(place, n, left=begun, height=0.8, color=colour, edgecolor="white")
                    write(ax, (begun + n / 2, place), str(n), font=SMALL, colour=letters,
                          bold=True, ha="center")  # fmt: skip
                begun += n
            place += 1
    ax.set_ylim(max(place, _MOST_TOGETHER) - 0.5, -0.5)
    ax.set_xlim(0, None)
    met = {one.verdict for one in results}
    handles = [Patch(color=LOOK[one][0], label=one.value) for one in LOOK if one in met]
    ax.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=len(handles),
        frameon=False, fontsize=SMALL, handlelength=1.0, columnspacing=1.2, borderaxespad=0.2,
    )  # fmt: skip
    return ax


def _draw_rows(ax: Axes, rows: Sequence[ClaimResult | str], once: set[str], inches: float) -> None:
    """Draw claims, and headings above them, in rows of a height."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ax.axvspan(0, 2 * _FAR, color="#e8f1f7", linewidth=0, zorder=0)
    ax.axvline(0, color=INK, linewidth=1.6, zorder=2)
    ax.set_xscale("symlog", linthresh=_NEAR, linscale=0.7)
    ax.set_xlim(-_FAR * 1.6, _FAR * 1.6)  # room for an arrow beside the marker
    ax.xaxis.set_major_locator(FixedLocator([-1, -0.1, 0, 0.1, 1]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:+g}" if x else "0"))
    ax.set_yticks([])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    clean(ax, grid="x")
    ax.tick_params(axis="x", labelsize=SMALL, labelcolor=MUTED)
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
def plot_article(
    results: ClaimResults,
    article: str,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
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
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    own = results.of_article(article)
    kinds = list(kind_counts(own))
    if not kinds:
        raise OutcomesError(f'there is nothing to draw: no claim of "{article}" was tested')
    words = _words(own, title or title_of(article, OUTLET_FIRST))
    signs = "● supported  ✕ contradicted  ◆ undecided"
    words = words._replace(caption=f"{words.caption} · {signs}")
    needed = 1.2 + _ROOMY * len(own) + 2 * _LINE * len(kinds) + sum(inches_of_words(words))
    high = SIZE[1] if len(own) >= _LEAST_CLAIMS else min(SIZE[1], needed)
    page = new_page(words, high, size)
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
            named = (f"{_SIGNS.get(one.verdict, '–')} {_name(one, once)}" for one in group)
            ids = "\u00a0 ".join(one.replace(" ", "\u00a0") for one in named)
            below += wrap(ids, _LINE_LETTERS, indent=1)
        foot = page.foot + 0.25 + _LINE * len(below)
        space = page.top - foot - 0.85 - n_rows * inches
        if space >= 0:
            break
    counts = kind_counts(own)[kinds[0]]
    _line(page.figure, page.top - 0.2, f"{counts[0].upper()}{counts[1:]}")
    below_axes = foot - page.foot + 0.4 + max(space, 0.0)
    ax = page.axes(Margins(_LEFT, _RIGHT, below_axes, 0.45))
    _draw_rows(ax, rows, once, inches)
    for number, line in enumerate(below):
        _line(page.figure, foot - 0.3 - _LINE * number, line)
    return ax


def _line(figure: Figure, inches: float, text: str) -> None:
    """Write a line at a height above the foot of the page; a title unless it is indented."""
    at, weight = inches / figure.get_size_inches()[1], "normal" if text[0] == " " else "bold"
    figure.text(0.03, at, text, fontsize=SMALL, color=INK, va="center", fontweight=weight)


def _draw_claim(ax: Axes, place: int, row: ClaimResult) -> None:
    """Draw a claim's interval beside its threshold, and its verdict."""
    colour, marker, _ = LOOK[row.verdict]
    said = row.verdict.value
    shade = colour if row.verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED) else MUTED
    write(ax, (1.03, place), said, on="row", font=SMALL, colour=shade, bold=True)
    claim, figures, bound = row.claim, row.figures, row.claim.threshold
    if row.verdict is Verdict.NOT_TESTED or bound is None:
        ax.text(
            0, place, f" {_UNTESTED} ", fontsize=SMALL, color=MUTED, ha="center",
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


def _words(results: ClaimResults, title: str) -> Words:
    record = results.record
    arms = f"{record['draws']:,} × {record['worlds_per_draw']:,} worlds an arm" + (
        "" if record["draws"] >= FEWEST_DRAWS else ": no verdict on so few draws"
    )
    told = [arms, f"seed {record['seed']}", "intervals: Monte Carlo and prior sampling only"]
    return Words(title, _SUBTITLE, " · ".join(told))


def _beside(ax: Axes, row: int, text: str, letters: int, lines: int, *, bold: bool = False) -> None:
    told = "\n".join(wrap(text, letters, most=lines))
    write(ax, (0, row), told, on="row", shift=(-72 * _WORDS, 0), font=SMALL, bold=bold)
