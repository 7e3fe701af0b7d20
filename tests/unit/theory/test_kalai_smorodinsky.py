"""The Kalai-Smorodinsky solution against exact fractions, and its axioms."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.theory import ConcaveFrontier, LotteryFrontier, solve
from tests.unit.theory.problems import Payoffs, gains, optimised, problems

SCALES = st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=3)


def leximin(payoffs: Payoffs, without: int) -> tuple[list[bool], Fraction | None]:
    """Return who solves it and the smallest share, from the definition in exact fractions."""
    rational = [gain if min(gain) >= 0 else None for gain in gains(payoffs, without)]
    left = [gain for gain in rational if gain is not None]
    if not left:
        return [False] * len(payoffs), None
    ideal = [max(column) for column in zip(*left, strict=True)]

    def shares(gain: tuple[int, ...]) -> list[Fraction]:
        pairs = zip(gain, ideal, strict=True)
        return sorted(Fraction(own, top) if top else Fraction(1) for own, top in pairs)

    best = max(shares(gain) for gain in left)
    return [gain is not None and shares(gain) == best for gain in rational], best[0]


@given(problems(), st.integers(-2, 2))
def test_is_the_leximin_of_shares(payoffs: Payoffs, without: int) -> None:
    choice = solve(payoffs, "kalai-smorodinsky", disagreement=without)
    expected, worst = leximin(payoffs, without)
    assert choice.chosen.tolist() == expected
    if worst is None:
        assert np.isnan(choice.value)
    else:
        assert float(choice.value) == pytest.approx(float(worst))


def test_what_was_not_chosen_matters() -> None:
    # Taking away the second party's best package moves the choice: its hopes have fallen.
    payoffs = [[10.0, 0.0], [7.0, 5.0], [5.0, 7.0], [0.0, 10.0]]
    assert solve(payoffs, "kalai-smorodinsky").chosen.tolist() == [False, True, True, False]
    assert solve(payoffs[:3], "kalai-smorodinsky").chosen.tolist() == [False, True, False]


hulls = problems(parties=(2, 2), low=0, high=9, most=6)


def is_on_the_hull(point, array) -> tuple[float, float]:
    """Return by how much the nearest supporting line misses the point: least and at worst."""
    angles = np.linspace(0, np.pi / 2, 20_001)
    lines = np.column_stack([np.cos(angles), np.sin(angles)])
    room = (lines @ array.T).max(axis=1) - lines @ point
    return float(room.min()), float(room.max())


@optimised
@given(hulls)
def test_on_lotteries_it_is_where_the_line_to_the_ideal_meets_the_frontier(
    payoffs: Payoffs,
) -> None:
    array = np.array(payoffs, dtype=float)
    ideal = array.max(axis=0)
    assume((ideal > 0).all())
    point = solve(LotteryFrontier(array), "kalai-smorodinsky").payoffs
    assert float(point[0] / ideal[0]) == pytest.approx(float(point[1] / ideal[1]), abs=1e-6)
    # Inside every supporting line, and on one of them up to the step between two angles.
    room, _ = is_on_the_hull(point, array)
    assert -1e-6 <= room <= 13 * np.pi / 2 / 20_000


@pytest.mark.slow
@optimised
@given(hulls, st.tuples(st.integers(0, 9), st.integers(0, 20)))
def test_more_to_hope_for_never_hurts(payoffs: Payoffs, extra: tuple[int, int]) -> None:
    array = np.array(payoffs, dtype=float)
    assume((array.max(axis=0) > 0).all() and extra[0] <= array[:, 0].max())
    before = solve(LotteryFrontier(array), "kalai-smorodinsky").payoffs
    after = solve(LotteryFrontier([*array, extra]), "kalai-smorodinsky").payoffs
    assert after[1] >= before[1] - 1e-6


def test_without_lotteries_more_to_choose_from_may_hurt() -> None:
    payoffs = [[10.0, 0.0], [0.0, 10.0], [8.0, 3.0]]
    assert solve(payoffs, "kalai-smorodinsky").payoffs.tolist() == [8, 3]
    assert solve([*payoffs, [5.0, 5.0]], "kalai-smorodinsky").payoffs.tolist() == [5, 5]


@pytest.mark.slow
@optimised
@given(st.floats(0, 0.4), st.floats(0, 0.4))
def test_a_curve_and_its_lotteries_agree(own: float, other: float) -> None:
    curve = ConcaveFrontier(lambda share: 1 - share**2, low=0, high=1)
    shares = np.linspace(0, 1, 401)
    fine = LotteryFrontier(np.column_stack([shares, 1 - shares**2]))
    smooth = solve(curve, "kalai-smorodinsky", disagreement=[own, other])
    straight = solve(fine, "kalai-smorodinsky", disagreement=[own, other])
    # A chord of a parabola over a step h sags by h**2 / 4; the line and the ideal move with it.
    assert smooth.payoffs == pytest.approx(straight.payoffs, abs=5 * (1 / 400) ** 2)
    ideal = np.array([np.sqrt(1 - other), 1 - own**2])
    shares = (smooth.payoffs - [own, other]) / (ideal - [own, other])
    assert float(shares[0]) == pytest.approx(float(shares[1]), abs=1e-9)


def test_a_third_party_does_not_hold_back_the_others() -> None:
    # The third party's ideal is a package that ruins the others; alone it can have half of it.
    frontier = LotteryFrontier([[1, 0, 0], [0, 1, 0], [0, 0, 0.2], [0, 0, 0]])
    point = solve(frontier, "kalai-smorodinsky")
    assert point.payoffs == pytest.approx([1 / 3, 1 / 3, 0.2 / 3])
    held = solve(
        LotteryFrontier([[1, 0, 5], [0, 1, 5]]), "kalai-smorodinsky", disagreement=[0, 0, 5]
    )
    assert held.payoffs == pytest.approx([0.5, 0.5, 5])
    assert held.value == pytest.approx(0.5)


def test_a_party_that_can_gain_nothing() -> None:
    choice = solve(
        [[3.0, 1.0], [5.0, 1.0], [9.0, 0.0]], "kalai-smorodinsky", disagreement=[0.0, 1.0]
    )
    assert choice.payoffs.tolist() == [5, 1]
    assert float(choice.value) == 1
    curve = ConcaveFrontier(lambda own: 1 - own, low=0, high=1)
    assert solve(curve, "kalai-smorodinsky", disagreement=[0.0, 1.0]).payoffs.tolist() == [0, 1]
