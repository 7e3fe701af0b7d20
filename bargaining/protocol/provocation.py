"""Phase 2: acts, each possible only while its technical window is open."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools
from bargaining.protocol.round_context import RoundContext
from bargaining.scenario.schema import Act
from bargaining.views.positions import after_act
from bargaining.views.view import ActView

__all__ = ["provocation"]


def provocation(context: RoundContext) -> None:
    """Let each act's party decide in file order; each sees what the one before has left."""
    world, game, rows = context.world, context.world.game, context.world.rows
    windows = [_window(context, act) for act in game.scenario.acts]
    if any(is_open.any() for is_open in windows):
        context.close_steps(rows)
    for index, (act, is_open) in enumerate(zip(game.scenario.acts, windows, strict=True)):
        party, where = game.party(act.by), np.flatnonzero(is_open)
        forced = index in world.constraints.forced_acts
        acted = np.full(world.n, forced)
        if forced:
            context.note("act", party, world.everywhere, act=act.name, forced=True)
        elif index not in world.constraints.forbidden_acts and where.size:
            view = ActView(rows.glance(where), party, context.reactors, act)
            answer = context.parties[party].choose_act(view)
            odds = context.read(answer, party, "choose_act", where.size)
            slot = f"act.{act.name}"
            acted[where] = context.hear("act", party, where, odds, slot, act=act.name, view=view)
        world.log["window_open"][:, index] = is_open
        world.log["act"][:, index] = acted
        where, issue = np.flatnonzero(acted), game.issues.index(act.issue)
        if not where.size:
            continue
        before, after = world.state.rung[where, issue], after_act(rows, act, where)
        world.state.rung[where, issue] = after.rung[:, issue]
        world.state.condition[where] = after.condition
        if not forced:
            level = game.ladders[issue].rungs[after.rung[:, issue]]
            broken = (after.rung[:, issue] < before) & world.promises.broken_by(level, issue, where)
            world.log["defaulted"][where[broken], party] = True


def _window(context: RoundContext, act: Act) -> Bools:
    """Return where an act is technically possible this round, shape (world,)."""
    world, factors = context.world, act.window.factor_by_round
    hazard = world.parameters.number(f"acts.{act.name}.window.probability", 0.0)
    key = str(world.round) if str(world.round) in factors else "otherwise"
    path = f"acts.{act.name}.window.factor_by_round.{key}"
    hazard = np.minimum(hazard * world.parameters.number(path, 1.0), 1.0)
    return context.uniform(f"window.{act.name}") < hazard
