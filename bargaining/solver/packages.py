"""Which packages may be offered, and what each, and none, is worth (model, equations 8 and 11)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.averages import (
    average_over_packages,
    logistic_cells,
    react_to_packages,
    set_shares,
    value_to,
    weigh_delivery,
)
from bargaining.solver.compiled import kernel, part, reserving, unit
from bargaining.solver.delivery import (
    deliver_by_profile,
    deliver_publicly,
    exceed,
    memory_once_signed,
    suppose_signed,
)
from bargaining.solver.disagreement import Space, value_disagreement
from bargaining.solver.lanes import LANES, lane_of, read, take_rows, write, zeros
from bargaining.solver.layout import (
    BUFFER,
    CELLS,
    EMPTY_PACKAGE,
    GIVERS,
    HURDLE,
    ISSUE,
    LISTED,
    MENU,
    N_TYPES,
    NOISE,
    PARTIES,
    PARTY,
    PRINCIPALS,
    PUBLIC,
    REACTIONS,
    RULES,
    RUNG_SHAPE,
    SHARE_NUMBERS,
    TYPE_PLACES,
    VALUED,
    Disagreement,
    Layout,
    PackageValues,
    Positions,
    PublicState,
    at,
    size,
)
from bargaining.solver.payoffs import copy, level_at, present_columns, weight_of_type
from bargaining.solver.reactions import room_for_steps
from bargaining.solver.rows import Abreast, Rows, cell_of, cells_in, lines, room_for_rows, seat_from

__all__ = [
    "Room", "bring_along", "feasible_packages", "find_feasible", "public_columns",
    "suppose_packages", "value_packages",
]  # fmt: skip


@part
def find_feasible(
    layout: Layout, plan: Ints, rung: Ints, menu_rules: Ints, scratch: Floats, out: Bools
) -> None:
    """Write which packages may be offered (model, B2.1 #4).

    They lower no rung, levels are those the menu lists or the present one, the empty package exists
    only where the menu says so, and the menu's rules in force hold.

    `scratch` is room for every package and rung.
    """
    n_rungs = plan[3 * LISTED + 1]
    steps, moves = scratch[:n_rungs], scratch[n_rungs:]
    for package in range(out.size):
        moves[package] = 0.0
    for a in range(size(plan, MENU)):
        present = rung[at(plan, MENU, a, ISSUE)]
        for r in range(n_rungs):
            allowed = r > present and at(plan, LISTED, a, r) != 0
            steps[r] = 0.0 if r == present else (1.0 if allowed else -np.inf)
        of = cells_in(plan, 1, at(plan, MENU, a, RUNG_SHAPE))
        for package in range(out.size):
            moves[package] += steps[np.uint64(of[package])]
    least = 0.0 if at(layout.tables, RULES, EMPTY_PACKAGE, 0) != 0 else 1.0
    for package in range(out.size):
        out[package] = moves[package] >= least
    for i in range(menu_rules.shape[0]):
        below, above = menu_rules[i, 0], menu_rules[i, 1]
        a, b = place_on_menu(plan, below), place_on_menu(plan, above)
        for package in range(out.size):
            lower = packaged_level(layout, plan, rung, below, a, package)
            if lower > packaged_level(layout, plan, rung, above, b, package) + 1e-9:
                out[package] = False


@part
def place_on_menu(plan: Ints, issue: int) -> int:
    """Return the place of an issue on the menu, -1 for another."""
    for a in range(size(plan, MENU)):
        if at(plan, MENU, a, ISSUE) == issue:
            return a
    return -1


@part
def packaged_level(
    layout: Layout, plan: Ints, rung: Ints, issue: int, a: int, package: int
) -> float:
    """Return the level that a package gives an issue, which stands at place `a` of the menu."""
    r = rung[issue]
    if a >= 0:
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
    scratch = np.zeros(out.shape[1] + plan[3 * LISTED + 1])
    for row in range(out.shape[0]):
        find_feasible(layout, plan, positions.rung[row], menu_rules, scratch, out[row])


class Room(NamedTuple):
    """Room for a group of rows.

    Attributes
    ----------
    rows : Rows
    b, expected : array over (entry, lane)
        The buffer, and that with prior shares of delivery where shares are weighed package by
        package.
    z : array over (column, lane)
    pieces : array over (4, cell and lane)
        Sums.
    abreast : Abreast
    space : Space
    """

    rows: Rows
    b: Floats
    expected: Floats
    z: Floats
    pieces: Floats
    abreast: Abreast
    space: Space


@reserving
def bring_along(layout: Layout, rows: Rows) -> Abreast:
    """Return room for what eight rows bring along."""
    n_parties = size(layout.tables, PARTIES)
    return Abreast(rows.numbers, zeros(2 * n_parties), zeros(n_parties))


@unit
def suppose_packages(
    layout: Layout,
    plan: Ints,
    rows: Rows,
    abreast: Abreast,
    present: Floats,
    b: Floats,
    z: Floats,
) -> None:
    """Write what rows bring along, and into `b` what the public expects of their packages.

    `present` and `z` are arrays over (column, lane). Their columns are written there, as they are
    and once a text is signed.
    """
    present_columns(layout, rows, present)
    copy(present, z)
    suppose_signed(layout, z)
    copy(z, b)
    for party in range(size(layout.tables, PARTIES)):
        write(abreast.memories, party, memory_once_signed(layout, rows.public, party, z))
        for type_ in range(2):
            weight = weight_of_type(layout, rows.public, party, type_)
            write(abreast.weights, 2 * party + type_, weight)
    for g in range(size(plan, GIVERS)):
        low = read(abreast.numbers, at(plan, SHARE_NUMBERS, g, 0))
        set_shares(plan, g, low, read(abreast.numbers, at(plan, SHARE_NUMBERS, g, 1)), b)
    if size(plan, REACTIONS) > 0:
        deliver_publicly(layout, plan, abreast, b)
        exceed(layout, plan, abreast, np.int64(1), b)


@part
def value_rows(
    layout: Layout,
    plan: Ints,
    prior: Ints,
    by_package: bool,
    numbers: Floats,
    state: PublicState,
    positions: Positions,
    held: Bools,
    menu_rules: Ints,
    ahead: int,
    asked: Ints,
    answers: Floats,
    answers_without: Floats,
    room: Room,
    values: PackageValues,
    without: Disagreement,
) -> None:
    """Write the values of rows, eight side by side (equations 8 and 11)."""
    rows, b, space, abreast = room.rows, room.b, room.space, room.abreast
    expected = room.expected if by_package else b
    for first in range(0, positions.world.size, LANES):
        seat_from(numbers, state, positions, first, rows)
        suppose_packages(layout, prior, rows, abreast, space.z[0], expected, room.z)
        react_to_packages(layout, prior, rows, held, asked, answers, expected, room.z, space)
        if by_package:
            copy(expected[: room.z.size], b)
            weigh_delivery(layout, plan, prior, abreast, ahead, room.pieces, expected, b)
        deliver_by_profile(layout, plan, abreast, b)
        exceed(layout, plan, abreast, np.int64(0), b)
        value_disagreement(layout, plan, rows, ahead, asked, answers_without, space, without)
        for row in range(first, min(first + LANES, positions.world.size)):
            rung = positions.rung[row]
            find_feasible(layout, plan, rung, menu_rules, room.pieces[0], values.feasible[row])
        value_agreements(layout, plan, ahead, room, values)


@part
def value_agreements(
    layout: Layout, plan: Ints, ahead: int, room: Room, values: PackageValues
) -> None:
    """Write what each package is worth to all who sign or ratify, as it is to be delivered."""
    n_packages, n_principals = at(plan, CELLS, 1, 0), size(plan, PRINCIPALS)
    rows, n_rows = room.rows.row, values.ratified.shape[0]
    agreed = values.agreed.reshape(n_rows, 2 * n_principals * n_packages)
    margin = values.margin.reshape(n_rows, values.margin.shape[1] * n_packages)
    b, abreast, numbers = room.b, room.abreast, room.abreast.numbers
    piece, own, approval, ratified = room.pieces[0], room.pieces[1], room.pieces[2], room.pieces[3]
    for package in range(n_packages):
        write(ratified, package, 1.0)
    for v in range(size(plan, VALUED)):
        party = at(plan, VALUED, v, PARTY)
        average_over_packages(layout, plan, abreast, v, ahead, b, piece)
        value_to(layout, plan, abreast, v, b, piece, own)
        if v < n_principals:
            n = n_packages * at(layout.tables, PARTIES, party, N_TYPES)
            take_rows(own, 0, n, rows, agreed, 2 * v * n_packages)
            continue
        # A ratifier (Putnam 1988, pp. 427-460).
        status_quo = read(room.space.alone, v) + read(numbers, at(plan, VALUED, v, HURDLE))
        noise = read(numbers, at(layout.tables, PARTIES, party, NOISE))
        for package in range(n_packages):
            write(own, package, read(own, package) - status_quo)
        logistic_cells(own, noise, n_packages, approval)
        for package in range(n_packages):
            write(ratified, package, read(ratified, package) * read(approval, package))
        take_rows(own, 0, n_packages, rows, margin, (v - n_principals) * n_packages)
    take_rows(ratified, 0, n_packages, rows, values.ratified, 0)


@kernel
def value_packages(
    layout: Layout,
    plan: Ints,
    prior: Ints,
    by_package: bool,
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
    plan, prior : integers
        How packages are valued, and how with prior shares of delivery: the same plan twice, or
        where shares are weighed package by package one that has room for them.
    by_package : bool
        Whether they are.
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
    for shape in range(size(prior, CELLS)):
        most = max(most, at(prior, CELLS, shape, 0))
    rows, n_third_parties = room_for_rows(numbers, state, positions), size(plan, REACTIONS)
    room = Room(
        rows,
        zeros(at(plan, BUFFER, 0, 0)),
        zeros(at(prior, BUFFER, 0, 0)),
        zeros(n_columns),
        lines(np.int64(4), most),
        bring_along(layout, rows),
        Space(
            lines(np.int64(4), n_columns),
            room_for_steps(layout, options),
            lines(n_third_parties, options),
            zeros(options),
            zeros(2),
            zeros(size(plan, VALUED)),
        ),
    )
    for axis in range(size(plan, TYPE_PLACES)):
        if at(plan, TYPE_PLACES, axis, 0) >= 0:
            write(room.b, at(plan, TYPE_PLACES, axis, 0) + 1, 1.0)
        if at(prior, TYPE_PLACES, axis, 0) >= 0:
            write(room.expected, at(prior, TYPE_PLACES, axis, 0) + 1, 1.0)
    value_rows(
        layout, plan, prior, by_package, numbers, state, positions, held, menu_rules, ahead, asked,
        answers, answers_without, room, values, without,
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

    `out` is an array over (row, package, column).
    """
    b, z = zeros(at(plan, BUFFER, 0, 0)), zeros(out.shape[2])
    rows = room_for_rows(numbers, state, positions)
    abreast, present = bring_along(layout, rows), zeros(out.shape[2])
    for first in range(0, positions.world.size, LANES):
        seat_from(numbers, state, positions, first, rows)
        suppose_packages(layout, plan, rows, abreast, present, b, z)
        for package in range(out.shape[1]):
            for column in range(out.shape[2]):
                there = cell_of(plan, 1, package, at(plan, PUBLIC, column, 1))
                for lane in range(LANES):
                    value = lane_of(b, at(plan, PUBLIC, column, 0) + there, lane)
                    out[rows.row[lane], package, column] = value
