"""Reports in a notebook."""

from __future__ import annotations

import re

import pytest

from bargaining.text import RULE, Column, Report, table, wrap
from tests.markup import read


class Made(Report):
    def lines(self):
        yield from wrap("A title with <b> & signs")
        yield ""
        yield from table(
            [Column("What", words=True), Column("share %", bar=True), Column("95 % interval")],
            [
                ["one <i>", "12.5", "1.0 to 20.0"],
                "  a line across",
                RULE,
                ["  below", "–", ""],
                ["most", "100.0", ""],
            ],
        )
        yield "The end."


def test_a_table_is_one_of_the_browser_and_other_lines_stay_text():
    tags = read(Made()._repr_html_())
    names = [tag for tag, _ in tags.seen]
    assert names.count("table") == 1
    assert names.count("pre") == 2
    assert names.count("tr") == 5
    text = "".join(tags.text)
    assert "A title with <b> & signs" in text
    assert "one <i>" in text
    assert RULE not in text
    assert {tag for tag, _ in tags.seen} == {"table", "thead", "tbody", "tr", "th", "td", "pre"}


def test_bars_are_as_long_as_the_share():
    styles = [attrs["style"] for tag, attrs in read(Made()._repr_html_()).seen if tag == "td"]
    lengths = [re.findall(r"([\d.]+)%", style) for style in styles if "gradient" in style]
    assert lengths == [["12.5", "12.5"], ["100.0", "100.0"]]


def test_a_rule_is_a_line_above_the_next_row():
    cells = [attrs["style"] for tag, attrs in read(Made()._repr_html_()).seen if tag == "td"]
    # Below the heads, and where the rule stands.
    assert ["border-top" in style for style in cells] == [True] * 3 + [False] + [True] * 3 + [
        False
    ] * 3


def test_colours_are_those_of_the_page():
    for _, attrs in read(Made()._repr_html_()).seen:
        assert not re.search(r"(?<![-\w])color:(?!inherit)", attrs.get("style", ""))


def test_what_is_printed_does_not_change_afterwards():
    before = str(Made())
    Made()._repr_html_()
    assert str(Made()) == before
    assert RULE * 10 in before


def test_a_report_that_fails_leaves_tables_as_they_were():
    class Fails(Report):
        def lines(self):
            yield from table([Column("a")], [["1"]])
            raise RuntimeError("in a report")

    with pytest.raises(RuntimeError, match="in a report"):
        Fails()._repr_html_()
    assert table([Column("a")], [["1"]])[1] == RULE
