"""The page of claims is that of the stored run, and so is the run that of the files it names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bargaining.claims.arms import with_claims
from bargaining.claims.evaluate import evaluate_claims
from bargaining.claims.notes import read_notes
from bargaining.claims.page import page
from bargaining.claims.results import ClaimResult
from bargaining.claims.store import load, to_text
from bargaining.claims.verdict import Verdict
from bargaining.scenario import load as load_scenario
from benchmarks.benchmark import unmarked
from benchmarks.claims import BENCHMARK
from tests.house.source import ROOT

EVIDENCE = ROOT / "docs" / "evidence"
OUTDATED = "the stored claims are of another model or of other files; their page says so"
REPLAYED = ("kishida-2023", "H16a")


@pytest.fixture(scope="module")
def stored():
    return load(EVIDENCE / "claims.json")


@pytest.fixture(scope="module")
def notes():
    return read_notes(EVIDENCE / "claims-notes.toml")


def test_the_page_is_made_of_the_stored_numbers(stored, notes):
    written = unmarked((EVIDENCE / "claims.md").read_text("utf-8"))
    assert written == page(stored, notes, "claims.png"), (
        "run: python -m benchmarks.claims --from-json --write"
    )
    assert (EVIDENCE / "claims.json").read_text("utf-8") == to_text(stored)


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
