"""A script: what it says in the rounds it names and nothing besides, as for a historical replay."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from bargaining.arrays import Floats, Ints, add_up
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.seats import When, read_moves, read_offers, read_rounds, script_faults
from bargaining.strategies.ladders import over_cells, rounds_ahead
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction, steps_of
from bargaining.views.view import OfferView, ResponseView, StepView, View

T = TypeVar("T")


@dataclass(frozen=True)
class Scripted(QuantalResponse):
    """Take the steps of a list, each in its round; hold in all others; decide all else by default.

    A step that does not exist when its round comes, since the ladder ends or is held, is left out;
    an offer that may not be made is passed. A round or date past the end, but for steps that others
    anticipate, an issue and a rung that do not exist are refused before anything is played. The
    table is decided by default unless `offers` or `accepts` say otherwise, each for itself.

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
    _accepts: tuple[When, ...] = field(init=False, repr=False, compare=False)

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
        # The number of the package, issues left out as they stand.
        package = [
            np.full(view.n, rungs[issue]) if issue in rungs else view.rung(issue)
            for issue in view.menu
        ]
        return np.ravel_multi_index(package, [len(view.ladder(issue)) for issue in view.menu])

    def respond(self, view: ResponseView) -> Any:
        """Say yes in the rounds listed; decide by default without a list of them."""
        if self.accepts is None:
            return super().respond(view)
        return np.full(view.n, view.round in map(view.round_of, self._accepts))

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
        move = _entry(view, self._moves, round)
        return 0 if move is None else view.step_options.index(move)

    def faults(self, party: str, scenario: ScenarioRecord) -> list[str]:
        """Return what keeps a party of a scenario from playing by the script."""
        scripts: dict[str, Collection[When]] = {
            "moves": self._moves,
            "offers": self._offers,
            "accepts": self._accepts,
        }
        told = script_faults(scripts, party, scenario)
        return list(dict.fromkeys(f"{parameter} {fault}" for parameter, fault in told))


def _entry(view: View, script: Mapping[When, T], round: int) -> T | None:
    """Return what a script says in a round, None where that is nothing."""
    said = (entry for when, entry in script.items() if view.round_of(when) == round)
    return next(said, None)
