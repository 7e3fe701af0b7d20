"""Every picture takes a title and a size, and keeps its words on axes that are given."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest
from matplotlib.figure import Figure

import bargaining as bg
import bargaining.plots
from bargaining.analysis import compare
from bargaining.errors import ArgumentError
from bargaining.history import BacktestResult
from bargaining.lessons import lesson_named, play_lesson
from bargaining.plots.claims import plot_article
from tests.house.source import ROOT
from tests.unit.analysis.tournaments import made_up as tournament
from tests.unit.claims.studied import result, results
from tests.unit.outcomes.synthetic import synthetic
from tests.unit.plots.legible import assert_legible, words_on
from tests.unit.plots.test_sweep import made_up as sweep

STORED = ROOT / "docs" / "evidence" / "backtest.json"
PAIR = synthetic(300), synthetic(300, kindness=0.4)
GIVEN = {
    "plot_backtest": lambda: (BacktestResult.from_dict(json.loads(STORED.read_text("utf-8"))),),
    "plot_changes": lambda: ({"kind": compare(*PAIR)},),
    "plot_claims": lambda: (results(result("H1", 0.2)),),
    "plot_convergence": lambda: (play_lesson(lesson_named("stahl"), worlds=5, grids=[0.1]),),
    "plot_endings": lambda: (PAIR[0],),
    "plot_failures": lambda: (PAIR[0],),
    "plot_flow": lambda: (compare(*PAIR),),
    "plot_lesson": lambda: (lesson_named("stahl"),),
    "plot_sensitivity": lambda: (
        bg.sensitivity("stockholm-2014", factors=["parties.japan.hurdle"], worlds=4, seed=1),
    ),
    "plot_sweep": lambda: (sweep(3),),
    "plot_timeline": lambda: (PAIR[0],),
    "plot_tournament": lambda: (tournament(3),),
}
MINE = "My own title, at 5 $ and 7 $"


def drawn(name, **options):
    found = getattr(bargaining.plots, name)(*GIVEN[name](), **options)
    return found if hasattr(found, "figure") else found[0]


def test_every_picture_takes_a_title_and_a_size():
    pictures = [getattr(bargaining.plots, name) for name in bargaining.plots.__all__]
    assert GIVEN.keys() == set(bargaining.plots.__all__)
    for draw in (*pictures, plot_article):
        parameters = inspect.signature(draw).parameters
        assert all(parameters[name].default is None for name in ("title", "size")), draw


@pytest.mark.parametrize("name", GIVEN)
def test_a_page_has_the_title_and_the_size_that_are_asked_for(name):
    figure = drawn(name, title=MINE, size=(16, 9)).figure
    assert tuple(figure.get_size_inches()) == (16, 9)
    assert figure.texts[0].get_text() == MINE
    assert_legible(figure)


@pytest.mark.parametrize("name", GIVEN)
def test_axes_of_ones_own_keep_title_and_what_the_picture_rests_on(name):
    figure = Figure(figsize=(16, 9), layout="constrained")
    axes, option = figure.subplots(), "ax"
    if name == "plot_timeline":
        axes, option = [figure.add_subplot(2, 2, k + 1) for k in range(3)], "axes"
    page = drawn(name).figure
    drawn(name, **{option: axes})
    said = " ".join(" ".join(text.get_text().split()) for text in words_on(figure))
    title = page.texts[0].get_text()
    assert title in said
    size = page.texts[-1].get_text().split(" · ")[0]
    assert size.split("\n")[0] in said
    with pytest.raises(ArgumentError, match="size is that of a page of its own"):
        drawn(name, **{option: axes, "size": (13, 8)})


@pytest.mark.parametrize("name", ["plot_endings", "plot_timeline"])
def test_words_on_given_axes_are_no_mathematics_and_others_stay_as_they_were(name):
    figure = Figure(figsize=(16, 9), layout="constrained")
    *axes, other = figure.subplots(2, 2).ravel()
    mine = other.text(0.1, 0.1, "$x^2$")
    drawn(name, title=MINE, **({"axes": axes} if name == "plot_timeline" else {"ax": axes[0]}))
    titles = [text for text in words_on(figure) if text.get_text().split("\n")[0] in MINE]
    assert titles
    assert not any(text.get_parse_math() for text in titles)
    assert mine.get_parse_math()


@pytest.mark.parametrize(
    "draw",
    [
        lambda size: bargaining.plots.plot_endings(PAIR[0], size=size),
        lambda size: bargaining.plots.plot_endings(PAIR, size=size),
        lambda size: bargaining.plots.plot_failures(PAIR[0], size=size),
        lambda size: bargaining.plots.plot_timeline(PAIR[0], size=size)[0],
        lambda size: bargaining.plots.plot_timeline(*PAIR, size=size)[0],
    ],
)
def test_a_slide_of_four_to_three_is_legible(draw):
    assert_legible(draw((10, 7.5)).figure)


@pytest.mark.parametrize("size", [(6, 4), (10,), "large", (10, float("inf")), 12])
def test_a_size_that_no_page_can_have_is_told(size):
    with pytest.raises(ArgumentError, match=r"size must be width and height .* 10 by 5 or more"):
        bargaining.plots.plot_endings(PAIR[0], size=size)


def test_a_title_or_a_division_of_another_kind_is_told():
    for plot in (bargaining.plots.plot_endings, bargaining.plots.plot_timeline):
        with pytest.raises(ArgumentError, match="title must be a text; got 5"):
            plot(PAIR[0], title=5)
        with pytest.raises(ArgumentError, match="by must name whose private type"):
            plot(PAIR[0], by=["type.japan"])


@pytest.mark.slow
def test_outside_a_notebook_pyplot_is_not_touched():
    lines = (
        "import sys, bargaining as bg",
        "outcomes = bg.simulate('trust', worlds=10)",
        "bg.plot_endings(outcomes)",
        "bg.plot_timeline(outcomes)",
        "assert 'matplotlib.pyplot' not in sys.modules",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", bg.list_scenarios())
def test_pictures_of_every_shipped_scenario_are_legible(name):
    outcomes = bg.simulate(name, worlds=100)
    for figure in (
        bg.plot_endings(outcomes).figure,
        bg.plot_endings([outcomes, outcomes]).figure,
        bg.plot_failures(outcomes).figure,
        bg.plot_flow(compare(outcomes, outcomes)).figure,
        bg.plot_timeline(outcomes)[0].figure,
        bg.plot_timeline(outcomes, outcomes)[0].figure,
    ):
        assert_legible(figure)
