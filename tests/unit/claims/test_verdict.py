"""Verdicts follow from interval, direction and threshold by the rules of the ledger."""

from __future__ import annotations

import math

import pytest

from bargaining.claims.results import Figures
from bargaining.claims.verdict import Verdict, form_of, judge, meets, points_right
from tests.unit.claims.studied import claim

S, C, U = Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.UNDECIDED
DIFFERENCE = {"compare": ["tested"]}
LEVEL = {"compare": []}
ORDER = {"compare": ["a", "b", "c"]}


def judged(low: float, high: float, **values):
    return judge(
        claim(**values), Figures((low + high) / 2, low, high, n_draws=10, n_worlds=2_000)
    ).verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.06, 0.10, S), (0.05, 0.10, U), (0.01, 0.04, U), (-0.01, 0.10, U), (-0.03, -0.01, C),
     (-0.03, 0.0, U)],
)  # fmt: skip
def test_a_difference_must_pass_its_threshold_and_is_contradicted_beyond_zero(low, high, verdict):
    assert judged(low, high, direction=">", threshold=0.05, **DIFFERENCE) is verdict
    # The mirror image is the same claim.
    assert judged(-high, -low, direction="<", threshold=-0.05, **DIFFERENCE) is verdict


def test_a_threshold_may_be_reached_exactly_where_the_sign_says_so():
    assert judged(0.05, 0.10, direction=">=", threshold=0.05, **DIFFERENCE) is S
    assert judged(-0.1, -0.05, direction="<=", threshold=-0.05, **DIFFERENCE) is S


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.02, 0.12, S), (0.12, 0.18, U), (0.16, 0.30, C)]
)
def test_a_level_is_contradicted_on_the_other_side_of_its_threshold(low, high, verdict):
    assert judged(low, high, direction="<=", threshold=0.15, **LEVEL) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-0.01, 0.05, S), (-0.015, -0.005, S), (-0.03, -0.01, U), (-0.06, -0.03, C)],
)
def test_no_worsening_is_judged_by_its_bound_and_not_by_zero(low, high, verdict):
    values = {"direction": ">=", "threshold": -0.02, **DIFFERENCE}
    assert form_of(claim(**values)) == "bound"
    assert judged(low, high, **values) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-0.01, 0.02, S), (-0.01, 0.03, U), (0.021, 0.05, C), (-0.05, -0.021, C), (-0.3, 0.3, U)],
)
def test_equality_wants_all_of_the_interval_within_the_bound(low, high, verdict):
    assert judged(low, high, direction="=", threshold=0.02, **DIFFERENCE) is verdict


@pytest.mark.parametrize("direction", ["<", ">"])
def test_an_order_wants_a_large_share_of_draws_whatever_its_direction(direction):
    values = {"direction": direction, "threshold": 0.9, **ORDER}
    assert judged(0.91, 0.99, **values) is S
    assert judged(0.85, 0.95, **values) is U
    assert judged(0.10, 0.20, **values) is C


def test_what_cannot_be_measured_is_not_tested_and_says_why():
    asked = claim(direction=">", threshold=0.0, compare=["tested"])
    empty = judge(asked, Figures(math.nan, first=math.nan, second=0.2))
    assert empty.verdict is Verdict.NOT_TESTED
    assert empty.reason == "no world meets the condition of the quantity in tested"
    assert "in tested and baseline" in judge(asked, Figures(math.nan)).reason
    assert "draws" in judge(asked, Figures(0.3)).reason
    assert "threshold" in judge(claim(compare=["tested"]), Figures(0.3, 0.2, 0.4)).reason


@pytest.mark.parametrize("kind", [DIFFERENCE, LEVEL, ORDER])
def test_too_few_draws_make_no_verdict(kind):
    asked = claim(direction=">", threshold=0.05, **kind)
    found = {
        n: judge(asked, Figures(0.1, 0.06, 0.14, n_draws=n, n_worlds=200 * n)) for n in (1, 9, 10)
    }
    assert [one.verdict for one in found.values()] == [U, U, S]
    assert found[9].reason == "no verdict on 9 draws of the priors; it takes 10"
    assert "on 1 draw of" in found[1].reason


def test_a_change_that_is_too_small_is_told_from_one_that_is_not_known_well():
    asked = claim(direction=">", threshold=0.05, **DIFFERENCE)
    found = [judge(asked, Figures(0.0, *ends, n_draws=10, n_worlds=100)) for ends in
             ((0.01, 0.04), (-0.01, 0.04), (0.01, 0.06), (0.06, 0.08), (-0.04, -0.01))]  # fmt: skip
    assert [one.falls_short for one in found] == [True, True, False, False, False]
    assert [one.verdict for one in found] == [U, U, U, S, C]


def test_a_point_alone_meets_a_threshold_or_points_the_right_way():
    more = claim(direction=">", threshold=0.05, compare=["tested"])
    assert meets(more, 0.06)
    assert not meets(more, 0.04)
    assert points_right(more, 0.04)
    assert not points_right(more, -0.04)
    small = claim(direction="<=", threshold=0.15)
    assert points_right(small, 0.1)
    assert not points_right(small, 0.2)
    no_worse = claim(direction=">=", threshold=-0.02, compare=["tested"])
    assert points_right(no_worse, -0.01)
    assert not points_right(no_worse, -0.03)
    alike = claim(direction="=", threshold=0.02, compare=["tested"])
    assert points_right(alike, -0.01)
    assert not points_right(alike, -0.03)
    assert not meets(alike, math.nan)


@pytest.mark.parametrize(
    "values", [ORDER, {**LEVEL, "quantity": "share_of_draws(P(settlement) < 0.5)"}]
)
def test_a_share_of_draws_is_judged_on_200_worlds_a_draw_or_not_at_all(values):
    asked = claim(direction=">", threshold=0.5, **values)
    found = {
        n: judge(asked, Figures(0.9, 0.8, 0.95, n_draws=20, n_worlds=20 * n)) for n in (199, 200)
    }
    assert [one.verdict for one in found.values()] == [U, S]
    assert "from 199 worlds a draw; it takes 200" in found[199].reason
    plain = claim(direction=">", threshold=0.5, **LEVEL)
    assert judge(plain, Figures(0.9, 0.8, 0.95, n_draws=20, n_worlds=20)).verdict is S
