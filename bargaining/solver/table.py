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
from bargaining.solver.compiled import inlined, kernel, part
from bargaining.solver.elementary import exp, log, logistic
from bargaining.solver.layout import Disagreement, PackageValues
from bargaining.solver.lines import (
    accept_line,
    add_scaled,
    exp_line,
    logistic_line,
    multiply_by,
    score_line,
    sums_of,
)

__all__ = ["TableRules", "TableSolution", "look_ahead"]

# Beyond this many noises an exponential could overflow; such rows take each logit by itself.
_MILD = 300.0


# Entries of `TableRules.rules`: the responder may leave at once after refusing; answers have a
# uniform shock and not a logit one; an agreement binds one round; the look-ahead ends talks and not
# only the planning.
OPT_OUT, UNIFORM, ONE_ROUND, DEADLINE_BINDS = range(4)
# Last axis of `TableRules.traits`: choice noise, discount factor of the table's clock, public
# probability of type 1, probability of a breakdown, number of types.
NOISE, DELTA, BELIEF, BREAKDOWN, N_TYPES = range(5)


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


class _Space(NamedTuple):
    """Room for one row: the packages that may be offered, side by side.

    Attributes
    ----------
    worth, against : array over (round ahead or 0, principal, type, package)
        Values once signed, and exp(-worth).
    accepts : array over (principal, type, package)
    lines : array over (line, package)
    values : array over (kind, principal, type)
    reach : array over (round ahead or 0, 3, principal, type)
        U0, UT and U0 after a breakdown.
    """

    worth: Floats
    against: Floats
    accepts: Floats
    lines: Floats
    values: Floats
    reach: Floats


# Lines of `_Space.lines`; the expected acceptances of each principal follow.
_APPROVED, _SIGNED, _OFFERED, _SCORES, _WEIGHTS, _EXPECTED = 0, 1, 2, 3, 5, 7
# Kinds of `_Space.values`: C after the option to leave, one proposer's V, V, the next round's V, C;
# then the responder's probability of leaving, and the sums behind a proposer's offers.
_LEFT, _ONE, _VALUE, _FOLLOWING, _WAITING, _LEAVES, _TOTAL, _SUMS = range(8)


@part
def write(source: Floats, out: Floats) -> None:
    """Write values over (principal, type) over others."""
    for p in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[p, t] = source[p, t]


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
    space: _Space,
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
    lines, left, value = space.lines, space.values[_LEFT], space.values[_ONE]
    signed, offered, approved = lines[_SIGNED], lines[_OFFERED], lines[_APPROVED]
    write(space.values[_WAITING], left)
    if rules[OPT_OUT]:
        let_responder_leave(traits, p, broken, left, space.values[_LEAVES, p])
    for m in range(n):
        signed[m] = approved[m]
        offered[m] = 0.0
    for r in range(n_principals):
        if r == p:
            continue
        expected = lines[_EXPECTED + r]
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
        weight = lines[_WEIGHTS + t]
        top, total, gain = weigh_offers(
            mild, left[p, t], space.worth[ahead, p, t], signed, n, lines[_SCORES + t], weight,
            space.values[_SUMS, 0],
        )
        value[p, t] = left[p, t] + gain
        space.values[_TOTAL, 0, t], space.values[_TOTAL, 1, t] = top, total
        share = share_of_type(traits, p, t) / total
        add_scaled(share, weight, n, offered)
    multiply_by(approved, n, offered)
    for r in range(n_principals):
        if r != p:
            for t in range(int(traits[r, N_TYPES])):
                c = left[r, t]
                gain = gain_of_responder(
                    p, r, n_principals, n, c, space.worth[ahead, r, t], space.accepts[r, t], lines,
                    space.values[_SUMS, 0],
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
    offered, reached = lines[_OFFERED], lines[_SIGNED]
    score_line(offered, 0.0, accepts, n, reached)
    for other in range(n_principals):
        if other != p and other != r:
            multiply_by(lines[_EXPECTED + other], n, reached)
    sums_of(reached, worth, n, sums)
    return sums[1] - sums[0] * c


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
    space: _Space,
    solution: TableSolution,
    now: bool,
) -> None:
    """Write V, averaged over who proposes; of this round also how it is played."""
    value, one, alone = space.values[_VALUE], space.values[_ONE], 0
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
            write_play(traits, row, p, base, feasible, space, solution)


@part
def write_play(
    traits: Floats,
    row: int,
    p: int,
    base: Floats,
    feasible: Bools,
    space: _Space,
    solution: TableSolution,
) -> None:
    """Write how this round is played where `p` proposes, in payoff units."""
    for q in range(traits.shape[0]):
        for t in range(int(traits[q, N_TYPES])):
            noise = traits[q, NOISE]
            solution.waiting[row, p, q, t] = base[q, t] + noise * space.values[_LEFT, q, t]
    for t in range(2):
        solution.leaves[row, p, t] = space.values[_LEAVES, p, t]
    if solution.offers.shape[0] == 0:
        return
    # Log-probabilities, passing last; -inf where a package may not be offered.
    for t in range(int(traits[p, N_TYPES])):
        out = solution.offers[row, p, t]
        shift = space.values[_TOTAL, 0, t] + log(space.values[_TOTAL, 1, t])
        i = 0
        for m in range(feasible.size):
            out[m] = -np.inf
            if feasible[m]:
                out[m] = space.lines[_SCORES + t, i] - shift
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
def pack(
    one_round: bool,
    traits: Floats,
    agreed: Floats,
    feasible: Bools,
    base: Floats,
    following: Floats,
    worth: Floats,
) -> None:
    """Put the values of packages that may be offered side by side, in noises above the table's.

    An agreement of one round is followed by the next table (equation 9).
    """
    for p in range(traits.shape[0]):
        for t in range(int(traits[p, N_TYPES])):
            out, values = worth[p, t], agreed[p, t]
            i, level, noise = 0, base[p, t], traits[p, NOISE]
            for m in range(feasible.size):
                out[i] = values[m]
                i += feasible[m]
            for m in range(i):
                out[m] = (out[m] - level) / noise
            if one_round:
                delta = traits[p, DELTA]
                for m in range(i):
                    out[m] = (1.0 - delta) * out[m] + delta * following[p, t]


@part
def scale(traits: Floats, values: Floats, base: Floats, out: Floats) -> None:
    """Write values in noises above the value of the table now."""
    for p in range(out.shape[0]):
        for t in range(int(traits[p, N_TYPES])):
            out[p, t] = (values[p, t] - base[p, t]) / traits[p, NOISE]


@part
def prepare(traits: Floats, n: int, space: _Space) -> bool:
    """Write exp(-worth); return whether every value is mild, so that no exponential overflows."""
    reach, mild = 0.0, True
    for a in range(space.worth.shape[0]):
        for p in range(traits.shape[0]):
            for t in range(int(traits[p, N_TYPES])):
                worth, against = space.worth[a, p, t], space.against[a, p, t]
                exp_line(worth, 0.0, -1.0, n, against)
                for m in range(n):
                    reach = max(reach, abs(worth[m]))
                for k in range(3):
                    mild = mild and abs(space.reach[a, k, p, t]) <= _MILD
    return mild and reach <= _MILD


@part
def solve_row(
    rules: Ints,
    traits: Floats,
    recognised: Floats,
    row: int,
    packages: PackageValues,
    agreed: Floats,
    without: Disagreement,
    space: _Space,
    solution: TableSolution,
) -> None:
    """Solve the table backwards in one row (model, equation 9)."""
    depth, n_ahead = recognised.shape[0] - 1, agreed.shape[0]
    reach, value, waiting = space.reach, space.values[_VALUE], space.values[_WAITING]
    following = space.values[_FOLLOWING]
    base, feasible = without.at_table[0, row], packages.feasible[row]
    one_round = rules[ONE_ROUND] != 0
    n = 0
    for m in range(feasible.size):
        space.lines[_APPROVED, n] = packages.ratified[row, m]
        n += feasible[m]
    for a in range(n_ahead):
        scale(traits, without.apart[a, row], base, reach[a, 0])
        scale(traits, without.at_table[a, row], base, reach[a, 1])
        scale(traits, without.broken[a, row], base, reach[a, 2])
        if not one_round:
            pack(one_round, traits, agreed[a, row], feasible, base, value, space.worth[a])
    mild = not one_round and prepare(traits, n, space)
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
    packages: PackageValues,
    agreed: Floats,
    without: Disagreement,
    solution: TableSolution,
) -> None:
    """Solve the table backwards in each row (model, equation 9).

    Parameters
    ----------
    packages : PackageValues
        For `ratified` and `feasible`.
    agreed : array over (round ahead or 1, row, principal, type, package)
        G in each round ahead, or once where it stays the same.
    without : Disagreement
        Arrays over (round ahead or 1, row, principal, type).
    solution : TableSolution
        Written.
    """
    n_ahead, n_rows, n_principals, _, n_packages = agreed.shape
    space = _Space(
        # One place more: packing writes each package before it knows whether it stays.
        np.zeros((n_ahead, n_principals, 2, n_packages + 1)),
        np.zeros((n_ahead, n_principals, 2, n_packages + 1)),
        np.zeros((n_principals, 2, n_packages + 1)),
        np.zeros((_EXPECTED + n_principals, n_packages + 1)),
        np.zeros((8, max(n_principals, 2), 2)),
        np.zeros((n_ahead, 3, n_principals, 2)),
    )
    for row in range(n_rows):
        solve_row(
            rules.rules, rules.traits[row], rules.recognised, row, packages, agreed, without,
            space, solution,
        )  # fmt: skip
