"""The utilitarian solution against exact arithmetic, and the axioms that it keeps and breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import (
    ConcaveFrontier,
    LotteryFrontier,
    solve_utilitarian,
    solve_utilitarian_on_frontier,
)
from tests.unit.theory.problems import Payoffs, optimised, problems, undominated


@given(problems(), st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_are_all_the_maximisers_of_the_sum(payoffs: Payoffs, weights: list[int]) -> None:
    weight = weights[: len(payoffs[0])]
    sums = [sum(u * w for u, w in zip(package, weight, strict=True)) for package in payoffs]
    choice = solve_utilitarian(payoffs, weights=weight)
    assert choice.chosen.tolist() == [value == max(sums) for value in sums]
    assert float(choice.value) == pytest.approx(max(sums))


@given(problems(), st.integers(-2, 2))
def test_with_disagreement_nobody_is_below_it(payoffs: Payoffs, without: int) -> None:
    choice = solve_utilitarian(payoffs, without)
    sums = [sum(package) if min(package) >= without else None for package in payoffs]
    allowed = [value for value in sums if value is not None]
    best = max(allowed, default=None)
    assert choice.chosen.tolist() == [value is not None and value == best for value in sums]


@given(problems())
def test_is_on_the_frontier(payoffs: Payoffs) -> None:
    assert not (solve_utilitarian(payoffs).chosen & ~np.array(undominated(payoffs))).any()


@given(problems(), st.floats(1e-3, 1e3), st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3))
def test_zeros_and_a_common_unit_do_not_matter(payoffs: Payoffs, unit: float, zeros) -> None:
    array = np.array(payoffs, dtype=float)
    moved = solve_utilitarian(array * unit + zeros[: array.shape[1]])
    assert moved.chosen.tolist() == solve_utilitarian(array).chosen.tolist()


def test_units_of_one_party_matter() -> None:
    payoffs = np.array([[10.0, 0.0], [0.0, 9.0]])
    assert solve_utilitarian(payoffs).chosen.tolist() == [True, False]
    assert solve_utilitarian(payoffs * [1, 2]).chosen.tolist() == [False, True]


@given(problems(), st.lists(st.booleans(), min_size=12, max_size=12))
def test_what_was_not_chosen_is_irrelevant(payoffs: Payoffs, kept: list[bool]) -> None:
    array = np.array(payoffs, dtype=float)
    before = solve_utilitarian(array).chosen
    left = before | np.array(kept[: len(payoffs)])
    assert solve_utilitarian(array[left]).chosen.tolist() == before[left].tolist()


def test_sums_in_another_order_tie() -> None:
    payoffs = [[0.1, 0.2], [0.3, 0.0], [0.0, 0.1]]
    assert sum(payoffs[0]) != sum(payoffs[1])
    choice = solve_utilitarian(payoffs)
    assert choice.chosen.tolist() == [True, True, False]
    assert np.isnan(choice.payoffs).all()


@optimised
@given(problems(), st.lists(st.floats(0.1, 5), min_size=3, max_size=3))
def test_lotteries_add_nothing(payoffs: Payoffs, weights: list[float]) -> None:
    weight = weights[: len(payoffs[0])]
    point = solve_utilitarian_on_frontier(LotteryFrontier(payoffs), weights=weight)
    assert point.value == pytest.approx(float(solve_utilitarian(payoffs, weights=weight).value))


@optimised
@given(problems(parties=(2, 2), low=0), st.integers(0, 4))
def test_lotteries_add_something_where_nobody_may_lose(payoffs: Payoffs, without: int) -> None:
    frontier = LotteryFrontier(payoffs)
    choice = solve_utilitarian(payoffs, without)
    assume(choice.chosen.any())
    point = solve_utilitarian_on_frontier(frontier, without)
    assert (point.payoffs >= without - 1e-6).all()
    assert point.value >= float(choice.value) - 1e-6
    assert point.value <= float(solve_utilitarian(payoffs).value) + 1e-6


def test_a_lottery_buys_consent() -> None:
    payoffs = [[9.0, 0.0], [1.0, 3.0]]
    assert solve_utilitarian(payoffs, [0.0, 1.0]).payoffs.tolist() == [1, 3]
    point = solve_utilitarian_on_frontier(LotteryFrontier(payoffs), [0.0, 1.0])
    assert point.payoffs == pytest.approx([9 - 8 / 3, 1.0])


@given(st.floats(0.6, 5))
def test_on_a_curve_its_slope_is_the_ratio_of_weights(weight: float) -> None:
    # d(1 - x**2)/dx = -2x, so x = weight / 2 up to the end of the curve.
    curve = ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1)
    point = solve_utilitarian_on_frontier(curve, weights=[weight, 1.0])
    assert float(point.payoffs[0]) == pytest.approx(min(weight / 2, 1), abs=1e-6)
    kept = solve_utilitarian_on_frontier(curve, [0.0, 0.75], weights=[weight, 1.0])
    assert float(kept.payoffs[0]) == pytest.approx(min(weight / 2, 0.5), abs=1e-6)


def test_takes_arrays() -> None:
    payoffs = np.random.default_rng(6).random((6, 25, 3))
    choice = solve_utilitarian(payoffs, np.full((6, 3), 0.2), weights=[1, 2, 3])
    for row in range(6):
        alone = solve_utilitarian(payoffs[row], 0.2, weights=[1, 2, 3])
        assert choice.chosen[row].tolist() == alone.chosen.tolist()


def test_refuses_what_has_no_answer() -> None:
    with pytest.raises(ArgumentError, match="weights"):
        solve_utilitarian([[1.0, 2.0]], weights=[1.0, 0.0])
    with pytest.raises(ArgumentError, match="payoffs"):
        solve_utilitarian([[1.0, np.nan]])
    with pytest.raises(ArgumentError, match="disagreement"):
        solve_utilitarian_on_frontier(LotteryFrontier([[1, 0], [0, 1]]), [0.7, 0.7])
