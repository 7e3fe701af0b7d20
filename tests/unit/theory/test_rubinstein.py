"""Rubinstein's split against a fixed-point iteration that knows nothing of the formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_patience_weight, solve_rubinstein

discounts = st.floats(0.01, 0.99)


def iterate(own: float, other: float) -> float:
    """Let each proposer leave the other just what waiting is worth, until nothing changes."""
    value_own, value_other = 1.0, 1.0
    for _ in range(100_000):
        before = value_own, value_other
        value_own, value_other = 1 - other * value_other, 1 - own * value_own
        if before == (value_own, value_other):
            break
    return value_own


@given(discounts, discounts)
def test_is_the_fixed_point_of_waiting(own: float, other: float) -> None:
    split = solve_rubinstein(own, other)
    assert float(split.proposer) == pytest.approx(iterate(own, other), abs=1e-9)


@given(discounts, discounts)
def test_shares_are_a_division_and_the_responder_does_not_want_to_wait(
    own: float, other: float
) -> None:
    split = solve_rubinstein(own, other)
    assert 0 <= split.responder <= 1
    assert float(split.proposer + split.responder) == pytest.approx(1)
    assert float(split.responder) == pytest.approx(
        other * float(solve_rubinstein(other, own).proposer)
    )


@given(discounts, discounts, st.floats(0.001, 0.009))
def test_patience_pays(own: float, other: float, more: float) -> None:
    split = solve_rubinstein(own, other)
    assert solve_rubinstein(own + more, other).proposer > split.proposer
    assert solve_rubinstein(own, other + more).responder > split.responder


@given(discounts)
def test_speaking_first_helps_equals(discount: float) -> None:
    split = solve_rubinstein(discount, discount)
    assert split.proposer > split.responder
    assert float(split.proposer) == pytest.approx(1 / (1 + discount))


@given(discounts, discounts)
def test_faster_offers_approach_the_patience_weight(own: float, other: float) -> None:
    weight = float(find_patience_weight(own, other))
    gaps = [
        abs(float(solve_rubinstein(own**length, other**length).proposer) - weight)
        for length in (1e-2, 1e-3, 1e-4)
    ]
    assert gaps[2] < 1e-2
    assert gaps[2] <= gaps[1] <= gaps[0]
    assert float(find_patience_weight(other, own)) == pytest.approx(1 - weight)


def test_takes_arrays() -> None:
    own, other = np.array([[0.9], [0.95]]), np.array([0.8, 0.9, 0.95])
    split = solve_rubinstein(own, other)
    assert split.proposer.shape == (2, 3)
    assert float(split.proposer[1, 0]) == float(solve_rubinstein(0.95, 0.8).proposer)


@pytest.mark.parametrize(
    ("own", "other"), [(0.0, 0.5), (1.1, 0.5), (0.5, -0.1), (0.5, np.nan), (1.0, 1.0), ("x", 0.5)]
)
def test_refuses_what_has_no_answer(own: float, other: float) -> None:
    with pytest.raises(ArgumentError, match="discount"):
        solve_rubinstein(own, other)
    with pytest.raises(ArgumentError, match="discount"):
        find_patience_weight(own, other)


def test_one_party_may_be_endlessly_patient() -> None:
    assert float(solve_rubinstein(1.0, 0.9).proposer) == pytest.approx(1)
    assert float(solve_rubinstein(0.9, 1.0).proposer) == pytest.approx(0)
    assert float(find_patience_weight(1.0, 0.9)) == pytest.approx(1)
