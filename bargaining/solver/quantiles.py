"""Probabilities of the normal distribution, and quantiles of the normal and the beta distribution.

They rest on the elementary functions of this room and not on the C library's, so that their bits
are the same on every processor.
"""

from __future__ import annotations

import math

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.compiled import kernel, part
from bargaining.solver.elementary import exp, log, log1p

__all__ = ["beta_quantile", "normal_between", "normal_probability", "normal_quantile"]


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


# Rational approximations of the probability in the middle, in the tails and far out in them
# (Cody 1969, in the form of his ANORM); coefficients from the constant up.
_BELOW_MIDDLE = np.array([
    1.8154981253343561249e4, 1.0676894854603709582e3, 1.6102823106855587881e2,
    2.2352520354606839287e0, 6.5682337918207449113e-2,
])  # fmt: skip
_BELOW_UNDER_MIDDLE = np.array([
    4.5507789335026729956e4, 1.0260932208618978205e4, 9.7609855173777669322e2,
    4.7202581904688241870e1, 1.0,
])  # fmt: skip
_BELOW_TAIL = np.array([
    9.8427148383839780218e3, 1.1602651437647350124e4, 6.8481904505362823326e3,
    2.4945375852903726711e3, 5.9727027639480026226e2, 9.3506656132177855979e1,
    8.8831497943883759412e0, 3.9894151208813466764e-1, 1.0765576773720192317e-8,
])  # fmt: skip
_BELOW_UNDER_TAIL = np.array([
    1.9685429676859990727e4, 3.8912003286093271411e4, 3.4900952721145977266e4,
    1.8615571640885098091e4, 6.4855582982667607550e3, 1.5193775994075548050e3,
    2.3538790178262499861e2, 2.2266688044328115691e1, 1.0,
])  # fmt: skip
_BELOW_FAR = np.array([
    2.9112874951168792e-5, 1.421619193227893466e-3, 2.2235277870649807e-2,
    1.274011611602473639e-1, 2.1589853405795699e-1, 2.307344176494017303e-2,
])  # fmt: skip
_BELOW_UNDER_FAR = np.array([
    7.29751555083966205e-5, 3.78239633202758244e-3, 6.59881378689285515e-2,
    4.68238212480865118e-1, 1.28426009614491121e0, 1.0,
])  # fmt: skip
_ROOT_32 = 5.656854249492381
_DENSITY_AT_0 = 0.3989422804014327
_MOST_SCORE = 40.0


@kernel
def _below_each(x: Floats, out: Floats) -> None:
    for i in range(x.size):
        y = abs(x[i])
        if y <= 0.67448975:
            square = x[i] * x[i]
            out[i] = 0.5 + x[i] * _ratio(square, _BELOW_MIDDLE, _BELOW_UNDER_MIDDLE)
            continue
        if not y <= _MOST_SCORE:
            out[i] = math.nan if math.isnan(y) else (1.0 if x[i] > 0.0 else 0.0)
            continue
        if y <= _ROOT_32:
            tail = _ratio(y, _BELOW_TAIL, _BELOW_UNDER_TAIL)
        else:
            square = 1.0 / (y * y)
            tail = (_DENSITY_AT_0 - square * _ratio(square, _BELOW_FAR, _BELOW_UNDER_FAR)) / y
        # The square of the first factor is exact, so that exp loses nothing far out.
        near = math.floor(y * 16.0) / 16.0
        tail = exp(-0.5 * near * near) * exp(-0.5 * (y - near) * (y + near)) * tail
        out[i] = 1.0 - tail if x[i] > 0.0 else tail


def normal_probability(x: Floats) -> Floats:
    """Return the probability that a standard normal variable lies below each entry.

    Cody, W. J. (1969). Rational Chebyshev approximations for the error function. Mathematics of
    Computation 23:631-637. Relative error below 1e-15 from -37 on, where it is 6e-300.

    Parameters
    ----------
    x : array
        NaN gives NaN.
    """
    out = np.empty(len(x))
    _below_each(np.require(x, dtype=np.float64, requirements=["C", "W"]), out)
    return out


def normal_between(u: Floats, low: float, high: float) -> Floats:
    """Return quantiles of the standard normal distribution truncated to an interval.

    Parameters
    ----------
    u : array, in (0, 1)
    low, high : float
        Ends of the interval, low < high, perhaps infinite.
    """
    # Probabilities are exact near 0 and not near 1, so the nearer end is made the upper one.
    if low > -high:
        return -normal_between(1.0 - u, -high, -low)
    least, most = normal_probability(np.array([low, high]))
    return np.clip(normal_quantile(least + u * (most - least)), low, high)


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
