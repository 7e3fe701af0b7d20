"""What positions, steps and acts are worth, by the kernels (model, equations 5 to 7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.scenario.schema import Act
from bargaining.solver import positions as kernels
from bargaining.solver.choices import reach_positions
from bargaining.solver.layout import Positions
from bargaining.views.reaction import Reactors, ask_reactors, steps_of
from bargaining.views.table import value_of_talks
from bargaining.world.layout import layout_of
from bargaining.world.state import BatchState


def position_value(
    rows: BatchState,
    party: int,
    reactors: Reactors,
    positions: Positions | None = None,
    moved: Ints | None = None,
) -> Floats:
    """Return Q, the value to a party of standing in positions, payoff units, (position, type).

    Positions are those of the rows as they stand unless given. `moved`, over (position,), is -1, or
    the one issue whose ladder stands elsewhere than in the last position before it that has -1, all
    else being equal: what cannot change with it is worked out once.
    """
    game, at = rows.game, rows.positions() if positions is None else positions
    layout, numbers, public = layout_of(game), rows.parameters.matrix, rows.public()
    n, settings = len(at.world), game.scenario.settings
    # Those who answer for themselves how they would step in each position.
    asked, answers = np.full(len(game.parties), -1, dtype=np.int64), np.zeros((0, 0, 0))
    others = [j for j in reactors if j != party and game.own[j]]
    if others and settings.foresight.value > 0 and settings.planning_window.value != 1:
        columns = np.zeros((n, game.n_columns))
        kernels.supposed_columns(layout, numbers, public, at, party, columns)
        asked[others] = np.arange(len(others))
        answers = ask_reactors(reactors, others, rows.at(at), columns)
    out = np.zeros((n, game.n_types(party)))
    held = rows.constraints.held
    alone = np.full(n, -1, dtype=np.int64) if moved is None else moved
    kernels.position_values(
        layout, numbers, public, at, held, party, alone, asked, answers, game.n_columns, out
    )
    return out


def step_values(
    rows: BatchState, party: int, reactors: Reactors, feasible: Bools | None = None
) -> Floats:
    """Return Q + S of each step by own type, payoff units, shape (row, type, option).

    Inertia apart (model, equation 6); -inf for steps that are not `feasible`, which is worked out
    where it is not known.
    """
    game = rows.game
    if feasible is None:
        feasible = steps_of(rows, party).feasible
    feasible = np.ascontiguousarray(feasible)
    n, state = int(np.count_nonzero(feasible)), rows.state
    reached = Positions(
        np.empty(n, dtype=np.int64),
        np.empty((n, state.rung.shape[1]), dtype=np.int64),
        np.empty((n, state.condition.shape[1])),
    )
    moved = np.empty(n, dtype=np.int64)
    reach_positions(feasible, game.step_moves[party], state.rung, state.condition, reached, moved)
    value = position_value(rows, party, reactors, reached, moved)
    if game.scenario.settings.stake_in_steps:
        value += value_of_talks(rows, party, reactors, reached)
    values = np.full((rows.n, value.shape[1], feasible.shape[1]), -np.inf)
    for type_, of_type in enumerate(value.T):
        values[:, type_][feasible] = of_type
    return values


@dataclass(frozen=True, slots=True)
class ActGain:
    """What an act gains its party, payoff units, losses negative; arrays over (row, type)."""

    position: Floats
    """Change of the value of standing as it does, Q."""
    stake: Floats
    """Change of the stake at the table, S."""

    @property
    def total(self) -> Floats:
        """Both together, by which the party decides; shape (row, type)."""
        return np.asarray(self.position + self.stake)


def act_gain(rows: BatchState, party: int, act: Act, reactors: Reactors) -> ActGain:
    """Return what an act would gain a party (model, equation 7)."""
    here, n = np.arange(rows.n), rows.n
    after = after_act(rows, act, here)
    both = Positions(*map(np.concatenate, zip(after, rows.positions(here), strict=True)))
    value = position_value(rows, party, reactors, both)
    stake = value_of_talks(rows, party, reactors, both)
    return ActGain(position=value[:n] - value[n:], stake=stake[:n] - stake[n:])


def after_act(rows: BatchState, act: Act, where: Ints) -> Positions:
    """Return where some rows would stand after an act."""
    game, after = rows.game, rows.positions(where)
    issue = game.issues.index(act.issue)
    ladder = game.ladders[issue]
    if ladder.reversible and issue not in rows.constraints.locked_issues:
        floor = rows.parameters.number(f"acts.{act.name}.floor", 0.0)[where]
        floor_rung = np.maximum(ladder.rung_below(floor), 0)
        after.rung[:, issue] = np.minimum(after.rung[:, issue], floor_rung)
    for name in act.sets:
        condition = game.conditions.index(name)
        if condition not in rows.constraints.locked_conditions:
            bump = rows.parameters.number(f"acts.{act.name}.sets.{name}", 0.0)[where]
            moved = after.condition[:, condition] + bump
            after.condition[:, condition] = np.minimum(np.maximum(moved, 0.0), 1.0)
    return after
