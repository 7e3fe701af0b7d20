"""All claims in one picture: where each one's interval lies beside its threshold."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from bargaining.claims.report import by_article, counts_text
from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.verdict import FEWEST_DRAWS, Verdict
from bargaining.claims.wording import outlet_and_title
from bargaining.errors import OutcomesError
from bargaining.plots.claim_places import place_of
from bargaining.plots.style import FONT, GRID, INK, MUTED, SIZE, clean, new_figure, write_heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_claims", "plot_claims_overview"]

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
_DENSE = _Look(0.232, 11.5, 8.0, 2.4)
# Of a few claims each statement stands whole, on two lines where it must.
_FEW, _LETTERS, _TITLE_LETTERS = 13, 68, 115
_MOST_COLUMNS, _ROWS_A_COLUMN = 5, 26
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
    rows = _rows(results, titles=True)
    look, lines = (_ROOMY, 2) if ax is None and len(rows) <= _FEW else (_WIDE, 1)
    if ax is None:
        left, right, high = 7.1, 1.75, len(rows) * look.row_inches
        figure, top = _page(results, high + _AROUND)
        width, height = figure.get_size_inches()
        ax = figure.add_axes(
            (left / width, top - high / height, (width - left - right) / width, high / height)
        )
    _frame(ax, len(rows), _WIDE)
    once = results.unique_ids()
    for place, row in enumerate(rows):
        if isinstance(row, str):
            _heading(ax, place, row, 6.55, _WIDE)
            continue
        told_apart = "" if row.id in once else f" ({row.scenario})"
        said = f"{_name(row)}{told_apart}  {row.claim.statement}"
        _beside(ax, place, _fitted(said, _LETTERS, lines), 6.55, _WIDE)
        _mark(ax, place, row, _WIDE)
        colour = MUTED if row.verdict is Verdict.UNDECIDED else _LOOK.get(row.verdict, (MUTED,))[0]
        ax.text(
            1.03, place, row.verdict.value, transform=ax.get_yaxis_transform(),
            fontsize=_WIDE.font, color=colour, fontweight="bold", va="center",
        )  # fmt: skip
    return ax


def plot_claims_overview(results: ClaimResults) -> list[Axes]:
    """Draw all claims on one page by their ids, in columns, grouped by article.

    Parameters
    ----------
    results : ClaimResults
        At least one claim.

    Returns
    -------
    list of matplotlib Axes
        One for each column; all are of one figure.

    Raises
    ------
    OutcomesError
        There are no claims.
    """
    rows = _rows(results, titles=False)
    once = results.unique_ids()
    n_columns = min(_MOST_COLUMNS, max(2, math.ceil(len(rows) / _ROWS_A_COLUMN)))
    parts = _columns(rows, n_columns)
    n_rows = max(map(len, parts))
    high = n_rows * _DENSE.row_inches
    figure, top = _page(results, high + _AROUND)
    width, height = figure.get_size_inches()
    each = (width - 0.6) / n_columns
    columns = []
    for column, part in enumerate(parts):
        room = 0.78
        ax = figure.add_axes(
            (
                (0.35 + column * each + room) / width, top - high / height,
                (each - room - 0.28) / width, high / height,
            )
        )  # fmt: skip
        columns.append(ax)
        _frame(ax, n_rows, _DENSE)
        for place, row in enumerate(part):
            if isinstance(row, str):
                _heading(ax, place, row, room - 0.08, _DENSE)
                continue
            told_apart = "" if row.id in once else f" {row.scenario[:3]}"
            _beside(ax, place, _name(row) + told_apart, room - 0.08, _DENSE)
            _mark(ax, place, row, _DENSE)
    _legend(figure, results)
    return columns


def _rows(results: ClaimResults, *, titles: bool) -> list[ClaimResult | str]:
    if not len(results):
        raise OutcomesError("there is nothing to draw: no claim was tested")
    rows: list[ClaimResult | str] = []
    for article, group in by_article(results).items():
        rows.append(outlet_and_title(article) if titles else article or "no article")
        rows += group
    return rows


def _columns(rows: list[ClaimResult | str], n_columns: int) -> list[list[ClaimResult | str]]:
    """Share rows among columns; one that begins within a group says which."""
    # A column but the first may begin with its group's title once more, and leave its foot empty.
    n_rows = math.ceil((len(rows) + 2 * (n_columns - 1)) / n_columns)
    columns: list[list[ClaimResult | str]] = [[]]
    title = ""
    for row in rows:
        # A title at the foot of a column would stand without its claims.
        if len(columns[-1]) >= n_rows - isinstance(row, str):
            columns.append([] if isinstance(row, str) else [f"{title}, cont."])
        title = row if isinstance(row, str) else title
        columns[-1].append(row)
    return columns


def _page(results: ClaimResults, needed: float) -> tuple[Figure, float]:
    """Return a page of the needed height and where the picture may begin on it."""
    figure = new_figure(needed - SIZE[1])
    record, n = results.record, len(results)
    arms = f"{record['draws']:,} × {record['worlds_per_draw']:,} worlds an arm" + (
        "" if record["draws"] >= FEWEST_DRAWS else ": no verdict on so few draws"
    )
    dagger = any(result.claim.by_construction for result in results)
    top = write_heading(
        figure,
        f"{n} claim{'' if n == 1 else 's'} under these priors: {counts_text(results)}",
        _SUBTITLE,
        " · ".join(
            [
                arms,
                f"seed {record['seed']}",
                "intervals: Monte Carlo and prior sampling only",
                *(["† sign by construction"] if dagger else []),
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
    labelled = (-1, 0, 1) if look is _DENSE else (-1, -0.2, -0.05, 0, 0.05, 0.2, 1)
    ax.xaxis.set_major_locator(FixedLocator([-1, -0.2, -0.05, 0, 0.05, 0.2, 1]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda x, _: (f"{x:+g}" if x else "0") if x in labelled else "")
    )
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


def _legend(figure: Figure, results: ClaimResults) -> None:
    from matplotlib.lines import Line2D

    counts = results.counts()
    handles = [
        Line2D(
            [], [], color=colour, marker=marker, markersize=11, linewidth=3,
            markeredgecolor="white",
            label=f"{verdict.value} ({counts[verdict]})",
        )
        for verdict, (colour, marker) in _LOOK.items()
    ]  # fmt: skip
    inch = 1 / figure.get_size_inches()[1]
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.025, 0.42 * inch), ncols=3,
        frameon=False, fontsize=FONT, labelcolor=INK,
    )  # fmt: skip


def _name(result: ClaimResult) -> str:
    return result.id + ("†" if result.claim.by_construction else "")


def _fitted(text: str, letters: int, lines: int = 1) -> str:
    return textwrap.fill(text, letters, max_lines=lines, placeholder=" …")
