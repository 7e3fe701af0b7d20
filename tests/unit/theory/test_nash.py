"""The Nash solution against exact arithmetic, and its axioms."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import (
    ConcaveFrontier,
    LotteryFrontier,
    find_patience_weight,
    solve,
    solve_nash_split,
)
from tests.unit.theory.problems import Payoffs, gains, mixtures, optimised, problems, undominated

positive = problems(low=0, high=9)


@given(problems(), st.integers(-2, 2))
def test_are_all_the_maximisers_of_the_product(payoffs: Payoffs, without: int) -> None:
    choice = solve(payoffs, "nash", disagreement=without)
    products = [prod(gain) if min(gain) >= 0 else -1 for gain in gains(payoffs, without)]
    best = max(products)
    expected = [value == best for value in products]
    if best == -1:
        expected = [False] * len(payoffs)
        assert np.isnan(choice.value)
    else:
        assert float(choice.value) == pytest.approx(best)
    if best == 0:
        free = undominated(payoffs)
        expected = [value == 0 and free[place] for place, value in enumerate(products)]
    assert choice.chosen.tolist() == expected
    paid = {package for package, kept in zip(payoffs, expected, strict=True) if kept}
    if len(paid) == 1:
        assert choice.payoffs.tolist() == list(paid.pop())
    else:
        assert np.isnan(choice.payoffs).all()


scalings = st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=3)


def test_weight_draws_the_choice_to_a_party() -> None:
    pie = np.array([[k, 10 - k] for k in range(11)], dtype=float)
    assert solve(pie, "nash", weights=[1, 1]).payoffs.tolist() == [5, 5]
    assert solve(pie, "nash", weights=[4, 1]).payoffs.tolist() == [8, 2]
    assert solve(pie, "nash", weights=[0.8, 0.2]).payoffs.tolist() == [8, 2]


@optimised
@given(st.floats(0, 0.5), st.floats(0, 0.49))
def test_a_pie_is_split_as_the_closed_form_says(own: float, other: float) -> None:
    split = solve_nash_split(own, other)
    exact = [float(split.proposer), float(split.responder)]
    pie = ConcaveFrontier(lambda share: 1 - share, low=0, high=1)
    corners = LotteryFrontier([[1, 0], [0, 1]])
    assert solve(pie, "nash", disagreement=[own, other]).payoffs == pytest.approx(exact, abs=1e-6)
    assert solve(corners, "nash", disagreement=[own, other]).payoffs == pytest.approx(
        exact, abs=1e-6
    )


def test_a_concave_scale_costs_its_owner_a_sixth_of_the_pie() -> None:
    # The share x of the risk-averse party is worth sqrt(x) to it, so own**2 is what it holds.
    point = solve(ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1), "nash")
    assert float(point.payoffs[0] ** 2) == pytest.approx(1 / 3, abs=1e-6)
    assert float(point.payoffs[1]) == pytest.approx(2 / 3, abs=1e-6)


def test_weights_of_patience_split_a_pie() -> None:
    weight = float(find_patience_weight(0.9, 0.8))
    pie = ConcaveFrontier(lambda share: 1 - share, low=0, high=1)
    point = solve(pie, "nash", weights=[weight, 1 - weight])
    assert float(point.payoffs[0]) == pytest.approx(weight, abs=1e-6)


@optimised
@given(problems(parties=(2, 2), low=0, high=9, most=6))
def test_on_lotteries_nothing_mixed_is_better(payoffs: Payoffs) -> None:
    array = np.array(payoffs, dtype=float)
    assume((array.max(axis=0) > 0).all())
    point = solve(LotteryFrontier(array), "nash")
    steps = 400
    brute = mixtures(array, steps).prod(axis=1).max()
    # A product of two straight lines bends by at most 2 * 9 * 9: half a step off costs this much.
    assert brute - 1e-4 <= point.value <= brute + 81 * (0.5 / steps) ** 2 + 1e-4


@optimised
@given(problems(parties=(2, 4), low=-9, high=9), st.lists(st.floats(0.1, 5), min_size=4))
def test_on_lotteries_prices_support_it(payoffs: Payoffs, weights: list[float]) -> None:
    array = np.array(payoffs, dtype=float)
    weight = np.array(weights[: array.shape[1]])
    without = array.mean(axis=0) - 1
    frontier = LotteryFrontier(array)
    gain = solve(frontier, "nash", disagreement=without, weights=weight).payoffs - without
    assert (gain > 0).all()
    # The first-order condition of a concave maximum: no package rises along the gradient.
    assert ((array - without) / gain @ weight).max() <= weight.sum() * (1 + 1e-5)
    lottery = frontier.find_lottery(gain + without - 1e-5)
    assert (lottery @ array >= gain + without - 1e-4).all()


def test_lotteries_help_where_packages_do_not() -> None:
    payoffs = [[1.0, 0.16], [0.16, 1.0], [0.299, 0.299]]
    assert solve(payoffs, "nash").chosen.tolist() == [True, True, False]
    point = solve(LotteryFrontier(payoffs), "nash")
    assert point.payoffs.tolist() == pytest.approx([0.58, 0.58], abs=1e-6)


@pytest.mark.parametrize(
    "frontier",
    [ConcaveFrontier(lambda share: 1 - share, low=0, high=1), LotteryFrontier([[1, 0], [0, 1]])],
)
def test_refuses_a_frontier_without_a_gain_for_all(frontier) -> None:
    for without in ([0.5, 0.5], [1.0, 0.0], [0.7, 0.7], [2.0, 0.0]):
        with pytest.raises(ArgumentError, match="disagreement"):
            solve(frontier, "nash", disagreement=without)
    with pytest.raises(ArgumentError, match="disagreement"):
        solve(frontier, "nash", disagreement=[0.0, 0.0, 0.0])
    with pytest.raises(ArgumentError, match="weights"):
        solve(frontier, "nash", weights=[1.0, -1.0])
