"""Lanes: eight rows abreast come to what each comes to by itself."""

from __future__ import annotations

import numpy as np

from bargaining.solver.compiled import kernel
from bargaining.solver.elementary import exp, exp_of
from bargaining.solver.lanes import (
    LANES,
    any_above,
    larger,
    put_rows,
    read,
    smaller,
    where_above,
    write,
)


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


@kernel
def stand_abreast(table, row, out):
    put_rows(table, row, out)


@kernel
def above_anywhere(x, y, out):
    for cell in range(out.size):
        out[cell] = any_above(read(x, cell), read(y, cell))


def test_rows_of_any_width_stand_abreast() -> None:
    chance = np.random.default_rng(7)
    for width in (1, 7, 8, 9, 24, 31):
        table, row = chance.random((5, width)), chance.integers(0, 5, LANES)
        out = np.zeros(width * LANES)
        stand_abreast(table, row, out)
        assert np.array_equal(out.reshape(width, LANES), table[row].T)


def test_one_lane_that_is_above_is_enough() -> None:
    x, y = np.zeros((3, LANES)), np.zeros((3, LANES))
    x[1, 5], x[2] = 1e-300, np.nan
    out = np.zeros(3, dtype=bool)
    above_anywhere(x.reshape(-1), y.reshape(-1), out)
    assert out.tolist() == [False, True, False]
