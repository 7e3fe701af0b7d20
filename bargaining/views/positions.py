"""What positions, steps and acts are worth, by the kernels (model, equations 5 to 7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.scenario.schema import Act
from bargaining.solver import positions as kernels
from bargaining.solver.layout import Positions
from bargaining.views.reaction import HypotheticalState, Reaction, Reactors, steps_of
from bargaining.views.table import value_of_talks
from bargaining.world.layout import layout_of
from bargaining.world.state import BatchState

__all__ = ["ActGain", "act_gain", "after_act", "position_value", "step_values"]


def position_value(
    rows: BatchState,
    party: int,
    reactors: Reactors,
    positions: Positions | None = None,
    moved: Ints | None = None,
) -> Floats:
    """Return Q, the value of standing in each position, shape (position, type).

    Parameters
    ----------
    rows : BatchState
    party : int
        Whose value.
    reactors : mapping of party to Reactor
        Who answers for their own next steps.
    positions : Positions, optional
        Of these rows; as they stand unless given.
    moved : integers over (position,), optional
        -1, or the one issue whose ladder stands elsewhere than in the last position before it that
        has -1, all else being equal: what cannot change with it is worked out once.

    Returns
    -------
    array over (position, type)
        Payoff units; the type axis has length 2 where the party has a type, else 1.
    """
    game, at = rows.game, rows.positions() if positions is None else positions
    layout, numbers, public = layout_of(game), rows.parameters.matrix, rows.public()
    asked, answers = _ask(rows, party, reactors, at)
    out = np.zeros((len(at.world), game.n_types(party)))
    held = rows.constraints.held_moves(len(game.issues))
    alone = np.full(len(at.world), -1, dtype=np.int64) if moved is None else moved
    kernels.position_values(
        layout, numbers, public, at, held, party, alone, asked, answers, game.n_columns, out
    )
    return out


def _ask(rows: BatchState, party: int, reactors: Reactors, at: Positions) -> tuple[Ints, Floats]:
    """Ask those who answer for themselves how they would step in each position."""
    game, settings = rows.game, rows.game.scenario.settings
    asked = np.full(len(game.parties), -1, dtype=np.int64)
    others = [j for j in reactors if j != party and game.own[j]]
    if not others or settings.foresight.value == 0 or settings.planning_window.value == 1:
        return asked, np.zeros((0, 0, 0))
    columns = np.zeros((len(at.world), game.n_columns))
    kernels.supposed_columns(
        layout_of(game), rows.parameters.matrix, rows.public(), at, party, columns
    )
    supposed = HypotheticalState(rows.at(at), columns)
    width = max(len(game.step_options[j]) for j in others)
    answers = np.zeros((len(others), len(at.world), width))
    for place, other in enumerate(others):
        asked[other] = place
        answer = reactors[other].react(Reaction(supposed, other))
        answers[place, :, : answer.shape[-1]] = answer
    return asked, answers


def step_values(
    rows: BatchState, party: int, reactors: Reactors, feasible: Bools | None = None
) -> Floats:
    """Return Q + S of each step option by own type (model, equation 6, inertia apart).

    Only positions that can be reached are valued; the others are -inf.

    Parameters
    ----------
    feasible : booleans over (row, option), optional
        Which options the party has, where that is known.

    Returns
    -------
    array over (row, type, option)
        Payoff units.
    """
    game = rows.game
    if feasible is None:
        feasible = steps_of(rows, party).feasible
    # Without gaps in memory: kernels would be compiled a second time for arrays with some.
    of_row, of_option = (np.ascontiguousarray(places) for places in np.nonzero(feasible))
    change = np.zeros((feasible.shape[1], len(game.issues)), dtype=np.int64)
    for index, option in enumerate(game.step_options[party][1:], start=1):
        change[index, option.issue] = option.direction
    rung = rows_of(rows.state.rung, of_row) + rows_of(change, of_option)
    reached = Positions(of_row, rung, rows_of(rows.state.condition, of_row))
    # Holding comes first in each row.
    moved = np.array([option.issue for option in game.step_options[party]])[of_option]
    value = position_value(rows, party, reactors, reached, moved)
    if game.scenario.settings.stake_in_steps:
        value += value_of_talks(rows, party, reactors, reached)
    values = np.full((rows.n, value.shape[1], feasible.shape[1]), -np.inf)
    values[of_row, :, of_option] = value
    return values


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


def after_act(rows: BatchState, act: Act, where: Ints) -> Positions:
    """Return where some rows would stand after an act."""
    game = rows.game
    after = rows.positions(where)
    issue = game.issues.index(act.issue)
    ladder = game.ladders[issue]
    if ladder.reversible and issue not in rows.constraints.locked_issues:
        floor = rows.parameters.number(f"acts.{act.name}.floor", 0.0)[where]
        floor_rung = np.maximum(ladder.rung_below(floor), 0)
        after.rung[:, issue] = np.minimum(after.rung[:, issue], floor_rung)
    for name in act.sets:
        condition = game.conditions.index(name)
        if condition in rows.constraints.locked_conditions:
            continue
        bump = rows.parameters.number(f"acts.{act.name}.sets.{name}", 0.0)[where]
        moved = after.condition[:, condition] + bump
        after.condition[:, condition] = np.minimum(np.maximum(moved, 0.0), 1.0)
    return after


def act_gain(
    rows: BatchState, party: int, act: Act, reactors: Reactors, where: Ints | None = None
) -> ActGain:
    """Return what an act would gain a party in some rows, all unless given (model, equation 7)."""
    where = np.arange(rows.n) if where is None else where
    after, before = after_act(rows, act, where), rows.positions(where)
    both = Positions(*(np.concatenate(pair) for pair in zip(after, before, strict=True)))
    value = position_value(rows, party, reactors, both)
    stake = value_of_talks(rows, party, reactors, both)
    n = len(where)
    return ActGain(position=value[:n] - value[n:], stake=stake[:n] - stake[n:])
