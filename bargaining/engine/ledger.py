"""The ledger of a batch: what each round left behind, one array a matter."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.world.game import Game
from bargaining.solver.elementary import exp_of, logistic_of, power
from bargaining.world.world import World

__all__ = ["AXES", "Ledger", "labels", "noise_floor"]

_WORLD_ROUND = ("world", "round")

# Name of each array, its axes and its dtype. Codes are int16 or wider.
_ROUNDS: dict[str, tuple[tuple[str, ...], type]] = {
    "ending_by_round": (_WORLD_ROUND, np.int16),
    "rung": ((*_WORLD_ROUND, "issue"), np.int16),
    "condition": ((*_WORLD_ROUND, "condition"), np.float64),
    "belief": ((*_WORLD_ROUND, "typed_party"), np.float64),
    "party_type": ((*_WORLD_ROUND, "typed_party"), np.int16),
    "flow": ((*_WORLD_ROUND, "party"), np.float64),
    "at_table": (_WORLD_ROUND, np.bool_),
    "agreement_in_force": (_WORLD_ROUND, np.bool_),
    "talks_broken": (_WORLD_ROUND, np.bool_),
    "sat": (_WORLD_ROUND, np.bool_),
    "window_open": ((*_WORLD_ROUND, "act"), np.bool_),
    "act": ((*_WORLD_ROUND, "act"), np.bool_),
    "step": ((*_WORLD_ROUND, "issue"), np.int16),
    "verified": ((*_WORLD_ROUND, "issue"), np.int16),
    "proposer": (_WORLD_ROUND, np.int16),
    "offer": ((*_WORLD_ROUND, "menu_issue"), np.int16),
    "response": (_WORLD_ROUND, np.int16),
    "closing": (_WORLD_ROUND, np.int16),
    "opened": (_WORLD_ROUND, np.bool_),
    "lapsed": (_WORLD_ROUND, np.bool_),
    "completed": (_WORLD_ROUND, np.bool_),
    "defaulted": ((*_WORLD_ROUND, "party"), np.bool_),
    "undelivered": ((*_WORLD_ROUND, "party"), np.float64),
    "unreciprocated": ((*_WORLD_ROUND, "party"), np.float64),
    "turnover": ((*_WORLD_ROUND, "principal"), np.bool_),
    "accommodation": (_WORLD_ROUND, np.float64),
    "standing": ((*_WORLD_ROUND, "principal"), np.float64),
    "mutual_gain": (_WORLD_ROUND, np.float64),
    "ratified": ((*_WORLD_ROUND, "principal"), np.int16),
    "walked": ((*_WORLD_ROUND, "principal"), np.bool_),
}

AXES: dict[str, tuple[str, ...]] = {
    **{name: axes for name, (axes, _) in _ROUNDS.items()},
    "initial_rung": ("world", "issue"),
    "ending": ("world",),
    "payoff": ("world", "party"),
    "noise_closing": ("world",),
    "noise_step": ("world", "party"),
}

# What a round's record holds before anything has happened; the rest starts at zero.
_MISSING = {"proposer": -1, "offer": -1, "mutual_gain": np.nan}


def labels(game: Game) -> dict[str, tuple[str | int, ...]]:
    """Return the labels along each axis but `world`."""
    scenario = game.scenario
    return {
        "round": tuple(range(scenario.settings.rounds.value)),
        "issue": game.issues,
        "condition": game.conditions,
        "typed_party": tuple(game.parties[party] for party in game.typed),
        "party": game.parties,
        "principal": tuple(game.parties[party] for party in game.principals),
        "act": game.acts,
        "menu_issue": tuple(game.issues[issue] for issue in game.menu),
    }


class Ledger:
    """Arrays over (world, round, ...) of one batch, filled round by round."""

    def __init__(self, world: World) -> None:
        self._rounds = world.game.scenario.settings.rounds.value
        lengths = {axis: len(values) for axis, values in labels(world.game).items()}
        lengths["world"] = world.n
        self._shapes = {
            name: tuple(lengths[axis] for axis in axes) for name, (axes, _) in _ROUNDS.items()
        }
        # Rounds first, so that a round is written in one stretch of memory.
        self._by_round: dict[str, Ints] = {
            name: np.zeros((self._rounds, *self._shapes[name][:1], *self._shapes[name][2:]), dtype)
            for name, (_, dtype) in _ROUNDS.items()
        }
        self._initial_rung = world.state.rung.astype(np.int16)
        # Moves (issue, direction) that the scenario has forbidden in every round so far.
        self._held: frozenset[tuple[int, int]] | None = None

    def open_round(self, world: World) -> None:
        """Give the world an empty record for this round."""
        world.log = {}
        for name, (_, dtype) in _ROUNDS.items():
            shape = self._shapes[name][:1] + self._shapes[name][2:]
            world.log[name] = np.full(shape, _MISSING.get(name, 0), dtype=dtype)

    def close_round(self, world: World) -> None:
        """Write the round down, with the state it ends in."""
        log, state, game = world.log, world.state, world.game
        held = world.limits.held
        self._held = held if self._held is None else self._held & held
        log["rung"] = state.rung
        log["condition"] = state.condition
        for place, party in enumerate(game.typed):
            log["belief"][:, place] = world.rows.belief(party)
            log["party_type"][:, place] = world.types[:, party]
        log["at_table"] = state.at_table
        log["agreement_in_force"] = state.agreement_in_force
        log["talks_broken"] = state.talks_broken
        for name in _ROUNDS:
            self._by_round[name][world.round] = log[name]

    def finish(self, world: World) -> dict[str, Ints]:
        """Return all arrays, endings and total payoffs included."""
        closing, step = noise_floor(world, self._held or frozenset())
        by_round = self._by_round
        return {
            **{name: np.swapaxes(by_round[name], 0, 1) for name in _ROUNDS},
            "initial_rung": self._initial_rung,
            "ending": by_round["ending_by_round"][-1].copy(),
            "payoff": self._total_payoffs(world),
            "noise_closing": closing,
            "noise_step": step,
        }

    def _total_payoffs(self, world: World) -> Ints:
        """W of each party: discounted flows, the last one held for ever (model, B1)."""
        flow = self._by_round["flow"]
        total = np.zeros(flow[0].shape)
        for party in range(flow.shape[2]):
            delta = world.undisturbed.discount(party)
            weight = 1.0 - delta
            for round in range(self._rounds):
                total[:, party] += weight * flow[round, :, party]
                weight = weight * delta
            total[:, party] += power(delta, self._rounds) * flow[-1, :, party]
        return total


def noise_floor(
    world: World, held: frozenset[tuple[int, int]] = frozenset()
) -> tuple[Floats, Floats]:
    """Return what noise alone would do each round (model, B9).

    Parameters
    ----------
    world : World
    held : set of (issue, direction)
        Moves that the scenario forbids in all rounds.

    Returns
    -------
    closing : array over (world,)
        Probability that some principal at exact indifference walks out.
    step : array over (world, party)
        Probability that a party at exact indifference moves a ladder, with one rung to go up and,
        where the ladder is reversible, one to go down; 0 where all its moves are forbidden.
    """
    game, numbers = world.game, world.undisturbed
    stays = np.ones(world.n)
    for principal in game.principals:
        stays = stays * logistic_of(numbers.inertia(principal) / numbers.noise(principal))
    step = np.zeros((world.n, len(game.parties)))
    for party, own in enumerate(game.own):
        moves = sum(
            (issue, direction) not in held
            for issue in own
            for direction in ((1, -1) if game.ladders[issue].reversible else (1,))
        )
        weight = moves * exp_of(-numbers.inertia(party) / numbers.noise(party))
        step[:, party] = weight / (1.0 + weight)
    closing = 1.0 - stays if game.scenario.table.may_walk else np.zeros(world.n)
    return closing, step
