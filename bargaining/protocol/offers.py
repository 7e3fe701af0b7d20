"""An offer, the answers to it and its ratification at home (model, equations 9 and 11)."""

from __future__ import annotations

from functools import partial

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.codes import Response
from bargaining.protocol.round_context import RoundContext
from bargaining.solver.elementary import exp_of, log_of
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.views.rules import proposers
from bargaining.views.table import TableEquilibrium
from bargaining.views.view import ChoiceView, OfferView, ResponseView
from bargaining.world.state import BatchState

__all__ = ["bargain"]


def bargain(context: RoundContext, where: Ints, table: TableEquilibrium, sits: Bools) -> Bools:
    """Play one round of offers where a table sits; return where the responder left at once.

    Parameters
    ----------
    table : Table
        The table of the worlds `where`, as they stood when the phase began.
    sits : booleans over (row,)
    """
    left = np.zeros(where.size, dtype=bool)
    recognised = _recognise(context, table.rows, where)
    for party in proposers(table.rows, table.rows.round):
        chosen = np.flatnonzero(sits & (recognised == party))
        if chosen.size:
            left[chosen] = _Exchange(context, where, table, party, chosen).play()
    return left


def _recognise(context: RoundContext, rows: BatchState, where: Ints) -> Ints:
    """Draw who proposes, where that is left to chance; shape (row,), party numbers."""
    likely = proposers(rows, rows.round)
    names = np.array(list(likely))
    if len(likely) == 1:
        return np.full(where.size, names[0])
    running = np.cumsum(np.stack(list(likely.values()), axis=1), axis=1)
    u = context.uniform("recognition")[where]
    return np.asarray(names[np.minimum((running <= u[:, None]).sum(axis=1), len(names) - 1)])


class _Exchange:
    """One proposer's offers in the worlds where he has the floor."""

    def __init__(
        self,
        context: RoundContext,
        where: Ints,
        table: TableEquilibrium,
        proposer: int,
        chosen: Ints,
    ) -> None:
        self.context = context
        self.world = context.world
        self.game = context.world.game
        self.rows = _some(table.rows, chosen)
        self.chosen = chosen
        self.worlds = where[chosen]
        self.table = table
        self.proposer = proposer
        # By which the offers are answered, and the places of `chosen` in it.
        self.heard, self.place = table, chosen

    def play(self) -> Bools:
        """Offer, answer, ratify; return where the responder left at once, over `chosen`."""
        log, game = self.world.log, self.game
        log["proposer"][self.worlds] = game.principals.index(self.proposer)
        package = self._offer()
        passed = package == game.n_packages
        log["response"][self.worlds] = np.where(passed, Response.PASSED, Response.REFUSED)
        made = np.flatnonzero(~passed)
        self._hear(made)
        log["offer"][self.worlds[made]] = game.package_rungs[package[made]]
        left = np.zeros(self.chosen.size, dtype=bool)
        accepted = np.ones(made.size, dtype=bool)
        for responder in game.principals:
            if responder != self.proposer and made.size:
                accepted &= self._respond(responder, made, package[made])
        refused = self._opt_out(np.concatenate([np.flatnonzero(passed), made[~accepted]]), passed)
        left[refused] = True
        signed = made[accepted]
        ratified = self._ratify(signed, package[signed])
        log["response"][self.worlds[signed]] = np.where(
            ratified, Response.AGREED, Response.NOT_RATIFIED
        )
        self.world.failed_ratification[self.worlds[signed[~ratified]]] = True
        self.context.note(
            "signing", -1, self.worlds[signed[ratified]], package=package[signed[ratified]]
        )
        return left

    def _offer(self) -> Ints:
        game = self.game
        view = OfferView(self.rows, self.proposer, self.table, self.chosen, self.proposer)
        answer = self.context.parties[self.proposer].propose(view)
        odds = self.context.read(
            answer, self.proposer, "propose", self.chosen.size, game.n_packages + 1
        )
        odds = odds.without(~view.feasible, instead=view.passing)
        u = self.context.uniform("offer")[self.worlds]
        package = odds.choose(u, self.world.types[self.worlds, self.proposer])
        self._record(view, odds, package)
        self.context.learn(self.proposer, self.worlds, odds.log_likelihood_ratio(package))
        self.context.note("offer", self.proposer, self.worlds, odds=odds, chosen=package, view=view)
        return package

    def _record(self, view: OfferView, odds: ChoiceProbabilities, package: Ints) -> None:
        """Write down how likely each offer was, among how many, and what it was to gain."""
        log, made = self.world.log, np.flatnonzero(package != view.passing)
        if not made.size:
            return
        worlds, offered = self.worlds[made], package[made]
        types = self.world.types[worlds, self.proposer]

        def of_type(values: Floats, option: Ints) -> Floats:
            return np.asarray(values[made, types if values.shape[1] > 1 else 0, option])

        log["offer_probability"][worlds] = exp_of(of_type(odds.log, offered))
        log["offer_options"][worlds] = 1 + view.n_feasible[made]
        if self.context.weighs_offers:
            quantal = view.quantal_log_odds
            beyond = of_type(quantal, offered) - of_type(quantal, np.full_like(offered, -1))
            log["offer_gain"][worlds] = view.gain_of(made, beyond)

    def _hear(self, made: Ints) -> None:
        """Value the table once more by what the offers tell of who made them."""
        if not self.game.scenario.table.learn_from_offers or not made.size:
            return
        rows = self.world.rows.take(self.worlds[made])
        self.heard = TableEquilibrium(rows, self.context.reactors)
        self.place = np.full(self.chosen.size, -1, dtype=np.int64)
        self.place[made] = np.arange(made.size)

    def _respond(self, responder: int, made: Ints, package: Ints) -> Bools:
        view = ResponseView(
            _some(self.heard.rows, self.place[made]),
            responder,
            self.heard,
            self.place[made],
            self.proposer,
            offered=package,
        )
        decider = self.context.parties[responder]
        if self.game.scenario.table.acceptance == "uniform":
            answer = np.clip(view.gain, 0.0, 1.0)
        else:
            answer = decider.respond(view)
        odds = self.context.read(answer, responder, "respond", made.size)
        worlds = self.worlds[made]
        u = self.context.uniform(f"accept.{self.game.parties[responder]}")[worlds]
        accepted = odds.says_yes(u, self.world.types[worlds, responder])
        self.context.learn(responder, worlds, odds.log_likelihood_ratio(accepted.astype(int)))
        self.context.note(
            "response",
            responder,
            worlds,
            odds=odds,
            chosen=accepted,
            view=view,
        )
        return accepted

    def _opt_out(self, refused: Ints, passed: Bools) -> Ints:
        """Let the responder leave after rejecting an offer; return who left, over `chosen`."""
        if self.game.scenario.table.opt_out != "responder":
            return refused[:0]
        responder, leaves = self.table.leaves(self.proposer)
        rejected = np.sort(refused[~passed[refused]])
        if not rejected.size:
            return rejected
        chance = leaves[self.chosen[rejected]]
        log_odds = ChoiceProbabilities(log_of(np.stack([1.0 - chance, chance], axis=-1)))
        worlds = self.worlds[rejected]
        u = self.context.uniform(f"opt_out.{self.game.parties[responder]}")[worlds]
        gone = log_odds.says_yes(u, self.world.types[worlds, responder])
        self.context.learn(responder, worlds, log_odds.log_likelihood_ratio(gone.astype(int)))
        self.context.note("opt_out", responder, worlds, odds=log_odds, chosen=gone)
        return rejected[gone]

    def _ratify(self, signed: Ints, package: Ints) -> Bools:
        ratified = np.ones(signed.size, dtype=bool)
        if not signed.size:
            return ratified
        worlds = self.worlds[signed]
        rows = _some(self.heard.rows, self.place[signed])
        for principal, ratifier in self.game.ratifiers.items():
            margin = self.heard.payoffs.margin(principal)
            gain = margin[self.place[signed], package, None]
            view = ChoiceView(rows, ratifier, partial(_known, gain))
            answer = self.context.parties[ratifier].ratify(view)
            odds = self.context.read(answer, ratifier, "ratify", signed.size)
            u = self.context.uniform(f"ratify.{self.game.parties[principal]}")[worlds]
            approved = odds.says_yes(u, self.world.types[worlds, ratifier])
            ratified &= approved
            place = self.game.principals.index(principal)
            self.world.log["ratified"][worlds, place] = np.where(approved, 1, -1)
            self.context.note(
                "ratification", principal, worlds, odds=odds, chosen=approved, ratifier=ratifier
            )
        return ratified


def _some(rows: BatchState, chosen: Ints) -> BatchState:
    """Return a selection of rows, rising in number; all of them need no copy, none is changed."""
    return rows if chosen.size == rows.n else rows.glance(chosen)


def _known(gain: Floats) -> Floats:
    return gain
