"""Payoffs of packages, with reactions of third parties and over the types of the others."""

from __future__ import annotations

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.cells import add_up, look_up
from bargaining.solver.compiled import part, unit
from bargaining.solver.delivery import scales_of, write_level
from bargaining.solver.layout import (
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
    MAPS,
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
from bargaining.solver.lines import add_scaled_at, add_scaled_products_at
from bargaining.solver.payoffs import copy, weight_of_type
from bargaining.solver.reactions import expected_level, reaction_probabilities
from bargaining.solver.windows import scheduled, window

__all__ = ["average_over_packages", "react_to_packages", "value_to"]


@unit
def react_to_packages(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    row: int,
    held: Bools,
    asked: Ints,
    answers: Floats,
    b: Floats,
    z: Floats,
    scores: Floats,
    unmoved: Floats,
    probability: Floats,
) -> None:
    """Write third parties' ladders where the public expectation of each package takes them.

    Parameters
    ----------
    answers : array over (asked, row, package, option)
    z : array over (column,)
        The position as it stands, with the flags of a signature.
    """
    for j in range(size(plan, REACTIONS)):
        party, shape = at(plan, REACTIONS, j, PARTY), at(plan, REACTIONS, j, SHAPE)
        start = at(layout.tables, PARTIES, party, OWN_FROM)
        for cell in range(at(plan, CELLS, shape, 0)):
            if asked[party] >= 0:
                copy(answers[asked[party], row, cell], probability)
            else:
                for i in range(
                    at(plan, REACTIONS, j, COLUMNS_FROM), at(plan, REACTIONS, j, COLUMNS_TO)
                ):
                    column = at(plan, REACTION_COLUMNS, i, 0)
                    z[column] = look_up(plan, PUBLIC, column, shape, cell, b)
                reaction_probabilities(
                    layout, numbers, public, rung, held, party, z, scores, unmoved, probability
                )
            for i in range(start, at(layout.tables, PARTIES, party, OWN_TO)):
                issue = at(layout.tables, OWN, i, 0)
                up, down = probability[1 + 2 * (i - start)], probability[2 + 2 * (i - start)]
                level = expected_level(layout, rung, issue, up, down)
                first, last = scales_of(layout, issue)
                write_level(layout, plan, issue, first, last, level, cell, b)


@part
def sum_terms(plan: Ints, group: int, numbers: Floats, b: Floats, out: Floats) -> None:
    """Write the sum of a group's terms in each cell of its shape."""
    n = at(plan, CELLS, at(plan, GROUPS, group, 0), 0)
    maps = plan[plan[3 * MAPS] :]
    for cell in range(n):
        out[cell] = 0.0
    for t in range(at(plan, GROUPS, group, TERMS_FROM), at(plan, GROUPS, group, TERMS_TO)):
        weight = numbers[at(plan, PRODUCTS, t, COEFFICIENT)]
        start, stop = at(plan, PRODUCTS, t, SCALARS_TO), at(plan, PRODUCTS, t, LAST_FACTOR)
        for f in range(at(plan, PRODUCTS, t, FACTORS_FROM), start):
            weight *= b[at(plan, MULTIPLICANDS, f, 0)]
        if stop == start:
            out[0] += weight
            continue
        x, of_x = b[at(plan, MULTIPLICANDS, start, 0) :], maps[at(plan, MULTIPLICANDS, start, 1) :]
        if stop == start + 1:
            add_scaled_at(weight, x, of_x, n, out)
            continue
        last = stop - 1
        y, of_y = b[at(plan, MULTIPLICANDS, last, 0) :], maps[at(plan, MULTIPLICANDS, last, 1) :]
        if stop == start + 2:
            add_scaled_products_at(weight, x, of_x, y, of_y, n, out)
            continue
        for cell in range(n):
            product = weight * x[of_x[cell]] * y[of_y[cell]]
            for f in range(start + 1, last):
                at_cell = maps[at(plan, MULTIPLICANDS, f, 1) + cell]
                product *= b[at(plan, MULTIPLICANDS, f, 0) + at_cell]
            out[cell] += product


@unit
def average_over_packages(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    v: int,
    condition: Floats,
    ahead: int,
    b: Floats,
    piece: Floats,
) -> None:
    """Write the conditions that a payoff reads, at their window means (equation 3)."""
    party = at(plan, VALUED, v, PARTY)
    first = numbers[at(layout.tables, PARTIES, party, FIRST)]
    for e in range(at(plan, VALUED, v, CONDITIONS_FROM), at(plan, VALUED, v, CONDITIONS_TO)):
        c, kind = at(plan, MEANS, e, CONDITION), at(plan, MEANS, e, KIND)
        offset, shape = at(plan, MEANS, e, OFFSET), at(plan, MEANS, e, CELLS_SHAPE)
        n = at(plan, CELLS, shape, 0)
        if kind == DRIVEN_MEAN:
            stay = numbers[window(layout, party, c, STAY)]
            drift = numbers[window(layout, party, c, DRIFT)]
            mean = numbers[at(layout.tables, CONDITIONS, c, MEAN)]
            mean = stay * condition[c] + (1.0 - stay) * mean
            for cell in range(n):
                b[offset + cell] = 0.0
            for g in range(at(plan, MEANS, e, DRIVERS_FROM), at(plan, MEANS, e, DRIVERS_TO)):
                sum_terms(plan, g, numbers, b, piece)
                add_up(plan, shape, at(plan, GROUPS, g, 0), piece, b[offset:])
            for cell in range(n):
                b[offset + cell] = min(max(drift * b[offset + cell] + mean, 0.0), 1.0)
            continue
        following = numbers[scheduled(layout, ahead, 1 + party, c)]
        damper = at(layout.tables, CONDITIONS, c, DAMPED_BY)
        for cell in range(n):
            damp = 1.0
            if damper >= 0:
                column = at(layout.tables, ISSUES, damper, LEVEL)
                damp -= look_up(plan, PROFILE, column, shape, cell, b)
            now = condition[c]
            if ahead > 0:
                now = numbers[scheduled(layout, ahead, 0, c)] * damp
            b[offset + cell] = now
            if kind == SCHEDULED_MEAN:
                b[offset + cell] = first * now + following * damp


@unit
def value_to(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    v: int,
    b: Floats,
    piece: Floats,
    mixed: Floats,
    out: Floats,
) -> None:
    """Write G for one party: its payoff, others' types mixed by belief (equation 8).

    Parameters
    ----------
    out : array over (cell of the target shape,)
        Own type, if there is one, then packages.
    """
    party, target = at(plan, VALUED, v, PARTY), at(plan, VALUED, v, TARGET)
    for cell in range(at(plan, CELLS, target, 0)):
        out[cell] = 0.0
    first, last = at(plan, VALUED, v, GROUPS_FROM), at(plan, VALUED, v, GROUPS_TO)
    for g in range(first, last):
        result = b[at(plan, GROUPS, g, RESULT) :]
        for cell in range(at(plan, CELLS, at(plan, GROUPS, g, MIXED), 0)):
            result[cell] = 0.0
    for g in range(first, last):
        sum_terms(plan, g, numbers, b, piece)
        shape = at(plan, GROUPS, g, 0)
        n = at(plan, CELLS, shape, 0)
        for axis in range(size(plan, TYPE_AXES)):
            other, stride = at(plan, TYPE_AXES, axis, 0), at(plan, STRIDES, shape, axis)
            if other == party or stride == 0:
                continue
            high = weight_of_type(layout, public, other, 1)
            low = 1.0 - high
            n //= 2
            for outer in range(n // stride):
                for inner in range(stride):
                    there = 2 * outer * stride + inner
                    mean = low * piece[there] + high * piece[there + stride]
                    mixed[outer * stride + inner] = mean
            for cell in range(n):
                piece[cell] = mixed[cell]
        # Sums over few cells go into those over more before they go into the largest.
        mixed_shape, parent = at(plan, GROUPS, g, MIXED), at(plan, GROUPS, g, PARENT)
        result = b[at(plan, GROUPS, g, RESULT) :]
        for cell in range(n):
            result[cell] += piece[cell]
        if parent < 0:
            add_up(plan, target, mixed_shape, result, out)
        else:
            above = b[at(plan, GROUPS, parent, RESULT) :]
            add_up(plan, at(plan, GROUPS, parent, MIXED), mixed_shape, result, above)
