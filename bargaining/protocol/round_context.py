"""What every phase of a round works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import StrategyError
from bargaining.parties import Party, own_reactors
from bargaining.protocol.tables import Tables
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.public_view import StepsView
from bargaining.views.reaction import Reactors
from bargaining.world.state import Bar, BatchState
from bargaining.world.world import World

__all__ = ["DecisionObserver", "RoundContext"]


class DecisionObserver(Protocol):
    """What is told of each decision when it is taken; used for transcripts."""

    def note(
        self, world: World, decision: str, party: int, worlds: Ints, data: Mapping[str, Any]
    ) -> None:
        """Take note of a decision in some worlds; arrays in `data` are over these."""


@dataclass(frozen=True, slots=True)
class RoundContext:
    """The worlds of a batch, those who decide in them, and an observer if one is wanted."""

    world: World
    parties: Mapping[int, Party]
    observer: DecisionObserver | None = None
    reactors: Reactors = field(init=False)
    """Parties that answer for their own expected steps."""
    tables: Tables = field(init=False, default_factory=Tables)
    """What stays known of the table from round to round."""
    weighs_offers: bool = field(init=False)
    """Whether some principal weighs offers by what the table is worth; else nobody works it out."""

    def __post_init__(self) -> None:
        reactors = own_reactors(self.parties)
        object.__setattr__(self, "reactors", reactors)
        # To value packages alone nobody is seated.
        seated = [self.parties[p] for p in self.world.game.principals if p in self.parties]
        weighs_offers = any(_weighs_offers(party) for party in seated)
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
            partial(_barred, party, index)
            for index, party in self.parties.items()
            if type(party).barred_packages is not Party.barred_packages
        )

    def close_steps(self, rows: BatchState | None = None) -> None:
        """Write into the state of rows, all worlds unless given, which steps the rules close."""
        rows = self.world.rows if rows is None else rows
        seen: dict[str, Bools] = {}
        for index, party in self.parties.items():
            if type(party).closed_steps is Party.closed_steps:
                continue
            options = len(rows.game.step_options[index])
            values = _read_rule(party, "closed_steps", StepsView(rows, index, seen), options)
            rows.state.close_steps(index, values)

    def learn(self, party: int, worlds: Ints, evidence: Floats) -> None:
        """Update the public belief in a party by a log-likelihood ratio (model, equation 13)."""
        if party in self.world.game.typed:
            self.world.state.learn(worlds, party, evidence)

    def read(
        self, answer: Any, party: int, decision: str, n: int, options: int = 2
    ) -> ChoiceProbabilities:
        """Turn a party's answer into odds, naming it in any complaint."""
        decider = self.parties[party]
        own = getattr(type(decider), decision) is not getattr(Party, decision)
        chooser = type(decider if own else decider.strategy).__name__
        game = self.world.game
        who = f"{chooser}.{decision} ({game.parties[party]})"
        return ChoiceProbabilities.read(answer, n, options, who, game.n_types(party))


def _read_rule(party: Party, rule: str, view: StepsView, options: int) -> Bools:
    """Ask a party what its rule closes, booleans over (row, option), and check the answer."""
    answer, shape = getattr(party, rule)(view), (view.n, options)
    values = np.zeros(shape, dtype=bool) if answer is None else np.asarray(answer)
    who = f"{type(party).__name__}.{rule} ({view.party})"
    if values.shape != shape or values.dtype != np.bool_:
        raise StrategyError(
            f"{who} must give booleans of shape {shape}, or None; got {values.dtype} of shape "
            f"{values.shape}"
        )
    if rule == "closed_steps" and values[:, 0].any():
        raise StrategyError(
            f"{who} closes holding, option 0, in {int(values[:, 0].sum()):,} rows; holding is "
            "always open"
        )
    return values


def _barred(party: Party, index: int, rows: BatchState) -> Bools:
    return _read_rule(party, "barred_packages", StepsView(rows, index), rows.game.n_packages)


def _weighs_offers(party: Party) -> bool:
    """Whether a principal makes or answers offers as a quantal responder does."""
    own = type(party.strategy)
    return any(
        getattr(own, decision) is getattr(QuantalResponse, decision)
        for decision in ("propose", "respond")
    )


def all_worlds(world: World) -> Ints:
    """Return the numbers of all worlds of the batch."""
    return np.arange(world.n)
