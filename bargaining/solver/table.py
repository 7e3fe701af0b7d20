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
from bargaining.solver.compiled import kernel, part, unit
from bargaining.solver.elementary import log
from bargaining.solver.lanes import (
    LANES,
    Lanes,
    lane_of,
    put_lane,
    read,
    where_above,
    write,
    zeros,
)
from bargaining.solver.layout import Disagreement
from bargaining.solver.room import (
    BASE,
    BREAKDOWN,
    CHOICES,
    DEADLINE_BINDS,
    DELTA,
    FOLLOWING,
    FORESEEN,
    HELD,
    LEAVES,
    LEFT,
    LOST,
    NOISE,
    ONE,
    ONE_ROUND,
    PROPOSES,
    REACH,
    SCORES,
    SHIFT,
    TOTAL,
    UNIFORM,
    VALUE,
    WAITING,
    WORTH,
    Space,
    approve,
    copy_values,
    pack,
    prepare,
    scale,
    seat,
    sort_rows,
    types_of,
)
from bargaining.solver.rows import lines
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
def who_proposes(recognised: Floats, space: Space) -> None:
    """Write by how much the game of each proposer counts in V.

    `recognised` is an array over (row, principal).
    """
    for lane in range(LANES):
        weights, alone = recognised[space.row[lane]], 0
        for p in range(weights.size):
            alone += weights[p] > 0.0
        for p in range(weights.size):
            counts = 1.0 if alone == 1 and weights[p] > 0.0 else weights[p]
            put_lane(space.of_row, PROPOSES + p, lane, counts)


@part
def may_propose(p: int, lane: int, space: Space) -> bool:
    """Return whether a principal may propose in a row."""
    return lane_of(space.of_row, PROPOSES + p, lane) != 0.0


@part
def over_proposers(
    rules: Ints,
    all_mild: bool,
    n: int,
    whole: int,
    ahead: int,
    space: Space,
    solution: TableSolution,
    now: bool,
) -> None:
    """Write V, averaged over who proposes; of this round also how it is played."""
    value, one, n_principals = space.values[VALUE], space.values[ONE], space.traits.shape[0]
    for p in range(n_principals):
        for t in range(2):
            write(value[p], t, 0.0)
    for p in range(n_principals):
        anywhere = False
        for lane in range(LANES):
            anywhere |= may_propose(p, lane, space)
        if not anywhere:
            continue
        stage_game(rules, all_mild, p, n, whole, ahead, space)
        counts = read(space.of_row, PROPOSES + p)
        for q in range(n_principals):
            for t in range(types_of(space, q)):
                write(value[q], t, read(value[q], t) + counts * read(one[q], t))
        if now:
            for lane in range(LANES):
                if may_propose(p, lane, space):
                    write_play(p, lane, n, space, solution)


@part
def in_payoffs(kind: int, p: int, t: int, lane: int, space: Space) -> float:
    """Return a value of one row in payoff units."""
    above = lane_of(space.values[kind, p], t, lane)
    return lane_of(space.values[BASE, p], t, lane) + lane_of(space.traits[p], NOISE, lane) * above


@unit
def write_play(p: int, lane: int, n: int, space: Space, solution: TableSolution) -> None:
    """Write how this round is played in one row where `p` proposes, in payoff units."""
    row = space.row[lane]
    for q in range(space.traits.shape[0]):
        for t in range(types_of(space, q)):
            solution.waiting[row, p, q, t] = in_payoffs(LEFT, q, t, lane, space)
    for t in range(2):
        solution.leaves[row, p, t] = lane_of(space.values[LEAVES, p], t, lane)
    if solution.offers.shape[0] == 0:
        return
    # Log-probabilities, passing last; -inf where a package may not be offered.
    prior = -log(lane_of(space.of_row, CHOICES, lane))
    for t in range(types_of(space, p)):
        out, score = solution.offers[row, p, t], space.lines[SCORES + t]
        for m in range(out.size - 1):
            out[m] = -np.inf
        total = lane_of(space.values[TOTAL, 0], t, lane)
        shift = lane_of(space.values[SHIFT, 0], t, lane) + log(total)
        for slot in range(n):
            if lane_of(space.lines[HELD], slot, lane) > 0.0:
                package = int(lane_of(space.package, slot, lane))
                out[package] = lane_of(score, slot, lane) + prior - shift
        out[out.size - 1] = -shift


@part
def reach(situation: int, ahead: int, p: int, t: int, space: Space) -> Lanes:
    """Return U0 (0), UT (1) or U0 after a breakdown (2) in a round ahead."""
    return read(space.values[REACH + 3 * ahead + situation, p], t)


@part
def endless_talk(ahead: int, space: Space) -> None:
    """Write I: the value of talking without end until a breakdown (equation 9)."""
    for p in range(space.traits.shape[0]):
        delta = read(space.traits[p], DELTA)
        talk, ended = 1.0 - delta, delta * read(space.traits[p], BREAKDOWN)
        for t in range(2):
            table, broken = reach(1, ahead, p, t, space), reach(2, ahead, p, t, space)
            endless = (talk * table + ended * broken) / (talk + ended)
            write(space.values[WAITING, p], t, where_above(talk + ended, 0.0, endless, table))


@part
def wait(ends: bool, ahead: int, space: Space) -> None:
    """Write C: talks go on next round with V, or end where they may (equation 9)."""
    breakdown = read(space.traits[0], BREAKDOWN) if ends else 0.0
    for p in range(space.traits.shape[0]):
        delta = read(space.traits[p], DELTA)
        for t in range(2):
            table, after = reach(1, ahead, p, t, space), reach(2, ahead, p, t, space)
            later = (1.0 - breakdown) * read(space.values[VALUE, p], t) + breakdown * after
            write(space.values[WAITING, p], t, (1.0 - delta) * table + delta * later)


@part
def solve_rows(
    rules: Ints,
    recognised: Floats,
    n: int,
    whole: int,
    ratified: Floats,
    agreed: Floats,
    without: Disagreement,
    space: Space,
    solution: TableSolution,
) -> None:
    """Solve the table backwards in eight rows (model, equation 9)."""
    depth, n_ahead = recognised.shape[0] - 1, agreed.shape[0]
    values, one_round = space.values, rules[ONE_ROUND] != 0
    for p in range(space.traits.shape[0]):
        for t in range(2):
            for lane in range(LANES):
                base = without.at_table[0, space.row[lane], p, t]
                put_lane(values[BASE, p], t, lane, base)
    approve(ratified[0], n, space)
    for a in range(n_ahead):
        scale(without.apart[a], space, values[REACH + 3 * a])
        scale(without.at_table[a], space, values[REACH + 3 * a + 1])
        scale(without.broken[a], space, values[REACH + 3 * a + 2])
        if not one_round:
            pack(one_round, agreed[a], a, n, space)
    by_worth = rules[FORESEEN] == 0 and rules[UNIFORM] == 0
    all_mild = prepare(one_round, by_worth, n_ahead, n, space)
    start, last = depth, n_ahead - 1
    if rules[DEADLINE_BINDS]:
        start = depth - 1
        copy_values(values[REACH + 3 * last], values[VALUE])
        wait(False, last, space)
    else:
        # Before the first round looked at stands one more offer, and then endless talk.
        endless_talk(last, space)
        copy_values(values[WAITING], values[VALUE])
    for s in range(start, -1, -1):
        a = min(s, last)
        copy_values(values[VALUE], values[FOLLOWING])
        if n_ahead > 1:
            approve(ratified[a], n, space)
        if one_round:
            pack(one_round, agreed[a], a, n, space)
        who_proposes(recognised[s], space)
        over_proposers(rules, all_mild, n, whole, a, space, solution, s == 0)
        if s > 0:
            wait(True, min(s - 1, last), space)
    for p in range(space.traits.shape[0]):
        for t in range(types_of(space, p)):
            for lane in range(LANES):
                row = space.row[lane]
                solution.value[row, p, t] = in_payoffs(VALUE, p, t, lane, space)
                solution.following[row, p, t] = in_payoffs(FOLLOWING, p, t, lane, space)


@part
def solve_groups(
    rules: TableRules,
    feasible: Bools,
    size: Ints,
    order: Ints,
    ratified: Floats,
    agreed: Floats,
    without: Disagreement,
    space: Space,
    solution: TableSolution,
) -> None:
    """Solve the table in all rows, eight side by side."""
    for first in range(0, order.size, LANES):
        whole, n = seat(rules.rules, rules.traits, feasible, size, order, first, space)
        solve_rows(
            rules.rules, rules.recognised, n, whole, ratified, agreed, without, space, solution
        )


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
    # Three slots may be left out before those of what is left over.
    line = n_packages + 3
    n_lines, n_kinds, n_values = LOST + 2 * n_principals, WORTH + 2 * n_ahead, REACH + 3 * n_ahead
    space = Space(
        np.zeros(LANES, dtype=np.int64),
        zeros(line),
        lines(n_principals, rules.traits.shape[2]),
        zeros(PROPOSES + n_principals),
        lines(n_lines, line),
        zeros(n_kinds * n_principals * 2 * line).reshape((n_kinds, n_principals * 2, LANES * line)),
        zeros(n_values * n_principals * 2).reshape((n_values, n_principals, LANES * 2)),
    )
    size, order = np.zeros(n_rows, dtype=np.int64), np.zeros(n_rows, dtype=np.int64)
    after = np.zeros(n_principals * (n_packages + 1) + 1, dtype=np.int64)
    sort_rows(rules.recognised[0], feasible, size, order, after)
    solve_groups(rules, feasible, size, order, ratified, agreed, without, space, solution)
