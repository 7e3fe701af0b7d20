"""The pictures of claims: one row each, beyond the threshold to the right."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from bargaining.errors import OutcomesError
from bargaining.plots.claims import plot_article, plot_claims
from bargaining.plots.pages import SIZE
from benchmarks.finding_picture import plot_finding
from tests.unit.claims.studied import figures, result, results
from tests.unit.plots.legible import assert_legible

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
    ax = plot_claims(SOME)
    assert_legible(ax.figure)
    points = markers(ax)
    assert sorted(points["o"]) == pytest.approx([0.019, 0.15, 0.15])
    assert points["X"] == pytest.approx([-0.35])
    assert points["D"] == pytest.approx([-0.01])


def test_a_slide_holds_one_article_with_its_kinds_apart():
    known = [replace(one, claim=one.claim.model_copy(update={"rests_on": ()})) for one in SOME]
    few = results(*known[:2], *list(SOME)[3:])
    ax = plot_article(few, "keck-2014")
    assert_legible(ax.figure)
    # Rows are those of the first kind there is; the others stand below by their ids.
    assert sum(map(len, markers(ax).values())) == 2
    below = " ".join(text.get_text() for text in ax.figure.texts)
    assert "2 by construction (2 supported)" in below
    assert all(re.search(rf"[●✕◆–] H{n}\b", below) for n in (4, 5, 6))
    assert tuple(ax.figure.get_size_inches()) == (13.33, 7.5)
    with pytest.raises(OutcomesError, match="nothing to draw"):
        plot_article(few, "flashpoints-2014")


def test_what_does_not_fit_in_rows_stands_below_and_nothing_overlaps():
    many = results(*(result(f"H{n}", 0.1) for n in range(40)))
    ax = plot_article(many, "keck-2014")
    ax.figure.canvas.draw()
    shown = sum(map(len, markers(ax).values()))
    assert 5 <= shown < 40
    below = " ".join(text.get_text() for text in ax.figure.texts)
    assert len(re.findall(r"[●✕◆–] H\d", below)) == 40 - shown
    boxes = [text.get_window_extent() for text in ax.figure.texts]
    assert not any(ax.get_window_extent().overlaps(box) for box in boxes)
    assert max(box.x1 for box in boxes) <= 1333


def test_a_finding_stands_beside_noise_open_signs_and_the_grid():
    one = result("H1", 0.2)
    grid = {"loud": 0.3, "myopic": -0.1}
    full = replace(one, null=figures(0.0), symmetric=figures(0.15), grid=grid)
    ax = plot_finding(full)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["as the file stands", "random signs of its terms", "no payoffs",
                      "variants: 1/2 its way"]  # fmt: skip
    points = markers(ax)
    assert sorted(points["o"]) == pytest.approx([0.0, 0.15, 0.2, 0.3])
    assert points["X"] == pytest.approx([-0.1])
    low, high = ax.get_xlim()
    assert low < -0.1
    assert high > 0.3
    for form in ({"direction": "=", "threshold": 0.02}, {"direction": "<", "threshold": -0.05},
                 {"direction": ">", "threshold": 0.05, "relative": True}):  # fmt: skip
        plot_finding(result("H1", 0.1, **form))


def test_one_article_makes_a_picture_of_its_own():
    assert len(markers(plot_claims(SOME.of_article("stratfor-2014")))) == 1
    with pytest.raises(OutcomesError, match="nothing to draw"):
        plot_claims(SOME.of_article("flashpoints-2014"))


def test_the_page_is_as_high_as_the_rows_need():
    heights, shares = [], []
    for n in (1, 3, 9):
        ax = plot_claims(results(*(result(f"H{k}", 0.1) for k in range(n))))
        heights.append(ax.figure.get_size_inches()[1])
        shares.append(ax.get_position().height * heights[-1])
        texts = [text.get_window_extent() for text in ax.figure.texts]
        assert min(box.y0 for box in texts) >= 0
        assert not ax.get_window_extent().overlaps(texts[-2])
    rows = [n + 1 for n in (1, 3, 9)]  # with the article's title
    assert shares[1] / rows[1] == pytest.approx(shares[0] / rows[0])
    assert heights[1] - heights[0] == pytest.approx(shares[1] - shares[0])
    assert heights[2] - heights[1] == pytest.approx(shares[2] - shares[1])
    assert heights[0] < 4.4


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_claims_of_an_article_make_a_low_page(n):
    few = results(*(result(f"H{k}", 0.1) for k in range(n)))
    figure = plot_article(few, "keck-2014").figure
    assert figure.get_size_inches()[1] < 4 + 0.6 * n
    assert sum(map(len, markers(figure.axes[0]).values())) == n
    boxes = [text.get_window_extent() for text in figure.texts]
    assert min(box.y0 for box in boxes) >= 0
    assert not any(figure.axes[0].get_window_extent().overlaps(box) for box in boxes)
    said = " ".join(text.get_text() for text in figure.texts)
    assert "the right of the line supports the claim. Scale compressed" in " ".join(said.split())


def test_more_claims_than_a_slide_shows_are_counted_by_article_and_verdict():
    many = results(
        *(result(f"H{n}", 0.1 if n % 3 else -0.2) for n in range(60)),
        *(result(f"S{n}", 0.001, 0.03, claims=["stratfor-2014:3"]) for n in range(40)),
    )
    ax = plot_claims(many)
    assert tuple(ax.figure.get_size_inches()) == SIZE
    assert_legible(ax.figure)
    counts = {bar.get_width() for bar in ax.patches}
    assert counts == {20, 40}
    assert sum(bar.get_width() for bar in ax.patches) == len(many)
    assert "100 claims under these priors: " in ax.figure.texts[0].get_text()


def test_what_lies_far_off_stays_on_the_page():
    ax = plot_claims(results(result("H1", 40.0), result("H2", -40.0)))
    low, high = ax.get_xlim()
    assert all(low <= x <= high for xs in markers(ax).values() for x in xs)


def test_a_slide_names_the_file_beside_an_id_that_occurs_twice():
    one = result("S39", 0.2)
    other = type(one)("another", one.claim, one.arms, one.figures)
    drawn = plot_article(results(one, other, result("S40", 0.2)), one.article)
    words = " ".join(text.get_text() for text in (*drawn.texts, *drawn.figure.texts))
    assert "S39 (another)" in words.replace("\u00a0", " ")
    assert "S40 (" not in words
