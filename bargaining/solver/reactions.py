"""What the others are expected to do next: level-1 reactions (model, equation 4).

Each other party is expected to make `foresight` rounds of myopic steps, drawn from a logit over
holding and each one-rung step by its flow payoff (level-k reasoning of depth one: Stahl and Wilson,
1995, Games and Economic Behavior 10:218-254), or as its own strategy says: then its answer comes
in as an array.
"""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import part
from bargaining.solver.elementary import exp
from bargaining.solver.layout import (
    BELIEFS,
    FORESIGHT,
    IN_FORCE,
    INERTIA,
    ISSUES,
    N_RUNGS,
    N_TYPES,
    NOISE,
    OWN,
    OWN_EXCESS,
    OWN_FROM,
    OWN_LAG,
    OWN_PAYOFF,
    OWN_TO,
    PARTIES,
    REVERSIBLE,
    RULES,
    SCOPED,
    TARGETS,
    TYPE,
    UNDELIVERED,
    UNRECIPROCATED,
    Layout,
    at,
    size,
)
from bargaining.solver.payoffs import (
    evaluate,
    level_at,
    set_level,
    set_rung,
    undelivered_share,
    unreciprocated,
)

__all__ = [
    "expected_level",
    "myopic_scores",
    "n_options",
    "reaction_probabilities",
    "set_expected_levels",
]


@part
def n_options(layout: Layout, party: int) -> int:
    """Return how many step options a party has: hold, then up and down for each own issue."""
    first = at(layout.tables, PARTIES, party, OWN_FROM)
    return 1 + 2 * (at(layout.tables, PARTIES, party, OWN_TO) - first)


@part
def option_of(layout: Layout, party: int, option: int) -> tuple[int, int]:
    """Return issue and direction of a step option; -1 and 0 for hold."""
    if option == 0:
        return -1, 0
    issue = at(
        layout.tables, OWN, at(layout.tables, PARTIES, party, OWN_FROM) + (option - 1) // 2, 0
    )
    return issue, 1 - 2 * ((option - 1) % 2)


@part
def step_exists(layout: Layout, rung: Ints, held: Bools, issue: int, direction: int) -> bool:
    """Return whether a ladder can be moved by one rung.

    Parameters
    ----------
    rung : integers over (issue,)
    held : booleans over (issue, 2)
        Moves up and down that an intervention forbids.
    """
    moved = rung[issue] + direction
    if moved < 0 or moved >= at(layout.tables, ISSUES, issue, N_RUNGS):
        return False
    if direction < 0:
        return bool(at(layout.tables, ISSUES, issue, REVERSIBLE)) and not held[issue, 1]
    return not held[issue, 0]


@part
def step_is_promised(
    layout: Layout, public: Floats, rung: Ints, issue: int, direction: int
) -> bool:
    """Return whether a step delivers on a promise in force."""
    below = (
        level_at(layout, issue, rung[issue])
        < public[at(layout.tables, RULES, TARGETS, 0) + issue] - 1e-9
    )
    return public[IN_FORCE] > 0.0 and direction > 0 and below


@part
def myopic_scores(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    held: Bools,
    party: int,
    z: Floats,
    scores: Floats,
) -> None:
    """Write (flow payoff - inertia) / noise of each step of a party into `scores`.

    Other parties' ladders, conditions and flags are as `z` supposes them; the own ladders start
    from the actual rungs, and hold is valued last, so that `z` ends with them there.

    Parameters
    ----------
    scores : array over (type, option)
        -inf for a step that does not exist.
    """
    tables = layout.tables
    polynomial, column = at(tables, PARTIES, party, OWN_PAYOFF), at(tables, PARTIES, party, TYPE)
    n_types = at(tables, PARTIES, party, N_TYPES)
    belief = z[column]
    noise, inertia = (
        numbers[at(tables, PARTIES, party, NOISE)],
        numbers[at(tables, PARTIES, party, INERTIA)],
    )
    for i in range(at(tables, PARTIES, party, OWN_FROM), at(tables, PARTIES, party, OWN_TO)):
        set_rung(layout, at(layout.tables, OWN, i, 0), rung[at(layout.tables, OWN, i, 0)], z)
    for option in range(n_options(layout, party) - 1, -1, -1):
        issue, direction = option_of(layout, party, option)
        charge = 0.0
        if option > 0:
            if not step_exists(layout, rung, held, issue, direction):
                for own in range(n_types):
                    scores[own, option] = -np.inf
                continue
            set_rung(layout, issue, rung[issue] + direction, z)
            if not step_is_promised(layout, public, rung, issue, direction):
                charge = inertia
        if at(tables, PARTIES, party, OWN_LAG):
            z[at(tables, PARTIES, party, UNDELIVERED)] = undelivered_share(layout, public, party, z)
        if at(tables, PARTIES, party, OWN_EXCESS):
            for i in range(size(layout.tables, SCOPED)):
                excess = at(tables, PARTIES, at(layout.tables, SCOPED, i, 0), UNRECIPROCATED)
                if excess >= 0:
                    z[excess] = unreciprocated(layout, numbers, at(layout.tables, SCOPED, i, 0), z)
        for own in range(n_types):
            if n_types == 2:
                z[column] = float(own)
            scores[own, option] = (evaluate(layout, polynomial, numbers, z) - charge) / noise
        if option > 0:
            set_rung(layout, issue, rung[issue], z)
    z[column] = belief


@part
def reaction_probabilities(
    layout: Layout,
    numbers: Floats,
    public: Floats,
    rung: Ints,
    held: Bools,
    party: int,
    z: Floats,
    scores: Floats,
    probability: Floats,
) -> None:
    """Write the probabilities of a party's next step, its types mixed by belief (equation 4)."""
    n, n_types = n_options(layout, party), at(layout.tables, PARTIES, party, N_TYPES)
    myopic_scores(layout, numbers, public, rung, held, party, z, scores)
    for option in range(n):
        probability[option] = 0.0
    for own in range(n_types):
        top = scores[own, 0]
        for option in range(1, n):
            top = max(top, scores[own, option])
        total = 0.0
        for option in range(n):
            scores[own, option] = exp(scores[own, option] - top)
            total += scores[own, option]
        weight = 1.0
        if n_types == 2:
            belief = public[at(layout.tables, RULES, BELIEFS, 0) + party]
            weight = belief if own == 1 else 1.0 - belief
        for option in range(n):
            probability[option] += weight * (scores[own, option] / total)


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
