"""One round at the table: who offers what, who accepts, who leaves (model, equation 9)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import kernel, part, unit
from bargaining.solver.elementary import exp, logistic
from bargaining.solver.lanes import Lanes, larger, read, smaller, where_above, write
from bargaining.solver.room import (
    ACCEPTS,
    APPROVED,
    BELIEF,
    CHOICES,
    DRAFTING,
    FORESEEN,
    GAINS,
    HELD,
    LEAVES,
    LEFT,
    LOST,
    MILDLY,
    NOISE,
    OFFERED,
    ONE,
    OPT_OUT,
    REACH,
    REFUSED,
    REJECTED,
    SCORES,
    SHIFT,
    SIGNED,
    TOTAL,
    UNIFORM,
    WAITING,
    WEIGHTS,
    Space,
    against_of,
    copy_values,
    cost_of,
    expected_of,
    types_of,
    worth_of,
)

__all__ = ["answer_gains", "stage_game"]

Sums: TypeAlias = tuple[Lanes, Lanes, Lanes, Lanes]


@part
def share_of_type(space: Space, p: int, t: int) -> Lanes:
    """Return the public probability of a type; 1 for the only one."""
    if types_of(space, p) == 1:
        return 1.0
    belief = read(space.traits[p], BELIEF)
    return belief if t == 1 else 1.0 - belief


@part
def gain_once_done(gain: Lanes, done: Lanes, cost: Lanes) -> Lanes:
    """Return what is gained by what is done with a probability, less what failing costs (eq. 9)."""
    return done * gain - cost


@part
def let_responder_leave(proposer: int, broken: Floats, space: Space) -> None:
    """Mix into C that the responder may leave at once after refusing (equation 9, opt-out)."""
    r, mean, left = 1 - proposer, 0.0, space.values[LEFT]
    for t in range(types_of(space, r)):
        waiting, after = read(left[r], t), read(broken[r], t)
        leaves = logistic(after - waiting)
        write(space.values[LEAVES, proposer], t, leaves)
        write(left[r], t, leaves * after + (1.0 - leaves) * waiting)
        mean = mean + share_of_type(space, r, t) * leaves
    for t in range(types_of(space, proposer)):
        waiting, after = read(left[proposer], t), read(broken[proposer], t)
        write(left[proposer], t, mean * after + (1.0 - mean) * waiting)


@part
def add_by_turns(sums: Sums, value: Lanes, is_whole: bool) -> Sums:
    """Add to four sums by turns, so that after four turns each is at its place again.

    What is left over four is added to the first.
    """
    first = sums[0] + value
    if is_whole:
        return sums[1], sums[2], sums[3], first
    return first, sums[1], sums[2], sums[3]


@part
def join(sums: Sums) -> Lanes:
    """Return the sum of four sums."""
    return (sums[0] + sums[1]) + (sums[2] + sums[3])


@part
def answer(rules: Ints, all_mild: bool, r: int, n: int, ahead: int, space: Space) -> None:
    """Write a_r, the probability that a responder accepts each package, by type and expected.

    It counts that a text may fail at home where the rules say so.
    """
    uniform, foreseen = rules[UNIFORM] != 0, rules[FORESEEN] != 0
    approved, lost, expected = space.lines[APPROVED], space.lines[LOST + r], expected_of(r, space)
    mildly = read(space.of_row, MILDLY)
    noise = read(space.traits[r], NOISE)
    for t in range(types_of(space, r)):
        worth, against = worth_of(ahead, r, t, space), against_of(ahead, r, t, space)
        accepts, gains = space.of_type[ACCEPTS, 2 * r + t], space.of_type[GAINS, 2 * r + t]
        c = read(space.values[LEFT, r], t)
        odds = exp(c)
        for m in range(n):
            beyond = read(worth, m) - c
            gain = gain_once_done(beyond, read(approved, m), read(lost, m))
            if uniform:
                yes = smaller(larger((gain if foreseen else beyond) * noise, 0.0), 1.0)
            elif foreseen:
                yes = logistic(gain)
            else:
                yes = 1.0 / (read(against, m) * odds + 1.0)
                if not all_mild:
                    yes = where_above(mildly, 0.0, yes, logistic(beyond))
            write(gains, m, gain)
            write(accepts, m, yes)
    for m in range(n):
        write(expected, m, 0.0)
    for t in range(types_of(space, r)):
        accepts, share = space.of_type[ACCEPTS, 2 * r + t], share_of_type(space, r, t)
        for m in range(n):
            write(expected, m, read(expected, m) + share * read(accepts, m))


@part
def all_accept(p: int, but: int, m: int, product: Lanes, space: Space) -> Lanes:
    """Multiply by the probabilities that the others accept a package, but for one of them."""
    for r in range(space.traits.shape[0]):
        if r != p and r != but:
            product = product * read(expected_of(r, space), m)
    return product


@part
def offer(all_mild: bool, p: int, n: int, whole: int, ahead: int, space: Space) -> None:
    """Weigh a proposer's offers against passing, which is worth 0 (equation 9).

    The weight of an offer is its prior times exp(e / noise of proposals), that of passing 1
    (Matejka and McKay 2015, American Economic Review 105:272-298, equation 12). Exponents are
    shifted by the greatest of them unless all are mild. Scores are e over that noise.
    """
    lines, values, traits = space.lines, space.values, space.traits[p]
    approved, lost, offered = lines[APPROVED], lines[LOST + p], lines[OFFERED]
    signed, rejected = lines[SIGNED], lines[REJECTED]
    refused, drafting = read(traits, REFUSED), read(traits, DRAFTING)
    prior, mildly = 1.0 / read(space.of_row, CHOICES), read(space.of_row, MILDLY)
    zero, held = 0.0 * prior, lines[HELD]
    for m in range(n):
        write(signed, m, all_accept(p, p, m, 1.0, space))
        write(rejected, m, cost_of(read(signed, m), refused))
        write(offered, m, 0.0)
    for t in range(types_of(space, p)):
        worth, scores, weights = worth_of(ahead, p, t, space), lines[SCORES + t], lines[WEIGHTS + t]
        c, top = read(values[LEFT, p], t), zero
        for m in range(n):
            gain = gain_once_done(read(worth, m) - c, read(approved, m), read(lost, m))
            score = gain_once_done(gain, read(signed, m), read(rejected, m)) / drafting
            write(scores, m, score)
            top = larger(top, score)
        top = zero if all_mild else where_above(mildly, 0.0, 0.0, top)
        sums = products = (zero, zero, zero, zero)
        for m in range(n):
            score = read(scores, m)
            weight = exp(score - top) * read(held, m)
            write(weights, m, weight)
            sums = add_by_turns(sums, weight, m < whole)
            products = add_by_turns(products, weight * score, m < whole)
        total = exp(0.0 - top) + prior * join(sums)
        write(values[ONE, p], t, c + prior * drafting * join(products) / total)
        write(values[SHIFT, 0], t, top)
        write(values[TOTAL, 0], t, total)
        share = prior * share_of_type(space, p, t) / total
        for m in range(n):
            write(offered, m, read(offered, m) + share * read(weights, m))


@part
def gain_of_responder(p: int, r: int, t: int, n: int, whole: int, space: Space) -> Lanes:
    """Return V_r - C_r: what offers that all others accept are worth beyond waiting (eq. 9)."""
    offered, zero = space.lines[OFFERED], 0.0 * read(space.of_row, CHOICES)
    accepts, gains = space.of_type[ACCEPTS, 2 * r + t], space.of_type[GAINS, 2 * r + t]
    sums = (zero, zero, zero, zero)
    for m in range(n):
        reached = all_accept(p, r, m, read(offered, m) * read(accepts, m), space)
        sums = add_by_turns(sums, reached * read(gains, m), m < whole)
    return join(sums)


@unit
def stage_game(
    rules: Ints, all_mild: bool, p: int, n: int, whole: int, ahead: int, space: Space
) -> None:
    """Solve one round in which `p` proposes: an offer, the answers, what both are worth (eq. 9).

    It reads C and writes V of this proposer's game.

    Parameters
    ----------
    all_mild : bool
        Whether no exponential overflows in any lane.
    n, whole : int
        The number of slots, and where those begin that hold what is left over four.
    """
    n_principals, left, value = space.traits.shape[0], space.values[LEFT], space.values[ONE]
    copy_values(space.values[WAITING], left)
    if rules[OPT_OUT]:
        let_responder_leave(p, space.values[REACH + 3 * ahead + 2], space)
    for r in range(n_principals):
        if r != p:
            answer(rules, all_mild, r, n, ahead, space)
    offer(all_mild, p, n, whole, ahead, space)
    for r in range(n_principals):
        if r != p:
            for t in range(types_of(space, r)):
                gain = gain_of_responder(p, r, t, n, whole, space)
                write(value[r], t, read(left[r], t) + gain)


@kernel
def answer_gains_of(gain: Floats, approved: Floats, failed: Floats, out: Floats) -> None:
    """Write what saying yes gains in each entry, a text's failure at home counted (eq. 9)."""
    for i in range(out.size):
        out[i] = gain_once_done(gain[i], approved[i], cost_of(approved[i], failed[i]))


def answer_gains(gain: Floats, approved: Floats, failed: Floats) -> Floats:
    """Return what saying yes gains, a text's failure at home counted, in the shape of `gain`."""
    out = np.empty(gain.shape)
    each, of_each, cost = (
        np.broadcast_to(x, out.shape).flatten() for x in (gain, approved, failed)
    )
    answer_gains_of(each, of_each, cost, out.reshape(-1))
    return out
