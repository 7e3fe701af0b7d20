"""Payoffs of packages, with reactions of third parties and over the types of the others."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.cells import Abreast, add_up, cells_of, factor_of, look_up, so_far
from bargaining.solver.compiled import part, unit
from bargaining.solver.delivery import place_of_level, write_other_scales
from bargaining.solver.disagreement import Space
from bargaining.solver.lanes import LANES, larger, put_row, read, smaller, write
from bargaining.solver.layout import (
    BEGINS,
    CELLS,
    CELLS_SHAPE,
    COEFFICIENT,
    COLUMNS_FROM,
    COLUMNS_TO,
    CONDITION,
    CONDITIONS,
    CONDITIONS_FROM,
    CONDITIONS_TO,
    DAMPED_BY,
    DRIFT,
    DRIVEN_MEAN,
    DRIVERS_FROM,
    DRIVERS_TO,
    FACTORS_FROM,
    FIRST,
    GROUPS,
    GROUPS_FROM,
    GROUPS_TO,
    ISSUES,
    KIND,
    LAST_FACTOR,
    LEVEL,
    MEAN,
    MEANS,
    MIXED,
    MULTIPLICANDS,
    OFFSET,
    OWN,
    OWN_FROM,
    OWN_TO,
    PARENT,
    PARTIES,
    PARTY,
    PRODUCTS,
    PROFILE,
    PUBLIC,
    REACTION_COLUMNS,
    REACTIONS,
    RESULT,
    SCALARS_TO,
    SCHEDULED_MEAN,
    SHAPE,
    STAY,
    STRIDES,
    TARGET,
    TERMS_FROM,
    TERMS_TO,
    TYPE_AXES,
    VALUED,
    Layout,
    at,
    size,
)
from bargaining.solver.prices import price_steps
from bargaining.solver.reactions import expected_level, reaction_probabilities
from bargaining.solver.rows import Rows
from bargaining.solver.windows import scheduled, window

__all__ = ["average_over_packages", "react_to_packages", "value_to"]


@unit
def react_to_packages(
    layout: Layout,
    plan: Ints,
    rows: Rows,
    held: Bools,
    asked: Ints,
    answers: Floats,
    b: Floats,
    z: Floats,
    space: Space,
) -> None:
    """Write third parties' ladders where the public expectation of each package takes them.

    Parameters
    ----------
    answers : array over (asked, row, package, option)
    z : array over (column, lane)
        The positions as they stand, with the flags of a signature.
    """
    tables, probability = layout.tables, space.probability
    for j in range(size(plan, REACTIONS)):
        party, shape = at(plan, REACTIONS, j, PARTY), at(plan, REACTIONS, j, SHAPE)
        start, stop = at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)
        if asked[party] < 0:
            price_steps(layout, rows, held, party, space.prices[j])
        for cell in range(at(plan, CELLS, shape, 0)):
            if asked[party] >= 0:
                for lane in range(LANES):
                    put_row(answers[asked[party], rows.row[lane], cell], lane, probability)
            else:
                suppose_package(plan, j, shape, cell, b, z)
                reaction_probabilities(
                    layout, rows, party, space.prices[j], z, space.steps, probability
                )
            for i in range(start, stop):
                issue, option = at(tables, OWN, i, 0), 1 + 2 * (i - start)
                up, down = read(probability, option), read(probability, option + 1)
                level = expected_level(layout, rows, issue, up, down)
                write(b, place_of_level(layout, plan, issue) + cell, level)
        for i in range(start, stop):
            issue = at(tables, OWN, i, 0)
            write_other_scales(layout, plan, issue, at(plan, CELLS, shape, 0), b)


@part
def suppose_package(plan: Ints, j: int, shape: int, cell: int, b: Floats, z: Floats) -> None:
    """Write what the public expects of a package into the columns that a third party watches."""
    for i in range(at(plan, REACTIONS, j, COLUMNS_FROM), at(plan, REACTIONS, j, COLUMNS_TO)):
        column = at(plan, REACTION_COLUMNS, i, 0)
        write(z, column, look_up(plan, PUBLIC, column, shape, cell, b))


@part
def sum_terms(plan: Ints, group: int, abreast: Abreast, b: Floats, out: Floats) -> None:
    """Write the sum of a group's terms in each cell of its shape."""
    n, begin = at(plan, CELLS, at(plan, GROUPS, group, 0), 0), at(plan, GROUPS, group, TERMS_FROM)
    for t in range(begin, at(plan, GROUPS, group, TERMS_TO)):
        weight, first = read(abreast.numbers, at(plan, PRODUCTS, t, COEFFICIENT)), t == begin
        start, stop = at(plan, PRODUCTS, t, SCALARS_TO), at(plan, PRODUCTS, t, LAST_FACTOR)
        for f in range(at(plan, PRODUCTS, t, FACTORS_FROM), start):
            weight = weight * read(b, at(plan, MULTIPLICANDS, f, 0))
        if stop == start:
            write(out, 0, so_far(first, out, 0) + weight)
            continue
        last = stop - 1
        y, of_y = factor_of(plan, last, b), cells_of(plan, last)
        if stop == start + 1:
            for cell in range(n):
                write(out, cell, so_far(first, out, cell) + weight * read(y, of_y[cell]))
            continue
        x, of_x = factor_of(plan, start, b), cells_of(plan, start)
        if stop == start + 2:
            for cell in range(n):
                product = read(x, of_x[cell]) * read(y, of_y[cell])
                write(out, cell, so_far(first, out, cell) + weight * product)
            continue
        for cell in range(n):
            product = weight * read(x, of_x[cell]) * read(y, of_y[cell])
            for f in range(start + 1, last):
                product = product * read(factor_of(plan, f, b), cells_of(plan, f)[cell])
            write(out, cell, so_far(first, out, cell) + product)


@unit
def average_over_packages(
    layout: Layout,
    plan: Ints,
    abreast: Abreast,
    v: int,
    ahead: int,
    b: Floats,
    piece: Floats,
) -> None:
    """Write the conditions that a payoff reads, at their window means (equation 3)."""
    party, numbers = at(plan, VALUED, v, PARTY), abreast.numbers
    first = read(numbers, at(layout.tables, PARTIES, party, FIRST))
    for e in range(at(plan, VALUED, v, CONDITIONS_FROM), at(plan, VALUED, v, CONDITIONS_TO)):
        c, kind = at(plan, MEANS, e, CONDITION), at(plan, MEANS, e, KIND)
        offset, shape = at(plan, MEANS, e, OFFSET), at(plan, MEANS, e, CELLS_SHAPE)
        # As it is now: the buffer begins with the position's columns.
        present = read(b, at(layout.tables, CONDITIONS, c, CONDITION))
        out, n = b[LANES * offset :], at(plan, CELLS, shape, 0)
        if kind == DRIVEN_MEAN:
            stay = read(numbers, window(layout, party, c, np.int64(STAY)))
            drift = read(numbers, window(layout, party, c, np.int64(DRIFT)))
            mean = read(numbers, at(layout.tables, CONDITIONS, c, MEAN))
            mean = stay * present + (1.0 - stay) * mean
            write(out, 0, 0.0)
            for g in range(at(plan, MEANS, e, DRIVERS_FROM), at(plan, MEANS, e, DRIVERS_TO)):
                sum_terms(plan, g, abreast, b, piece)
                fresh = at(plan, GROUPS, g, BEGINS) != 0
                add_up(plan, shape, at(plan, GROUPS, g, 0), piece, fresh, out)
            for cell in range(n):
                driven = drift * read(out, cell) + mean
                write(out, cell, smaller(larger(driven, 0.0), 1.0))
            continue
        following = read(numbers, scheduled(layout, ahead, 1 + party, c))
        damper = at(layout.tables, CONDITIONS, c, DAMPED_BY)
        for cell in range(n):
            damp = 1.0
            if damper >= 0:
                column = at(layout.tables, ISSUES, damper, LEVEL)
                damp = 1.0 - look_up(plan, PROFILE, column, shape, cell, b)
            now = present
            if ahead > 0:
                now = read(numbers, scheduled(layout, ahead, 0, c)) * damp
            write(out, cell, first * now + following * damp if kind == SCHEDULED_MEAN else now)


@unit
def value_to(
    layout: Layout,
    plan: Ints,
    abreast: Abreast,
    v: int,
    b: Floats,
    piece: Floats,
    out: Floats,
) -> None:
    """Write G for one party: its payoff, others' types mixed by belief (equation 8).

    Parameters
    ----------
    out : array over (cell of the target shape, lane)
        Own type, if there is one, then packages.
    """
    party, target = at(plan, VALUED, v, PARTY), at(plan, VALUED, v, TARGET)
    first, last = at(plan, VALUED, v, GROUPS_FROM), at(plan, VALUED, v, GROUPS_TO)
    if first == last:
        for cell in range(at(plan, CELLS, target, 0)):
            write(out, cell, 0.0)
    for g in range(first, last):
        sum_terms(plan, g, abreast, b, piece)
        shape = at(plan, GROUPS, g, 0)
        n = at(plan, CELLS, shape, 0)
        for axis in range(size(plan, TYPE_AXES)):
            other, stride = at(plan, TYPE_AXES, axis, 0), at(plan, STRIDES, shape, axis)
            if other == party or stride == 0:
                continue
            low, high = read(abreast.weights, 2 * other), read(abreast.weights, 2 * other + 1)
            n //= 2
            for outer in range(n // stride):
                for inner in range(stride):
                    # Cells not yet mixed lie beyond the one that is written.
                    there = 2 * outer * stride + inner
                    mean = low * read(piece, there) + high * read(piece, there + stride)
                    write(piece, outer * stride + inner, mean)
        # Sums over few cells go into those over more before they go into the largest.
        mixed_shape, parent = at(plan, GROUPS, g, MIXED), at(plan, GROUPS, g, PARENT)
        if at(plan, GROUPS, g, RESULT) >= 0:
            result = b[LANES * at(plan, GROUPS, g, RESULT) :]
            for cell in range(n):
                write(piece, cell, read(result, cell) + read(piece, cell))
        fresh = at(plan, GROUPS, g, BEGINS) != 0
        if parent < 0:
            add_up(plan, target, mixed_shape, piece, fresh, out)
        else:
            above = b[LANES * at(plan, GROUPS, parent, RESULT) :]
            add_up(plan, at(plan, GROUPS, parent, MIXED), mixed_shape, piece, fresh, above)
