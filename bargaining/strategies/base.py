"""What a strategy answers: one method for each decision a party takes.

Every method gets a view and answers for all its worlds at once, with `ChoiceProbabilities` or plain
arrays (see `ChoiceProbabilities.read`). A strategy holds parameters and never history.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from bargaining.arrays import Floats
from bargaining.errors import StrategyError
from bargaining.views.reaction import Reaction
from bargaining.views.view import ActView, ChoiceView, OfferView, ResponseView, StepView, TalksView

DECISIONS = (
    *("choose_step", "choose_act", "open_talks", "walk_out"),
    *("propose", "respond", "ratify", "react"),
)
YES_OR_NO = tuple(name for name in DECISIONS if name not in ("choose_step", "propose", "react"))

# What others call a decision.
OTHER_NAMES = {
    "accept": "respond",
    "act": "choose_act",
    "answer": "respond",
    "approve": "ratify",
    "leave": "walk_out",
    "move": "choose_step",
    "offer": "propose",
    "open": "open_talks",
    "reply": "respond",
    "step": "choose_step",
    "walk": "walk_out",
}

# High enough to let helpers such as `proposal` and `reaction` pass.
_ALIKE = 0.85


def misspelt(names: Iterable[str], known: tuple[str, ...] = DECISIONS) -> tuple[str, str] | None:
    """Return a public name that is nearly a decision, and the decision; None where there is none.

    A name near a decision that is among the names too is taken for a helper of it.
    """
    own = set(names)
    for name in sorted(own.difference(known)):
        if name.startswith("_"):
            continue
        for decision in known:
            one, other = (word.lower().replace("_", "") for word in (name, decision))
            near = SequenceMatcher(None, one, other).ratio() >= _ALIKE
            if near and decision not in own:
                return name, decision
    return None


class Strategy:
    """Base of all strategies: each decision is one method, and none has a default here.

    A subclass with a method whose name is nearly that of a decision is refused in a seat.

    Raises
    ------
    StrategyError
        It is asked for a decision that it does not take.
    """

    def choose_step(self, view: StepView) -> Any:
        """Choose among holding and one-rung moves of the party's own ladders."""
        raise _undecided(self, "choose_step")

    def choose_act(self, view: ActView) -> Any:
        """Say whether to act while the window is open."""
        raise _undecided(self, "choose_act")

    def open_talks(self, view: TalksView) -> Any:
        """Say whether to agree to talks."""
        raise _undecided(self, "open_talks")

    def walk_out(self, view: TalksView) -> Any:
        """Say whether to leave the table."""
        raise _undecided(self, "walk_out")

    def propose(self, view: OfferView) -> Any:
        """Choose a package, or to pass."""
        raise _undecided(self, "propose")

    def respond(self, view: ResponseView) -> Any:
        """Say whether to accept an offer."""
        raise _undecided(self, "respond")

    def ratify(self, view: ChoiceView) -> Any:
        """Say, as a ratifier, whether to approve an agreement."""
        raise _undecided(self, "ratify")

    def react(self, reaction: Reaction) -> Floats:
        """Say how others expect the party to step in a supposed position.

        Returns
        -------
        array over (row, *cells, option)
            Option probabilities, the party's types mixed by public belief.
        """
        raise _undecided(self, "react")


def _undecided(strategy: Strategy, decision: str) -> StrategyError:
    return StrategyError(
        f"{type(strategy).__name__} does not decide `{decision}`; derive from bg.QuantalResponse "
        f"to change single decisions"
    )
