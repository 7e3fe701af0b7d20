"""A seat in a negotiation by hand: who sits there, what it knows and answers, moves for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from bargaining.by_hand.answers import Acceptance, Answer, WinSet
from bargaining.by_hand.decisions import Decision
from bargaining.by_hand.knowledge import Knowledge, Round, knowledge_of
from bargaining.by_hand.moves import QUESTIONS, Move, package_number, package_of, package_text
from bargaining.engine.negotiation import NegotiationModel
from bargaining.errors import ArgumentError
from bargaining.parties import Party
from bargaining.parties.asking import Questions
from bargaining.parties.questions import approval
from bargaining.protocol.offers import answer_to_offer
from bargaining.scenario import Scenario
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import Wording
from bargaining.text import Report, entry, joined
from bargaining.views.rules import over_types, recognition, rounds_ahead, type_belief
from bargaining.views.table import TableEquilibrium
from bargaining.views.view import OfferView, ResponseView
from bargaining.world.state import BatchState

__all__ = ["Seat"]

Package = Mapping[str, int | str]


class Talks(Protocol):
    """What a seat needs of the negotiation that it belongs to."""

    scenario: Scenario
    world: int

    @property
    def model(self) -> NegotiationModel:
        """The engine's model."""

    @property
    def date(self) -> str:
        """When the coming round is."""

    @property
    def over(self) -> bool:
        """Whether all rounds are played."""

    @property
    def story(self) -> tuple[Round, ...]:
        """What all saw of the rounds that are over."""

    def next_decision(self, *parties: str) -> Decision | None:
        """Return the next decision of this round that some parties have not taken."""

    def plan(self, move: Move) -> None:
        """Keep a move for the coming round."""


class Seat(Report):
    """A party in a negotiation by hand; it prints who it is, what it knows and what it may do.

    A country's own questions are methods too: ``talks["japan"].snap_back_cost()`` is the answer in
    this world, given the party's own type; `questions` lists them. What a seat is asked it answers
    in confidence: only `knows` and the decisions of `Negotiation.next_decision` are for others'
    eyes at the table.

    Parameters
    ----------
    talks : Negotiation
    name : str
        The party's name in the scenario.
    """

    def __init__(self, talks: Talks, name: str) -> None:
        self._talks = talks
        self.name = name
        self._words = Wording(talks.scenario)
        self.label = self._words.label(name)

    def __repr__(self) -> str:
        talks = self._talks
        when = "over" if talks.over else talks.date
        return f"<{self.label} in world {talks.world} of {talks.scenario.name}: {when}>"

    @property
    def party(self) -> Party:
        """The party of the engine, whose answers are arrays over worlds and types."""
        party: Party = self._talks.model.parties[self.name]
        return party

    @property
    def type(self) -> int | None:
        """Its private type, 0 or 1; None where it has none."""
        party, world = self.party, self._talks.model.world
        return int(world.types[0, party.index]) if party.index in world.game.typed else None

    @property
    def questions(self) -> Questions:
        """What one can ask this country, beside what one can ask of everybody at the table."""
        return type(self.party).questions

    def knows(self) -> Knowledge:
        """Return what it may know now, and nothing else: what is public, and its own wishes."""
        _ = self.party.rows  # Puts the numbers of the coming round in force.
        past = self._talks.story
        return knowledge_of(self.party.index, self._talks.model.world, self._words, past)

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        decision = None if self._talks.over else self._talks.next_decision(self.name)
        lines = (self.knows() if decision is None else decision.knows).lines()
        if not self._talks.over:
            told = ["  Nothing is asked of it."] if decision is None else decision.lines()
            lines += ["", "What it may do now:", *told]
        asked = {f"{name}()": question.text for name, question in self.questions.items()}
        if self.name in self._talks.scenario.table.principals:
            asked["would_accept(package)"] = "whether it would accept a package now"
            asked["win_set()"] = "which packages it would rather sign now than wait"
        if asked:
            lines += ["", "What one can ask it:"]
        return [*lines, *(line for name, text in asked.items() for line in entry(name, text, 30))]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.questions})

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        # Such are asked for before there are talks, by what copies and unpickles.
        if name.startswith("_"):
            raise AttributeError(f"a seat has no {name!r}")
        if name not in self.questions:
            known = [*self.questions, *(one for one in dir(Seat) if not one.startswith("_"))]
            raise AttributeError(
                f"{self!r} has no {name!r}. {did_you_mean(name, known, 'questions')}"
            )

        def ask(*given: Any, **named: Any) -> Answer:
            question = self.questions[name]
            answer = getattr(self.party, name)(*given, **named)
            parts = question.parts or {"": question.text}
            bound = inspect.signature(getattr(self.party, name)).bind(*given, **named)
            bound.apply_defaults()
            whose = bound.arguments.get(question.about, self.name)
            numbers = {
                label: self._number(getattr(answer, part) if part else answer, whose)
                for part, label in parts.items()
            }
            unit = self._words.unit()
            return Answer(f"{self.label}: {question.text}", numbers, unit, question.nothing)

        return ask

    def _number(self, values: Any, whose: str = "") -> float:
        """Read an array over (row, type): by the own type, or by what is believed of another's."""
        if values.shape[1] == 1:
            return float(values[0, 0])
        if whose in ("", self.name):
            return float(values[0, self.type or 0])
        rows = self.party.rows
        belief = type_belief(rows, rows.game.party(whose))
        return float(over_types(values, belief)[0])

    def would_accept(self, package: Package) -> Acceptance:
        """Say whether it would accept a package, were that offered to it now.

        It answers before the offer has told it anything of who made it (model, equation 9). The
        value of waiting is that of ending this round without a signature, no matter which party
        has the floor in it.

        Parameters
        ----------
        package : mapping of issue to rung
            A rung is given by its number, its label or a part of that; issues that are left out
            stay as they are.

        Raises
        ------
        ArgumentError
            It does not sit at the table, the package does not exist, or no table can sit any more.
        """
        rungs = package_of(self._talks.scenario, package) or {}
        rows, table = self._table()
        party, game = self.party, rows.game
        proposer = self._proposer(rows)
        here = np.zeros(1, dtype=np.int64)
        offer = OfferView(rows, party.index, table, here, party.index)
        number = package_number(offer, rungs)
        view = ResponseView(rows, party.index, table, here, proposer, np.array([number]))
        odds = answer_to_offer(self._talks.model.context, party.index, view)
        own = np.array([self.type or 0])
        ratifier = game.ratifiers.get(party.index)
        return Acceptance(
            party=self.label,
            package=package_text(rungs or self._rungs(rows), self._rungs(rows), self._words),
            probability=float(odds.probability(own)[0, 1]),
            gain=self._number(view.gain),
            value=self._number(view.value_if_agreed),
            waiting=self._number(view.value_of_waiting),
            ratifier=None if ratifier is None else self._words.label(game.parties[ratifier]),
            ratified=float(approval(party)[0][0, number]),
        )

    def win_set(self) -> WinSet:
        """Return the packages that it would rather sign now than wait, and that pass at home.

        Raises
        ------
        ArgumentError
            It does not sit at the table, or no table can sit any more.
        """
        rows, table = self._table()
        party = self.party
        here = np.zeros(1, dtype=np.int64)
        view = OfferView(rows, party.index, table, here, self._proposer(rows))
        own = min(self.type or 0, view.values.shape[1] - 1)
        gains = view.values[0, own] - float(view.value_of_waiting[0, own])
        approvals = approval(party)[0][0]
        inside = view.feasible[0] & (gains > 0) & (approvals >= 1.0 - approvals)
        chosen = np.flatnonzero(inside)
        chosen = chosen[np.argsort(-gains[chosen], kind="stable")]
        return WinSet(
            party=self.label,
            packages=tuple(
                dict(zip(view.menu, view.packages[number].tolist(), strict=True))
                for number in chosen
            ),
            gains=gains[chosen],
            approvals=approvals[chosen],
            n_offers=int(view.feasible.sum()),
            words=self._words,
            now=self._rungs(rows),
        )

    def _table(self) -> tuple[BatchState, TableEquilibrium]:
        self._expect_principal()
        party = self.party
        rows = party.rows
        if self._talks.over or rounds_ahead(rows)[0] == 0:
            raise ArgumentError("no table sits any more: nothing can be offered")
        return rows, TableEquilibrium(rows, party.reactors, detail=True)

    def _proposer(self, rows: BatchState) -> int:
        """Return who has the floor this round, another party where that is open."""
        chance = recognition(rows, rows.round)[0]
        may = [one for one, p in zip(rows.game.principals, chance, strict=True) if p > 0.0]
        return next((one for one in may if one != self.party.index), may[0])

    def _rungs(self, rows: BatchState) -> dict[str, int]:
        return dict(zip(rows.game.issues, rows.state.rung[0].tolist(), strict=True))

    def offer(self, package: Package | None) -> None:
        """Offer a package as soon as the party has the floor; None is to offer nothing.

        Rungs are given as in `would_accept`. Who has the floor in a round may be luck, so the offer
        waits where it has to; a later one replaces it.

        Raises
        ------
        ArgumentError
            The party does not sit at the table, or the package does not exist.
        """
        self._expect_principal()
        self._plan("offer", package_of(self._talks.scenario, package))

    def move(self, issue: str, direction: int) -> None:
        """Move one of its ladders by one rung in the coming round: +1 up, -1 down.

        Raises
        ------
        ArgumentError
            It gives no such issue, or the direction is neither.
        """
        own = [name for name, one in self._talks.scenario.issues.items() if one.giver == self.name]
        if issue not in own:
            near = did_you_mean(str(issue), own, "issues") if own else "It gives none."
            raise ArgumentError(f'{self.name} gives no issue "{issue}". {near}')
        if isinstance(direction, bool) or direction not in (+1, -1):
            raise ArgumentError(f"direction must be +1 or -1; got {direction!r}")
        self._plan(f"step.{self.name}", (issue, int(direction)))

    def hold(self) -> None:
        """Move none of its ladders in the coming round."""
        self._plan(f"step.{self.name}", None)

    def act(self, name: str, yes: bool = True) -> None:
        """Go ahead with an act if it is possible in the coming round, or let it pass.

        Raises
        ------
        ArgumentError
            It has no such act.
        """
        own = [one.name for one in self._talks.scenario.acts if one.by == self.name]
        if name not in own:
            near = did_you_mean(str(name), own, "acts") if own else "It has none."
            raise ArgumentError(f'{self.name} has no act "{name}". {near}')
        self._plan(f"act.{name}", bool(yes))

    def answer(self, question: str, yes: bool) -> None:
        """Answer a question that may be asked in the coming round.

        Parameters
        ----------
        question : str
            A name of `bargaining.by_hand.moves.QUESTIONS`: ``"open"`` (does it agree to talk?),
            ``"walk"`` (does it leave the talks?), ``"accept"`` (whatever is offered), ``"ratify"``
            for those who do, and others.
        yes : bool

        Raises
        ------
        ArgumentError
            There is no such question, or it is never asked of this party.
        """
        if question not in QUESTIONS:
            near = did_you_mean(str(question), QUESTIONS, "questions")
            raise ArgumentError(f"there is no question {question!r}. {near}")
        if question != "ratify":
            self._expect_principal()
            self._plan(f"{question}.{self.name}", bool(yes))
            return
        parties = self._talks.scenario.parties
        signers = [name for name, one in parties.items() if one.ratifier == self.name]
        if not signers:
            raise ArgumentError(f"{self.name} ratifies nothing: it is nobody's ratifier")
        for signer in signers:
            self._plan(f"ratify.{signer}", bool(yes))

    def _plan(self, slot: str, value: Any) -> None:
        self._talks.plan(Move(self.name, slot, value))

    def _expect_principal(self) -> None:
        principals = self._talks.scenario.table.principals
        if self.name not in principals:
            raise ArgumentError(
                f"{self.name} does not sit at the table; {joined(list(principals))} do"
            )
