"""Win-sets and the setter against votes on a fine grid of policies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_win_set, solve_setter

GRID = np.linspace(-4, 4, 8001)
STEP = GRID[1] - GRID[0]
places = st.floats(-1, 1).map(lambda x: round(x, 3))
hurdles = st.floats(-0.5, 0.5).map(lambda x: round(x, 3))


def votes(ideal: float, reversion: float, hurdle: float) -> np.ndarray:
    """Let the ratifier vote on each policy of the grid."""
    return -((GRID - ideal) ** 2) >= -((reversion - ideal) ** 2) + hurdle


@given(places, places, hurdles)
def test_is_what_wins_the_vote(ideal: float, reversion: float, hurdle: float) -> None:
    home = find_win_set(ideal, reversion, hurdle)
    won = votes(ideal, reversion, hurdle - 1e-9)
    if not won.any():
        assert bool(home.empty) or float(home.high - home.low) <= STEP
        return
    assert float(home.low) == pytest.approx(GRID[won].min(), abs=1.5 * STEP)
    assert float(home.high) == pytest.approx(GRID[won].max(), abs=1.5 * STEP)


@given(places, places, places, hurdles)
def test_the_setter_does_best_among_the_votes_won(
    setter: float, ideal: float, reversion: float, hurdle: float
) -> None:
    result = solve_setter(setter, ideal, reversion, hurdle)
    open_to = np.append(GRID[votes(ideal, reversion, hurdle)], reversion)
    best = np.abs(open_to - setter).min()
    assert abs(float(result) - setter) == pytest.approx(best, abs=1.5 * STEP)


@given(places, places, places, st.floats(0, 0.3))
def test_a_worse_reversion_lets_the_setter_go_further(
    setter: float, ideal: float, reversion: float, worse: float
) -> None:
    further = reversion + np.sign(reversion - ideal) * worse
    before = solve_setter(setter, ideal, reversion)
    after = solve_setter(setter, ideal, further)
    if float(before) != reversion:
        assert abs(float(after) - setter) <= abs(float(before) - setter) + 1e-12


@given(places, places, hurdles, st.floats(0.001, 0.3))
def test_a_higher_hurdle_is_a_smaller_win_set_inside(
    ideal: float, reversion: float, hurdle: float, more: float
) -> None:
    wide = find_win_set(ideal, reversion, hurdle)
    narrow = find_win_set(ideal, reversion, hurdle + more)
    if not narrow.empty:
        assert narrow.high - narrow.low <= wide.high - wide.low
        assert wide.low <= narrow.low + 1e-12
        assert narrow.high <= wide.high + 1e-12


@given(places, places, places, hurdles, places)
def test_only_distances_count(
    setter: float, ideal: float, reversion: float, hurdle: float, shift: float
) -> None:
    """Move the line or turn it round: the answer moves and turns with it."""
    plain = float(solve_setter(setter, ideal, reversion, hurdle))
    moved = solve_setter(setter + shift, ideal + shift, reversion + shift, hurdle)
    turned = solve_setter(-setter, -ideal, -reversion, hurdle)
    # Rounding may decide between two texts that are equally near.
    reach = abs(plain - setter)
    assert abs(float(moved) - shift - setter) == pytest.approx(reach, abs=1e-6)
    assert float(turned) == pytest.approx(-plain, abs=1e-9)


@given(places, places, places, places)
def test_the_overlap_is_what_both_would_ratify(a: float, b: float, c: float, d: float) -> None:
    one, other = find_win_set(a, b), find_win_set(c, d)
    both = one.overlap(other)
    inside, first, second = ((w.low <= GRID) & (w.high >= GRID) for w in (both, one, other))
    np.testing.assert_array_equal(inside, first & second)
    again = other.overlap(one)
    np.testing.assert_array_equal([both.low, both.high], [again.low, again.high])


def test_nothing_overlaps_with_nothing() -> None:
    nothing = find_win_set(0.5, 0.4, 1.0)
    assert nothing.empty
    assert nothing.overlap(find_win_set(0.5, 0.0)).empty
    result = solve_setter(1.0, 0.5, 0.4, 1.0)
    assert float(result) == 0.4


def test_takes_arrays() -> None:
    result = solve_setter([[0.4], [1.0]], 0.5, [0.1, 0.2, 0.3])
    np.testing.assert_allclose(result, [[0.4, 0.4, 0.4], [0.9, 0.8, 0.7]])


def test_refuses_what_has_no_answer() -> None:
    with pytest.raises(ArgumentError, match="ideal"):
        find_win_set(np.nan, 0.2)
    with pytest.raises(ArgumentError, match="ideal_setter"):
        solve_setter(np.inf, 0.5, 0.2)
