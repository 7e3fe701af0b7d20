"""Phase 3: unilateral steps; parties in file order, each seeing what the ones before have done."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Ints
from bargaining.protocol.round_context import RoundContext
from bargaining.solver.elementary import log1p_of, log_of
from bargaining.views.view import StepView

__all__ = ["moves"]


def moves(context: RoundContext) -> None:
    """Let every party that owns a ladder hold or move one of them by one rung."""
    world, game = context.world, context.world.game
    rows = world.rows
    context.close_steps(rows)
    held = [all(both) for both in world.constraints.held]
    for party, name in enumerate(game.parties):
        if all(held[issue] for issue in game.own[party]):
            continue
        options = game.step_options[party]
        view = StepView(rows, party, context.reactors)
        answer = context.parties[party].choose_step(view)
        odds = context.read(answer, party, "choose_step", world.n, len(options))
        odds = odds.without(~view.feasible, instead=0)
        chosen = context.choose("step", party, world.everywhere, odds, f"step.{name}", view)
        context.settle("step", party, world.everywhere, odds, chosen, view=view)
        for index in np.bincount(chosen)[1:].nonzero()[0] + 1:
            (issue, direction), where = options[index], np.flatnonzero(chosen == index)
            world.log["step"][where, issue] = direction
            _move(context, party, issue, direction, where)


def _move(context: RoundContext, party: int, issue: int, direction: int, where: Ints) -> None:
    """Move a ladder in some worlds: deliveries where they are credited, all else at once."""
    world, state, promises = context.world, context.world.state, context.world.promises
    ladder = world.game.ladders[issue]
    if direction > 0 and ladder.verified:
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
        where = where[~failed]
    state.rung[where, issue] += direction
    state.last_step[where, issue] = direction
    level = ladder.rungs[state.rung[where, issue]]
    if direction > 0:
        state.highest[where, issue] = np.maximum(state.highest[where, issue], level)
        promises.highest[where, issue] = np.maximum(promises.highest[where, issue], level)
        return
    broken = where[promises.broken_by(level, issue, where)]
    world.log["defaulted"][broken, party] = True
    if broken.size:
        context.note("default", party, broken, issue=ladder.name)
