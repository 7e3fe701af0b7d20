"""Phase 0: dated changes of the scenario, put in place each round they cover."""

from __future__ import annotations

import numpy as np

from bargaining.codes import Closing
from bargaining.protocol.round_context import RoundContext
from bargaining.scenario.schema import Intervention
from bargaining.solver.elementary import log_of
from bargaining.views.rules import rounds_ahead
from bargaining.world.game import Game
from bargaining.world.parameters import with_schedule, with_windows
from bargaining.world.state import RoundConstraints

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
            place, value = game.parameter_index[change.target], float(change.value or 0.0)
            if change.kind == "scale":
                drawn[:, place] *= value
            elif change.kind == "parameter":
                drawn[:, place] = value
            elif change.of is None:
                drawn[:, place] += value
            else:
                drawn[:, place] += value * drawn[:, game.parameter_index[change.of]]
        windows = with_windows(game, drawn, world.baseline_parameters.draw)
    world.parameters = with_schedule(windows, world.round)

    def named(kind: str, names: tuple[str, ...]) -> frozenset[int]:
        return frozenset(names.index(one.target) for one in changes if one.kind == kind)

    locked, issue = named("level", game.issues), game.issues.index
    held = np.zeros((len(game.issues), 2), dtype=np.bool_)
    held[list(locked)] = True
    for one in changes:
        if one.kind == "hold":
            held[issue(one.target)] |= [one.value != "down", one.value != "up"]
    rules = [(issue(one.target), issue(str(one.value))) for one in changes if one.kind == "menu"]
    world.constraints = RoundConstraints(
        held=held,
        menu_rules=np.array(rules, dtype=np.int64).reshape(-1, 2),
        locked_issues=locked,
        locked_conditions=named("condition", game.conditions),
        forced_acts=named("act", game.acts),
        forbidden_acts=named("no_act", game.acts),
        forced_turnover=named("turnover", game.parties),
        # The last one counts.
        table=next((one.target for one in reversed(changes) if one.kind == "talks"), None),
    )


def impose(context: RoundContext) -> None:
    """Set levels, conditions, talks and beliefs from outside, after nature has moved."""
    world, game, state = context.world, context.world.game, context.world.state
    for change in in_force(game, world.round):
        if change.kind == "level":
            issue = game.issues.index(change.target)
            rung = game.ladders[issue].rung_nearest(np.array(float(change.value or 0.0)))
            state.rung[:, issue] = rung
            # What is imposed from outside nobody took back.
            level = game.ladders[issue].rungs[rung]
            state.highest[:, issue] = np.minimum(state.highest[:, issue], level)
        elif change.kind == "condition":
            state.condition[:, game.conditions.index(change.target)] = float(change.value or 0.0)
        elif change.kind == "belief":
            party = game.party(change.target)
            ratio = log_of(np.full(world.n, float(change.value or 1.0)))
            context.learn(party, world.everywhere, ratio)
        elif change.kind == "talks":
            if change.target == "closed":
                closing = state.at_table.copy()
                world.log["closing"][closing] = Closing.INTERVENTION
                world.closing_was_rupture[closing] = False
                state.at_table[:] = False
            elif rounds_ahead(world.rows)[0] > 0:
                opened = ~state.at_table & ~state.agreement_in_force & ~state.talks_broken
                world.log["opened"] |= opened
                state.at_table |= opened
        else:
            continue
        said = {"kind": change.kind, "target": change.target, "value": change.value}
        context.note("intervention", -1, world.everywhere, **said)
