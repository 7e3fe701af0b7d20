"""Phase 0: dated changes of the scenario, put in place each round they cover."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats
from bargaining.codes import Closing
from bargaining.protocol.round_context import RoundContext, all_worlds
from bargaining.scenario.schema import Intervention
from bargaining.solver.elementary import log_of
from bargaining.views.rules import rounds_ahead
from bargaining.world.calendar import with_schedule
from bargaining.world.game import Game
from bargaining.world.parameters import with_windows
from bargaining.world.round_constraints import RoundConstraints
from bargaining.world.world import World

__all__ = ["impose", "in_force", "set_parameters"]

_OF_NUMBERS = ("scale", "add", "parameter")


def in_force(game: Game, round: int) -> tuple[Intervention, ...]:
    """Return the interventions that cover a round, in file order."""
    return tuple(change for change in game.scenario.interventions if change.covers(round))


def set_parameters(context: RoundContext) -> None:
    """Put this round's numbers and limits in force."""
    world, game = context.world, context.world.game
    changes = in_force(game, world.round)
    windows = world.baseline_parameters
    of_numbers = [change for change in changes if change.kind in _OF_NUMBERS]
    if of_numbers:
        drawn = world.drawn.copy()
        for change in of_numbers:
            _change_number(game, drawn, change)
        windows = with_windows(game, drawn, world.baseline_parameters.draw)
    world.parameters = with_schedule(windows, world.round)
    world.constraints = _limits(game, changes)


def _change_number(game: Game, drawn: Floats, change: Intervention) -> None:
    numbers, value = drawn[:, game.parameter_index[change.target]], float(change.value or 0.0)
    if change.kind == "scale":
        numbers *= value
    elif change.kind == "add":
        numbers += value if change.of is None else value * drawn[:, game.parameter_index[change.of]]
    else:
        numbers[:] = value


def _limits(game: Game, changes: tuple[Intervention, ...]) -> RoundConstraints:
    def of(kind: str, names: tuple[str, ...]) -> frozenset[int]:
        return frozenset(names.index(one.target) for one in changes if one.kind == kind)

    ways = {"up": (1,), "down": (-1,), "both": (1, -1)}
    holds = [one for one in changes if one.kind == "hold"]
    locked = of("level", game.issues)
    held = {(game.issues.index(one.target), way) for one in holds for way in ways[str(one.value)]}
    return RoundConstraints(
        held=frozenset(held | {(issue, way) for issue in locked for way in ways["both"]}),
        locked_issues=locked,
        locked_conditions=of("condition", game.conditions),
        menu_rules=tuple(
            (game.issues.index(one.target), game.issues.index(str(one.value)))
            for one in changes
            if one.kind == "menu"
        ),
        forced_acts=of("act", game.acts),
        forbidden_acts=of("no_act", game.acts),
        forced_turnover=of("turnover", game.parties),
        # The last one counts.
        table=next((one.target for one in reversed(changes) if one.kind == "talks"), None),
    )


def impose(context: RoundContext) -> None:
    """Set levels, conditions, talks and beliefs from outside, after nature has moved."""
    world, game, state = context.world, context.world.game, context.world.state
    for change in in_force(game, world.round):
        if change.kind == "level":
            issue = game.issues.index(change.target)
            rungs = game.ladders[issue].rungs
            rung = int(np.abs(rungs - float(change.value or 0.0)).argmin())
            state.rung[:, issue] = rung
            # What is imposed from outside nobody took back.
            state.highest[:, issue] = np.minimum(state.highest[:, issue], rungs[rung])
        elif change.kind == "condition":
            state.condition[:, game.conditions.index(change.target)] = float(change.value or 0.0)
        elif change.kind == "belief":
            party = game.party(change.target)
            ratio = log_of(np.full(world.n, float(change.value or 1.0)))
            context.learn(party, all_worlds(world), ratio)
        elif change.kind == "talks":
            _force_talks(world, change.target)
        else:
            continue
        context.note(
            "intervention",
            -1,
            all_worlds(world),
            kind=change.kind,
            target=change.target,
            value=change.value,
        )


def _force_talks(world: World, target: str) -> None:
    state = world.state
    if target == "open":
        if rounds_ahead(world.rows)[0] == 0:
            return
        opened = ~state.at_table & ~state.agreement_in_force & ~state.talks_broken
        world.log["opened"] |= opened
        state.at_table |= opened
        return
    closing = state.at_table
    world.log["closing"][closing] = Closing.INTERVENTION
    world.closing_was_rupture[closing] = False
    state.at_table[:] = False
