"""The ledger of a batch: what each round left behind, one array a matter."""

from __future__ import annotations

from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.outcomes.events import event_names
from bargaining.outcomes.layout import (
    AXES,
    BY_ROUND,
    BY_WORLD,
    UNTIL_IT_HAPPENS,
    Kind,
    smallest_integer,
)
from bargaining.solver.elementary import exp_of, logistic_of, power
from bargaining.world.game import Game
from bargaining.world.world import World

__all__ = ["AXES", "Recorder", "labels", "noise_floor", "offer_floor"]

# While a round is played, rules calculate with its codes, which must not overflow then.
_WORKING: dict[Kind, type] = {"flag": np.bool_, "count": np.int64, "number": np.float64}


def labels(game: Game) -> dict[str, tuple[str | int, ...]]:
    """Return the labels along each axis but `world`."""
    scenario = game.scenario
    named: dict[str, tuple[str | int, ...]] = {
        "round": tuple(range(scenario.settings.rounds.value)),
        "issue": game.issues,
        "condition": game.conditions,
        "typed_party": tuple(game.parties[party] for party in game.typed),
        "party": game.parties,
        "principal": tuple(game.parties[party] for party in game.principals),
        "act": game.acts,
        "menu_issue": tuple(game.issues[issue] for issue in game.menu),
    }
    return {**named, "event": event_names(named)}


class Recorder:
    """Arrays over (world, round, ...) of one batch, filled round by round."""

    def __init__(self, world: World) -> None:
        game = world.game
        self._rounds = game.scenario.settings.rounds.value
        lengths = {axis: len(values) for axis, values in labels(game).items()}
        lengths["world"] = world.n
        longest = max((len(issue.rungs) for issue in game.scenario.issues.values()), default=0)
        # The smallest integers that hold what is kept.
        stored: dict[Kind, Any] = {
            "flag": np.bool_,
            "code": np.int8,
            "rung": smallest_integer(longest - 1),
            "principal": smallest_integer(len(game.principals) - 1),
            "count": smallest_integer(game.n_packages + 1),
            "number": np.float64,
        }
        self._by_round: dict[str, Ints] = {}
        self._blank: dict[str, Ints] = {}
        for name, (axes, kind) in BY_ROUND.items():
            shape = tuple(lengths[axis] for axis in axes if axis != "round")
            # Rounds first, so that a round is written in one stretch of memory.
            self._by_round[name] = np.zeros((self._rounds, *shape), stored[kind])
            working = _WORKING.get(kind, np.int16)
            self._blank[name] = np.full(shape, UNTIL_IT_HAPPENS.get(name, 0), dtype=working)
        self._initial_rung = world.state.rung.astype(stored[BY_WORLD["initial_rung"][1]])
        # Moves, over (issue, up and down), that the scenario has forbidden in every round so far.
        self._held = np.ones((len(game.issues), 2), dtype=np.bool_)

    def open_round(self, world: World) -> None:
        """Give the world an empty record for this round."""
        world.log = {name: blank.copy() for name, blank in self._blank.items()}

    def close_round(self, world: World) -> None:
        """Write the round down, with the state it ends in."""
        log, state, game = world.log, world.state, world.game
        self._held &= world.constraints.held
        log["rung"] = state.rung
        log["condition"] = state.condition
        for place, party in enumerate(game.typed):
            log["belief"][:, place] = world.rows.belief(party)
            log["party_type"][:, place] = world.types[:, party]
        log["at_table"] = state.at_table
        log["agreement_in_force"] = state.agreement_in_force
        log["talks_broken"] = state.talks_broken
        for name in BY_ROUND:
            self._by_round[name][world.round] = log[name]

    def finish(self, world: World) -> dict[str, Ints]:
        """Return all arrays, endings and total payoffs included."""
        closing, step = noise_floor(world, self._held)
        by_round, flow = self._by_round, self._by_round["flow"]
        # W of each party: discounted flows, the last one held for ever (model, B1).
        payoff = np.zeros(flow[0].shape)
        for party in range(flow.shape[2]):
            delta = world.baseline_parameters.discount(party)
            weight = 1.0 - delta
            for of_round in flow[:, :, party]:
                payoff[:, party] += weight * of_round
                weight = weight * delta
            payoff[:, party] += power(delta, self._rounds) * flow[-1, :, party]
        return {
            **{name: np.swapaxes(by_round[name], 0, 1) for name in BY_ROUND},
            "initial_rung": self._initial_rung,
            "ending": by_round["ending_by_round"][-1].copy(),
            "payoff": payoff,
            "noise_closing": closing,
            "noise_step": step,
            "noise_offer": offer_floor(world),
        }


def noise_floor(world: World, held: Bools) -> tuple[Floats, Floats]:
    """Return what noise alone would do each round (model, B9).

    The probability that some principal at exact indifference walks out, (world,); and that a party
    at exact indifference moves a ladder, (world, party), with one rung to go up and, where the
    ladder is reversible, one to go down: at most the file's `moves_at_indifference`, and 0 where
    all its moves, over (issue, up and down), are `held`, forbidden by the scenario in all rounds.
    """
    game, numbers = world.game, world.baseline_parameters
    stays = np.ones(world.n)
    for principal in game.principals:
        odds = numbers.inertia(principal) / numbers.noise(principal)
        stays = stays * logistic_of(odds + numbers.standing_weight(principal))
    step = np.zeros((world.n, len(game.parties)))
    for party, own in enumerate(game.own):
        moves = sum(
            not held[issue, way]
            for issue in own
            for way in range(1 + game.ladders[issue].reversible)
        )
        weight = moves * exp_of(-numbers.inertia(party) / numbers.noise(party))
        most = numbers.of_party(party, "moves_at_indifference", 1.0)
        step[:, party] = np.minimum(weight / (1.0 + weight), most)
    closing = 1.0 - stays if game.scenario.table.may_walk else np.zeros(world.n)
    return closing, step


def offer_floor(world: World) -> Floats:
    """Return how often noise alone makes an offer that is sure to be refused (model 2, R4).

    That is the probability of offering anything where every answer will be no: w' exp(-c) over
    1 + w' exp(-c), with the cost c of a refusal in noises of proposals, and w' the weight of all
    offers beside that of passing: 1 where the file gives both the same, else the number of
    packages on the menu.
    It is an array over (world, principal), 0 for a principal that never proposes.
    """
    game, numbers, table = world.game, world.baseline_parameters, world.game.scenario.table
    weight = 1.0 if table.offer_prior == "equal" else float(game.n_packages)
    floor = np.zeros((world.n, len(game.principals)))
    for place, principal in enumerate(game.principals):
        if table.proposer == "fixed" and place > 0:
            continue
        noise = numbers.noise(principal) * numbers.proposal_noise(principal)
        offers = weight * exp_of(-numbers.refusal_cost(principal) / noise)
        floor[:, place] = offers / (1.0 + offers)
    return floor
