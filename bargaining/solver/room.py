"""Room to play eight rows of a table in: packages that may be offered, side by side."""

from __future__ import annotations

from typing import NamedTuple

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import inlined, part, unit
from bargaining.solver.elementary import exp
from bargaining.solver.lanes import (
    LANES,
    Lanes,
    entry_at,
    lane_of,
    larger,
    put_lane,
    put_row,
    read,
    smaller,
    where_above,
    write,
)

__all__ = [
    "Space", "against_of", "approve", "copy_values", "cost_of", "expected_of", "pack", "prepare",
    "scale", "seat", "sort_rows", "types_of", "worth_of",
]  # fmt: skip


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
    """Room for eight rows abreast; last axes hold entries and lanes.

    The packages that a row may offer lie in *slots*: a multiple of four of them first and the other
    three at most in slots that begin where those of all eight rows end, so that sums are added in
    the order of the row by itself. Slots between them hold what adds nothing.

    Attributes
    ----------
    row : integers over (lane,)
    package : array over (slot,)
        Which package lies there, as a float; any where none does.
    traits : array over (principal, trait)
    of_row : array over (entry,)
    lines : array over (line, slot)
    of_type : array over (kind, principal and type, slot)
    values : array over (kind, principal, type)
    """

    row: Ints
    package: Floats
    traits: Floats
    of_row: Floats
    lines: Floats
    of_type: Floats
    values: Floats


# Entries of `Space.of_row`: one over the prior weight of an offer; whether no exponential can
# overflow; the row's number; by principal how much counts what it proposes.
CHOICES, MILDLY, ROW, PROPOSES = range(4)


# Lines of `Space.lines`, the first 1 where a slot holds a package, REJECTED what refusals are
# expected to cost the proposer; by principal what failures at home are expected to cost, and then
# the expected acceptances.
HELD, APPROVED, SIGNED, REJECTED, OFFERED, SCORES, WEIGHTS, LOST = 0, 1, 2, 3, 4, 5, 7, 9


# Kinds of `Space.of_type`: the probability of saying yes, and what a yes gains a responder over
# waiting; then for each round ahead the values once signed and exp(-worth).
ACCEPTS, GAINS, WORTH = 0, 1, 2


# Kinds of `Space.values`: the table's value now in payoff units, C after the option to leave, one
# proposer's V, V, the next round's V, C; the responder's probability of leaving, and the sums
# behind a proposer's offers; then for each round ahead U0, UT and U0 after a breakdown.
BASE, LEFT, ONE, VALUE, FOLLOWING, WAITING, LEAVES, SHIFT, TOTAL, REACH = range(10)


@inlined
def worth_of(ahead: int, p: int, t: int, space: Space) -> Floats:
    """Return the line of what packages are worth to a type once they are signed."""
    return space.of_type[WORTH + 2 * ahead, 2 * p + t]  # type: ignore[no-any-return]


@inlined
def against_of(ahead: int, p: int, t: int, space: Space) -> Floats:
    """Return the line of exp(-worth)."""
    return space.of_type[WORTH + 2 * ahead + 1, 2 * p + t]  # type: ignore[no-any-return]


@part
def types_of(space: Space, p: int) -> int:
    """Return how many types a principal has, in all rows."""
    return int(lane_of(space.traits[p], N_TYPES, 0))


@part
def copy_values(source: Floats, out: Floats) -> None:
    """Write values over (principal, type) over others."""
    for p in range(out.shape[0]):
        for t in range(2):
            write(out[p], t, read(source[p], t))


@part
def sort_rows(proposes: Floats, feasible: Bools, size: Ints, order: Ints, after: Ints) -> None:
    """Order rows by who proposes now and by how many packages may be offered.

    Rows that are alike lie side by side then, and no lane waits for the others.

    Parameters
    ----------
    proposes : array over (row, principal)
    size : integers over (row,)
        The number of packages is written there.
    after : integers over (principal and number of packages,), zeros
        Room.
    """
    n_rows, n_packages = feasible.shape
    most = n_packages + 1
    for row in range(n_rows):
        n = 0
        for m in range(n_packages):
            n += feasible[row, m]
        size[row] = n
        after[proposer_of(proposes, row) * most + n + 1] += 1
    for key in range(1, after.size):
        after[key] += after[key - 1]
    for row in range(n_rows):
        key = proposer_of(proposes, row) * most + size[row]
        order[after[key]] = row
        after[key] += 1


@part
def proposer_of(proposes: Floats, row: int) -> int:
    """Return the first principal that may propose."""
    for p in range(proposes.shape[1]):
        if proposes[row, p] > 0.0:
            return p
    return 0


@unit
def seat(
    rules: Ints, traits: Floats, feasible: Bools, size: Ints, order: Ints, first: int, space: Space
) -> tuple[int, int]:
    """Give eight rows their lanes and their packages slots.

    Where fewer rows are left, the last of them is repeated.

    Returns
    -------
    whole, n : int
        Where the slots begin that hold what is left over four, and the number of slots.
    """
    whole, rest = 0, 0
    for lane in range(LANES):
        row = order[min(first + lane, order.size - 1)]
        n = size[row]
        space.row[lane] = row
        whole, rest = max(whole, n - n % 4), max(rest, n % 4)
        put_lane(space.of_row, ROW, lane, float(row))
        put_lane(space.of_row, CHOICES, lane, float(n) if rules[EQUAL] and n > 0 else 1.0)
        for p in range(traits.shape[1]):
            put_row(traits[row, p], lane, space.traits[p])
    held = space.lines[HELD]
    for m in range(whole + rest):
        write(held, m, 0.0)
    for lane in range(LANES):
        row, i = space.row[lane], 0
        own = size[row] - size[row] % 4
        for m in range(feasible.shape[1]):
            if feasible[row, m]:
                slot = i if i < own else whole + i - own
                put_lane(space.package, slot, lane, float(m))
                put_lane(held, slot, lane, 1.0)
                i += 1
    return whole, whole + rest


@part
def value_at(values: Floats, start: Lanes, slot: int, space: Space) -> Lanes:
    """Return rows' values of the packages in a slot, which begin at `start`; 0 where none is."""
    value = entry_at(values, start + read(space.package, slot))
    return where_above(read(space.lines[HELD], slot), 0.0, value, 0.0)


@part
def approve(ratified: Floats, n: int, space: Space) -> None:
    """Write the probabilities that packages are approved, and what it costs if they are not.

    `ratified` is an array over (row, package).
    """
    start, values = float(ratified.shape[1]) * read(space.of_row, ROW), ratified.reshape(-1)
    approved = space.lines[APPROVED]
    for m in range(n):
        write(approved, m, value_at(values, start, m, space))
    for p in range(space.traits.shape[0]):
        lost, failed = space.lines[LOST + p], read(space.traits[p], FAILED)
        for m in range(n):
            write(lost, m, cost_of(read(approved, m), failed))


@part
def cost_of(done: Lanes, failed: Lanes) -> Lanes:
    """Return what failing is expected to cost where a thing is done with a probability."""
    return (1.0 - done) * failed


@inlined
def expected_of(p: int, space: Space) -> Floats:
    """Return the line of a principal's expected acceptances."""
    return space.lines[LOST + space.traits.shape[0] + p]  # type: ignore[no-any-return]


@unit
def pack(one_round: bool, agreed: Floats, ahead: int, n: int, space: Space) -> None:
    """Write the values of packages by slot, in noises above the table's.

    An agreement of one round is followed by the next table (equation 9).

    `agreed` is an array over (row, principal, type, package).
    """
    n_principals, n_packages, values = agreed.shape[1], agreed.shape[3], agreed.reshape(-1)
    for p in range(n_principals):
        noise, delta = read(space.traits[p], NOISE), read(space.traits[p], DELTA)
        for t in range(types_of(space, p)):
            out, level = worth_of(ahead, p, t, space), read(space.values[BASE, p], t)
            following = read(space.values[FOLLOWING, p], t)
            start = float(2 * n_principals) * read(space.of_row, ROW) + float(2 * p + t)
            start = float(n_packages) * start
            for m in range(n):
                worth = (value_at(values, start, m, space) - level) / noise
                if one_round:
                    worth = (1.0 - delta) * worth + delta * following
                write(out, m, where_above(read(space.lines[HELD], m), 0.0, worth, 0.0))


@part
def scale(values: Floats, space: Space, out: Floats) -> None:
    """Write values over (row, principal, type) in noises above the value of the table now."""
    for p in range(out.shape[0]):
        for t in range(types_of(space, p)):
            for lane in range(LANES):
                put_lane(out[p], t, lane, values[space.row[lane], p, t])
            above = read(out[p], t) - read(space.values[BASE, p], t)
            write(out[p], t, above / read(space.traits[p], NOISE))


@unit
def prepare(one_round: bool, by_worth: bool, n_ahead: int, n: int, space: Space) -> bool:
    """Return whether every value is mild in all rows, so that no exponential overflows.

    Write exp(-worth) where acceptance is read off it.
    """
    if one_round:
        write(space.of_row, MILDLY, 0.0)
        return False
    reach, beyond, drafting = 0.0, 0.0, 1.0
    for p in range(space.traits.shape[0]):
        traits = space.traits[p]
        reach = larger(reach, larger(read(traits, REFUSED), read(traits, FAILED)))
        drafting = smaller(drafting, read(traits, DRAFTING))
    for a in range(n_ahead):
        for p in range(space.traits.shape[0]):
            for t in range(types_of(space, p)):
                worth, against = worth_of(a, p, t, space), against_of(a, p, t, space)
                for m in range(n):
                    each = read(worth, m)
                    if by_worth:
                        write(against, m, exp(0.0 - each))
                    reach = larger(reach, larger(each, 0.0 - each))
                for k in range(3):
                    each = read(space.values[REACH + 3 * a + k, p], t)
                    beyond = larger(beyond, larger(each, 0.0 - each))
    # Offers are weighed by exponentials of gains over the noise of proposals.
    mild = where_above(reach, MILD * drafting, 0.0, 1.0)
    write(space.of_row, MILDLY, where_above(beyond, MILD, 0.0, mild))
    all_mild = True
    for lane in range(LANES):
        all_mild &= lane_of(space.of_row, MILDLY, lane) > 0.0
    return all_mild
