"""Rounds in words."""

import datetime

import pytest

from bargaining.outcomes.dates import Dates

START = datetime.date(2014, 11, 30)


@pytest.mark.parametrize(
    ("unit", "round", "name", "short"),
    [
        ("month", 0, "November 2014", "Nov 2014"),
        ("month", 2, "January 2015", "Jan 2015"),
        ("day", 1, "1 December 2014", "1 Dec 2014"),
        ("week", 1, "week of 7 December 2014", "7 Dec 2014"),
        ("quarter", 1, "1st quarter 2015", "2015 Q1"),
        ("year", 3, "2017", "2017"),
        ("exchange", 3, "round 3", "round 3"),
    ],
)
def test_names_of_rounds(unit, round, name, short):
    dates = Dates(START, unit)
    assert dates.name(round) == name
    assert dates.name(round, short=True) == short
    if unit != "exchange":
        assert dates.full(round) == f"{name} (round {round})"


def test_without_a_start_rounds_have_numbers():
    dates = Dates(None, "month")
    assert dates.full(4) == "round 4"
    assert dates.span(4, 6) == "rounds 4 to 6"
    assert dates.lasting(1) == "1 month"
    assert Dates(None, "exchange").lasting(3) == "3 rounds"


def test_spans_name_both_ends():
    assert Dates(START, "month").span(0, 2) == "November 2014 to January 2015 (rounds 0 to 2)"
    assert Dates(START, "month").span(1, 1) == "December 2014 (round 1)"


def test_dates_beyond_the_calendar_fall_back_to_numbers():
    assert Dates(datetime.date(9999, 12, 30), "day").name(400) == "round 400"
