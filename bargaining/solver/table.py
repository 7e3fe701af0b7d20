"""The negotiating table: a logit agent quantal response equilibrium of the frozen state.

A few rounds of offers and answers are looked ahead with beliefs, ladders and conditions as they
are, and solved backwards (McKelvey and Palfrey, 1998, Experimental Economics 1:9-41; model,
equation 9). Without a deadline the look-ahead ends on the value of talking for ever, not on an
ultimatum.

Values are in units of each principal's own choice noise, above its value of sitting at the table:
``(value - UT) / noise``. Logits then need no division, and where no exponential can overflow those
of the packages are taken once for all rounds: 1 / (1 + exp(c - g)) is 1 / (1 + exp(c) exp(-g)), and
only c changes from round to round.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel, part
from bargaining.solver.elementary import log
from bargaining.solver.layout import Disagreement
from bargaining.solver.room import (
    APPROVED,
    BREAKDOWN,
    DEADLINE_BINDS,
    DELTA,
    EQUAL,
    EXPECTED,
    FOLLOWING,
    LEAVES,
    LEFT,
    N_TYPES,
    NOISE,
    ONE,
    ONE_ROUND,
    SCORES,
    TOTAL,
    VALUE,
    WAITING,
    Space,
    pack,
    prepare,
    put_side_by_side,
    scale,
    write,
)
from bargaining.solver.stage import stage_game

__all__ = ["TableRules", "TableSolution", "look_ahead"]


class TableRules(NamedTuple):
    """The rules of a table, and the traits of those who sit at it.

    Attributes
    ----------
    rules : integers over (rule,)
    traits : array over (row, principal, trait)
    recognised : array over (round ahead, row, principal)
        Who proposes in each round ahead, with what probability; the entry after the last round
        weighs the proposers in the value of talking for ever.
    """

    rules: Ints
    traits: Floats
    recognised: Floats


class TableSolution(NamedTuple):
    """How the table is played, in payoff units.

    Attributes
    ----------
    value, following : array over (row, principal, type)
        V at the start of this round and of the next.
    waiting : array over (row, proposer, principal, type)
        Value of ending the round without a signature, the option to leave at once included; filled
        for those who may propose this round.
    leaves : array over (row, proposer, type)
        Probability that the responder leaves at once after refusing.
    offers : array over (row, proposer, type, package + 1)
        Log-probability of each offer by the proposer's type, passing last; of length 0 along the
        first axis where it is not wanted.
    """

    value: Floats
    following: Floats
    waiting: Floats
    leaves: Floats
    offers: Floats


@part
def over_proposers(
    rules: Ints,
    traits: Floats,
    row: int,
    weights: Floats,
    mild: bool,
    n: int,
    ahead: int,
    base: Floats,
    feasible: Bools,
    space: Space,
    solution: TableSolution,
    now: bool,
) -> None:
    """Write V, averaged over who proposes; of this round also how it is played."""
    value, one, alone = space.values[VALUE], space.values[ONE], 0
    for p in range(weights.size):
        alone += weights[p] > 0.0
        for t in range(2):
            value[p, t] = 0.0
    for p in range(weights.size):
        if weights[p] == 0.0:
            continue
        stage_game(rules, traits, p, mild, n, ahead, space.reach[ahead, 2], space)
        for q in range(weights.size):
            for t in range(2):
                value[q, t] += one[q, t] if alone == 1 else weights[p] * one[q, t]
        if now:
            write_play(rules, traits, row, p, n, base, feasible, space, solution)


@part
def write_play(
    rules: Ints,
    traits: Floats,
    row: int,
    p: int,
    n: int,
    base: Floats,
    feasible: Bools,
    space: Space,
    solution: TableSolution,
) -> None:
    """Write how this round is played where `p` proposes, in payoff units."""
    for q in range(traits.shape[0]):
        for t in range(int(traits[q, N_TYPES])):
            noise = traits[q, NOISE]
            solution.waiting[row, p, q, t] = base[q, t] + noise * space.values[LEFT, q, t]
    for t in range(2):
        solution.leaves[row, p, t] = space.values[LEAVES, p, t]
    if solution.offers.shape[0] == 0:
        return
    # Log-probabilities, passing last; -inf where a package may not be offered.
    prior = -log(float(n)) if rules[EQUAL] and n > 0 else 0.0
    for t in range(int(traits[p, N_TYPES])):
        out = solution.offers[row, p, t]
        shift = space.values[TOTAL, 0, t] + log(space.values[TOTAL, 1, t])
        i = 0
        for m in range(feasible.size):
            out[m] = -np.inf
            if feasible[m]:
                out[m] = space.lines[SCORES + t, i] + prior - shift
                i += 1
        out[feasible.size] = -shift


@part
def endless_talk(traits: Floats, table: Floats, broken: Floats, out: Floats) -> None:
    """Write I: the value of talking without end until a breakdown (equation 9)."""
    for p in range(out.shape[0]):
        talk = 1.0 - traits[p, DELTA]
        ended = traits[p, DELTA] * traits[p, BREAKDOWN]
        for t in range(out.shape[1]):
            out[p, t] = table[p, t]
            if talk + ended > 0.0:
                out[p, t] = (talk * table[p, t] + ended * broken[p, t]) / (talk + ended)


@part
def wait(
    traits: Floats, breakdown: float, table: Floats, after: Floats, value: Floats, out: Floats
) -> None:
    """Write C: talks go on next round with `value`, or end with `after` (equation 9)."""
    for p in range(out.shape[0]):
        delta = traits[p, DELTA]
        for t in range(out.shape[1]):
            later = (1.0 - breakdown) * value[p, t] + breakdown * after[p, t]
            out[p, t] = (1.0 - delta) * table[p, t] + delta * later


@part
def solve_row(
    rules: Ints,
    traits: Floats,
    recognised: Floats,
    row: int,
    feasible: Bools,
    ratified: Floats,
    agreed: Floats,
    without: Disagreement,
    space: Space,
    solution: TableSolution,
) -> None:
    """Solve the table backwards in one row (model, equation 9)."""
    depth, n_ahead = recognised.shape[0] - 1, agreed.shape[0]
    reach, value, waiting = space.reach, space.values[VALUE], space.values[WAITING]
    following = space.values[FOLLOWING]
    base, one_round = without.at_table[0, row], rules[ONE_ROUND] != 0
    n = put_side_by_side(ratified[0, row], feasible, space.lines[APPROVED])
    for a in range(n_ahead):
        scale(traits, without.apart[a, row], base, reach[a, 0])
        scale(traits, without.at_table[a, row], base, reach[a, 1])
        scale(traits, without.broken[a, row], base, reach[a, 2])
        if not one_round:
            pack(one_round, traits, agreed[a, row], feasible, base, value, space.worth[a])
    mild = not one_round and prepare(rules, traits, n, space)
    last, breakdown = n_ahead - 1, traits[0, BREAKDOWN]
    start = depth
    if rules[DEADLINE_BINDS]:
        start = depth - 1
        write(reach[last, 0], value)
        wait(traits, 0.0, reach[last, 1], value, value, waiting)
    else:
        # Before the first round looked at stands one more offer, and then endless talk.
        endless_talk(traits, reach[last, 1], reach[last, 2], waiting)
        write(waiting, value)
    for s in range(start, -1, -1):
        a = min(s, last)
        write(value, following)
        if n_ahead > 1:
            put_side_by_side(ratified[a, row], feasible, space.lines[APPROVED])
        if one_round:
            pack(one_round, traits, agreed[a, row], feasible, base, following, space.worth[a])
        over_proposers(
            rules, traits, row, recognised[s, row], mild, n, a, base, feasible, space, solution,
            s == 0,
        )  # fmt: skip
        if s > 0:
            b = min(s - 1, last)
            wait(traits, breakdown, reach[b, 1], reach[b, 2], value, waiting)
    for p in range(traits.shape[0]):
        for t in range(int(traits[p, N_TYPES])):
            noise = traits[p, NOISE]
            solution.value[row, p, t] = base[p, t] + noise * value[p, t]
            solution.following[row, p, t] = base[p, t] + noise * following[p, t]


@kernel
def look_ahead(
    rules: TableRules,
    feasible: Bools,
    ratified: Floats,
    agreed: Floats,
    without: Disagreement,
    solution: TableSolution,
) -> None:
    """Solve the table backwards in each row (model, equation 9).

    Parameters
    ----------
    feasible : booleans over (row, package)
    ratified : array over (round ahead or 1, row, package)
        Probability that every ratifier approves.
    agreed : array over (round ahead or 1, row, principal, type, package)
        G in each round ahead, or once where it stays the same.
    without : Disagreement
        Arrays over (round ahead or 1, row, principal, type).
    solution : TableSolution
        Written.
    """
    n_ahead, n_rows, n_principals, _, n_packages = agreed.shape
    space = Space(
        # One place more: packing writes each package before it knows whether it stays.
        np.zeros((n_ahead, n_principals, 2, n_packages + 1)),
        np.zeros((n_ahead, n_principals, 2, n_packages + 1)),
        np.zeros((n_principals, 2, n_packages + 1)),
        np.zeros((n_principals, 2, n_packages + 1)),
        np.zeros((EXPECTED + n_principals, n_packages + 1)),
        np.zeros((8, max(n_principals, 2), 2)),
        np.zeros((n_ahead, 3, n_principals, 2)),
    )
    for row in range(n_rows):
        solve_row(
            rules.rules, rules.traits[row], rules.recognised, row, feasible[row], ratified, agreed,
            without, space, solution,
        )  # fmt: skip
