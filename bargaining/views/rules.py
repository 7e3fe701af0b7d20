"""The rules of the table in the present round: who proposes, how far it looks, who has a stake."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.world.state import BatchState


def type_belief(rows: BatchState, party: int) -> Floats:
    """Return the public probability of each type, (row, type); one column of ones without types."""
    if party not in rows.game.typed:
        return np.ones((rows.n, 1))
    one = rows.belief(party)
    return np.stack([1.0 - one, one], axis=1)


def over_types(values: Floats, belief: Floats, axis: int = 1) -> Floats:
    """Mix a type axis of values over (row, ..., type, ...) by belief, (row, type), and drop it.

    An axis of length 1 is dropped as it is: all types are alike. Written out rather than summed:
    the order of a sum must not depend on the batch.
    """
    low, *high = np.moveaxis(values, axis, 0)
    if not high:
        return np.asarray(low)
    weights = belief.T.reshape((2, -1) + (1,) * (low.ndim - 1))
    return np.asarray(weights[0] * low + weights[1] * high[0])


def rounds_ahead(rows: BatchState) -> tuple[int, bool]:
    """Return how many rounds the table looks ahead, and whether a deadline ends them."""
    settings, table = rows.game.scenario.settings, rows.game.scenario.table
    depth = settings.table_lookahead.value
    if table.deadline is None:
        return depth, False
    left = max(table.deadline.value - rows.round, 0)
    return min(depth, left), left <= depth


def recognition(rows: BatchState, round: int) -> Floats:
    """Return how likely each principal is to propose in a round, shape (row, principal)."""
    game, kind = rows.game, rows.game.scenario.table.proposer
    n = len(game.principals)
    if kind in ("alternate", "fixed"):
        sure = np.zeros((rows.n, n))
        sure[:, round % n if kind == "alternate" else 0] = 1.0
        return sure
    weights = [
        rows.parameters.number(f"table.recognition.{game.parties[party]}", 1.0 / n)
        for party in game.principals
    ]
    total = np.zeros(rows.n)
    for weight in weights:
        total = total + weight
    return np.stack([weight / total for weight in weights], axis=1)


def has_stake(rows: BatchState, party: int) -> Bools:
    """Return the rows in which a party can have a stake at the table, shape (row,)."""
    game, state = rows.game, rows.state
    table = game.scenario.table
    if party not in game.principals or rounds_ahead(rows)[0] == 0:
        return np.zeros(rows.n, dtype=bool)
    may_sit = ~state.agreement_in_force & ~state.talks_broken
    if not table.may_open:
        may_sit &= state.at_table
    if table.one_agreement:
        may_sit &= state.at_table | ~state.ever_agreed
    return may_sit
