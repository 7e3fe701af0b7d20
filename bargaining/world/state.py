"""What is publicly so in a batch of rows, and what follows from it by definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.solver.choices import update_beliefs
from bargaining.solver.elementary import logistic_of
from bargaining.solver.layout import Positions, PublicState
from bargaining.solver.public_state import write_closed, write_flags_and_shares_due
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


@cache
def _column_of(matter: str, n_issues: int, n_parties: int) -> int:
    """Return the first entry of a matter in a row of the public state."""
    widths = public_widths(n_issues, n_parties)
    return sum(list(widths.values())[: list(widths).index(matter)])


@dataclass(slots=True)
class State:
    """The public state of a batch of rows; every array has the row axis first.

    Attributes
    ----------
    rung : integers over (row, issue)
    condition : array over (row, condition), in [0, 1]
    completed : booleans over (row,)
        Whether the last agreement was completed and, by the file's rule, still binds.
    log_odds : array over (row, party)
        Log-odds of the belief that a party is of type 1; 0 where a party has no type.
    public : array over (row, entry)
        The public state as the kernels read it, made of `entries`; what follows is a part of it.
    target, signing, highest : array over (row, issue), levels
        Promised and at signing, where an agreement is in force; the highest since the last signing.
    memory : array over (row, party), in [0, 1]
        What is remembered of the undelivered share of a lapsed agreement.
    new_leader : 0 or 1 over (row, party)
        Whose leader has changed since the start.
    last_step : -1, 0 or 1 over (row, issue)
        Direction of the giver's last step of its own choice, 0 where it has made none.
    closed : 0 or 1 over (row, party, option)
        Steps that the rule of a party's country closes for now.
    belief : array over (row, party)
        Public probability of type 1; 0 where a party has no type.
    flags, due : array over (row, ...)
        The flags and the shares of promises due, as of the last call of `BatchState.public`.
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
    entries: InitVar[Floats]
    _of: tuple[State, Ints | slice] = field(init=False, repr=False)
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

    def __post_init__(self, entries: Floats) -> None:
        self._lay_out(entries, self.rung.shape[1], self.log_odds.shape[1])

    def _lay_out(self, entries: Floats, n_issues: int, n_parties: int) -> None:
        self.public, start = entries, 0
        for name, width in public_widths(n_issues, n_parties).items():
            setattr(self, name, entries[:, start : start + width])
            start += width
        options = (entries.shape[1] - start) // n_parties
        self.closed = entries[:, start:].reshape(len(entries), n_parties, options)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Take the rows of an array when it is first read: most selections read few."""
            if name not in _TAKEN and name not in _LAID_OUT:
                raise AttributeError(name)
            whole, rows = self._of
            if name in _TAKEN:
                setattr(self, name, rows_of(getattr(whole, name), rows))
            else:
                entries = rows_of(whole.public, rows)
                self._lay_out(entries, whole.rung.shape[1], whole.log_odds.shape[1])
            return getattr(self, name)

    def believe(self, rows: Ints, party: int, log_odds: Floats) -> None:
        """Put what is believed of a party in some rows."""
        self.log_odds[rows, party] = log_odds
        self.belief[rows, party] = logistic_of(log_odds)

    def close_steps(self, party: int, closed: Bools) -> None:
        """Put down which of a party's steps are closed, booleans over (row, option)."""
        n_issues, n_parties = self.rung.shape[1], self.log_odds.shape[1]
        first = sum(public_widths(n_issues, n_parties).values())
        first += party * self.closed.shape[2]
        write_closed(np.require(closed, requirements=["C", "W"]), first, self.public)

    def learn(self, rows: Ints, party: int, evidence: Floats) -> None:
        """Update what is believed of a party by log-likelihood ratios (model, equation 13)."""
        belief = _column_of("belief", self.rung.shape[1], self.log_odds.shape[1]) + party
        update_beliefs(rows, party, evidence, self.log_odds, self.public, belief)

    def glance(self, rows: Ints | slice) -> State:
        """Return a selection of rows, each array of which is taken when it is first read."""
        taken = object.__new__(State)
        taken._of = self, rows
        return taken

    def take(self, rows: Ints | slice) -> State:
        """Return a selection of rows: copies, or views where it is a slice."""
        taken = self.glance(rows)
        for name in (*_TAKEN, "public"):
            getattr(taken, name)
        return taken


_TAKEN = tuple(each.name for each in fields(State) if each.init)
_LAID_OUT = tuple(each.name for each in fields(State) if not each.init and each.name != "_of")


@dataclass(frozen=True, slots=True)
class BatchState:
    """Rows to be valued: the compiled game, their numbers and their public state.

    They are rows as they stand when somebody is asked; the state must not change afterwards.
    `bars` give what a country's rule bars from the table, booleans over (row, package).
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
        return len(self.parameters.draw)

    def take(self, rows: Ints | slice) -> BatchState:
        """Return a selection of rows: copies, or views where it is a slice."""
        return self._selected(rows, self.state.take(rows))

    def glance(self, rows: Ints | slice) -> BatchState:
        """Return a selection of rows for somebody who reads little of it.

        An array is copied when it is first read, so these rows must not change before.
        """
        return self._selected(rows, self.state.glance(rows))

    def _selected(self, rows: Ints | slice, state: State) -> BatchState:
        return BatchState(
            self.game,
            self.parameters.take(rows),
            state,
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
            state, numbers = self.state, self.parameters
            write_flags_and_shares_due(
                state.at_table,
                state.ever_agreed,
                state.agreement_in_force,
                state.talks_broken,
                state.completed,
                self.round - state.signed_round,
                self.game.schedule_length,
                numbers.draw,
                numbers.matrix,
                number_columns(self.game).due,
                _column_of("due", len(self.game.issues), len(self.game.parties)),
                state.public,
            )
            self._public.append(PublicState(numbers.draw, state.public))
        return self._public[0]

    def share_due(self) -> Floats:
        """Return the share of promises that is due this round, shape (row,).

        1 where there is no schedule or no agreement in force.
        """
        self.public()
        return self.state.due[:, 0]

    def positions(self, where: Ints | None = None) -> Positions:
        """Return the rows as they stand, or copies of some, as positions to be valued."""
        rung, condition = self.state.rung, self.state.condition
        if where is None:
            return Positions(np.arange(self.n), rung, condition)
        return Positions(where, rows_of(rung, where), rows_of(condition, where))

    def at(self, positions: Positions) -> BatchState:
        """Return rows that stand in supposed positions, for a glance."""
        rows = self.glance(positions.world)
        rows.state.rung = positions.rung
        rows.state.condition = positions.condition
        return rows
