"""The quantal look-ahead without its noise: a best response in place of a logit one.

McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
Experimental Economics 1(1), 9-41: as the precision of choice grows without bound, agent quantal
response goes to a Nash equilibrium of the game.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.scenario.bounds import share_named
from bargaining.solver.elementary import log_of
from bargaining.strategies.odds import Odds, softmax_steps
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction, myopic_scores
from bargaining.views.rules import over_types, type_belief
from bargaining.views.view import ActView, ChoiceView, OfferView, ResponseView, StepView, TalksView

__all__ = ["Equilibrium"]


@dataclass(frozen=True)
class Equilibrium(QuantalResponse):
    """Take the best option of every decision, as the quantal look-ahead values them.

    Among equals it takes the first of the list (holding before moving, packages in their order, no
    before yes), but accepts an offer that is as good as waiting.

    Parameters
    ----------
    remaining_noise : float
        Share of the party's choice noise that is left, in [0, 1]: 0 is the best response, 1 the
        quantal response.

    Notes
    -----
    What it is: a best response to a look-ahead in which everybody, this party included, goes on to
    choose with the noise of the scenario file. Others expect its unilateral steps to be as sharp
    as they are.

    What it is not: an equilibrium of the game between the two who sit, unless the noise of the file
    is small. The values of waiting are those of noisy play, and neither a second `Equilibrium` nor
    any other strategy across the table is foreseen. To play the equilibrium of theory lower
    `choice_noise` in the file: in the classroom files it is a tenth of a step, and the quantal
    response itself reaches the closed forms. Nor is the frozen look-ahead of the table an
    equilibrium of the whole game outside these files.
    """

    remaining_noise: float = 0.0

    def __post_init__(self) -> None:
        share_named("remaining_noise", self.remaining_noise)

    def choose_step(self, view: StepView) -> Odds:
        """Move to the best position, less inertia for moves not promised."""
        return self._sharpen(super().choose_step(view))

    def choose_act(self, view: ActView) -> Odds:
        """Act iff acting gains."""
        return self._sharpen(super().choose_act(view))

    def open_talks(self, view: TalksView) -> Odds:
        """Agree to talks iff they gain more than inertia."""
        return self._sharpen(super().open_talks(view))

    def walk_out(self, view: TalksView) -> Odds:
        """Leave iff leaving gains more than inertia."""
        return self._sharpen(super().walk_out(view))

    def propose(self, view: OfferView) -> Odds:
        """Offer the package of the highest expected value."""
        return self._sharpen(super().propose(view))

    def respond(self, view: ResponseView) -> Any:
        """Accept iff signing is worth at least as much as waiting."""
        if self.remaining_noise == 0.0:
            return view.gain >= 0.0
        return self._sharpen(super().respond(view))

    def ratify(self, view: ChoiceView) -> Odds:
        """Approve iff the agreement gains more than the hurdle."""
        return self._sharpen(super().ratify(view))

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to take the best myopic step."""
        scores = myopic_scores(reaction)
        if self.remaining_noise == 0.0:
            odds = _first_of_best(scores)
        else:
            odds = softmax_steps(scores / self.remaining_noise)
        return over_types(odds, type_belief(reaction.rows, reaction.party), axis=-2)

    def _sharpen(self, odds: Odds) -> Odds:
        """Divide log-odds by the share of noise that is left; a logit choice stays one."""
        if self.remaining_noise == 1.0:
            return odds
        if self.remaining_noise == 0.0:
            return Odds(log_of(_first_of_best(odds.log)))
        return Odds.softmax(odds.log / self.remaining_noise)


def _first_of_best(scores: Floats) -> Floats:
    """1.0 at the first of the best along the last axis, 0.0 elsewhere."""
    chosen = np.zeros(scores.shape)
    np.put_along_axis(chosen, scores.argmax(axis=-1)[..., None], 1.0, axis=-1)
    return chosen
