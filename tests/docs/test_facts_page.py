"""The page of facts is that of the files, or says that it is not."""

from __future__ import annotations

import pytest

from bargaining.scenario import load
from bargaining.scenario.library import shelves
from benchmarks import facts as page
from benchmarks.benchmark import unmarked


def test_every_article_file_states_four_to_eight_facts():
    assert page.stated() == tuple(shelves()[""])
    for name in page.stated():
        assert 4 <= len(load(name).facts) <= 8, name


def test_a_current_page_holds_every_fact():
    if not page.BENCHMARK.is_current():
        pytest.skip("the stored facts are of another model or of other files; their page says so")
    text = unmarked(page.PAGE.read_text("utf-8"))
    for name in page.stated():
        for fact in load(name).facts:
            assert f"**{fact.name}** `{fact.quantity}`: {fact.why}" in text


def test_another_band_makes_the_page_outdated(monkeypatch):
    before = page.plays()
    stockholm = load("stockholm-2014")
    facts = (stockholm.facts[0].model_copy(update={"high": 0.8}), *stockholm.facts[1:])
    changed = stockholm.model_copy(update={"facts": facts})
    monkeypatch.setattr(
        page, "load", lambda name: changed if name == "stockholm-2014" else load(name)
    )
    after = page.plays()
    assert after.pop("bands") != before.pop("bands")
    assert after == before


def test_no_fact_asks_what_a_claim_of_its_file_asks_but_settlement():
    for name in page.stated():
        scenario = load(name)
        levels = {claim.quantity for claim in scenario.claims if len(claim.compare) < 1}
        asked = {fact.quantity for fact in scenario.facts} & levels
        assert asked <= {"P(settlement)"}, name
