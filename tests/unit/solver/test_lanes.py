"""Lanes: eight rows abreast come to what each comes to by itself."""

from __future__ import annotations

import numpy as np

from bargaining.solver.compiled import kernel
from bargaining.solver.elementary import exp, exp_of
from bargaining.solver.lanes import LANES, larger, read, smaller, where_above, write


@kernel
def combine(x, y, of, shared, out):
    for cell in range(of.size):
        a, b = read(x, cell), read(y, of[cell])
        total = 0.0
        for _ in range(2):
            total = total + shared * larger(a - b, 0.0) / (1.0 + smaller(b, shared))
        write(out, cell, where_above(a, b, total, 1.0 - b * a))


def alone(a, b, shared):
    total = 0.0
    for _ in range(2):
        total = total + shared * max(a - b, 0.0) / (1.0 + min(b, shared))
    return total if a > b else 1.0 - b * a


def test_each_lane_is_worked_out_as_a_row_by_itself() -> None:
    chance = np.random.default_rng(5)
    x, y, of = chance.random(3 * LANES), chance.random(2 * LANES), np.array([1, 0, 1])
    y[: LANES // 2] = x[LANES : LANES + LANES // 2]
    x[0] = np.nan
    expected = [
        alone(x[LANES * cell + lane], y[LANES * of[cell] + lane], 0.3)
        for cell in range(of.size)
        for lane in range(LANES)
    ]
    out = np.zeros(3 * LANES)
    combine(x, y, of, 0.3, out)
    assert np.array_equal(out, expected, equal_nan=True)


@kernel
def exp_abreast(x, out):
    for cell in range(x.size // LANES):
        write(out, cell, exp(read(x, cell)))


def test_exponentials_of_lanes_are_those_of_numbers() -> None:
    chance = np.random.default_rng(6)
    edges = [0.0, -0.0, 709.78, 709.79, -744.4, -745.2, -1e308, 1e308, np.inf, -np.inf, np.nan]
    x = np.concatenate([chance.uniform(-750, 715, 4005), edges])
    out = np.zeros(x.size)
    exp_abreast(x, out)
    assert np.array_equal(out, exp_of(x), equal_nan=True)
    assert np.array_equal(np.isnan(out), np.isnan(x))
