"""Phase 3: unilateral steps; parties in file order, each seeing what the ones before have done."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Ints
from bargaining.protocol.round_context import RoundContext, all_worlds
from bargaining.solver.elementary import log1p_of, log_of
from bargaining.views.positions import step_values
from bargaining.views.view import StepView
from bargaining.world.state import BatchState

__all__ = ["moves"]


def moves(context: RoundContext) -> None:
    """Let every party that owns a ladder hold or move one of them by one rung."""
    game, held = context.world.game, context.world.constraints.held
    rows = context.world.rows
    context.close_steps(rows)
    for party in range(len(game.parties)):
        moves = {(option.issue, option.direction) for option in game.step_options[party][1:]}
        if not moves <= held:
            _step(context, rows, party)


def _step(context: RoundContext, rows: BatchState, party: int) -> None:
    world, game = context.world, context.world.game
    name = game.parties[party]
    view = StepView(rows, party, lambda: step_values(rows, party, context.reactors, view.feasible))
    options = game.step_options[party]
    answer = context.parties[party].choose_step(view)
    odds = context.read(answer, party, "choose_step", world.n, len(options))
    odds = odds.without(~view.feasible, instead=0)
    u = context.uniform(f"step.{name}")
    chosen = odds.choose(u, world.types[:, party])
    everywhere = all_worlds(world)
    # Noted first: values that only the observer asks for are those before anything is learned.
    context.note("step", party, everywhere, odds=odds, chosen=chosen, view=view)
    context.learn(party, everywhere, odds.log_likelihood_ratio(chosen))
    for index, option in enumerate(options):
        where = (chosen == index).nonzero()[0]
        if option.issue < 0 or not where.size:
            continue
        world.log["step"][where, option.issue] = option.direction
        if option.direction > 0:
            where = _verified(context, party, option.issue, where)
        if where.size:
            _move(context, party, option.issue, option.direction, where)


def _verified(context: RoundContext, party: int, issue: int, where: Ints) -> Ints:
    """Test deliveries on a verified issue; return the worlds in which they are credited."""
    world = context.world
    ladder = world.game.ladders[issue]
    if not ladder.verified or not where.size:
        return where
    u = context.uniform(f"verify.{world.game.parties[party]}")[where]
    path = f"issues.{ladder.name}.verification"
    bogus = [world.parameters.number(f"{path}.type_{t}", 0.0)[where] for t in (0, 1)]
    failed = u < np.where(world.types[where, party] == 1, bogus[1], bogus[0])
    with np.errstate(invalid="ignore"):
        evidence = np.where(
            failed,
            log_of(bogus[1]) - log_of(bogus[0]),
            log1p_of(-bogus[1]) - log1p_of(-bogus[0]),
        )
    context.learn(party, where, evidence)
    context.note("verification", party, where, issue=ladder.name, passed=~failed)
    world.log["verified"][where, issue] = np.where(failed, -1, 1)
    return where[~failed]


def _move(context: RoundContext, party: int, issue: int, direction: int, where: Ints) -> None:
    world = context.world
    state = world.state
    state.rung[where, issue] += direction
    state.last_step[where, issue] = direction
    level = world.game.ladders[issue].rungs[state.rung[where, issue]]
    promises = world.promises
    if direction > 0:
        state.highest[where, issue] = np.maximum(state.highest[where, issue], level)
        promises.highest[where, issue] = np.maximum(promises.highest[where, issue], level)
        return
    broken = where[promises.broken_by(level, issue, where)]
    world.log["defaulted"][broken, party] = True
    if broken.size:
        context.note("default", party, broken, issue=world.game.issues[issue])
