"""A script: steps in the rounds it names and none besides, as for a historical replay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.errors import ArgumentError
from bargaining.strategies.following import over_cells
from bargaining.strategies.quantal import QuantalResponse
from bargaining.strategies.reactions import Reaction, feasible_steps
from bargaining.strategies.view import StepView, View

__all__ = ["Scripted"]

_DIRECTIONS = {"up": 1, "down": -1}
_FORM = '"1 share up; 8 share down", or triples such as (1, "share", +1)'


@dataclass(frozen=True)
class Scripted(QuantalResponse):
    """Take the steps of a list, each in its round; hold in all others; decide all else by default.

    A step that does not exist when its round comes, since the ladder ends or is held, is left out.

    Parameters
    ----------
    moves : str or sequence of (round, issue, direction)
        Rounds count from 0, directions are +1 and -1, at most one move a round. In a file as text:
        ``moves = "1 share up; 8 share down"``.
    """

    moves: str | Sequence[tuple[int, str, int]] = ()
    _by_round: dict[int, tuple[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_round: dict[int, tuple[str, int]] = {}
        for round, issue, direction in _read(self.moves):
            if round in by_round:
                raise ArgumentError(f"moves must name a round once; got round {round} twice")
            by_round[round] = (issue, direction)
        object.__setattr__(self, "_by_round", by_round)

    def choose_step(self, view: StepView) -> Ints:
        """Take the step of this round, or hold."""
        return np.full(view.n, self._option(view, view.round), dtype=np.int64)

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to follow the script in the rounds that are anticipated.

        Anticipations multiply the odds of one round by the rounds anticipated: hence each step's
        share of these.
        """
        rows, party = reaction.rows, reaction.party
        view = View(rows, party)
        feasible = feasible_steps(rows, party)
        ahead = range(rows.round + 1, rows.round + 1 + rows.game.scenario.settings.foresight.value)
        odds = np.zeros(feasible.shape)
        for round in ahead:
            odds[:, self._option(view, round)] += 1.0 / len(ahead)
        odds = np.where(feasible, odds, 0.0)
        odds[:, 0] += 1.0 - odds.sum(axis=1)
        return over_cells(odds, reaction)

    def _option(self, view: View, round: int) -> int:
        if round not in self._by_round:
            return 0
        move = self._by_round[round]
        if move not in view.step_options:
            raise ArgumentError(
                f"the script of {view.party} moves {move[0]!r} by {move[1]:+d} in round {round}; "
                f"its own issues are "
                + ", ".join(issue for issue, way in view.step_options if issue and way > 0)
            )
        return view.step_options.index(move)


def _read(moves: Any) -> list[tuple[int, str, int]]:
    if isinstance(moves, str):
        moves = [part.split() for part in moves.split(";") if part.strip()]
    if not isinstance(moves, Sequence):
        raise ArgumentError(f"moves must read {_FORM}; got {moves!r}")
    read = []
    for move in moves:
        try:
            round, issue, way = move
            number = int(round)
            direction = _DIRECTIONS[way] if way in _DIRECTIONS else int(way)
        except (TypeError, ValueError):
            raise ArgumentError(f"moves must read {_FORM}; got {move!r}") from None
        if number < 0 or direction not in (1, -1) or not isinstance(issue, str):
            raise ArgumentError(f"moves must read {_FORM}; got {move!r}")
        read.append((number, issue, direction))
    return read
