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
    solve_nash,
    solve_nash_on_frontier,
    solve_nash_split,
)
from tests.unit.theory.problems import (
    Payoffs,
    gains,
    mixtures,
    optimised,
    problems,
    undominated,
)

positive = problems(low=0, high=9)


@given(problems(), st.integers(-2, 2))
def test_are_all_the_maximisers_of_the_product(payoffs: Payoffs, without: int) -> None:
    choice = solve_nash(payoffs, without)
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


@given(problems(), st.integers(-2, 2))
def test_is_on_the_frontier(payoffs: Payoffs, without: int) -> None:
    free = np.array(undominated(payoffs))
    assert not (solve_nash(payoffs, without).chosen & ~free).any()


scalings = st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=3)


@given(problems(), scalings)
def test_units_and_zeros_of_payoffs_do_not_matter(payoffs: Payoffs, scales) -> None:
    array = np.array(payoffs, dtype=float)
    scale, zero = np.array(scales[: array.shape[1]]).T
    plain, moved = solve_nash(array), solve_nash(array * scale + zero, zero)
    assert moved.chosen.tolist() == plain.chosen.tolist()


@given(problems(), st.randoms(use_true_random=False))
def test_names_do_not_matter(payoffs: Payoffs, random) -> None:
    array = np.array(payoffs, dtype=float)
    packages, parties = list(range(array.shape[0])), list(range(array.shape[1]))
    random.shuffle(packages)
    random.shuffle(parties)
    moved = solve_nash(array[packages][:, parties])
    assert moved.chosen.tolist() == solve_nash(array).chosen[packages].tolist()


@given(problems(), st.lists(st.booleans(), min_size=12, max_size=12))
def test_what_was_not_chosen_is_irrelevant(payoffs: Payoffs, kept: list[bool]) -> None:
    array = np.array(payoffs, dtype=float)
    before = solve_nash(array).chosen
    assume(before.any())
    left = before | np.array(kept[: len(payoffs)])
    assert solve_nash(array[left]).chosen.tolist() == before[left].tolist()


def test_takes_arrays_and_their_disagreement() -> None:
    payoffs = np.random.default_rng(3).random((5, 20, 2))
    without = np.array([[0.1, 0.2], [0.9, 0.9], [0.0, 0.0], [0.3, 0.1], [2.0, 2.0]])
    choice = solve_nash(payoffs, without)
    assert choice.chosen.shape == (5, 20)
    assert choice.payoffs.shape == (5, 2)
    for row in range(5):
        alone = solve_nash(payoffs[row], without[row])
        assert choice.chosen[row].tolist() == alone.chosen.tolist()
    assert not choice.chosen[4].any()
    assert np.isnan(choice.value[4])
    one_menu = solve_nash(payoffs[0], without)
    assert one_menu.chosen.shape == (5, 20)
    assert one_menu.chosen[3].tolist() == solve_nash(payoffs[0], without[3]).chosen.tolist()


def test_weight_draws_the_choice_to_a_party() -> None:
    pie = np.array([[k, 10 - k] for k in range(11)], dtype=float)
    assert solve_nash(pie, weights=[1, 1]).payoffs.tolist() == [5, 5]
    assert solve_nash(pie, weights=[4, 1]).payoffs.tolist() == [8, 2]
    assert solve_nash(pie, weights=[0.8, 0.2]).payoffs.tolist() == [8, 2]


@optimised
@given(st.floats(0, 0.5), st.floats(0, 0.49))
def test_a_pie_is_split_as_the_closed_form_says(own: float, other: float) -> None:
    split = solve_nash_split(own, other)
    exact = [float(split.proposer), float(split.responder)]
    pie = ConcaveFrontier(lambda share: 1 - share, low=0, high=1)
    corners = LotteryFrontier([[1, 0], [0, 1]])
    assert solve_nash_on_frontier(pie, [own, other]).payoffs == pytest.approx(exact, abs=1e-6)
    assert solve_nash_on_frontier(corners, [own, other]).payoffs == pytest.approx(exact, abs=1e-6)


def test_a_concave_scale_costs_its_owner_a_sixth_of_the_pie() -> None:
    # The share x of the risk-averse party is worth sqrt(x) to it, so own**2 is what it holds.
    point = solve_nash_on_frontier(ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1))
    assert float(point.payoffs[0] ** 2) == pytest.approx(1 / 3, abs=1e-6)
    assert float(point.payoffs[1]) == pytest.approx(2 / 3, abs=1e-6)


def test_weights_of_patience_split_a_pie() -> None:
    weight = float(find_patience_weight(0.9, 0.8))
    pie = ConcaveFrontier(lambda share: 1 - share, low=0, high=1)
    point = solve_nash_on_frontier(pie, weights=[weight, 1 - weight])
    assert float(point.payoffs[0]) == pytest.approx(weight, abs=1e-6)


@optimised
@given(problems(parties=(2, 2), low=0, high=9, most=6))
def test_on_lotteries_nothing_mixed_is_better(payoffs: Payoffs) -> None:
    array = np.array(payoffs, dtype=float)
    assume((array.max(axis=0) > 0).all())
    point = solve_nash_on_frontier(LotteryFrontier(array))
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
    gain = solve_nash_on_frontier(frontier, without, weights=weight).payoffs - without
    assert (gain > 0).all()
    # The first-order condition of a concave maximum: no package rises along the gradient.
    assert ((array - without) / gain @ weight).max() <= weight.sum() * (1 + 1e-5)
    lottery = frontier.find_lottery(gain + without - 1e-5)
    assert (lottery @ array >= gain + without - 1e-4).all()


def test_lotteries_help_where_packages_do_not() -> None:
    payoffs = [[1.0, 0.16], [0.16, 1.0], [0.299, 0.299]]
    assert solve_nash(payoffs).chosen.tolist() == [True, True, False]
    point = solve_nash_on_frontier(LotteryFrontier(payoffs))
    assert point.payoffs.tolist() == pytest.approx([0.58, 0.58], abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"payoffs": [1.0, 2.0]}, "payoffs"),
        ({"payoffs": [[np.inf, 2.0]]}, "payoffs"),
        ({"payoffs": [[1.0, 2.0]], "disagreement": [0.0, 0.0, 0.0]}, "disagreement"),
        ({"payoffs": [[1.0, 2.0]], "disagreement": np.nan}, "disagreement"),
        ({"payoffs": np.ones((3, 1, 2)), "disagreement": np.zeros((2, 2))}, "leading axes"),
        ({"payoffs": [[1.0, 2.0]], "weights": [1.0, 0.0]}, "weights"),
        ({"payoffs": [[1.0, 2.0]], "weights": [1.0, 1.0, 1.0]}, "weights"),
    ],
)
def test_refuses_what_has_no_answer(arguments, match: str) -> None:
    with pytest.raises(ArgumentError, match=match):
        solve_nash(**arguments)


@pytest.mark.parametrize(
    "frontier",
    [
        ConcaveFrontier(lambda share: 1 - share, low=0, high=1),
        LotteryFrontier([[1, 0], [0, 1]]),
    ],
)
def test_refuses_a_frontier_without_a_gain_for_all(frontier) -> None:
    for without in ([0.5, 0.5], [1.0, 0.0], [0.7, 0.7], [2.0, 0.0]):
        with pytest.raises(ArgumentError, match="disagreement"):
            solve_nash_on_frontier(frontier, without)
    with pytest.raises(ArgumentError, match="disagreement"):
        solve_nash_on_frontier(frontier, [0.0, 0.0, 0.0])
    with pytest.raises(ArgumentError, match="weights"):
        solve_nash_on_frontier(frontier, weights=[1.0, -1.0])
