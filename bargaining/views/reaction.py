"""Supposed positions in which a party is asked what it would do next (model, equation 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.solver.steps import step_scores
from bargaining.world.layout import layout_of
from bargaining.world.state import Rows

__all__ = [
    "HypotheticalState",
    "Reaction",
    "Reactor",
    "Reactors",
    "feasible_steps",
    "myopic_scores",
    "promised_steps",
]


@dataclass(frozen=True, slots=True)
class HypotheticalState:
    """Positions that somebody supposes, one or several for each row.

    Attributes
    ----------
    rows : Rows
        The rows on which they are supposed, as they are.
    columns : array over (row, *cells, column)
        Everything that a payoff may read; conditions only as far as some payoff rests on them.
    """

    rows: Rows
    columns: Floats

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
    """A hypothetical position in which a party is asked for the odds of its next step.

    Attributes
    ----------
    situation : HypotheticalState
        The position supposed, arrays over (row, *cells).
    party : int
        Index of the party asked.
    """

    situation: HypotheticalState
    party: int

    @property
    def rows(self) -> Rows:
        """The rows on which the position is supposed."""
        return self.situation.rows


class Reactor(Protocol):
    """A party that says itself how it would step in a supposed position."""

    def react(self, reaction: Reaction) -> Floats:
        """Return option probabilities, shape (row, *cells, option)."""


# Parties that answer for their own expected steps; the others step by the model's rule.
Reactors = Mapping[int, Reactor]


def feasible_steps(rows: Rows, party: int) -> Bools:
    """Return which step options a party has, shape (row, option); holding is always one."""
    options = rows.game.step_options[party]
    feasible = np.ones((rows.n, len(options)), dtype=bool)
    for index, option in enumerate(options):
        if option.issue < 0:
            continue
        ladder = rows.game.ladders[option.issue]
        moved = rows.state.rung[:, option.issue] + option.direction
        feasible[:, index] = (moved >= 0) & (moved < len(ladder.rungs))
        if option.direction < 0 and not ladder.reversible:
            feasible[:, index] = False
        if (option.issue, option.direction) in rows.limits.held:
            feasible[:, index] = False
    return feasible


def promised_steps(rows: Rows, party: int) -> Bools:
    """Return which step options deliver on a promise in force, shape (row, option)."""
    options = rows.game.step_options[party]
    promised = np.zeros((rows.n, len(options)), dtype=bool)
    for index, option in enumerate(options):
        if option.direction > 0:
            below = rows.level(option.issue) < rows.state.target[:, option.issue] - 1e-9
            promised[:, index] = rows.state.agreement_in_force & below
    return promised


def myopic_scores(reaction: Reaction) -> Floats:
    """Return (flow payoff - inertia) / noise of each option, shape (row, *cells, type, option)."""
    rows, party, game = reaction.rows, reaction.party, reaction.rows.game
    columns = reaction.situation.columns
    cells = columns.shape[1:-1]
    # The kernel tries the options out in place.
    flat = columns.reshape(rows.n, -1, columns.shape[-1]).copy()
    out = np.full(
        (*flat.shape[:2], 2 if party in game.typed else 1, len(game.step_options[party])), -np.inf
    )
    step_scores(
        layout_of(game),
        rows.parameters.matrix,
        rows.public(),
        rows.positions(),
        rows.limits.held_moves(len(game.issues)),
        party,
        flat,
        out,
    )
    return out.reshape(rows.n, *cells, *out.shape[2:])
