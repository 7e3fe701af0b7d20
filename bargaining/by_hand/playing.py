"""One world played round by round: tried out up to a decision, played, and gone back in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bargaining.by_hand.decisions import Decision, decision_of
from bargaining.by_hand.knowledge import Round, knowledge_of
from bargaining.by_hand.moves import QUESTIONS, Asked, Hand
from bargaining.by_hand.news import news
from bargaining.engine.batches import Batch
from bargaining.engine.negotiation import NegotiationModel
from bargaining.engine.replay import EventRecorder, step_and_tell, tell_ending
from bargaining.outcomes import Event
from bargaining.scenario.words import Wording
from bargaining.text import told
from bargaining.world.world import World

__all__ = ["Play"]


class Play:
    """The engine's model of one world, with the hand that decides in it.

    Parameters
    ----------
    of_world : Batch
        One world.
    """

    def __init__(self, of_world: Batch) -> None:
        scenario = of_world.scenario
        self.hand, self._recorder = Hand(scenario), EventRecorder()
        self._words, self.rounds = Wording(scenario), scenario.settings.rounds.value
        self.model = NegotiationModel(
            scenario,
            seed=of_world.seed,
            first_world=of_world.first_world,
            worlds_per_draw=of_world.worlds_per_draw,
            seats=of_world.seats,
            observer=self._recorder,
            hand=self.hand,
        )
        self.story: list[Round] = []
        # The world as each round began, to go back to.
        self._begun: list[World] = [self.model.snapshot()]

    @property
    def events(self) -> tuple[Event, ...]:
        """All that happened, with the values behind each decision."""
        return tuple(self._recorder.events)

    def try_out(
        self, parties: Sequence[str], slots: Collection[str] | None = None
    ) -> Decision | None:
        """Return the next decision of some parties in the coming round, which is not played.

        With `slots` only these decisions count; the agent takes the others, with the same luck.
        """
        try:
            self._play(parties, slots)
        except Asked as asked:
            world = self.model.world
            # Where others are asked at the same time, nobody knows their answers yet.
            together = asked.slot.partition(".")[0] in QUESTIONS
            so_far = self._news(world.round, asked.decision if together else "")
            knows = knowledge_of(asked.party, world, self._words, tuple(self.story), asked.view)
            return decision_of(asked, world, self._words, so_far, knows)
        finally:
            self._undo()
        return None

    def step(self) -> Round:
        """Play one round; where that fails, what could not be done is given up, and nothing is."""
        try:
            self._play(())
        except BaseException:
            self._undo()
            raise
        round = self.model.round - 1
        date = self._words.dates.name(round)
        self.story.append(Round(date, self._news(round)))
        self._begun.append(self.model.snapshot())
        over = self.model.round >= self.rounds
        if over:
            tell_ending(self.model, self._recorder)
        undone = tuple(
            told(
                "{move}: {why}",
                move=move.tell(self._words),
                why="it waits" if move.kind == "offer" and not over else "nobody asked for it",
            )
            for move in self.hand.close_round(last=over)
        )
        return Round(date, self.story[-1].sentences, undone)

    def go_back(self, round: int) -> None:
        """Go back to where a round began."""
        self.model.restore(self._begun[round])
        del self._begun[round + 1 :], self.story[round:]
        self._forget(round)
        self.hand.go_back(round)

    def _play(self, asks: Sequence[str], slots: Collection[str] | None = None) -> None:
        self.hand.open_round(self.model.round, asks, slots)
        step_and_tell(self.model, self._recorder)

    def _undo(self) -> None:
        """Put the world back to where the round began."""
        self.model.restore(self._begun[-1])
        self._forget(self.model.round)

    def _forget(self, round: int) -> None:
        self._recorder.events = [one for one in self._recorder.events if one.round < round]

    def _news(self, round: int, but: str = "") -> tuple[str, ...]:
        """Return what all saw of a round so far, but for one kind of decision."""
        rungs = self._begun[round].state.rung[0].tolist()
        events = [one for one in self._recorder.events if (one.round, one.decision) != (round, but)]
        return news(
            [one for one in events if one.round == round],
            dict(zip(self.model.game.issues, rungs, strict=True)),
            self._words,
        )
