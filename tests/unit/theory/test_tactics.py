"""Demands that fall by the clock against play round by round, a root and a formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from bargaining.errors import ArgumentError
from bargaining.theory import find_demand, find_meeting

exponents = st.floats(0.05, 20)
shares = st.floats(0, 0.9)
lengths = st.integers(1, 40)
pairs = st.tuples(exponents, exponents), st.tuples(shares, shares), st.tuples(shares, shares)


class Negotiator:
    """One party: what it asks for in a round, in its own words."""

    def __init__(self, rounds: int, exponent: float, initial: float, reservation: float) -> None:
        self.rounds, self.exponent = rounds, exponent
        self.initial, self.reservation = initial, reservation

    def asks(self, round: int) -> float:
        elapsed = round / self.rounds
        given = self.initial + (1 - self.initial) * elapsed ** (1 / self.exponent)
        return self.reservation * given + 1.0 * (1 - given)


def play(rounds: int, one: Negotiator, other: Negotiator) -> tuple[float, float, float]:
    """Let offers alternate; return the round, the first one's share, and how near a tie was."""
    nearest = math.inf
    for round_ in range(rounds):
        speaks, listens = (one, other) if round_ % 2 == 0 else (other, one)
        demand = speaks.asks(round_)
        margin = (1 - demand) - listens.asks(round_ + 1)
        nearest = min(nearest, abs(margin))
        if margin >= 0:
            return round_, demand if speaks is one else 1 - demand, nearest
    return math.nan, math.nan, nearest


@given(lengths, *pairs)
@example(20, (1.0, 1.0), (0.0, 0.0), (0.0, 0.0))
def test_is_what_comes_of_alternating_offers(rounds, exponents, initials, reservations) -> None:
    seats = [
        Negotiator(rounds, *tactic)
        for tactic in zip(exponents, initials, reservations, strict=True)
    ]
    round_, share, nearest = play(rounds, *seats)
    assume(nearest > 1e-9)
    met = find_meeting(rounds, exponents, initials, reservations)
    np.testing.assert_equal(float(met.round), float(round_))
    np.testing.assert_allclose(met.agreed_share, share, atol=1e-9)


@given(lengths, *pairs)
def test_is_the_root(rounds, exponents, initials, reservations) -> None:
    def left(time: float) -> float:
        return (
            sum(
                float(find_demand(time, rounds, *tactic))
                for tactic in zip(exponents, initials, reservations, strict=True)
            )
            - 1
        )

    met = find_meeting(rounds, exponents, initials, reservations)
    if left(0) <= 0:
        assert float(met.time) == 0
    elif left(rounds) > 0:
        assert np.isnan(met.time)
    else:
        root = brentq(left, 0, rounds, xtol=1e-13)
        # Where the demands hardly fall, or fall at once, only one of the two can be told.
        assert abs(float(met.time) - root) < 1e-9 or abs(left(float(met.time))) < 1e-9


@given(lengths, exponents, st.tuples(shares, shares), st.tuples(shares, shares))
def test_equal_exponents_have_a_formula(rounds, exponent, initials, reservations) -> None:
    (one, two), (r, s) = initials, reservations
    assume(r + s < 0.99)
    moved = (1 - one) * (1 - r) + (1 - two) * (1 - s)
    left = 1 - one * (1 - r) - two * (1 - s)
    assume(abs(left) > 1e-6)
    met = find_meeting(rounds, (exponent, exponent), initials, reservations)
    expected = rounds * (max(left, 0) / moved) ** exponent
    assert float(met.time) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(lengths, *pairs, st.floats(1.01, 3))
def test_to_hold_out_longer_pays_where_they_still_agree(
    rounds, exponents, initials, reservations, factor
) -> None:
    before = find_meeting(rounds, exponents, initials, reservations)
    after = find_meeting(rounds, (exponents[0] / factor, exponents[1]), initials, reservations)
    if not np.isnan(before.time):
        assert after.time >= before.time - 1e-9
        assert after.share >= before.share - 1e-9


@given(lengths, *pairs)
def test_names_of_the_parties_do_not_matter(rounds, exponents, initials, reservations) -> None:
    met = find_meeting(rounds, exponents, initials, reservations)
    turned = find_meeting(rounds, exponents[::-1], initials[::-1], reservations[::-1])
    np.testing.assert_allclose(turned.time, met.time, atol=1e-9)
    if not np.isnan(met.time) and met.time > 0:
        np.testing.assert_allclose(1 - turned.share, met.share, atol=1e-6)


@given(st.floats(0, 50), lengths, exponents, shares, shares)
def test_demands_fall_to_the_reservation(time, rounds, exponent, initial, reservation) -> None:
    asked = find_demand(time, rounds, exponent, initial, reservation)
    later = find_demand(time + 1, rounds, exponent, initial, reservation)
    assert reservation - 1e-12 <= later <= asked + 1e-12 <= 1 + 1e-12
    at_end = find_demand(rounds, rounds, exponent, initial, reservation)
    assert float(at_end) == pytest.approx(reservation)


def test_two_who_hold_out_to_the_end_may_miss_each_other() -> None:
    met = find_meeting(20, (0.02, 0.02), (0, 0), (0.3, 0.5))
    assert 19 < met.time < 20
    assert np.isnan(met.round)


def test_takes_arrays() -> None:
    met = find_meeting([[10], [20]], (np.array([0.5, 1.0, 2.0]), 1.0))
    assert met.time.shape == met.share.shape == met.round.shape == met.agreed_share.shape == (2, 3)
    np.testing.assert_allclose(met.share[0], met.share[1])
    alone = find_meeting(20, (2.0, 1.0))
    assert float(met.agreed_share[1, 2]) == float(alone.agreed_share)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((0,), "rounds"),
        ((2.5,), "whole number"),
        ((5, (0.0, 1.0)), r"exponents\[0\]"),
        ((5, (1.0, 1.0), (0.0, 1.5)), r"initials\[1\]"),
        ((5, (1.0, 1.0), (0.0, 0.0), (-0.1, 0.0)), r"reservations\[0\]"),
        ((5, 1.0), "pair"),
    ],
)
def test_refuses_what_has_no_answer(arguments, complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        find_meeting(*arguments)


def test_demand_refuses_too() -> None:
    with pytest.raises(ArgumentError, match="time"):
        find_demand(-1, 5)
    with pytest.raises(ArgumentError, match="rounds"):
        find_demand(1, 0)
    with pytest.raises(ArgumentError, match="exponent must"):
        find_demand(1, 5, 0)
