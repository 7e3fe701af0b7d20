"""What every party may know when it decides: what is public, and its own traits.

A view answers by name and gives arrays over (row,). It holds no other party's private type and no
luck.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import ArgumentError, StrategyError
from bargaining.scenario.suggestions import did_you_mean, nearest
from bargaining.text import Dates
from bargaining.world.state import BatchState


@dataclass(frozen=True)
class View:
    """What is public, and what the party knows of itself.

    Parameters
    ----------
    rows : BatchState
        The worlds that are asked.
    index : int
        Which party decides.
    """

    _rows: BatchState
    _index: int

    @property
    def n(self) -> int:
        """Number of worlds asked."""
        return self._rows.n

    @property
    def round(self) -> int:
        """The round, from 0."""
        return self._rows.round

    def round_of(self, when: int | str) -> int:
        """Return the round in which a date such as ``"2015-01"`` lies; a round's number as it is.

        Raises
        ------
        ArgumentError
            It is no date, it lies before round 0, or rounds have no dates.
        """
        try:
            return (
                Dates.of(self._rows.game.scenario).round_of(when) if isinstance(when, str) else when
            )
        except ValueError as error:
            raise ArgumentError(f"a round of {self.party} {error}") from None

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
        return self._rows.game.n_types(self._index)

    @property
    def principals(self) -> tuple[str, ...]:
        """Names of those who sit at the table."""
        return tuple(self._rows.game.parties[party] for party in self._rows.game.principals)

    @property
    def others(self) -> tuple[str, ...]:
        """Names of the other principals; all of them for a party that does not sit at the table."""
        return tuple(name for name in self.principals if name != self.party)

    @property
    def issues(self) -> tuple[str, ...]:
        """Names of all issues, in file order."""
        return self._rows.game.issues

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names of all conditions, in file order."""
        return self._rows.game.conditions

    @property
    def menu(self) -> tuple[str, ...]:
        """Names of the issues that a package may name, in the order of `packages`."""
        game = self._rows.game
        return tuple(game.issues[issue] for issue in game.menu)

    @property
    def packages(self) -> Ints:
        """Rung numbers of each package over the menu's issues, shape (package, menu issue)."""
        return self._rows.game.package_rungs

    @property
    def deadline(self) -> int | None:
        """The round from which nobody sits at the table; None where there is none."""
        deadline = self._rows.game.scenario.table.deadline
        return None if deadline is None else deadline.value

    @property
    def n_rounds(self) -> int:
        """Number of rounds of the scenario."""
        return self._rows.game.scenario.settings.rounds.value

    @property
    def foresight(self) -> int:
        """Number of rounds for which steps are anticipated, past the end too."""
        return self._rows.game.scenario.settings.foresight.value

    @property
    def horizon(self) -> int:
        """Number of rounds that talks can last: to the deadline, or to the end of the scenario."""
        return self.n_rounds if self.deadline is None else min(self.n_rounds, self.deadline)

    @property
    def step_options(self) -> tuple[tuple[str | None, int], ...]:
        """The party's unilateral steps: (None, 0) for hold, then (issue, +1) and (issue, -1)."""
        return self._rows.game.named_options[self._index]

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
        index = self._issue(issue)
        return self._rows.game.ladders[index].rungs[self._rows.history.seen(index)]

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
        index = place_of(name, self._rows.game.conditions, "conditions")
        return self._rows.state.condition[:, index].copy()

    def belief(self, party: str) -> Floats:
        """Return the public probability that a party is of type 1."""
        return self._rows.belief(place_of(party, self._rows.game.parties, "parties"))

    def offers_of(self, principal: str) -> Ints:
        """Return what a principal offered in each finished round.

        Returns
        -------
        integers over (row, round)
            Package numbers, -1 where it made no offer.
        """
        place = place_of(principal, self.principals, "principals")
        history = self._rows.history
        here = (history.worlds, slice(0, history.finished))
        return np.where(history.proposers[here] == place, history.packages[here], -1)

    def last_offer(self, principal: str) -> Ints:
        """Return the last package a principal offered, -1 where it never did, shape (row,)."""
        offers = self.offers_of(principal)
        if not offers.shape[1]:
            return np.full(self.n, -1, dtype=np.int64)
        ago = np.argmax(offers[:, ::-1] >= 0, axis=1)
        return np.asarray(offers[np.arange(self.n), offers.shape[1] - 1 - ago])

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
        return place_of(issue, self._rows.game.issues, "issues")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Say in words that the view has no such name."""
            if hasattr(type(self), name):
                # It has, and something went wrong inside: that is raised again.
                return object.__getattribute__(self, name)
            if name.startswith("__") or "_rows" not in self.__dict__:
                raise AttributeError(name)
            raise not_seen(self, name)


@dataclass(frozen=True)
class StepsView(View):
    """What a country's rule about its steps may rest on: all that is public."""

    _seen: dict[str, Bools] = field(default_factory=dict, repr=False, compare=False)
    """What is the same for all parties of these rows, worked out for the first that asks."""

    options = View.step_options

    def has_issues(self, *issues: str) -> bool:
        """Return whether the scenario has all of these issues."""
        return set(issues) <= set(self.issues)

    def no_step(self) -> Bools:
        """Return that nothing is closed, booleans over (row, option) to be changed."""
        return np.zeros((self.n, len(self.step_options)), dtype=bool)

    def close(self, closed: Bools, issue: str, direction: int, where: Bools) -> Bools:
        """Close a step in some rows and return the array; nothing where another party gives it.

        Parameters
        ----------
        closed : booleans over (row, option)
            Changed in place; begin with `no_step()`.
        issue : str
            An issue of the scenario (`has_issues` asks for it).
        direction : int
            +1 for a rung up, -1 for one down.
        where : booleans over (row,), or one for all rows

        Raises
        ------
        ArgumentError
            The scenario has no such issue, the direction is neither, or `where` holds no booleans
            for these rows.
        """
        self._issue(issue)
        rows = np.asarray(where)
        if direction not in (+1, -1):
            raise ArgumentError(f"close: the direction must be +1 or -1; got {direction!r}")
        if rows.dtype != np.bool_ or rows.shape not in ((), (self.n,)):
            raise ArgumentError(
                f"close: where must be booleans of shape ({self.n},); got {rows.dtype} of shape "
                f"{rows.shape}"
            )
        options = self.step_options
        if (issue, direction) in options:
            closed[:, options.index((issue, direction))] |= rows
        return closed

    def baseline(self, issue: str) -> Floats:
        """Return the level from which concessions on an issue are counted, shape (row,)."""
        name = self._rows.game.ladders[self._issue(issue)].baseline
        return self._rows.parameters.number(name, 0.0).copy()

    def rungs_given(self, *givers: str) -> Ints:
        """Return how many rungs some parties have gone up on what the outcome counts, (row,)."""
        game = self._rows.game
        total = np.zeros(self.n, dtype=np.int64)
        for name in givers:
            for issue, _ in game.scope.get(game.party(name), ()):
                ladder = game.ladders[issue]
                below = ladder.rung_below(self._rows.parameters.number(ladder.baseline, 0.0))
                total += np.maximum(self._rows.state.rung[:, issue] - below, 0)
        return total

    @property
    def in_crisis(self) -> Bools:
        """Where the condition that makes leaving a rupture has reached its threshold, (row,)."""
        rule = self._rows.game.scenario.outcome.rupture
        if rule is None:
            return np.zeros(self.n, dtype=bool)
        if "crisis" not in self._seen:
            threshold = self._rows.parameters.number("outcome.rupture.threshold", 1.0)
            self._seen["crisis"] = self.condition(rule.condition) >= threshold - 1e-9
        return self._seen["crisis"].copy()


class NotSeenError(StrategyError, AttributeError):
    """A view or a party was asked for a name that it does not have."""


def not_seen(view: View, name: str) -> NotSeenError:
    """Return the error of a rule that asks a view for a name that it does not have."""
    near = nearest(name, [known for known in dir(view) if not known.startswith("_")])
    hint = (
        f'Did you mean "{near}"?'
        if near
        else ("A party sees what is public and its own traits, never another's type or the luck.")
    )
    return NotSeenError(f'the {type(view).__name__} of {view.party} has no "{name}". {hint}')


def place_of(name: str, known: tuple[str, ...], what: str) -> int:
    """Return the place of a name among those known; refuse one that is none of them."""
    if name not in known:
        raise ArgumentError(f'there is no "{name}". {did_you_mean(name, known, what)}')
    return known.index(name)
