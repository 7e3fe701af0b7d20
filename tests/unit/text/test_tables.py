"""Tables fit the terminal, cut no word and show what files hold as it is written."""

import pytest

from bargaining.text import (
    RULE,
    Column,
    counted,
    decimal,
    entry,
    in_ascii,
    interval,
    joined,
    of_hundred,
    percent,
    printable,
    signed,
    table,
    terminal_width,
    wrap,
)
from benchmarks.benchmark import markdown

COLUMNS = [Column("What", words=True), Column("share %"), Column("95 % interval")]
LONG = "a label that is much too long to stand on one line of a narrow terminal"
ROWS = [
    [LONG, "12.5", "10.0 to 15.0"],
    "a line across",
    ["short", "–", "–"],
    RULE,
    ["sum", "1", ""],
]


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("20", 40), ("500", 120), ("x", 88)])
def test_lines_are_as_wide_as_the_terminal(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    assert terminal_width() == width
    assert max(map(len, wrap("word " * 100))) <= width


@pytest.mark.parametrize("width", [50, 60, 88, 120])
def test_a_table_fits_and_cuts_no_label(width):
    lines = table(COLUMNS, ROWS, width)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines).split()
    assert set(LONG.split()) <= set(text)
    assert lines[-1] == RULE * len(lines[-1])
    assert sum(line == lines[-1] for line in lines) == 3


def test_intervals_take_two_lines_where_a_table_is_too_wide():
    heads = [Column("share"), Column("5 % to 95 %"), Column("worlds")]
    lines = table(heads, [["0.5005", "0.5000 to 0.5000", "199 of 200"]], 30)
    assert lines[2:] == ["0.5005    0.5000 to 199 of 200", " " * 13 + "0.5000", RULE * 30]
    wide = table(heads, [["0.5005", "0.5000 to 0.5000", "199 of 200"]], 40)
    assert "0.5005  0.5000 to 0.5000  199 of 200" in wide


def test_a_table_that_is_too_wide_goes_on_below():
    heads = [Column(), Column("Strategy", words=True), *map(Column, ("score", "error", "share"))]
    rows = [["1", "quantal_response", "0.334", "0.097", "0.875"], RULE]
    assert table(heads, rows, 30) == [
        "  Strategy         score error",
        RULE * 30,
        "1 quantal_response 0.334 0.097",
        RULE * 30,
        RULE * 30,
        "",
        "   Strategy          share",
        RULE * 26,
        "1  quantal_response  0.875",
        RULE * 26,
        RULE * 26,
    ]


@pytest.mark.parametrize("width", range(40, 90, 7))
def test_every_cell_of_a_wide_table_is_shown_once_behind_its_name(width):
    n_columns = 12
    heads = [Column("name", words=True), *(Column(f"head{n}") for n in range(n_columns))]
    rows = [[name, *(f"{name}{n:04d}" for n in range(n_columns))] for name in ("ab", "cd")]
    lines = table(heads, rows, width)
    assert max(map(len, lines)) <= width
    for name, *cells in rows:
        shown = [line.split() for line in lines if line.startswith(name)]
        assert [cell for line in shown for cell in line[1:]] == cells


def test_numbers_stand_below_each_other():
    lines = table(COLUMNS, [["a", "1.0", "0 to 2"], ["b", "10.0", "9 to 11"]])
    assert lines[0].rindex("%") < len(lines[0])
    (one,), (two,) = ([line.index(end) for line in lines if end in line] for end in ("1.0", "10.0"))
    assert one == two + 1


def test_wide_letters_count_twice():
    lines = table([Column("国", words=True), Column("n")], [["日本", "1"], ["abcd", "2"]])
    assert [line[-1] for line in lines if line[-1] in "12"] == ["1", "2"]
    assert len(lines[2]) == len(lines[3]) - 2


def test_a_word_that_no_line_can_hold_is_broken():
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert wrap("日本語の長い文章", 8) == ["日本語の", "長い文章"]


def test_a_path_stays_whole_where_words_are_not_cut():
    path = "/a/folder/of/many/letters"
    assert wrap(f"see {path} now", 10, cut=False) == ["see", path, "now"]


def test_a_number_keeps_its_unit():
    assert wrap("it was 56 %", 9) == ["it was", "56 %"]


def test_margins():
    assert wrap("one two three", 9, indent=4, first="  ") == ["  one two", "    three"]
    assert entry("name", "what it is", 10) == ["  name    what it is"]
    assert entry("a long name", "what", 10) == ["  a long name", "          what"]


def test_control_and_bidi_characters_are_written_out():
    assert printable("a\x1b[31mb") == "a\\x1b[31mb"
    assert printable("x\u202ey") == "x\\u202ey"
    assert printable("two\nlines") == "two lines"
    for lines in (wrap("a\x1bb"), table([Column("", words=True)], [["a\x1bb"]])):
        assert "\x1b" not in "".join(lines)
    assert printable("Größe 日本") == "Größe 日本"


def test_ascii_has_no_other_letters():
    text = in_ascii("±1 – “é” … ─ │ 日")
    assert text.isascii()
    assert text.startswith('+/-1 - "e" ... - | ?')


def test_markdown_escapes_its_bars():
    lines = markdown([Column("a", words=True), Column("n")], [["x|y", "1"], "group"])
    assert lines == ["| a | n |", "| --- | ---: |", "| x\\|y | 1 |", "| **group** | |"]


def test_words_and_numbers():
    assert counted(1, "draw") == "1 draw"
    assert counted(1200, "draw") == "1,200 draws"
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined([]) == ""
    assert percent(0.125) == "12.5"
    assert {percent(23 / 80), decimal(100 * 23 / 80, 1), decimal(28.75, 1)} == {"28.8"}
    assert (decimal(-6.25, 1), percent(0.145, 0), percent(79 / 200, 0)) == ("-6.3", "15", "40")
    assert percent(None) == "–"
    assert signed(-0.0001, 3) == "0.000"
    assert signed(0.5) == "+0.50"
    assert interval("1", "–") == "–"


def test_a_name_breaks_behind_an_underscore():
    assert wrap("pyongyang_first_to_default", 20) == ["pyongyang_first_to_", "default"]


@pytest.mark.parametrize(
    ("shares", "whole"),
    [
        ((0.395, 0.345, 0.26), [40, 34, 26]),
        ((1 / 3, 1 / 3, 1 / 3), [34, 33, 33]),
        ((0.5, 0.25, 0.25, 0.0), [50, 25, 25, 0]),
        ((0.005, 0.995), [1, 99]),
        ((0.335, 0.225), [34, 22]),
        ((), []),
    ],
)
def test_shares_in_whole_percent_add_up(shares, whole):
    assert of_hundred(shares) == whole
