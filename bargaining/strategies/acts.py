"""What an act leaves behind, and what it gains: in position, and at the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.scenario.schema import Act
from bargaining.strategies.positions import position_value
from bargaining.strategies.reactions import Reactor
from bargaining.strategies.stake import stake_at_table
from bargaining.world.state import Rows

__all__ = ["ActGain", "act_gain", "after_act"]


@dataclass(frozen=True, slots=True)
class ActGain:
    """What an act gains its party, losses negative.

    Attributes
    ----------
    position : array over (row, type)
        Change of the value of standing as it does, Q; payoff units.
    stake : array over (row, type)
        Change of the stake at the table, S; payoff units.
    """

    position: Floats
    stake: Floats

    @property
    def total(self) -> Floats:
        """Both together, by which the party decides; shape (row, type)."""
        return np.asarray(self.position + self.stake)


def after_act(rows: Rows, act: Act) -> Rows:
    """Return the rows as they would stand after an act."""
    game = rows.game
    changed = rows.take(np.arange(rows.n))
    issue = game.issues.index(act.issue)
    ladder = game.ladders[issue]
    if ladder.reversible and issue not in rows.limits.locked_issues:
        floor = rows.parameters.number(f"acts.{act.name}.floor", 0.0)
        below = (ladder.rungs[None, :] <= floor[:, None] + 1e-9).sum(axis=1)
        floor_rung = np.maximum(below - 1, 0)
        changed.state.rung[:, issue] = np.minimum(changed.state.rung[:, issue], floor_rung)
    for name in act.sets:
        condition = game.conditions.index(name)
        if condition in rows.limits.locked_conditions:
            continue
        bump = rows.parameters.number(f"acts.{act.name}.sets.{name}", 0.0)
        moved = changed.state.condition[:, condition] + bump
        changed.state.condition[:, condition] = np.minimum(np.maximum(moved, 0.0), 1.0)
    return changed


def act_gain(rows: Rows, party: int, act: Act, reactors: Mapping[int, Reactor]) -> ActGain:
    """Return what an act would gain a party in each row (model, equation 7)."""
    changed = after_act(rows, act)
    return ActGain(
        position=position_value(changed, party, reactors) - position_value(rows, party, reactors),
        stake=stake_at_table(changed, party, reactors) - stake_at_table(rows, party, reactors),
    )
