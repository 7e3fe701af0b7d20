"""What strategies on ladders share: one ladder given, another watched, odds of the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import ArgumentError
from bargaining.scenario.near import did_you_mean
from bargaining.views.reaction import Reaction, steps_of
from bargaining.views.view import StepView, View

__all__ = ["SAME_LEVEL", "Follower", "over_cells"]

# Levels closer than this are the same.
SAME_LEVEL = 1e-9


@dataclass(frozen=True, slots=True)
class Follower:
    """A party that moves one own ladder in view of one of somebody else's.

    A concession is counted from where the ladder stood at the start, so ladders that begin at
    different levels can answer each other.

    Attributes
    ----------
    view : View
    feasible : booleans over (row, option)
    give, watch : str
        The issue moved and the issue watched.
    watched : array over (row, *cells)
        Level of the issue watched, as it stands or is supposed.
    """

    view: View
    feasible: Bools
    give: str
    watch: str
    watched: Floats

    @classmethod
    def of_view(cls, view: StepView, give: str, watch: str) -> Follower:
        """Return the party as it stands."""
        give, watch = _issues(view, give, watch)
        return cls(view, view.feasible, give, watch, view.level(watch))

    @classmethod
    def of_reaction(cls, reaction: Reaction, give: str, watch: str) -> Follower:
        """Return the party in a supposed position."""
        rows, party = reaction.rows, reaction.party
        view = View(rows, party)
        give, watch = _issues(view, give, watch)
        supposed = reaction.situation.levels[rows.game.issues.index(watch)]
        return cls(view, steps_of(rows, party).feasible, give, watch, supposed)

    def spread(self, per_row: Any) -> Any:
        """Give an array over (row,) the axes of `watched`."""
        return per_row.reshape(per_row.shape + (1,) * (self.watched.ndim - 1))

    def steps_ahead(self) -> Ints:
        """Own steps beyond what the other has given, negative where it has given more.

        Returns
        -------
        integers over (row, *cells)
        """
        view = self.view
        start = view.path(self.give)[:, 0]
        seen = self.watched - self.spread(view.path(self.watch)[:, 0])
        level = self.spread(start) + seen + SAME_LEVEL
        answered = np.searchsorted(view.ladder(self.give), level, side="right") - 1
        return np.asarray(self.spread(view.rung(self.give)) - np.maximum(answered, 0))

    def direction(self) -> Ints:
        """Where to step so as to give as much as the other gives, and never more.

        Returns
        -------
        integers over (row, *cells)
            +1, 0 or -1.
        """
        return -np.sign(self.steps_ahead())

    def fell(self) -> Bools:
        """Where the ladder watched has ever come down, now included; shape (row, *cells)."""
        path = self.view.path(self.watch)
        before = (np.diff(path, axis=1) < -SAME_LEVEL).any(axis=1)
        now = self.watched < self.spread(path[:, -1]) - SAME_LEVEL
        return np.asarray(self.spread(before) | now)

    def can(self, direction: int) -> Floats:
        """1.0 where the ladder given can move so, else 0.0; shape (row, 1...)."""
        feasible = self.feasible[:, self._option(direction)]
        return np.asarray(self.spread(feasible.astype(float)))

    def odds(self, up: Floats, down: Floats) -> Floats:
        """Return option probabilities over (row, *cells, option); what cannot be is held."""
        up, down = up * self.can(1), down * self.can(-1)
        odds = np.zeros((*np.broadcast_shapes(up.shape, down.shape), self.feasible.shape[1]))
        odds[..., self._option(1)] = up
        odds[..., self._option(-1)] = down
        odds[..., 0] = 1.0 - (up + down)
        return odds

    def _option(self, direction: int) -> int:
        return self.view.step_options.index((self.give, direction))


def _issues(view: View, give: str, watch: str) -> tuple[str, str]:
    """Check the issues named, or take the first own one and the first of the other principal."""
    own = list(dict.fromkeys(issue for issue, _ in view.step_options if issue is not None))
    others = [issue for issue in view.issues if issue not in own]
    theirs = [issue for issue in others if view.giver(issue) in view.principals] or others
    for name, known, what in ((give, own, "give"), (watch, others, "watch")):
        if name and name not in known:
            kind = "own issues" if what == "give" else "issues of others"
            raise ArgumentError(
                f'the strategy of {view.party} cannot {what} "{name}". '
                f"{did_you_mean(name, known, kind)}"
            )
    if not theirs:
        raise ArgumentError(f"the strategy of {view.party} finds no issue of others to watch")
    return give or own[0], watch or theirs[0]


def over_cells(odds: Floats, reaction: Reaction) -> Floats:
    """Give probabilities over (row, option) an axis of length 1 for each axis of cells."""
    cells = (1,) * (reaction.situation.axes - 1)
    return odds.reshape((odds.shape[0], *cells, odds.shape[-1]))
