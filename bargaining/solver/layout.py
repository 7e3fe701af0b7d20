"""What the kernels read: a compiled scenario as tables of whole numbers, and the public state.

All tables of a scenario lie in one array behind a directory, so that a kernel passes one array on
to its parts and not forty: ``at(tables, PARTIES, west, NOISE)`` is the entry of row `west` and
column `NOISE` of the table `PARTIES`. `world.layout` and `world.package_plan` make the tables.

A *number* is a column of the matrix of drawn and derived numbers over (draw, number); a *column* is
a place of `z`, the vector of everything that a payoff may multiply (model, B1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import part

# Numba compiles a part once for each plain constant that is passed to it, but only once for all
# numbers that are passed to it as `np.int64`: a sixth of the compilation.
Whole: TypeAlias = int | np.int64


def places(*bounds: int) -> tuple[int, ...]:
    """Return a range of places as numbers for which Numba compiles a part only once."""
    return tuple(map(np.int64, range(*bounds)))  # type: ignore[arg-type]


# Tables of `Layout`.
(
    FLAGS, ISSUES, SCALES, PARTIES, OWN, SCOPE, SCOPED, CONDITIONS, WINDOWS, SCHEDULE, POLYNOMIALS,
    PROGRAMS, REACTS, RESTS_ON, RULES,
) = places(15)  # fmt: skip
# FLAGS: columns of the engine's flags, by
AT_TABLE, EVER_AGREED, IN_FORCE, BROKEN, FAILED_RATIFICATION = places(5)
# The public state begins with the first four of these, and whether promises bind: those of an
# agreement in force or, where the file says so, of one that has been completed.
PROMISES_BIND = 4
# ISSUES: columns.
LEVEL, GIVER, N_RUNGS, REVERSIBLE, BASELINE, SCALES_FROM, SCALES_TO = places(7)
# SCALES: the column of every scale, those of one issue together, its level first.
# PARTIES: columns, numbers, ranges and polynomials of a party, -1 where there is none; whether the
# part of its payoff that own steps move reads its undelivered share, or unreciprocated ones; the
# numbers of what undoing its last step costs beside inertia, and of what weigh free and promised
# steps against holding; the column of its net concession.
(
    UNDELIVERED, UNRECIPROCATED, TYPE, NEW_LEADER, N_TYPES, NOISE, INERTIA, FIRST, OWN_FROM, OWN_TO,
    SCOPE_FROM, SCOPE_TO, PAYOFF, OWN_PAYOFF, OWN_MOVED, OWN_LAG, OWN_EXCESS, REVERSAL, FREE_WEIGHT,
    PROMISED_WEIGHT, CONCESSION,
) = places(21)  # fmt: skip
# OWN: issues by giver. SCOPE: issue and weight's number of what counts in a net concession.
# SCOPED: the principals with such entries.
# CONDITIONS: columns; DAMPED_BY is -1 where nothing damps, DRIVER where nothing drives.
CONDITION, SCHEDULED, DAMPED_BY, MEAN, DRIVER = places(5)
# WINDOWS, a row for each party and condition: numbers of the weights of planning windows (model,
# equation 3), and whether the party's payoff, or what others are expected to do, rests on it.
STAY, DRIFT, STAY_LATER, DRIFT_LATER, IN_PAYOFF, IN_REACTIONS = places(6)
# SCHEDULE, rows for each round ahead: what scheduled conditions are expected to be in that round,
# then the discounted sum over the rest of each party's window; a column for each condition.
# POLYNOMIALS: places in PROGRAMS of the payoffs, of the parts of them that own steps move, and of
# the drivers. PROGRAMS: the number of terms; then for each term the coefficient's number, the
# number of factors, and the columns of these. OWN_PAYOFF holds the factors that own steps leave
# alone, and OWN_MOVED, which comes after the drivers and has no coefficients, those that they move.
# REACTS, over (party, issue): whether what a party is expected to do may change with a ladder of
# another. RESTS_ON, over (party, party): whether the payoff of one may change with another's steps.
# RULES: entries. From TARGETS to CLOSED they say where the vector of the public state holds what;
# SHARE_DUE is the column of the share of promises that is due, MEMORY_LASTS says whether a new
# agreement leaves the memory of broken promises, MOST_OPTIONS is the greatest number of steps.
(
    FORESIGHT, ONE_ROUND_WINDOW, TOLERANCE, BREAKDOWN_IS_FINAL, EMPTY_PACKAGE, TARGETS, SIGNINGS,
    MEMORIES, BELIEFS, NEW_LEADERS, HIGHEST, LAST_STEPS, DUE_NOW, DUE_LATER, CLOSED, SHARE_DUE,
    MEMORY_LASTS, MOST_OPTIONS,
) = places(18)  # fmt: skip

# Tables of `PackagePlan`: how the packages of a menu are valued (model, equation 8).
#
# What a payoff multiplies varies along few of the axes (type of each typed principal, rung of each
# issue of the menu). A *shape* is a set of axes, its cells are numbered with the last axis fastest,
# and everything is computed on the cells of its own shape. Values lie in one buffer: the columns of
# the position, then what varies. Shape 0 has one cell, shape 1 is the whole menu.
(
    CELLS, MAP_FROM, MAPS, TYPE_AXES, TYPE_PLACES, STRIDES, MENU, GIVERS, MENU_GIVERS, SHARES,
    SHARE_NUMBERS, PROFILE, PUBLIC, EXCESS, CONCESSIONS, REACTIONS, REACTION_COLUMNS, VALUED, MEANS,
    GROUPS, PRODUCTS, MULTIPLICANDS, LISTED, PRINCIPALS, BUFFER, TALKS_MOVE_OTHERS,
) = places(26)  # fmt: skip
# CELLS: number of cells of each shape. MAP_FROM, over (shape, shape): start in MAPS of what tells
# for each cell of the first which cell of the second it lies in; -1 where that has other axes.
# TYPE_AXES: parties whose types are axes. TYPE_PLACES: offset of the two values of a type's column.
# STRIDES, over (shape, typed principal): cells from one type to the next, 0 where it is no axis.
# MENU: columns.
ISSUE, RUNG_SHAPE, PROFILE_SHAPE, PUBLIC_SHAPE = places(4)
# GIVERS: columns; MENU_GIVERS: the row of the giver of each menu issue.
PARTY, TYPE_SHAPE, LAG_OFFSET, LAG_SHAPE, PUBLIC_LAG_OFFSET, PUBLIC_LAG_SHAPE = places(6)
# SHARES, rows for each giver and type: offset and shape of the share that it is expected to
# deliver. SHARE_NUMBERS: numbers of these.
# PROFILE, PUBLIC: offset and shape of a column by type profile, and as the public expects it.
# EXCESS: party, offset, shape and whether public, of unreciprocated shares.
# CONCESSIONS, rows for profile and public, and party: offset and shape of net concessions.
# REACTIONS: third parties. REACTION_COLUMNS: what their steps rest on, their own ladders left out.
SHAPE, COLUMNS_FROM, COLUMNS_TO = places(1, 4)
# VALUED: the principals, then those who ratify; PARTY, then
CONDITIONS_FROM, CONDITIONS_TO, GROUPS_FROM, GROUPS_TO, TARGET, HURDLE = places(1, 7)
# MEANS: a condition (CONDITION), its kind, place, and the groups of its drivers.
KIND, OFFSET, CELLS_SHAPE, DRIVERS_FROM, DRIVERS_TO = places(1, 6)
DRIVEN_MEAN, SCHEDULED_MEAN, SCHEDULED_VALUE = places(3)
# GROUPS: terms of one shape, the shape that is left once others' types are mixed, where sums of
# other groups are put that it takes up (-1: there are none), the group it is added to (-1: the
# whole), and whether it is the first of them.
TERMS_FROM, TERMS_TO, MIXED, RESULT, PARENT, BEGINS = places(1, 7)
# PRODUCTS: a coefficient's number and a range of MULTIPLICANDS (offset, and start in MAPS), of
# which the first ones do not vary.
COEFFICIENT, FACTORS_FROM, SCALARS_TO, LAST_FACTOR = places(4)
# TALKS_MOVE_OTHERS: whether third parties may react to talks or their breakdown by themselves.
# LISTED, over (menu issue, rung): whether the menu lists it.


class Layout(NamedTuple):
    """A compiled scenario.

    Attributes
    ----------
    tables : integers
        A directory of offset, width and number of rows of each table, then the tables.
    ladders : array over (scale, rung)
        Values of every scale on its ladder's rungs; places beyond the last rung repeat it.
    slopes : array over (scale, rung)
        Of a scale over its ladder's level, up to the next rung; 0 from the last one on.
    """

    tables: Ints
    ladders: Floats
    slopes: Floats


class Positions(NamedTuple):
    """Positions to be valued: worlds of a batch with ladders and conditions supposed.

    Attributes
    ----------
    world : integers over (row,)
    rung : integers over (row, issue)
    condition : array over (row, condition)
    """

    world: Ints
    rung: Ints
    condition: Floats


class PublicState(NamedTuple):
    """The public state of the worlds of a batch.

    Attributes
    ----------
    draw : integers over (world,)
        Row of the numbers' matrix.
    values : array over (world, entry)
        Five flags, then levels promised and levels at signing by issue, remembered undelivered
        shares, public probabilities of type 1 and changes of leader by party; the highest levels
        since signing and the directions of the givers' last steps by issue; the share of promises
        due now, and by party its mean over the rest of the party's planning window; by party and
        option the steps that its country's rule closes.
    """

    draw: Ints
    values: Floats


class Disagreement(NamedTuple):
    """Values of having no agreement, arrays over (row, principal, type).

    Attributes
    ----------
    apart, at_table, broken : array
        U0, UT, and U0 after a final breakdown (model, equation 8).
    """

    apart: Floats
    at_table: Floats
    broken: Floats


class PackageValues(NamedTuple):
    """What the packages of a table are worth.

    Attributes
    ----------
    agreed : array over (row, principal, type, package)
        G (model, equation 8).
    margin : array over (row, ratifier, package)
        What a ratifier gains over no agreement, beyond the hurdle (equation 11).
    ratified : array over (row, package)
        Probability that every ratifier approves.
    feasible : booleans over (row, package)
    """

    agreed: Floats
    margin: Floats
    ratified: Floats
    feasible: Bools


def pack_tables(tables: Sequence[Ints]) -> Ints:
    """Return tables over (row, column) as one array behind a directory."""
    offset, directory = 3 * len(tables), []
    for one in tables:
        directory += [offset, one.shape[1], one.shape[0]]
        offset += one.size
    return np.concatenate([np.array(directory), *(one.ravel() for one in tables)]).astype(np.int64)


@part
def at(tables: Ints, table: Whole, row: Whole, column: Whole) -> int:
    """Return an entry of a table.

    Unsigned places spare the test for places counted from the end.
    """
    place = tables[3 * table] + row * tables[3 * table + 1] + column
    return tables[np.uint64(place)]  # type: ignore[no-any-return]


@part
def size(tables: Ints, table: int) -> int:
    """Return the number of rows of a table."""
    return tables[3 * table + 2]  # type: ignore[no-any-return]
