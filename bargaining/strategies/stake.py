"""The stake at the table: what a party's position there is worth beyond standing as it does.

S = q (V - U)+, where q is the probability that both sides sit (model, equation 7).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.strategies.mixing import over_types
from bargaining.strategies.reactions import Reactor
from bargaining.strategies.table import Table, rounds_ahead
from bargaining.world.state import Rows

__all__ = ["has_stake", "stake_at_table"]


def has_stake(rows: Rows, party: int) -> Bools:
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


def stake_at_table(rows: Rows, party: int, reactors: Mapping[int, Reactor]) -> Floats:
    """Return S, the stake at the table by own type, shape (row, type)."""
    types = 2 if party in rows.game.typed else 1
    stake = np.zeros((rows.n, types))
    where = np.flatnonzero(has_stake(rows, party))
    if where.size:
        chosen = rows.take(where)
        stake[where] = stake_of(party, Table(chosen, reactors))
    return stake


def stake_of(party: int, table: Table) -> Floats:
    """Return S from a table, shape (row, type)."""
    rows, stakes = table.rows, table.stakes
    value = table.value[party]
    sits = rows.state.at_table[:, None]
    beyond = value - np.where(sits, stakes.at_table[party], stakes.apart[party])
    together: Floats = np.ones_like(value)
    may_walk = rows.game.scenario.table.may_walk
    for other in rows.game.principals:
        stays = 1.0 - table.walks(other) if may_walk else np.ones((rows.n, 1))
        joins = np.where(sits, stays, table.yes_to_talks(other))
        if other != party:
            joins = over_types(joins, stakes.belief[other])[:, None]
        together = together * joins
    return together * np.maximum(beyond, 0.0)
