"""Grim trigger on ladders: go along until the other takes something back, then never again.

Friedman (1971, Review of Economic Studies 38:1-12). Against it a party keeps its own rung iff its
discount factor is at least (T - R) / (T - P), where T is the payoff of taking it back unanswered, R
of mutual concession and P of none.
"""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.arrays import Floats
from bargaining.strategies.following import Follower
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction
from bargaining.views.view import StepView

__all__ = ["GrimTrigger"]


@dataclass(frozen=True)
class GrimTrigger(QuantalResponse):
    """Follow the other's concession upwards; once it has ever come down, step down for good.

    Parameters
    ----------
    give : str
        The own issue that is moved; the first one unless given.
    watch : str
        The issue whose fall is the trigger; the first one of another principal unless given.
    """

    give: str = ""
    watch: str = ""

    def choose_step(self, view: StepView) -> Floats:
        """Follow, or punish."""
        return _odds(Follower.of_view(view, self.give, self.watch))

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to follow, or to punish."""
        return _odds(Follower.of_reaction(reaction, self.give, self.watch))


def _odds(follower: Follower) -> Floats:
    fell = follower.fell()
    up = (follower.direction() > 0) & ~fell
    return follower.odds(up.astype(float), fell.astype(float))
