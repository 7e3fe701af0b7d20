"""Sobol indices against functions whose indices are known, with and without luck."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bargaining.designs.indices import indices_of, mean_of_pairs

N_ROWS = 2**10


def rows_of(function, n_factors, n_rows=N_ROWS, seed=0):
    """Return a function's values in Saltelli's design, over (row, point), of uniforms."""
    u = stats.qmc.Sobol(2 * n_factors, seed=np.random.default_rng(seed)).random(n_rows)
    a, b = np.split(u, 2, axis=1)
    points = np.repeat(a[:, None], n_factors + 2, axis=1)
    points[:, 1] = b
    for i in range(n_factors):
        points[:, 2 + i, i] = b[:, i]
    return function(points)


def without_luck(values, n_worlds=2):
    return np.repeat(values[..., None], n_worlds, axis=-1)


def by_luck(chances, n_worlds, seed=0):
    """Let something happen with given chances in worlds that the points of a row share."""
    fate = np.random.default_rng(seed).random((len(chances), 1, n_worlds))
    return (fate < chances[..., None]).astype(float)


def found(values, confidence=0.95):
    cluster = np.arange(len(values)) // -(-len(values) // 256)
    return indices_of(values, cluster, confidence, seed=1)


def ishigami(u):
    x = np.pi * (2 * u - 1)
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def linear(u):
    """A chance in which two numbers matter 4 to 1, and a third does not."""
    return 0.3 + 0.4 * (u[..., 0] - 0.5) + 0.2 * (u[..., 1] - 0.5)


def test_without_luck_they_are_those_of_scipy():
    values = rows_of(ishigami, 3)
    own = found(without_luck(values))
    a, b, changed = values[None, :, 0], values[None, :, 1], values[:, 2:].T[:, None]
    theirs = stats.sobol_indices(func={"f_A": a, "f_B": b, "f_AB": changed}, n=N_ROWS)
    np.testing.assert_allclose(own.first, theirs.first_order, atol=1e-12)
    np.testing.assert_allclose(own.total, theirs.total_order, atol=1e-12)
    assert own.luck == 0


def test_of_ishigamis_function():
    # Saltelli et al. 2008, Global Sensitivity Analysis, section 4.2.
    own = found(without_luck(rows_of(ishigami, 3, 2**13)))
    np.testing.assert_allclose(own.first, [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(own.total, [0.5576, 0.4424, 0.2437], atol=0.02)


def test_luck_in_few_worlds_adds_nothing_to_them():
    chances = rows_of(linear, 3, 2**12)
    own = found(by_luck(chances, 8))
    np.testing.assert_allclose(own.total, [0.8, 0.2, 0.0], atol=0.05)
    assert own.first.sum() == pytest.approx(1, abs=0.15)
    # Means over the worlds, taken as if they had no luck, say otherwise.
    means = without_luck(by_luck(chances, 8).mean(axis=-1))
    assert found(means).total[0] < 0.6


def test_the_share_of_luck():
    chances = rows_of(linear, 3, 2**12)
    variance, mean = (0.4**2 + 0.2**2) / 12, 0.3
    own = found(by_luck(chances, 8))
    luck = 1 - variance / (mean * (1 - mean))
    assert own.luck == pytest.approx(luck, abs=0.02)
    assert own.luck_ends[0] < luck < own.luck_ends[1]


def test_what_does_nothing_has_an_index_of_exactly_0():
    own = found(by_luck(rows_of(linear, 3), 4))
    assert own.total[2] == own.first[2] == own.total_error[2] == own.score[2] == 0
    assert own.p_value[2] == 1


@pytest.mark.slow
def test_intervals_cover_and_nothing_is_found_where_nothing_is():
    held, wrong, n_studies = np.zeros(3), 0, 60
    for seed in range(n_studies):
        own = found(by_luck(rows_of(linear, 3, 2**7, seed), 8, seed))
        held += (own.total_ends[:, 0] <= [0.8, 0.2, 0]) & (own.total_ends[:, 1] >= [0.8, 0.2, 0])
        luck = np.random.default_rng(seed).random((2**7, 5, 8)) < 0.3
        wrong += (found(luck.astype(float)).p_value * 3 < 0.05).any()
    assert (held / n_studies > 0.88).all()
    # 3 in 60 are to be expected, and 9 are not.
    assert wrong <= 8


def test_without_a_variance_to_divide_nothing_is_said():
    luck = np.random.default_rng(3).random((64, 5, 4)) < 0.3
    own = found(luck.astype(float))
    assert np.isnan(own.total_ends).all()
    assert own.luck_ends[1] == 1


def test_clusters_are_what_is_resampled():
    values = by_luck(rows_of(linear, 3, 64), 4)
    twice = np.concatenate([values, values])
    own = found(values)
    paired = indices_of(twice, np.tile(np.arange(64), 2), 0.95, seed=1)
    np.testing.assert_allclose(own.total, paired.total)
    np.testing.assert_allclose(own.score, paired.score)


def test_pairs_leave_out_what_is_of_one_world():
    first, second = np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 7.0])
    products = [first[i] * second[j] for i in range(3) for j in range(3) if i != j]
    assert mean_of_pairs(first, second) == pytest.approx(np.mean(products))
