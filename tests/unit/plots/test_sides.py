"""Results side by side: before and after on the same luck, or the worlds of each private type."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

import bargaining as bg
from bargaining.analysis import compare
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending, Outcomes
from bargaining.plots import plot_endings, plot_timeline
from bargaining.stats import estimate_mean, estimate_share
from bargaining.text import percent, signed
from tests.unit.outcomes.synthetic import synthetic
from tests.unit.plots.legible import assert_legible

BY = "type.south"


@pytest.fixture(scope="module")
def pair():
    return synthetic(1200), synthetic(1200, kindness=0.4)


def title_of(figure) -> str:
    large = [text for text in figure.texts if text.get_fontweight() == "bold"]
    return " ".join(text.get_text() for text in large)


def test_bars_of_two_results_are_their_shares_with_the_paired_difference(pair):
    ax, found = plot_endings(list(pair)), compare(*pair)
    bars = [bar.get_width() for bar in ax.patches]
    shares = [100 * np.mean(run.ending == ending) for ending in Ending for run in pair]
    assert bars == pytest.approx(shares)
    shown = [text.get_text() for text in ax.texts]
    for of in found.endings.values():
        change = f"{signed(100 * of.value, 1)} ± {percent(of.estimate.half_width)}"
        assert change in shown
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["before", "after"]
    assert title_of(ax.figure) == found.net_effect()
    assert_legible(ax.figure)


def test_lines_of_two_results_are_means_in_bands_of_their_intervals(pair):
    axes = plot_timeline(*pair)
    assert_legible(axes[0].figure)
    assert title_of(axes[0].figure) == compare(*pair).net_effect()
    names = [ax.get_title(loc="left").replace("\n", " ") for ax in axes]
    level, talks = axes[0], axes[names.index("talks open")]
    for number, run in enumerate(pair):
        for ax, values, estimate in (
            (level, run.level[:, :, 0], lambda of, by: estimate_mean(of, by, limits=(0, 1))),
            (talks, run.at_table, estimate_share),
        ):
            found = [estimate(one, run.cluster) for one in values.T]
            line = [one for one in ax.lines if one.get_label() in ("before", "after")][number]
            np.testing.assert_allclose(line.get_ydata(), [100 * one.value for one in found])
            band = [one for one in ax.collections if isinstance(one, PolyCollection)][number]
            corners = band.get_paths()[0].vertices
            for at, one in enumerate(found):
                heights = corners[corners[:, 0] == at, 1]
                assert heights.min() == pytest.approx(100 * one.low)
                assert heights.max() == pytest.approx(100 * one.high)


def test_worlds_are_divided_by_a_private_type(pair):
    run = pair[0]
    types = run["party_type"][:, -1, run.labels["typed_party"].index("south")]
    ax = plot_endings(run, by=BY)
    bars = [bar.get_width() for bar in ax.patches]
    shares = [100 * np.mean(run.ending[types == code] == one) for one in Ending for code in (0, 1)]
    assert bars == pytest.approx(shares)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["tactical", "sincere"]
    assert title_of(ax.figure).startswith("South sincere instead of tactical: ")
    change = bg.measure(run, f"P(settlement | {BY} == sincere) - P(settlement | {BY} == tactical)")
    said = f"{signed(100 * change.value, 1)} ± {percent(change.half_width)}"
    assert said in [text.get_text() for text in ax.texts]
    assert_legible(ax.figure)
    axes = plot_timeline(run, by=BY)
    assert_legible(axes[0].figure)
    means = [run.level[types == code, :, 0].mean(axis=0) for code in (0, 1)]
    drawn = [line.get_ydata() for line in axes[0].lines]
    np.testing.assert_allclose(drawn, 100 * np.array(means))


def test_agreements_of_one_side_alone_are_drawn_beside_none(pair):
    one, other = pair
    never = {name: other[name] for name in other}
    never["agreement_in_force"] = np.zeros_like(never["agreement_in_force"])
    axes = plot_timeline(one, Outcomes(never, other.axes, other.labels, other.record))
    (ax,) = [ax for ax in axes if "agreement in force" in ax.get_title(loc="left")]
    before, after = (line.get_ydata() for line in ax.lines)
    np.testing.assert_allclose(before, 100 * one["agreement_in_force"].mean(axis=0))
    assert not after.any()


def test_a_type_that_all_worlds_have_is_drawn_alone(pair):
    run = pair[0]
    types = run["party_type"][:, -1, run.labels["typed_party"].index("south")]
    alone = plot_endings(run.select(types == 1), by=BY)
    assert len(alone.patches) == len(Ending)


@pytest.mark.parametrize(
    ("draw", "match"),
    [
        (lambda a, b: plot_endings([a, b, a]), r"got 3. plot_changes draws several"),
        (lambda a, b: plot_endings([a, b], by=BY), "`by` divides one result"),
        (lambda a, b: plot_timeline(a, b, by=BY), "`by` divides one result"),
        (
            lambda a, b: plot_endings(a, by="type.wind"),
            r"type\.north, type\.south; got \"type.wind",
        ),
        (lambda a, b: plot_endings([a, b.select(slice(0, 9))]), "must hold the same worlds"),
        (lambda a, b: plot_endings([a, 3]), "takes results of simulate; got int"),
        (lambda a, b: plot_endings([]), "got 0"),
    ],
)
def test_what_cannot_stand_side_by_side_is_told(pair, draw, match):
    with pytest.raises(ArgumentError, match=match):
        draw(*pair)
