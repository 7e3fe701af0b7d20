"""Where a number comes from, told with what the cited paragraphs say."""

from __future__ import annotations

import pytest

from bargaining import load
from bargaining.errors import ArgumentError
from bargaining.scenario import sheet, why
from bargaining.scenario.evidence import articles
from bargaining.scenario.reader import load_with_origins

STOCKHOLM = load("stockholm-2014")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_number_is_told_with_its_sources_reason_and_paragraphs() -> None:
    told = flat(why(STOCKHOLM, "parties.japan.discount_factor"))
    number = STOCKHOLM.parties["japan"].discount_factor
    assert told.startswith("parties.japan.discount_factor = 0.95 to 0.985 per round")
    assert number.why
    assert flat(number.why) in told
    assert len(number.source) == 3
    assert articles()["flashpoints-2014"]["paragraphs"][4] in told
    assert articles()["tokyo-report-2014"]["paragraphs"][5] in told
    assert told.count("“") == 2


def test_a_path_above_tells_of_all_below_and_of_each_paragraph_once() -> None:
    told = flat(why(STOCKHOLM, "acts.nuclear"))
    assert "acts.nuclear.sets.tension" in told
    assert "acts.nuclear.window.probability" in told
    assert "acts.missile" not in told
    assert told.count("paragraph 2 of") == 1


def test_the_same_lines_stand_in_the_sheet() -> None:
    first = why(STOCKHOLM, "acts.nuclear.floor")
    assert first in sheet(STOCKHOLM, evidence=True)


def test_the_file_is_told_where_there_are_several() -> None:
    read, origins = load_with_origins("stockholm-2014")
    told = why(read, "acts.nuclear.window", origins=origins)
    assert "in five-countries.toml" in told
    assert "in stockholm-2014.toml" in told


def test_the_path_above_is_suggested_where_it_is_the_nearest() -> None:
    with pytest.raises(ArgumentError, match=r'Did you mean "parties.japan"\?'):
        why(STOCKHOLM, "Parties.Japan")


@pytest.mark.parametrize("path", ["parties.japan.discount", "", "parties.japan..", "nuclear"])
def test_a_path_without_a_source_is_refused_with_the_nearest(path: str) -> None:
    with pytest.raises(ArgumentError, match="has nothing with a source at"):
        why(STOCKHOLM, path)
