"""Integrals and inverses whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bargaining.errors import ArgumentError
from bargaining.theory.quadrature import integrate, invert_increasing, require_distribution


@given(st.floats(-5, 5), st.floats(0, 5), st.integers(0, 20))
def test_powers_are_integrated_exactly(low: float, width: float, power: int) -> None:
    high = low + width
    exact = (high ** (power + 1) - low ** (power + 1)) / (power + 1)
    scale = max(abs(low), abs(high), 1.0) ** (power + 1)
    assert float(integrate(lambda x: x**power, low, high)) == pytest.approx(
        exact, abs=1e-12 * scale
    )


def test_many_intervals_at_once() -> None:
    found = integrate(np.exp, [0.0, 1.0], np.array([[1.0], [2.0]]))
    assert found.shape == (2, 2)
    assert found[1, 0] == pytest.approx(np.e**2 - 1)


@given(st.floats(-5, 5))
def test_an_interval_without_length_holds_nothing(end: float) -> None:
    def pole(x: np.ndarray) -> np.ndarray:
        return np.where(x == end, np.inf, 1.0)

    found = integrate(lambda x: pole(x) * np.where(x == end, 0.0, 1.0), end, [end, end + 1])
    assert found == pytest.approx([0.0, 1.0])
    assert float(integrate(pole, end, np.nextafter(end, 9))) == 0.0


@given(st.floats(-3, 3))
def test_inverses_reach_their_target_or_an_end(target: float) -> None:
    found = float(invert_increasing(np.tanh, np.tanh(target), low=-2, high=2.5))
    assert found == pytest.approx(min(max(target, -2), 2.5), abs=1e-9)


def test_distributions_are_checked() -> None:
    assert require_distribution("prizes", stats.beta(2, 3, loc=1)) == (1.0, 2.0)
    gap = stats.rv_histogram((np.array([1, 0, 1]), np.array([0.0, 1.0, 2.0, 3.0])))
    for given_, said in ((3.0, "cdf"), (stats.norm(), "finite"), (gap, "positive density")):
        with pytest.raises(ArgumentError, match=said):
            require_distribution("prizes", given_)
