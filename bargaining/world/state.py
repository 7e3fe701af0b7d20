"""What is publicly so in a batch of rows, and what follows from it by definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field, fields
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.solver.elementary import logistic_of
from bargaining.solver.layout import Positions, PublicState
from bargaining.world.game import Game
from bargaining.world.number_columns import number_columns
from bargaining.world.parameters import Parameters
from bargaining.world.public_history import PublicHistory
from bargaining.world.round_constraints import RoundConstraints

__all__ = ["Bar", "BatchState", "State", "public_widths"]

Bar: TypeAlias = Callable[["BatchState"], Bools]


def public_widths(n_issues: int, n_parties: int) -> dict[str, int]:
    """Return how many entries of a row of the public state each matter takes, in their order.

    What comes behind them are the closed steps by party and option.
    """
    by_issue, by_party = n_issues, n_parties
    return {
        "flags": 5,
        "target": by_issue,
        "signing": by_issue,
        "memory": by_party,
        "belief": by_party,
        "new_leader": by_party,
        "highest": by_issue,
        "last_step": by_issue,
        "due": 1 + by_party,
    }


@dataclass(slots=True)
class State:
    """The public state of a batch of rows; every array has the row axis first.

    Attributes
    ----------
    rung : integers over (row, issue)
        Where each ladder stands.
    condition : array over (row, condition), in [0, 1]
    at_table, ever_agreed, agreement_in_force, talks_broken : booleans over (row,)
    completed : booleans over (row,)
        Whether the last agreement was completed and, by the file's rule, still binds.
    signed_round : integers over (row,)
        Round in which the last agreement was signed.
    log_odds : array over (row, party)
        Log-odds of the belief that a party is of type 1; 0 where a party has no type.
    public : array over (row, entry)
        The public state as the kernels read it. Everything below is a part of it. It is made of
        `entries`: these, or a state and the rows of it that are selected.
    target, signing : array over (row, issue), levels
        Promised level and level at signing, where an agreement is in force.
    memory : array over (row, party), in [0, 1]
        What is remembered of the undelivered share of a lapsed agreement.
    new_leader : 0 or 1 over (row, party)
        Whose leader has changed since the start.
    highest : array over (row, issue), levels
        Highest level since the last signing.
    last_step : -1, 0 or 1 over (row, issue)
        Direction of the giver's last step of its own choice, 0 where it has made none.
    closed : 0 or 1 over (row, party, option)
        Steps that the rule of a party's country closes for now.
    belief : array over (row, party)
        Public probability of type 1; 0 where a party has no type.
    flags, due : array over (row, ...)
        The flags and the shares of promises due now and later, as they were when
        `BatchState.public` was asked for.
    """

    rung: Ints
    condition: Floats
    at_table: Bools
    ever_agreed: Bools
    agreement_in_force: Bools
    talks_broken: Bools
    completed: Bools
    signed_round: Ints
    log_odds: Floats
    entries: InitVar[Floats | tuple[State, Ints | slice]]
    _entries: Floats | tuple[State, Ints | slice] = field(init=False, repr=False)
    public: Floats = field(init=False)
    flags: Floats = field(init=False)
    target: Floats = field(init=False)
    signing: Floats = field(init=False)
    memory: Floats = field(init=False)
    belief: Floats = field(init=False)
    new_leader: Floats = field(init=False)
    highest: Floats = field(init=False)
    last_step: Floats = field(init=False)
    due: Floats = field(init=False)
    closed: Floats = field(init=False)

    def __post_init__(self, entries: Floats | tuple[State, Ints | slice]) -> None:
        self._entries = entries

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Floats:
            """Lay the entries out when one of them is first read; most selections read none."""
            if name in _LAID_OUT:
                self.lay_out()
                return getattr(self, name)
            raise AttributeError(name)

    def lay_out(self) -> None:
        """Name the parts of the public state, copied first where it is a selection."""
        entries = self._entries
        if isinstance(entries, tuple):
            whole, rows = entries
            entries = rows_of(whole.public, rows)
        self._entries = self.public = entries
        n, n_parties = self.log_odds.shape
        start = 0
        for name, width in public_widths(self.rung.shape[1], n_parties).items():
            setattr(self, name, self.public[:, start : start + width])
            start += width
        options = (self.public.shape[1] - start) // n_parties
        self.closed = self.public[:, start:].reshape(n, n_parties, options)

    def believe(self, rows: Ints, party: int, log_odds: Floats) -> None:
        """Put what is believed of a party in some rows."""
        self.log_odds[rows, party] = log_odds
        self.belief[rows, party] = logistic_of(log_odds)

    def take(self, rows: Ints | slice) -> State:
        """Return a selection of rows; what is a part of `public` is taken when it is first read."""
        taken = {name: rows_of(getattr(self, name), rows) for name in _TAKEN}
        return State(**taken, entries=(self, rows))


_TAKEN = tuple(each.name for each in fields(State) if each.init)
_LAID_OUT = tuple(each.name for each in fields(State) if not each.init and each.name != "_entries")


@dataclass(frozen=True, slots=True)
class BatchState:
    """Rows to be valued: the compiled game, their numbers and their public state.

    They are rows as they stand when somebody is asked; the state must not change afterwards.

    Attributes
    ----------
    constraints : RoundConstraints
        Interventions in force that bound options.
    history : PublicHistory
        Where ladders stood in the rounds that are over.
    bars : tuple of functions
        Of rows, each giving booleans over (row, package): what a country's rule bars.
    """

    game: Game
    parameters: Parameters
    state: State
    round: int
    constraints: RoundConstraints
    history: PublicHistory
    bars: tuple[Bar, ...] = ()
    _public: list[PublicState] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.state.rung.shape[0])

    def take(self, rows: Ints | slice) -> BatchState:
        """Return a selection of rows: copies, or views where it is a slice."""
        taken = self.glance(rows)
        taken.state.lay_out()
        return taken

    def glance(self, rows: Ints | slice) -> BatchState:
        """Return a selection of rows for somebody who reads little of it.

        Its public state is copied when it is first read, so these rows must not change before.
        """
        return BatchState(
            self.game,
            self.parameters.take(rows),
            self.state.take(rows),
            self.round,
            self.constraints,
            self.history.take(rows),
            self.bars,
        )

    def level(self, issue: int) -> Floats:
        """Return the level at which a ladder stands, shape (row,)."""
        return self.game.ladders[issue].rungs[self.state.rung[:, issue]]

    def belief(self, party: int) -> Floats:
        """Return the public probability that a party is of type 1, shape (row,)."""
        if party not in self.game.typed:
            return np.full(self.n, 0.5)
        return self.state.belief[:, party].copy()

    def public(self) -> PublicState:
        """Return the public state as the kernels read it; what follows from it is written once."""
        if not self._public:
            state = self.state
            for place, flag in enumerate(
                (
                    state.at_table,
                    state.ever_agreed,
                    state.agreement_in_force,
                    state.talks_broken,
                    state.agreement_in_force | state.completed,
                )
            ):
                state.flags[:, place] = flag
            self._write_shares_due()
            self._public.append(PublicState(self.parameters.draw, state.public))
        return self._public[0]

    def share_due(self) -> Floats:
        """Return the share of promises that is due this round, shape (row,).

        1 where there is no schedule or no agreement in force.
        """
        self._write_shares_due()
        return self.state.due[:, 0]

    def _write_shares_due(self) -> None:
        """Write the share of promises due now, then its mean over the rest of each party's window.

        All is due at once where the file has no schedule.
        """
        state, numbers, term = self.state, self.parameters, self.game.schedule_length
        state.due[:] = 1.0
        if not term:
            return
        age = self.round - state.signed_round
        open_ = np.flatnonzero(state.agreement_in_force & (age < term))
        if open_.size:
            age = age[open_]
            state.due[open_, 0] = age / term
            first = numbers.draw[open_] * numbers.matrix.shape[1] + age
            places = first[:, None] + number_columns(self.game).due
            state.due[open_, 1:] = numbers.matrix.reshape(-1).take(places)

    def positions(self, where: Ints | None = None) -> Positions:
        """Return the rows as they stand, or copies of some, as positions to be valued."""
        rung, condition = self.state.rung, self.state.condition
        if where is None:
            return Positions(np.arange(self.n), rung, condition)
        return Positions(where, rows_of(rung, where), rows_of(condition, where))

    def at(self, positions: Positions) -> BatchState:
        """Return rows that stand in supposed positions."""
        rows = self.glance(positions.world)
        rows.state.rung = positions.rung
        rows.state.condition = positions.condition
        return rows
