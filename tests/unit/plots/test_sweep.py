"""Pictures of sweeps are legible whatever was varied, and show the numbers found."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from bargaining.designs.sweep_result import ENDINGS, LEVEL, NUMBERS, Sweep
from bargaining.errors import ArgumentError
from bargaining.plots import plot_sweep
from tests.unit.plots.legible import assert_legible

PATHS = (
    "parties.japan.discount_factor",
    "payoffs.north_korea.sanctions_relief * tension",
    "settings.spread",
    "table.adjournment_probability",
)
LONG = "P(ever(snap_back.sanctions_relief, 8, 13) | at(sanctions_relief, 7) > 0)"


def made_up(*sizes, design="grid", quantities=tuple(ENDINGS), points=128):
    """Return a sweep of as many paths as sizes, without playing."""
    paths = PATHS[: len(sizes)]
    rng = np.random.default_rng(len(sizes))
    if design == "grid":
        axes = [np.linspace(0.1, 0.9, n)[::-1] for n in sizes]
        held = np.stack([one.ravel() for one in np.meshgrid(*axes, indexing="ij")], axis=1)
    else:
        held = rng.random((points, len(sizes)))
    numbers = np.full((len(held), len(quantities), len(NUMBERS)), 400.0)
    value = 0.1 + 0.3 * held.mean(axis=1)[:, None] + 0.02 * rng.random(numbers.shape[:2])
    for i, shift in enumerate((0.0, np.nan, -0.04, 0.05)):
        numbers[..., i] = numbers[..., 4 + i] = value + shift
    numbers[..., 1] = numbers[..., 5] = 0.0213
    return Sweep(
        title="Stockholm talks, May 2014: room for tactical concessions, little for a breakthrough",
        paths=paths,
        points=held,
        quantities=quantities,
        numbers=numbers,
        baseline=np.full((len(quantities), len(LEVEL)), 0.31),
        shares=tuple(not one.startswith("E(") for one in quantities),
        units=dict.fromkeys(paths, "per round without an offer"),
        priors=dict.fromkeys(paths, "0.1 to 0.9"),
        record={
            "scenario": "made-up", "design": design, "seed": 2014, "worlds": 10_000,
            "worlds_per_draw": 5, "draws": 2_000,
        },
    )  # fmt: skip


PAGES = {
    "lines": lambda: plot_sweep(made_up(9)),
    "one line": lambda: plot_sweep(made_up(3), "P(renege)"),
    "a long quantity": lambda: plot_sweep(made_up(3, quantities=(LONG,))),
    "a mean": lambda: plot_sweep(made_up(3, quantities=("E(mean(tension))",))),
    "one point": lambda: plot_sweep(made_up(1)),
    "a map": lambda: plot_sweep(made_up(3, 3)),
    "the largest map": lambda: plot_sweep(made_up(12, 8, quantities=("E(mean(tension))",))),
    "three numbers": lambda: plot_sweep(made_up(3, 4, 4)),
    "many cells in few panels": lambda: plot_sweep(made_up(6, 8, 2), "P(partial)"),
    "one number sampled": lambda: plot_sweep(made_up(1, design="sobol")),
    "three numbers sampled": lambda: plot_sweep(made_up(1, 1, 1, design="latin_hypercube")),
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_word_is_large_on_the_page_and_on_no_other(page):
    assert_legible(PAGES[page]().figure)


def test_lines_and_bands_are_the_numbers_in_order():
    result = made_up(4)
    ax = plot_sweep(result, ax=Figure().add_subplot())
    order = np.argsort(result.points[:, 0])
    for text, line in zip(result.quantities, ax.lines, strict=True):
        np.testing.assert_allclose(line.get_xdata(), result.points[order, 0])
        np.testing.assert_allclose(line.get_ydata(), 100 * result.of(text)[order, 0])
        assert line.get_color() == ENDINGS[text].colour
    assert len(ax.collections) == len(result.quantities)


def test_cells_are_the_numbers_the_first_across_and_the_second_up():
    result = made_up(3, 2)
    figure = plot_sweep(result, "P(partial)").figure
    ax = figure.axes[0]
    shown = {
        (round(text.xy[0]), round(text.xy[1])): text.get_text()
        for text in ax.texts
        if text.get_va() == "bottom"
    }
    across, up = (sorted(axis) for axis in result.axes)
    for (x, y), found in zip(result.points, result.of("P(partial)"), strict=True):
        said = shown[across.index(x), up.index(y)]
        assert float(said.removesuffix(" %")) == pytest.approx(100 * found[0], abs=0.51)
    said = " ".join(text.get_text() for text in figure.texts)
    assert said.startswith("Partial accommodation: ")
    for words in ("over discount factor and sanctions relief * tension", *result.paths,
                  "10,000 worlds a point (2,000 draws)"):  # fmt: skip
        assert words in said


def test_panels_share_one_scale_and_name_the_third_number():
    axes = plot_sweep(made_up(2, 2, 3)).figure.axes
    assert [ax.get_title() for ax in axes] == ["spread 0.1", "spread 0.5", "spread 0.9"]


def test_points_that_were_not_played_are_left_out():
    result = made_up(3, 3)
    result.numbers[4:] = np.nan
    assert_legible(plot_sweep(result).figure)
    lines = made_up(4)
    lines.numbers[2:] = np.nan
    assert_legible(plot_sweep(lines).figure)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plot_sweep("a table"), "plot_sweep takes the result of sweep; got str"),
        (lambda: plot_sweep(made_up(2), "P(renage)"), 'Did you mean "P\\(renege\\)"'),
        (lambda: plot_sweep(made_up(1, 1, 1, 1)), "3 numbers at most, and this sweep varies 4"),
        (lambda: plot_sweep(made_up(13, 2)), "12 cells across, 8 up and 4 panels at most"),
        (
            lambda: plot_sweep(made_up(2, 2, 2), ax=Figure().add_subplot()),
            "ax takes one panel, and this sweep has 2",
        ),
    ],
)
def test_what_no_page_can_show_is_refused_in_words(draw, words):
    with pytest.raises(ArgumentError, match=words):
        draw()


def test_marks_have_as_many_digits_as_tell_them_apart():
    from bargaining.plots.sweep import _told_apart

    assert _told_apart(np.array([0.42211, 0.58152, -0.175])) == ["0.422", "0.582", "-0.175"]
    assert _told_apart(np.array([0.95001, 0.95002])) == ["0.95001", "0.95002"]
