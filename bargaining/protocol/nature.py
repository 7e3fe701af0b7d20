"""Phase 1: scheduled conditions and leader turnover."""

from __future__ import annotations

import numpy as np

from bargaining.protocol.round_context import RoundContext
from bargaining.world.parameters import scheduled_value
from bargaining.world.world import log_odds_of

__all__ = ["nature"]


def nature(context: RoundContext) -> None:
    """Draw scheduled conditions for this round, then changes of leader."""
    world, game = context.world, context.world.game
    for condition, name in enumerate(game.conditions):
        if condition in game.drivers:
            continue
        record = game.condition(condition)
        value = scheduled_value(game, world.parameters, condition, world.round)
        if record.kind == "bernoulli":
            if record.damped_by is not None:
                value = value * (1.0 - world.rows.level(game.issues.index(record.damped_by)))
            value = (context.uniform(f"condition.{name}") < value).astype(float)
        world.state.condition[:, condition] = value
    for place, principal in enumerate(game.principals):
        forced = principal in world.constraints.forced_turnover
        path = f"parties.{game.parties[principal]}.turnover"
        if not forced and path not in game.parameter_index:
            continue
        hazard = np.ones(world.n) if forced else world.parameters.number(path, 0.0)
        u = context.uniform(f"turnover.{game.parties[principal]}")
        changed = u < hazard
        where = np.flatnonzero(changed)
        world.log["turnover"][:, place] = changed
        world.state.new_leader[where, principal] = True
        if principal in game.typed and where.size:
            prior = world.parameters.of_party(principal, "belief", 0.5)[where]
            world.types[where, principal] = u[where] / hazard[where] < prior
            world.state.believe(where, principal, log_odds_of(prior))
        if where.size:
            context.note("turnover", principal, where)
