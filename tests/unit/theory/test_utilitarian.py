"""The utilitarian solution against exact arithmetic, and the axioms that it keeps and breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.theory import ConcaveFrontier, LotteryFrontier, solve
from tests.unit.theory.problems import Payoffs, optimised, problems


@given(problems(), st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_are_all_the_maximisers_of_the_sum(payoffs: Payoffs, weights: list[int]) -> None:
    weight = weights[: len(payoffs[0])]
    sums = [sum(u * w for u, w in zip(package, weight, strict=True)) for package in payoffs]
    choice = solve(payoffs, "utilitarian", weights=weight)
    assert choice.chosen.tolist() == [value == max(sums) for value in sums]
    assert float(choice.value) == pytest.approx(max(sums))


@given(problems(), st.integers(-2, 2))
def test_with_disagreement_nobody_is_below_it(payoffs: Payoffs, without: int) -> None:
    choice = solve(payoffs, "utilitarian", disagreement=without)
    sums = [sum(package) if min(package) >= without else None for package in payoffs]
    allowed = [value for value in sums if value is not None]
    best = max(allowed, default=None)
    assert choice.chosen.tolist() == [value is not None and value == best for value in sums]


def test_units_of_one_party_matter() -> None:
    payoffs = np.array([[10.0, 0.0], [0.0, 9.0]])
    assert solve(payoffs, "utilitarian").chosen.tolist() == [True, False]
    assert solve(payoffs * [1, 2], "utilitarian").chosen.tolist() == [False, True]


def test_sums_in_another_order_tie() -> None:
    payoffs = [[0.1, 0.2], [0.3, 0.0], [0.0, 0.1]]
    assert sum(payoffs[0]) != sum(payoffs[1])
    choice = solve(payoffs, "utilitarian")
    assert choice.chosen.tolist() == [True, True, False]
    assert np.isnan(choice.payoffs).all()


def test_equal_sums_tie_where_nothing_else_is_near() -> None:
    """The sums 1 and -6 + 7, both times 146.86..., differ in their last bit."""
    choice = solve(np.array([(0, 1), (-6, 7)]) * 146.8615660467682, "utilitarian")
    assert choice.chosen.tolist() == [True, True]


@optimised
@given(problems(), st.lists(st.floats(0.1, 5), min_size=3, max_size=3))
def test_lotteries_add_nothing(payoffs: Payoffs, weights: list[float]) -> None:
    weight = weights[: len(payoffs[0])]
    point = solve(LotteryFrontier(payoffs), "utilitarian", weights=weight)
    assert point.value == pytest.approx(float(solve(payoffs, "utilitarian", weights=weight).value))


@optimised
@given(problems(parties=(2, 2), low=0), st.integers(0, 4))
def test_lotteries_add_something_where_nobody_may_lose(payoffs: Payoffs, without: int) -> None:
    frontier = LotteryFrontier(payoffs)
    choice = solve(payoffs, "utilitarian", disagreement=without)
    assume(choice.chosen.any())
    point = solve(frontier, "utilitarian", disagreement=without)
    assert (point.payoffs >= without - 1e-6).all()
    assert point.value >= float(choice.value) - 1e-6
    assert point.value <= float(solve(payoffs, "utilitarian").value) + 1e-6


def test_a_lottery_buys_consent() -> None:
    payoffs = [[9.0, 0.0], [1.0, 3.0]]
    assert solve(payoffs, "utilitarian", disagreement=[0.0, 1.0]).payoffs.tolist() == [1, 3]
    point = solve(LotteryFrontier(payoffs), "utilitarian", disagreement=[0.0, 1.0])
    assert point.payoffs == pytest.approx([9 - 8 / 3, 1.0])


@given(st.floats(0.6, 5))
def test_on_a_curve_its_slope_is_the_ratio_of_weights(weight: float) -> None:
    # d(1 - x**2)/dx = -2x, so x = weight / 2 up to the end of the curve.
    curve = ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1)
    point = solve(curve, "utilitarian", weights=[weight, 1.0])
    assert float(point.payoffs[0]) == pytest.approx(min(weight / 2, 1), abs=1e-6)
    kept = solve(curve, "utilitarian", disagreement=[0.0, 0.75], weights=[weight, 1.0])
    assert float(kept.payoffs[0]) == pytest.approx(min(weight / 2, 0.5), abs=1e-6)
