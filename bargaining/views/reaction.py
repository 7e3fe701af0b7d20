"""Supposed positions in which a party is asked what it would do next (model, equation 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.solver.reactions import find_steps, step_scores
from bargaining.world.layout import layout_of
from bargaining.world.state import BatchState


@dataclass(frozen=True, slots=True)
class HypotheticalState:
    """Positions that somebody supposes, one or several for each row as it is."""

    rows: BatchState
    columns: Floats
    """All that a payoff may read, (row, *cells, column); conditions as far as some payoff does."""

    @property
    def axes(self) -> int:
        """Number of axes of a level: the rows' axis and those of the cells."""
        return self.columns.ndim - 1

    @property
    def levels(self) -> Mapping[int, Floats]:
        """Where each issue's ladder is supposed, arrays over (row, *cells) by issue."""
        ladders = self.rows.game.ladders
        return {ladder.index: self.columns[..., ladder.scales[0][0]] for ladder in ladders}

    def condition(self, condition: int) -> Floats:
        """Return a condition as supposed, shape (row, *cells)."""
        return self.columns[..., self.rows.game.condition_columns[condition]]


@dataclass(frozen=True)
class Reaction:
    """Supposed positions in which a party, given by its index, is asked for its next step."""

    situation: HypotheticalState
    party: int

    @property
    def rows(self) -> BatchState:
        """The rows on which the position is supposed."""
        return self.situation.rows


class Reactor(Protocol):
    """A party that says itself how it would step in a supposed position."""

    def react(self, reaction: Reaction) -> Floats:
        """Return option probabilities, shape (row, *cells, option)."""


# Parties that answer for their own expected steps; the others step by the model's rule.
Reactors = Mapping[int, Reactor]


def ask_reactors(
    reactors: Reactors, parties: Sequence[int], rows: BatchState, columns: Floats
) -> Floats:
    """Ask parties how they would step in positions supposed by columns, (row, *cells, column).

    Returns an array over (party, row, *cells, option).
    """
    options = max(len(rows.game.step_options[party]) for party in parties)
    answers = np.zeros((len(parties), *columns.shape[:-1], options))
    supposed = HypotheticalState(rows, columns)
    for place, party in enumerate(parties):
        answer = reactors[party].react(Reaction(supposed, party))
        answers[place, ..., : answer.shape[-1]] = answer
    return answers


class Steps(NamedTuple):
    """The step options of a party, arrays over (row, option)."""

    feasible: Bools
    """Which of them it has, holding always among them."""
    promised: Bools
    """Which deliver on a promise in force."""
    cost: Floats
    """Inertia, and what undoing the last step costs beside; payoff units."""
    holding: Floats
    """What is added to the log-odds of holding, shape (row,)."""


def steps_of(rows: BatchState, party: int) -> Steps:
    """Return the step options of a party."""
    game = rows.game
    shape = (rows.n, len(game.step_options[party]))
    feasible, promised = np.empty((2, *shape), dtype=np.bool_)
    steps = Steps(feasible, promised, np.empty(shape), np.empty(rows.n))
    find_steps(
        layout_of(game), rows.parameters.matrix, rows.public(), rows.positions(),
        rows.constraints.held, party, *steps,
    )  # fmt: skip
    return steps


def myopic_scores(reaction: Reaction) -> Floats:
    """Return (flow payoff - cost) / noise of each option, shape (row, *cells, type, option)."""
    rows, party, game = reaction.rows, reaction.party, reaction.rows.game
    columns = reaction.situation.columns
    cells = columns.shape[1:-1]
    # The kernel tries the options out in place.
    flat = columns.reshape(rows.n, -1, columns.shape[-1]).copy()
    out = np.full((*flat.shape[:2], game.n_types(party), len(game.step_options[party])), -np.inf)
    step_scores(
        layout_of(game), rows.parameters.matrix, rows.public(), rows.positions(),
        rows.constraints.held, party, flat, out,
    )  # fmt: skip
    return out.reshape(rows.n, *cells, *out.shape[2:])
