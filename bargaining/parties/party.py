"""A party: a negotiating state, or a ratifier at home, in all worlds of a batch at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.errors import ArgumentError, StrategyError
from bargaining.parties.asking import Questions
from bargaining.parties.mesa_lazily import mesa
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import label_of
from bargaining.strategies.base import Strategy
from bargaining.strategies.quantal import QuantalResponse
from bargaining.text import extent
from bargaining.views.public_view import NotSeenError, StepsView
from bargaining.views.reaction import Reaction, Reactors
from bargaining.views.view import ActView, ChoiceView, OfferView, ResponseView, StepView, TalksView
from bargaining.world.state import BatchState

# What a party may override beside its decisions.
RULES = ("closed_steps", "barred_packages")
# Probabilities are sums of a few floats.
_SLACK = 1e-6


def class_wanted(name: str) -> str:
    """Return a sentence on an object of a party's class where the class is wanted."""
    return (
        f"a seat takes the class and no object of it: seats={{...: {name}}}. To ask a country "
        f'something, take its seat, bg.Negotiation("stockholm-2014")["japan"]; {name}.questions '
        f"lists what it answers"
    )


class Party(mesa.Agent):  # type: ignore[misc]
    """One party in R parallel worlds; each decision is one method, for all worlds at once.

    Override one method in a subclass to change one decision; hand in a strategy to change them all.
    A subclass with a method whose name is nearly that of a decision or a rule is refused in a seat.
    A method gets a view of what the party may know and returns `ChoiceProbabilities` or plain
    arrays (see `bargaining.strategies.choice_probabilities.ChoiceProbabilities.read`).

    Parameters
    ----------
    model : mesa.Model
        The negotiation.
    name : str
        The party's name in the scenario.
    index : int
        Its place in the scenario's file.
    strategy : Strategy, optional
        How it decides; the quantal response unless given.

    Raises
    ------
    ArgumentError
        There is no model: a seat takes the class and no object of it.

    Notes
    -----
    Answers over (world, type) have two columns for a party with a private type, type 0 and type 1
    in the words of the scenario's `type_labels`, and one column for any other.
    """

    questions: ClassVar[Questions] = Questions()
    """What one can ask a country of this class, by the name of the method."""

    def __init__(
        self, model: Any = None, name: str = "", index: int = 0, strategy: Strategy | None = None
    ) -> None:
        if model is None:
            raise ArgumentError(class_wanted(type(self).__name__))
        super().__init__(model)
        self.name = name
        self.index = index
        self.strategy = strategy if strategy is not None else QuantalResponse()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or hasattr(type(self), name):
            # What lacks something is no name, or a property within.
            return object.__getattribute__(self, name)
        known = [one for one in dir(self) if not one.startswith("_")]
        raise NotSeenError(
            f'the party {self.__dict__.get("name", "")} has no "{name}". '
            f"{did_you_mean(name, known, 'questions')}"
        )

    def __repr__(self) -> str:
        label = self.name
        game = getattr(self.model, "game", None)
        if game is None:
            return f"<{label}>"
        label = label_of(self.name, game.scenario)
        world = self.model.world
        return (
            f"<{label} in {world.n} world{'' if world.n == 1 else 's'} of {game.scenario.name}, "
            f"round {world.round}>"
        )

    def choose_step(self, view: StepView) -> Any:
        """Choose among holding and one-rung moves of own ladders."""
        return self.strategy.choose_step(view)

    def choose_act(self, view: ActView) -> Any:
        """Say whether to act while a technical window is open."""
        return self.strategy.choose_act(view)

    def open_talks(self, view: TalksView) -> Any:
        """Say whether to agree to talks."""
        return self.strategy.open_talks(view)

    def walk_out(self, view: TalksView) -> Any:
        """Say whether to leave the table."""
        return self.strategy.walk_out(view)

    def propose(self, view: OfferView) -> Any:
        """Choose a package to offer, or pass."""
        return self.strategy.propose(view)

    def respond(self, view: ResponseView) -> Any:
        """Say whether to accept the offer on the table."""
        return self.strategy.respond(view)

    def ratify(self, view: ChoiceView) -> Any:
        """Say, as a ratifier, whether to approve an agreement."""
        return self.strategy.ratify(view)

    def react(self, reaction: Reaction) -> Floats:
        """Say how others expect this party to step in a supposed position."""
        return self.strategy.react(reaction)

    def closed_steps(self, view: StepsView) -> Bools | None:
        """Say which of its steps the party does not take as things stand, whatever they are worth.

        Others expect it to keep to this, as do its own look-aheads. No party closes any step unless
        its country's class says so.

        Returns
        -------
        booleans over (row, option), or None
            True where a step is closed; holding, option 0, never is. None closes nothing.
        """
        return None

    def barred_packages(self, view: StepsView) -> Bools | None:
        """Say which packages the party would neither offer nor sign as things stand.

        They are off the table for both sides, now and in look-aheads from such a position. No party
        bars any unless its country's class says so.

        Returns
        -------
        booleans over (row, package), or None
            True where a package is barred. None bars nothing.
        """
        return None

    @property
    def rows(self) -> BatchState:
        """The worlds as they stand, for the questions one asks of a country.

        Before the first round, between rounds and after the last they stand as the last move left
        them: scheduled conditions have not moved yet, and the numbers of the coming round hold.
        """
        rows: BatchState = self.model.rows
        return rows

    @property
    def reactors(self) -> Reactors:
        """Parties that answer for their own expected reactions."""
        reactors: Reactors = self.model.reactors
        return reactors


def own_reactors(parties: Mapping[int, Party]) -> Reactors:
    """Return the parties that answer for their own expected steps, their answers checked.

    The others are expected to step by the model's own rule (model, equation 4).
    """
    return {
        index: _Checked(party)
        for index, party in parties.items()
        if type(party).react is not Party.react
        or type(party.strategy).react is not QuantalResponse.react
    }


class _Checked:
    """A party whose expected steps must be probabilities of its options."""

    def __init__(self, party: Party) -> None:
        self._party = party

    def react(self, reaction: Reaction) -> Floats:
        """Return the party's answer, if it holds probabilities of the right shape."""
        answer = self._party.react(reaction)
        where = f"{type(self._party).__name__}.react ({self._party.name})"
        options = len(reaction.rows.game.step_options[reaction.party])
        return read_reaction(answer, reaction, options, where)


def read_reaction(answer: Any, reaction: Reaction, options: int, where: str) -> Floats:
    """Turn what `react` returned into probabilities; refuse what has a wrong shape or is none."""
    values = np.asarray(answer)
    axes = reaction.situation.axes + 1
    fits = values.ndim == axes and values.shape[0] == reaction.rows.n
    if not fits or values.shape[-1] != options or values.dtype.kind not in "fiub":
        raise StrategyError(
            f"{where} must give probabilities over (row, *cells, option), {axes} axes with "
            f"{reaction.rows.n} rows first and {options} options last; got "
            f"{values.dtype} of shape {values.shape}"
        )
    probability = values.astype(float)
    if not np.all((probability >= 0.0) & (probability <= 1.0 + _SLACK)):
        raise StrategyError(
            f"{where} must give probabilities from 0 to 1; got some that are not "
            f"(or are no numbers)"
        )
    total = probability.sum(axis=-1)
    if np.abs(total - 1.0).max(initial=0.0) > _SLACK:
        raise StrategyError(
            f"{where} must give probabilities that sum to 1; got sums of "
            f"{extent(total.min(), total.max())}"
        )
    return probability
