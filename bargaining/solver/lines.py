"""Loops over lines of numbers, each compiled by itself so that it becomes vector code.

Results are fixed by the code and not by the width of vectors: entries are worked out one by one,
and sums are added in four lanes (entry m in lane m mod 4) that are joined in a fixed order.
"""

from __future__ import annotations

from bargaining.arrays import Floats
from bargaining.solver.compiled import loop, part
from bargaining.solver.elementary import exp

__all__ = [
    "accept_line",
    "add_scaled",
    "exp_line",
    "gain_line",
    "gain_once_accepted",
    "logistic_line",
    "multiply_by",
    "product_line",
    "score_line",
    "sums_of",
]


@loop
def exp_line(x: Floats, shift: float, sign: float, n: int, out: Floats) -> None:
    """Write exp(sign * x - shift) of the first n entries."""
    for i in range(n):
        out[i] = exp(sign * x[i] - shift)


@loop
def logistic_line(x: Floats, shift: float, scale: float, n: int, out: Floats) -> None:
    """Write 1 / (1 + exp((shift - x) / scale)) of the first n entries."""
    for i in range(n):
        out[i] = 1.0 / (1.0 + exp((shift - x[i]) / scale))


@loop
def accept_line(against: Floats, odds: float, n: int, out: Floats) -> None:
    """Write 1 / (1 + odds * against) of the first n entries."""
    for i in range(n):
        out[i] = 1.0 / (against[i] * odds + 1.0)


@part
def gain_once_accepted(gain: float, approved: float, failed: float) -> float:
    """Return what an accepted offer gains, which may yet fail at home (model, equation 9)."""
    return approved * gain - (1.0 - approved) * failed


@loop
def gain_line(
    worth: Floats, c: float, approved: Floats, failed: float, n: int, out: Floats
) -> None:
    """Write approved * (worth - c) - (1 - approved) * failed of the first n entries."""
    for i in range(n):
        out[i] = gain_once_accepted(worth[i] - c, approved[i], failed)


@loop
def score_line(
    gain: Floats, signed: Floats, refused: float, scale: float, n: int, out: Floats
) -> None:
    """Write (signed * gain - (1 - signed) * refused) / scale of the first n entries."""
    for i in range(n):
        out[i] = (signed[i] * gain[i] - (1.0 - signed[i]) * refused) / scale


@loop
def product_line(x: Floats, y: Floats, n: int, out: Floats) -> None:
    """Write x * y of the first n entries."""
    for i in range(n):
        out[i] = x[i] * y[i]


@loop
def multiply_by(factor: Floats, n: int, out: Floats) -> None:
    """Multiply the first n entries by others."""
    for i in range(n):
        out[i] *= factor[i]


@loop
def add_scaled(weight: float, x: Floats, n: int, out: Floats) -> None:
    """Add weight * x to the first n entries."""
    for i in range(n):
        out[i] += weight * x[i]


@loop
def sums_of(x: Floats, y: Floats, n: int, out: Floats) -> None:
    """Write the sum of x, and that of x * y, over the first n entries."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    e, f, g, h = 0.0, 0.0, 0.0, 0.0
    whole = n - n % 4
    for i in range(0, whole, 4):
        a += x[i]
        b += x[i + 1]
        c += x[i + 2]
        d += x[i + 3]
        e += x[i] * y[i]
        f += x[i + 1] * y[i + 1]
        g += x[i + 2] * y[i + 2]
        h += x[i + 3] * y[i + 3]
    for i in range(whole, n):
        a += x[i]
        e += x[i] * y[i]
    out[0] = (a + b) + (c + d)
    out[1] = (e + f) + (g + h)
