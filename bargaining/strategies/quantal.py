"""The default strategy: quantal response to a short, explicit look-ahead.

Each option is chosen with a probability that rises with its value (logit response: McKelvey and
Palfrey, 1995, Games and Economic Behavior 10:6-38). Moves that are no promised delivery cost
inertia.
"""

from __future__ import annotations

from typing import Any

from bargaining.arrays import Floats
from bargaining.strategies.base import Strategy
from bargaining.strategies.odds import Odds, softmax_steps
from bargaining.views.reaction import Reaction, myopic_scores
from bargaining.views.rules import over_types, type_belief
from bargaining.views.view import ActView, ChoiceView, OfferView, ResponseView, StepView, TalksView

__all__ = ["QuantalResponse"]


class QuantalResponse(Strategy):
    """Logit choice with the scenario's choice noise and inertia."""

    def choose_step(self, view: StepView) -> Any:
        """Respond to the value of each position less what the step costs; holding weighs more."""
        scores = (view.values - view.cost[:, None, :]) / view.choice_noise[:, None, None]
        scores[:, :, 0] += view.holding[:, None]
        return Odds.softmax(scores)

    def choose_act(self, view: ActView) -> Any:
        """Respond to what acting gains in position and at the table."""
        return Odds.logistic(view.gain / view.choice_noise[:, None])

    def open_talks(self, view: TalksView) -> Any:
        """Respond to what talking gains, less inertia; staying apart may weigh more."""
        return self._change(view)

    def walk_out(self, view: TalksView) -> Any:
        """Respond to what leaving gains, less inertia; staying may weigh more."""
        return self._change(view)

    def propose(self, view: OfferView) -> Any:
        """Respond to the expected value of each package."""
        return Odds(view.quantal_log_odds)

    def respond(self, view: ResponseView) -> Any:
        """Respond to what saying yes gains over waiting."""
        return Odds.logistic(view.gain / view.choice_noise[:, None])

    def ratify(self, view: ChoiceView) -> Any:
        """Respond to what the agreement gains over none, beyond the hurdle."""
        return Odds.logistic(view.gain / view.choice_noise[:, None])

    def react(self, reaction: Reaction) -> Floats:
        """Respond myopically to the flow of the next position (model, equation 4)."""
        odds = softmax_steps(myopic_scores(reaction))
        return over_types(odds, type_belief(reaction.rows, reaction.party), axis=-2)

    def _change(self, view: TalksView) -> Odds:
        odds = (view.gain - view.inertia[:, None]) / view.choice_noise[:, None]
        return Odds.logistic(odds - view.holding[:, None])
