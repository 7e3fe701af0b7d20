"""An offer, the answers to it and its ratification at home (model, equations 9 and 11)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.codes import Response
from bargaining.protocol.round_context import RoundContext
from bargaining.solver.elementary import exp_of, log_of
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.views.rules import recognition
from bargaining.views.table import TableEquilibrium
from bargaining.views.view import ChoiceView, OfferView, ResponseView
from bargaining.world.state import BatchState

__all__ = ["answer_to_offer", "bargain"]


def bargain(context: RoundContext, where: Ints, table: TableEquilibrium, sits: Bools) -> Bools:
    """Play one round of offers where a table `sits`; return where the responder left at once.

    The table is that of the worlds `where`, as they stood when the phase began.
    """
    left = np.zeros(where.size, dtype=bool)
    running = np.cumsum(recognition(table.rows, table.rows.round), axis=1)
    u = context.uniform("recognition")[where]
    recognised = np.minimum((running <= u[:, None]).sum(axis=1), running.shape[1] - 1)
    for place, party in enumerate(context.world.game.principals):
        chosen = np.flatnonzero(sits & (recognised == place))
        if chosen.size:
            left[chosen] = _Exchange(context, where, table, party, chosen).play()
    return left


@dataclass
class _Exchange:
    """One proposer's offers in the worlds where he has the floor."""

    context: RoundContext
    where: Ints
    table: TableEquilibrium
    proposer: int
    chosen: Ints

    def __post_init__(self) -> None:
        self.world, self.game = self.context.world, self.context.world.game
        self.worlds = self.where[self.chosen]
        # By which the offers are answered, and the places of `chosen` in it.
        self.heard, self.place = self.table, self.chosen

    def play(self) -> Bools:
        """Offer, answer, ratify; return where the responder left at once, over `chosen`."""
        log, game = self.world.log, self.game
        log["proposer"][self.worlds] = game.principals.index(self.proposer)
        package = self._offer()
        passed = package == game.n_packages
        log["response"][self.worlds] = np.where(passed, Response.PASSED, Response.REFUSED)
        made = np.flatnonzero(~passed)
        if game.scenario.table.learn_from_offers and made.size:
            # The table is valued once more by what the offers tell of who made them.
            rows = self.world.rows.take(self.worlds[made])
            self.heard = TableEquilibrium(rows, self.context.reactors)
            self.place = np.full(self.chosen.size, -1, dtype=np.int64)
            self.place[made] = np.arange(made.size)
        log["offer"][self.worlds[made]] = game.package_rungs[package[made]]
        accepted = np.ones(made.size, dtype=bool)
        for responder in game.principals:
            if responder != self.proposer and made.size:
                accepted &= self._respond(responder, made, package[made])
        left = np.zeros(self.chosen.size, dtype=bool)
        if game.scenario.table.opt_out == "responder" and not accepted.all():
            rejected, place = made[~accepted], game.principals.index(self.proposer)
            (responder,) = [party for party in game.principals if party != self.proposer]
            here, n_types = self.chosen[rejected], game.n_types(responder)
            leaves = self.table.solution.leaves[here, place, :n_types]
            odds = ChoiceProbabilities(log_of(np.stack([1.0 - leaves, leaves], axis=-1)))
            slot, worlds = f"opt_out.{game.parties[responder]}", self.worlds[rejected]
            left[rejected] = self.context.hear("opt_out", responder, worlds, odds, slot)
        signed = made[accepted]
        ratified = self._ratify(signed, package[signed])
        log["response"][self.worlds[signed]] = np.where(
            ratified, Response.AGREED, Response.NOT_RATIFIED
        )
        self.world.failed_ratification[self.worlds[signed[~ratified]]] = True
        agreed = signed[ratified]
        self.context.note("signing", -1, self.worlds[agreed], package=package[agreed])
        return left

    def _offer(self) -> Ints:
        context, world, proposer, worlds = self.context, self.world, self.proposer, self.worlds
        rows = _some(self.table.rows, self.chosen)
        view = OfferView(rows, proposer, self.table, self.chosen, proposer)
        answer = context.parties[proposer].propose(view)
        odds = context.read(answer, proposer, "propose", worlds.size, view.passing + 1)
        odds = odds.without(~view.feasible, instead=view.passing)
        package = context.choose("offer", proposer, worlds, odds, "offer", view)
        made = np.flatnonzero(package != view.passing)
        if made.size:
            # How likely each offer was, among how many, and what it was to gain.
            at, offered, types = worlds[made], package[made], world.types[worlds[made], proposer]

            def of_type(values: Floats, option: Ints) -> Floats:
                return np.asarray(values[made, types if values.shape[1] > 1 else 0, option])

            world.log["offer_probability"][at] = exp_of(of_type(odds.log, offered))
            world.log["offer_options"][at] = 1 + view.n_feasible[made]
            if context.weighs_offers:
                quantal = view.quantal_log_odds
                beyond = of_type(quantal, offered) - of_type(quantal, np.full_like(offered, -1))
                world.log["offer_gain"][at] = view.gain_of(made, beyond)
        context.settle("offer", proposer, worlds, odds, package, view=view)
        return package

    def _respond(self, responder: int, made: Ints, package: Ints) -> Bools:
        context, place = self.context, self.place[made]
        rows = _some(self.heard.rows, place)
        view = ResponseView(rows, responder, self.heard, place, self.proposer, package)
        odds = answer_to_offer(context, responder, view)
        slot = f"accept.{self.game.parties[responder]}"
        return context.hear("response", responder, self.worlds[made], odds, slot, view=view)

    def _ratify(self, signed: Ints, package: Ints) -> Bools:
        ratified = np.ones(signed.size, dtype=bool)
        if not signed.size:
            return ratified
        context, world, game, worlds = self.context, self.world, self.game, self.worlds[signed]
        rows = _some(self.heard.rows, self.place[signed])
        margins = self.heard.payoffs.packages.margin[self.place[signed], :, package]
        for place, (principal, ratifier) in enumerate(game.ratifiers.items()):
            view = ChoiceView(rows, ratifier, margins[:, place, None])
            answer = context.parties[ratifier].ratify(view)
            odds = context.read(answer, ratifier, "ratify", signed.size)
            slot = f"ratify.{game.parties[principal]}"
            approved = context.says_yes("ratification", ratifier, worlds, odds, slot, view)
            ratified &= approved
            said = world.log["ratified"]
            said[worlds, game.principals.index(principal)] = np.where(approved, 1, -1)
            context.note(
                "ratification", principal, worlds, odds=odds, chosen=approved, ratifier=ratifier
            )
        return ratified


def answer_to_offer(
    context: RoundContext, responder: int, view: ResponseView
) -> ChoiceProbabilities:
    """Return how a principal answers the offers that it is shown, no or yes."""
    if context.world.game.scenario.table.acceptance == "uniform":
        answer = np.clip(view.gain, 0.0, 1.0)
    else:
        answer = context.parties[responder].respond(view)
    return context.read(answer, responder, "respond", view.n)


def _some(rows: BatchState, chosen: Ints) -> BatchState:
    """Return a selection of rows, rising in number; all of them need no copy, none is changed."""
    return rows if chosen.size == rows.n else rows.glance(chosen)
