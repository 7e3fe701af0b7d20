"""Phase 0: dated changes of the scenario, put in place each round they cover."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats
from bargaining.outcomes.codes import Closing
from bargaining.protocol.proceedings import Proceedings, all_worlds
from bargaining.scenario.schema import Intervention
from bargaining.scenario.terms import canonical
from bargaining.strategies.table import rounds_ahead
from bargaining.world.calendar import with_schedule
from bargaining.world.game import Game
from bargaining.world.limits import Limits
from bargaining.world.parameters import with_windows
from bargaining.world.world import World

__all__ = ["impose", "in_force", "set_parameters"]

_LASTING = ("scale", "parameter", "hold", "menu")


def in_force(game: Game, round: int) -> tuple[Intervention, ...]:
    """Return the interventions that cover a round, in file order."""
    return tuple(
        change
        for change in game.scenario.interventions
        if change.at <= round
        and (
            round <= change.until
            if change.until is not None
            else (change.kind in _LASTING or round == change.at)
        )
    )


def set_parameters(proceedings: Proceedings) -> None:
    """Put this round's numbers and limits in force."""
    world, game = proceedings.world, proceedings.world.game
    changes = in_force(game, world.round)
    windows = world.undisturbed
    if any(change.kind in ("scale", "parameter") for change in changes):
        drawn = world.drawn.copy(order="F")
        for change in changes:
            _change_number(game, drawn, change)
        windows = with_windows(game, drawn)
    settings = game.scenario.settings
    depth = settings.table_lookahead.value if settings.foresee_calendar else 1
    world.parameters = with_schedule(windows, world.round, depth)
    world.limits = _limits(game, changes)


def _change_number(game: Game, drawn: Floats, change: Intervention) -> None:
    if change.kind == "scale":
        drawn[:, game.parameter_index[number_path(change.target)]] *= float(change.value or 0.0)
    elif change.kind == "parameter":
        drawn[:, game.parameter_index[number_path(change.target)]] = float(change.value or 0.0)


def number_path(target: str) -> str:
    """Return a number's path with its payoff term spelt canonically."""
    for room in ("payoffs.", "conditions."):
        if target.startswith(room):
            head, _, term = target.partition(".drivers.")
            if term:
                return f"{head}.drivers.{canonical(term)}"
            if room == "payoffs.":
                _, party, term = target.split(".", 2)
                return f"payoffs.{party}.{canonical(term)}"
    return target


def _limits(game: Game, changes: tuple[Intervention, ...]) -> Limits:
    held: set[tuple[int, int]] = set()
    locked, locked_conditions = set(), set()
    rules, forced, forbidden, turnover = [], set(), set(), set()
    table = None
    for change in changes:
        if change.kind == "hold":
            issue = game.issues.index(change.target)
            directions = {"up": (1,), "down": (-1,), "both": (1, -1)}[str(change.value)]
            held |= {(issue, direction) for direction in directions}
        elif change.kind == "level":
            locked.add(game.issues.index(change.target))
        elif change.kind == "condition":
            locked_conditions.add(game.conditions.index(change.target))
        elif change.kind == "menu":
            pair = (game.issues.index(change.target), game.issues.index(str(change.value)))
            rules.append(pair)
        elif change.kind == "act":
            forced.add(game.acts.index(change.target))
        elif change.kind == "no_act":
            forbidden.add(game.acts.index(change.target))
        elif change.kind == "talks":
            table = change.target
        elif change.kind == "turnover":
            turnover.add(game.party(change.target))
    held |= {(issue, direction) for issue in locked for direction in (1, -1)}
    return Limits(
        held=frozenset(held),
        locked_issues=frozenset(locked),
        locked_conditions=frozenset(locked_conditions),
        menu_rules=tuple(rules),
        forced_acts=frozenset(forced),
        forbidden_acts=frozenset(forbidden),
        forced_turnover=frozenset(turnover),
        table=table,
    )


def impose(proceedings: Proceedings) -> None:
    """Set levels, conditions, talks and beliefs from outside, after nature has moved."""
    world, game, state = proceedings.world, proceedings.world.game, proceedings.world.state
    for change in in_force(game, world.round):
        if change.kind == "level":
            issue = game.issues.index(change.target)
            rungs = game.ladders[issue].rungs
            state.rung[:, issue] = int(np.abs(rungs - float(change.value or 0.0)).argmin())
        elif change.kind == "condition":
            state.condition[:, game.conditions.index(change.target)] = float(change.value or 0.0)
        elif change.kind == "belief":
            party = game.party(change.target)
            ratio = float(np.log(float(change.value or 1.0)))
            proceedings.learn(party, all_worlds(world), np.full(world.n, ratio))
        elif change.kind == "talks":
            _force_talks(world, change.target)
        else:
            continue
        proceedings.note(
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
