"""A tournament as a matrix: what each strategy gets against each other, with its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bargaining.analysis.tournament import QUANTITIES, Tournament
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.plots.letters import as_written
from bargaining.plots.pages import Margins, Size, Words, begin
from bargaining.plots.style import (
    FONT,
    INK,
    MUTED,
    Form,
    clean,
    draw_cells,
    ends_of,
    write,
    write_cell,
)
from bargaining.text import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12
_LONGEST = 28
_ROW_INCHES, _TALLEST = 0.55, 1.1
_LEAST = 4.3
_LETTER_INCHES = 0.122
_LEVEL = 0.05


@as_written
def plot_tournament(
    result: Tournament,
    quantity: str = "score",
    ax: Axes | None = None,
    *,
    title: str | None = None,
    size: Size | None = None,
) -> Axes:
    """Draw a matrix of strategies with a number and its standard error in each cell.

    Cells that are better than the average of all are blue, worse ones orange, and those that Monte
    Carlo error may have made so white: the 95 % interval of all cells together decides.

    Parameters
    ----------
    result : Tournament
        Of at most 12 strategies.
    quantity : str
        ``score``: what the row's strategy gets against the column's, both seats together. Or
        ``payoff_first``, ``payoff_second``, ``agreement``, ``agreement_round``, ``distance``,
        ``nash_share``, with the row in the first principal's seat and the column in the second's.
    ax : matplotlib Axes, optional
    title, size : str and pair of float, optional
        Other than the picture's own title, and inches across and up other than 16:9.

    Raises
    ------
    ArgumentError
        There is no such quantity, or there are too many strategies to be read.
    """
    if not isinstance(result, Tournament):
        raise ArgumentError(
            f"plot_tournament takes results of tournament; got {type(result).__name__}"
        )
    n = len(result.strategies)
    if n > MOST:
        raise ArgumentError(
            f"a matrix of {n} strategies cannot be read; draw at most {MOST}, or use to_frame()"
        )
    order = [result.strategies.index(label) for label in result.ranking]
    mean, error = (table[np.ix_(order, order)] for table in result.matrix(quantity))
    form = Form.of(mean, error, shares=quantity in ("agreement", "nash_share"))
    rests_on = (
        f"{counted(result.n_worlds, 'world')} ({counted(result.n_draws, 'draw')}) for each pair, "
        f"the same for all · seed {result.seed} · small: standard error · blue: better than the "
        "average of all, orange: worse, white: within Monte Carlo error"
    )
    # As high as its rows: few of them leave no page empty.
    inches = min(max(_ROW_INCHES * n, _LEAST), _TALLEST * n)
    left = _LETTER_INCHES * max(len(_row_name(0, one)) for one in result.strategies) + 0.75
    words = Words(_statement(result, quantity, mean, form), result.title, rests_on)
    room = Margins(left, 0.4, 0.2, 0.95)
    ax = begin(ax, words, room, title=title, size=size, inches=inches, least=0.0)
    above = result.above_average(quantity)[np.ix_(order, order)]
    # Little distance and an early agreement are what is wanted.
    wanted = -1.0 if quantity in ("distance", "agreement_round") else 1.0
    shades = wanted * above / max(np.abs(above).max(initial=0.0), 1e-12)
    draw_cells(ax, mean, error, form, shades)
    names = [_row_name(place, label) for place, label in enumerate(result.ranking)]
    ax.set_yticks(range(n), names, fontsize=FONT, color=INK)
    ax.set_xticks(range(n), [str(place + 1) for place in range(n)], fontsize=FONT, color=INK)
    ax.xaxis.tick_top()
    first, second = result.principals
    rows, columns = f"as {first}", f"as {second}, number"
    if quantity == "score":
        rows, columns = "score of", "against number"
    ax.set_xlabel(columns, fontsize=FONT, color=MUTED, loc="left", labelpad=7)
    ax.xaxis.set_label_position("top")
    write(ax, (0, 1), rows, on="axes", shift=(-8, 8), colour=MUTED, ha="right", va="bottom")
    if quantity == "score":
        # Each strategy's score over all opponents beside its row.
        write(ax, (n + 0.15, 1), "all", on="column", shift=(0, 8), ha="center", va="bottom")
        for place, score in enumerate(standing.score for standing in result.standings):
            write_cell(ax, n + 0.15, place, score.value, score.standard_error, form)
    ax.set_xlim(-0.5, n + (0.75 if quantity == "score" else -0.5))
    ax.set_ylim(n - 0.5, -0.5)
    clean(ax, base=False)
    return ax


def _row_name(place: int, label: str) -> str:
    short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
    return f"{short}  {place + 1}"


def _statement(result: Tournament, quantity: str, mean: Floats, form: Form) -> str:
    if quantity != "score":
        words = QUANTITIES[quantity]
        low, high = (form.value(end) for end in ends_of(mean))
        return f"{words[0].upper()}{words[1:]}: {low}" + (f" to {high}" if high != low else "")
    best = result.standings[0]
    rivals = [
        of.worse
        for of in result.differences
        if of.better == best.strategy and not of.corrected_p_value < _LEVEL
    ]
    if not rivals:
        return f"{best.strategy} scores highest: {form.value(best.score.value)}"
    if len(rivals) == 1:
        return f"{best.strategy} or {rivals[0]}? Luck could decide which scores higher"
    return f"No clear first: {len(rivals) + 1} strategies score alike but for luck"
