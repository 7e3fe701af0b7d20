"""Phase 5: agreements take effect, end or lapse; payoffs and the ending are read; time passes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.codes import Closing, Response, ending_of
from bargaining.protocol.round_context import RoundContext
from bargaining.solver.flows import broken_shares, drifts, flow_payoffs
from bargaining.solver.layout import Positions, PublicState
from bargaining.world.layout import layout_of
from bargaining.world.world import World

__all__ = ["advance", "conclude", "undelivered", "update"]

# Share of the memory of undelivered promises kept from round to round where the file names none.
UNDELIVERED_MEMORY = 0.95


def update(context: RoundContext) -> None:
    """Let the round's results take effect and write them down."""
    world = context.world
    _sign(context, np.flatnonzero(world.log["response"] == Response.AGREED))
    memory = world.parameters.number("table.undelivered_memory", UNDELIVERED_MEMORY)
    world.state.memory[:] *= memory[:, None]
    if world.game.scenario.table.agreement_term == "permanent":
        _end_agreements(context)
    world.defaulted |= world.log["defaulted"]
    conclude(world)
    world.failed_ratification[:] = False


def _sign(context: RoundContext, where: Ints) -> None:
    if not where.size:
        return
    world, game, state = context.world, context.world.game, context.world.state
    lasting = game.scenario.table.agreement_term == "permanent"
    immediate = game.scenario.table.delivery == "immediate"
    # What was taken back of a completed text is remembered under the next one.
    again = where[state.completed[where]]
    if again.size:
        _remember(world, again, undelivered(world, again)[1])
    state.completed[where] = False
    # Issues off the menu bind nobody: a target of 0 is always met.
    state.target[where] = 0.0
    state.signing[where] = 0.0
    for place, issue in enumerate(game.menu):
        level = world.rows.level(issue)[where]
        offered = np.maximum(world.log["offer"][where, place], state.rung[where, issue])
        state.signing[where, issue] = level
        state.highest[where, issue] = level
        state.target[where, issue] = game.ladders[issue].rungs[offered]
        if immediate and issue not in world.constraints.locked_issues:
            state.rung[where, issue] = offered
        if lasting:
            # Put on record, for the test of a default.
            asked = where[state.target[where, issue] > level + 1e-9]
            world.promises.made[asked, issue] = True
            world.promises.target[asked, issue] = state.target[asked, issue]
            world.promises.highest[asked, issue] = world.rows.level(issue)[asked]
    state.at_table[where] = False
    state.agreement_in_force[where] = True
    state.ever_agreed[where] = True
    state.signed_round[where] = world.round
    world.closing_was_rupture[where] = False
    world.log["closing"][where] = Closing.SIGNING


def _end_agreements(context: RoundContext) -> None:
    world, state = context.world, context.world.state
    table = world.game.scenario.table
    live = state.agreement_in_force
    bound = np.flatnonzero(live | state.completed)
    if not bound.size:
        return
    missing, shares = undelivered(world, bound)
    done = live.copy()
    for principal in world.game.principals:
        done &= missing[:, principal] <= 1e-9
    age = world.round - state.signed_round
    # Without a term an agreement lasts beyond the end.
    endless = 10**9
    lapse = table.lapse.value if table.lapse is not None else endless
    due = table.due.value if table.due is not None else lapse
    overdue = (live & ~done & (age == due))[:, None] & (shares > 1e-9)
    world.log["defaulted"] |= overdue
    lapsed = live & ~done & (age >= lapse)
    # A default in the round of signing was on an earlier text.
    broken = world.log["defaulted"].any(axis=1) & (age > 0) & table.default_voids_text
    void = ((live & ~done) | state.completed) & (age < lapse) & broken
    voided = np.flatnonzero(void)
    if voided.size:
        # Of a text that ends before its time only what was due by now is remembered.
        shares[voided] = _flows(world, world.rows.positions(voided)).undelivered
    over = state.completed & ((age >= lapse) | void)
    # Nobody is bound any more: what is taken back from now on is no default.
    expired = (lapsed | over) & table.completed_promises_bind
    world.promises.made[void | expired] = False
    _remember(world, np.flatnonzero(lapsed | void | over), shares)
    world.log["completed"] = done
    world.log["lapsed"] = lapsed | (live & void)
    state.agreement_in_force &= ~(done | lapsed | void)
    state.completed = (state.completed | (done & table.completed_promises_bind)) & ~over
    # Defaults are noted before the ends of agreements, which may follow from them.
    for party in np.flatnonzero(overdue.any(axis=0)):
        context.note("default", int(party), np.flatnonzero(overdue[:, party]), issue="")
    ends = {"completed": done, "lapse": lapsed, "void": void, "expired": over & ~void}
    for name, where in ends.items():
        if where.any():
            context.note(name, -1, np.flatnonzero(where), undelivered=shares[where])


def _remember(world: World, where: Ints, shares: Floats) -> None:
    """Let the undelivered shares of agreements that are over pass into memory."""
    memory = world.state.memory
    memory[where] = np.maximum(memory[where], shares[where])


def undelivered(world: World, where: Ints) -> tuple[Floats, Floats]:
    """Return what is missing of the levels signed, and the undelivered share of promises.

    Arrays over (world, party); 0 in all worlds but `where`.
    """
    game, rows = world.game, world.rows
    missing, shares = np.zeros((2, world.n, len(game.parties)))
    public = PublicState(rows.parameters.draw, world.state.public)
    broken_shares(
        layout_of(game), rows.parameters.matrix, public, rows.positions(where), game.n_columns,
        missing, shares,
    )  # fmt: skip
    return missing, shares


def conclude(world: World) -> None:
    """Read payoffs, standings and the ending off the present state into the round's record."""
    game, log, numbers = world.game, world.log, world.parameters
    flows = _flows(world, world.rows.positions())
    log["flow"], log["undelivered"] = flows.flow, flows.undelivered
    log["unreciprocated"] = flows.unreciprocated
    for place, party in enumerate(game.scope):
        log["net_concession"][:, game.principals.index(party)] = flows.concession[:, place]
    least = flows.concession.min(axis=1) if game.scope else np.zeros(world.n)
    log["accommodation"] = least
    log["ending_by_round"] = ending_of(
        least,
        settlement=numbers.number("outcome.settlement", 1.0),
        partial=numbers.number("outcome.partial", 1.0),
        agreed=world.state.ever_agreed,
        defaulted=world.defaulted.any(axis=1),
        at_table=world.state.at_table,
        closing_was_rupture=world.closing_was_rupture,
    )


class _Flows(NamedTuple):
    """What the parties have of a round, as `flow_payoffs` writes it; arrays over (row, party)."""

    flow: Floats
    undelivered: Floats
    concession: Floats
    """Of each party in scope, shape (row, party in scope)."""
    unreciprocated: Floats


def _flows(world: World, positions: Positions) -> _Flows:
    """Return flows and shares as things stand."""
    rows, game, n = world.rows, world.game, len(positions.world)
    widths = (len(game.parties), len(game.parties), len(game.scope), len(game.parties))
    flows = _Flows(*(np.zeros((n, width)) for width in widths))
    flow_payoffs(
        layout_of(game),
        rows.parameters.matrix,
        rows.public(),
        positions,
        world.types,
        world.failed_ratification,
        game.n_columns,
        *flows,
    )
    return flows


def advance(context: RoundContext) -> None:
    """Let time pass: conditions drift, and an agreement for one round runs out."""
    world, game, state, numbers = (
        context.world, context.world.game, context.world.state, context.world.parameters
    )  # fmt: skip
    rows, following = world.rows, state.condition.copy()
    drift = np.zeros(following.shape)
    drifts(layout_of(game), numbers.matrix, rows.public(), rows.positions(), game.n_columns, drift)
    # Autoregressive conditions (model, equation 1).
    for condition, driver in game.drivers.items():
        if condition in world.constraints.locked_conditions:
            continue
        name = f"conditions.{game.conditions[condition]}"
        rho = numbers.number(f"{name}.persistence", 0.0)
        mean = numbers.number(f"{name}.mean", 0.0)
        moved = rho * state.condition[:, condition] + (1.0 - rho) * mean
        if driver.terms:
            moved = moved + drift[:, condition]
        if f"{name}.noise" in game.parameter_index:
            u = context.uniform(f"condition.{game.conditions[condition]}")
            shock = np.sqrt(3.0) * (2.0 * u - 1.0)
            moved = moved + numbers.number(f"{name}.noise", 0.0) * shock
        following[:, condition] = np.minimum(np.maximum(moved, 0.0), 1.0)
    state.condition = following
    if game.scenario.table.agreement_term == "one_round":
        # Ladders go back to where they stood at signing, and the parties back to the table.
        where = np.flatnonzero(state.agreement_in_force)
        begun = game.scenario.agreement if world.round == 0 else None
        bound = game.menu if begun is None else tuple(map(game.issues.index, begun.promises))
        for issue in bound:
            signed = state.signing[where, issue]
            state.rung[where, issue] = game.ladders[issue].rung_nearest(signed)
        state.agreement_in_force[where] = False
        state.at_table[where] = True
