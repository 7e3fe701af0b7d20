"""The egalitarian solution against exact arithmetic, and the axioms that it keeps and breaks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import (
    ConcaveFrontier,
    LotteryFrontier,
    solve_egalitarian,
    solve_egalitarian_on_frontier,
)
from tests.unit.theory.problems import Payoffs, gains, optimised, problems, undominated

proportions = st.lists(st.integers(1, 5), min_size=3, max_size=3)


@given(problems(), st.integers(-2, 2), proportions)
def test_is_the_leximin_of_gains(payoffs: Payoffs, without: int, parts: list[int]) -> None:
    units = parts[: len(payoffs[0])]
    choice = solve_egalitarian(payoffs, without, proportions=units)
    scaled = [
        sorted(Fraction(own, unit) for own, unit in zip(gain, units, strict=True))
        for gain in gains(payoffs, without)
    ]
    best = max(scaled)
    if best[0] < 0:
        assert not choice.chosen.any()
        assert np.isnan(choice.value)
    else:
        assert choice.chosen.tolist() == [gain == best for gain in scaled]
        assert float(choice.value) == pytest.approx(float(best[0]))


@given(problems(), st.integers(-2, 2))
def test_is_on_the_frontier(payoffs: Payoffs, without: int) -> None:
    chosen = solve_egalitarian(payoffs, without).chosen
    assert not (chosen & ~np.array(undominated(payoffs))).any()


@given(problems(), st.randoms(use_true_random=False))
def test_names_do_not_matter(payoffs: Payoffs, random) -> None:
    array = np.array(payoffs, dtype=float)
    packages, parties = list(range(array.shape[0])), list(range(array.shape[1]))
    random.shuffle(packages)
    random.shuffle(parties)
    moved = solve_egalitarian(array[packages][:, parties]).chosen
    assert moved.tolist() == solve_egalitarian(array).chosen[packages].tolist()


@given(problems(), st.floats(1e-3, 1e3), st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3))
def test_zeros_and_a_common_unit_do_not_matter(payoffs: Payoffs, unit: float, zeros) -> None:
    array = np.array(payoffs, dtype=float)
    zero = np.array(zeros[: array.shape[1]])
    moved = solve_egalitarian(array * unit + zero, zero)
    assert moved.chosen.tolist() == solve_egalitarian(array).chosen.tolist()


def test_units_of_one_party_matter() -> None:
    pie = np.array([[k, 10 - k] for k in range(11)], dtype=float)
    assert solve_egalitarian(pie).payoffs.tolist() == [5, 5]
    # The second party's payoffs written in units a quarter as large: it now has eight of them.
    assert solve_egalitarian(pie * [1, 4]).payoffs.tolist() == [8, 8]


@given(problems(low=0), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_more_to_choose_from_never_hurts_the_worst_off(payoffs: Payoffs, extra) -> None:
    before = solve_egalitarian(payoffs)
    after = solve_egalitarian([*payoffs, tuple(extra[: len(payoffs[0])])])
    assert after.value >= before.value


@optimised
@given(problems(low=0, most=6), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_on_lotteries_neither(payoffs: Payoffs, extra) -> None:
    array = np.array(payoffs, dtype=float)
    more = np.array([*payoffs, extra[: len(payoffs[0])]], dtype=float)
    before = solve_egalitarian_on_frontier(LotteryFrontier(array))
    after = solve_egalitarian_on_frontier(LotteryFrontier(more))
    assert after.value >= before.value - 1e-6


@optimised
@given(problems(parties=(2, 2), low=0, most=6))
def test_on_lotteries_it_is_where_gains_are_equal_or_an_end(payoffs: Payoffs) -> None:
    array = np.array(payoffs, dtype=float)
    point = solve_egalitarian_on_frontier(LotteryFrontier(array)).payoffs
    angles = np.linspace(0, np.pi / 2, 20_001)
    lines = np.column_stack([np.cos(angles), np.sin(angles)])
    room = (lines @ array.T).max(axis=1) - lines @ point
    # Inside every supporting line, and on one of them up to the step between two angles.
    assert -1e-6 <= room.min() <= 13 * np.pi / 2 / 20_000
    if abs(point[0] - point[1]) > 1e-6:
        behind = int(point.argmin())
        assert float(point[behind]) == pytest.approx(float(array[:, behind].max()), abs=1e-6)


@given(st.floats(0, 0.4), st.floats(0, 0.4))
def test_on_a_curve_gains_are_equal(own: float, other: float) -> None:
    curve = ConcaveFrontier(lambda share: 1 - share**2, low=0, high=1)
    point = solve_egalitarian_on_frontier(curve, [own, other])
    assert float(point.payoffs[0] - own) == pytest.approx(float(point.payoffs[1] - other))
    assert float(point.payoffs[1]) == pytest.approx(1 - float(point.payoffs[0]) ** 2)
    assert point.value == pytest.approx(float(point.payoffs[0] - own))


def test_an_end_of_a_curve_is_as_equal_as_it_gets() -> None:
    generous = ConcaveFrontier(lambda own: 9 - own, low=0, high=1)
    assert solve_egalitarian_on_frontier(generous).payoffs.tolist() == [1, 8]
    mean = ConcaveFrontier(lambda own: 9 - own, low=7, high=9)
    assert solve_egalitarian_on_frontier(mean).payoffs.tolist() == [7, 2]


def test_who_can_get_more_does() -> None:
    # The third party cannot be raised above 0.1 by anybody; the other two share what is theirs.
    point = solve_egalitarian_on_frontier(LotteryFrontier([[1, 0, 0.1], [0, 1, 0.1]]))
    assert point.payoffs == pytest.approx([0.5, 0.5, 0.1])
    assert point.value == pytest.approx(0.1)


def test_takes_arrays() -> None:
    payoffs = np.random.default_rng(5).random((6, 25, 3))
    choice = solve_egalitarian(payoffs, 0.1, proportions=[1, 2, 3])
    for row in range(6):
        alone = solve_egalitarian(payoffs[row], 0.1, proportions=[1, 2, 3])
        assert choice.chosen[row].tolist() == alone.chosen.tolist()


def test_refuses_what_has_no_answer() -> None:
    with pytest.raises(ArgumentError, match="proportions"):
        solve_egalitarian([[1.0, 2.0]], proportions=[1.0, 0.0])
    with pytest.raises(ArgumentError, match="payoffs"):
        solve_egalitarian([[1.0, np.nan]])
    frontier = LotteryFrontier([[1, 0], [0, 1]])
    with pytest.raises(ArgumentError, match="disagreement"):
        solve_egalitarian_on_frontier(frontier, [0.7, 0.7])
    with pytest.raises(ArgumentError, match="proportions"):
        solve_egalitarian_on_frontier(frontier, proportions=[1.0, 1.0, 1.0])
