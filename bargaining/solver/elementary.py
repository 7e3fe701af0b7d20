"""The exponential, the logarithm and the logistic function, the same bits on every processor.

NumPy and the C library choose among several versions of these by the processor they find, and their
last bits differ. These are written with additions, multiplications and divisions only, whose
results are fixed by IEEE 754. Errors stay below one unit in the last place for `exp` and `log`,
below two for `log1p`, below three for `logistic`, and for `power(a, b)` below
2 + b + 3 abs(b log a). `exp` is infinite from 709.79 on and 0 below -744.1.
"""

from __future__ import annotations

import math

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.compiled import kernel, part
from bargaining.solver.lanes import Lanes, entry_at, larger, smaller, where_above

__all__ = [
    "exp", "exp_of", "log", "log1p", "log1p_of", "log_of", "logistic", "logistic_of", "plain",
    "power",
]  # fmt: skip

_LOG2_E = 1.4426950408889634
# ln 2 in two parts; whole numbers of up to eleven bits times the first are exact.
_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to a whole number
_LEAST, _MOST = -746.0, 710.0
_OFFSET = 1080.0
# 2**(k - 1) for k from -1080 to 1024. Half of each: 2**1024 is too large, its product may not be.
_HALF_POWERS = np.array([math.ldexp(0.5, k) for k in range(-int(_OFFSET), 1025)])
_SQRT_HALF = 0.7071067811865476


@part
def exp(x: Lanes) -> Lanes:
    """Return e to the power of x, a number or lanes."""
    y = smaller(larger(_LEAST, x), _MOST)  # _LEAST where x is no number
    k = (y * _LOG2_E + _ROUND) - _ROUND
    r = (y - k * _LN2_HIGH) - k * _LN2_LOW
    # The power series of exp(r) for |r| <= ln(2) / 2, to 1e-17, by halves (Estrin 1960): a product
    # need not wait for the one before it.
    square = r * r
    fourth = square * square
    a = (1.0 / 2.0 + r * (1.0 / 6.0)) + square * (1.0 / 24.0 + r * (1.0 / 120.0))
    b = (1.0 / 720.0 + r * (1.0 / 5040.0)) + square * (1.0 / 40320.0 + r * (1.0 / 362880.0))
    c = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + square * (
        1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    )
    p = a + fourth * (b + fourth * c)
    whole = 1.0 + (r + square * p)
    whole = (whole + whole) * entry_at(_HALF_POWERS, k + _OFFSET)
    return where_above(math.inf, x, whole, x)


@part
def log(x: float) -> float:
    """Return the natural logarithm of x; -inf at 0 and NaN below it."""
    if not x > 0.0:
        return -math.inf if x == 0.0 else math.nan
    if x == math.inf:
        return x
    m, e = math.frexp(x)
    if m < _SQRT_HALF:
        m, e = 2.0 * m, e - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    # log(1 + f) = 2 atanh(s) = f - s (f - R), R = 2 (z/3 + z**2/5 + ...).
    p = 2.0 / 23.0
    p = p * z + 2.0 / 21.0
    p = p * z + 2.0 / 19.0
    p = p * z + 2.0 / 17.0
    p = p * z + 2.0 / 15.0
    p = p * z + 2.0 / 13.0
    p = p * z + 2.0 / 11.0
    p = p * z + 2.0 / 9.0
    p = p * z + 2.0 / 7.0
    p = p * z + 2.0 / 5.0
    p = p * z + 2.0 / 3.0
    return e * _LN2_HIGH - ((s * (f - z * p) - e * _LN2_LOW) - f)


@part
def log1p(x: float) -> float:
    """Return log(1 + x) for x above -1, without loss near 0."""
    u = 1.0 + x
    if u == 1.0:
        return x
    return log(u) + (x - (u - 1.0)) / u if u < math.inf and u > 0.0 else log(u)


@part
def logistic(x: Lanes) -> Lanes:
    """Return 1 / (1 + exp(-x)) of a number or lanes."""
    return 1.0 / (1.0 + exp(0.0 - x))


@kernel
def _exp_each(x: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = exp(x[i])


@kernel
def _log_each(x: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = log(x[i])


@kernel
def _log1p_each(x: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = log1p(x[i])


@kernel
def _logistic_each(x: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = logistic(x[i])


def exp_of(x: Floats) -> Floats:
    """Return e to the power of each entry, in the shape of `x`."""
    return _each(_exp_each, x)


def log_of(x: Floats) -> Floats:
    """Return the natural logarithm of each entry; -inf at 0 and NaN below it."""
    return _each(_log_each, x)


def log1p_of(x: Floats) -> Floats:
    """Return log(1 + x) of each entry above -1, without loss near 0."""
    return _each(_log1p_each, x)


def logistic_of(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)) of each entry."""
    return _each(_logistic_each, x)


def power(base: Floats, exponent: float) -> Floats:
    """Return numbers of at least 0 to a power of at least 0; infinite powers are for [0, 1].

    Whole powers are products only.
    """
    if math.isinf(exponent):
        return np.where(base == 1.0, 1.0, 0.0)
    if exponent != int(exponent):
        positive = base > 0.0
        return np.where(positive, exp_of(exponent * log_of(np.where(positive, base, 1.0))), 0.0)
    result, square, left = np.ones_like(base), base, int(exponent)
    while left:
        if left & 1:
            result = result * square
        square, left = square * square, left >> 1
    return result


def plain(x: Floats) -> Floats:
    """Return an array as kernels read it, copied where it has gaps or cannot be written to.

    Kernels would be compiled once more for such arrays.
    """
    if isinstance(x, np.ndarray) and x.dtype == np.float64 and x.flags.c_contiguous:
        if x.flags.writeable:
            return x
        base = x.base
        if isinstance(base, np.ndarray) and base.flags.writeable:
            x = x.view()
            x.flags.writeable = True
            return x
    return np.require(x, dtype=np.float64, requirements=["C", "W"])


def _each(function: object, x: Floats) -> Floats:
    entries = plain(x)
    out = np.empty(entries.shape)
    function(entries.reshape(-1), out.reshape(-1))  # type: ignore[operator]
    return out
