"""What is publicly so in a batch of rows, and what follows from it by definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import TypeAlias

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.solver.elementary import logistic_of
from bargaining.solver.layout import Positions, PublicState
from bargaining.world.game import Game
from bargaining.world.limits import Limits
from bargaining.world.number_columns import number_columns
from bargaining.world.parameters import Parameters
from bargaining.world.trail import Trail

__all__ = ["Bar", "Rows", "State"]

Bar: TypeAlias = Callable[["Rows"], Bools]


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
    highest : array over (row, issue), levels
        Highest level since the last signing.
    last_step : integers over (row, issue)
        Direction of the giver's last step of its own choice, 0 where it has made none.
    signed_round : integers over (row,)
        Round in which the last agreement was signed.
    completed : booleans over (row,)
        Whether the last agreement was completed and, by the file's rule, still binds.
    closed : booleans over (row, party, option)
        Steps that the rule of a party's country closes for now.
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
    highest: Floats
    last_step: Ints
    signed_round: Ints
    completed: Bools
    closed: Bools

    def take(self, rows: Ints | slice) -> State:
        """Return a selection of rows: copies, or views where it is a slice."""
        return State(*(rows_of(getattr(self, each.name), rows) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to be valued: the compiled game, their numbers and their public state.

    They are rows as they stand when somebody is asked; the state must not change afterwards.

    Attributes
    ----------
    limits : Limits
        Interventions in force that bound options.
    trail : Trail
        Where ladders stood in the rounds that are over.
    bars : tuple of functions
        Of rows, each giving booleans over (row, package): what a country's rule bars.
    """

    game: Game
    parameters: Parameters
    state: State
    round: int
    limits: Limits
    trail: Trail
    bars: tuple[Bar, ...] = ()
    _public: list[PublicState] = field(default_factory=list, init=False, repr=False, compare=False)

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
        return logistic_of(self.state.log_odds[:, party])

    def public(self) -> PublicState:
        """Return the public state as the kernels read it, written out once."""
        if not self._public:
            self._public.append(PublicState(self.parameters.draw, self._entries()))
        return self._public[0]

    def _entries(self) -> Floats:
        """Return the entries of the public state, shape (row, entry)."""
        state = self.state
        belief = np.zeros(state.log_odds.shape)
        for party in self.game.typed:
            belief[:, party] = self.belief(party)
        live = state.agreement_in_force
        flags = (
            state.at_table,
            state.ever_agreed,
            live,
            state.talks_broken,
            live | state.completed,
        )
        parts = (
            *(flag[:, None] for flag in flags),
            state.target,
            state.signing,
            state.memory,
            belief,
            state.new_leader,
            state.highest,
            state.last_step,
            self._shares_due(),
            state.closed.reshape(self.n, -1),
        )
        return np.concatenate(parts, axis=1, dtype=np.float64)

    def share_due(self) -> Floats:
        """Return the share of promises that is due this round, shape (row,).

        1 where there is no schedule or no agreement in force.
        """
        return self._shares_due()[:, 0]

    def _shares_due(self) -> Floats:
        """Return the share of promises due now, then its mean over the rest of each party's window.

        Shape (row, 1 + party); all is due at once where the file has no schedule.
        """
        game, numbers = self.game, self.parameters
        shares = np.ones((self.n, 1 + len(game.parties)))
        term = game.schedule_length
        if not term:
            return shares
        age = self.round - self.state.signed_round
        open_ = np.flatnonzero(self.state.agreement_in_force & (age < term))
        if open_.size:
            shares[open_, 0] = age[open_] / term
            of_party = number_columns(game).derived
            first = np.array([of_party["due", party, 0] for party in range(len(game.parties))])
            columns = first + age[open_, None]
            shares[open_, 1:] = numbers.matrix[numbers.draw[open_, None], columns]
        return shares

    def positions(self) -> Positions:
        """Return the rows as they stand, as positions to be valued."""
        return Positions(np.arange(self.n), self.state.rung, self.state.condition)

    def at(self, positions: Positions) -> Rows:
        """Return rows that stand in supposed positions."""
        rows = self.take(positions.world)
        rows.state.rung = positions.rung
        rows.state.condition = positions.condition
        return rows
