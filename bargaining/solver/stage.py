"""One round at the table: who offers what, who accepts, who leaves (model, equation 9)."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, kernel, part, unit
from bargaining.solver.elementary import exp, logistic
from bargaining.solver.lines import (
    accept_line,
    add_scaled,
    exp_line,
    gain_line,
    gain_once_accepted,
    logistic_line,
    multiply_by,
    product_line,
    score_line,
    sums_of,
)
from bargaining.solver.room import (
    APPROVED,
    BELIEF,
    DRAFTING,
    EQUAL,
    EXPECTED,
    FAILED,
    FORESEEN,
    LEAVES,
    LEFT,
    N_TYPES,
    NOISE,
    OFFERED,
    ONE,
    OPT_OUT,
    REFUSED,
    SCORES,
    SIGNED,
    SUMS,
    TOTAL,
    UNIFORM,
    WAITING,
    WEIGHTS,
    Space,
    write,
)

__all__ = ["answer_gains", "stage_game"]


@part
def share_of_type(traits: Floats, p: int, t: int) -> float:
    """Return the public probability of a type; 1 for the only one."""
    if traits[p, N_TYPES] == 1.0:
        return 1.0
    return traits[p, BELIEF] if t == 1 else 1.0 - traits[p, BELIEF]  # type: ignore[no-any-return]


@part
def let_responder_leave(
    traits: Floats, proposer: int, broken: Floats, waiting: Floats, leaves: Floats
) -> None:
    """Mix into C that the responder may leave at once after refusing (equation 9, opt-out)."""
    r, mean = 1 - proposer, 0.0
    for t in range(int(traits[r, N_TYPES])):
        leaves[t] = logistic(broken[r, t] - waiting[r, t])
        waiting[r, t] = leaves[t] * broken[r, t] + (1.0 - leaves[t]) * waiting[r, t]
        mean += share_of_type(traits, r, t) * leaves[t]
    for t in range(int(traits[proposer, N_TYPES])):
        waiting[proposer, t] = mean * broken[proposer, t] + (1.0 - mean) * waiting[proposer, t]


@inlined
def accept(
    rules: Ints,
    mild: bool,
    noise: float,
    c: float,
    gain: Floats,
    worth: Floats,
    against: Floats,
    n: int,
    out: Floats,
) -> None:
    """Write a_r, the probability that a responder of one type accepts each package (eq. 9).

    It counts that a text may fail at home where the rules say so. `against` is exp(-worth), or room
    for exp(-gain) where they do.
    """
    if rules[UNIFORM]:
        for m in range(n):
            answered = gain[m] if rules[FORESEEN] else worth[m] - c
            out[m] = min(max(answered * noise, 0.0), 1.0)
    elif rules[FORESEEN]:
        exp_line(gain, 0.0, -1.0, n, against)
        accept_line(against, 1.0, n, out)
    elif mild:
        accept_line(against, exp(c), n, out)
    else:
        logistic_line(worth, c, 1.0, n, out)


@inlined
def weigh_offers(
    mild: bool,
    traits: Floats,
    p: int,
    prior: float,
    gain: Floats,
    signed: Floats,
    n: int,
    score: Floats,
    weight: Floats,
    sums: Floats,
) -> tuple[float, float, float]:
    """Weigh a proposer's offers against passing, which is worth 0 (equation 9).

    The weight of an offer is `prior` exp(e / noise of proposals), that of passing 1 (Matejka and
    McKay 2015, American Economic Review 105:272-298, equation 12). `score` becomes e over that
    noise. Return the shift of exponents, the sum of weights, and the mean of e.
    """
    drafting = traits[p, DRAFTING]
    score_line(gain, signed, traits[p, REFUSED], drafting, n, score)
    top = 0.0
    if not mild:
        for m in range(n):
            top = max(top, score[m])
    exp_line(score, top, 1.0, n, weight)
    sums_of(weight, score, n, sums)
    total = exp(-top) + prior * sums[0]
    return top, total, prior * drafting * sums[1] / total


@unit
def stage_game(
    rules: Ints,
    traits: Floats,
    p: int,
    mild: bool,
    n: int,
    ahead: int,
    broken: Floats,
    space: Space,
) -> None:
    """Solve one round in which `p` proposes: an offer, the answers, what both are worth (eq. 9).

    It reads C and writes V of this proposer's game.

    Parameters
    ----------
    n : int
        How many packages may be offered.
    broken : array over (principal, type)
        Values after a breakdown.
    """
    n_principals = traits.shape[0]
    lines, left, value = space.lines, space.values[LEFT], space.values[ONE]
    signed, offered, approved = lines[SIGNED], lines[OFFERED], lines[APPROVED]
    write(space.values[WAITING], left)
    if rules[OPT_OUT]:
        let_responder_leave(traits, p, broken, left, space.values[LEAVES, p])
    for m in range(n):
        signed[m] = 1.0
        offered[m] = 0.0
    for r in range(n_principals):
        if r == p:
            continue
        expected = lines[EXPECTED + r]
        for m in range(n):
            expected[m] = 0.0
        for t in range(int(traits[r, N_TYPES])):
            accepts, gain, worth = space.accepts[r, t], space.gains[r, t], space.worth[ahead, r, t]
            gain_line(worth, left[r, t], approved, traits[r, FAILED], n, gain)
            accept(
                rules, mild, traits[r, NOISE], left[r, t], gain, worth, space.against[ahead, r, t],
                n, accepts,
            )  # fmt: skip
            add_scaled(share_of_type(traits, r, t), accepts, n, expected)
        multiply_by(expected, n, signed)
    prior = 1.0 / n if rules[EQUAL] and n > 0 else 1.0
    for t in range(int(traits[p, N_TYPES])):
        weight, gain = lines[WEIGHTS + t], space.gains[p, t]
        gain_line(space.worth[ahead, p, t], left[p, t], approved, traits[p, FAILED], n, gain)
        top, total, mean = weigh_offers(
            mild, traits, p, prior, gain, signed, n, lines[SCORES + t], weight,
            space.values[SUMS, 0],
        )  # fmt: skip
        value[p, t] = left[p, t] + mean
        space.values[TOTAL, 0, t], space.values[TOTAL, 1, t] = top, total
        add_scaled(prior * share_of_type(traits, p, t) / total, weight, n, offered)
    for r in range(n_principals):
        if r != p:
            for t in range(int(traits[r, N_TYPES])):
                mean = gain_of_responder(
                    p, r, n_principals, n, space.gains[r, t], space.accepts[r, t], lines,
                    space.values[SUMS, 0],
                )  # fmt: skip
                value[r, t] = left[r, t] + mean


@inlined
def gain_of_responder(
    p: int,
    r: int,
    n_principals: int,
    n: int,
    gain: Floats,
    accepts: Floats,
    lines: Floats,
    sums: Floats,
) -> float:
    """Return V_r - C_r: what offers that all others accept are worth beyond waiting (eq. 9)."""
    reached = lines[SIGNED]
    product_line(lines[OFFERED], accepts, n, reached)
    for other in range(n_principals):
        if other != p and other != r:
            multiply_by(lines[EXPECTED + other], n, reached)
    sums_of(reached, gain, n, sums)
    return sums[1]  # type: ignore[no-any-return]


@kernel
def answer_gains_of(gain: Floats, approved: Floats, failed: Floats, out: Floats) -> None:
    """Write what saying yes gains in each entry, a text's failure at home counted (eq. 9)."""
    for i in range(out.size):
        out[i] = gain_once_accepted(gain[i], approved[i], failed[i])


def answer_gains(gain: Floats, approved: Floats, failed: Floats) -> Floats:
    """Return what saying yes gains, a text's failure at home counted, in the shape of `gain`."""
    out = np.empty(gain.shape)
    each, of_each, cost = (
        np.broadcast_to(x, out.shape).flatten() for x in (gain, approved, failed)
    )
    answer_gains_of(each, of_each, cost, out.reshape(-1))
    return out
