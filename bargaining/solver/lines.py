"""Loops over lines of numbers, each compiled by itself so that it becomes vector code.

Results are fixed by the code and not by the width of vectors: entries are worked out one by one,
and sums are added in four lanes (entry m in lane m mod 4) that are joined in a fixed order.
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import loop
from bargaining.solver.elementary import exp

__all__ = [
    "accept_line",
    "add_scaled",
    "add_scaled_at",
    "add_scaled_products_at",
    "exp_line",
    "logistic_line",
    "multiply_by",
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


@loop
def score_line(worth: Floats, c: float, signed: Floats, n: int, out: Floats) -> None:
    """Write (worth - c) * signed of the first n entries."""
    for i in range(n):
        out[i] = (worth[i] - c) * signed[i]


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
def add_scaled_at(weight: float, x: Floats, of: Ints, n: int, out: Floats) -> None:
    """Add weight * x[of] to the first n entries."""
    for i in range(n):
        out[i] += weight * x[np.uint64(of[i])]


@loop
def add_scaled_products_at(
    weight: float, x: Floats, of_x: Ints, y: Floats, of_y: Ints, n: int, out: Floats
) -> None:
    """Add weight * x[of_x] * y[of_y] to the first n entries."""
    for i in range(n):
        out[i] += weight * (x[np.uint64(of_x[i])] * y[np.uint64(of_y[i])])


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
