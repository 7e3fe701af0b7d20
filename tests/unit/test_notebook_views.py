"""What a notebook shows of every result."""

from __future__ import annotations

import pytest

import bargaining as bg
from bargaining.lessons import lesson_named, play_lesson
from bargaining.testing import check_strategy
from tests.markup import read


@pytest.fixture(scope="module")
def played():
    return bg.simulate("stockholm-2014", worlds=20)


@pytest.fixture(scope="module")
def changed(played):
    return bg.simulate(played.scenario.intervene("nuclear_test"), worlds=20)


def by_hand():
    return bg.Negotiation("stockholm-2014", seed=2014)


VIEWS = {
    "scenario": (lambda one, other: one.scenario, "How a history ends"),
    "outcomes": (lambda one, other: one, "settlement"),
    "comparison": (bg.compare, "before"),
    "measure": (lambda one, other: bg.measure(one, "P(collapse)"), "P(collapse)"),
    "explanation": (lambda one, other: one.explain(), "stalemate"),
    "citation": (lambda one, other: one.cite(), "stockholm-2014"),
    "lesson": (lambda one, other: lesson_named("rubinstein"), "closed form"),
    "lesson played": (
        lambda one, other: play_lesson(lesson_named("ultimatum"), worlds=2, grids=[0.1]),
        "bound",
    ),
    "tournament": (
        lambda one, other: bg.tournament("ultimatum", ["conceder", "boulware"], worlds=4),
        "conceder",
    ),
    "negotiation": (lambda one, other: by_hand(), "Talks are under way."),
    "seat": (lambda one, other: by_hand()["japan"], "leave the talks"),
    "decision": (lambda one, other: by_hand().next_decision("japan"), "leave the talks"),
    "win-set": (lambda one, other: by_hand()["north_korea"].win_set(), "approval"),
    "answer": (lambda one, other: by_hand()["china"].leverage(), "rival"),
    "questions": (lambda one, other: bg.Japan.questions, "snap_back_cost()"),
    "month": (lambda one, other: by_hand().step(), "May 2014"),
    "strategy": (lambda one, other: check_strategy("conceder"), "no problems"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_it_is_html_with_the_words_that_are_printed(played, changed, name):
    make, words = VIEWS[name]
    tags = read(make(played, changed)._repr_html_())
    text = "".join(tags.text)
    assert words in text
    # A table that went through as text would be seen as tags.
    assert "<t" not in text


def test_sections_of_a_scenario_are_folded(played):
    tags = [tag for tag, _ in read(played.scenario._repr_html_()).seen]
    assert tags.count("details") == tags.count("summary") > 10


def test_numbers_stay_on_one_line_and_long_headings_break(played):
    kept = [tag for tag, held in read(played._repr_html_()).seen if "nowrap" in str(held)]
    assert set(kept) == {"td"}
