"""Concave curves and lotteries: two ways to the same convex frontier, and what they refuse."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import ConcaveFrontier, LotteryFrontier, Rule, solve
from tests.unit.theory.problems import Payoffs, optimised, problems

RULES = get_args(Rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
@optimised
@given(power=st.floats(1.5, 3), own=st.floats(0, 0.3), other=st.floats(0, 0.3))
def test_a_curve_and_lotteries_over_its_points_agree(rule, power, own, other) -> None:
    curve = ConcaveFrontier(lambda share: 1 - share**power, low=0, high=1)
    shares = np.linspace(0, 1, 201)
    fine = LotteryFrontier(np.column_stack([shares, 1 - shares**power]))
    smooth = solve(curve, rule, disagreement=[own, other])
    straight = solve(fine, rule, disagreement=[own, other])
    # No lottery reaches beyond the curve, so what is maximised is at most the curve's, unless it
    # is a share of hopes, which are smaller too.
    if rule != "kalai-smorodinsky":
        assert straight.value <= smooth.value + 1e-6
    assert smooth.value == pytest.approx(straight.value, abs=1e-3)
    # Half a step, and what the chords' kinks move the solution by.
    assert smooth.payoffs == pytest.approx(straight.payoffs, abs=0.02)


@pytest.mark.parametrize("rule", RULES)
def test_mirrored_parties_get_mirrored_payoffs(rule) -> None:
    payoffs = np.array([[9.0, 0.0], [6.0, 4.0], [1.0, 5.0]])
    point = solve(LotteryFrontier(payoffs), rule, disagreement=[0.5, 0.2]).payoffs
    mirrored = solve(LotteryFrontier(payoffs[:, ::-1]), rule, disagreement=[0.2, 0.5]).payoffs
    assert mirrored[::-1] == pytest.approx(point, abs=1e-6)
    curve = ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1)
    inverse = ConcaveFrontier(lambda own: (1 - own) ** 0.5, low=0, high=1)
    assert solve(inverse, rule).payoffs[::-1] == pytest.approx(solve(curve, rule).payoffs, abs=1e-6)


@optimised
@given(problems(parties=(2, 4), low=0, high=9), st.lists(st.integers(0, 9), min_size=12))
def test_a_lottery_is_found_for_what_a_lottery_pays(payoffs: Payoffs, tickets: list[int]) -> None:
    array = np.array(payoffs, dtype=float)
    weights = np.array(tickets[: len(array)], dtype=float) + 1e-3
    aim = weights / weights.sum() @ array
    lottery = LotteryFrontier(payoffs).find_lottery(aim)
    assert lottery.shape == (len(array),)
    assert (lottery >= -1e-9).all()
    assert float(lottery.sum()) == pytest.approx(1)
    assert (lottery @ array >= aim - 1e-6).all()


@optimised
@given(problems(parties=(2, 4), low=0, high=9))
def test_the_ideal_without_constraint_is_the_best_package(payoffs: Payoffs) -> None:
    array = np.array(payoffs, dtype=float)
    ideal = LotteryFrontier(payoffs).find_ideal(np.zeros(array.shape[1]))
    assert ideal == pytest.approx(array.max(axis=0), abs=1e-6)


def test_the_ideal_leaves_the_others_what_they_have() -> None:
    frontier = LotteryFrontier([[1, 0], [0, 1]])
    assert frontier.find_ideal(np.array([0.2, 0.3])) == pytest.approx([0.7, 0.8])
    curve = ConcaveFrontier(lambda own: 1 - own, low=0, high=1)
    assert curve.find_ideal(np.array([0.2, 0.3])) == pytest.approx([0.7, 0.8])


def test_a_mixture_may_need_a_package_that_one_party_would_refuse() -> None:
    frontier = LotteryFrontier([[10, -5], [-5, 10]])
    assert solve(frontier, "nash").payoffs == pytest.approx([2.5, 2.5], abs=1e-6)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_size_of_the_unit_does_not_matter(scale: float) -> None:
    payoffs = np.array([[9.0, 0.0], [6.0, 3.0], [1.0, 5.0]])
    unit = np.array([scale, 1.0])
    for rule in RULES[:2]:
        plain = solve(LotteryFrontier(payoffs), rule).payoffs
        assert solve(LotteryFrontier(payoffs * unit), rule).payoffs / unit == pytest.approx(plain)


@pytest.mark.parametrize(
    ("second", "low", "high", "match"),
    [
        (lambda own: 1 - own, 1.0, 1.0, "low must be below"),
        (lambda own: 1 - own, 1.0, np.inf, "high"),
        (lambda own: own, 0.0, 1.0, "increase"),
        (lambda own: (1 - own) ** 2, 0.0, 1.0, "concave"),
        (lambda own: float("nan"), 0.0, 1.0, "second"),
    ],
)
def test_refuses_what_is_no_concave_frontier(second, low, high, match) -> None:
    with pytest.raises(ArgumentError, match=match):
        ConcaveFrontier(second, low=low, high=high)


def test_refuses_what_no_lottery_pays() -> None:
    frontier = LotteryFrontier([[1, 0], [0, 1]])
    with pytest.raises(ArgumentError, match="no lottery"):
        frontier.find_lottery([0.6, 0.6])
    with pytest.raises(ArgumentError, match="2 parties"):
        frontier.find_lottery([0.6])
    with pytest.raises(ArgumentError, match="shape"):
        LotteryFrontier([1, 0])
    with pytest.raises(ArgumentError, match="shape"):
        LotteryFrontier(np.zeros((2, 2, 2)))
