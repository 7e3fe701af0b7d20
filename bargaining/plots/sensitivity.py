"""Which assumptions matter: a tornado of changes, or bars of Sobol indices, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bargaining.designs.effects import SHOWN, Effect, QuantityEffects, Sensitivity
from bargaining.errors import ArgumentError
from bargaining.plots.letters import as_written, wrap
from bargaining.plots.pages import Margins, Size, Words, begin
from bargaining.plots.style import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    SMALL,
    clean,
    draw_interval,
    label_axes,
    mark_within,
    write,
)
from bargaining.text import counted, decimal, percent, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The upper quantile is orange and the lower blue; first-order bars lie within total ones.
_UPPER, _TOTAL, _BAR = "#D55E00", "#9ecae6", "#a6a6a6"
_ROW_INCHES = 0.62
_LABEL_LETTERS = 44


@as_written
def plot_sensitivity(
    result: Sensitivity,
    ax: Axes | None = None,
    *,
    quantity: str | None = None,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw the twelve largest effects on a quantity as bars with intervals.

    One at a time, a bar goes from the quantity at the lower to that at the upper quantile of a
    factor, and the line around the upper end is the interval of the change. Of Sobol indices the
    wide bar is the total index with its interval, and the narrow one the first-order index. Factors
    that are not told apart from 0 are pale. A tornado has a line on all others below.

    Parameters
    ----------
    result : Sensitivity
    ax : matplotlib Axes, optional
    quantity : str, optional
        One of those studied, the first by default.
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.
    """
    if not isinstance(result, Sensitivity):
        raise ArgumentError(
            f"plot_sensitivity takes a result of sensitivity; got {type(result).__name__}"
        )
    of = result.quantities[0] if quantity is None else result[quantity]
    shown = [one for one in of.effects if one.value == one.value][:SHOWN]
    record, found = result.record, of.found(result.level)
    said = f"No assumption can be ranked for {of.quantity}"
    if found and not of.n_undefined:
        said = f"What matters most for {of.quantity}: {found[0].factor.label}"
        said += f", before {counted(len(found) - 1, 'other')}" if len(found) > 1 else ""
    under = f"{record['title']} · each at its 10 % and 90 % quantile"
    if result.is_sobol:
        luck = f"{percent(of.luck, 0)} % of the variance of a world is luck"
        under = f"{record['title']} · shares of the variance that the numbers make; {luck}"
    rests_on = (
        f"{record['worlds']:,} worlds, {record['worlds_a_point']} a point · "
        f"{counted(record['factors'], 'factor')} · seed {record['seed']} · "
        f"whiskers: {100 * record['confidence']:g} % interval · pale: not told apart from 0"
    )
    if not result.is_sobol:
        rests_on = f"{of.rest_in_words()} · {rests_on}".removeprefix(" · ")
    words, room = Words(said, under, rests_on), Margins(5.7, 1.9, 0.75, 0.5)
    inches = _ROW_INCHES * len(shown)
    ax = begin(ax, words, room, title=title, size=size, inches=inches, least=5.2)
    clean(ax, grid="x")
    ax.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    ax.set_yticks([])
    (_draw_indices if result.is_sobol else _draw_tornado)(ax, result, of, shown)
    for place, one in enumerate(shown):
        name = "\n".join(wrap(one.name, _LABEL_LETTERS, most=2))
        colour = INK if one.p_value < result.level else MUTED
        write(ax, (0, place), name, on="row", shift=(-10, 0), ha="right", font=SMALL,
              colour=colour)  # fmt: skip
    return ax


def _draw_tornado(
    ax: Axes, result: Sensitivity, of: QuantityEffects, shown: Sequence[Effect]
) -> None:
    middle = of.level.value
    for place, one in enumerate(shown):
        known = one.p_value < result.level
        width = one.at_high - one.at_low
        ax.barh(place, width, left=one.at_low, height=0.5, color=_BAR if known else GRID, zorder=2)
        # The change's interval, as the range in which the upper end may lie.
        ends = [one.at_low + one.low, one.at_low + one.high]
        draw_interval(ax, ends, place, INK if known else MUTED, 2.2)
        for end, colour in ((one.at_low, ACCENT), (one.at_high, _UPPER)):
            colour = colour if known else MUTED
            ax.plot([end], [place], "o", markersize=11, color=colour, markeredgecolor="white",
                    zorder=4)  # fmt: skip
        write(ax, (1, place), signed(one.value), on="row", shift=(10, 0), bold=known)
    ax.axvline(middle, color=INK, linewidth=1.5, zorder=1)
    ax.locator_params(axis="x", nbins=5)
    mark_within(ax.xaxis)
    label_axes(ax, f"{of.quantity}; line: all at their medians, {decimal(middle, 2)}")
    _legend(ax, (("at 10 %", "●", ACCENT), ("at 90 %", "●", _UPPER)), "change")


def _legend(ax: Axes, entries: Sequence[tuple[str, str, str]], numbers: str) -> None:
    """Say above the bars what the colours and the numbers at the end of each row are."""
    for place, (words, mark, colour) in enumerate(entries):
        write(ax, (0, 1), mark, on="axes", shift=(125 * place, 8), colour=colour, va="baseline")
        write(ax, (0, 1), words, on="axes", shift=(125 * place + 20, 8), va="baseline")
    write(ax, (1, 1), numbers, on="axes", shift=(10, 8), colour=MUTED, va="baseline")


def _draw_indices(
    ax: Axes, result: Sensitivity, of: QuantityEffects, shown: Sequence[Effect]
) -> None:
    for place, one in enumerate(shown):
        known = one.p_value < result.level
        ax.barh(place, one.value, height=0.66, color=_TOTAL if known else GRID, zorder=2)
        ax.barh(place, one.first, height=0.26, color=ACCENT if known else "#b0b0b0", zorder=2)
        for width, edge in ((5.0, "white"), (2.2, INK)):
            draw_interval(ax, [one.low, one.high], place, edge, width)
        write(ax, (1, place), decimal(one.value, 2), on="row", shift=(10, 0), bold=known)
    most = max([one.high for one in shown if one.high == one.high], default=1.0)
    ax.set_xlim(min(0.0, -0.1 * most), max(1.0, min(1.05 * most, 1.5)))
    ax.axvline(0, color=INK, linewidth=1.5, zorder=3)
    rest = of.effects[len(shown) :]
    told = f"; {counted(len(rest), 'factor')} more are smaller" if rest else ""
    label_axes(ax, f"Sobol index{told}")
    _legend(ax, (("total", "■", _TOTAL), ("first-order", "■", ACCENT)), "total")
