"""The ledger of the public record: what it holds, and what it refuses."""

from __future__ import annotations

import datetime
import tomllib
from copy import deepcopy
from importlib.resources import files

import pytest

from bargaining.errors import ScenarioError
from bargaining.history import Month, covariates_before, record
from bargaining.history.record import read_record

GOOD = {
    "launches": {
        "confidence": "C",
        "source": ["public record: lists of launches"],
        "months": {"2014": [2, 3]},
    },
    "events": [
        {
            "id": "launch",
            "date": datetime.date(2014, 3, 26),
            "confidence": "B",
            "kind": "act",
            "act": "missile",
            "parties": ["north_korea"],
            "what": "Two missiles fly.",
            "source": ["public record: news reports"],
        },
        {
            "id": "talks",
            "first": datetime.date(2014, 3, 30),
            "last": datetime.date(2014, 3, 31),
            "confidence": "A",
            "kind": "talks",
            "parties": ["japan", "north_korea"],
            "what": "Talks.",
            "source": ["keck-2014:1"],
        },
    ],
}


def test_a_good_ledger_is_read_in_order():
    ledger = read_record(GOOD)
    assert [entry.id for entry in ledger] == ["launch", "talks"]
    assert ledger.launch_months == (Month(2014, 2), Month(2014, 3))
    assert ledger["talks"].last == datetime.date(2014, 3, 31)
    assert [entry.id for entry in ledger.of("act", act="missile")] == ["launch"]
    assert ledger.of("talks", party="china") == ()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("id", "Launch 1", 'events.Launch 1.id must be a name of lower-case .*Write "launch_1"'),
        ("confidence", "D", r"events.launch.confidence must be one of .* got \"D\""),
        ("kind", "rumour", "kind must be one of .*turnover"),
        ("kind", "talks", 'act must be given, "missile" or "nuclear", just where the kind is act'),
        ("act", "rocket", "act must be one of"),
        ("parties", ["atlantis"], "launch.parties.0. must be one of .*got .atlantis"),
        ("parties", [], "parties must have at least one entry.*Who did it"),
        ("what", "", "must say in a sentence"),
        ("source", ["hearsay"], 'source.0. must be "article:paragraph" or "public record: ..."'),
        ("source", ["public record: "], "must be .article:paragraph"),
        ("source", ["keck-2014:77"], "not in the index"),
        ("date", "2014-03-26", "events.launch must be a date without quotes"),
        ("date", datetime.date(2014, 5, 1), "launches lack 2014-05, in which the entry launch"),
        ("precision", "month", "write the first day"),
        ("last", datetime.date(2014, 1, 1), "either `date`"),
        ("comment", "x", "comment is not a known key. Known keys: id, "),
        ("sorce", "x", 'sorce is not a known key. Did you mean "source"'),
    ],
)
def test_a_bad_entry_is_refused_in_words(key, value, said):
    data = deepcopy(GOOD)
    data["events"][0][key] = value
    with pytest.raises(ScenarioError, match=said):
        read_record(data)


def keys_of(data):
    with pytest.raises(ScenarioError) as told:
        read_record(data)
    return [problem.key for problem in told.value.problems]


def test_all_that_is_wrong_is_told_at_once():
    data = deepcopy(GOOD)
    data["events"][1]["id"] = "launch"
    data["launches"]["months"] |= {"2013": [3, 2], "2012": [13], "12": [1]}
    months = "launches.months"
    assert keys_of(data) == ["events", f"{months}.2013", f"{months}.2012[0]", f"{months}.12"]
    data = deepcopy(GOOD)
    data["events"][0] |= {"what": "no sentence", "kind": "rumour"}
    data["events"][1] |= {"last": datetime.date(2014, 3, 1)}
    del data["events"][1]["confidence"], data["launches"]
    assert keys_of(data) == [
        "events.launch.kind", "events.launch.what", "events.talks.last", "events.talks.confidence",
        "launches",
    ]  # fmt: skip


def test_the_shipped_ledger_spans_the_story_and_cites_all_articles():
    ledger = record()
    assert len(ledger) > 90
    assert ledger.entries[0].first.year < 1998 < 2024 == ledger.entries[-1].last.year
    cited = {source.split(":")[0] for entry in ledger for source in entry.source}
    assert {"stratfor-2014", "keck-2014", "tokyo-report-2014", "flashpoints-2014"} < cited
    nuclear = [entry.first for entry in ledger.of("act", act="nuclear")]
    assert [day.isoformat() for day in nuclear] == [
        "2006-10-09", "2009-05-25", "2013-02-12", "2016-01-06", "2016-09-09", "2017-09-03",
    ]  # fmt: skip


def test_the_ledger_holds_the_year_without_a_report():
    months = {Month(entry.first.year, entry.first.month) for entry in record()}
    between = [month for month in months if Month(2014, 11) <= month <= Month(2015, 12)]
    assert len(between) >= 4
    # A pause is dated where it begins and where it ends.
    ends = {entry.id for entry in record().of("restraint") if "ended" in entry.id}
    assert ends == {"moratorium-ended-2005", "moratorium-ended-2019"}


def test_the_files_ship_with_the_package():
    for name in ("record.toml", "cells.toml"):
        assert tomllib.loads(files("bargaining.history").joinpath(name).read_text("utf-8"))


def test_nothing_of_the_first_month_is_covariates_before_it():
    month = Month(2016, 1)
    before, later = covariates_before(month), covariates_before(month.plus(1))
    assert before.nuclear_window == pytest.approx((3.5 / 156, 3 * 3.5 / 156))
    assert later.nuclear_window == pytest.approx((4.5 / 157, 3 * 4.5 / 157))
    assert before.months_since_test == 1
    assert later.tension > 0.8 > before.tension


def test_windows_and_tension_follow_their_rules():
    known = covariates_before(Month(2008, 6))
    # One test in the 65 months since January 2003; launches in three months of the last 36.
    assert known.nuclear_window == pytest.approx((0.5 * 3 / 65, 1.5 * 3 / 65))
    assert known.missile_window == pytest.approx((0.5 * 7 / 36, 1.5 * 7 / 36))
    assert known.turnover == pytest.approx(2.5 / 36)
    # The test of October 2006 filled the scale, whatever was left of earlier launches.
    assert known.tension == pytest.approx(0.875**20 + 0.1 * 0.875**12)
    assert covariates_before(Month(2004, 5)).nuclear_window is None
    assert covariates_before(Month(2018, 4)).missile_window[1] == 1.0
