"""Payoffs of packages, with reactions of third parties and over the types of the others.

And what a giver would gain by delivering each package, and so what is expected of it: a promise is
kept with the probability of a logit choice between delivering it in full and not at all, so costs
of breaking promises and what delivery gives up show in what others expect (Fearon 1994, American
Political Science Review 88:577-592, for such costs; model, equation 8).
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import part, unit
from bargaining.solver.delivery import (
    deliver_by_profile,
    exceed,
    place_of_level,
    scales_of,
    write_other_scales,
)
from bargaining.solver.disagreement import Space
from bargaining.solver.elementary import logistic
from bargaining.solver.lanes import LANES, Lanes, larger, put_row, read, smaller, write
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
    GIVERS,
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
    N_TYPES,
    NOISE,
    OFFSET,
    OWN,
    OWN_FROM,
    OWN_TO,
    PARENT,
    PARTIES,
    PARTY,
    PRINCIPALS,
    PRODUCTS,
    PROFILE,
    PUBLIC,
    REACTION_COLUMNS,
    REACTIONS,
    RESULT,
    SCALARS_TO,
    SCALES,
    SCHEDULED_MEAN,
    SHAPE,
    SHARE_NUMBERS,
    SHARES,
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
from bargaining.solver.payoffs import copy
from bargaining.solver.polynomials import scheduled, window
from bargaining.solver.prices import price_steps
from bargaining.solver.reactions import expected_level, reaction_probabilities
from bargaining.solver.rows import Abreast, Rows, add_up, cells_of, factor_of, look_up, so_far

__all__ = [
    "average_over_packages", "logistic_cells", "react_to_packages", "set_shares", "value_to",
    "weigh_delivery",
]  # fmt: skip


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

    `out` is an array over (cell of the target shape, lane). Own type, if there is one, then
    packages.
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


@part
def set_shares(plan: Ints, giver: int, low: Lanes, high: Lanes, b: Floats) -> None:
    """Expect the types of a giver to deliver these shares of every package."""
    write(b, at(plan, SHARES, 2 * giver, 0), low)
    write(b, at(plan, SHARES, 2 * giver + 1, 0), high)


@part
def place_of_principal(plan: Ints, party: int) -> int:
    """Return the place of a party among the principals, -1 for another."""
    for v in range(size(plan, PRINCIPALS)):
        if at(plan, PRINCIPALS, v, 0) == party:
            return v
    return -1


@part
def logistic_cells(x: Floats, noise: Lanes, n: int, out: Floats) -> None:
    """Write 1 / (1 + exp(-x / noise)) of the first n cells."""
    for cell in range(n):
        write(out, cell, logistic(read(x, cell) / noise))


@unit
def weigh_delivery(
    layout: Layout,
    plan: Ints,
    prior: Ints,
    abreast: Abreast,
    ahead: int,
    pieces: Floats,
    expected: Floats,
    b: Floats,
) -> None:
    """Write the share of each package that each giver and type is expected to deliver (eq. 8).

    All others deliver their prior shares meanwhile, and third parties have reacted to what the
    public expects.

    Parameters
    ----------
    plan, prior : integers
        Plans with shares by package, and with prior shares.
    pieces : array
        Room.
    expected : array
        The buffer of `prior`, with third parties' reactions.
    b : array
        The buffer of `plan`, into which the shares and those reactions are written.
    """
    n, numbers = at(plan, CELLS, 1, 0), abreast.numbers
    piece, own, gain = pieces[0], pieces[1], pieces[2]
    for g in range(size(prior, GIVERS)):
        low = read(numbers, at(prior, SHARE_NUMBERS, g, 0))
        high = read(numbers, at(prior, SHARE_NUMBERS, g, 1))
        party = at(prior, GIVERS, g, PARTY)
        if at(plan, SHARES, 2 * g, 1) == 0:
            set_shares(plan, g, low, high, b)
            continue
        v, n_types = place_of_principal(prior, party), at(layout.tables, PARTIES, party, N_TYPES)
        for kept in range(1, -1, -1):
            set_shares(prior, g, float(kept), float(kept), expected)
            deliver_by_profile(layout, prior, abreast, expected)
            exceed(layout, prior, abreast, np.int64(0), expected)
            average_over_packages(layout, prior, abreast, v, ahead, expected, piece)
            value_to(layout, prior, abreast, v, expected, piece, own)
            for m in range(n * n_types):
                write(gain, m, read(own, m) if kept else read(gain, m) - read(own, m))
        set_shares(prior, g, low, high, expected)
        noise = read(numbers, at(layout.tables, PARTIES, party, NOISE))
        for t in range(2):
            of_type = gain[LANES * (t * n if n_types == 2 else 0) :]
            share = b[LANES * at(plan, SHARES, 2 * g + t, 0) :]
            logistic_cells(of_type, noise, n, share)
    copy_reactions(layout, plan, prior, expected, b)


@part
def copy_reactions(layout: Layout, plan: Ints, prior: Ints, expected: Floats, b: Floats) -> None:
    """Write third parties' ladders from one buffer into another."""
    for j in range(size(plan, REACTIONS)):
        party, shape = at(plan, REACTIONS, j, PARTY), at(plan, REACTIONS, j, SHAPE)
        n = at(plan, CELLS, shape, 0)
        start = at(layout.tables, PARTIES, party, OWN_FROM)
        for i in range(start, at(layout.tables, PARTIES, party, OWN_TO)):
            first, last = scales_of(layout, at(layout.tables, OWN, i, 0))
            for s in range(first, last):
                column = at(layout.tables, SCALES, s, 0)
                source = LANES * at(prior, PROFILE, column, 0)
                out = LANES * at(plan, PROFILE, column, 0)
                copy(expected[source : source + LANES * n], b[out:])
