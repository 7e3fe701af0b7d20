"""What the table is worth before an offer: the value of talks, and of the best package in reach."""

from __future__ import annotations

import math

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel, part
from bargaining.solver.elementary import logistic
from bargaining.solver.layout import (
    AT_TABLE,
    BELIEFS,
    INERTIA,
    N_TYPES,
    NOISE,
    PARTIES,
    RULES,
    Layout,
    PublicState,
    at,
)

__all__ = ["mutual_gains", "values_of_talks"]


@part
def changes(gain: float, inertia: float, noise: float, weight: float) -> float:
    """Return the probability of opening talks or leaving them (model, equation 10)."""
    probability: float = logistic((gain - inertia) / noise - weight)
    return probability


@part
def joins(
    of_draw: Floats,
    noise: int,
    inertia: int,
    weight: float,
    sits: bool,
    may_walk: bool,
    value: float,
    apart: float,
) -> float:
    """Return the probability that a type of a principal sits once all have said yes or no."""
    if not sits:
        return changes(value - apart, of_draw[inertia], of_draw[noise], weight)
    if not may_walk:
        return 1.0
    return 1.0 - changes(apart - value, of_draw[inertia], of_draw[noise], weight)


@kernel
def values_of_talks(
    layout: Layout,
    numbers: Floats,
    state: PublicState,
    worlds: Ints,
    principals: Ints,
    place: int,
    weights: Floats,
    may_walk: bool,
    value: Floats,
    apart: Floats,
    at_table: Floats,
    out: Floats,
) -> None:
    """Write S = q (V - U)+ of a principal by own type (model, equation 7).

    q is the probability that all principals sit.

    Parameters
    ----------
    worlds : integers over (row,)
    principals : integers over (principal,)
        Numbers of the parties.
    place : int
        Whose value, among the principals.
    weights : array over (draw, principal)
        Log-odds that opening or leaving talks must overcome beside inertia.
    value, apart, at_table : array over (row, principal, type)
        V, U0 and UT.
    out : array over (row, type)
    """
    tables = layout.tables
    for row in range(worlds.size):
        draw, public = state.draw[worlds[row]], state.values[worlds[row]]
        of_draw, sits = numbers[draw], public[AT_TABLE] > 0.0
        for type_ in range(out.shape[1]):
            together = 1.0
            for other in range(principals.size):
                party = principals[other]
                noise = at(tables, PARTIES, party, NOISE)
                inertia = at(tables, PARTIES, party, INERTIA)
                weight = weights[draw, other]
                if other == place:
                    together *= joins(
                        of_draw, noise, inertia, weight, sits, may_walk,
                        value[row, other, type_], apart[row, other, type_],
                    )  # fmt: skip
                    continue
                yes = joins(
                    of_draw, noise, inertia, weight, sits, may_walk, value[row, other, 0],
                    apart[row, other, 0],
                )  # fmt: skip
                if at(tables, PARTIES, party, N_TYPES) == 2:
                    belief = public[at(tables, RULES, BELIEFS, 0) + party]
                    yes = (1.0 - belief) * yes + belief * joins(
                        of_draw, noise, inertia, weight, sits, may_walk, value[row, other, 1],
                        apart[row, other, 1],
                    )  # fmt: skip
                together *= yes
            without = at_table if sits else apart
            beyond = value[row, place, type_] - without[row, place, type_]
            out[row, type_] = together * max(beyond, 0.0)


@kernel
def mutual_gains(
    feasible: Bools,
    agreed: Floats,
    waiting: Floats,
    types: Ints,
    chance: Floats,
    out: Floats,
) -> None:
    """Write what the best package gains over waiting for the principal that gains least.

    Parameters
    ----------
    feasible : booleans over (row, package)
    agreed : array over (row, principal, type, package)
    waiting : array over (row, proposer, principal, type)
    types : integers over (row, principal)
        Place of the true type on the type axis.
    chance : array over (row, principal)
        Probability of making this round's offer; the best is taken over all who may.
    out : array over (row,)
        -inf where no package may be offered.
    """
    least = np.zeros(feasible.shape[1])
    for row in range(feasible.shape[0]):
        out[row] = -math.inf
        for proposer in range(chance.shape[1]):
            # The table is not solved for those who never propose.
            if not chance[row, proposer] > 0.0:
                continue
            least[:] = math.inf
            for principal in range(types.shape[1]):
                type_ = types[row, principal]
                wait = waiting[row, proposer, principal, type_]
                for package in range(least.size):
                    gain = agreed[row, principal, type_, package] - wait
                    least[package] = min(least[package], gain)
            for package in range(least.size):
                if feasible[row, package]:
                    out[row] = max(out[row], least[package])
