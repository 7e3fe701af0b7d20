"""What is publicly so in a batch of rows, what follows from it by definition, and what was so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.solver.choices import update_beliefs, write_closed, write_flags_and_shares_due
from bargaining.solver.elementary import logistic_of
from bargaining.solver.layout import Positions, PublicState
from bargaining.world.game import Game
from bargaining.world.parameters import Parameters

__all__ = ["Bar", "BatchState", "PublicHistory", "RoundConstraints", "State", "public_places"]


@dataclass(frozen=True, slots=True)
class PublicHistory:
    """Rungs and offers of finished rounds, public knowledge of everybody.

    A selection of rows shares the record of all worlds, so taking rows costs one index a row.

    Attributes
    ----------
    rungs : integers over (world, 1 + round, issue)
        The start, then the end of each round; what lies beyond `finished` is not written yet.
    packages : integers over (world, round)
        Number of the package offered in each round, -1 where there was none.
    proposers : integers over (world, round)
        Place among the principals of who made it, -1 where nobody had the floor.
    finished : int
        Number of rounds that are over.
    worlds : integers over (row,)
        Place in these arrays of each row's world.
    """

    rungs: Ints
    packages: Ints
    proposers: Ints
    finished: int
    worlds: Ints

    @classmethod
    def begin(cls, rung: Ints, rounds: int) -> PublicHistory:
        """Return the history of worlds that have not begun, from rungs over (world, issue)."""
        worlds, issues = rung.shape
        rungs = np.zeros((worlds, 1 + rounds, issues), dtype=np.int16)
        rungs[:, 0] = rung
        packages = np.full((worlds, rounds), -1, dtype=np.int32)
        proposers = np.full((worlds, rounds), -1, dtype=np.int16)
        return cls(rungs, packages, proposers, 0, np.arange(worlds))

    def followed_by(self, rung: Ints, package: Ints, proposer: Ints) -> PublicHistory:
        """Return the history with one more round, from (world, issue) and twice (world,)."""
        self.rungs[:, 1 + self.finished] = rung
        self.packages[:, self.finished] = package
        self.proposers[:, self.finished] = proposer
        return replace(self, finished=self.finished + 1)

    def take(self, rows: Ints | slice) -> PublicHistory:
        """Return the history of a selection of rows."""
        worlds = rows_of(self.worlds, rows)
        return PublicHistory(self.rungs, self.packages, self.proposers, self.finished, worlds)

    def seen(self, issue: int) -> Ints:
        """Return an issue's rungs so far, oldest first, shape (row, 1 + finished)."""
        return self.rungs[self.worlds, : 1 + self.finished, issue]


Bar: TypeAlias = Callable[["BatchState"], Bools]


def public_places(game: Game) -> dict[str, slice]:
    """Return which entries of a row of the public state each matter takes, in their order."""
    n_issues, n_parties = len(game.issues), len(game.parties)
    widths = {
        "flags": 5,
        "target": n_issues,
        "signing": n_issues,
        "memory": n_parties,
        "belief": n_parties,
        "new_leader": n_parties,
        "highest": n_issues,
        "last_step": n_issues,
        "due": 1,
        "due_later": n_parties,
        "closed": n_parties * game.most_options,
    }
    ends = accumulate(widths.values())
    return {name: slice(end - widths[name], end) for name, end in zip(widths, ends, strict=True)}


def _of_public(matter: str) -> Any:
    return property(lambda state: state.public[:, state.places[matter]])


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
        The public state as the kernels read it; what follows is a part of it.
    places : dict of str to slice
        Which entries of `public` these are, by name.
    target, signing, highest : array over (row, issue), levels
        Promised and at signing, where an agreement is in force; the highest since the last signing.
    memory : array over (row, party), in [0, 1]
        What is remembered of the undelivered share of a lapsed agreement.
    belief : array over (row, party)
        Public probability of type 1; 0 where a party has no type.
    new_leader : 0 or 1 over (row, party)
        Whose leader has changed since the start.
    last_step : -1, 0 or 1 over (row, issue)
        Direction of the giver's last step of its own choice, 0 where it has made none.
    due : array over (row, 1)
        The share of promises due, as of the last call of `BatchState.public`.
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
    public: Floats
    places: dict[str, slice]
    _of: tuple[State, Ints | slice] = field(init=False, repr=False)

    target: ClassVar[Floats] = _of_public("target")
    signing: ClassVar[Floats] = _of_public("signing")
    memory: ClassVar[Floats] = _of_public("memory")
    belief: ClassVar[Floats] = _of_public("belief")
    new_leader: ClassVar[Floats] = _of_public("new_leader")
    highest: ClassVar[Floats] = _of_public("highest")
    last_step: ClassVar[Floats] = _of_public("last_step")
    due: ClassVar[Floats] = _of_public("due")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Take the rows of an array when it is first read: most selections read few."""
            if name not in _ARRAYS:
                raise AttributeError(name)
            whole, rows = self._of
            setattr(self, name, rows_of(getattr(whole, name), rows))
            return getattr(self, name)

    def believe(self, rows: Ints, party: int, log_odds: Floats) -> None:
        """Put what is believed of a party in some rows."""
        self.log_odds[rows, party] = log_odds
        self.belief[rows, party] = logistic_of(log_odds)

    def close_steps(self, party: int, closed: Bools) -> None:
        """Put down which of a party's steps are closed, booleans over (row, option)."""
        closing, n_parties = self.places["closed"], self.log_odds.shape[1]
        first = closing.start + party * (closing.stop - closing.start) // n_parties
        if not closed.flags.carray:
            closed = np.require(closed, requirements=["C", "W"])
        write_closed(closed, first, self.public)

    def learn(self, rows: Ints, party: int, evidence: Floats) -> None:
        """Update what is believed of a party by log-likelihood ratios (model, equation 13)."""
        belief = self.places["belief"].start + party
        update_beliefs(rows, party, evidence, self.log_odds, self.public, belief)

    def glance(self, rows: Ints | slice) -> State:
        """Return a selection of rows, each array of which is taken when it is first read."""
        taken = object.__new__(State)
        taken._of, taken.places = (self, rows), self.places
        return taken

    def take(self, rows: Ints | slice) -> State:
        """Return a selection of rows: copies, or views where it is a slice."""
        taken = self.glance(rows)
        for name in _ARRAYS:
            getattr(taken, name)
        return taken


_ARRAYS = tuple(each.name for each in fields(State) if each.name not in ("places", "_of"))


@dataclass(frozen=True, slots=True)
class RoundConstraints:
    """Bounds that interventions put on a round, the same in all worlds; all by number."""

    held: Bools
    """Unilateral moves that are forbidden, over (issue, up and down)."""
    menu_rules: Ints
    """Packages keep the first issue's level at or below the second's, over (rule, 2)."""
    locked_issues: frozenset[int] = frozenset()
    """Set from outside this round: nothing else moves them."""
    locked_conditions: frozenset[int] = frozenset()
    forced_acts: frozenset[int] = frozenset()
    forbidden_acts: frozenset[int] = frozenset()
    forced_turnover: frozenset[int] = frozenset()
    table: str | None = None
    """Whether an intervention forces talks "open" or "closed"."""


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
        # Written out: `dataclasses.replace` takes several times as long.
        numbers, history = self.parameters.take(rows), self.history.take(rows)
        return BatchState(
            self.game, numbers, state, self.round, self.constraints, history, self.bars
        )  # fmt: skip

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
            state, numbers, due = self.state, self.parameters, self.game.number_columns.due
            # The first number by age of each party; there is none where all is due at once.
            due = due[:, 0].copy() if due.size else np.zeros(len(due), dtype=np.int64)
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
                due,
                state.places["due"].start,
                state.public,
            )
            self._public.append(PublicState(numbers.draw, state.public))
        return self._public[0]

    def share_due(self) -> Floats:
        """Return the share of promises due this round, 1 without a schedule or text; (row,)."""
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
