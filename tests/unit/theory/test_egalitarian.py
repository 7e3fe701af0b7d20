"""The egalitarian solution against exact arithmetic, and the axioms that it keeps and breaks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.theory import ConcaveFrontier, LotteryFrontier, solve
from tests.unit.theory.problems import Payoffs, gains, optimised, problems

proportions = st.lists(st.integers(1, 5), min_size=3, max_size=3)


@given(problems(), st.integers(-2, 2), proportions)
def test_is_the_leximin_of_gains(payoffs: Payoffs, without: int, parts: list[int]) -> None:
    units = parts[: len(payoffs[0])]
    choice = solve(payoffs, "egalitarian", disagreement=without, weights=units)
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


def test_units_of_one_party_matter() -> None:
    pie = np.array([[k, 10 - k] for k in range(11)], dtype=float)
    assert solve(pie, "egalitarian").payoffs.tolist() == [5, 5]
    # The second party's payoffs written in units a quarter as large: it now has eight of them.
    assert solve(pie * [1, 4], "egalitarian").payoffs.tolist() == [8, 8]


@given(problems(low=0), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_more_to_choose_from_never_hurts_the_worst_off(payoffs: Payoffs, extra) -> None:
    before = solve(payoffs, "egalitarian")
    after = solve([*payoffs, tuple(extra[: len(payoffs[0])])], "egalitarian")
    assert after.value >= before.value


@optimised
@given(problems(low=0, most=6), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_on_lotteries_neither(payoffs: Payoffs, extra) -> None:
    array = np.array(payoffs, dtype=float)
    more = np.array([*payoffs, extra[: len(payoffs[0])]], dtype=float)
    before = solve(LotteryFrontier(array), "egalitarian")
    after = solve(LotteryFrontier(more), "egalitarian")
    assert after.value >= before.value - 1e-6


@optimised
@given(problems(parties=(2, 2), low=0, most=6))
def test_on_lotteries_it_is_where_gains_are_equal_or_an_end(payoffs: Payoffs) -> None:
    array = np.array(payoffs, dtype=float)
    point = solve(LotteryFrontier(array), "egalitarian").payoffs
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
    point = solve(curve, "egalitarian", disagreement=[own, other])
    assert float(point.payoffs[0] - own) == pytest.approx(float(point.payoffs[1] - other))
    assert float(point.payoffs[1]) == pytest.approx(1 - float(point.payoffs[0]) ** 2)
    assert point.value == pytest.approx(float(point.payoffs[0] - own))


def test_an_end_of_a_curve_is_as_equal_as_it_gets() -> None:
    generous = ConcaveFrontier(lambda own: 9 - own, low=0, high=1)
    assert solve(generous, "egalitarian").payoffs.tolist() == [1, 8]
    mean = ConcaveFrontier(lambda own: 9 - own, low=7, high=9)
    assert solve(mean, "egalitarian").payoffs.tolist() == [7, 2]


def test_who_can_get_more_does() -> None:
    # The third party cannot be raised above 0.1 by anybody; the other two share what is theirs.
    point = solve(LotteryFrontier([[1, 0, 0.1], [0, 1, 0.1]]), "egalitarian")
    assert point.payoffs == pytest.approx([0.5, 0.5, 0.1])
    assert point.value == pytest.approx(0.1)
