"""What is publicly so in a batch of rows, and what follows from it by definition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.world.game import Game
from bargaining.world.limits import Limits
from bargaining.world.parameters import Parameters
from bargaining.world.trail import Trail

__all__ = ["Rows", "State", "logistic"]


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)) without overflow."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-x)))


@dataclass(slots=True)
class State:
    """The public state of a batch of rows; every array has the row axis first.

    Attributes
    ----------
    rung : integers over (row, issue)
        Where each ladder stands.
    condition : array over (row, condition), in [0, 1]
    at_table, ever_agreed, agreement_in_force, talks_broken : booleans over (row,)
    target, signing : array over (row, issue), levels
        Promised level and level at signing, where an agreement is in force.
    memory : array over (row, party), in [0, 1]
        What is remembered of the undelivered share of a lapsed agreement.
    log_odds : array over (row, party)
        Public belief that a party is of type 1; 0 where a party has no type.
    new_leader : booleans over (row, party)
        Whose leader has changed since the start.
    """

    rung: Ints
    condition: Floats
    at_table: Bools
    ever_agreed: Bools
    agreement_in_force: Bools
    talks_broken: Bools
    target: Floats
    signing: Floats
    memory: Floats
    log_odds: Floats
    new_leader: Bools

    def take(self, rows: Ints | slice) -> State:
        """Return a selection of rows: copies, or views where it is a slice."""
        return State(
            rung=self.rung[rows],
            condition=self.condition[rows],
            at_table=self.at_table[rows],
            ever_agreed=self.ever_agreed[rows],
            agreement_in_force=self.agreement_in_force[rows],
            talks_broken=self.talks_broken[rows],
            target=self.target[rows],
            signing=self.signing[rows],
            memory=self.memory[rows],
            log_odds=self.log_odds[rows],
            new_leader=self.new_leader[rows],
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to be valued: the compiled game, their numbers and their public state.

    Attributes
    ----------
    limits : Limits
        Interventions in force that bound options.
    trail : Trail
        Where ladders stood in the rounds that are over.
    """

    game: Game
    parameters: Parameters
    state: State
    round: int
    limits: Limits
    trail: Trail

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.state.rung.shape[0])

    def take(self, rows: Ints | slice) -> Rows:
        """Return a selection of rows: copies, or views where it is a slice."""
        return replace(
            self,
            parameters=self.parameters.take(rows),
            state=self.state.take(rows),
            trail=self.trail.take(rows),
        )

    def level(self, issue: int) -> Floats:
        """Return the level at which a ladder stands, shape (row,)."""
        return self.game.ladders[issue].rungs[self.state.rung[:, issue]]

    def belief(self, party: int) -> Floats:
        """Return the public probability that a party is of type 1, shape (row,)."""
        return logistic(self.state.log_odds[:, party])

    def undelivered(self, party: int, levels: dict[int, Floats]) -> Floats:
        """Return the share of a party's live promises not delivered at `levels`.

        Parameters
        ----------
        levels : dict of issue to array over (row, *cells)
            Levels of the party's own ladders, with equal numbers of axes.
        """
        state = self.state
        memory = state.memory[:, party]
        own = self.game.own[party]
        live = state.agreement_in_force
        if not own:
            return memory
        axes = levels[own[0]].ndim
        if not live.any():
            # As many cells as elsewhere: shapes, and so the order of sums, must not depend on
            # what other rows there are.
            shape = np.broadcast_shapes(*(levels[issue].shape for issue in own))
            return np.broadcast_to(_to_axes(memory, axes), shape)
        missing: Any = 0.0
        asked: Any = 0.0
        for issue in own:
            target = state.target[:, issue]
            missing = missing + np.maximum(_to_axes(target, axes) - levels[issue], 0.0)
            asked = asked + np.maximum(target - state.signing[:, issue], 0.0)
        counts = live & (asked > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.minimum(1.0, missing / _to_axes(asked, axes))
        return np.asarray(np.where(_to_axes(counts, axes), share, _to_axes(memory, axes)))

    def standing(self, party: int, levels: dict[int, Floats]) -> Floats:
        """Return D, a principal's weighted concessions above its baselines."""
        total: Any = 0.0
        for issue, weight in self.game.scope[party]:
            level = levels[issue]
            base = self.parameters.number(self.game.ladders[issue].baseline, 0.0)
            above = np.maximum(level - _to_axes(base, level.ndim), 0.0)
            total = total + _to_axes(self.parameters.matrix[:, weight], level.ndim) * above
        return np.asarray(total)

    def unreciprocated(self, party: int, standings: dict[int, Floats]) -> Floats:
        """Return a principal's standing concession beyond the others' mean and the tolerance."""
        others = [value for other, value in standings.items() if other != party]
        mean: Any = others[0]
        for value in others[1:]:
            mean = mean + value
        if len(others) > 1:
            mean = mean / len(others)
        tolerance = self.parameters.number("outcome.tolerance", 0.0)
        gap = standings[party] - mean
        return np.asarray(np.maximum(gap - _to_axes(tolerance, gap.ndim), 0.0))


def _to_axes(values: Any, axes: int) -> Any:
    """Give a per-row array trailing axes of length 1."""
    return values.reshape(values.shape + (1,) * (axes - values.ndim))
