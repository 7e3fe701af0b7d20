"""GRIT: graduated and reciprocated initiatives in tension reduction.

Osgood, C. E. (1962). An Alternative to War or Surrender. University of Illinois Press. A party
announces a series of small steps, carries them out as announced without being asked for them, and
invites an answer; it stops where none comes, and goes on when one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.scenario.bounds import count_named
from bargaining.strategies.following import SAME_LEVEL, Follower
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction
from bargaining.views.view import StepView

__all__ = ["Grit"]


@dataclass(frozen=True)
class Grit(QuantalResponse):
    """Climb one rung every so many rounds while not too many steps stand unanswered.

    Steps fall in rounds 0, `every`, 2 `every` and so on. A step is answered when the other has
    given as much as it gives, both counted in levels from the start. Against one who answers each
    step a ladder of n rungs is at its top after round ``every (n - 1)``; against one who never does
    the series ends after `unanswered` steps. Nothing is taken back; all else is decided by default.

    The announcement is what others expect of it (`react`): they foresee in which rounds it steps.

    Parameters
    ----------
    every : int
        Rounds from one step to the next, at least 1.
    unanswered : int
        Unanswered steps after which it waits, at least 1.
    give : str
        The own issue that is moved; the first one unless given.
    watch : str
        The issue in which the answer is looked for; the first one of another principal unless
        given.
    """

    every: int = 2
    unanswered: int = 2
    give: str = ""
    watch: str = ""

    def __post_init__(self) -> None:
        count_named("every", self.every)
        count_named("unanswered", self.unanswered)

    def choose_step(self, view: StepView) -> Floats:
        """Take the step that is due, unless too many are unanswered."""
        return self._odds(Follower.of_view(view, self.give, self.watch), [view.round])

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to step as announced in the rounds that are anticipated.

        Anticipations multiply the odds of one round by the rounds anticipated: hence the share of
        these in which a step is due.
        """
        rows = reaction.rows
        ahead = range(rows.round + 1, rows.round + 1 + rows.game.scenario.settings.foresight.value)
        return self._odds(Follower.of_reaction(reaction, self.give, self.watch), ahead)

    def _odds(self, follower: Follower, rounds: Sequence[int]) -> Floats:
        due = sum(round % self.every == 0 for round in rounds) / max(len(rounds), 1)
        up: Floats = np.where(_steps_ahead(follower) < self.unanswered, due, 0.0)
        return follower.odds(up, np.zeros_like(up))


def _steps_ahead(follower: Follower) -> Ints:
    """Own steps beyond what the other has given, integers over (row, *cells)."""
    view = follower.view
    ladder, start = view.ladder(follower.give), view.path(follower.give)[:, 0]
    received = follower.watched - follower.spread(view.path(follower.watch)[:, 0])
    answered_to = follower.spread(start) + np.maximum(received, 0.0)
    answered = np.searchsorted(ladder, answered_to + SAME_LEVEL, side="right") - 1
    return np.asarray(follower.spread(view.rung(follower.give)) - answered)
