"""Phase 4: talks open or close, an offer is made, answered and ratified, or talks break down."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Ints
from bargaining.codes import Closing, Response
from bargaining.protocol.offers import bargain
from bargaining.protocol.round_context import RoundContext
from bargaining.views.rules import has_stake, rounds_ahead
from bargaining.views.table import TableEquilibrium
from bargaining.views.view import SessionView, TalksView

__all__ = ["close", "talks"]


def talks(context: RoundContext) -> None:
    """Play the table in every world without an agreement in force."""
    world, state = context.world, context.world.state
    if rounds_ahead(world.rows)[0] == 0:
        close(context, np.flatnonzero(state.at_table), Closing.DEADLINE)
        return
    # Worlds whose table sits or might.
    concerned = has_stake(world.rows, world.game.principals[0]) | (
        state.at_table & ~state.agreement_in_force & ~state.talks_broken
    )
    forced = world.constraints.table is not None
    where = np.flatnonzero(concerned & state.at_table if forced else concerned)
    if not where.size:
        return
    context.close_steps()
    table = context.tables.set_up(world, where, context.reactors)
    context.note("table", -1, where, table=table)
    seated = state.at_table[where]
    walked, opened = np.zeros((2, where.size), dtype=bool)
    if world.game.scenario.table.may_walk and not forced:
        leaving = _ask(context, where, table, "walk", seated)
        world.log["walked"][where] = leaving
        walked = np.asarray(leaving.any(axis=1))
    if world.game.scenario.table.may_open and not forced:
        agreeing = _ask(context, where, table, "open", ~seated)
        world.log["would_talk"][where[~seated]] = np.where(agreeing[~seated], 1, -1)
        opened = agreeing.all(axis=1) & ~seated
    close(context, where[walked], Closing.WALK_OUT)
    state.at_table[where[opened]] = True
    world.log["opened"][where[opened]] = True
    sits = (seated & ~walked) | opened
    world.log["sat"][where] = sits
    if context.weighs_offers:
        looked = seated | sits if forced or not world.game.scenario.table.may_open else slice(None)
        world.log["mutual_gain"][where[looked]] = table.mutual_gain(world.types[where])[looked]
    left = bargain(context, where, table, sits)
    close(context, where[left], Closing.OPT_OUT)
    broke = sits & ~left & (world.log["response"][where] != Response.AGREED)
    if broke.any():
        chance = world.parameters.number("table.breakdown_probability", 0.0)[where]
        broke &= context.uniform("breakdown")[where] < chance
        close(context, where[broke], Closing.BREAKDOWN)
    # Sessions without an offer end by chance, and talks with them (model, equation 10b).
    ends = sits & ~broke & (world.log["response"][where] == Response.PASSED)
    adjourns = world.game.scenario.table.adjournment_probability is not None and not forced
    if adjourns and ends.any():
        chance = world.parameters.number("table.adjournment_probability", 0.0)[where]
        ends &= context.uniform("adjournment")[where] < chance
        leaving = _ask(context, where, table, "adjourn", ends)
        close(context, where[leaving.any(axis=1)], Closing.ADJOURNMENT)


def _ask(
    context: RoundContext,
    where: Ints,
    table: TableEquilibrium,
    question: str,
    asked: Bools,
) -> Bools:
    """Ask every principal, all from the same beliefs; who says yes, (row, principal)."""
    world = context.world
    principals = world.game.principals
    said = np.zeros((where.size, len(principals)), dtype=bool)
    chosen = np.flatnonzero(asked)
    if not chosen.size:
        return said
    subset, worlds = table.rows.glance(chosen), where[chosen]
    decision = "open_talks" if question == "open" else "walk_out"
    kind = SessionView if question == "adjourn" else TalksView
    for place, party in enumerate(principals):
        view = kind(subset, party, table, chosen, question == "open")
        answer = getattr(context.parties[party], decision)(view)
        odds = context.read(answer, party, decision, chosen.size)
        slot = f"{question}.{world.game.parties[party]}"
        said[chosen, place] = context.hear(question, party, worlds, odds, slot, view=view)
    return said


def close(context: RoundContext, where: Ints, closing: Closing) -> None:
    """Close talks in some worlds and remember whether it was a rupture."""
    if not where.size:
        return
    world, game = context.world, context.world.game
    world.state.at_table[where] = False
    world.log["closing"][where] = closing
    rupture = np.full(where.size, closing == Closing.BREAKDOWN)
    rule = game.scenario.outcome.rupture
    if closing in (Closing.WALK_OUT, Closing.OPT_OUT) and rule is not None:
        threshold = world.parameters.number("outcome.rupture.threshold", 1.0)[where]
        condition = world.state.condition[where, game.conditions.index(rule.condition)]
        rupture = condition >= threshold - 1e-9
    world.closing_was_rupture[where] = rupture
    final = (
        closing in (Closing.BREAKDOWN, Closing.OPT_OUT) and game.scenario.table.breakdown_is_final
    )
    if final:
        world.state.talks_broken[where] = True
    context.note("closing", -1, where, closing=closing, rupture=rupture, final=final)
