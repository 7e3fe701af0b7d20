"""The matrix of a tournament is legible from two strategies to twelve, and shows its numbers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bargaining.analysis.tournament import QUANTITIES
from bargaining.errors import ArgumentError
from bargaining.outcomes.arrays import LabelledArrays
from bargaining.plots import plot_tournament
from tests.unit.analysis.tournaments import made_up
from tests.unit.plots.legible import assert_legible

LONG = ("a strategy with a very long name indeed", "time_dependent(exponent=0.5)", "hold")


def unknown():
    """Return a tournament in which no Nash share is known and all scores are equal."""
    result = made_up(2)
    arrays = {name: result.arrays[name] for name in result.arrays}
    arrays["nash_share"] = np.full_like(arrays["nash_share"], np.nan)
    arrays["score"] = np.full_like(arrays["score"], 0.25)
    labelled = LabelledArrays(arrays, result.arrays.axes, result.arrays.labels)
    return dataclasses.replace(result, arrays=labelled)


PAGES = {
    "two": lambda: plot_tournament(made_up(2)),
    "long names": lambda: plot_tournament(made_up(3, labels=LONG)),
    "eight": lambda: plot_tournament(made_up(8), "distance"),
    "twelve": lambda: plot_tournament(made_up(12)),
    "eight rates": lambda: plot_tournament(made_up(8), "agreement"),
    "large payoffs": lambda: plot_tournament(made_up(12, size=300.0), "payoff_first"),
    "small payoffs": lambda: plot_tournament(made_up(12, size=0.01), "payoff_second"),
    "nothing known": lambda: plot_tournament(unknown(), "nash_share"),
    "all alike": lambda: plot_tournament(unknown()),
}


# As large as others, which have longer words.
LIKE_OTHERS = ("twelve", "small payoffs")


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.slow if page in LIKE_OTHERS else ()) for page in PAGES],
)
def test_every_word_is_large_on_the_page_and_on_no_other(page):
    assert_legible(PAGES[page]().figure)


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_cells_hold_mean_and_error_in_the_order_of_the_ranking(quantity):
    result = made_up(4)
    ax = plot_tournament(result, quantity)
    mean, error = result.matrix(quantity)
    order = [result.strategies.index(label) for label in result.ranking]
    shown = {
        (round(text.xy[0]), round(text.xy[1]), text.get_va()): text
        for text in ax.texts
        if text.xycoords == ("data", "data") and text.xy[0] <= 3
    }
    scale = 100 if quantity in ("agreement", "nash_share") else 1
    for row, i in enumerate(order):
        for column, j in enumerate(order):
            value = float(shown[column, row, "bottom"].get_text().removesuffix(" %"))
            small = float(shown[column, row, "top"].get_text())
            assert value == pytest.approx(scale * mean[i, j], abs=0.5 if scale == 100 else 0.06)
            assert small == pytest.approx(scale * error[i, j], abs=0.06)
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names == [f"{label}  {k}" for k, label in enumerate(result.ranking, start=1)]


def test_values_and_errors_have_as_many_digits_as_the_errors_tell():
    def shown(result, quantity):
        ax = plot_tournament(result, quantity)
        texts = [text.get_text() for text in ax.texts if text.xycoords == ("data", "data")]
        numbers = [text.removesuffix(" %") for text in texts]
        return {len(number.partition(".")[2]) for number in numbers}

    few, many = made_up(4, worlds=20), made_up(4, worlds=2_000)
    for quantity in QUANTITIES:
        digits = [shown(result, quantity) for result in (few, many)]
        assert all(len(one) == 1 for one in digits), (quantity, digits)
        assert max(digits[0]) <= max(digits[1])
        error = few.matrix(quantity)[1]
        scale = 100 if quantity in ("agreement", "nash_share") else 1
        usual = scale * np.median(error[error > 0])
        least = 0.05 if scale == 100 else 0.005
        assert min(digits[0]) == (
            max(1 - int(np.floor(np.log10(usual))), 0) if usual > least else 1
        )


@pytest.mark.parametrize("n", [2, 3, 5, 8, 12])
def test_the_matrix_fills_its_page(n):
    ax = plot_tournament(made_up(n))
    width, height = ax.figure.get_size_inches()
    place = ax.get_position()
    # Words take two inches and a half of the height, names and margins three of the width.
    assert place.height * height > height - 2.9
    assert place.width * width > width - 4.5
    assert place.height * height / n <= 1.2


def colours_of(result, quantity="score"):
    cells = [one for one in plot_tournament(result, quantity).patches if isinstance(one, Rectangle)]
    order = [result.strategies.index(label) for label in result.ranking]
    above = result.above_average(quantity)[np.ix_(order, order)].ravel()
    return above, np.array([cell.get_facecolor()[:3] for cell in cells])


def test_better_cells_are_blue_and_worse_ones_orange():
    for quantity, sign in (("score", 1), ("distance", -1), ("agreement", 1)):
        above, colours = colours_of(made_up(4, worlds=400), quantity)
        better = colours[:, 2] - colours[:, 0]
        assert (np.sign(better) == np.sign(sign * above)).all()
        assert (np.diff(better[np.argsort(sign * above)]) >= -1e-9).all()
        assert (above != 0).any() == (quantity == "score")


def test_what_luck_may_have_made_is_white():
    for worlds, seen in ((6, False), (400, True)):
        above, colours = colours_of(made_up(4, worlds=worlds))
        assert bool((above != 0).any()) == seen
        np.testing.assert_allclose(colours[above == 0], 1.0)


def test_the_title_claims_no_winner_that_luck_may_have_made():
    def title(result):
        return plot_tournament(result).figure.texts[0].get_text()

    assert title(unknown()) == "strategy_0 or strategy_1? Luck could decide which scores higher"
    clear = made_up(2, worlds=400)
    assert clear.differences[0].corrected_p_value < 0.05
    assert title(clear).startswith("strategy_0 scores highest: 0.")
    assert title(made_up(12, worlds=6)).startswith("No clear first: ")


def test_given_axes_are_drawn_on_and_what_cannot_be_drawn_is_told():
    ax = Figure().add_subplot()
    assert plot_tournament(made_up(3), ax=ax) is ax
    with pytest.raises(ArgumentError, match=r"matrix of 13 strategies cannot be read; .* most 12"):
        plot_tournament(made_up(13))
    with pytest.raises(ArgumentError, match='no quantity "points"'):
        plot_tournament(made_up(2), "points")
    with pytest.raises(ArgumentError, match="takes results of tournament; got str"):
        plot_tournament("rubinstein")
