"""What a strategy answers: one method for each decision a party takes.

Every method gets a view and answers for all its worlds at once, with `Odds` or plain arrays (see
`Odds.read`). A strategy holds parameters and never history.
"""

from __future__ import annotations

from typing import Any

from bargaining.arrays import Floats
from bargaining.strategies.reactions import Reaction
from bargaining.strategies.view import ActView, ChoiceView, OfferView, ResponseView, StepView

__all__ = ["Strategy"]


class Strategy:
    """Base of all strategies: each decision is one method, and none has a default here."""

    def choose_step(self, view: StepView) -> Any:
        """Choose among holding and one-rung moves of the party's own ladders."""
        raise NotImplementedError

    def choose_act(self, view: ActView) -> Any:
        """Say whether to act while the window is open."""
        raise NotImplementedError

    def open_talks(self, view: ChoiceView) -> Any:
        """Say whether to agree to talks."""
        raise NotImplementedError

    def walk_out(self, view: ChoiceView) -> Any:
        """Say whether to leave the table."""
        raise NotImplementedError

    def propose(self, view: OfferView) -> Any:
        """Choose a package, or to pass."""
        raise NotImplementedError

    def respond(self, view: ResponseView) -> Any:
        """Say whether to accept an offer."""
        raise NotImplementedError

    def ratify(self, view: ChoiceView) -> Any:
        """Say, as a ratifier, whether to approve an agreement."""
        raise NotImplementedError

    def react(self, reaction: Reaction) -> Floats:
        """Say how others expect the party to step in a supposed position.

        Returns
        -------
        array over (row, *cells, option)
            Option probabilities, the party's types mixed by public belief.
        """
        raise NotImplementedError
