"""Quantiles of the normal and the beta distribution, the same bits on every processor.

They stand on the elementary functions of this room and not on the C library's.
"""

from __future__ import annotations

import math

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.compiled import kernel, part
from bargaining.solver.elementary import exp, log, log1p

__all__ = ["beta_quantile", "normal_quantile"]


@part
def _ratio(r: float, above: Floats, below: Floats) -> float:
    """Return the ratio of two polynomials, coefficients from the constant up."""
    p, q = above[-1], below[-1]
    for i in range(above.size - 2, -1, -1):
        p = p * r + above[i]
        q = q * r + below[i]
    return p / q  # type: ignore[no-any-return]


# Rational approximations near the middle, in the tails and far out in them (Wichura 1988).
_MIDDLE = np.array([
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
])  # fmt: skip
_UNDER_MIDDLE = np.array([
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
])  # fmt: skip
_TAIL = np.array([
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
])  # fmt: skip
_UNDER_TAIL = np.array([
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
])  # fmt: skip
_FAR = np.array([
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
])  # fmt: skip
_UNDER_FAR = np.array([
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
])  # fmt: skip


@kernel
def _normal_each(u: Floats, out: Floats) -> None:
    for i in range(u.size):
        q = u[i] - 0.5
        if not 0.0 < u[i] < 1.0:
            out[i] = math.copysign(math.inf, q) if u[i] in (0.0, 1.0) else math.nan
            continue
        if abs(q) <= 0.425:
            out[i] = q * _ratio(0.180625 - q * q, _MIDDLE, _UNDER_MIDDLE)
            continue
        r = math.sqrt(-log(u[i] if q < 0.0 else 1.0 - u[i]))
        near = r <= 5.0
        z = _ratio(r - 1.6, _TAIL, _UNDER_TAIL) if near else _ratio(r - 5.0, _FAR, _UNDER_FAR)
        out[i] = -z if q < 0.0 else z


def normal_quantile(u: Floats) -> Floats:
    """Return quantiles of the standard normal distribution.

    Wichura, M. J. (1988). Algorithm AS 241. Applied Statistics 37:477-484. Relative
    error about 1e-15; infinite at 0 and 1, NaN beyond.

    Parameters
    ----------
    u : array, in (0, 1)
    """
    out = np.empty(len(u))
    _normal_each(np.require(u, dtype=np.float64, requirements=["C", "W"]), out)
    return out


@part
def _log_gamma(x: float) -> float:
    """Return the logarithm of the gamma function by Stirling's series, x > 0."""
    product = 1.0
    while x < 12.0:
        product *= x
        x += 1.0
    z = 1.0 / (x * x)
    series = 1.0 / 12.0 - z * (
        1.0 / 360.0
        - z * (1.0 / 1260.0 - z * (1.0 / 1680.0 - z * (1.0 / 1188.0 - z * 691.0 / 360360.0)))
    )
    return (x - 0.5) * log(x) - x + 0.9189385332046728 + series / x - log(product)


@part
def _lower_beta(x: float, a: float, b: float, scale: float) -> float:
    """Return the regularised incomplete beta function for x below its mean, by Lentz's method.

    `scale` is log B(a, b).
    """
    front = exp(a * log(x) + b * log1p(-x) - scale) / a
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / d
    fraction = d
    for m in range(1, 500):
        step = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 / (1.0 + step * d)
        c = 1.0 + step / c
        fraction *= d * c
        step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 / (1.0 + step * d)
        c = 1.0 + step / c
        fraction *= d * c
        if abs(d * c - 1.0) < 1e-16:
            break
    return front * fraction  # type: ignore[no-any-return]


@part
def _first_guess(u: float, a: float, b: float, scale: float) -> float:
    """Return a point of (0, 1): the mean, or what the distribution's lower end says if lower.

    Near 0 the distribution function is x**a / (a B(a, b)).
    """
    mean = a / (a + b)
    lower_end = exp((log(u) + log(a) + scale) / a)
    return min(max(lower_end, 1e-300), mean)  # type: ignore[no-any-return]


@kernel
def _beta_each(u: Floats, a: float, b: float, out: Floats) -> None:
    scale = _log_gamma(a) + _log_gamma(b) - _log_gamma(a + b)
    turn = (a + 1.0) / (a + b + 2.0)
    for i in range(u.size):
        if not 0.0 < u[i] < 1.0:
            out[i] = u[i] if u[i] in (0.0, 1.0) else math.nan
            continue
        low, high = 0.0, 1.0
        x = _first_guess(u[i], a, b, scale)
        for _ in range(200):
            # Above the mean it is the small upper tail that is known to all its digits.
            if x < turn:
                beyond = _lower_beta(x, a, b, scale) - u[i]
            else:
                beyond = (1.0 - u[i]) - _lower_beta(1.0 - x, b, a, scale)
            if beyond < 0.0:
                low = x
            else:
                high = x
            density = exp((a - 1.0) * log(x) + (b - 1.0) * log1p(-x) - scale)
            following = x - beyond / density if density > 0.0 else low
            if not low < following < high:
                following = 0.5 * (low + high)
            if abs(following - x) <= 2e-16 * x or following in (low, high):
                x = following
                break
            x = following
        out[i] = x


def beta_quantile(u: Floats, alpha: float, beta: float) -> Floats:
    """Return quantiles of a beta distribution: Newton's method between bounds that close in.

    The distribution function is the continued fraction of DLMF 8.17.22, summed as by Lentz (1976,
    Applied Optics 15:668-671).

    Parameters
    ----------
    u : array, in [0, 1]
        NaN where it lies beyond.
    alpha, beta : float
        Above 0.
    """
    out = np.empty(len(u))
    u = np.require(u, dtype=np.float64, requirements=["C", "W"])
    _beta_each(u, float(alpha), float(beta), out)
    return out
