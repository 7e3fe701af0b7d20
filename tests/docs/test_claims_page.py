"""The page of claims is that of the stored run, and so is the run that of the files it names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from bargaining.claims.arms import with_claims
from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.study import evaluate_claims
from bargaining.claims.verdict import Kind, Verdict
from bargaining.scenario import load as load_scenario
from benchmarks.benchmark import unmarked
from benchmarks.claims import (
    BENCHMARK,
    FINDING_PICTURES,
    FINDINGS,
    PICTURES,
    findings_text,
    pictures,
)
from benchmarks.claims_page import findings, page, picture_name, read_notes
from tests.house.source import ROOT

EVIDENCE = ROOT / "docs" / "evidence"
OUTDATED = "the stored claims are of another model or of other files; their page says so"
MAKE = "run: python -m benchmarks.claims --from-json --write"
# Ids that stand in several files; all others stand in one.
SHARED = {"H05a", "H05b", "H11a"}
# The rounds that a quantity names, which are counted from the start of each file.
ROUNDS = re.compile(r", \d+")
REPLAYED = ("kishida-2023", "H16a")


@pytest.fixture(scope="module")
def stored():
    return ClaimResults.load(EVIDENCE / "claims.json")


@pytest.fixture(scope="module")
def notes():
    return read_notes(EVIDENCE / "claims-notes.toml")


def test_the_page_is_made_of_the_stored_numbers(stored, notes, tmp_path):
    written = unmarked((EVIDENCE / "claims.md").read_text("utf-8"))
    assert written == page(stored, notes, pictures(stored)), MAKE
    assert unmarked(FINDINGS.read_text("utf-8")) == findings_text(stored), MAKE
    again = stored.save(tmp_path / "claims.json").read_text("utf-8")
    assert (EVIDENCE / "claims.json").read_text("utf-8") == again


def test_every_contradicted_claim_is_explained_and_no_note_is_left_over(stored, notes):
    names = {result.id for result in stored} | {f"{one.scenario}/{one.id}" for one in stored}
    assert set(notes) <= names
    unexplained = [
        f"{result.scenario}/{result.id}"
        for result in stored
        if result.verdict is Verdict.CONTRADICTED
        and not {result.id, f"{result.scenario}/{result.id}"} & set(notes)
    ]
    assert not unexplained


def test_pictures_are_there_and_none_is_left_over(stored):
    slides = {Path(place).name for place in pictures(stored).values()}
    assert {file.name for file in PICTURES.glob("*.png")} == slides
    named = {picture_name(one) for one in findings(stored)}
    assert {file.name for file in FINDING_PICTURES.glob("*.png")} == named


@pytest.mark.slow
def test_findings_of_another_model_say_so_in_their_first_line():
    first = FINDINGS.read_text("utf-8").splitlines()[0]
    assert first.startswith("> **Not of this version:**") != BENCHMARK.is_current()


def test_the_kind_of_every_claim_of_the_present_run_is_known(stored):
    if not BENCHMARK.is_current():
        pytest.skip(OUTDATED)
    assert not [one.id for one in stored if one.kind is Kind.OPEN]


def meaning(claim):
    """What a claim says and how it is tested, up to the rounds that its quantity names."""
    test = claim.model_dump(exclude={"note", "claims", "quantity"})
    return {**test, "claims": sorted(claim.claims), "quantity": ROUNDS.sub(", N", claim.quantity)}


def test_every_claim_says_on_which_terms_it_rests_and_one_id_has_one_meaning():
    found = defaultdict(list)
    for name in with_claims():
        for claim in load_scenario(name).claims:
            assert claim.rests_on is not None, (name, claim.id)
            found[claim.id].append(meaning(claim))
    assert {id for id, claims in found.items() if len(claims) > 1} == SHARED
    assert not [id for id, claims in found.items() if any(one != claims[0] for one in claims)]


def test_another_comparison_or_text_under_the_same_id_would_be_seen():
    claim = next(one for one in load_scenario("stockholm-2014").claims if one.id == "H05a")
    later = claim.quantity.replace("8, 13", "6, 11")
    assert meaning(claim.model_copy(update={"quantity": later})) == meaning(claim)
    for other in (
        {"statement": "Something else."}, {"compare": ("nuclear_test",)}, {"direction": ">"},
        {"threshold": 0.2}, {"level": True}, {"quantity": "P(settlement)"},
    ):  # fmt: skip
        assert meaning(claim.model_copy(update=other)) != meaning(claim), other


def test_the_stored_claims_are_those_of_the_files(stored):
    if not BENCHMARK.is_current():
        pytest.skip(OUTDATED)
    # A threshold that moved after the run would be seen here.
    tested = {(result.scenario, result.id): result.claim for result in stored}
    assert tested == {
        (name, claim.id): claim for name in with_claims() for claim in load_scenario(name).claims
    }


def agrees(one: ClaimResult, other: ClaimResult) -> bool:
    """Whether two values lie no further apart than both intervals reach."""
    reach = sum((result.figures.high - result.figures.low) / 2 for result in (one, other))
    return abs(one.figures.value - other.figures.value) <= reach


@pytest.mark.slow
def test_a_stored_claim_comes_out_again_in_a_few_other_worlds(stored):
    if not BENCHMARK.is_current():
        pytest.skip(OUTDATED)
    scenario, id = REPLAYED
    kept = next(one for one in stored if (one.scenario, one.id) == REPLAYED)
    again = evaluate_claims(scenario, claims=[id], worlds=40, worlds_per_draw=2, seed=1)[id]
    assert agrees(again, kept)
    # And it would not have been, had the stored value been another.
    for factor in (-1.0, 0.0, 3.0):
        numbers = replace(kept.figures, value=factor * kept.figures.value)
        assert not agrees(again, replace(kept, figures=numbers))
