"""The pictures of claims: one row each, beyond the threshold to the right."""

from __future__ import annotations

import math

import pytest

from bargaining.errors import OutcomesError
from bargaining.plots.claims import plot_claims, plot_claims_overview
from tests.unit.claims.studied import result, results

SOME = results(
    result("H1", 0.20),
    result("H2", -0.2, direction="<", threshold=-0.05),
    result("H3", -0.3, claims=["stratfor-2014:3"]),
    result("H4", 0.001, direction="=", threshold=0.02),
    result("H5", math.nan),
    result("H6", 0.04, 0.03),
)


def markers(ax) -> dict[str, tuple[float, int]]:
    """Where the points stand, by their shapes, and how many there are of each."""
    found: dict[str, list[float]] = {}
    for line in ax.lines:
        if line.get_marker() not in ("None", None, "") and len(line.get_xdata()) == 1:
            found.setdefault(line.get_marker(), []).append(float(line.get_xdata()[0]))
    return found


def test_each_verdict_has_its_shape_and_the_claim_s_side_is_right():
    points = markers(plot_claims(SOME))
    assert sorted(points["o"]) == pytest.approx([0.019, 0.15, 0.15])
    assert points["X"] == pytest.approx([-0.35])
    assert points["D"] == pytest.approx([-0.01])


def test_the_overview_shows_the_same_points_in_columns():
    columns = plot_claims_overview(SOME)
    assert len({ax.figure for ax in columns}) == 1
    assert sum(len(points) for ax in columns for points in markers(ax).values()) == 5
    texts = [text.get_text() for ax in columns for text in ax.texts]
    assert {f"H{n}" for n in range(1, 7)} <= set(texts)
    assert any("not tested" in text for text in texts)
    assert "keck-2014" in texts


def test_a_column_that_begins_within_an_article_says_which():
    many = results(*(result(f"H{n}", 0.1) for n in range(60)), result("X1", 0.1, claims=["b:1"]))
    columns = plot_claims_overview(many)
    heads = [ax.texts[0].get_text() for ax in columns]
    assert heads[0] == "keck-2014"
    assert set(heads[1:]) == {"keck-2014, cont."}
    assert len({ax.get_position().y0 for ax in columns}) == 1
    assert sum(len(points) for ax in columns for points in markers(ax).values()) == 61
    assert columns[-1].get_position().x1 < 1


def test_one_article_makes_a_picture_of_its_own():
    assert len(markers(plot_claims(SOME.of_article("stratfor-2014")))) == 1
    with pytest.raises(OutcomesError, match="nothing to draw"):
        plot_claims(SOME.of_article("flashpoints-2014"))


def test_the_page_is_as_high_as_the_rows_need():
    heights, shares = [], []
    for n in (1, 3, 40):
        ax = plot_claims(results(*(result(f"H{k}", 0.1) for k in range(n))))
        heights.append(ax.figure.get_size_inches()[1])
        shares.append(ax.get_position().height * heights[-1])
        texts = [text.get_window_extent() for text in ax.figure.texts]
        assert min(box.y0 for box in texts) >= 0
        assert not ax.get_window_extent().overlaps(texts[-2])
    rows = [n + 1 for n in (1, 3, 40)]  # with the article's title
    assert shares[1] / rows[1] == pytest.approx(shares[0] / rows[0])
    assert heights[1] - heights[0] == pytest.approx(shares[1] - shares[0])
    assert heights[2] - heights[1] == pytest.approx(shares[2] - shares[1])
    assert heights[0] < 4


def test_what_lies_far_off_stays_on_the_page():
    ax = plot_claims(results(result("H1", 40.0), result("H2", -40.0)))
    low, high = ax.get_xlim()
    assert all(low <= x <= high for xs in markers(ax).values() for x in xs)
