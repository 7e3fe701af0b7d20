"""What each package, and having none, is worth to each principal (model, equations 8 and 11)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import inlined, kernel, part
from bargaining.solver.elementary import logistic
from bargaining.solver.layout import (
    AT_TABLE,
    BASELINE,
    BELIEFS,
    BREAKDOWN_IS_FINAL,
    BROKEN,
    BUFFER,
    CELLS,
    CELLS_SHAPE,
    COEFFICIENT,
    COLUMNS_FROM,
    COLUMNS_TO,
    CONCESSIONS,
    CONDITION,
    CONDITIONS,
    CONDITIONS_FROM,
    CONDITIONS_TO,
    DAMPED_BY,
    DRIFT,
    DRIVEN_MEAN,
    DRIVERS_FROM,
    DRIVERS_TO,
    EMPTY_PACKAGE,
    EVER_AGREED,
    EXCESS,
    FACTORS_FROM,
    FAILED_RATIFICATION,
    FIRST,
    FLAGS,
    GIVER,
    GIVERS,
    GROUPS,
    GROUPS_FROM,
    GROUPS_TO,
    HURDLE,
    IN_FORCE,
    IN_PAYOFF,
    ISSUE,
    ISSUES,
    KIND,
    LAG_OFFSET,
    LAG_SHAPE,
    LAST_FACTOR,
    LEVEL,
    LISTED,
    MAP_FROM,
    MAPS,
    MEAN,
    MEANS,
    MEMORIES,
    MENU,
    MENU_GIVERS,
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
    PAYOFF,
    PRINCIPALS,
    PRODUCTS,
    PROFILE,
    PROFILE_SHAPE,
    PUBLIC,
    PUBLIC_LAG_OFFSET,
    PUBLIC_LAG_SHAPE,
    PUBLIC_SHAPE,
    REACTION_COLUMNS,
    REACTIONS,
    RESULT,
    RULES,
    RUNG_SHAPE,
    SCALARS_TO,
    SCALES,
    SCALES_FROM,
    SCALES_TO,
    SCHEDULED_MEAN,
    SCOPE,
    SCOPE_FROM,
    SCOPE_TO,
    SCOPED,
    SHAPE,
    SHARE_NUMBERS,
    SHARES,
    STAY,
    STRIDES,
    TARGET,
    TERMS_FROM,
    TERMS_TO,
    TOLERANCE,
    TYPE_AXES,
    TYPE_PLACES,
    TYPE_SHAPE,
    UNDELIVERED,
    UNRECIPROCATED,
    VALUED,
    Disagreement,
    Layout,
    PackageValues,
    Positions,
    PublicState,
    Whole,
    at,
    size,
)
from bargaining.solver.payoffs import (
    average_conditions,
    copy,
    derive,
    evaluate,
    level_at,
    payoff_by_type,
    present_columns,
    scaled,
    scheduled,
    set_rung,
    unreciprocated,
    window,
)
from bargaining.solver.reactions import (
    expected_level,
    reaction_probabilities,
    set_expected_levels,
)

__all__ = [
    "disagreement_columns",
    "feasible_packages",
    "public_columns",
    "signed_flows",
    "value_packages",
]


@part
def cell_of(plan: Ints, shape: int, cell: int, other: int) -> int:
    """Return which cell of another shape a cell lies in."""
    return at(plan, MAPS, at(plan, MAP_FROM, shape, other) + cell, 0)


@inlined
def cells_in(plan: Ints, shape: int, other: int) -> Ints:
    """Return which cell of another shape each cell of a shape lies in, from its first cell on."""
    return plan[plan[3 * MAPS] + at(plan, MAP_FROM, shape, other) :]


@inlined
def values_of(plan: Ints, places: int, row: Whole, b: Floats) -> Floats:
    """Return what the buffer holds of a place (offset and shape), from its first cell on."""
    return b[at(plan, places, row, 0) :]


@part
def look_up(plan: Ints, places: int, row: int, shape: int, cell: int, b: Floats) -> float:
    """Return what the buffer holds of a place (offset and shape) for a cell of a larger shape."""
    of = at(plan, places, row, 1)
    return b[at(plan, places, row, 0) + cell_of(plan, shape, cell, of)]  # type: ignore[no-any-return]


@part
def weight_of_type(layout: Layout, public: Floats, party: int, type_: int) -> float:
    """Return the public probability of a type; 1 for the only one."""
    if at(layout.tables, PARTIES, party, N_TYPES) == 1:
        return 1.0
    belief = public[at(layout.tables, RULES, BELIEFS, 0) + party]
    return belief if type_ == 1 else 1.0 - belief  # type: ignore[no-any-return]


@part
def suppose_signed(layout: Layout, z: Floats) -> None:
    """Set the flags to what a signature makes of them."""
    z[at(layout.tables, FLAGS, AT_TABLE, 0)] = 0.0
    z[at(layout.tables, FLAGS, EVER_AGREED, 0)] = 1.0
    z[at(layout.tables, FLAGS, IN_FORCE, 0)] = 1.0
    z[at(layout.tables, FLAGS, FAILED_RATIFICATION, 0)] = 0.0


@part
def delivered(
    layout: Layout, plan: Ints, rung: Ints, a: int, shape: int, cell: int, type_: int, b: Floats
) -> float:
    """Return the level that a giver of a type is expected to reach on a menu issue."""
    issue = at(plan, MENU, a, ISSUE)
    present = level_at(layout, issue, rung[issue])
    r = cell_of(plan, shape, cell, at(plan, MENU, a, RUNG_SHAPE))
    asked = level_at(layout, issue, r) - present
    share = look_up(plan, SHARES, 2 * at(plan, MENU_GIVERS, a, 0) + type_, shape, cell, b)
    return present + share * max(asked, 0.0)


@part
def mark_asked(plan: Ints, rung: Ints, giver: int, shape: int, out: Floats) -> None:
    """Write 1 for cells of a shape whose packages ask a giver for anything, 0 for the others."""
    n = at(plan, CELLS, shape, 0)
    for cell in range(n):
        out[cell] = 0.0
    for a in range(size(plan, MENU)):
        if at(plan, MENU_GIVERS, a, 0) == giver:
            present = rung[at(plan, MENU, a, ISSUE)]
            of = cells_in(plan, shape, at(plan, MENU, a, RUNG_SHAPE))
            for cell in range(n):
                if of[cell] > present:
                    out[cell] = 1.0


@part
def deliver_by_profile(layout: Layout, plan: Ints, public: Floats, rung: Ints, b: Floats) -> None:
    """Write levels and undelivered shares for each type profile (equation 8)."""
    for a in range(size(plan, MENU)):
        issue, shape = at(plan, MENU, a, ISSUE), at(plan, MENU, a, PROFILE_SHAPE)
        of_type = at(plan, GIVERS, at(plan, MENU_GIVERS, a, 0), TYPE_SHAPE)
        first, last = scales_of(layout, issue)
        for cell in range(at(plan, CELLS, shape, 0)):
            type_ = 1 if of_type < 0 else cell_of(plan, shape, cell, of_type)
            level = delivered(layout, plan, rung, a, shape, cell, type_, b)
            write_level(layout, plan, issue, first, last, level, cell, b)
    for g in range(size(plan, GIVERS)):
        offset = at(plan, GIVERS, g, LAG_OFFSET)
        if offset < 0:
            continue
        shape, of_type = at(plan, GIVERS, g, LAG_SHAPE), at(plan, GIVERS, g, TYPE_SHAPE)
        memory = public[at(layout.tables, RULES, MEMORIES, 0) + at(plan, GIVERS, g, PARTY)]
        out = b[offset:]
        mark_asked(plan, rung, g, shape, out)
        for cell in range(at(plan, CELLS, shape, 0)):
            if out[cell] == 0.0:
                out[cell] = memory
                continue
            type_ = 1 if of_type < 0 else cell_of(plan, shape, cell, of_type)
            out[cell] = 1.0 - look_up(plan, SHARES, 2 * g + type_, shape, cell, b)


@part
def scales_of(layout: Layout, issue: int) -> tuple[int, int]:
    """Return the range of an issue's scales, its level first."""
    first = at(layout.tables, ISSUES, issue, SCALES_FROM)
    return first, at(layout.tables, ISSUES, issue, SCALES_TO)


@part
def write_level(
    layout: Layout,
    plan: Ints,
    issue: int,
    first: int,
    last: int,
    level: float,
    cell: int,
    b: Floats,
) -> None:
    """Write a ladder's level, and its other scales, into a cell by profile."""
    b[at(plan, PROFILE, at(layout.tables, SCALES, first, 0), 0) + cell] = level
    for s in range(first + 1, last):
        offset = at(plan, PROFILE, at(layout.tables, SCALES, s, 0), 0)
        b[offset + cell] = scaled(layout, issue, s, level)


@part
def deliver_publicly(layout: Layout, plan: Ints, public: Floats, rung: Ints, b: Floats) -> None:
    """Write levels and undelivered shares as the public expects them, types mixed by belief."""
    tables = layout.tables
    for a in range(size(plan, MENU)):
        issue, shape = at(plan, MENU, a, ISSUE), at(plan, MENU, a, PUBLIC_SHAPE)
        giver = at(tables, ISSUES, issue, GIVER)
        first, last = scales_of(layout, issue)
        for cell in range(at(plan, CELLS, shape, 0)):
            for s in range(first, last):
                b[at(plan, PUBLIC, at(tables, SCALES, s, 0), 0) + cell] = 0.0
            for type_ in range(2 - at(tables, PARTIES, giver, N_TYPES), 2):
                weight = weight_of_type(layout, public, giver, type_)
                level = delivered(layout, plan, rung, a, shape, cell, type_, b)
                for s in range(first, last):
                    value = level if s == first else scaled(layout, issue, s, level)
                    b[at(plan, PUBLIC, at(tables, SCALES, s, 0), 0) + cell] += weight * value
    for g in range(size(plan, GIVERS)):
        offset = at(plan, GIVERS, g, PUBLIC_LAG_OFFSET)
        if offset < 0:
            continue
        party, shape = at(plan, GIVERS, g, PARTY), at(plan, GIVERS, g, PUBLIC_LAG_SHAPE)
        memory = public[at(tables, RULES, MEMORIES, 0) + party]
        out = b[offset:]
        mark_asked(plan, rung, g, shape, out)
        for cell in range(at(plan, CELLS, shape, 0)):
            if out[cell] == 0.0:
                out[cell] = memory
                continue
            out[cell] = 0.0
            for type_ in range(2 - at(tables, PARTIES, party, N_TYPES), 2):
                share = look_up(plan, SHARES, 2 * g + type_, shape, cell, b)
                out[cell] += weight_of_type(layout, public, party, type_) * (1.0 - share)


@part
def exceed(layout: Layout, plan: Ints, numbers: Floats, publicly: Whole, b: Floats) -> None:
    """Write net concessions and unreciprocated shares where payoffs use them (equation 2)."""
    tables, n_parties, done = layout.tables, size(layout.tables, PARTIES), False
    places = PUBLIC if publicly else PROFILE
    for e in range(size(plan, EXCESS)):
        if at(plan, EXCESS, e, 3) != publicly:
            continue
        if not done:
            for i in range(size(tables, SCOPED)):
                concede(layout, plan, numbers, places, publicly, at(tables, SCOPED, i, 0), b)
            done = True
        party, offset = at(plan, EXCESS, e, 0), at(plan, EXCESS, e, 1)
        shape = at(plan, EXCESS, e, 2)
        tolerance = numbers[at(tables, RULES, TOLERANCE, 0)]
        out, n = b[offset:], at(plan, CELLS, shape, 0)
        for cell in range(n):
            out[cell] = 0.0
        for i in range(size(tables, SCOPED)):
            other = at(tables, SCOPED, i, 0)
            row = publicly * n_parties + other
            share = 1.0 if other == party else -1.0 / (size(tables, SCOPED) - 1)
            value = values_of(plan, CONCESSIONS, row, b)
            of = cells_in(plan, shape, at(plan, CONCESSIONS, row, 1))
            for cell in range(n):
                out[cell] += share * value[np.uint64(of[cell])]
        for cell in range(n):
            out[cell] = max(out[cell] - tolerance, 0.0)


@part
def concede(
    layout: Layout, plan: Ints, numbers: Floats, places: int, publicly: Whole, party: int, b: Floats
) -> None:
    """Write a principal's net concession in each cell."""
    tables = layout.tables
    row = publicly * size(tables, PARTIES) + party
    offset, shape = at(plan, CONCESSIONS, row, 0), at(plan, CONCESSIONS, row, 1)
    out, n = b[offset:], at(plan, CELLS, shape, 0)
    for cell in range(n):
        out[cell] = 0.0
    for k in range(at(tables, PARTIES, party, SCOPE_FROM), at(tables, PARTIES, party, SCOPE_TO)):
        issue = at(tables, SCOPE, k, 0)
        base = numbers[at(tables, ISSUES, issue, BASELINE)]
        weight = numbers[at(tables, SCOPE, k, 1)]
        column = at(tables, ISSUES, issue, LEVEL)
        level = values_of(plan, places, column, b)
        of = cells_in(plan, shape, at(plan, places, column, 1))
        for cell in range(n):
            out[cell] += weight * max(level[np.uint64(of[cell])] - base, 0.0)


@part
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
                    layout, numbers, public, rung, held, party, z, scores, probability
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
            for cell in range(n):
                out[cell] += weight * x[np.uint64(of_x[cell])]
            continue
        last = stop - 1
        y, of_y = b[at(plan, MULTIPLICANDS, last, 0) :], maps[at(plan, MULTIPLICANDS, last, 1) :]
        if stop == start + 2:
            for cell in range(n):
                out[cell] += weight * (x[np.uint64(of_x[cell])] * y[np.uint64(of_y[cell])])
            continue
        for cell in range(n):
            product = weight * x[of_x[cell]] * y[of_y[cell]]
            for f in range(start + 1, last):
                at_cell = maps[at(plan, MULTIPLICANDS, f, 1) + cell]
                product *= b[at(plan, MULTIPLICANDS, f, 0) + at_cell]
            out[cell] += product


@part
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


@part
def add_up(plan: Ints, shape: int, other: int, piece: Floats, out: Floats) -> None:
    """Add values over the cells of one shape to those of a larger one."""
    of = cells_in(plan, shape, other)
    for cell in range(at(plan, CELLS, shape, 0)):
        out[cell] += piece[np.uint64(of[cell])]


@part
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


@part
def disagree(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    row: int,
    situation: int,
    held: Bools,
    asked: Ints,
    answers: Floats,
    z: Floats,
    scores: Floats,
    probability: Floats,
    after: Floats,
) -> None:
    """Write the columns that follow `z` once third parties have reacted to it.

    Parameters
    ----------
    answers : array over (asked, row, situation, option)
    """
    copy(z, after)
    for j in range(size(plan, REACTIONS)):
        party = at(plan, REACTIONS, j, PARTY)
        if asked[party] >= 0:
            copy(answers[asked[party], row, situation], probability)
        else:
            reaction_probabilities(
                layout, numbers, public, rung, held, party, z, scores, probability
            )
        set_expected_levels(layout, rung, party, probability, after)
    derive(layout, numbers, public, after)


@part
def find_feasible(
    layout: Layout, plan: Ints, rung: Ints, menu_rules: Ints, scratch: Floats, out: Bools
) -> None:
    """Write which packages may be offered (model, B2.1 #4).

    They lower no rung, levels are those the menu lists or the present one, the empty package exists
    only where the menu says so, and the menu's rules in force hold.
    """
    for package in range(out.size):
        out[package] = True
        scratch[package] = 0.0
    for a in range(size(plan, MENU)):
        present, listed = (
            rung[at(plan, MENU, a, ISSUE)],
            plan[plan[3 * LISTED] + a * plan[3 * LISTED + 1] :],
        )
        of = cells_in(plan, 1, at(plan, MENU, a, RUNG_SHAPE))
        for package in range(out.size):
            r = of[package]
            if r < present or (r > present and listed[r] == 0):
                out[package] = False
            scratch[package] += r != present
    if at(layout.tables, RULES, EMPTY_PACKAGE, 0) == 0:
        for package in range(out.size):
            if scratch[package] == 0.0:
                out[package] = False
    for i in range(menu_rules.shape[0]):
        for package in range(out.size):
            lower = packaged_level(layout, plan, rung, menu_rules[i, 0], package)
            if lower > packaged_level(layout, plan, rung, menu_rules[i, 1], package) + 1e-9:
                out[package] = False


@part
def packaged_level(layout: Layout, plan: Ints, rung: Ints, issue: int, package: int) -> float:
    """Return the level that a package gives an issue."""
    r = rung[issue]
    for a in range(size(plan, MENU)):
        if at(plan, MENU, a, ISSUE) == issue:
            r = cell_of(plan, 1, package, at(plan, MENU, a, RUNG_SHAPE))
    return level_at(layout, issue, r)


@kernel
def feasible_packages(
    layout: Layout, plan: Ints, positions: Positions, menu_rules: Ints, out: Bools
) -> None:
    """Write which packages may be offered.

    Parameters
    ----------
    menu_rules : integers over (rule, 2)
        Issues of which the first may not stand above the second.
    out : booleans over (row, package)
    """
    scratch = np.zeros(out.shape[1])
    for row in range(out.shape[0]):
        find_feasible(layout, plan, positions.rung[row], menu_rules, scratch, out[row])


@part
def suppose_packages(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    b: Floats,
    z: Floats,
) -> None:
    """Write a position's columns into `z`, and what its packages are expected to bring into `b`."""
    present_columns(layout, numbers, public, rung, condition, z)
    suppose_signed(layout, z)
    copy(z, b)
    for g in range(size(plan, GIVERS)):
        for type_ in range(2):
            share = numbers[at(plan, SHARE_NUMBERS, g, type_)]
            b[at(plan, SHARES, 2 * g + type_, 0)] = share
    if size(plan, REACTIONS) > 0:
        deliver_publicly(layout, plan, public, rung, b)
        exceed(layout, plan, numbers, np.int64(1), b)


class _Space(NamedTuple):
    """Room for one row.

    The buffer `b`; columns as they are, supposed, after reactions and averaged (`z`, over 4);
    pieces of sums (`pieces`, over 3); values of ratifiers without an agreement.
    """

    b: Floats
    z: Floats
    pieces: Floats
    scores: Floats
    probability: Floats
    alone: Floats


@part
def value_disagreement(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    row: int,
    held: Bools,
    ahead: int,
    asked: Ints,
    answers: Floats,
    space: _Space,
    without: Disagreement,
) -> None:
    """Write U0, UT and U0 after a breakdown; those of ratifiers into `space.alone` (equation 8)."""
    n_principals = size(plan, PRINCIPALS)
    final = at(layout.tables, RULES, BREAKDOWN_IS_FINAL, 0)
    z, supposed, after, averaged = space.z[0], space.z[1], space.z[2], space.z[3]
    own = space.pieces[2]
    for situation in range(2 + final):
        suppose_disagreement(layout, situation, z, supposed)
        disagree(
            layout, plan, numbers, public, rung, row, situation, held, asked, answers, supposed,
            space.scores, space.probability, after,
        )  # fmt: skip
        for v in range(size(plan, VALUED)):
            if situation > 0 and v >= n_principals:
                continue
            party = at(plan, VALUED, v, PARTY)
            copy(after, averaged)
            average_conditions(
                layout, numbers, party, condition, np.int64(IN_PAYOFF), ahead, averaged
            )
            payoff_by_type(layout, party, numbers, averaged, own)
            for t in range(at(layout.tables, PARTIES, party, N_TYPES)):
                if v >= n_principals:
                    space.alone[v] = own[t]
                elif situation == 1:
                    without.at_table[row, v, t] = own[t]
                elif situation == 2:
                    without.broken[row, v, t] = own[t]
                else:
                    without.apart[row, v, t] = own[t]
                    if final == 0:
                        without.broken[row, v, t] = own[t]


@part
def suppose_disagreement(layout: Layout, situation: int, z: Floats, out: Floats) -> None:
    """Write the columns apart (0), at the table (1) or after a final breakdown (2)."""
    copy(z, out)
    out[at(layout.tables, FLAGS, AT_TABLE, 0)] = 1.0 if situation == 1 else 0.0
    if situation == 2:
        out[at(layout.tables, FLAGS, BROKEN, 0)] = 1.0


@part
def value_row(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    row: int,
    held: Bools,
    menu_rules: Ints,
    ahead: int,
    asked: Ints,
    answers: Floats,
    answers_without: Floats,
    space: _Space,
    values: PackageValues,
    without: Disagreement,
) -> None:
    """Write the values of one row (equations 8 and 11)."""
    n_packages, n_principals = at(plan, CELLS, 1, 0), size(plan, PRINCIPALS)
    b, z = space.b, space.z[0]
    piece, mixed, own = space.pieces[0], space.pieces[1], space.pieces[2]
    suppose_packages(layout, plan, numbers, public, rung, condition, b, z)
    react_to_packages(
        layout, plan, numbers, public, rung, row, held, asked, answers, b, z, space.scores,
        space.probability,
    )  # fmt: skip
    deliver_by_profile(layout, plan, public, rung, b)
    exceed(layout, plan, numbers, np.int64(0), b)
    present_columns(layout, numbers, public, rung, condition, z)
    value_disagreement(
        layout, plan, numbers, public, rung, condition, row, held, ahead, asked, answers_without,
        space, without,
    )  # fmt: skip
    find_feasible(layout, plan, rung, menu_rules, piece, values.feasible[row])
    ratified = values.ratified[row]
    for package in range(n_packages):
        ratified[package] = 1.0
    for v in range(size(plan, VALUED)):
        party = at(plan, VALUED, v, PARTY)
        average_over_packages(layout, plan, numbers, v, condition, ahead, b, piece)
        value_to(layout, plan, numbers, public, v, b, piece, mixed, own)
        if v < n_principals:
            for t in range(at(layout.tables, PARTIES, party, N_TYPES)):
                copy(own[t * n_packages : (t + 1) * n_packages], values.agreed[row, v, t])
            continue
        # A ratifier (Putnam 1988, pp. 427-460).
        status_quo = space.alone[v] + numbers[at(plan, VALUED, v, HURDLE)]
        noise = numbers[at(layout.tables, PARTIES, party, NOISE)]
        margin = values.margin[row, v - n_principals]
        for package in range(n_packages):
            margin[package] = own[package] - status_quo
        for package in range(n_packages):
            piece[package] = logistic(margin[package] / noise)
        for package in range(n_packages):
            ratified[package] *= piece[package]


@kernel
def value_packages(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    menu_rules: Ints,
    ahead: int,
    asked: Ints,
    answers: Floats,
    answers_without: Floats,
    n_columns: int,
    values: PackageValues,
    without: Disagreement,
) -> None:
    """Write what every package and both kinds of disagreement are worth (equations 8 and 11).

    Parameters
    ----------
    ahead : int
        Put scheduled conditions at their expectation so many rounds on.
    answers : array over (asked, row, package, option)
        Next steps of third parties that answer for themselves, at each package.
    answers_without : array over (asked, row, situation, option)
        The same apart, at the table, and after a final breakdown.
    """
    most, options = 2, 1 + 2 * positions.rung.shape[1]
    for shape in range(size(plan, CELLS)):
        most = max(most, at(plan, CELLS, shape, 0))
    space = _Space(
        np.zeros(at(plan, BUFFER, 0, 0)),
        np.zeros((4, n_columns)),
        np.zeros((3, most)),
        np.zeros((2, options)),
        np.zeros(options),
        np.zeros(size(plan, VALUED)),
    )
    for axis in range(size(plan, TYPE_PLACES)):
        if at(plan, TYPE_PLACES, axis, 0) >= 0:
            space.b[at(plan, TYPE_PLACES, axis, 0) + 1] = 1.0
    for row in range(positions.world.size):
        world = positions.world[row]
        value_row(
            layout, plan, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], row, held, menu_rules, ahead, asked, answers,
            answers_without, space, values, without,
        )  # fmt: skip


@kernel
def public_columns(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    out: Floats,
) -> None:
    """Write the columns that the public expects of each package, before anybody reacts.

    Parameters
    ----------
    out : array over (row, package, column)
    """
    b, z = np.zeros(at(plan, BUFFER, 0, 0)), np.zeros(out.shape[2])
    for row in range(positions.world.size):
        world = positions.world[row]
        suppose_packages(
            layout, plan, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], b, z,
        )  # fmt: skip
        for package in range(out.shape[1]):
            for column in range(out.shape[2]):
                out[row, package, column] = look_up(plan, PUBLIC, column, 1, package, b)


@kernel
def disagreement_columns(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    out: Floats,
) -> None:
    """Write the columns apart, at the table and after a final breakdown, before anybody reacts.

    Parameters
    ----------
    out : array over (row, situation, column)
    """
    z = np.zeros(out.shape[2])
    for row in range(positions.world.size):
        world = positions.world[row]
        present_columns(
            layout, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], z,
        )  # fmt: skip
        for situation in range(3):
            suppose_disagreement(layout, situation, z, out[row, situation])


@part
def flows_once_signed(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    in_force: float,
    z: Floats,
    supposed: Floats,
    agreed: Floats,
    without: Floats,
) -> None:
    """Write the flow payoffs of one row."""
    tables, n_principals = layout.tables, size(plan, PRINCIPALS)
    present_columns(layout, numbers, public, rung, condition, z)
    for situation in range(3):
        suppose_disagreement(layout, situation, z, supposed)
        for i in range(n_principals):
            polynomial = at(tables, PARTIES, at(plan, PRINCIPALS, i, 0), PAYOFF)
            without[situation, i] = evaluate(layout, polynomial, numbers, supposed)
    suppose_signed(layout, z)
    z[at(tables, FLAGS, IN_FORCE, 0)] = in_force
    for party in range(size(tables, PARTIES)):
        if at(tables, PARTIES, party, UNDELIVERED) >= 0:
            memory = public[at(tables, RULES, MEMORIES, 0) + party]
            z[at(tables, PARTIES, party, UNDELIVERED)] = memory
    for package in range(agreed.shape[1]):
        for a in range(size(plan, MENU)):
            issue = at(plan, MENU, a, ISSUE)
            r = cell_of(plan, 1, package, at(plan, MENU, a, RUNG_SHAPE))
            set_rung(layout, issue, max(r, rung[issue]), z)
        for i in range(size(tables, SCOPED)):
            party = at(tables, SCOPED, i, 0)
            if at(tables, PARTIES, party, UNRECIPROCATED) >= 0:
                excess = unreciprocated(layout, numbers, party, z)
                z[at(tables, PARTIES, party, UNRECIPROCATED)] = excess
        for i in range(n_principals):
            polynomial = at(tables, PARTIES, at(plan, PRINCIPALS, i, 0), PAYOFF)
            agreed[i, package] = evaluate(layout, polynomial, numbers, z)


@kernel
def signed_flows(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    in_force: float,
    n_columns: int,
    agreed: Floats,
    without: Floats,
) -> None:
    """Write flow payoffs with every package delivered in full, and without an agreement.

    Parameters
    ----------
    in_force : float
        Whether an agreement that is delivered in full still is in force, 0 or 1.
    agreed : array over (row, principal, package)
    without : array over (row, situation, principal)
        Apart, at the table, and after a final breakdown.
    """
    z, supposed = np.zeros(n_columns), np.zeros(n_columns)
    for row in range(positions.world.size):
        world = positions.world[row]
        flows_once_signed(
            layout, plan, numbers[state.draw[world]], state.values[world], positions.rung[row],
            positions.condition[row], in_force, z, supposed, agreed[row], without[row],
        )  # fmt: skip
