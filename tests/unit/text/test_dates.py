"""Rounds in words."""

import datetime
import re

import pytest

from bargaining.text import Dates

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


def test_without_a_start_rounds_have_numbers():
    dates = Dates(None, "month")
    assert dates.name(4) == "round 4"
    assert dates.span(4, 6) == "rounds 4 to 6"
    assert dates.lasting(1) == "1 month"
    assert Dates(None, "exchange").lasting(3) == "3 rounds"


def test_spans_name_both_ends():
    assert Dates(START, "month").span(0, 2) == "November 2014 to January 2015"
    assert Dates(START, "month").span(1, 1) == "December 2014"


def test_dates_beyond_the_calendar_fall_back_to_numbers():
    assert Dates(datetime.date(9999, 12, 30), "day").name(400) == "round 400"


def test_when_something_holds_is_told_with_dates():
    dates = Dates(START, "month")
    assert dates.when(1, 1) == "in December 2014"
    assert dates.when(1, 3) == "from December 2014 to February 2015"
    assert dates.when(1, None) == "from December 2014 on"
    assert dates.when(0, None) == "throughout"
    assert Dates(None, "month").when(2, 4) == "in rounds 2 to 4"


@pytest.mark.parametrize(
    ("unit", "written", "round"),
    [
        ("month", "2014-11", 0),
        ("month", "2015-01", 2),
        ("month", "2015-1-31", 2),
        ("month", datetime.date(2015, 2, 3), 3),
        ("week", "2014-12-08", 1),
        ("day", "2014-12-01", 1),
        ("quarter", "2015-03", 1),
        ("year", "2016", 2),
    ],
)
def test_a_date_names_its_round(unit, written, round):
    assert Dates(START, unit).round_of(written) == round


@pytest.mark.parametrize(
    ("start", "unit", "written", "told"),
    [
        (START, "month", "2015", 'such as "2014-11"'),
        (START, "month", "next spring", 'such as "2014-11"'),
        (START, "month", "2015-13", "a date of the calendar"),
        (START, "month", "2015-00", "with a month from 01 to 12"),
        (START, "month", "2015-05-00", "a day that the month has"),
        (START, "month", datetime.datetime(2015, 1, 1, 10), "a date without a time of day"),
        (START, "month", "２０１５-01", 'such as "2014-11"'),
        (START, "month", "2014-10", "before round 0, November 2014"),
        (START, "day", "2015-01", "must name a day"),
        (START, "exchange", "2015-01", "rounds of this scenario have none"),
        (None, "month", "2015-01", "rounds of this scenario have none"),
    ],
)
def test_a_date_that_is_no_round_is_refused(start, unit, written, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        Dates(start, unit).round_of(written)
