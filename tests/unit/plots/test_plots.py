"""Pictures are legible: nothing small, nothing cut off, nothing on top of other words."""

import io
import json
import re

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from bargaining.analysis import compare
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import Ending, Outcomes
from bargaining.plots import plot_endings, plot_failures, plot_flow, plot_timeline
from bargaining.plots.pages import Words, new_page
from bargaining.scenario.schema import Scenario
from tests.unit.outcomes.synthetic import ladder, scenario_data, synthetic
from tests.unit.plots.legible import assert_legible


def one_fine_ladder():
    data = scenario_data()
    rungs = ladder(*(f"{k} of 100" for k in range(101)))
    data["issues"] = {"cake": {"giver": "north", "rungs": rungs, "source": "x:1"}}
    data["table"]["menu"]["issues"] = ["cake"]
    data["outcome"]["scope"] = {"cake": {"value": 1.0, "source": "x:1"}}
    data["scenario"] = {"name": "cake", "title": "One cake", "round": "exchange"}
    return Scenario.model_validate_json(json.dumps({**data, "acts": [], "payoffs": {}}))


def many_issues():
    data = scenario_data()
    names = ("none", "a little of what was asked for", "half", "most", "nearly all", "all of it")
    for k in range(3):
        water = data["issues"]["water"]
        data["issues"][f"more_{k}"] = {**water, "rungs": ladder(*names), "label": "A " * 40}
    return Scenario.model_validate_json(json.dumps(data))


def long_names():
    """Five rungs with names of two words and more, which would not stand in two lines."""
    data = scenario_data()
    names = ("none at all", "travel", "remittances and ships", "ferry and charter flights",
             "everything that one side alone can lift")  # fmt: skip
    for issue in ("water", "power"):
        data["issues"][issue]["rungs"] = ladder(*names)
    data["issues"]["more"] = {**data["issues"]["water"]}
    return Scenario.model_validate_json(json.dumps(data))


PAGES = {
    "endings": lambda: plot_endings(synthetic(300)).figure,
    "few worlds": lambda: plot_endings(synthetic(3)).figure,
    "timeline": lambda: plot_timeline(synthetic(300))[0].figure,
    "long names": lambda: plot_timeline(synthetic(60, scenario=long_names()))[0].figure,
    "one round": lambda: plot_timeline(synthetic(30, rounds=1))[0].figure,
    "fine ladder": lambda: plot_timeline(synthetic(60, scenario=one_fine_ladder()))[0].figure,
    "failures": lambda: plot_failures(synthetic(300)).figure,
    "few failures": lambda: plot_failures(synthetic(2)).figure,
    "flow": lambda: plot_flow(compare(synthetic(1200), synthetic(1200, kindness=0.4))).figure,
    "no flow": lambda: plot_flow(compare(synthetic(3), synthetic(3))).figure,
    "many issues": lambda: (
        plot_timeline(synthetic(60, scenario=many_issues(), rounds=100))[0].figure
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_word_is_large_on_the_page_and_on_no_other(page):
    assert_legible(PAGES[page]())


def test_what_is_not_legible_is_found():
    for size, places in ((13, [(0.5, 0.5)]), (20, [(0.9, 0.5)]), (20, [(0.2, 0.5), (0.3, 0.5)])):
        figure = Figure()
        for x, y in places:
            figure.text(x, y, "many words", fontsize=size)
        with pytest.raises(AssertionError):
            assert_legible(figure)


@pytest.mark.parametrize("page", ["endings", "timeline", "fine ladder", "flow"])
def test_pages_are_sixteen_to_nine(page):
    width, height = PAGES[page]().get_size_inches()
    assert width / height == pytest.approx(16 / 9, rel=0.01)


def test_bars_and_words_are_the_shares():
    run = synthetic(300)
    ax = plot_endings(run)
    shown = " ".join(text.get_text() for text in ax.texts)
    for ending, bar in zip(Ending, ax.patches, strict=True):
        share = 100 * (run.ending == ending).mean()
        assert bar.get_width() == pytest.approx(share)
        assert f"{share:.1f} %" in shown
        assert matplotlib.colors.to_hex(bar.get_facecolor()) == ending.colour.lower()
    # In a column at the right edge, where none is taken for the length of a bar.
    values = [text for text in ax.texts if text.get_text().endswith(" %")]
    assert [(text.xy[0], text.get_ha()) for text in values] == [(1.0, "right")] * 5


def test_failures_are_drawn_as_they_are_counted():
    run = synthetic(300)
    found, ax = run.explain(), plot_failures(run)
    shares = sorted((100 * failure.share.value for failure in found.failures), reverse=True)
    drawn = [bar.get_width() for bar in ax.patches]
    assert len(drawn) == min(len(shares), 10)
    np.testing.assert_allclose(drawn[:9], shares[:9])
    assert sum(drawn) == pytest.approx(100 * found.failed.value)


def test_ribbons_are_the_worlds_that_go_from_ending_to_ending():
    pair = synthetic(300), synthetic(300, kindness=0.2)
    comparison = compare(*pair)
    ax = plot_flow(comparison)
    drawn = []
    for ribbon in ax.collections:
        corners = ribbon.get_paths()[0].vertices
        left = corners[np.isclose(corners[:, 0], corners[:, 0].min()), 1]
        drawn.append(np.ptp(left))
    flows = comparison.flow[comparison.flow > 0] / 300
    np.testing.assert_allclose(sorted(drawn), sorted(flows))
    blocks = [bar.get_height() for bar in ax.patches]
    for side, run in enumerate(pair):
        shares = np.bincount(run.ending, minlength=5) / 300
        np.testing.assert_allclose(blocks[5 * side : 5 * side + 5], shares)
    shown = {text.get_text() for text in ax.texts}
    assert f"{comparison.flow.max():,}" in shown
    with pytest.raises(ArgumentError, match="result of compare"):
        plot_flow(pair[0])


def test_the_title_claims_no_more_than_the_worlds_show():
    def title(run):
        return plot_endings(run).figure.texts[0].get_text()

    assert "?" in title(synthetic(3000))
    run = synthetic(3000)
    mostly = run.select((run.ending == Ending.RENEGE) | (run.world % 20 == 0))
    assert "Renege is the likeliest ending" in title(mostly)


def test_the_timeline_shows_the_means_and_the_shares():
    run = synthetic(300)
    water, power, rates = plot_timeline(run)
    np.testing.assert_allclose(water.lines[-1].get_ydata(), run.level[:, :, 0].mean(axis=0))
    np.testing.assert_allclose(power.lines[-1].get_ydata(), run.level[:, :, 1].mean(axis=0))
    shares = water.collections[0].get_array()
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    drawn = {tuple(np.round(line.get_ydata(), 9)) for line in rates.lines}
    for array in (run.at_table, run.agreement_in_force, run.act[:, :, 0]):
        assert tuple(np.round(100 * array.mean(axis=0), 9)) in drawn


def test_marks_of_lines_that_lie_on_each_other_take_turns():
    rates = plot_timeline(synthetic(300))[-1]
    marked = [line for line in rates.lines if line.get_marker() not in ("None", None)]
    rounds = [set(line.get_markevery()) for line in marked]
    assert len(marked) == 2
    assert all(rounds)
    assert not set.intersection(*rounds)
    assert "▼ a step back" in {text.get_text() for text in rates.texts}


def test_picture_and_table_of_a_comparison_show_the_same_digits():
    # 1 of 80 worlds is 1.25 %, which is written with a tie.
    comparison = compare(ending_as((1, 79, 0, 0, 0)), ending_as((3, 77, 0, 0, 0)))
    shown = " ".join(text.get_text() for text in plot_flow(comparison).texts)
    table = comparison.table()
    for share in ("1.3", "3.8", "98.8", "96.3"):
        assert f"{share} %" in shown
        assert re.search(rf" {share} ", table)
    bars = {text.get_text() for text in plot_endings(ending_as((1, 79, 0, 0, 0))).texts}
    assert {"1.3 %", "98.8 %"} <= bars


def test_given_axes_are_drawn_on():
    run = synthetic(30)
    figure = Figure()
    ax = figure.add_subplot()
    assert plot_endings(run, ax) is ax
    axes = Figure().subplots(3, 1)
    assert list(plot_timeline(run, axes=axes)) == list(axes)
    with pytest.raises(ArgumentError, match="axes must be 3"):
        plot_timeline(run, axes=axes[:2])


def test_no_worlds_draw_nothing():
    empty = synthetic(10).select(slice(0, 0))
    for plot in (plot_endings, plot_failures, plot_timeline):
        with pytest.raises(OutcomesError, match="nothing to draw"):
            plot(empty)


def test_pictures_are_the_same_twice_and_leave_no_figure_behind():
    from matplotlib import pyplot

    def bits():
        stream = io.BytesIO()
        plot_timeline(synthetic(60))[0].figure.savefig(stream, dpi=60)
        return stream.getvalue()

    assert bits() == bits()
    assert pyplot.get_fignums() == []


def ending_as(counts):
    run = synthetic(sum(counts))
    arrays = {name: run[name] for name in run}
    arrays["ending"] = np.repeat(np.arange(5), counts).astype(run.ending.dtype)
    return Outcomes(arrays, run.axes, run.labels, run.record)


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ((40, 0, 0, 0, 0), "Every world ends in settlement"),
        ((79, 69, 52, 0, 0), "Settlement or partial accommodation? 40 and 34 of 100 worlds"),
        ((101, 99, 0, 0, 0), "Settlement or partial accommodation? 51 and 49 of 100 worlds"),
    ],
)
def test_the_title_agrees_with_the_bars(counts, title):
    assert plot_endings(ending_as(counts)).figure.texts[0].get_text() == title


def test_the_timeline_says_what_is_in_place():
    title = " ".join(one.get_text() for one in plot_timeline(synthetic(300))[0].figure.texts[:2])
    assert re.match(
        r"After 12 months, concessions of both sides are in place in \d+ of 100 worlds", title
    )


def test_a_long_title_has_lines_of_about_one_length():
    figure = new_page(Words("word " * 16, "", "")).figure
    long, short = (one.get_text() for one in figure.texts[:2])
    assert len(long) == len(short)


def test_where_no_world_differs_the_interval_says_how_little_that_proves():
    ax = plot_flow(compare(synthetic(300), synthetic(300)))
    said = [text.get_text() for text in ax.texts if " to +" in text.get_text()]
    assert len(said) == len(Ending)
    assert all(re.search(r"  0\.0 \(-\d+\.\d to \+\d+\.\d\)$", one) for one in said)


def test_fine_ladders_say_where_the_mean_ends():
    run = synthetic(300, scenario=one_fine_ladder())
    texts = [text.get_text() for text in plot_timeline(run)[0].texts]
    assert texts == [f"{int(100 * run.level[:, -1, 0].mean() + 0.5)} %"]


def test_what_is_no_result_is_not_drawn():
    for plot in (plot_endings, plot_failures, plot_timeline):
        with pytest.raises(ArgumentError, match="takes results of simulate; got Scenario"):
            plot(one_fine_ladder())


def test_a_subtitle_leaves_no_word_alone_on_a_line():
    told = (
        "Talks in May: room for tactical concessions, little for a breakthrough · Japan played by "
    )
    lines = (
        new_page(Words("Title", f"{told}hold firm in every round", ""))
        .figure.texts[1]
        .get_text()
        .splitlines()
    )
    assert len(lines) == 2
    assert min(map(len, lines)) > 0.6 * max(map(len, lines))
