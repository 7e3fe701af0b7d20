"""Views: what a party may know when it decides, for all worlds at once.

A view answers by name and gives arrays over (row,). It holds no other party's private type and no
luck. Values by own type have an axis `type`: 2 entries where the party has a private type, else 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import ArgumentError
from bargaining.scenario.near import did_you_mean
from bargaining.strategies.reactions import feasible_steps, promised_steps
from bargaining.world.state import Rows

__all__ = ["ActView", "ChoiceView", "OfferView", "ResponseView", "StepView", "View"]


@dataclass(frozen=True)
class View:
    """What is public, and what the party knows of itself.

    Parameters
    ----------
    rows : Rows
        The worlds that are asked.
    index : int
        Which party decides.
    """

    _rows: Rows
    _index: int

    @property
    def n(self) -> int:
        """Number of worlds asked."""
        return self._rows.n

    @property
    def round(self) -> int:
        """The round, from 0."""
        return self._rows.round

    @property
    def party(self) -> str:
        """Name of the party that decides."""
        return self._rows.game.parties[self._index]

    @property
    def typed(self) -> bool:
        """Whether the party has a private type."""
        return self._index in self._rows.game.typed

    @property
    def n_types(self) -> int:
        """Length of the type axis: 2 where the party has a private type, else 1."""
        return 2 if self.typed else 1

    @property
    def principals(self) -> tuple[str, ...]:
        """Names of those who sit at the table."""
        return tuple(self._rows.game.parties[party] for party in self._rows.game.principals)

    @property
    def issues(self) -> tuple[str, ...]:
        """Names of all issues, in file order."""
        return self._rows.game.issues

    @property
    def step_options(self) -> tuple[tuple[str | None, int], ...]:
        """The party's unilateral steps: (None, 0) for hold, then (issue, +1) and (issue, -1)."""
        game = self._rows.game
        return tuple(
            (None, 0) if option.issue < 0 else (game.issues[option.issue], option.direction)
            for option in game.step_options[self._index]
        )

    def giver(self, issue: str) -> str:
        """Return the name of an issue's giver."""
        return self._rows.game.parties[self._rows.game.ladders[self._issue(issue)].giver]

    def ladder(self, issue: str) -> Floats:
        """Return the levels of an issue's rungs, shape (rung,)."""
        return self._rows.game.ladders[self._issue(issue)].rungs.copy()

    def level(self, issue: str) -> Floats:
        """Return where an issue's ladder stands, in [0, 1]."""
        return self._rows.level(self._issue(issue))

    def rung(self, issue: str) -> Ints:
        """Return the number of an issue's rung, from 0."""
        return self._rows.state.rung[:, self._issue(issue)].copy()

    def path(self, issue: str) -> Floats:
        """Return the levels seen so far: the start, then the end of each finished round.

        Shape (row, 1 + round), oldest first.
        """
        return levels_seen(self._rows, self._issue(issue))

    def level_before(self, issue: str, rounds_ago: int = 1) -> Floats:
        """Return where a ladder stood when an earlier round was over.

        Parameters
        ----------
        issue : str
        rounds_ago : int
            1 is the round before this one; before the first round stands the start.
        """
        if rounds_ago < 1:
            raise ArgumentError(f"rounds_ago must be at least 1; got {rounds_ago}")
        path = self.path(issue)
        return path[:, max(path.shape[1] - rounds_ago, 0)]

    def promised_level(self, issue: str) -> Floats:
        """Return the level promised by the agreement in force, NaN where there is none."""
        index = self._issue(issue)
        live = self._rows.state.agreement_in_force
        return np.where(live, self._rows.state.target[:, index], np.nan)

    def condition(self, name: str) -> Floats:
        """Return a condition, in [0, 1]."""
        index = _place(name, self._rows.game.conditions, "conditions")
        return self._rows.state.condition[:, index].copy()

    def belief(self, party: str) -> Floats:
        """Return the public probability that a party is of type 1."""
        return self._rows.belief(_place(party, self._rows.game.parties, "parties"))

    @property
    def at_table(self) -> Bools:
        """Where talks are open."""
        return self._rows.state.at_table.copy()

    @property
    def agreement_in_force(self) -> Bools:
        """Where a signed agreement is in force."""
        return self._rows.state.agreement_in_force.copy()

    @property
    def choice_noise(self) -> Floats:
        """The party's choice noise, payoff units."""
        return self._rows.parameters.noise(self._index).copy()

    @property
    def inertia(self) -> Floats:
        """The party's inertia, payoff units per move."""
        return self._rows.parameters.inertia(self._index).copy()

    @property
    def discount_factor(self) -> Floats:
        """The party's discount factor, per round."""
        return self._rows.parameters.discount(self._index).copy()

    def _issue(self, issue: str) -> int:
        return _place(issue, self._rows.game.issues, "issues")


@dataclass(frozen=True)
class StepView(View):
    """A unilateral step: hold, or move one own ladder by one rung."""

    _values: Callable[[], Floats]

    @property
    def options(self) -> tuple[tuple[str | None, int], ...]:
        """The options in order: (None, 0) for hold, then (issue, +1) and (issue, -1)."""
        return self.step_options

    def option(self, issue: str, direction: int) -> int:
        """Return the number of an option."""
        if (issue, direction) not in self.options:
            moves = ", ".join(f"({i!r}, {d:+d})" for i, d in self.options if i is not None)
            raise ArgumentError(
                f"{self.party} has no step ({issue!r}, {direction!r}); its steps are {moves}"
            )
        return self.options.index((issue, direction))

    @cached_property
    def feasible(self) -> Bools:
        """Which options exist, shape (row, option)."""
        return feasible_steps(self._rows, self._index)

    @cached_property
    def promised(self) -> Bools:
        """Which options deliver on a promise in force, shape (row, option)."""
        return promised_steps(self._rows, self._index)

    @cached_property
    def values(self) -> Floats:
        """Value of each option by own type, payoff units, -inf where it does not exist.

        Shape (row, type, option). Computed only when asked for.
        """
        return self._values()


@dataclass(frozen=True)
class ActView(View):
    """An act that is technically possible this round."""

    act: str
    _gain: Callable[[], Floats]

    @cached_property
    def gain(self) -> Floats:
        """Value of acting less the value of not acting by own type, shape (row, type)."""
        return self._gain()


@dataclass(frozen=True)
class ChoiceView(View):
    """A yes or no about talks: open them, or walk out."""

    gain: Floats
    """Value of saying yes less the value of saying no by own type, shape (row, type)."""


@dataclass(frozen=True)
class OfferView(View):
    """A proposal at the table."""

    feasible: Bools
    """Which packages may be offered, shape (row, package)."""
    packages: Ints
    """Rung numbers of each package over the menu's issues, shape (package, menu issue)."""
    value_if_agreed: Floats
    """Own value of each package once signed by own type, shape (row, type, package)."""
    value_of_waiting: Floats
    """Own value of ending the round without a signature, shape (row, type)."""
    quantal_log_odds: Floats
    """Log-probabilities of the quantal response, passing last, shape (row, type, package + 1)."""

    @property
    def menu(self) -> tuple[str, ...]:
        """The menu's issues, in the order of `packages`."""
        game = self._rows.game
        return tuple(game.issues[issue] for issue in game.menu)

    @property
    def passing(self) -> int:
        """The number of the option to offer nothing."""
        return int(self.packages.shape[0])


@dataclass(frozen=True)
class ResponseView(View):
    """An offer on the table, to be accepted or refused."""

    offer: Ints
    """Rung numbers offered over the menu's issues, shape (row, menu issue)."""
    value_if_agreed: Floats
    """Own value of the offer once signed by own type, shape (row, type)."""
    value_of_waiting: Floats
    """Own value of refusing by own type, shape (row, type)."""

    @property
    def menu(self) -> tuple[str, ...]:
        """The menu's issues, in the order of `offer`."""
        game = self._rows.game
        return tuple(game.issues[issue] for issue in game.menu)


def levels_seen(rows: Rows, issue: int) -> Floats:
    """Return an issue's levels at the start and after each finished round, (row, 1 + round)."""
    return rows.game.ladders[issue].rungs[rows.trail.seen(issue)]


def _place(name: str, known: tuple[str, ...], what: str) -> int:
    if name not in known:
        raise ArgumentError(f'there is no "{name}". {did_you_mean(name, known, what)}')
    return known.index(name)
