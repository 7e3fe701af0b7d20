"""Tit for tat on ladders: give as much as the other has given, and take back as much.

Axelrod (1984, The Evolution of Cooperation) with the errors of a noisy world and the generosity of
its variant (Nowak and Sigmund, 1992, Nature 355:250-253). On ladders of one rung a pair errs as the
closed forms say (`bargaining.theory.follow_tit_for_tat`, `solve_reactive_pair`): without
forgiveness the first mover cooperates in exchange t with probability
(1 + (1 - 2 noise)^(2t - 1)) / 2 from mutual cooperation on, the second with exponent 2t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.scenario.bounds import share_named
from bargaining.strategies.following import Follower
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction
from bargaining.views.view import StepView

__all__ = ["TitForTat"]


@dataclass(frozen=True)
class TitForTat(QuantalResponse):
    """Answer the other's steps on one ladder by like steps on one's own; all else by default.

    Its standing concession follows the other's, both counted from the start: one rung up while that
    gives no more than the other gives, one rung down while it gives more. So a step missed, because
    a promise or an error stood in its way, is made up for later.

    Parameters
    ----------
    noise : float
        Probability of an error, in [0, 1]: a step meant is not taken, or one is taken that was
        not meant (up or down alike, where both exist).
    forgiveness : float
        Probability, in [0, 1], that it does for a round as if the other gave one more of its own
        rungs than it does: a step down is let pass, and a first step up is taken unasked. On one
        rung this is generous tit for tat: it cooperates after a defection with this probability.
    give : str
        The own issue that is moved; the first one unless given.
    watch : str
        The issue answered; the first one of another principal unless given.
    """

    noise: float = 0.0
    forgiveness: float = 0.0
    give: str = ""
    watch: str = ""

    def __post_init__(self) -> None:
        share_named("noise", self.noise)
        share_named("forgiveness", self.forgiveness)

    def choose_step(self, view: StepView) -> Floats:
        """Follow the other's concession."""
        return self._odds(Follower.of_view(view, self.give, self.watch))

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to follow the other's concession."""
        return self._odds(Follower.of_reaction(reaction, self.give, self.watch))

    def _odds(self, follower: Follower) -> Floats:
        ahead = follower.steps_ahead()
        strict, generous = 1.0 - self.forgiveness, self.forgiveness
        up = (strict * (ahead < 0) + generous * (ahead < 1)) * follower.can(1)
        down = (strict * (ahead > 0) + generous * (ahead > 1)) * follower.can(-1)
        ways = follower.can(1) + follower.can(-1)
        slip = self.noise * (1.0 - (up + down)) / np.maximum(ways, 1.0)
        right = 1.0 - self.noise
        return follower.odds(right * up + slip, right * down + slip)
