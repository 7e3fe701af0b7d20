"""Negotiators with demanding homes against a searched Nash product and rounds of offers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import solve_ratified_offers, solve_two_level

shares = st.floats(0, 1)
discounts = st.floats(0.05, 0.99)


@given(shares, shares, st.floats(0.05, 0.95))
def test_is_the_largest_nash_product_among_what_is_ratified(
    own: float, other: float, weight: float
) -> None:
    split = solve_two_level(own, other, weight)
    x = np.linspace(0, 1, 20_001)
    ratified = (x >= own) & (1 - x >= other)
    if not ratified.any():
        assert np.isnan(split.proposer) or 1 - own - other < 1e-4
        return
    product = np.where(ratified, x**weight * (1 - x) ** (1 - weight), -1.0)
    assert float(split.proposer) == pytest.approx(x[product.argmax()], abs=1e-4)


@given(shares, shares, shares, st.floats(0, 0.5))
def test_a_smaller_win_set_helps_until_nothing_is_left(
    own: float, other: float, weight: float, more: float
) -> None:
    more = min(more, 1 - own)
    before, after = (solve_two_level(m, other, weight) for m in (own, own + more))
    if not np.isnan(after.proposer):
        assert after.proposer >= before.proposer
        assert after.responder >= other - 1e-12
    if np.isnan(before.proposer):
        assert np.isnan(after.proposer)


@given(shares, shares, shares)
def test_names_of_the_sides_do_not_matter(own: float, other: float, weight: float) -> None:
    one = solve_two_level(own, other, weight)
    if abs(own + other - 1) > 1e-9:
        two = solve_two_level(other, own, 1 - weight)
        np.testing.assert_allclose(one.proposer, two.responder, atol=1e-12)


def iterate(least: float, own: float, other: float) -> float:
    """Let each proposer leave just what the other's waiting, and its home, ask for."""
    value_own, value_other = 1.0, 1.0
    for _ in range(5_000):
        before = value_own, value_other
        value_own = 1 - max(other * value_other, least)
        value_other = max(1 - own * value_own, least)
        if before == (value_own, value_other):
            break
    return 1 - value_own


@given(shares, discounts, discounts)
def test_is_the_fixed_point_of_ratified_offers(least: float, own: float, other: float) -> None:
    split = solve_ratified_offers(least, own, other)
    assert float(split.responder) == pytest.approx(iterate(least, own, other), abs=1e-9)


@given(shares)
def test_quick_offers_reach_the_two_level_split(least: float) -> None:
    limit = float(solve_two_level(0.0, least).responder)
    gaps = [
        abs(float(solve_ratified_offers(least, delta, delta).responder) - limit)
        for delta in (0.9, 0.99, 0.999)
    ]
    assert gaps[2] <= gaps[1] <= gaps[0]
    assert gaps[2] < 1e-3


@given(shares, discounts, discounts, st.floats(0, 0.3))
def test_a_hurdle_never_hurts_him_who_has_it(
    least: float, own: float, other: float, more: float
) -> None:
    higher = min(least + more, 1.0)
    assert (
        solve_ratified_offers(higher, own, other).responder
        >= solve_ratified_offers(least, own, other).responder
    )


def test_takes_arrays() -> None:
    split = solve_ratified_offers([[0.2], [0.6]], 0.9, [0.8, 0.9])
    np.testing.assert_allclose(split.responder[1], 0.6)
    np.testing.assert_allclose(split.responder[0], [0.08 / 0.28, 0.09 / 0.19])


def test_refuses_what_has_no_answer() -> None:
    with pytest.raises(ArgumentError, match="least_share"):
        solve_two_level(1.2, 0.0)
    with pytest.raises(ArgumentError, match="least_share_other"):
        solve_two_level(0.2, -0.1)
    with pytest.raises(ArgumentError, match="weight"):
        solve_two_level(0.2, 0.1, 1.5)
    with pytest.raises(ArgumentError, match="discount"):
        solve_ratified_offers(0.2, 1.0, 1.0)
    with pytest.raises(ArgumentError, match="discount_factor_proposer"):
        solve_ratified_offers(0.2, 0.0, 0.9)
    with pytest.raises(ArgumentError, match="least_share_responder"):
        solve_ratified_offers(-0.2, 0.9, 0.9)
