"""The ledger of the public record: what it holds, and what its file must keep to."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest
from pydantic import ValidationError

from bargaining.history import Month, covariates_before, record
from bargaining.history.record import Entry, data_of
from bargaining.scenario.evidence import CITATION, articles
from bargaining.text import month_of

PUBLIC = "public record: "
RAW = data_of("record.toml")


def cited(source: str) -> bool:
    """Whether a source is a paragraph in the index of articles, or names a public record."""
    found = CITATION.fullmatch(source)
    if found is None:
        return source.startswith(PUBLIC) and bool(source.removeprefix(PUBLIC).strip())
    return int(found[2]) in articles().get(found[1], {}).get("paragraphs", ())


def test_sources_are_articles_or_public():
    assert cited("keck-2014:1")
    assert not any(map(cited, ("hearsay", PUBLIC, "keck-2014:77", "keck-2041:1")))
    every = [entry.source for entry in record()] + [tuple(RAW["launches"]["source"])]
    assert all(every)
    assert [source for sources in every for source in sources if not cited(source)] == []


def test_entries_differ_stand_in_order_and_say_what_happened():
    known = record()
    assert [id for id, n in Counter(entry.id for entry in known).items() if n > 1] == []
    assert list(known) == sorted(known, key=lambda entry: entry.first)
    for entry in known:
        assert entry.first <= entry.last, entry.id
        assert entry.precision == "day" or entry.first.day == entry.last.day == 1, entry.id
        assert (entry.kind == "act") == (entry.act is not None), entry.id
        assert entry.parties, entry.id
        assert entry.what.strip().endswith("."), entry.id
    assert known["kim-dae-jung-1998"].kind == "turnover"


def test_a_day_is_given_once():
    for raw in RAW["events"]:
        assert ("date" in raw) != ({"first", "last"} <= set(raw)), raw["id"]


def test_months_of_launches_rise_and_lack_no_launch_of_an_entry():
    for year, months in RAW["launches"]["months"].items():
        assert len(year) == 4, year
        assert set(months) <= set(range(1, 13)), year
        assert months == sorted(set(months)), year
    launched = {month_of(entry.first) for entry in record().of("act", act="missile")}
    assert launched <= set(record().launch_months)


@pytest.mark.parametrize(
    ("key", "value"),
    [("kind", "rumour"), ("parties", ["atlantis"]), ("sorce", "x"), ("confidence", "D")],
)
def test_what_no_entry_can_be_is_refused(key, value):
    with pytest.raises(ValidationError, match=key):
        Entry.model_validate({**RAW["events"][0], key: value})


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
