"""What every phase of a round works on, and what stays known of the table from round to round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, starmap
from typing import Any, Protocol

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.errors import StrategyError
from bargaining.parties import Party, own_reactors
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.public_view import StepsView
from bargaining.views.reaction import Reactors
from bargaining.views.table import TableEquilibrium
from bargaining.world.parameters import Parameters
from bargaining.world.state import Bar, BatchState
from bargaining.world.world import World

__all__ = ["DecisionObserver", "Hand", "RoundContext", "Tables"]

# What the values of packages and of disagreement are read off, where no agreement is in force.
_READ = ("rung", "ever_agreed", "talks_broken", "memory", "log_odds")


class Tables:
    """Sets up the table of each round, and remembers the last one.

    In a game without conditions and third parties nothing moves between rounds but what the table
    itself decides, so packages keep their values until somebody signs, moves a ladder or is
    believed to be of another type.
    """

    def __init__(self) -> None:
        self._last: TableEquilibrium | None = None
        self._where: Ints = np.zeros(0, dtype=np.int64)
        self._numbers: Parameters | None = None

    def set_up(self, world: World, where: Ints, reactors: Reactors) -> TableEquilibrium:
        """Return the table of some worlds, rising in number, as they stand now."""
        rows, last, known = world.rows.take(where), self._last, None
        best: dict[int, Floats] = {}
        moves = world.game.conditions or world.game.third_parties
        unchanged = world.parameters is self._numbers and not moves
        if last is not None and "payoffs" in last.__dict__ and unchanged:
            place = np.minimum(np.searchsorted(self._where, where), len(self._where) - 1)
            rules = rows.constraints.menu_rules, last.rows.constraints.menu_rules
            of_state = (
                (getattr(rows.state, name), getattr(last.rows.state, name)[place]) for name in _READ
            )
            if all(starmap(np.array_equal, chain([rules, (self._where[place], where)], of_state))):
                whole = len(place) == len(self._where)
                known = last.payoffs if whole else last.payoffs.take(place)
                if world.game.scenario.table.agreement_term == "permanent":
                    best = {party: rows_of(values, place) for party, values in last.best.items()}
        table = TableEquilibrium(rows, reactors, detail=True, known=known)
        table.best |= best
        self._last, self._where, self._numbers = table, where, world.parameters
        return table


class DecisionObserver(Protocol):
    """What is told of each decision when it is taken; used for transcripts."""

    def note(
        self, world: World, decision: str, party: int, worlds: Ints, data: Mapping[str, Any]
    ) -> None:
        """Take note of a decision in some worlds; arrays in `data` are over these."""


class Hand(Protocol):
    """Takes decisions by hand, the same in all worlds; what it leaves open the parties decide."""

    def decide(
        self, decision: str, slot: str, party: int, odds: ChoiceProbabilities, view: Any
    ) -> int | None:
        """Return the number of the option that is taken, or None to leave the choice to the party.

        The slot, which is that of the draw, names the decision among all of a round. Of a yes or a
        no, 1 is the yes.
        """


@dataclass(frozen=True, slots=True)
class RoundContext:
    """The worlds of a batch, those who decide in them, and an observer if one is wanted."""

    world: World
    parties: Mapping[int, Party]
    observer: DecisionObserver | None = None
    hand: Hand | None = None
    reactors: Reactors = field(init=False)
    """Parties that answer for their own expected steps."""
    tables: Tables = field(init=False, default_factory=Tables)
    """What stays known of the table from round to round."""
    weighs_offers: bool = field(init=False)
    """Whether some principal makes or answers offers as a quantal responder does, by what the table
    is worth; else nobody works that out."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reactors", own_reactors(self.parties))
        # To value packages alone nobody is seated.
        seated = [self.parties[p] for p in self.world.game.principals if p in self.parties]
        weighs_offers = any(
            getattr(type(party.strategy), decision) is getattr(QuantalResponse, decision)
            for party in seated
            for decision in ("propose", "respond")
        )
        object.__setattr__(self, "weighs_offers", weighs_offers)

    def uniform(self, slot: str) -> Floats:
        """Return this round's draw of a slot, shape (world,)."""
        return self.world.chance.uniform(slot, self.world.round)

    def note(self, decision: str, party: int, worlds: Ints, **data: Any) -> None:
        """Tell the observer, if there is one."""
        if self.observer is not None:
            self.observer.note(self.world, decision, party, worlds, data)

    def bars(self) -> tuple[Bar, ...]:
        """Return what the countries' rules bar from the table, for rows wherever they stand."""
        return tuple(
            partial(_read_rule, "barred_packages", party, index)
            for index, party in self.parties.items()
            if type(party).barred_packages is not Party.barred_packages
        )

    def close_steps(self, rows: BatchState | None = None) -> None:
        """Write into the state of rows, all worlds unless given, which steps the rules close."""
        rows = self.world.rows if rows is None else rows
        seen: dict[str, Bools] = {}
        for index, party in self.parties.items():
            if type(party).closed_steps is not Party.closed_steps:
                closed = _read_rule("closed_steps", party, index, rows, seen)
                rows.state.close_steps(index, closed)

    def learn(self, party: int, worlds: Ints, evidence: Floats) -> None:
        """Update the public belief in a party by a log-likelihood ratio (model, equation 13)."""
        if party in self.world.game.typed:
            self.world.state.learn(worlds, party, evidence)

    def choose(
        self,
        decision: str,
        party: int,
        worlds: Ints,
        odds: ChoiceProbabilities,
        slot: str,
        view: Any,
    ) -> Ints:
        """Return the option that is taken in some worlds: by hand, or else drawn."""
        if self.hand is not None:
            by_hand = self.hand.decide(decision, slot, party, odds, view)
            if by_hand is not None:
                return np.full(worlds.size, by_hand, dtype=np.int64)
        return odds.choose(self.uniform(slot)[worlds], self.world.types[worlds, party])

    def says_yes(
        self,
        decision: str,
        party: int,
        worlds: Ints,
        odds: ChoiceProbabilities,
        slot: str,
        view: Any,
    ) -> Bools:
        """Return where the answer is yes: by hand, or else drawn."""
        if self.hand is not None:
            by_hand = self.hand.decide(decision, slot, party, odds, view)
            if by_hand is not None:
                return np.full(worlds.size, by_hand == 1)
        return odds.says_yes(self.uniform(slot)[worlds], self.world.types[worlds, party])

    def settle(
        self,
        event: str,
        party: int,
        worlds: Ints,
        odds: ChoiceProbabilities,
        chosen: Ints,
        **data: Any,
    ) -> None:
        """Tell of a choice, then let everybody learn from it.

        In this order: values that only the observer asks for are those before anything is learned.
        """
        self.note(event, party, worlds, odds=odds, chosen=chosen, **data)
        evidence = odds.log_likelihood_ratio(chosen.astype(int, copy=False))
        if self.hand is not None:
            # By hand may be done what neither type would ever do: nothing is learned from that.
            evidence = np.where(np.isnan(evidence), 0.0, evidence)
        self.learn(party, worlds, evidence)

    def hear(
        self,
        event: str,
        party: int,
        worlds: Ints,
        odds: ChoiceProbabilities,
        slot: str,
        **data: Any,
    ) -> Bools:
        """Draw a yes or a no in some worlds and settle it."""
        said = self.says_yes(event, party, worlds, odds, slot, data.get("view"))
        self.settle(event, party, worlds, odds, said, **data)
        return said

    def read(
        self, answer: Any, party: int, decision: str, n: int, options: int = 2
    ) -> ChoiceProbabilities:
        """Turn a party's answer into odds, naming it in any complaint."""
        decider = self.parties[party]
        own = getattr(type(decider), decision) is not getattr(Party, decision)
        chooser = type(decider if own else decider.strategy)
        game = self.world.game
        who = f"{chooser.__name__}.{decision} ({game.parties[party]})"
        odds = ChoiceProbabilities.read(answer, n, options, who, game.n_types(party))
        # Arrays are checked as they are read; the library's own rules give what they should.
        ours = chooser.__module__.startswith("bargaining.")
        if isinstance(answer, ChoiceProbabilities) and not ours:
            odds.check(who)
        return odds


def _read_rule(
    rule: str, party: Party, index: int, rows: BatchState, seen: dict[str, Bools] | None = None
) -> Bools:
    """Ask a party what its rule closes, booleans over (row, option), and check the answer."""
    game, closes = rows.game, rule == "closed_steps"
    answer = getattr(party, rule)(StepsView(rows, index, {} if seen is None else seen))
    shape = (rows.n, len(game.step_options[index]) if closes else game.n_packages)
    values = np.zeros(shape, dtype=bool) if answer is None else np.asarray(answer)
    who = f"{type(party).__name__}.{rule} ({game.parties[index]})"
    if values.shape != shape or values.dtype != np.bool_:
        raise StrategyError(
            f"{who} must give booleans of shape {shape}, or None; got {values.dtype} of shape "
            f"{values.shape}"
        )
    if closes and values[:, 0].any():
        raise StrategyError(
            f"{who} closes holding, option 0, in {int(values[:, 0].sum()):,} rows; holding is "
            "always open"
        )
    return values
