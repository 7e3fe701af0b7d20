"""A script: what it says in the rounds it names and nothing besides, as for a historical replay."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from bargaining.arrays import Floats, Ints, add_up
from bargaining.errors import ArgumentError
from bargaining.scenario.seats import When, read_moves, read_offers, read_rounds, round_in
from bargaining.scenario.suggestions import did_you_mean
from bargaining.strategies.ladders import over_cells, rounds_ahead
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction, steps_of
from bargaining.views.view import OfferView, ResponseView, StepView, View

__all__ = ["Scripted"]

T = TypeVar("T")


@dataclass(frozen=True)
class Scripted(QuantalResponse):
    """Take the steps of a list, each in its round; hold in all others; decide all else by default.

    A step that does not exist when its round comes, since the ladder ends or is held, is left out;
    an offer that may not be made is passed. A round or date past the end is refused, but for steps
    that others anticipate. The table is decided by default unless `offers` or `accepts` say
    otherwise, each for itself.

    Parameters
    ----------
    moves : str or sequence of (round, issue, direction)
        Rounds count from 0 or are dates such as ``"2015-01"``, directions are +1 and -1, at most
        one move a round. In a file as text: ``moves = "1 share up; 2015-01 share down"``.
    offers : str or sequence of (round, rungs by issue), optional
        What to offer in a round in which the party has the floor: rung numbers from 0, issues left
        out stay where they are. It passes in all others. ``offers = "0 share=40; 2 share=50"``.
    accepts : str or sequence of rounds, optional
        Rounds in which the offer on the table is accepted; it is refused in all others.
        ``accepts = "1 5"``.
    """

    moves: str | Sequence[tuple[When, str, int]] = ()
    offers: str | Sequence[tuple[When, Mapping[str, int]]] | None = None
    accepts: str | Sequence[When] | None = None
    _moves: dict[When, tuple[str, int]] = field(init=False, repr=False, compare=False)
    _offers: dict[When, dict[str, int]] = field(init=False, repr=False, compare=False)
    _accepts: frozenset[When] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        readers = {"moves": read_moves, "offers": read_offers, "accepts": read_rounds}
        for name, read in readers.items():
            given = getattr(self, name)
            object.__setattr__(self, f"_{name}", read(() if given is None else given))

    def choose_step(self, view: StepView) -> Ints:
        """Take the step of this round, or hold."""
        return np.full(view.n, self._option(view, view.round), dtype=np.int64)

    def propose(self, view: OfferView) -> Any:
        """Make the offer of this round, or pass; by default without a list of offers."""
        if self.offers is None:
            return super().propose(view)
        rungs = _entry(view, self._offers, view.round)
        if rungs is None:
            return np.full(view.n, view.passing, dtype=np.int64)
        for issue in rungs:
            if issue not in view.menu:
                raise ArgumentError(
                    f'the script of {view.party} offers "{issue}". '
                    f"{did_you_mean(issue, view.menu, 'issues of the menu')}"
                )
        # The number of the package, issues left out as they stand.
        number = np.zeros(view.n, dtype=np.int64)
        for issue in view.menu:
            count = len(view.ladder(issue))
            if rungs.get(issue, 0) >= count:
                raise ArgumentError(
                    f"the script of {view.party} offers rung {rungs[issue]} of {issue}, which has "
                    f"rungs 0 to {count - 1}"
                )
            number = number * count + rungs.get(issue, view.rung(issue))
        return number

    def respond(self, view: ResponseView) -> Any:
        """Say yes in the rounds listed; decide by default without a list of them."""
        if self.accepts is None:
            return super().respond(view)
        return np.full(view.n, view.round in _rounds(view, self._accepts))

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to follow the script in the rounds that are anticipated.

        Anticipations multiply the odds of one round by the rounds anticipated: hence each step's
        share of these.
        """
        rows, party = reaction.rows, reaction.party
        view = View(rows, party)
        feasible = steps_of(rows, party).feasible
        ahead = rounds_ahead(reaction)
        odds = np.zeros(feasible.shape)
        for round in ahead:
            odds[:, self._option(view, round)] += 1.0 / len(ahead)
        odds = np.where(feasible, odds, 0.0)
        odds[:, 0] += 1.0 - add_up(odds)
        return over_cells(odds, reaction)

    def _option(self, view: View, round: int) -> int:
        move = _entry(view, self._moves, round, view.foresight)
        if move is None:
            return 0
        if move not in view.step_options:
            raise ArgumentError(
                f"the script of {view.party} moves {move[0]!r} by {move[1]:+d} in round {round}; "
                f"its own issues are "
                + ", ".join(issue for issue, way in view.step_options if issue and way > 0)
            )
        return view.step_options.index(move)


def _entry(view: View, script: Mapping[When, T], round: int, beyond: int = 0) -> T | None:
    """Return what a script says in a round, None where that is nothing."""
    by_round = dict(zip(_rounds(view, script, beyond), script.values(), strict=True))
    if len(by_round) < len(script):
        raise ArgumentError(f"the script of {view.party} must name each round and date once")
    return by_round.get(round)


def _rounds(view: View, script: Collection[When], beyond: int = 0) -> list[int]:
    """Return the rounds that a script names; refuse those that nobody plays or anticipates."""
    try:
        return [round_in(when, view.n_rounds + beyond, view.round_of) for when in script]
    except ArgumentError:
        raise
    except ValueError as error:
        raise ArgumentError(f"the script of {view.party} {error}") from None
