"""What is delivered of each package, by type and as the public expects it (equations 2, 8)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part, unit
from bargaining.solver.lanes import LANES, Lanes, larger, read, smaller, where_above, write
from bargaining.solver.layout import (
    AT_TABLE,
    BASELINE,
    CELLS,
    CONCESSIONS,
    EVER_AGREED,
    EXCESS,
    FAILED_RATIFICATION,
    FLAGS,
    GIVER,
    GIVERS,
    IN_FORCE,
    ISSUE,
    ISSUES,
    LAG_OFFSET,
    LAG_SHAPE,
    LEVEL,
    MEMORIES,
    MEMORY_LASTS,
    MENU,
    MENU_GIVERS,
    N_TYPES,
    PARTIES,
    PARTY,
    PROFILE,
    PROFILE_SHAPE,
    PROMISES_BIND,
    PUBLIC,
    PUBLIC_LAG_OFFSET,
    PUBLIC_LAG_SHAPE,
    PUBLIC_SHAPE,
    RULES,
    RUNG_SHAPE,
    SCALES,
    SCALES_FROM,
    SCALES_TO,
    SCOPE,
    SCOPE_FROM,
    SCOPE_TO,
    SCOPED,
    SHARES,
    TOLERANCE,
    TYPE_SHAPE,
    Layout,
    Whole,
    at,
    size,
)
from bargaining.solver.payoffs import of_state, open_and_asked, scaled
from bargaining.solver.rows import Abreast, cells_in, look_up, so_far, values_of

__all__ = [
    "deliver_by_profile", "deliver_publicly", "exceed", "memory_once_signed", "place_of_level",
    "scales_of", "suppose_signed", "write_other_scales",
]  # fmt: skip


@part
def suppose_signed(layout: Layout, z: Floats) -> None:
    """Set the flags to what a signature makes of them."""
    write(z, at(layout.tables, FLAGS, AT_TABLE, 0), 0.0)
    write(z, at(layout.tables, FLAGS, EVER_AGREED, 0), 1.0)
    write(z, at(layout.tables, FLAGS, IN_FORCE, 0), 1.0)
    write(z, at(layout.tables, FLAGS, FAILED_RATIFICATION, 0), 0.0)


@part
def memory_once_signed(layout: Layout, public: Floats, party: int, z: Floats) -> Lanes:
    """Return the memory under a new text: what was taken back of a completed one counts in it."""
    memory, bound = of_state(layout, public, MEMORIES, party), read(public, PROMISES_BIND)
    missing, asked = open_and_asked(layout, public, party, z)
    open_share = where_above(asked, 0.0, larger(memory, smaller(1.0, missing / asked)), memory)
    completed = where_above(read(public, IN_FORCE), 0.0, 0.0, bound)
    return where_above(completed, 0.0, open_share, memory)


@part
def present_level(layout: Layout, issue: int, b: Floats) -> Lanes:
    """Return the level on which a ladder stands: the buffer begins with the position's columns."""
    return read(b, at(layout.tables, ISSUES, issue, LEVEL))


@inlined
def levels_of(layout: Layout, issue: int) -> Floats:
    """Return the levels of a ladder's rungs."""
    return layout.ladders[at(layout.tables, ISSUES, issue, SCALES_FROM)]  # type: ignore[no-any-return]


@part
def delivered(level: float, present: Lanes, share: Lanes) -> Lanes:
    """Return the level that is expected of a ladder that a package puts on this one."""
    return present + share * larger(level - present, 0.0)


@part
def mark_asked(layout: Layout, plan: Ints, giver: int, shape: int, b: Floats, out: Floats) -> None:
    """Write 1 for cells of a shape whose packages ask a giver for anything, 0 for the others."""
    n = at(plan, CELLS, shape, 0)
    for cell in range(n):
        write(out, cell, 0.0)
    for a in range(size(plan, MENU)):
        if at(plan, MENU_GIVERS, a, 0) == giver:
            issue = at(plan, MENU, a, ISSUE)
            present, levels = present_level(layout, issue, b), levels_of(layout, issue)
            of = cells_in(plan, shape, at(plan, MENU, a, RUNG_SHAPE))
            for cell in range(n):
                asked = where_above(levels[np.uint64(of[cell])], present, 1.0, read(out, cell))
                write(out, cell, asked)


@unit
def deliver_by_profile(layout: Layout, plan: Ints, abreast: Abreast, b: Floats) -> None:
    """Write levels and undelivered shares for each type profile (equation 8).

    Cells of the types come one after the other.
    """
    for a in range(size(plan, MENU)):
        issue, shape = at(plan, MENU, a, ISSUE), at(plan, MENU, a, PROFILE_SHAPE)
        g, n = at(plan, MENU_GIVERS, a, 0), at(plan, CELLS, shape, 0)
        present, levels = present_level(layout, issue, b), levels_of(layout, issue)
        out = values_of(plan, PROFILE, at(layout.tables, ISSUES, issue, LEVEL), b)
        rungs = cells_in(plan, shape, at(plan, MENU, a, RUNG_SHAPE))
        each = cells_by_type(plan, g, n)
        for start in range(0, n, each):
            row = row_of_share(plan, g, start)
            share = values_of(plan, SHARES, row, b)
            of = cells_in(plan, shape, at(plan, SHARES, row, 1))
            for i in range(start, start + each):
                cell = np.uint64(i)
                level = levels[np.uint64(rungs[cell])]
                write(out, i, delivered(level, present, read(share, of[cell])))
        write_other_scales(layout, plan, issue, n, b)
    for g in range(size(plan, GIVERS)):
        offset = at(plan, GIVERS, g, LAG_OFFSET)
        if offset < 0:
            continue
        shape = at(plan, GIVERS, g, LAG_SHAPE)
        memory, n = read(abreast.memories, at(plan, GIVERS, g, PARTY)), at(plan, CELLS, shape, 0)
        out, least = b[LANES * offset :], least_lag(layout, memory)
        mark_asked(layout, plan, g, shape, b, out)
        each = cells_by_type(plan, g, n)
        for start in range(0, n, each):
            row = row_of_share(plan, g, start)
            share = values_of(plan, SHARES, row, b)
            of = cells_in(plan, shape, at(plan, SHARES, row, 1))
            for i in range(start, start + each):
                lag = larger(1.0 - read(share, of[np.uint64(i)]), least)
                write(out, i, where_above(read(out, i), 0.0, lag, memory))


@part
def cells_by_type(plan: Ints, g: int, n: int) -> int:
    """Return how many of n cells belong to one type of a giver."""
    return n if at(plan, GIVERS, g, TYPE_SHAPE) < 0 else n // 2


@part
def row_of_share(plan: Ints, g: int, start: int) -> int:
    """Return the row of SHARES of the giver's type whose cells start here; one alone is type 1."""
    return 2 * g + (0 if at(plan, GIVERS, g, TYPE_SHAPE) >= 0 and start == 0 else 1)


@part
def least_lag(layout: Layout, memory: Lanes) -> Lanes:
    """Return the undelivered share that a new agreement begins with."""
    return memory if at(layout.tables, RULES, MEMORY_LASTS, 0) else 0.0


@part
def scales_of(layout: Layout, issue: int) -> tuple[int, int]:
    """Return the range of an issue's scales, its level first."""
    first = at(layout.tables, ISSUES, issue, SCALES_FROM)
    return first, at(layout.tables, ISSUES, issue, SCALES_TO)


@part
def place_of_level(layout: Layout, plan: Ints, issue: int) -> int:
    """Return where a ladder's level by profile begins."""
    return at(plan, PROFILE, at(layout.tables, ISSUES, issue, LEVEL), 0)


@part
def write_other_scales(layout: Layout, plan: Ints, issue: int, n: int, b: Floats) -> None:
    """Write a ladder's other scales by profile where its level stands in the first n cells."""
    levels = values_of(plan, PROFILE, at(layout.tables, ISSUES, issue, LEVEL), b)
    first, last = scales_of(layout, issue)
    for s in range(first + 1, last):
        out = values_of(plan, PROFILE, at(layout.tables, SCALES, s, 0), b)
        for cell in range(n):
            write(out, cell, scaled(layout, issue, s, read(levels, cell)))


@unit
def deliver_publicly(layout: Layout, plan: Ints, abreast: Abreast, b: Floats) -> None:
    """Write levels and undelivered shares as the public expects them, types mixed by belief."""
    tables = layout.tables
    for a in range(size(plan, MENU)):
        issue, shape = at(plan, MENU, a, ISSUE), at(plan, MENU, a, PUBLIC_SHAPE)
        giver, g = at(tables, ISSUES, issue, GIVER), at(plan, MENU_GIVERS, a, 0)
        first, last = scales_of(layout, issue)
        present, levels = present_level(layout, issue, b), levels_of(layout, issue)
        rungs = cells_in(plan, shape, at(plan, MENU, a, RUNG_SHAPE))
        for cell in range(at(plan, CELLS, shape, 0)):
            for s in range(first, last):
                write(b, at(plan, PUBLIC, at(tables, SCALES, s, 0), 0) + cell, 0.0)
            for type_ in range(2 - at(tables, PARTIES, giver, N_TYPES), 2):
                weight = read(abreast.weights, 2 * giver + type_)
                share = look_up(plan, SHARES, 2 * g + type_, shape, cell, b)
                level = delivered(levels[np.uint64(rungs[cell])], present, share)
                for s in range(first, last):
                    value = level if s == first else scaled(layout, issue, s, level)
                    place = at(plan, PUBLIC, at(tables, SCALES, s, 0), 0) + cell
                    write(b, place, read(b, place) + weight * value)
    for g in range(size(plan, GIVERS)):
        offset = at(plan, GIVERS, g, PUBLIC_LAG_OFFSET)
        if offset < 0:
            continue
        party, shape = at(plan, GIVERS, g, PARTY), at(plan, GIVERS, g, PUBLIC_LAG_SHAPE)
        memory = read(abreast.memories, party)
        out, least = b[LANES * offset :], least_lag(layout, memory)
        mark_asked(layout, plan, g, shape, b, out)
        for cell in range(at(plan, CELLS, shape, 0)):
            lag = 0.0
            for type_ in range(2 - at(tables, PARTIES, party, N_TYPES), 2):
                share = look_up(plan, SHARES, 2 * g + type_, shape, cell, b)
                lag = lag + read(abreast.weights, 2 * party + type_) * larger(1.0 - share, least)
            write(out, cell, where_above(read(out, cell), 0.0, lag, memory))


@unit
def exceed(layout: Layout, plan: Ints, abreast: Abreast, publicly: Whole, b: Floats) -> None:
    """Write net concessions and unreciprocated shares where payoffs use them (equation 2)."""
    tables, n_parties, done = layout.tables, size(layout.tables, PARTIES), False
    places = PUBLIC if publicly else PROFILE
    for e in range(size(plan, EXCESS)):
        if at(plan, EXCESS, e, 3) != publicly:
            continue
        if not done:
            for i in range(size(tables, SCOPED)):
                concede(layout, plan, abreast, places, publicly, at(tables, SCOPED, i, 0), b)
            done = True
        party, offset = at(plan, EXCESS, e, 0), at(plan, EXCESS, e, 1)
        shape = at(plan, EXCESS, e, 2)
        tolerance = read(abreast.numbers, at(tables, RULES, TOLERANCE, 0))
        out, n = b[LANES * offset :], at(plan, CELLS, shape, 0)
        n_scoped = size(tables, SCOPED)
        for i in range(n_scoped):
            other = at(tables, SCOPED, i, 0)
            row = publicly * n_parties + other
            share = 1.0 if other == party else -1.0 / (n_scoped - 1)
            value = values_of(plan, CONCESSIONS, row, b)
            of = cells_in(plan, shape, at(plan, CONCESSIONS, row, 1))
            for cell in range(n):
                beyond = so_far(i == 0, out, cell) + share * read(value, of[cell])
                last = i == n_scoped - 1
                write(out, cell, larger(beyond - tolerance, 0.0) if last else beyond)


@part
def concede(
    layout: Layout,
    plan: Ints,
    abreast: Abreast,
    places: int,
    publicly: Whole,
    party: int,
    b: Floats,
) -> None:
    """Write a principal's net concession in each cell."""
    tables = layout.tables
    row = publicly * size(tables, PARTIES) + party
    offset, shape = at(plan, CONCESSIONS, row, 0), at(plan, CONCESSIONS, row, 1)
    out, n = b[LANES * offset :], at(plan, CELLS, shape, 0)
    first = at(tables, PARTIES, party, SCOPE_FROM)
    for k in range(first, at(tables, PARTIES, party, SCOPE_TO)):
        issue = at(tables, SCOPE, k, 0)
        base = read(abreast.numbers, at(tables, ISSUES, issue, BASELINE))
        weight = read(abreast.numbers, at(tables, SCOPE, k, 1))
        column = at(tables, ISSUES, issue, LEVEL)
        level = values_of(plan, places, column, b)
        of = cells_in(plan, shape, at(plan, places, column, 1))
        for cell in range(n):
            above = larger(read(level, of[cell]) - base, 0.0)
            write(out, cell, so_far(k == first, out, cell) + weight * above)
