"""Phase 2: acts, each possible only while its technical window is open."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.protocol.round_context import RoundContext, all_worlds
from bargaining.scenario.schema import Act
from bargaining.views.positions import act_gain, after_act
from bargaining.views.view import ActView
from bargaining.world.state import BatchState
from bargaining.world.world import World

__all__ = ["provocation"]


def provocation(context: RoundContext) -> None:
    """Let each act's party decide in file order; each sees what the one before has left."""
    world, game, rows = context.world, context.world.game, context.world.rows
    windows = [_window(context, act) for act in game.scenario.acts]
    if any(is_open.any() for is_open in windows):
        context.close_steps(rows)
    for index, (act, is_open) in enumerate(zip(game.scenario.acts, windows, strict=True)):
        acted = np.zeros(world.n, dtype=bool)
        if index in world.constraints.forced_acts:
            acted[:] = True
            context.note("act", game.party(act.by), all_worlds(world), act=act.name, forced=True)
        elif index not in world.constraints.forbidden_acts:
            where = np.flatnonzero(is_open)
            if where.size:
                acted[where] = _decide(context, rows, act, where)
        world.log["window_open"][:, index] = is_open
        world.log["act"][:, index] = acted
        forced = index in world.constraints.forced_acts
        _carry_out(context, rows, act, np.flatnonzero(acted), forced=forced)


def _window(context: RoundContext, act: Act) -> Bools:
    """Return where an act is technically possible this round, shape (world,)."""
    world, factors = context.world, act.window.factor_by_round
    hazard = world.parameters.number(f"acts.{act.name}.window.probability", 0.0)
    key = str(world.round) if str(world.round) in factors else "otherwise"
    path = f"acts.{act.name}.window.factor_by_round.{key}"
    hazard = np.minimum(hazard * world.parameters.number(path, 1.0), 1.0)
    return context.uniform(f"window.{act.name}") < hazard


def _decide(context: RoundContext, rows: BatchState, act: Act, where: Ints) -> Ints:
    world, party = context.world, context.world.game.party(act.by)

    def gain() -> Floats:
        return act_gain(rows, party, act, context.reactors, where).total

    view = ActView(rows.glance(where), party, gain, act.name)
    answer = context.parties[party].choose_act(view)
    odds = context.read(answer, party, "choose_act", len(where))
    types = world.types[where, party]
    acted = odds.says_yes(context.uniform(f"act.{act.name}")[where], types)
    # Noted first: values that only the observer asks for are those before anything is learned.
    context.note("act", party, where, act=act.name, odds=odds, chosen=acted, view=view)
    context.learn(party, where, odds.log_likelihood_ratio(acted.astype(int)))
    return acted


def _carry_out(
    context: RoundContext, rows: BatchState, act: Act, where: Ints, *, forced: bool
) -> None:
    if not where.size:
        return
    world: World = context.world
    game = world.game
    party, issue = game.party(act.by), game.issues.index(act.issue)
    before = world.state.rung[where, issue]
    after = after_act(rows, act, where)
    world.state.rung[where, issue] = after.rung[:, issue]
    world.state.condition[where] = after.condition
    if forced:
        return
    level = game.ladders[issue].rungs[after.rung[:, issue]]
    fell = after.rung[:, issue] < before
    broken = fell & world.promises.broken_by(level, issue, where)
    world.log["defaulted"][where[broken], party] = True
