"""Text of files, claims and strategies is drawn as written."""

from __future__ import annotations

import io
import json
import warnings

import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text

import bargaining as bg
from bargaining.analysis import compare
from bargaining.plots import (
    letters,
    plot_endings,
    plot_failures,
    plot_flow,
    plot_timeline,
    plot_tournament,
)
from bargaining.scenario.schema import Scenario
from tests.unit.outcomes.synthetic import scenario_data, synthetic
from tests.unit.plots.legible import words_on


def titled(text: str) -> Scenario:
    """A scenario that has a text in every place that a picture shows."""
    data = scenario_data()
    data["scenario"]["title"] = text
    for issue in data["issues"].values():
        issue["label"] = text
        for rung in issue["rungs"]:
            rung["label"] = text
    for act in data["acts"]:
        act["label"] = text
    return Scenario.model_validate_json(json.dumps(data))


def pages(text: str) -> list[Figure]:
    """Every picture of a run, all texts of the scenario being this one."""
    run = synthetic(40, scenario=titled(text))
    return [
        plot_endings(run).figure,
        plot_failures(run).figure,
        plot_timeline(run)[0].figure,
        plot_flow(compare(run, run)).figure,
    ]


def words_with(mark: str, figures: list[Figure]) -> list[Text]:
    found = [one for figure in figures for one in words_on(figure) if mark in one.get_text()]
    assert found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "$5m to $10m",
        pytest.param("$$", marks=pytest.mark.slow),
        r"a\$b$ {",
        pytest.param("$x_1^2$ 50 %", marks=pytest.mark.slow),
    ],
)
def test_dollars_are_no_mathematics(text):
    assert not any(one.get_parse_math() for one in words_with("$", pages(text)))


def test_names_of_strategies_are_drawn_as_written():
    entrants = [("$a$", "hold"), ("$$ b", "boulware")]
    result = bg.tournament("ultimatum", entrants, worlds=4)
    shown = words_with("$", [plot_tournament(result).figure])
    assert not any(one.get_parse_math() for one in shown)


def test_text_that_was_on_given_axes_is_left_alone():
    ax = Figure().subplots()
    ax.text(0, 0, "$x^2$")
    plot_endings(synthetic(40), ax)
    (own,) = (one for one in ax.findobj(Text) if one.get_text() == "$x^2$")
    assert own.get_parse_math()


def test_a_font_that_has_the_letters_is_found():
    usual = get_font(findfont(FontProperties()))
    math = get_font(findfont("STIXGeneral"))
    only = next(
        chr(code)
        for code in sorted(math.get_charmap())
        if code > 0x2000 and not usual.get_char_index(code) and chr(code).isprintable()
    )
    seen = words_with(only, pages(f"a {only}"))
    assert all(len(one.get_fontfamily()) > 1 for one in seen)


def test_letters_of_no_font_are_boxes_and_one_warning_a_picture():
    letter = "\U000f0000"  # stands for nothing, in any font
    with pytest.warns(letters.LettersMissing, match=f"no installed font has the letters {letter}"):
        (page, *_) = pages(f"{letter} and {letter}")
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        timeline = plot_timeline(synthetic(40, scenario=titled(letter)))[0].figure
        for figure in (page, timeline):
            figure.savefig(io.BytesIO())
    assert [type(note.message) for note in noted] == [letters.LettersMissing]
    assert any("□ and □" in one.get_text() for one in words_on(page))
    assert not any(letter in one.get_text() for one in words_on(timeline))


@letters.as_written
def labelled(text: str):
    """An axis and a title that are labelled so, on a figure of their own."""
    ax = Figure().subplots()
    ax.set_title(text)
    ax.set_yticks([0, 1], [text, "none"])
    return ax


def test_control_and_bidi_characters_are_shown():
    shown = [one.get_text() for one in words_on(labelled("a\x1b\u202eb").figure)]
    assert shown.count("a\\x1b\\u202eb") == 2
    assert not any("\u202e" in one or "\x1b" in one for one in shown)


def test_wide_letters_count_twice():
    assert letters.wrap("日本 korea", 5) == ["日本", "korea"]
    assert letters.wrap("拉致被害者", 4) == ["拉致", "被害", "者"]
    assert letters.width_of("$日$", 15) == letters.width_of("$語$", 15) > 0
