"""What a giver would gain by delivering each package, and so what is expected of it.

A promise is kept with the probability of a logit choice between delivering it in full and not at
all, so costs of breaking promises and what delivery gives up show in what others expect (Fearon
1994, American Political Science Review 88:577-592, for such costs; model, equation 8).
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.averages import average_over_packages, value_to
from bargaining.solver.compiled import part, unit
from bargaining.solver.delivery import deliver_by_profile, exceed, scales_of
from bargaining.solver.layout import (
    CELLS,
    GIVERS,
    N_TYPES,
    NOISE,
    OWN,
    OWN_FROM,
    OWN_TO,
    PARTIES,
    PARTY,
    PRINCIPALS,
    PROFILE,
    REACTIONS,
    SCALES,
    SHAPE,
    SHARE_NUMBERS,
    SHARES,
    Layout,
    at,
    size,
)
from bargaining.solver.lines import logistic_line
from bargaining.solver.payoffs import copy

__all__ = ["set_shares", "weigh_delivery"]


@part
def set_shares(plan: Ints, giver: int, low: float, high: float, b: Floats) -> None:
    """Expect the types of a giver to deliver these shares of every package."""
    b[at(plan, SHARES, 2 * giver, 0)] = low
    b[at(plan, SHARES, 2 * giver + 1, 0)] = high


@part
def place_of_principal(plan: Ints, party: int) -> int:
    """Return the place of a party among the principals, -1 for another."""
    for v in range(size(plan, PRINCIPALS)):
        if at(plan, PRINCIPALS, v, 0) == party:
            return v
    return -1


@unit
def weigh_delivery(
    layout: Layout,
    plan: Ints,
    prior: Ints,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    condition: Floats,
    ahead: int,
    pieces: Floats,
    gain: Floats,
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
    gain : array over (type and package,)
        Room.
    expected : array
        The buffer of `prior`, with third parties' reactions.
    b : array
        The buffer of `plan`, into which the shares and those reactions are written.
    """
    n = at(plan, CELLS, 1, 0)
    for g in range(size(prior, GIVERS)):
        low = numbers[at(prior, SHARE_NUMBERS, g, 0)]
        high = numbers[at(prior, SHARE_NUMBERS, g, 1)]
        party = at(prior, GIVERS, g, PARTY)
        if at(plan, SHARES, 2 * g, 1) == 0:
            set_shares(plan, g, low, high, b)
            continue
        v, own = place_of_principal(prior, party), pieces[2]
        for kept in range(1, -1, -1):
            set_shares(prior, g, float(kept), float(kept), expected)
            deliver_by_profile(layout, prior, public, rung, expected)
            exceed(layout, prior, numbers, np.int64(0), expected)
            average_over_packages(layout, prior, numbers, v, condition, ahead, expected, pieces[0])
            value_to(layout, prior, numbers, public, v, expected, pieces[0], pieces[1], own)
            for m in range(n * at(layout.tables, PARTIES, party, N_TYPES)):
                gain[m] = own[m] if kept else gain[m] - own[m]
        set_shares(prior, g, low, high, expected)
        noise = numbers[at(layout.tables, PARTIES, party, NOISE)]
        for t in range(2):
            of_type = t * n if at(layout.tables, PARTIES, party, N_TYPES) == 2 else 0
            share = b[at(plan, SHARES, 2 * g + t, 0) :]
            logistic_line(gain[of_type:], 0.0, noise, n, share)
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
                source, out = at(prior, PROFILE, column, 0), at(plan, PROFILE, column, 0)
                copy(expected[source : source + n], b[out : out + n])
