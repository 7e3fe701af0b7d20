"""Phase 2: acts, each possible only while its technical window is open."""

from __future__ import annotations

import numpy as np

from bargaining.protocol.round_context import RoundContext
from bargaining.views.positions import after_act
from bargaining.views.view import ActView

__all__ = ["provocation"]


def provocation(context: RoundContext) -> None:
    """Let each act's party decide in file order; each sees what the one before has left."""
    world, game, rows = context.world, context.world.game, context.world.rows
    windows = []
    for act in game.scenario.acts:
        # Where the act is technically possible this round.
        path, key = f"acts.{act.name}.window", str(world.round)
        key = key if key in act.window.factor_by_round else "otherwise"
        factor = world.parameters.number(f"{path}.factor_by_round.{key}", 1.0)
        hazard = world.parameters.number(f"{path}.probability", 0.0)
        windows.append(context.uniform(f"window.{act.name}") < np.minimum(hazard * factor, 1.0))
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
