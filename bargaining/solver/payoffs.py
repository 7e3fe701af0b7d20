"""Columns of a position, and what it pays (model, B1 to B2).

Among them are net concessions, and how far one principal is ahead of the others (equation 2).
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.compiled import part, unit
from bargaining.solver.lanes import (
    Lanes,
    any_above,
    entry_at,
    larger,
    read,
    smaller,
    where_above,
    write,
)
from bargaining.solver.layout import (
    BASELINE,
    BELIEFS,
    BROKEN,
    CONCESSION,
    CONDITION,
    CONDITIONS,
    DUE_NOW,
    FLAGS,
    HIGHEST,
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
    SCOPE,
    SCOPE_FROM,
    SCOPE_TO,
    SCOPED,
    SHARE_DUE,
    SIGNINGS,
    TARGETS,
    TOLERANCE,
    TYPE,
    UNDELIVERED,
    UNRECIPROCATED,
    Layout,
    Whole,
    at,
    size,
)
from bargaining.solver.polynomials import evaluate, evaluate_by_type
from bargaining.solver.rows import Rows

__all__ = [
    "copy", "derive", "derive_undelivered", "derive_unreciprocated", "level_at", "level_on",
    "of_state", "open_and_asked", "payoff_by_type", "present_columns", "scaled", "set_concession",
    "set_concessions", "set_level", "set_rung", "set_unreciprocated", "undelivered_share",
    "unreciprocated", "weight_of_type",
]  # fmt: skip


@part
def net_concession(layout: Layout, numbers: Floats, party: int, z: Floats) -> Lanes:
    """Return D: a principal's weighted concessions above its baselines (model, equation 2)."""
    total = 0.0
    for i in range(
        at(layout.tables, PARTIES, party, SCOPE_FROM), at(layout.tables, PARTIES, party, SCOPE_TO)
    ):
        issue = at(layout.tables, SCOPE, i, 0)
        level = read(z, at(layout.tables, ISSUES, issue, LEVEL))
        above = larger(level - read(numbers, at(layout.tables, ISSUES, issue, BASELINE)), 0.0)
        total = total + read(numbers, at(layout.tables, SCOPE, i, 1)) * above
    return total


@part
def set_concession(layout: Layout, numbers: Floats, party: int, z: Floats) -> None:
    """Read a principal's D off the levels in `z`."""
    concession = net_concession(layout, numbers, party, z)
    write(z, at(layout.tables, PARTIES, party, CONCESSION), concession)


@part
def set_concessions(layout: Layout, numbers: Floats, z: Floats) -> None:
    """Read every D off the levels in `z`."""
    for i in range(size(layout.tables, SCOPED)):
        set_concession(layout, numbers, at(layout.tables, SCOPED, i, 0), z)


@part
def unreciprocated(layout: Layout, numbers: Floats, party: int, z: Floats) -> Lanes:
    """Return excess: D beyond the mean D of the others and the tolerance (model, equation 2)."""
    others, n = 0.0, 0
    for i in range(size(layout.tables, SCOPED)):
        other = at(layout.tables, SCOPED, i, 0)
        if other != party:
            others = others + read(z, at(layout.tables, PARTIES, other, CONCESSION))
            n += 1
    if n == 0:
        return 0.0
    gap = read(z, at(layout.tables, PARTIES, party, CONCESSION)) - others / float(n)
    return larger(gap - read(numbers, at(layout.tables, RULES, TOLERANCE, 0)), 0.0)


@part
def derive_unreciprocated(layout: Layout, numbers: Floats, z: Floats) -> None:
    """Read unreciprocated shares off the levels in `z`, where payoffs use them."""
    set_concessions(layout, numbers, z)
    set_unreciprocated(layout, numbers, z)


@part
def set_unreciprocated(layout: Layout, numbers: Floats, z: Floats) -> None:
    """Read unreciprocated shares off the net concessions in `z`, where payoffs use them."""
    for i in range(size(layout.tables, SCOPED)):
        party = at(layout.tables, SCOPED, i, 0)
        column = at(layout.tables, PARTIES, party, UNRECIPROCATED)
        if column >= 0:
            write(z, column, unreciprocated(layout, numbers, party, z))


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
        write(out, 0, evaluate(layout, polynomial, numbers, z))
        return
    belief = read(z, column)
    write(z, column, 1.0)
    low, high = evaluate_by_type(layout, polynomial, column, numbers, z)
    write(out, 0, low)
    write(out, 1, high)
    write(z, column, belief)


@part
def set_rung(layout: Layout, issue: Whole, rung: Lanes, z: Floats) -> None:
    """Put a ladder on a rung: every scale of it."""
    for s in range(
        at(layout.tables, ISSUES, issue, SCALES_FROM), at(layout.tables, ISSUES, issue, SCALES_TO)
    ):
        write(z, at(layout.tables, SCALES, s, 0), entry_at(layout.ladders[np.uint64(s)], rung))


@part
def level_at(layout: Layout, issue: int, rung: int) -> float:
    """Return the level of a rung."""
    first = np.uint64(at(layout.tables, ISSUES, issue, SCALES_FROM))
    return layout.ladders[first, np.uint64(rung)]  # type: ignore[no-any-return]


@part
def level_on(layout: Layout, issue: int, rung: Lanes) -> Lanes:
    """Return the levels of rungs that differ by row."""
    first = np.uint64(at(layout.tables, ISSUES, issue, SCALES_FROM))
    return entry_at(layout.ladders[first], rung)


@part
def scaled(layout: Layout, issue: int, scale: int, level: Lanes) -> Lanes:
    """Return a scale at a level that may lie between rungs: linear in between (B2.1 #11).

    The last rung that a level reaches tells on which stretch it lies.
    """
    levels = layout.ladders[at(layout.tables, ISSUES, issue, SCALES_FROM)]
    values, slopes = layout.ladders[scale], layout.slopes[scale]
    value = values[0] + 0.0 * level
    for r in range(at(layout.tables, ISSUES, issue, N_RUNGS)):
        along = values[r] + slopes[r] * (level - levels[r])
        value = where_above(levels[r], level, value, along)
    return value


@part
def set_level(layout: Layout, issue: int, level: Lanes, z: Floats) -> None:
    """Put a ladder at a level, every scale of it; the level may lie between rungs."""
    first = at(layout.tables, ISSUES, issue, SCALES_FROM)
    write(z, at(layout.tables, SCALES, first, 0), level)
    for s in range(first + 1, at(layout.tables, ISSUES, issue, SCALES_TO)):
        write(z, at(layout.tables, SCALES, s, 0), scaled(layout, issue, s, level))


@part
def of_state(layout: Layout, public: Floats, rule: Whole, place: Whole) -> Lanes:
    """Return an entry of a part of the public state, which RULES places."""
    return read(public, at(layout.tables, RULES, rule, 0) + place)


@part
def open_and_asked(layout: Layout, public: Floats, party: int, z: Floats) -> tuple[Lanes, Lanes]:
    """Return what is missing of the levels a party promised, and what was asked (equation 2)."""
    # Lanes even where a party has no issue.
    nothing = 0.0 * read(public, PROMISES_BIND)
    tables, missing, asked = layout.tables, nothing, nothing
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        target = of_state(layout, public, TARGETS, issue)
        missing = missing + larger(target - read(z, at(tables, ISSUES, issue, LEVEL)), 0.0)
        asked = asked + larger(target - of_state(layout, public, SIGNINGS, issue), 0.0)
    return missing, asked


@part
def delivered_once(layout: Layout, public: Floats, party: int, z: Floats) -> Lanes:
    """Return how much of what it promised a party has reached since signing, in `z` included."""
    tables, reached = layout.tables, 0.0
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        issue = at(tables, OWN, i, 0)
        level = read(z, at(tables, ISSUES, issue, LEVEL))
        highest = larger(of_state(layout, public, HIGHEST, issue), level)
        highest = smaller(highest, of_state(layout, public, TARGETS, issue))
        signing = of_state(layout, public, SIGNINGS, issue)
        reached = reached + larger(highest - signing, 0.0)
    return reached


@part
def undelivered_share(layout: Layout, public: Floats, party: int, z: Floats) -> Lanes:
    """Return lag: the share of a party's live promises due and not delivered (model, equation 2).

    Due is what the schedule asks by now, and what had been delivered before it was taken back.
    """
    memory, bound = of_state(layout, public, MEMORIES, party), read(public, PROMISES_BIND)
    if not any_above(bound, 0.0):
        return memory
    missing, asked = open_and_asked(layout, public, party, z)
    due, share = read(z, at(layout.tables, RULES, SHARE_DUE, 0)), smaller(1.0, missing / asked)
    if any_above(1.0, due):
        before = delivered_once(layout, public, party, z) / asked
        owed = larger(share - (1.0 - larger(due, before)), 0.0)
        share = where_above(1.0, due, owed, share)
    if at(layout.tables, RULES, MEMORY_LASTS, 0):
        share = larger(share, memory)
    return where_above(bound, 0.0, where_above(asked, 0.0, share, memory), memory)


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
            write(z, column, undelivered_share(layout, public, party, z))


@part
def weight_of_type(layout: Layout, public: Floats, party: int, type_: int) -> Lanes:
    """Return the public probability of a type; 1 for the only one."""
    if at(layout.tables, PARTIES, party, N_TYPES) == 1:
        return 1.0
    belief = of_state(layout, public, BELIEFS, party)
    return belief if type_ == 1 else 1.0 - belief


@unit
def present_columns(layout: Layout, rows: Rows, z: Floats) -> None:
    """Write all columns of positions into `z`, types at public belief."""
    tables, public = layout.tables, rows.public
    # The flags come first in both, in the same order.
    for flag in range(BROKEN + 1):
        write(z, at(tables, FLAGS, flag, 0), read(public, flag))
    write(z, at(tables, RULES, SHARE_DUE, 0), of_state(layout, public, DUE_NOW, np.int64(0)))
    for issue in range(size(tables, ISSUES)):
        set_rung(layout, issue, read(rows.rung, issue), z)
    for c in range(size(tables, CONDITIONS)):
        write(z, at(tables, CONDITIONS, c, CONDITION), read(rows.condition, c))
    for party in range(size(tables, PARTIES)):
        if at(tables, PARTIES, party, N_TYPES) == 2:
            belief = of_state(layout, public, BELIEFS, party)
            write(z, at(tables, PARTIES, party, TYPE), belief)
        column = at(tables, PARTIES, party, NEW_LEADER)
        if column >= 0:
            write(z, column, of_state(layout, public, NEW_LEADERS, party))
    derive(layout, rows.numbers, public, z)
