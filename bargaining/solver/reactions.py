"""What the others are expected to do next: level-1 reactions (model, equation 4).

Each other party is expected to make `foresight` rounds of myopic steps, drawn from a logit over
holding and each one-rung step by its flow payoff (level-k reasoning of depth one: Stahl and Wilson,
1995, Games and Economic Behavior 10:218-254), or as its own strategy says: then its answer comes
in as an array.
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import inlined, part, unit
from bargaining.solver.concessions import set_concession, set_concessions, set_unreciprocated
from bargaining.solver.elementary import exp
from bargaining.solver.lanes import LANES, read, write
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
    set_level,
    set_rung,
    undelivered_share,
    weight_of_type,
)
from bargaining.solver.polynomials import evaluate_moved, evaluate_unmoved
from bargaining.solver.prices import n_options

__all__ = [
    "expected_level",
    "myopic_scores",
    "reaction_probabilities",
    "room_for_scores",
    "set_expected_levels",
]


@unit
def myopic_scores(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    party: int,
    prices: Floats,
    z: Floats,
    scores: Floats,
    unmoved: Floats,
) -> None:
    """Write (flow payoff - cost) / noise of each step of a party into `scores`.

    Other parties' ladders, conditions and flags are as `z` supposes them; the own ladders start
    from the actual rungs, and hold is valued last, so that `z` ends with them there.

    Parameters
    ----------
    prices : array over (option,)
        By `price_steps`.
    scores : array over (type, option)
        -inf for a step that is not open.
    unmoved : array over (term and type,)
        Room.
    """
    tables = layout.tables
    polynomial, column = at(tables, PARTIES, party, OWN_PAYOFF), at(tables, PARTIES, party, TYPE)
    moved = at(tables, PARTIES, party, OWN_MOVED)
    two_types, belief = at(tables, PARTIES, party, N_TYPES) == 2, z[column]
    noise = numbers[at(tables, PARTIES, party, NOISE)]
    first, last = at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)
    for i in range(first, last):
        set_rung(layout, at(tables, OWN, i, 0), rung[at(tables, OWN, i, 0)], z)
    if two_types:
        z[column] = 1.0
    evaluate_unmoved(layout, polynomial, column if two_types else -1, numbers, z, unmoved)
    if at(tables, PARTIES, party, OWN_EXCESS):
        set_concessions(layout, numbers, z)
    option = 0
    for i in range(first, last):
        issue = at(tables, OWN, i, 0)
        for direction in range(1, -2, -2):
            option += 1
            low, high, cost = -np.inf, -np.inf, 0.0
            if prices[option] < np.inf:
                cost = prices[option]
                set_rung(layout, issue, rung[issue] + direction, z)
                follow_own_ladders(layout, numbers, public, party, z)
                low, high = evaluate_moved(layout, moved, unmoved, z)
            scores[0, option] = (low - cost) / noise
            if two_types:
                scores[1, option] = (high - cost) / noise
        set_rung(layout, issue, rung[issue], z)
    follow_own_ladders(layout, numbers, public, party, z)
    low, high = evaluate_moved(layout, moved, unmoved, z)
    scores[0, 0] = low / noise + prices[0]
    if two_types:
        scores[1, 0] = high / noise + prices[0]
    z[column] = belief


@part
def follow_own_ladders(
    layout: Layout, numbers: Floats, public: Floats, party: int, z: Floats
) -> None:
    """Read off a party's ladders the shares that its own part of the payoff rests on."""
    tables = layout.tables
    if at(tables, PARTIES, party, OWN_LAG):
        lag = undelivered_share(layout, public, party, z)
        z[at(tables, PARTIES, party, UNDELIVERED)] = lag
    if at(tables, PARTIES, party, OWN_EXCESS):
        set_concession(layout, numbers, party, z)
        set_unreciprocated(layout, numbers, z)


@inlined
def room_for_scores(n_options: int) -> Floats:
    """Return room for scores of options by type, in lines of a multiple of eight."""
    return np.zeros((2, LANES * ((n_options + LANES - 1) // LANES)))


@unit
def reaction_probabilities(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    party: int,
    prices: Floats,
    z: Floats,
    scores: Floats,
    unmoved: Floats,
    probability: Floats,
) -> None:
    """Write the probabilities of a party's next step, its types mixed by belief (equation 4).

    Exponentials of eight options are taken at once.

    Parameters
    ----------
    scores : array
        By `room_for_scores`.
    """
    n, n_types = n_options(layout, party), at(layout.tables, PARTIES, party, N_TYPES)
    myopic_scores(layout, numbers, public, rung, party, prices, z, scores, unmoved)
    for option in range(n):
        probability[option] = 0.0
    for own in range(n_types):
        top = scores[own, 0]
        for option in range(1, n):
            top = max(top, scores[own, option])
        for eight in range((n + LANES - 1) // LANES):
            write(scores[own], eight, exp(read(scores[own], eight) - top))
        total = 0.0
        for option in range(n):
            total += scores[own, option]
        weight = weight_of_type(layout, public, party, own) / total
        for option in range(n):
            probability[option] += weight * scores[own, option]


@part
def expected_level(layout: Layout, rung: Ints, issue: int, up: float, down: float) -> float:
    """Return where a ladder is expected after `foresight` rounds of such steps (equation 4)."""
    r, last = rung[issue], at(layout.tables, ISSUES, issue, N_RUNGS) - 1
    present = level_at(layout, issue, r)
    above = level_at(layout, issue, min(r + 1, last)) - present
    below = present - level_at(layout, issue, max(r - 1, 0))
    level = present + at(layout.tables, RULES, FORESIGHT, 0) * (above * up - below * down)
    floor = level_at(layout, issue, 0) if at(layout.tables, ISSUES, issue, REVERSIBLE) else present
    return min(max(level, floor), level_at(layout, issue, last))


@part
def set_expected_levels(
    layout: Layout, rung: Ints, party: int, probability: Floats, z: Floats
) -> None:
    """Put a party's ladders where its next steps are expected to take them."""
    start = at(layout.tables, PARTIES, party, OWN_FROM)
    for i in range(start, at(layout.tables, PARTIES, party, OWN_TO)):
        up, down = probability[1 + 2 * (i - start)], probability[2 + 2 * (i - start)]
        issue = at(layout.tables, OWN, i, 0)
        set_level(layout, issue, expected_level(layout, rung, issue, up, down), z)
