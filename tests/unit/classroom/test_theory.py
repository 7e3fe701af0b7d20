"""The theory corner shows what the lessons say, and what the engine plays."""

import json

import pytest

from bargaining.classroom.theory import LESSONS, theory
from bargaining.errors import ArgumentError
from bargaining.lessons import lesson_named, play_lesson, play_sweep
from bargaining.text.languages import LANGUAGES, translated

ASKED = {"ultimatum": {"unit": 0.1}, "rubinstein": {"discount": [0.9, 0.8]}}


@pytest.mark.parametrize("name", LESSONS)
def test_closed_form_and_worlds_are_those_of_the_lesson(name):
    lesson = lesson_named(name)
    shown = theory(name, ASKED[name], worlds=20)
    solved = lesson.solve(**ASKED[name])
    assert {one["quantity"]: one["exact"] for one in shown["rows"]} == solved
    finest = lesson.engine.grids[-1]
    readings = play_lesson(lesson, worlds=20, grids=[finest], **ASKED[name]).readings
    rows = {one["quantity"]: one for one in shown["rows"]}
    assert readings
    for reading in readings:
        row = rows[reading.quantity]
        assert row["mean"] == reading.mean
        assert row["error"] == pytest.approx(1.96 * reading.standard_error)
        assert (row["bound"], row["counted"]) == (reading.bound, reading.counted)
        assert row["within"] is not False
    swept = play_sweep(lesson, worlds=20, **ASKED[name])
    assert [one["mean"] for one in shown["points"]] == [one.readings[0].mean for one in swept]
    curve = dict(shown["curve"])
    for point in shown["points"]:
        assert abs(curve[point["x"]] - point["mean"]) <= point["bound"] + point["error"] + 1e-9
    asked = {key: tuple(value) if isinstance(value, list) else value
             for key, value in ASKED[name].items()}  # fmt: skip
    assert {key: one["value"] for key, one in shown["options"].items()} == asked
    json.dumps(shown, allow_nan=False)


def test_options_that_the_ladder_cannot_hold_show_the_closed_form_alone():
    shown = theory("ultimatum", {"unit": 0.03}, worlds=5)
    assert shown["obstacle"].startswith("a step must divide the pie")
    assert [row["exact"] for row in shown["rows"]] == [0.97, 1.0]
    assert all("mean" not in row for row in shown["rows"])


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("nash", None, "the lesson must be ultimatum or rubinstein"),
        ("ultimatum", {"unit": 0.7}, r"unit must be in \[0.001, 0.5\]"),
        ("ultimatum", {"unti": 0.1}, "unit"),
        ("rubinstein", {"discount": 0.9}, "2 numbers"),
        ("rubinstein", {"discount": "x"}, "discount"),
        ("rubinstein", [0.9], "options must be numbers by name"),
    ],
)
def test_what_cannot_be_is_refused_in_words(name, options, told):
    with pytest.raises(ArgumentError, match=told):
        theory(name, options, worlds=5)


def test_it_is_told_in_every_language():
    for name in LESSONS:
        shown = theory(name, worlds=5)
        for language in set(LANGUAGES) - {"en"}:
            other = translated(shown, language)
            texts = [other["title"], other["summary"], other["played"], *other["axes"]]
            texts += [one["quantity"] for one in other["rows"]]
            texts += [one["meaning"] for one in other["options"].values()]
            assert not any(letter.isascii() and letter.isalpha() for letter in "".join(texts))
