"""Pictures of lessons: legible, and drawn where theory and engine say."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from bargaining.errors import ArgumentError
from bargaining.lessons import CHAPTERS, lesson_named, lessons, play_lesson, play_sweep
from bargaining.plots import plot_convergence, plot_lesson
from tests.unit.plots.legible import assert_legible, words_on

NAMES = [name for names in CHAPTERS.values() for name in names]
CONVERGING = [
    lesson.name for lesson in lessons() if lesson.engine is not None and lesson.engine.grids[1:]
]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_legible_and_its_caption_tells_of_points_where_there_are_some(
    name: str,
) -> None:
    ax = plot_lesson(lesson_named(name))
    figure = ax.figure
    assert isinstance(figure, Figure)
    assert_legible(figure)
    assert tuple(figure.get_size_inches()) == pytest.approx((13.33, 7.5))
    said = [text.get_text() for text in ax.figure.texts if "closed form" in text.get_text()]
    points = any(line.get_marker() not in ("None", "") for line in ax.lines)
    assert said == [f"lines{' and points' if points else ''}: closed form"]
    assert points or name not in ("nash", "tactics")


# One of each kind of grid (steps of a ladder, noise, rounds), and one that shifts power.
TRIED = ("rubinstein", "trust", "noisy-reciprocity", "power-shift")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in TRIED else pytest.mark.slow) for name in CONVERGING],
)
def test_a_convergence_is_legible(name: str) -> None:
    lesson = lesson_named(name)
    assert lesson.engine is not None
    figure = plot_convergence(play_lesson(lesson, worlds=8, grids=lesson.engine.grids[:3])).figure
    assert isinstance(figure, Figure)
    assert_legible(figure)


def test_the_curve_is_the_closed_form_and_the_points_are_the_engine() -> None:
    lesson = lesson_named("trust")
    assert lesson.sweep is not None
    played = play_sweep(lesson, worlds=10)
    ax = plot_lesson(lesson, played=played)
    curves = {line.get_label(): line for line in ax.lines}
    for label in lesson.sweep.quantities:
        exact = [lesson.solve(belief=value)[label] for value in lesson.sweep.values]
        np.testing.assert_allclose(curves[label].get_xdata(), lesson.sweep.values)
        np.testing.assert_allclose(curves[label].get_ydata(), exact)
        means = [one.of(label)[0].mean for one in played]
        points = [
            line.get_ydata()
            for line in ax.lines
            if np.array_equal(line.get_xdata(), lesson.sweep.played)
        ]
        assert any(np.array_equal(means, drawn) for drawn in points)


def test_the_convergence_shows_every_grid() -> None:
    found = play_lesson(lesson_named("stahl"), worlds=5, grids=[0.1, 0.05, 0.02])
    ax = plot_convergence(found)
    readings = found.of("share of the first proposer")
    drawn = [np.asarray(line.get_ydata(), float) for line in ax.lines]
    assert any(np.array_equal(y, [one.mean for one in readings]) for y in drawn)
    assert any(np.array_equal(y, [readings[0].exact] * 2) for y in drawn)
    band = ax.collections[0].get_paths()[0].get_extents()
    assert band.height == pytest.approx(2 * readings[0].bound)
    low, high = ax.get_ylim()
    assert low < band.y0 < band.y1 < high  # all of it is seen
    beside = sorted(ax.texts, key=lambda text: -text.xy[1])
    said = " ".join(text.get_text() for text in beside)
    assert "band: how far the ladder step alone may shift it" in said
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0.1", "0.05", "0.02"]
    eleven = tuple(replace(one, exact=11.0, mean=11.25) for one in found.readings)
    page = plot_convergence(replace(found, readings=eleven)).figure
    title = " ".join(text.get_text() for text in page.texts[:2])
    assert title.startswith("Share of the first proposer: 11 in theory, 11.25 ")
    assert "in the engine at ladder step 0.02" in title
    unjudged = replace(found, readings=tuple(replace(one, bound=None) for one in found.readings))
    other = plot_convergence(unjudged)
    assert not [one for one in other.collections if one.get_paths()[0].vertices.shape[0] > 3]


def test_an_unmeasured_quantity_is_named() -> None:
    found = play_lesson(lesson_named("stahl"), worlds=5, grids=[0.1])
    with pytest.raises(ArgumentError, match="measured are share of the first proposer, agreed"):
        plot_convergence(found, quantity="the weather")


def test_a_quantity_that_no_world_has_is_drawn_without_points() -> None:
    lesson = lesson_named("ultimatum")
    assert lesson.engine is not None
    nothing = {"share of the proposer": lambda outcomes: np.full(len(outcomes), np.nan)}
    measures = {**lesson.engine.measures, **nothing}
    empty = replace(lesson, engine=replace(lesson.engine, measures=measures))
    figure = plot_convergence(play_lesson(empty, worlds=3, grids=[0.1, 0.05])).figure
    figure.canvas.draw()
    assert "never in the engine" in " ".join(text.get_text() for text in words_on(figure))


def test_given_axes_are_drawn_on() -> None:
    found = play_lesson(lesson_named("stahl"), worlds=5, grids=[0.1])
    first, second = Figure().subplots(2, 1)
    assert plot_convergence(found, first) is first
    assert plot_lesson(lesson_named("stahl"), second, rounds=3) is second


def test_a_curve_without_values_is_left_out() -> None:
    ax = plot_lesson(lesson_named("stahl"), discount=(1, 1))
    labels = [line.get_label() for line in ax.lines]
    assert "share of the first proposer" in labels
    assert "share of the first without a last round" not in labels


def test_the_caption_names_all_seeds() -> None:
    played = play_sweep(lesson_named("trust"), worlds=2, seed=3)
    words = [
        text.get_text()
        for text in words_on(plot_lesson(lesson_named("trust"), played=played).figure)
    ]
    assert any(f"seeds 3 to {2 + len(played)}" in one for one in words)
    words = [
        text.get_text()
        for text in words_on(plot_lesson(lesson_named("trust"), played=played[:1]).figure)
    ]
    assert any(one.endswith("seed 3") for one in words)


def test_shares_have_the_whole_scale() -> None:
    for name, options in (
        ("rubinstein", {"discount": (1, 0.9)}),
        ("power-shift", {"discount": 0.01}),
    ):
        ax = plot_lesson(lesson_named(name), **options)
        assert ax.get_ylim() == (-0.04, 1.04)


def test_a_convergence_that_ends_at_one_has_room_below() -> None:
    found = play_lesson(lesson_named("power-shift"), worlds=5, grids=[0.02, 0.01])
    ax = plot_convergence(found)
    low, high = ax.get_ylim()
    assert found.readings[0].exact in (0, 1)
    assert high - low > 0.1
    assert ax.get_yticks().min() >= 0
    assert ax.get_yticks().max() <= 1 + 1e-9


@pytest.mark.parametrize("name", ["grit", "tactics", "stahl", "noisy-reciprocity"])
def test_rounds_are_marked_in_whole_numbers(name: str) -> None:
    marks = plot_lesson(lesson_named(name)).get_xticks()
    assert len(marks) > 1
    np.testing.assert_array_equal(marks, np.round(marks))


def test_no_interval_of_a_share_leaves_0_to_1() -> None:
    lesson = lesson_named("trust")
    played = play_sweep(lesson, worlds=20)
    for ax in (
        plot_lesson(lesson, played=played),
        plot_convergence(play_lesson(lesson, worlds=20)),
    ):
        bars = [bar for bar in ax.collections if isinstance(bar, LineCollection)]
        ends = np.concatenate([bar.get_segments() for bar in bars])
        assert len(ends)
        assert ends[..., 1].min() >= 0
        assert ends[..., 1].max() <= 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("noisy-reciprocity", "rounds, more to"),
        ("rubinstein", "ladder step, finer to"),
        ("trust", "choice noise, less to"),
    ],
)
def test_the_grid_is_said_to_get_finer_or_more(name: str, words: str) -> None:
    lesson = lesson_named(name)
    assert lesson.engine is not None
    ax = plot_convergence(play_lesson(lesson, worlds=2, grids=lesson.engine.grids[:2]))
    assert ax.get_xlabel() == f"{words} the right"


def test_undominated_packages_stand_out() -> None:
    lines = {line.get_label(): line for line in plot_lesson(lesson_named("nash")).lines}
    best, worse = lines["undominated"], lines["dominated"]
    assert best.get_marker() == "s" != worse.get_marker()
    assert best.get_markersize() > worse.get_markersize()
    assert best.get_zorder() > lines["goods cut at will"].get_zorder()


def test_pictures_are_the_same_twice() -> None:
    def bits() -> bytes:
        stream = io.BytesIO()
        plot_lesson(lesson_named("breakdown")).figure.savefig(stream, dpi=60)
        return stream.getvalue()

    assert bits() == bits()


def test_the_value_that_was_asked_for_is_marked() -> None:
    ax = plot_lesson(lesson_named("rubinstein"), discount=(0.9, 0.8))
    marks = [line for line in ax.lines if str(line.get_label()).startswith("asked for")]
    assert [(one.get_label(), one.get_xdata()[0]) for one in marks] == [("asked for: 0.8", 0.8)]
    # Nothing was asked for.
    assert not [
        one for one in plot_lesson(lesson_named("rubinstein")).lines if one.get_label()[0] == "a"
    ]
