"""One world of a scenario, played round by round, in which people may decide for parties."""

from __future__ import annotations

import json
import weakref
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bargaining.by_hand.debrief import Debrief, debrief
from bargaining.by_hand.decisions import Decision
from bargaining.by_hand.knowledge import Round
from bargaining.by_hand.moves import Move
from bargaining.by_hand.playing import Play
from bargaining.by_hand.saved import outcomes_by_hand, read_game, told_of
from bargaining.by_hand.seat import Package, Seat
from bargaining.defaults import PER_DRAW, SEED
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.batches import Batch
from bargaining.engine.negotiation import NegotiationModel
from bargaining.engine.runner import Progress
from bargaining.engine.seats import check_seats
from bargaining.errors import ArgumentError
from bargaining.outcomes import Event, Outcomes
from bargaining.outcomes.ending_in_words import ending
from bargaining.outcomes.storage import write_whole
from bargaining.scenario import Scenario
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import Wording
from bargaining.text import Report, counted, wrap

__all__ = ["Negotiation"]


class Negotiation(Report):
    """One world of a scenario that is played by hand: ask the parties, move for them, go back.

    Parties decide for themselves wherever nothing is decided by hand. What the others make of a
    move by hand is what they would make of it had the party chosen it itself.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    seed : int
        Seed of all luck.
    world : int
        Number of the world. As long as nothing is decided by hand it is the same as world `world`
        of ``simulate`` with this seed.
    worlds_per_draw : int
        World `i` belongs to draw ``i // worlds_per_draw`` of the parameters.
    seats : mapping of party's name to strategy or Party subclass, optional
        Who decides for a party instead of what the scenario says.

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
    ArgumentError
        An argument is out of its range, or a seat holds what cannot decide.

    Examples
    --------
    >>> import bargaining as bg
    >>> talks = bg.Negotiation("ultimatum", seed=2014)
    >>> talks.offer("ann", {"share": 50})
    >>> print(talks.step())  # doctest: +ELLIPSIS
    round 0
      Ann offered: ...
    """

    def __init__(
        self,
        scenario: Scenario | str,
        *,
        seed: int = SEED,
        world: int = 0,
        worlds_per_draw: int = PER_DRAW,
        seats: Mapping[str, Any] | None = None,
    ) -> None:
        check_whole(world=world, worlds_per_draw=worlds_per_draw)
        self.scenario = scenario_of(scenario)
        self.world = world
        self._of_world = Batch(
            scenario=self.scenario,
            seed=check_seed(seed),
            first_world=world,
            worlds=1,
            worlds_per_draw=worlds_per_draw,
            seats=check_seats(seats, self.scenario),
            keep=(),
        )
        self._words, self._play = Wording(self.scenario), Play(self._of_world)
        weakref.finalize(self, self.model.release)

    def __repr__(self) -> str:
        return f"<Negotiation of {self.scenario.name}, world {self.world}: {self._when()}>"

    def _when(self) -> str:
        return "over" if self.over else f"{self.date}, round {self.round + 1} of {self.rounds}"

    @property
    def rounds(self) -> int:
        """How many rounds there are."""
        return self.scenario.settings.rounds.value

    @property
    def round(self) -> int:
        """The round to be played next, from 0."""
        return self.model.round

    @property
    def model(self) -> NegotiationModel:
        """The engine's model, which holds this world; its parties answer in arrays."""
        return self._play.model

    @property
    def date(self) -> str:
        """When the coming round is, such as ``"May 2014"``; at the end the last one."""
        return self._words.dates.name(min(self.round, self.rounds - 1))

    @property
    def over(self) -> bool:
        """Whether all rounds are played."""
        return self.round >= self.rounds

    @property
    def story(self) -> tuple[Round, ...]:
        """What all saw of the rounds that are over."""
        return tuple(self._play.story)

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves that were made by hand, in the order in which they were asked for."""
        return tuple(self._play.hand.made.values())

    @property
    def planned(self) -> tuple[Move, ...]:
        """The moves that wait to be asked for."""
        return tuple(self._play.hand.planned.values())

    @property
    def events(self) -> tuple[Event, ...]:
        """All that happened, with the values behind each decision, also those that are private."""
        return self._play.events

    def __getitem__(self, party: str) -> Seat:
        if party not in self.scenario.parties:
            near = did_you_mean(str(party), self.scenario.parties, "parties")
            raise ArgumentError(f'there is no party "{party}". {near}')
        return Seat(self, party)

    def __iter__(self) -> Iterator[Seat]:
        return (Seat(self, name) for name in self.scenario.parties)

    def next_decision(self, *parties: str, slots: Collection[str] | None = None) -> Decision | None:
        """Return the next decision of this round that some parties have not taken by hand yet.

        The round is tried out up to there, and not played.

        Parameters
        ----------
        *parties : str
            Who is to be asked; everybody unless given.
        slots : collection of str, optional
            Which decisions are asked for, as `bargaining.by_hand.moves.Move` names them; the agents
            take the others. All unless given.

        Returns
        -------
        Decision or None
            None where none of them is asked any more: `step` plays the round.

        Raises
        ------
        ArgumentError
            All rounds are played, there is no such party, or a planned move cannot be made.
        """
        self._expect_more()
        names = [self[name].name for name in parties] or list(self.scenario.parties)
        return self._play.try_out(names, slots)

    def decide(self, decision: Decision, choice: Any) -> None:
        """Take a decision by hand; `step` plays it.

        Parameters
        ----------
        decision : Decision
            As `next_decision` returned it.
        choice : Option, int, bool, str, tuple, mapping or None
            An option, its number or its label; yes or no; of a step (issue, direction); of an offer
            a package. None is to do nothing.

        Raises
        ------
        ArgumentError
            There is no such option, or the decision belongs to another round.
        """
        if decision.round != self.round:
            when = self._words.dates.name(decision.round)
            raise ArgumentError(f"this decision belongs to {when}, and it is {self._when()}")
        option = decision.option(choice, self._words)
        self.plan(Move(decision.party, decision.slot, option.value))

    def offer(self, party: str, package: Package | None) -> None:
        """Offer a package for a party as soon as it has the floor; see `Seat.offer`."""
        self[party].offer(package)

    def plan(self, move: Move) -> None:
        """Keep a move for the coming round.

        Raises
        ------
        ArgumentError
            All rounds are played, or the party is never asked for such a move.
        """
        self._expect_more()
        if not move.exists(self.scenario):
            raise ArgumentError(f"{move.party} is never asked for such a move: {move}")
        self._play.hand.plan(move)

    def step(self) -> Round:
        """Play one round and return what all saw of it; it prints as a short story.

        Raises
        ------
        ArgumentError
            All rounds are played; or a planned move cannot be made: then the plan is given up, and
            the round is not played.

        Notes
        -----
        What was planned and could not be done is told in `Round.undone`, which no seat is shown.
        """
        self._expect_more()
        return self._play.step()

    def play(self) -> Negotiation:
        """Play all rounds that are left, and return the negotiation itself."""
        while not self.over:
            self.step()
        return self

    def back(self, rounds: int = 1) -> Negotiation:
        """Go back some rounds; the same luck follows, and moves made since then are forgotten.

        Raises
        ------
        ArgumentError
            So many rounds have not been played.
        """
        if isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 0:
            raise ArgumentError(f"rounds must be a whole number of at least 0; got {rounds!r}")
        if rounds > self.round:
            raise ArgumentError(
                f"cannot go back {counted(rounds, 'round')}: {self.round} have been played"
            )
        self._play.go_back(self.round - rounds)
        return self

    @property
    def outcomes(self) -> Outcomes:
        """The result of this one world, for all that takes results of `simulate`.

        Raises
        ------
        ArgumentError
            The negotiation is not over.
        """
        if not self.over:
            raise ArgumentError(f"the negotiation is not over, {self._when()}: play() ends it")
        return outcomes_by_hand(self._of_world, self.model, self.events, self.moves)

    def debrief(
        self, party: str, *, worlds: int = 1000, progress: Progress | None = None
    ) -> Debrief:
        """Return what the game came to for a party: its place among worlds, and what decided it.

        Parameters
        ----------
        party : str
        worlds : int
            Worlds to compare with, in which all parties decide for themselves. They have the
            numbers of this world; of these count those in which the party has the same private
            type, which may be fewer.
        progress : callable, optional
            As for `simulate`.

        Raises
        ------
        ArgumentError
            The negotiation is not over, or there is no such party.
        """
        name = self[party].name
        return debrief(self.outcomes, self._of_world, self.moves, name, worlds, progress)

    def transcript(self, *, highlights: bool = False) -> str:
        """Tell the whole history in plain words, with the odds and the values behind each decision.

        Parameters
        ----------
        highlights : bool
            Tell only of rounds in which something was decided, and of what was done in them.

        Raises
        ------
        ArgumentError
            The negotiation is not over.
        """
        return self.outcomes.transcript(self.world, highlights=highlights)

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows: how things are, and what is planned."""
        place = f"World {self.world} of {self.scenario.name}, seed {self._of_world.seed}"
        about = f"{place}: {self._when()}."
        lines = [*wrap(self.scenario.header.title), *wrap(about), ""]
        lines += next(iter(self)).knows().public_lines()
        if self.planned:
            lines += ["", "Planned by hand:"]
            told = (move.tell(self._words) for move in self.planned)
            lines += [line for text in told for line in wrap(f"{text}.", indent=4, first="  ")]
        if self.over:
            lines += ["", *self.ending()]
        return lines

    def ending(self) -> list[str]:
        """Return the lines on how it ended, and why.

        Raises
        ------
        ArgumentError
            The negotiation is not over.
        """
        outcomes = self.outcomes
        told = ending(outcomes.history(self.world), outcomes)
        lines = [line for text in told for line in wrap(text, indent=4, first="  ")]
        return ["How it ended:", *lines]

    def save(self, path: str | Path) -> Path:
        """Write the game to a file of JSON: what is played, its luck, and the moves by hand.

        Returns
        -------
        Path
            The file.
        """
        file = Path(path)
        text = json.dumps(self.to_dict(), indent=1) + "\n"
        write_whole(file, lambda written: written.write(text.encode()))
        return file

    def to_dict(self) -> dict[str, Any]:
        """Return what suffices to play the game again up to here, in values that JSON knows."""
        return told_of(self._of_world, self.round, (*self.moves, *self.planned))

    @classmethod
    def load(
        cls,
        game: str | Path | Mapping[str, Any],
        *,
        scenario: Scenario | str | None = None,
        seats: Mapping[str, Any] | None = None,
    ) -> Negotiation:
        """Take up a game again: its moves are played with the same luck.

        Parameters
        ----------
        game : str, Path or mapping
            A file that `save` wrote, or what `to_dict` returned.
        scenario : Scenario or str, optional
            What was played, if that is not a bundled scenario.
        seats : mapping, optional
            Who decided for a party, where that was no strategy of the catalogue.

        Raises
        ------
        ArgumentError
            It is no such game, or one of another scenario, model or seats.
        """
        saved = read_game(game, scenario, seats)
        talks = cls(saved.scenario, **saved.place, seats=saved.seats)
        for round in (*range(saved.round), None):
            for move in saved.moves:
                if move.round == round:
                    talks.plan(replace(move, round=None))
            if round is not None and (undone := talks.step().undone):
                raise ArgumentError(
                    f"this game holds a move that round {round} does not ask for: {undone[0]}"
                )
        return talks

    def _expect_more(self) -> None:
        if self.over:
            raise ArgumentError(
                f"all {counted(self.rounds, 'round')} are played; back(2) goes back two of them"
            )
