"""What a giver would gain by delivering each package, and so what is expected of it.

A promise is kept with the probability of a logit choice between delivering it in full and not at
all, so costs of breaking promises and what delivery gives up show in what others expect (Fearon
1994, American Political Science Review 88:577-592, for such costs; model, equation 8).
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.averages import average_over_packages, value_to
from bargaining.solver.cells import Abreast
from bargaining.solver.compiled import part, unit
from bargaining.solver.delivery import deliver_by_profile, exceed, scales_of
from bargaining.solver.elementary import logistic
from bargaining.solver.lanes import LANES, Lanes, read, write
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
from bargaining.solver.payoffs import copy

__all__ = ["logistic_cells", "set_shares", "weigh_delivery"]


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
