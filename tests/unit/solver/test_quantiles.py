"""Probabilities and quantiles against SciPy's and against exact ones, and at their edges."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv, ndtr, ndtri

from bargaining.solver.quantiles import (
    beta_quantile,
    normal_between,
    normal_probability,
    normal_quantile,
)

LUCK = np.random.default_rng(2)
# The uniforms of `chance`: from 2**-54 to 1 - 2**-53.
EXTREME = np.array([2.0**-54, 2.0**-53, 1e-12, 1e-6, 1 - 1e-6, 1 - 1e-12, 1 - 2.0**-53])
U = np.concatenate([
    EXTREME, LUCK.uniform(0.0, 1.0, 20_000), 10.0 ** LUCK.uniform(-16, -1, 4_000),
    1.0 - 10.0 ** LUCK.uniform(-15.5, -1, 4_000),
])  # fmt: skip
SHAPES = [
    (1, 1), (2, 3), (4, 4), (3, 5), (0.5, 0.5), (8, 2), (50, 3), (0.1, 5), (5, 0.1), (0.05, 0.05),
    (300, 2), (1000, 1000), (1e4, 3e4),
]  # fmt: skip


def test_normal_quantiles():
    found, wanted = normal_quantile(U), ndtri(U)
    assert np.allclose(found, wanted, rtol=2e-15, atol=1e-16)


def test_normal_quantiles_far_out():
    u = 10.0 ** LUCK.uniform(-307, -16, 2_000)
    assert np.allclose(normal_quantile(u), ndtri(u), rtol=2e-15, atol=0.0)


def test_normal_quantiles_at_their_edges():
    found = normal_quantile(np.array([0.0, 0.5, 1.0, -0.1, 1.1, np.nan]))
    assert np.array_equal(found, [-np.inf, 0.0, np.inf, *3 * [np.nan]], equal_nan=True)


def test_normal_quantiles_rise():
    assert np.all(np.diff(normal_quantile(np.sort(U))) >= 0.0)


@given(st.floats(2.0**-53, 0.5))
def test_normal_quantiles_are_symmetric(u):
    # 1 - u is exact for multiples of 2**-53.
    u = np.round(u * 2.0**53) / 2.0**53
    low, high = normal_quantile(np.array([u, 1.0 - u]))
    assert low == -high


def test_normal_probabilities():
    x = np.concatenate([LUCK.uniform(-5, 9, 20_000), LUCK.normal(size=4_000)])
    assert np.allclose(normal_probability(x), ndtr(x), rtol=6e-15, atol=0.0)


@pytest.mark.parametrize(("low", "high"), [(-2, -0.5), (-5.7, -2), (-12, -5.6), (-37, -12)])
def test_small_normal_probabilities_are_exact_to_the_last_place_or_so(low, high):
    for x in LUCK.uniform(low, high, 50):
        error = Decimal(float(normal_probability(np.array([x]))[0])) / lower_tail(x) - 1
        assert abs(error) < 1e-15


def lower_tail(x):
    """Laplace's continued fraction of the lower tail, to forty digits."""
    with localcontext() as context:
        context.prec = 40
        y, pi = -Decimal(float(x)), Decimal("3.141592653589793238462643383279502884197")
        fraction = y
        for k in range(4_000, 0, -1):
            fraction = y + k / fraction
        return (-y * y / 2).exp() / (2 * pi).sqrt() / fraction


def test_normal_probabilities_at_their_edges():
    x = np.array([-np.inf, -50.0, 0.0, 50.0, np.inf, np.nan])
    assert np.array_equal(normal_probability(x), [0.0, 0.0, 0.5, 1.0, 1.0, np.nan], equal_nan=True)


def test_normal_probabilities_rise_and_are_symmetric():
    x = np.sort(LUCK.uniform(-9, 9, 20_000))
    below = normal_probability(x)
    assert np.all(np.diff(below) >= -2e-16)
    assert np.allclose(below, 1.0 - normal_probability(-x), rtol=0.0, atol=2e-16)


@pytest.mark.parametrize("ends", [(-1.0, 2.0), (-np.inf, 1.5), (-0.5, np.inf), (4.0, 4.5)])
def test_quantiles_of_a_truncated_normal_distribution(ends):
    low, high = ends
    found = normal_between(np.sort(U), low, high)
    assert np.all((found >= low) & (found <= high) & np.isfinite(found))
    # Seen from the upper tail, where probabilities of scores above 0 keep their digits.
    above = ndtr(-high) + (1.0 - np.sort(U)) * (ndtr(-low) - ndtr(-high))
    assert np.allclose(ndtr(-found), above, rtol=1e-12, atol=1e-15)


def test_an_interval_without_ends_leaves_the_quantiles():
    assert np.array_equal(normal_between(U, -np.inf, np.inf), normal_quantile(U))


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_beta_quantiles(a, b):
    # SciPy's take long.
    ordered = np.sort([*EXTREME, *U[::4]])
    found, wanted = beta_quantile(ordered, a, b), betaincinv(a, b, ordered)
    # Near 1 a number knows its distance from 1 to 1e-16 only; SciPy stops at 2.2e-308.
    error = np.abs(found - wanted) - 4e-16
    assert np.all(error <= 2e-12 * np.minimum(wanted, 1.0 - wanted))
    low = (wanted > 1e-290) & (wanted < 0.5)
    assert np.allclose(found[low], wanted[low], rtol=2e-12, atol=0.0)
    assert np.all((found >= 0.0) & (found <= 1.0))
    # They may fall by the last place or two: Newton's steps end on either neighbour.
    assert np.all(np.diff(found) >= -4e-15 * found[1:])


def test_beta_quantiles_at_their_edges():
    found = beta_quantile(np.array([0.0, 1.0, -0.1, 1.1, np.nan]), 2.0, 3.0)
    assert np.array_equal(found, [0.0, 1.0, *3 * [np.nan]], equal_nan=True)


def test_known_beta_quantiles():
    u = U[(U > 1e-3) & (U < 0.999)]
    assert np.allclose(beta_quantile(u, 1.0, 1.0), u, rtol=1e-14)
    assert np.allclose(beta_quantile(u, 2.0, 1.0), np.sqrt(u), rtol=1e-14)
    assert np.allclose(beta_quantile(u, 1.0, 3.0), 1.0 - np.cbrt(1.0 - u), rtol=1e-13)


@given(st.floats(0.1, 100.0), st.floats(0.1, 100.0), st.floats(1e-9, 1.0 - 1e-9))
def test_beta_quantiles_of_any_shape(a, b, u):
    found, wanted = beta_quantile(np.array([u]), a, b)[0], betaincinv(a, b, u)
    assert abs(found - wanted) <= 1e-11 * min(wanted, 1.0 - wanted) + 1e-15


def test_entries_do_not_depend_on_their_neighbours():
    together = beta_quantile(U[:300], 2.0, 3.0)
    assert np.array_equal(together[7:9], beta_quantile(U[7:9], 2.0, 3.0))
    assert np.array_equal(normal_quantile(U)[7:9], normal_quantile(U[7:9]))
