"""Columns of a position, and what it pays (model, B1 to B2)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import part, unit
from bargaining.solver.concessions import derive_unreciprocated
from bargaining.solver.lanes import Lanes, where_above
from bargaining.solver.layout import (
    AT_TABLE,
    BELIEFS,
    BROKEN,
    CONDITION,
    CONDITIONS,
    DUE_NOW,
    EVER_AGREED,
    FLAGS,
    HIGHEST,
    IN_FORCE,
    ISSUES,
    LEVEL,
    MEMORIES,
    MEMORY_LASTS,
    N_RUNGS,
    N_TYPES,
    NEW_LEADER,
    NEW_LEADERS,
    OWN,
    OWN_FROM,
    OWN_TO,
    PARTIES,
    PAYOFF,
    PROMISES_BIND,
    RULES,
    SCALES,
    SCALES_FROM,
    SCALES_TO,
    SHARE_DUE,
    SIGNINGS,
    TARGETS,
    TYPE,
    UNDELIVERED,
    Layout,
    at,
    size,
)
from bargaining.solver.polynomials import evaluate, evaluate_by_type

__all__ = [
    "copy",
    "derive",
    "derive_undelivered",
    "level_at",
    "open_and_asked",
    "payoff_by_type",
    "present_columns",
    "scaled",
    "set_level",
    "set_rung",
    "stretch",
    "undelivered_share",
    "weight_of_type",
]


@part
def copy(source: Floats, out: Floats) -> None:
    """Write an array over the first entries of another."""
    for i in range(source.size):
        out[i] = source[i]


@unit
def payoff_by_type(layout: Layout, party: int, numbers: Floats, z: Floats, out: Floats) -> None:
    """Write a party's flow payoff with its own type put at 0 and at 1 into `out`."""
    polynomial, column = (
        at(layout.tables, PARTIES, party, PAYOFF),
        at(layout.tables, PARTIES, party, TYPE),
    )
    if at(layout.tables, PARTIES, party, N_TYPES) == 1:
        out[0] = evaluate(layout, polynomial, numbers, z)
        return
    belief = z[column]
    z[column] = 1.0
    out[0], out[1] = evaluate_by_type(layout, polynomial, column, numbers, z)
    z[column] = belief


@part
def set_rung(layout: Layout, issue: int, rung: int, z: Floats) -> None:
    """Put a ladder on a rung: every scale of it."""
    for s in range(
        at(layout.tables, ISSUES, issue, SCALES_FROM), at(layout.tables, ISSUES, issue, SCALES_TO)
    ):
        z[np.uint64(at(layout.tables, SCALES, s, 0))] = layout.ladders[
            np.uint64(s), np.uint64(rung)
        ]


@part
def level_at(layout: Layout, issue: int, rung: int) -> float:
    """Return the level of a rung."""
    first = np.uint64(at(layout.tables, ISSUES, issue, SCALES_FROM))
    return layout.ladders[first, np.uint64(rung)]  # type: ignore[no-any-return]


@part
def stretch(layout: Layout, issue: int, scale: int, r: int) -> tuple[float, float, float]:
    """Return where a stretch of a ladder begins, a scale there and its slope, 0 at the top."""
    below, low = level_at(layout, issue, r), layout.ladders[scale, r]
    if r == at(layout.tables, ISSUES, issue, N_RUNGS) - 1:
        return below, low, 0.0
    return (
        below,
        low,
        (layout.ladders[scale, r + 1] - low) / (level_at(layout, issue, r + 1) - below),
    )


@part
def scaled(layout: Layout, issue: int, scale: int, level: Lanes) -> Lanes:
    """Return a scale at a level between rungs, or at lanes of levels: linear in between (B2.1 #11).

    The last rung that a level reaches tells on which stretch it lies.
    """
    value = layout.ladders[scale, 0] + 0.0 * level
    for r in range(at(layout.tables, ISSUES, issue, N_RUNGS)):
        below, low, slope = stretch(layout, issue, scale, r)
        value = where_above(below, level, value, low + slope * (level - below))
    return value


@part
def set_level(layout: Layout, issue: int, level: float, z: Floats) -> None:
    """Put a ladder at a level, every scale of it; the level may lie between rungs."""
    first = at(layout.tables, ISSUES, issue, SCALES_FROM)
    z[at(layout.tables, SCALES, first, 0)] = level
    for s in range(first + 1, at(layout.tables, ISSUES, issue, SCALES_TO)):
        z[at(layout.tables, SCALES, s, 0)] = scaled(layout, issue, s, level)


@part
def open_and_asked(layout: Layout, public: Floats, party: int, z: Floats) -> tuple[float, float]:
    """Return what is missing of the levels a party promised, and what was asked (equation 2)."""
    tables, missing, asked = layout.tables, 0.0, 0.0
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        target = public[at(tables, RULES, TARGETS, 0) + issue]
        missing += max(target - z[at(tables, ISSUES, issue, LEVEL)], 0.0)
        asked += max(target - public[at(tables, RULES, SIGNINGS, 0) + issue], 0.0)
    return missing, asked


@part
def delivered_once(layout: Layout, public: Floats, party: int, z: Floats) -> float:
    """Return how much of what it promised a party has reached since signing, in `z` included."""
    tables, reached = layout.tables, 0.0
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        target = public[at(tables, RULES, TARGETS, 0) + issue]
        level = z[at(tables, ISSUES, issue, LEVEL)]
        highest = max(public[at(tables, RULES, HIGHEST, 0) + issue], level)
        signing = public[at(tables, RULES, SIGNINGS, 0) + issue]
        reached += max(min(highest, target) - signing, 0.0)
    return reached


@part
def undelivered_share(layout: Layout, public: Floats, party: int, z: Floats) -> float:
    """Return lag: the share of a party's live promises due and not delivered (model, equation 2).

    Due is what the schedule asks by now, and what had been delivered before it was taken back.
    """
    tables = layout.tables
    memory: float = public[at(tables, RULES, MEMORIES, 0) + party]
    if public[PROMISES_BIND] > 0.0:
        missing, asked = open_and_asked(layout, public, party, z)
        if asked > 0.0:
            share, due = min(1.0, missing / asked), z[at(tables, RULES, SHARE_DUE, 0)]
            if due < 1.0:
                before = delivered_once(layout, public, party, z) / asked
                share = max(share - (1.0 - max(due, before)), 0.0)
            if at(tables, RULES, MEMORY_LASTS, 0):
                share = max(share, memory)
            return share
    return memory


@part
def derive(layout: Layout, numbers: Floats, public: Floats, z: Floats) -> None:
    """Read undelivered and unreciprocated shares off the levels in `z`, where payoffs use them."""
    derive_undelivered(layout, public, z)
    derive_unreciprocated(layout, numbers, z)


@part
def derive_undelivered(layout: Layout, public: Floats, z: Floats) -> None:
    """Read undelivered shares off the levels in `z`, where payoffs use them."""
    for party in range(size(layout.tables, PARTIES)):
        column = at(layout.tables, PARTIES, party, UNDELIVERED)
        if column >= 0:
            z[column] = undelivered_share(layout, public, party, z)


@part
def weight_of_type(layout: Layout, public: Floats, party: int, type_: int) -> float:
    """Return the public probability of a type; 1 for the only one."""
    if at(layout.tables, PARTIES, party, N_TYPES) == 1:
        return 1.0
    belief = public[at(layout.tables, RULES, BELIEFS, 0) + party]
    return belief if type_ == 1 else 1.0 - belief  # type: ignore[no-any-return]


@unit
def present_columns(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    z: Floats,
) -> None:
    """Write all columns of a position into `z`, types at public belief."""
    z[at(layout.tables, FLAGS, AT_TABLE, 0)] = public[AT_TABLE]
    z[at(layout.tables, FLAGS, EVER_AGREED, 0)] = public[EVER_AGREED]
    z[at(layout.tables, FLAGS, IN_FORCE, 0)] = public[IN_FORCE]
    z[at(layout.tables, FLAGS, BROKEN, 0)] = public[BROKEN]
    z[at(layout.tables, RULES, SHARE_DUE, 0)] = public[at(layout.tables, RULES, DUE_NOW, 0)]
    for issue in range(size(layout.tables, ISSUES)):
        set_rung(layout, issue, rung[issue], z)
    for c in range(size(layout.tables, CONDITIONS)):
        z[at(layout.tables, CONDITIONS, c, CONDITION)] = condition[c]
    for party in range(size(layout.tables, PARTIES)):
        if at(layout.tables, PARTIES, party, N_TYPES) == 2:
            z[at(layout.tables, PARTIES, party, TYPE)] = public[
                at(layout.tables, RULES, BELIEFS, 0) + party
            ]
        if at(layout.tables, PARTIES, party, NEW_LEADER) >= 0:
            z[at(layout.tables, PARTIES, party, NEW_LEADER)] = public[
                at(layout.tables, RULES, NEW_LEADERS, 0) + party
            ]
    derive(layout, numbers, public, z)
