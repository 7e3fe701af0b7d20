"""The Pareto frontier against its definition, pair by pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_frontier, find_frontier_distance
from tests.unit.theory.problems import Payoffs, problems, undominated


@given(problems(parties=(1, 4), low=-3, high=3, most=20))
def test_is_what_nothing_dominates(payoffs: Payoffs) -> None:
    assert find_frontier(payoffs).tolist() == undominated(payoffs)


@given(problems(parties=(2, 4), low=-3, high=3), st.randoms(use_true_random=False))
def test_order_of_packages_and_parties_does_not_matter(payoffs: Payoffs, random) -> None:
    array = np.array(payoffs, dtype=float)
    packages, parties = list(range(array.shape[0])), list(range(array.shape[1]))
    random.shuffle(packages)
    random.shuffle(parties)
    moved = find_frontier(array[packages][:, parties])
    assert moved.tolist() == find_frontier(array)[packages].tolist()


@given(
    problems(parties=(2, 3), low=-3, high=3),
    st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=3),
)
def test_units_and_zeros_do_not_matter(payoffs: Payoffs, scales) -> None:
    array = np.array(payoffs, dtype=float)
    scale, zero = np.array(scales[: array.shape[1]]).T
    assert find_frontier(array * scale + zero).tolist() == find_frontier(array).tolist()


@given(problems(low=-3, high=3))
def test_somebody_is_always_on_it(payoffs: Payoffs) -> None:
    assert find_frontier(payoffs).any()


def test_many_problems_at_once() -> None:
    payoffs = np.random.default_rng(1).integers(0, 5, size=(4, 3, 30, 2)).astype(float)
    found = find_frontier(payoffs)
    assert found.shape == (4, 3, 30)
    for place in np.ndindex(4, 3):
        assert found[place].tolist() == undominated([tuple(p) for p in payoffs[place].tolist()])


def test_rounding_does_not_decide_who_is_dominated() -> None:
    payoffs = [[0.1 + 0.2, 1.0], [0.3, 1.0], [0.0, 0.5]]
    assert payoffs[0][0] != payoffs[1][0]
    assert find_frontier(payoffs).tolist() == [True, True, False]
    assert find_frontier(payoffs, tolerance=0).tolist() == [True, False, False]


def test_thousands_of_packages_agree_with_the_general_way() -> None:
    payoffs = np.random.default_rng(2).random((3000, 2))
    # A third party that is always indifferent sends the same problem down the other path.
    indifferent = np.column_stack([payoffs, np.zeros(3000)])
    assert find_frontier(payoffs).tolist() == find_frontier(indifferent).tolist()


@given(problems(parties=(2, 3), low=-3, high=3))
def test_distance_is_to_the_nearest_on_the_frontier(payoffs: Payoffs) -> None:
    array = np.array(payoffs, dtype=float)
    distances = find_frontier_distance(array, array)
    best = [p for p, free in zip(payoffs, undominated(payoffs), strict=True) if free]
    for package, distance in zip(payoffs, distances, strict=True):
        squares = [sum((a - b) ** 2 for a, b in zip(package, p, strict=True)) for p in best]
        assert float(distance) ** 2 == pytest.approx(min(squares))


def test_distance_of_one_point() -> None:
    assert float(find_frontier_distance([0.0, 0.0], [[3.0, 4.0], [-9.0, -9.0]])) == 5.0
    # (-9, -9) is nearer to itself than (3, 4) is, but nobody would stay there.
    assert float(find_frontier_distance([-9.0, -9.0], [[3.0, 4.0], [-9.0, -9.0]])) > 15


@pytest.mark.parametrize("payoffs", [[1.0, 2.0], [[]], np.zeros((0, 2)), [[np.nan, 1.0]], "x"])
def test_refuses_what_is_no_set_of_packages(payoffs) -> None:
    with pytest.raises(ArgumentError, match="payoffs"):
        find_frontier(payoffs)


def test_refuses_other_bad_arguments() -> None:
    with pytest.raises(ArgumentError, match="tolerance"):
        find_frontier([[1.0, 2.0]], tolerance=1.0)
    with pytest.raises(ArgumentError, match="point"):
        find_frontier_distance([1.0, 2.0, 3.0], [[1.0, 2.0]])
    with pytest.raises(ArgumentError, match="point"):
        find_frontier_distance(1.0, [[1.0, 2.0]])
