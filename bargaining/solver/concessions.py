"""Net concessions of the principals, and how far one is ahead of the others (model, equation 2)."""

from __future__ import annotations

from bargaining.arrays import Floats
from bargaining.solver.compiled import part
from bargaining.solver.lanes import Lanes, larger, read, write
from bargaining.solver.layout import (
    BASELINE,
    CONCESSION,
    ISSUES,
    LEVEL,
    PARTIES,
    RULES,
    SCOPE,
    SCOPE_FROM,
    SCOPE_TO,
    SCOPED,
    TOLERANCE,
    UNRECIPROCATED,
    Layout,
    at,
    size,
)

__all__ = [
    "derive_unreciprocated",
    "set_concession",
    "set_concessions",
    "set_unreciprocated",
    "unreciprocated",
]


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
