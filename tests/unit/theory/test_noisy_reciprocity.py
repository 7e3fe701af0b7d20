"""Noisy reciprocity against the chain over joint moves (powers, eigenvector) and best replies."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import (
    find_generosity,
    follow_tit_for_tat,
    solve_generous_pair,
    solve_reactive_pair,
)

chances = st.floats(0, 1)
inner = st.floats(0.02, 0.98)
STATES = [(1, 1), (1, 0), (0, 1), (0, 0)]  # cooperation of the first and the second


def chain(first: tuple[float, float], second: tuple[float, float]) -> np.ndarray:
    """Probability of going from one pair of moves to another, both moving at once."""
    steps = np.zeros((4, 4))
    for i, (one, two) in enumerate(STATES):
        a, b = first[1 - two], second[1 - one]
        for j, (next_one, next_two) in enumerate(STATES):
            steps[i, j] = (a if next_one else 1 - a) * (b if next_two else 1 - b)
    return steps


def in_turn(error: float) -> np.ndarray:
    """One round in which the second answers what the first has just done."""
    steps = np.zeros((4, 4))
    for i, (_, two) in enumerate(STATES):
        for j, (next_one, next_two) in enumerate(STATES):
            steps[i, j] = (1 - error if next_one == two else error) * (
                1 - error if next_two == next_one else error
            )
    return steps


@given(chances, st.integers(0, 30))
def test_the_path_is_the_power_of_the_chain(error: float, rounds: int) -> None:
    answer = (1 - error, error)
    for moves, steps in (("simultaneous", chain(answer, answer)), ("sequential", in_turn(error))):
        state = np.linalg.matrix_power(steps, rounds)[0]
        first, second = follow_tit_for_tat(rounds, error, moves)
        assert float(first) == pytest.approx(state[0] + state[1], abs=1e-12)
        assert float(second) == pytest.approx(state[0] + state[2], abs=1e-12)


def test_a_crowd_of_pairs_takes_this_path() -> None:
    rng = np.random.default_rng(4)
    n, error = 100_000, 0.08
    first, second = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
    for round_ in range(1, 9):
        first = second ^ (rng.random(n) < error)
        second = first ^ (rng.random(n) < error)
        for seen, expected in zip(
            (first, second), follow_tit_for_tat(round_, error, "sequential"), strict=True
        ):
            assert abs(seen.mean() - expected) < 4 * np.sqrt(0.25 / n)


@given(st.tuples(inner, inner), st.tuples(inner, inner))
def test_the_long_run_is_the_eigenvector(
    first: tuple[float, float], second: tuple[float, float]
) -> None:
    values, vectors = np.linalg.eig(chain(first, second).T)
    lasting = np.real(vectors[:, np.argmin(np.abs(values - 1))])
    lasting = lasting / lasting.sum()
    pair = solve_reactive_pair(first, second)
    one, two = float(pair.first), float(pair.second)
    found = [one * two, one * (1 - two), (1 - one) * two, (1 - one) * (1 - two)]
    np.testing.assert_allclose(found, lasting, atol=1e-9)


@given(st.floats(0.01, 0.99), chances)
def test_a_generous_pair_is_reached_from_any_start(error: float, generosity: float) -> None:
    mean = (1 - error, (1 - error) * generosity + error * (1 - generosity))
    steps = np.linalg.matrix_power(chain(mean, mean), 5_000)
    pair = solve_generous_pair(error, generosity)
    for row in steps:
        assert float(pair.first) == pytest.approx(row[0] + row[1], abs=1e-9)
    assert float(pair.first) == float(pair.second)


@given(st.floats(0.001, 0.499), chances, st.floats(0.001, 0.5))
def test_generosity_mends_what_errors_break(error: float, generosity: float, more: float) -> None:
    more = min(generosity + more, 1.0)
    assert (
        solve_generous_pair(error, more).first
        >= solve_generous_pair(error, generosity).first - 1e-12
    )
    assert float(solve_generous_pair(error, 0.0).first) == pytest.approx(0.5)


@given(st.tuples(inner, inner), st.tuples(inner, inner))
def test_names_do_not_matter(first: tuple[float, float], second: tuple[float, float]) -> None:
    pair, turned = solve_reactive_pair(first, second), solve_reactive_pair(second, first)
    assert float(pair.first) == pytest.approx(float(turned.second))
    assert float(pair.second) == pytest.approx(float(turned.first))


@given(chances, st.integers(0, 50))
def test_errors_are_forgotten_towards_one_half(error: float, rounds: int) -> None:
    here = follow_tit_for_tat(rounds, error)[0]
    later = follow_tit_for_tat(rounds + 1, error)[0]
    assert abs(float(later) - 0.5) <= abs(float(here) - 0.5) + 1e-12


@given(st.tuples(*[st.floats(0.1, 3)] * 3))
def test_more_generous_than_this_is_exploited(gaps: tuple[float, float, float]) -> None:
    """Try every way to answer the generous one: below the bound none beats cooperation."""
    s = 0.0
    p, r, t = s + gaps[0], s + gaps[0] + gaps[1], s + sum(gaps)
    assume(2 * r > t + s + 1e-6)
    bound = float(find_generosity(t, r, p, s))
    assert 0 < bound < 1

    def best(generosity: float) -> float:
        """The most that any cycle of up to five moves earns a round against the generous one."""
        earned = []
        for length in range(1, 6):
            for cycle in itertools.product((True, False), repeat=length):
                total = 0.0
                for now, before in zip(cycle, cycle[-1:] + cycle[:-1], strict=True):
                    met = 1.0 if before else generosity
                    total += met * (r if now else t) + (1 - met) * (s if now else p)
                earned.append(total / length)
        return max(earned)

    assert best(bound * 0.999) == pytest.approx(r)
    assert best(bound + 0.01 * (1 - bound)) > r + 1e-6


def test_takes_arrays() -> None:
    first, second = follow_tit_for_tat([[1], [2]], [0.1, 0.2, 0.3], "sequential")
    assert first.shape == second.shape == (2, 3)
    pair = solve_generous_pair([[0.1], [0.2]], [0.0, 0.5])
    assert pair.first.shape == (2, 2)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: follow_tit_for_tat(-1, 0.1), "round"),
        (lambda: follow_tit_for_tat(0.5, 0.1), "whole"),
        (lambda: follow_tit_for_tat(1, 1.1), "error_probability"),
        (lambda: follow_tit_for_tat(1, 0.1, "together"), "moves"),
        (lambda: solve_reactive_pair((1, 0), (1, 0)), "forgets"),
        (lambda: solve_reactive_pair((0, 1), (0, 1)), "forgets"),
        (lambda: solve_reactive_pair((1.1, 0), (1, 0)), r"first\[0\]"),
        (lambda: solve_reactive_pair(0.5, (1, 0)), "pair"),
        (lambda: solve_generous_pair(0.0, 0.0), "forgets"),
        (lambda: solve_generous_pair(0.1, -0.1), "generosity"),
        (lambda: find_generosity(3, 5, 1, 0), "order"),
        (lambda: find_generosity(9, 3, 1, 0), "order"),
    ],
)
def test_refuses_what_has_no_answer(call, complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        call()
