"""Sums of coefficient x product of columns, whatever the shapes of the columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.world.polynomial import Polynomial

ROWS, CELLS = 3, (2, 4)
SHAPES = [(ROWS, 1, 1), (ROWS, 2, 1), (ROWS, 1, 4), (ROWS, 2, 4), (1, 1, 4)]


@settings(max_examples=60)
@given(
    terms=st.lists(st.lists(st.integers(0, 6), unique=True, max_size=3), max_size=6),
    seed=st.integers(0, 2**32 - 1),
)
def test_evaluation_agrees_with_a_plain_sum(terms: list[list[int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    columns: list[np.ndarray | float] = [rng.random(shape) for shape in SHAPES]
    columns += [0.0, 1.0]
    coefficients = rng.normal(size=(ROWS, max(len(terms), 1)))
    polynomial = Polynomial(tuple((i, tuple(factors)) for i, factors in enumerate(terms)))
    value = np.broadcast_to(polynomial.evaluate(columns, coefficients, 3), (ROWS, *CELLS))
    expected = np.zeros((ROWS, *CELLS))
    for row in range(ROWS):
        for index, factors in enumerate(terms):
            product = np.full(CELLS, coefficients[row, index])
            for factor in factors:
                column = columns[factor]
                if not isinstance(column, float):
                    column = np.broadcast_to(column, (ROWS, *CELLS))[row]
                product = product * column
            expected[row] += product
    np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-12)


def test_a_number_that_is_neither_0_nor_1_is_an_error() -> None:
    polynomial = Polynomial(((0, (0,)),))
    with pytest.raises(TypeError, match="0 or 1"):
        polynomial.evaluate([0.5], np.ones((1, 1)), 1)


def test_touching_keeps_the_terms_a_change_moves() -> None:
    polynomial = Polynomial(((0, (1, 2)), (1, (3,)), (2, ())))
    assert polynomial.touching({2, 9}).terms == ((0, (1, 2)),)
    assert polynomial.touching(()).terms == ()
    assert polynomial.columns() == {1, 2, 3}
