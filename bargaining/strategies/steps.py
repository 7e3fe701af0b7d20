"""What unilateral steps are worth: the position each leads to, and the stake kept there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bargaining.arrays import Floats
from bargaining.strategies.positions import position_value
from bargaining.strategies.reactions import Reactor, feasible_steps
from bargaining.strategies.stake import has_stake, stake_at_table
from bargaining.world.state import Rows

__all__ = ["step_values"]


def step_values(rows: Rows, party: int, reactors: Mapping[int, Reactor]) -> Floats:
    """Return Q + S of each step option by own type (model, equation 6, inertia apart).

    Only positions that can be reached are valued; the others are -inf.

    Returns
    -------
    array over (row, type, option)
        Payoff units.
    """
    game = rows.game
    feasible = feasible_steps(rows, party)
    of_row, of_option = np.nonzero(feasible)
    reached = rows.take(of_row)
    for index, option in enumerate(game.step_options[party]):
        if option.issue >= 0:
            there = of_option == index
            reached.state.rung[there, option.issue] += option.direction
    value = np.array(position_value(reached, party, reactors))
    if game.scenario.settings.stake_in_steps:
        staked = np.flatnonzero(has_stake(reached, party))
        if staked.size:
            value[staked] += stake_at_table(reached.take(staked), party, reactors)
    values = np.full((rows.n, value.shape[1], feasible.shape[1]), -np.inf)
    values[of_row, :, of_option] = value
    return values
