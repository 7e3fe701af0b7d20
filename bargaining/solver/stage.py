"""One round at the table: who offers what, who accepts, who leaves (model, equation 9)."""

from __future__ import annotations

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part
from bargaining.solver.elementary import exp, logistic
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
        odds = exp(c)
        for m in range(n):
            out[m] = 1.0 / (against[m] * odds + 1.0)
    else:
        for m in range(n):
            out[m] = logistic(worth[m] - c)


@inlined
def weigh_offers(
    mild: bool, c: float, worth: Floats, signed: Floats, n: int, score: Floats, weight: Floats
) -> tuple[float, float, float]:
    """Weigh a proposer's offers by exp(gain); return the shift, the weights' sum, the mean gain.

    Passing gains 0 (equation 9).
    """
    for m in range(n):
        score[m] = (worth[m] - c) * signed[m]
    top = 0.0
    if not mild:
        for m in range(n):
            top = max(top, score[m])
    for m in range(n):
        weight[m] = exp(score[m] - top)
    total, gain = exp(-top), 0.0
    for m in range(n):
        total += weight[m]
        gain += weight[m] * score[m]
    return top, total, gain / total


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
            for m in range(n):
                expected[m] += share * accepts[m]
        for m in range(n):
            signed[m] *= expected[m]
    for t in range(int(traits[p, N_TYPES])):
        weight = lines[WEIGHTS + t]
        top, total, gain = weigh_offers(
            mild, left[p, t], space.worth[ahead, p, t], signed, n, lines[SCORES + t], weight
        )
        value[p, t] = left[p, t] + gain
        space.values[TOTAL, 0, t], space.values[TOTAL, 1, t] = top, total
        share = share_of_type(traits, p, t) / total
        for m in range(n):
            offered[m] += share * weight[m]
    for m in range(n):
        offered[m] *= approved[m]
    for r in range(n_principals):
        if r != p:
            for t in range(int(traits[r, N_TYPES])):
                c = left[r, t]
                gain = gain_of_responder(
                    p, r, n_principals, n, c, space.worth[ahead, r, t], space.accepts[r, t], lines
                )
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
) -> float:
    """Return V_r - C_r: what offers that all others accept are worth beyond waiting (eq. 9)."""
    offered, reached = lines[OFFERED], lines[SIGNED]
    for m in range(n):
        reached[m] = offered[m] * accepts[m]
    for other in range(n_principals):
        if other != p and other != r:
            for m in range(n):
                reached[m] *= lines[EXPECTED + other, m]
    mean, chance = 0.0, 0.0
    for m in range(n):
        mean += reached[m] * worth[m]
        chance += reached[m]
    return mean - chance * c
