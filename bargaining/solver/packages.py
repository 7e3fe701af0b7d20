"""What each package, and having none, is worth to each principal (model, equations 8 and 11)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.averages import average_over_packages, react_to_packages, value_to
from bargaining.solver.cells import look_up
from bargaining.solver.compiled import kernel, part, unit
from bargaining.solver.delivery import deliver_by_profile, deliver_publicly, exceed, suppose_signed
from bargaining.solver.disagreement import Space, value_disagreement
from bargaining.solver.incentives import set_shares, weigh_delivery
from bargaining.solver.layout import (
    BUFFER,
    CELLS,
    GIVERS,
    HURDLE,
    N_TYPES,
    NOISE,
    PARTIES,
    PARTY,
    PRINCIPALS,
    PROGRAMS,
    PUBLIC,
    REACTIONS,
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
from bargaining.solver.lines import logistic_line
from bargaining.solver.menus import find_feasible
from bargaining.solver.payoffs import copy, present_columns

__all__ = ["public_columns", "value_packages"]


@unit
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
    """Write a position's columns into `z`, and what the public expects of its packages into `b`."""
    present_columns(layout, numbers, public, rung, condition, z)
    suppose_signed(layout, z)
    copy(z, b)
    for g in range(size(plan, GIVERS)):
        low = numbers[at(plan, SHARE_NUMBERS, g, 0)]
        set_shares(plan, g, low, numbers[at(plan, SHARE_NUMBERS, g, 1)], b)
    if size(plan, REACTIONS) > 0:
        deliver_publicly(layout, plan, public, rung, b)
        exceed(layout, plan, numbers, np.int64(1), b)


@part
def value_row(
    layout: Layout,
    plan: Ints,
    prior: Ints,
    by_package: bool,
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
    space: Space,
    values: PackageValues,
    without: Disagreement,
) -> None:
    """Write the values of one row (equations 8 and 11)."""
    b, z = space.b, space.z[0]
    expected = space.expected if by_package else b
    suppose_packages(layout, prior, numbers, public, rung, condition, expected, z)
    react_to_packages(
        layout, prior, numbers, public, rung, row, held, asked, answers, expected, z, space.scores,
        space.unmoved, space.probability,
    )  # fmt: skip
    if by_package:
        copy(expected[: z.size], b)
        weigh_delivery(
            layout, plan, prior, numbers, public, rung, condition, ahead, space.pieces,
            space.pieces[3], expected, b,
        )  # fmt: skip
    deliver_by_profile(layout, plan, public, rung, b)
    exceed(layout, plan, numbers, np.int64(0), b)
    present_columns(layout, numbers, public, rung, condition, z)
    value_disagreement(
        layout, plan, numbers, public, rung, condition, row, held, ahead, asked, answers_without,
        space, without,
    )  # fmt: skip
    find_feasible(layout, plan, rung, menu_rules, space.pieces[0], values.feasible[row])
    value_agreements(layout, plan, numbers, public, condition, row, ahead, space, values)


@part
def value_agreements(
    layout: Layout,
    plan: Ints,
    numbers: Floats,
    public: Floats,
    condition: Floats,
    row: int,
    ahead: int,
    space: Space,
    values: PackageValues,
) -> None:
    """Write what each package is worth to all who sign or ratify, as it is to be delivered."""
    n_packages, n_principals = at(plan, CELLS, 1, 0), size(plan, PRINCIPALS)
    b, piece, mixed, own = space.b, space.pieces[0], space.pieces[1], space.pieces[2]
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
        logistic_line(margin, 0.0, noise, n_packages, piece)
        for package in range(n_packages):
            ratified[package] *= piece[package]


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
    space = Space(
        np.zeros(at(plan, BUFFER, 0, 0)),
        np.zeros(at(prior, BUFFER, 0, 0)),
        np.zeros((4, n_columns)),
        np.zeros((4, most)),
        np.zeros((2, options)),
        np.zeros(size(layout.tables, PROGRAMS)),
        np.zeros(options),
        np.zeros(size(plan, VALUED)),
    )
    for axis in range(size(plan, TYPE_PLACES)):
        if at(plan, TYPE_PLACES, axis, 0) >= 0:
            space.b[at(plan, TYPE_PLACES, axis, 0) + 1] = 1.0
        if at(prior, TYPE_PLACES, axis, 0) >= 0:
            space.expected[at(prior, TYPE_PLACES, axis, 0) + 1] = 1.0
    for row in range(positions.world.size):
        world = positions.world[row]
        value_row(
            layout, plan, prior, by_package, numbers[state.draw[world]], state.values[world],
            positions.rung[row], positions.condition[row], row, held, menu_rules, ahead, asked,
            answers, answers_without, space, values, without,
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
