"""What the others are expected to do next: level-1 reactions (model, equation 4).

Each other party is expected to make `foresight` rounds of myopic steps, drawn from a logit over
holding and each one-rung step by its flow payoff (level-k reasoning of depth one: Stahl and Wilson,
1995, Games and Economic Behavior 10:218-254), or as its own strategy says: then its answer comes
in as an array.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats
from bargaining.solver.compiled import part, reserving, unit
from bargaining.solver.concessions import set_concession, set_concessions, set_unreciprocated
from bargaining.solver.elementary import exp
from bargaining.solver.lanes import (
    Lanes,
    any_above,
    larger,
    read,
    smaller,
    write,
    zeros,
)
from bargaining.solver.layout import (
    FORESIGHT,
    ISSUES,
    N_RUNGS,
    N_TYPES,
    NOISE,
    OWN,
    OWN_EXCESS,
    OWN_FROM,
    OWN_LAG,
    OWN_MOVED,
    OWN_PAYOFF,
    OWN_TO,
    PARTIES,
    REVERSIBLE,
    RULES,
    TYPE,
    UNDELIVERED,
    Layout,
    at,
)
from bargaining.solver.payoffs import (
    level_at,
    level_on,
    set_level,
    set_rung,
    undelivered_share,
    weight_of_type,
)
from bargaining.solver.polynomials import evaluate_moved, evaluate_unmoved, most_terms
from bargaining.solver.prices import n_options
from bargaining.solver.rows import Rows, lines

__all__ = [
    "Steps",
    "expected_level",
    "myopic_scores",
    "reaction_probabilities",
    "room_for_steps",
    "set_expected_levels",
]


class Steps(NamedTuple):
    """Room to weigh the steps of a party in.

    Attributes
    ----------
    scores : array over (type, option and lane)
    unmoved : array over (term, type and lane)
    """

    scores: Floats
    unmoved: Floats


@reserving
def room_for_steps(layout: Layout, n_options: int) -> Steps:
    """Return room to weigh so many steps in."""
    return Steps(lines(np.int64(2), n_options), zeros(2 * most_terms(layout)))


@unit
def myopic_scores(
    layout: Layout, rows: Rows, party: int, prices: Floats, z: Floats, steps: Steps
) -> None:
    """Write (flow payoff - cost) / noise of each step of a party into `steps.scores`.

    It is -inf for a step that is not open. Other parties' ladders, conditions and flags are as `z`
    supposes them; the own ladders start from the actual rungs, and hold is valued last, so that `z`
    ends with them there.

    Parameters
    ----------
    prices : array over (option, lane)
        By `price_steps`.
    """
    tables, scores, unmoved = layout.tables, steps.scores, steps.unmoved
    polynomial = at(tables, PARTIES, party, OWN_PAYOFF)
    moved = at(tables, PARTIES, party, OWN_MOVED)
    two_types, column = at(tables, PARTIES, party, N_TYPES) == 2, at(tables, PARTIES, party, TYPE)
    belief, noise = read(z, column), read(rows.numbers, at(tables, PARTIES, party, NOISE))
    first, last = at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)
    for i in range(first, last):
        issue = at(tables, OWN, i, 0)
        set_rung(layout, issue, read(rows.rung, issue), z)
    if two_types:
        write(z, column, 1.0)
    evaluate_unmoved(layout, polynomial, column if two_types else -1, rows.numbers, z, unmoved)
    if at(tables, PARTIES, party, OWN_EXCESS):
        set_concessions(layout, rows.numbers, z)
    option = 0
    for i in range(first, last):
        issue = at(tables, OWN, i, 0)
        rung, highest = read(rows.rung, issue), float(at(tables, ISSUES, issue, N_RUNGS) - 1)
        for direction in range(1, -2, -2):
            option += 1
            low, high, price = -np.inf, -np.inf, read(prices, option)
            if any_above(np.inf, price):
                reached = smaller(larger(rung + float(direction), 0.0), highest)
                set_rung(layout, issue, reached, z)
                follow_own_ladders(layout, rows, party, z)
                low, high = evaluate_moved(layout, moved, unmoved, z)
            # Where the price is infinite, the score is -inf.
            write(scores[0], option, (low - price) / noise)
            if two_types:
                write(scores[1], option, (high - price) / noise)
        set_rung(layout, issue, rung, z)
    follow_own_ladders(layout, rows, party, z)
    low, high = evaluate_moved(layout, moved, unmoved, z)
    write(scores[0], 0, low / noise + read(prices, 0))
    if two_types:
        write(scores[1], 0, high / noise + read(prices, 0))
    write(z, column, belief)


@part
def follow_own_ladders(layout: Layout, rows: Rows, party: int, z: Floats) -> None:
    """Read off a party's ladders the shares that its own part of the payoff rests on."""
    tables = layout.tables
    if at(tables, PARTIES, party, OWN_LAG):
        lag = undelivered_share(layout, rows.public, party, z)
        write(z, at(tables, PARTIES, party, UNDELIVERED), lag)
    if at(tables, PARTIES, party, OWN_EXCESS):
        set_concession(layout, rows.numbers, party, z)
        set_unreciprocated(layout, rows.numbers, z)


@unit
def reaction_probabilities(
    layout: Layout,
    rows: Rows,
    party: int,
    prices: Floats,
    z: Floats,
    steps: Steps,
    probability: Floats,
) -> None:
    """Write the probabilities of a party's next step, its types mixed by belief (equation 4).

    Parameters
    ----------
    probability : array over (option, lane)
    """
    n, n_types = n_options(layout, party), at(layout.tables, PARTIES, party, N_TYPES)
    myopic_scores(layout, rows, party, prices, z, steps)
    for option in range(n):
        write(probability, option, 0.0)
    for own in range(n_types):
        scores = steps.scores[own]
        top = read(scores, 0)
        for option in range(1, n):
            top = larger(top, read(scores, option))
        total = 0.0
        for option in range(n):
            odds = exp(read(scores, option) - top)
            write(scores, option, odds)
            total = total + odds
        weight = weight_of_type(layout, rows.public, party, own) / total
        for option in range(n):
            write(probability, option, read(probability, option) + weight * read(scores, option))


@part
def expected_level(layout: Layout, rows: Rows, issue: int, up: Lanes, down: Lanes) -> Lanes:
    """Return where a ladder is expected after `foresight` rounds of such steps (equation 4)."""
    rung, last = read(rows.rung, issue), at(layout.tables, ISSUES, issue, N_RUNGS) - 1
    present = level_on(layout, issue, rung)
    above = level_on(layout, issue, smaller(rung + 1.0, float(last))) - present
    below = present - level_on(layout, issue, larger(rung - 1.0, 0.0))
    rounds = float(at(layout.tables, RULES, FORESIGHT, 0))
    level = present + rounds * (above * up - below * down)
    if at(layout.tables, ISSUES, issue, REVERSIBLE):
        level = larger(level, level_at(layout, issue, 0))
    else:
        level = larger(level, present)
    return smaller(level, level_at(layout, issue, last))


@part
def set_expected_levels(
    layout: Layout, rows: Rows, party: int, probability: Floats, z: Floats
) -> None:
    """Put a party's ladders where its next steps are expected to take them."""
    start = at(layout.tables, PARTIES, party, OWN_FROM)
    for i in range(start, at(layout.tables, PARTIES, party, OWN_TO)):
        issue, option = at(layout.tables, OWN, i, 0), 1 + 2 * (i - start)
        up, down = read(probability, option), read(probability, option + 1)
        set_level(layout, issue, expected_level(layout, rows, issue, up, down), z)
