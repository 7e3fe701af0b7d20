"""Logit equilibria of two who choose at once, against roots, iteration and linear programming."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, linprog

from bargaining.errors import ArgumentError
from bargaining.theory import solve_logit_bimatrix, trace_logit_branch

payoffs = st.integers(-5, 5).map(float)
games = st.integers(1, 3).flatmap(
    lambda n: st.integers(1, 3).flatmap(
        lambda m: st.tuples(*[st.lists(payoffs, min_size=n * m, max_size=n * m)] * 2).map(
            lambda cells: tuple(np.array(each).reshape(n, m) for each in cells)
        )
    )
)


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -500 else 0.0


@settings(max_examples=40)
@given(st.tuples(*[st.floats(0.5, 9)] * 4), st.floats(0.05, 5))
def test_matching_pennies_is_the_one_root(cells: tuple[float, ...], noise: float) -> None:
    """Rows gains where the two match, columns where they do not: one equilibrium, one unknown."""
    a, b, c, d = cells
    row, column = np.array([[a, 0], [0, b]]), np.array([[0, c], [d, 0]])

    def reply(p: float) -> float:
        q = logistic((d * (1 - p) - c * p) / noise)
        return logistic((a * q - b * (1 - q)) / noise)

    root = brentq(lambda p: reply(p) - p, 0, 1, xtol=1e-14)
    assert float(solve_logit_bimatrix(row, column, noise).row[0, 0]) == pytest.approx(
        root, abs=1e-8
    )


@settings(max_examples=40)
@given(games)
def test_in_much_noise_iterated_replies_settle_there(game) -> None:
    """With noise above the spread of payoffs noisy replies contract to one point."""
    row, column = game
    noise = 25.0
    p = np.full(row.shape[0], 1 / row.shape[0])
    q = np.full(row.shape[1], 1 / row.shape[1])
    for _ in range(500):
        p, q = (np.exp(v / noise) for v in (row @ q, p @ column))
        p, q = p / p.sum(), q / q.sum()
    found = solve_logit_bimatrix(row, column, noise)
    np.testing.assert_allclose(found.row[0], p, atol=1e-9)
    np.testing.assert_allclose(found.column[0], q, atol=1e-9)


@settings(max_examples=25)
@given(games, st.lists(st.floats(0.1, 10), min_size=1, max_size=3))
def test_everybody_answers_everybody(game, noises: list[float]) -> None:
    row, column = game
    found = solve_logit_bimatrix(row, column, noises)
    for k, noise in enumerate(noises):
        p, q = found.row[k], found.column[k]
        for own, value in ((p, row @ q), (q, p @ column)):
            weights = np.exp((value - value.max()) / noise)
            np.testing.assert_allclose(own, weights / weights.sum(), atol=1e-8)


@settings(max_examples=15)
@given(st.lists(payoffs, min_size=9, max_size=9))
def test_little_noise_finds_the_value_of_a_zero_sum_game(cells: list[float]) -> None:
    """The value by linear programming; noise costs each side at most noise times log 3."""
    row = np.array(cells).reshape(3, 3)
    least = linprog(
        [0, 0, 0, -1],
        A_ub=np.column_stack([-row.T, np.ones(3)]),
        b_ub=np.zeros(3),
        A_eq=[[1, 1, 1, 0]],
        b_eq=[1],
        bounds=[(0, 1)] * 3 + [(None, None)],
    )
    noise = 0.02
    found = solve_logit_bimatrix(row, -row, noise)
    value = float(found.row[0] @ row @ found.column[0])
    assert value == pytest.approx(-least.fun, abs=noise * math.log(3) + 1e-6)


@settings(max_examples=25)
@given(games, st.floats(0.05, 5), st.floats(0.02, 50), st.floats(-5, 5))
def test_names_and_units_do_not_matter(game, noise: float, factor: float, shift: float) -> None:
    row, column = game
    plain = solve_logit_bimatrix(row, column, noise)
    scaled = solve_logit_bimatrix(factor * row + shift, factor * column, noise * factor)
    np.testing.assert_allclose(scaled.row, plain.row, atol=1e-7)
    swapped = solve_logit_bimatrix(column.T, row.T, noise)
    np.testing.assert_allclose(swapped.row, plain.column, atol=1e-7)
    turned = solve_logit_bimatrix(row[::-1], column[::-1], noise)
    np.testing.assert_allclose(turned.row[:, ::-1], plain.row, atol=1e-7)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ([[6, 4], [6, 8], [2, 4]], [[6, 2], [2, 2], [7, 4]]),
        ([[3, 2], [3, 6], [1, 0]], [[6, 2], [3, 3], [2, 2]]),
    ],
)
def test_stays_on_its_branch_in_any_units(row, column) -> None:
    """Against the curve in small steps of precision, each polished by Newton's method."""
    a, b = np.array(row, dtype=float), np.array(column, dtype=float)

    def residual(x: np.ndarray, precision: float) -> np.ndarray:
        p, q = (np.exp(part - part.max()) for part in (x[:3], x[3:]))
        p, q = p / p.sum(), q / q.sum()
        return np.concatenate([x[:3] - precision * (a @ q), x[3:] - precision * (p @ b)])

    x = np.zeros(5)
    for precision in np.linspace(0, 10, 1001)[1:]:
        for _ in range(3):
            bent = [
                (residual(x + h, precision) - residual(x - h, precision)) / 2e-6
                for h in 1e-6 * np.eye(5)
            ]
            x = x - np.linalg.solve(np.array(bent).T, residual(x, precision))
    p = np.exp(x[:3] - x[:3].max())
    for factor in (0.1, 0.3, 1.0, 3.0, 10.0):
        found = solve_logit_bimatrix(factor * a, factor * b, 0.1 * factor)
        np.testing.assert_allclose(found.row[0], p / p.sum(), atol=1e-5)
        # There is no fold on the way: the curve never turns back.
        branch = trace_logit_branch(factor * a, factor * b, 0.1 * factor)
        assert branch.precision[-1] * 0.1 * factor >= 1 - 1e-12
        assert np.diff(branch.precision).min() > 0


@pytest.mark.parametrize(
    ("row", "limit"),
    [
        ([[2, 0], [0, 1]], [1, 0]),  # both coordinate on the better of two conventions
        ([[4, 0], [3, 2]], [0, 1]),  # stag hunt: the hare is risk-dominant
        ([[3, 0], [5, 1]], [0, 1]),  # prisoner's dilemma
    ],
)
def test_the_limit_of_a_symmetric_game(row: list[list[float]], limit: list[int]) -> None:
    """In two by two the branch from full noise ends in the risk-dominant equilibrium."""
    found = solve_logit_bimatrix(row, np.transpose(row), 0.005)
    np.testing.assert_allclose(found.row[0], limit, atol=1e-6)
    np.testing.assert_allclose(found.column[0], limit, atol=1e-6)


def test_the_branch_starts_at_full_noise_and_reaches_what_was_asked() -> None:
    branch = trace_logit_branch([[9, 0], [0, 1]], [[0, 1], [1, 0]], 0.1)
    assert branch.precision[0] == 0.0
    np.testing.assert_allclose(branch.row[0], [0.5, 0.5])
    assert branch.precision[-1] >= 10
    np.testing.assert_allclose(branch.row.sum(axis=1), 1, atol=1e-9)
    assert np.abs(np.diff(branch.column, axis=0)).max() < 0.5


@pytest.mark.parametrize(
    ("row", "column", "noise", "complaint"),
    [
        ([[1, 2]], [[1], [2]], 1.0, "one shape"),
        ([1, 2], [1, 2], 1.0, "two matrices"),
        ([[1.0]], [[np.nan]], 1.0, "payoffs_column"),
        ([[1.0]], [[1.0]], 0.0, "choice_noise"),
    ],
)
def test_refuses_what_has_no_answer(row, column, noise: float, complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        solve_logit_bimatrix(row, column, noise)
    with pytest.raises(ArgumentError, match=complaint):
        trace_logit_branch(row, column, noise)


def test_traces_one_noise_at_a_time() -> None:
    with pytest.raises(ArgumentError, match="one number"):
        trace_logit_branch([[1.0]], [[1.0]], [0.1, 0.2])  # type: ignore[arg-type]
