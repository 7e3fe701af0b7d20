"""The default strategy, quantal response to a short look-ahead, and its limit without noise.

Each option is chosen with a probability that rises with its value (logit response: McKelvey and
Palfrey, 1995, Games and Economic Behavior 10:6-38). Moves that are no promised delivery cost
inertia.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.scenario.seats import share_named
from bargaining.solver.choices import weigh_steps
from bargaining.solver.elementary import log_of, plain
from bargaining.strategies.base import Strategy
from bargaining.strategies.choice_probabilities import ChoiceProbabilities, softmax_steps
from bargaining.views.reaction import Reaction, myopic_scores
from bargaining.views.rules import over_types, type_belief
from bargaining.views.view import ActView, ChoiceView, OfferView, ResponseView, StepView, TalksView


class QuantalResponse(Strategy):
    """Logit choice with the scenario's choice noise and inertia."""

    def choose_step(self, view: StepView) -> Any:
        """Respond to the value of each position less what the step costs; holding weighs more."""
        values, scores = plain(view.values), np.empty(view.values.shape)
        weigh_steps(values, plain(view.cost), view.choice_noise, plain(view.holding), scores)
        return ChoiceProbabilities.softmax(scores)

    def choose_act(self, view: ActView) -> Any:
        """Respond to what acting gains in position and at the table."""
        return ChoiceProbabilities.logistic(view.gain / view.choice_noise[:, None])

    def open_talks(self, view: TalksView) -> Any:
        """Respond to what talking gains, less inertia; staying apart may weigh more."""
        return self._change(view)

    def walk_out(self, view: TalksView) -> Any:
        """Respond to what leaving gains, less inertia; staying may weigh more."""
        return self._change(view)

    def propose(self, view: OfferView) -> Any:
        """Respond to the expected value of each package."""
        return ChoiceProbabilities(view.quantal_log_odds)

    def respond(self, view: ResponseView) -> Any:
        """Respond to what saying yes gains over waiting."""
        return ChoiceProbabilities.logistic(view.gain / view.choice_noise[:, None])

    def ratify(self, view: ChoiceView) -> Any:
        """Respond to what the agreement gains over none, beyond the hurdle."""
        return ChoiceProbabilities.logistic(view.gain / view.choice_noise[:, None])

    def react(self, reaction: Reaction) -> Floats:
        """Respond myopically to the flow of the next position (model, equation 4)."""
        odds = softmax_steps(myopic_scores(reaction))
        return over_types(odds, type_belief(reaction.rows, reaction.party), axis=-2)

    def _change(self, view: TalksView) -> ChoiceProbabilities:
        odds = (view.gain - view.inertia[:, None]) / view.choice_noise[:, None]
        return ChoiceProbabilities.logistic(odds - view.holding[:, None])


@dataclass(frozen=True)
class Equilibrium(QuantalResponse):
    """Take the best option of every decision, as the quantal look-ahead values them.

    As the precision of choice grows without bound, agent quantal response goes to a Nash
    equilibrium of the game (McKelvey and Palfrey, 1998, Experimental Economics 1:9-41).

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

    def respond(self, view: ResponseView) -> Any:
        """Accept iff signing is worth at least as much as waiting."""
        if self.remaining_noise == 0.0:
            return view.gain >= 0.0
        return self._sharpen(super().respond(view))

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to take the best myopic step."""
        scores = myopic_scores(reaction)
        if self.remaining_noise == 0.0:
            odds = _first_of_best(scores)
        else:
            odds = softmax_steps(scores / self.remaining_noise)
        return over_types(odds, type_belief(reaction.rows, reaction.party), axis=-2)

    def _sharpen(self, odds: ChoiceProbabilities) -> ChoiceProbabilities:
        """Divide log-odds by the share of noise that is left; a logit choice stays one."""
        if self.remaining_noise == 1.0:
            return odds
        if self.remaining_noise == 0.0:
            return ChoiceProbabilities(log_of(_first_of_best(odds.log)))
        return ChoiceProbabilities.softmax(odds.log / self.remaining_noise)


for _name in ("choose_step", "choose_act", "open_talks", "walk_out", "propose", "ratify"):
    # The decision of the quantal response with less noise.
    _decide = getattr(QuantalResponse, _name)
    setattr(Equilibrium, _name, lambda self, view, by=_decide: self._sharpen(by(self, view)))


def _first_of_best(scores: Floats) -> Floats:
    """1.0 at the first of the best along the last axis, 0.0 elsewhere."""
    chosen = np.zeros(scores.shape)
    np.put_along_axis(chosen, scores.argmax(axis=-1)[..., None], 1.0, axis=-1)
    return chosen
