"""Several changes side by side: legible, with the numbers of their comparisons."""

from __future__ import annotations

import pytest

import bargaining as bg
from bargaining.codes import Ending
from bargaining.plots.changes import MOST_CHANGES
from tests.unit.plots.legible import assert_legible, words_on


@pytest.fixture(scope="module")
def comparisons():
    scenario = bg.load("stockholm-2014").replace({"settings.rounds": 8})
    size = {"worlds": 40, "worlds_per_draw": 2, "seed": 3}
    baseline = bg.simulate(scenario, **size)
    return {
        one.title: bg.compare(baseline, bg.simulate(scenario.intervene(one.name), **size))
        for one in scenario.counterfactuals[:3]
    }


def test_every_word_is_large_on_the_page_and_on_no_other(comparisons):
    assert len(comparisons) > 1
    assert_legible(bg.plot_changes(comparisons).figure)
    first = next(iter(comparisons.values()))
    named = ("A test in January", "A gift of half of all sanctions before anything is delivered")
    many = {f"{named[k % 2]}, {k}": first for k in range(MOST_CHANGES)}
    assert_legible(bg.plot_changes(many).figure)
    assert_legible(bg.plot_changes({"a test": first}).figure)


def test_points_are_the_changes_of_the_endings(comparisons):
    ax = bg.plot_changes(comparisons)
    points = [line for line in ax.lines if line.get_marker() not in ("None", "")]
    wanted = [100 * one.endings[ending].value for one in comparisons.values() for ending in Ending]
    assert [line.get_xdata()[0] for line in points] == pytest.approx(wanted)
    # An ending is told by its mark as well as by its colour, in every row.
    marks = [line.get_marker() for line in points]
    assert len({*marks[: len(Ending)]}) == len(Ending)
    assert marks == marks[: len(Ending)] * len(comparisons)
    words = {text.get_text() for text in words_on(ax.figure)}
    for one in comparisons.values():
        assert f"{100 * one.flipped.value:.1f} %" in words


def test_axes_of_ones_own_are_drawn_on(comparisons):
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    assert bg.plot_changes(comparisons, ax) is ax


@pytest.mark.parametrize("wrong", [3, [], {"a": 1}])
def test_only_comparisons_are_drawn(wrong):
    with pytest.raises(bg.ArgumentError, match="takes a mapping from names to results of compare"):
        bg.plot_changes(wrong)


def test_more_than_a_page_can_show_is_refused(comparisons):
    first = next(iter(comparisons.values()))
    with pytest.raises(bg.ArgumentError, match=f"1 to {MOST_CHANGES} changes; got 9"):
        bg.plot_changes({str(k): first for k in range(9)})
    with pytest.raises(bg.ArgumentError, match="got 0"):
        bg.plot_changes({})
