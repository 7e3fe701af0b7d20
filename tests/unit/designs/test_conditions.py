"""Worlds weighted by what is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Ending

HALF_YEAR = "highest(abductee_information, 0, 5) >= 0.25"


@pytest.fixture(scope="module")
def played():
    return bg.simulate("stockholm-2014", worlds=400, worlds_per_draw=4, seed=5)


@pytest.mark.slow
def test_a_fact_that_is_so_selects_the_worlds_where_it_is(played):
    known = bg.given(played, {HALF_YEAR: True})
    so = (played.level[:, :6, played.labels["issue"].index("abductee_information")] >= 0.25).any(1)
    assert np.array_equal(known.weights == 1.0, so)
    assert known.effective_worlds == so.sum()
    assert len(known.selected) == so.sum()
    assert known.facts[0].share.value == so.mean()
    for ending in Ending:
        before, after = known.quantities[f"P({ending.key})"]
        assert before.value == np.mean(played.ending == ending)
        assert after.value == pytest.approx(np.mean(played.ending[so] == ending), abs=1e-12)
        conditional = bg.measure(played, f"P({ending.key} | {HALF_YEAR})")
        ends = (after.standard_error, after.low, after.high)
        assert ends == pytest.approx(
            (conditional.standard_error, conditional.low, conditional.high), abs=1e-12
        )


def test_facts_of_the_file_go_by_their_names(played):
    by_name = bg.given(played, {"committee_in_half_year": True, "no_settlement": False})
    by_text = bg.given(played, {HALF_YEAR: True, "settlement": False})
    assert np.array_equal(by_name.weights, by_text.weights)
    band = bg.given(played, {"months_to_default": True})
    stated = next(fact for fact in played.scenario.facts if fact.name == "months_to_default")
    by_range = bg.given(played, {"months_to_default": (stated.low, stated.high)})
    assert np.array_equal(band.weights, by_range.weights)
    assert 0 < band.weights.sum() < len(played)


def test_a_number_that_is_known_roughly_weights_worlds_by_a_normal_density(played):
    known = bg.given(played, {"count(act.nuclear)": {"near": 1, "error": 0.5}})
    tests = played["act"][:, :, played.labels["act"].index("nuclear")].sum(axis=1)
    weights = np.exp(-2.0 * (tests - 1.0) ** 2)
    assert known.weights == pytest.approx(weights, abs=1e-15)
    assert known.effective_worlds == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    payoff = played["payoff"][:, played.labels["party"].index("japan")]
    measured = known.measure("E(payoff.japan)").value
    assert measured == pytest.approx((weights * payoff).sum() / weights.sum(), abs=1e-12)
    with pytest.raises(bg.ArgumentError, match="in part"):
        _ = known.selected


def test_a_share_that_is_a_mean_weight_says_so(played):
    rough = str(bg.given(played, {"count(act.nuclear)": {"near": 1, "error": 0.5}}))
    sharp = str(bg.given(played, {"count(act.nuclear)": (0, 1)}))
    assert "Near a number, a world counts by how near it comes, 1 where it hits." in rough
    assert "Near a number" not in sharp


def test_it_says_so_where_no_world_comes_near(played):
    far = "No world comes within two errors of what is known"
    fact = "count(act.nuclear)"
    assert far in str(bg.given(played, {fact: {"near": 40, "error": 5}}))
    assert far not in str(bg.given(played, {fact: {"near": 1, "error": 0.5}}))


def test_it_goes_on_as_plain_values(played):
    known = bg.given(played, {HALF_YEAR: True})
    told = json.loads(json.dumps(known.to_dict(), allow_nan=False))
    (fact,) = told["facts"]
    assert (fact["fact"], fact["is"], fact["share"]) == (
        HALF_YEAR,
        "true",
        known.facts[0].share.value,
    )
    after = told["quantities"]["P(collapse)"]["given_the_facts"]["value"]
    assert after == known.quantities["P(collapse)"][1].value
    assert [one["path"] for one in told["moved"]] == [one.path for one in known.moved]


def test_a_draw_that_the_facts_single_out_is_told_apart():
    # Two values of one number, of which only one can give what is known.
    scenario = bg.load("stockholm-2014").replace({"settings.rounds": 2})
    path = "parties.north_korea.belief"
    rows = {path: [0.02, 0.98] * 20}
    result = bg.simulate(scenario, parameters=rows, worlds_per_draw=10, seed=3)
    known = bg.given(result, {"type.north_korea == sincere": True})
    moved = {one.path: one for one in known.moved}
    assert moved[path].told_apart
    assert moved[path].after > 0.9
    assert known.moved[0].path == path
    assert path in str(known)
    assert sum(one.told_apart for one in known.moved) <= 3


def test_it_says_what_it_is_and_how_little_it_may_rest_on(played):
    known = bg.given(played, {"settlement": True, "count(act.nuclear)": (0, 0)})
    text = " ".join(str(known).split())
    assert known.effective_worlds < 30
    assert "does not test" in text
    assert "too few to say much" in text
    frame = bg.given(played, {"settlement": False}).to_frame()
    assert [*frame.index] == [f"P({ending.key})" for ending in Ending]
    assert frame.loc["P(settlement)", "value_after"] == 0.0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "takes a mapping"),
        ({"comittee_in_half_year": True}, 'Did you mean "committee_in_half_year"'),
        ({"count(act.nuclear)": True}, "is a number"),
        ({"ever(agreement)": 3}, "true or false"),
        ({"count(act.nuclear)": (2, 1)}, "in order"),
        ({"count(act.nuclear)": {"near": 1, "error": 0}}, "in order"),
        ({"never(talks": True, "xx": True}, "close every parenthesis"),
        ({"count(act.nuclear)": {"near": 10**400, "error": 1}}, "in order"),
        ({"count(act.nuclear, 0, 5)": (0, 1), "count(act.nuclear,0,5)": (0, 1)}, "counts once"),
        ({"P(collapse)": True}, r"'P\(collapse\)' is of all worlds together.*write \"collapse\""),
        ({"E(payoff.japan)": (0, 1)}, r"'E\(payoff.japan\)' is of all worlds together"),
        ({"foo": True}, r"'foo' has no word \"foo\". Known words: .*Known facts of the file: "),
        ({"colapse": True}, "'colapse' has no word .colapse.. Did you mean .collapse."),
        ({"ever(agreement": True}, r"'ever\(agreement' must close every parenthesis .* got 'ever"),
        ({"first(agreement) + lost(agreement, 3)": (0, 1)}, "is of all worlds together"),
        ({"settlement": True, "collapse": True}, "settlement is true in .*collapse is true in"),
    ],
)
def test_what_cannot_be_known_is_refused_in_words(played, facts, words):
    with pytest.raises(bg.ArgumentError, match=words):
        bg.given(played, facts)


def test_quantiles_are_refused(played):
    with pytest.raises(bg.ArgumentError, match="not a median"):
        bg.given(played, {"settlement": False}, quantities=["median(first(agreement))"])
