"""One round at the table: who offers what, who accepts, who leaves (model, equation 9)."""

from __future__ import annotations

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part
from bargaining.solver.elementary import exp, logistic
from bargaining.solver.lines import (
    accept_line,
    add_scaled,
    exp_line,
    logistic_line,
    multiply_by,
    score_line,
    sums_of,
)
from bargaining.solver.room import (
    APPROVED,
    BELIEF,
    EXPECTED,
    LEAVES,
    LEFT,
    N_TYPES,
    NOISE,
    OFFERED,
    ONE,
    OPT_OUT,
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

__all__ = ["stage_game"]


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
    uniform: bool,
    mild: bool,
    noise: float,
    c: float,
    worth: Floats,
    against: Floats,
    n: int,
    out: Floats,
) -> None:
    """Write a_r, the probability that a responder of one type accepts each package (eq. 9)."""
    if uniform:
        for m in range(n):
            out[m] = min(max((worth[m] - c) * noise, 0.0), 1.0)
    elif mild:
        accept_line(against, exp(c), n, out)
    else:
        logistic_line(worth, c, 1.0, n, out)


@inlined
def weigh_offers(
    mild: bool,
    c: float,
    worth: Floats,
    signed: Floats,
    n: int,
    score: Floats,
    weight: Floats,
    sums: Floats,
) -> tuple[float, float, float]:
    """Weigh a proposer's offers by exp(gain); return the shift, the weights' sum, the mean gain.

    Passing gains 0 (equation 9).
    """
    score_line(worth, c, signed, n, score)
    top = 0.0
    if not mild:
        for m in range(n):
            top = max(top, score[m])
    exp_line(score, top, 1.0, n, weight)
    sums_of(weight, score, n, sums)
    total = exp(-top) + sums[0]
    return top, total, sums[1] / total


@part
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
        signed[m] = approved[m]
        offered[m] = 0.0
    for r in range(n_principals):
        if r == p:
            continue
        expected = lines[EXPECTED + r]
        for m in range(n):
            expected[m] = 0.0
        for t in range(int(traits[r, N_TYPES])):
            accepts = space.accepts[r, t]
            accept(
                rules[UNIFORM] != 0, mild, traits[r, NOISE], left[r, t], space.worth[ahead, r, t],
                space.against[ahead, r, t], n, accepts,
            )  # fmt: skip
            share = share_of_type(traits, r, t)
            add_scaled(share, accepts, n, expected)
        multiply_by(expected, n, signed)
    for t in range(int(traits[p, N_TYPES])):
        weight = lines[WEIGHTS + t]
        top, total, gain = weigh_offers(
            mild,
            left[p, t],
            space.worth[ahead, p, t],
            signed,
            n,
            lines[SCORES + t],
            weight,
            space.values[SUMS, 0],
        )
        value[p, t] = left[p, t] + gain
        space.values[TOTAL, 0, t], space.values[TOTAL, 1, t] = top, total
        share = share_of_type(traits, p, t) / total
        add_scaled(share, weight, n, offered)
    multiply_by(approved, n, offered)
    for r in range(n_principals):
        if r != p:
            for t in range(int(traits[r, N_TYPES])):
                c = left[r, t]
                gain = gain_of_responder(
                    p, r, n_principals, n, c, space.worth[ahead, r, t], space.accepts[r, t], lines,
                    space.values[SUMS, 0],
                )  # fmt: skip
                value[r, t] = c + gain


@inlined
def gain_of_responder(
    p: int,
    r: int,
    n_principals: int,
    n: int,
    c: float,
    worth: Floats,
    accepts: Floats,
    lines: Floats,
    sums: Floats,
) -> float:
    """Return V_r - C_r: what offers that all others accept are worth beyond waiting (eq. 9)."""
    offered, reached = lines[OFFERED], lines[SIGNED]
    score_line(offered, 0.0, accepts, n, reached)
    for other in range(n_principals):
        if other != p and other != r:
            multiply_by(lines[EXPECTED + other], n, reached)
    sums_of(reached, worth, n, sums)
    return sums[1] - sums[0] * c  # type: ignore[no-any-return]
