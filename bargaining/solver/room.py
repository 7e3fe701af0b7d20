"""Room to play one row of a table in: packages that may be offered, side by side."""

from __future__ import annotations

from typing import NamedTuple

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import part
from bargaining.solver.lines import exp_line

__all__ = ["Space", "pack", "prepare", "put_side_by_side", "scale", "write"]


# Beyond this many noises an exponential could overflow; such rows take each logit by itself.
MILD = 300.0


# Entries of `TableRules.rules`: the responder may leave at once after refusing; answers have a
# uniform shock and not a logit one; an agreement binds one round; the look-ahead ends talks and not
# only the planning; responders count that a text may fail at home; offering and passing have the
# same prior weight, and not every package and passing.
OPT_OUT, UNIFORM, ONE_ROUND, DEADLINE_BINDS, FORESEEN, EQUAL = range(6)


# Last axis of `TableRules.traits`: choice noise, discount factor of the table's clock, public
# probability of type 1, probability of a breakdown, number of types; then, in choice noises, the
# noise of proposals, the cost of a refused offer and that of a text that fails at home.
NOISE, DELTA, BELIEF, BREAKDOWN, N_TYPES, DRAFTING, REFUSED, FAILED = range(8)


class Space(NamedTuple):
    """Room for one row: the packages that may be offered, side by side.

    Attributes
    ----------
    worth, against : array over (round ahead or 0, principal, type, package)
        Values once signed, and exp(-worth) or room for that of gains.
    accepts, gains : array over (principal, type, package)
        Probability of saying yes; what a yes gains a responder over waiting.
    lines : array over (line, package)
    values : array over (kind, principal, type)
    reach : array over (round ahead or 0, 3, principal, type)
        U0, UT and U0 after a breakdown.
    """

    worth: Floats
    against: Floats
    accepts: Floats
    gains: Floats
    lines: Floats
    values: Floats
    reach: Floats


# Lines of `Space.lines`; the expected acceptances of each principal follow.
APPROVED, SIGNED, OFFERED, SCORES, WEIGHTS, EXPECTED = 0, 1, 2, 3, 5, 7


# Kinds of `Space.values`: C after the option to leave, one proposer's V, V, the next round's V, C;
# then the responder's probability of leaving, and the sums behind a proposer's offers.
LEFT, ONE, VALUE, FOLLOWING, WAITING, LEAVES, TOTAL, SUMS = range(8)


@part
def write(source: Floats, out: Floats) -> None:
    """Write values over (principal, type) over others."""
    for p in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[p, t] = source[p, t]


@part
def put_side_by_side(values: Floats, feasible: Bools, out: Floats) -> int:
    """Write the entries of packages that may be offered side by side; return their number."""
    n = 0
    for m in range(feasible.size):
        out[n] = values[m]
        n += feasible[m]
    return n


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
            level, noise = base[p, t], traits[p, NOISE]
            i = put_side_by_side(values, feasible, out)
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
def prepare(rules: Ints, traits: Floats, n: int, space: Space) -> bool:
    """Return whether every value is mild, so that no exponential overflows.

    Write exp(-worth) where acceptance is read off it.
    """
    by_worth = not rules[FORESEEN] and not rules[UNIFORM]
    reach, mild, drafting = 0.0, True, 1.0
    for p in range(traits.shape[0]):
        reach = max(reach, max(traits[p, REFUSED], traits[p, FAILED]))
        drafting = min(drafting, traits[p, DRAFTING])
    for a in range(space.worth.shape[0]):
        for p in range(traits.shape[0]):
            for t in range(int(traits[p, N_TYPES])):
                worth, against = space.worth[a, p, t], space.against[a, p, t]
                if by_worth:
                    exp_line(worth, 0.0, -1.0, n, against)
                for m in range(n):
                    reach = max(reach, abs(worth[m]))
                for k in range(3):
                    mild = mild and abs(space.reach[a, k, p, t]) <= MILD
    # Offers are weighed by exponentials of gains over the noise of proposals.
    return mild and reach <= MILD * drafting
