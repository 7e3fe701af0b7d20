"""The elementary functions of the solver against extended precision, and at their edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.solver.elementary import (
    exp_of,
    log1p_of,
    log_of,
    logistic_of,
    power,
)
from bargaining.strategies.choice_probabilities import ChoiceProbabilities

LONG = np.longdouble
# Where `long double` is no wider than a double, a reference of that kind has errors of its own.
SLACK = 0.0 if np.finfo(LONG).nmant > 60 else 1.0
LUCK = np.random.default_rng(1)
ANY = st.floats(allow_nan=False)


def units(found, wanted):
    """Return errors in units of the last place of what was wanted."""
    unit = np.spacing(np.abs(wanted.astype(np.float64)))
    return float(np.max(np.abs(found.astype(LONG) - wanted) / unit))


def between(low, high):
    return LUCK.uniform(low, high, 100_000)


def softplus_of(x):
    """Return log(1 + exp(x)): less the log-probability of no at these log-odds of yes."""
    return -ChoiceProbabilities.logistic(x).log[..., 0]


def long_softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


@pytest.mark.parametrize(
    ("ours", "reference", "low", "high", "most"),
    [
        (exp_of, np.exp, -1, 1, 1.0),
        (exp_of, np.exp, -30, 30, 1.0),
        (exp_of, np.exp, -708, 709.78, 1.0),
        (exp_of, np.exp, -744, -708, 1.5),
        (log_of, np.log, 0.5, 2, 1.0),
        (log_of, np.log, 0, 1, 1.0),
        (log_of, np.log, 0, 1e300, 1.0),
        (log1p_of, np.log1p, -0.999, 1, 2.0),
        (log1p_of, np.log1p, -1e-9, 1e-9, 2.0),
        (log1p_of, np.log1p, 0, 1e9, 2.0),
        (logistic_of, lambda x: 1 / (1 + np.exp(-x)), -1, 1, 3.0),
        (logistic_of, lambda x: 1 / (1 + np.exp(-x)), -700, 40, 3.0),
        (softplus_of, long_softplus, -1, 1, 2.0),
        (softplus_of, long_softplus, -700, 700, 2.0),
    ],
)
def test_values_are_right_to_the_last_places(ours, reference, low, high, most):
    x = between(low, high)
    assert units(ours(x), reference(x.astype(LONG))) <= most + SLACK


@pytest.mark.parametrize("ours", [log_of, log1p_of])
def test_logarithms_are_right_at_every_size(ours):
    x = 10.0 ** LUCK.uniform(-320, 308, 100_000)
    reference = np.log if ours is log_of else np.log1p
    assert units(ours(x), reference(x.astype(LONG))) <= 2.0 + SLACK


@pytest.mark.parametrize(
    ("ours", "at"),
    [
        (exp_of, {0: 1, np.inf: np.inf, -np.inf: 0, 709.79: np.inf, -745.2: 0, 5e-324: 1}),
        (exp_of, {1e308: np.inf, -1e308: 0}),
        (log_of, {0: -np.inf, np.inf: np.inf, -1: np.nan, -np.inf: np.nan, 1: 0}),
        (
            log1p_of,
            {0: 0, -1: -np.inf, -2: np.nan, np.inf: np.inf, 5e-324: 5e-324, -1e-320: -1e-320},
        ),
        (logistic_of, {0: 0.5, np.inf: 1, -np.inf: 0, 40: 1, -1e308: 0}),
        (softplus_of, {np.inf: np.inf, -np.inf: 0, 800: 800, -800: 0, 0: 0.6931471805599453}),
    ],
)
def test_edges(ours, at):
    found = ours(np.array(list(at), dtype=float))
    assert np.array_equal(found, np.array(list(at.values()), dtype=float), equal_nan=True)


@pytest.mark.parametrize("ours", [exp_of, log_of, log1p_of, logistic_of, softplus_of])
def test_what_is_no_number_stays_none(ours):
    assert np.isnan(ours(np.array([np.nan]))).all()


def test_the_exponential_reaches_the_largest_number():
    # 2**1024 cannot be written, though its product with what is left may be.
    largest = exp_of(np.array([709.782712893384]))[0]
    assert 1.797e308 < largest < np.inf


def test_the_logarithm_keeps_the_sign_of_a_zero():
    assert np.signbit(log1p_of(np.array([-0.0])))[0]


@pytest.mark.parametrize("ours", [exp_of, log_of, log1p_of, logistic_of, softplus_of])
def test_functions_do_not_fall_where_they_should_rise(ours):
    low = {log_of: 0.0, log1p_of: -1.0}.get(ours, -750.0)
    # Errors of `log1p`, of the logistic function and of softplus are larger than a step.
    slack = 0.0 if ours in (exp_of, log_of) else 5e-16
    found = ours(np.sort(LUCK.uniform(low, 720.0, 200_000)))
    with np.errstate(invalid="ignore"):
        fall = np.diff(found) / np.maximum(np.abs(found[1:]), 1e-300)
    assert np.nanmin(fall) >= -slack


@given(ANY, ANY)
def test_the_exponential_is_monotone(a, b):
    low, high = exp_of(np.array([min(a, b), max(a, b)]))
    assert 0.0 <= low <= high


@given(st.floats(-700.0, 700.0))
def test_both_logits_of_a_choice_sum_to_one(x):
    assert logistic_of(np.array([x, -x])).sum() == pytest.approx(1.0, abs=4e-16)


@given(st.floats(1e-300, 1e300))
def test_the_logarithm_undoes_the_exponential(x):
    there = exp_of(log_of(np.array([x])))[0]
    assert there == pytest.approx(x, rel=2e-13)


@pytest.mark.parametrize("exponent", [0.0, 0.01, 1 / 3, 0.5, 1.0, 2.0, 2.5, 3.0, 7.3, 50.0, 240.0])
@pytest.mark.parametrize("largest", [1.0, 10.0])
def test_powers(exponent, largest):
    base = between(1e-3, largest)
    wanted = base.astype(LONG) ** LONG(exponent)
    unit = np.spacing(wanted.astype(np.float64))
    error = np.abs(power(base, exponent).astype(LONG) - wanted) / unit
    assert np.all(error <= 2.0 + SLACK + 3.0 * exponent * np.abs(np.log(base)) + exponent)


def test_powers_at_their_edges():
    base = np.array([0.0, 0.5, 1.0])
    assert np.array_equal(power(base, 0.5)[[0, 2]], [0.0, 1.0])
    assert np.array_equal(power(base, np.inf), [0.0, 0.0, 1.0])
    assert np.array_equal(power(base, 0.0), [1.0, 1.0, 1.0])
    assert np.array_equal(power(base, 2.0), [0.0, 0.25, 1.0])


@pytest.mark.parametrize("ours", [exp_of, log_of, log1p_of, logistic_of, softplus_of])
@pytest.mark.parametrize("shape", [(), (0,), (7,), (2, 3, 4)])
def test_shapes_stay(ours, shape):
    assert ours(np.ones(shape)).shape == shape


@pytest.mark.parametrize("ours", [exp_of, log_of, log1p_of, logistic_of, softplus_of])
def test_entries_do_not_depend_on_their_neighbours(ours):
    # Compilers take several entries at a time and the last ones singly.
    x = LUCK.uniform(0.0, 5.0, 67)
    together = ours(x)
    assert np.array_equal(together, [ours(x[i : i + 1])[0] for i in range(x.size)])
    assert np.array_equal(together[1::3], ours(x[1::3]))
    spread = np.asfortranarray(np.stack([x, x]))
    assert np.array_equal(ours(spread), np.stack([together, together]))
