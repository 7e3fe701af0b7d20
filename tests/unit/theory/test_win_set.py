"""Win-sets and the setter against votes on a fine grid of policies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_win_set, find_winning_packages, solve_setter

GRID = np.linspace(-4, 4, 8001)
STEP = GRID[1] - GRID[0]
places = st.floats(-1, 1).map(lambda x: round(x, 3))
hurdles = st.floats(-0.5, 0.5).map(lambda x: round(x, 3))
losses = st.sampled_from(["quadratic", "linear"])


def votes(ideal: float, reversion: float, hurdle: float, loss: str) -> np.ndarray:
    """Let the ratifier vote on each policy of the grid."""
    power = 2 if loss == "quadratic" else 1
    return -(np.abs(GRID - ideal) ** power) >= -(abs(reversion - ideal) ** power) + hurdle


@given(places, places, hurdles, losses)
def test_is_what_wins_the_vote(ideal: float, reversion: float, hurdle: float, loss: str) -> None:
    home = find_win_set(ideal, reversion, hurdle, loss=loss)
    won = votes(ideal, reversion, hurdle - 1e-9, loss)
    if not won.any():
        assert bool(home.empty) or float(home.size) <= STEP
        return
    assert float(home.low) == pytest.approx(GRID[won].min(), abs=1.5 * STEP)
    assert float(home.high) == pytest.approx(GRID[won].max(), abs=1.5 * STEP)


@given(places, places, places, hurdles, losses)
def test_the_setter_does_best_among_the_votes_won(
    setter: float, ideal: float, reversion: float, hurdle: float, loss: str
) -> None:
    result = solve_setter(setter, ideal, reversion, hurdle, loss=loss)
    open_to = np.append(GRID[votes(ideal, reversion, hurdle, loss)], reversion)
    best = np.abs(open_to - setter).min()
    assert abs(float(result.policy) - setter) == pytest.approx(best, abs=1.5 * STEP)


@given(places, places, places, st.floats(0, 0.3))
def test_a_worse_reversion_lets_the_setter_go_further(
    setter: float, ideal: float, reversion: float, worse: float
) -> None:
    further = reversion + np.sign(reversion - ideal) * worse
    before = solve_setter(setter, ideal, reversion)
    after = solve_setter(setter, ideal, further)
    if bool(before.proposed):
        assert abs(float(after.policy) - setter) <= abs(float(before.policy) - setter) + 1e-12


@given(places, places, hurdles, st.floats(0.001, 0.3), losses)
def test_a_higher_hurdle_is_a_smaller_win_set_inside(
    ideal: float, reversion: float, hurdle: float, more: float, loss: str
) -> None:
    wide = find_win_set(ideal, reversion, hurdle, loss=loss)
    narrow = find_win_set(ideal, reversion, hurdle + more, loss=loss)
    assert narrow.size <= wide.size
    if not narrow.empty:
        assert wide.low <= narrow.low + 1e-12
        assert narrow.high <= wide.high + 1e-12


@given(places, places, places, hurdles, places)
def test_only_distances_count(
    setter: float, ideal: float, reversion: float, hurdle: float, shift: float
) -> None:
    """Move the line or turn it round: the answer moves and turns with it."""
    plain = float(solve_setter(setter, ideal, reversion, hurdle).policy)
    moved = solve_setter(setter + shift, ideal + shift, reversion + shift, hurdle)
    turned = solve_setter(-setter, -ideal, -reversion, hurdle)
    # Rounding may decide between two texts that are equally near.
    reach = abs(plain - setter)
    assert abs(float(moved.policy) - shift - setter) == pytest.approx(reach, abs=1e-6)
    assert float(turned.policy) == pytest.approx(-plain, abs=1e-9)


@given(places, places, places, places)
def test_the_overlap_is_what_both_would_ratify(a: float, b: float, c: float, d: float) -> None:
    one, other = find_win_set(a, b), find_win_set(c, d)
    both = one.overlap(other)
    np.testing.assert_array_equal(both.holds(GRID), one.holds(GRID) & other.holds(GRID))
    assert both.size <= min(one.size, other.size) + 1e-12
    again = other.overlap(one)
    assert (float(both.size), bool(both.empty)) == (float(again.size), bool(again.empty))


def test_nothing_overlaps_with_nothing() -> None:
    nothing = find_win_set(0.5, 0.4, 1.0)
    assert nothing.empty
    assert nothing.overlap(find_win_set(0.5, 0.0)).empty
    assert not nothing.holds(0.5)
    assert float(nothing.size) == 0.0
    result = solve_setter(1.0, 0.5, 0.4, 1.0)
    assert (float(result.policy), bool(result.proposed)) == (0.4, False)


def test_takes_arrays() -> None:
    result = solve_setter([[0.4], [1.0]], 0.5, [0.1, 0.2, 0.3])
    np.testing.assert_allclose(result.policy, [[0.4, 0.4, 0.4], [0.9, 0.8, 0.7]])
    assert result.proposed.all()


packages = st.lists(
    st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=6
)


@given(packages, st.tuples(*[st.integers(-5, 5)] * 3), st.integers(0, 3))
def test_packages_that_every_ratifier_would_sign(
    menu: list[tuple[int, ...]], reversion: tuple[int, ...], hurdle: int
) -> None:
    signed = find_winning_packages(np.transpose(menu), reversion, hurdle).all(axis=-2)
    for package, values in enumerate(menu):
        by_hand = all(values[home] - reversion[home] >= hurdle for home in range(3))
        assert signed[package] == by_hand


@given(packages, st.tuples(*[st.integers(-5, 5)] * 3), st.integers(1, 4))
def test_units_of_a_ratifier_do_not_matter(
    menu: list[tuple[int, ...]], reversion: tuple[int, ...], factor: int
) -> None:
    values = np.transpose(menu).astype(float)
    scaled = find_winning_packages(factor * values + 7, factor * np.array(reversion) + 7)
    np.testing.assert_array_equal(scaled, find_winning_packages(values, reversion))


def test_packages_take_leading_axes() -> None:
    values = np.arange(24.0).reshape(2, 3, 4)
    signed = find_winning_packages(values, np.full(3, 10.0), np.array([0.0, 1.0, 2.0]))
    assert signed.shape == (2, 3, 4)
    np.testing.assert_array_equal(signed[1], values[1] >= [[10.0], [11.0], [12.0]])


def test_refuses_what_has_no_answer() -> None:
    with pytest.raises(ArgumentError, match="ideal"):
        find_win_set(np.nan, 0.2)
    with pytest.raises(ArgumentError, match="loss"):
        find_win_set(0.5, 0.2, loss="cubic")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="ideal_setter"):
        solve_setter(np.inf, 0.5, 0.2)
    with pytest.raises(ArgumentError, match="policy"):
        find_win_set(0.5, 0.2).holds("deep")
    with pytest.raises(ArgumentError, match="axis of ratifiers"):
        find_winning_packages([1.0, 2.0], [0.0])
    with pytest.raises(ArgumentError, match="one number per ratifier"):
        find_winning_packages([[1.0, 2.0]], [0.0, 0.0])
