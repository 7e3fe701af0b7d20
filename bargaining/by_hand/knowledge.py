"""What a party may know: what is public, and what it is and wants itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bargaining.outcomes.narration import level, probability
from bargaining.scenario.words import Wording, term_text
from bargaining.text import RULE, Column, Report, signed, table, told, wrap
from bargaining.views.public_view import View
from bargaining.world.world import World

__all__ = ["Belief", "Circumstance", "Knowledge", "Ladder", "Round", "Wish", "knowledge_of"]

# How many wishes are printed.
_WISHES = 6


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the ladder of an issue is, for all to see.

    `promised` is the label of the rung that an agreement in force promises, None where none does.
    """

    issue: str
    label: str
    giver: str
    rung: int
    rung_label: str
    rungs: tuple[str, ...]
    promised: str | None


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A condition of the world, in [0, 1]."""

    label: str
    level: float


@dataclass(frozen=True, slots=True)
class Belief:
    """How likely all believe a party to be of type 1, and the words for that."""

    party: str
    label: str
    is_what: str
    probability: float


@dataclass(frozen=True, slots=True)
class Wish:
    """A term of the party's own payoff, and its weight in this world."""

    label: str
    weight: float


@dataclass(frozen=True)
class Round(Report):
    """What all saw of a round, in sentences; it prints as a short story.

    Attributes
    ----------
    date : str
        When it was, such as ``"May 2014"``.
    sentences : tuple of str
        What happened, in order; empty where nothing did.
    undone : tuple of str
        What was planned by hand and not done, and why; nobody else sees that.
    """

    date: str
    sentences: tuple[str, ...]
    undone: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        texts = (
            *(self.sentences or ("Nothing moved.",)),
            *(f"Not done – {one}." for one in self.undone),
        )
        return [self.date, *(line for text in texts for line in wrap(text, indent=4, first="  "))]

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Knowledge(Report):
    """What a party may know, and nothing else; it prints as a sheet.

    Attributes
    ----------
    party, label : str
        Its name in the scenario, and in words.
    date : str
        When it is.
    round, rounds : int
        The round, from 0, and how many there are.
    type : str or None
        What only the party knows of itself; None where it has no private type.
    wants : tuple of Wish
        The terms of its own payoff, those that weigh most first.
    ladders, circumstances, beliefs : tuple of Ladder, Circumstance, Belief
        What all know.
    talks : str
        Whether there are talks or an agreement, in a sentence.
    past : tuple of Round
        What all saw of the rounds that are over.
    """

    party: str
    label: str
    date: str
    round: int
    rounds: int
    type: str | None
    wants: tuple[Wish, ...]
    ladders: tuple[Ladder, ...]
    circumstances: tuple[Circumstance, ...]
    beliefs: tuple[Belief, ...]
    talks: str
    past: tuple[Round, ...]

    def __repr__(self) -> str:
        return f"<What {self.label} knows in {self.date}>"

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        lines = [f"{self.label}, {self.date} (round {self.round + 1} of {self.rounds})"]
        if self.type:
            lines += ["", "What only it knows:", *wrap(self.type, indent=4, first="  ")]
        if self.wants:
            lines += ["", "What it wants, by weight:"]
            shown = [f"{signed(one.weight)}  {one.label}" for one in self.wants[:_WISHES]]
            lines += [line for text in shown for line in wrap(text, indent=10, first="  ")]
        return [*lines, "", "What all know:", *self.public_lines()]

    def public_lines(self) -> list[str]:
        """Return the lines on what all know."""
        columns = [Column("", words=True), Column("now", words=True), Column("by", words=True)]
        ladders = [
            [
                one.label,
                one.rung_label + (f", promised {one.promised}" if one.promised else ""),
                one.giver,
            ]
            for one in self.ladders
        ]
        circumstances = [[one.label, level(one.level), ""] for one in self.circumstances]
        beliefs = [
            [f"Belief that {one.label} is {one.is_what}", probability(one.probability), ""]
            for one in self.beliefs
        ]
        rows: list[list[str] | str] = []
        for part in (ladders, circumstances, beliefs):
            rows += [RULE, *part] if rows and part else part
        return [*wrap(self.talks), "", *table(columns, rows)]

    def to_dict(self) -> dict[str, Any]:
        """Return all of it in values that JSON knows."""
        return asdict(self)


def knowledge_of(
    party: int, world: World, words: Wording, past: tuple[Round, ...], view: View | None = None
) -> Knowledge:
    """Return what a party may know of one world as it is.

    Who is asked at the same time as others does not know their answers yet: what is believed then
    is what it sees in its `view`.
    """
    game, state, scenario = world.game, world.state, world.game.scenario
    name, rounds = game.parties[party], scenario.settings.rounds.value
    seen = View(world.rows, party) if view is None else view
    wishes = [
        Wish(
            term_text(term, scenario),
            float(world.parameters.number(f"payoffs.{name}.{term}", 0.0)[0]),
        )
        for term in scenario.payoffs.get(name, {})
    ]
    ladders = []
    for index, ladder in enumerate(game.ladders):
        issue, rung, promised = game.issues[index], int(state.rung[0, index]), None
        if state.agreement_in_force[0] and state.target[0, index] > ladder.rungs[rung] + 1e-9:
            promised = words.rung(issue, int(ladder.rung_nearest(state.target[:1, index])[0]))
        rungs = tuple(str(one.label) for one in scenario.issues[issue].rungs)
        where = words.label(issue), words.label(game.parties[ladder.giver]), rung
        ladders.append(Ladder(issue, *where, words.rung(issue, rung), rungs, promised))
    own_type = None
    if party in game.typed:
        own = int(world.types[0, party])
        meanings = scenario.parties[name].type_meanings
        said = "{who} is {type}: {meaning}" if meanings else "{who} is {type}."
        meaning = meanings[own] if meanings else ""
        own_type = told(said, who=words.label(name), type=words.type(name, own), meaning=meaning)
    talks = "Talks are under way." if state.at_table[0] else "Nobody is at the table."
    if state.agreement_in_force[0]:
        talks = "An agreement is in force."
    elif state.talks_broken[0]:
        talks = "Talks are broken off for good."
    return Knowledge(
        party=name,
        label=words.label(name),
        date=words.dates.name(min(world.round, rounds - 1)),
        round=min(world.round, rounds - 1),
        rounds=rounds,
        type=own_type,
        wants=tuple(sorted(wishes, key=lambda one: -abs(one.weight))),
        ladders=tuple(ladders),
        circumstances=tuple(
            Circumstance(words.label(condition), float(state.condition[0, index]))
            for index, condition in enumerate(game.conditions)
        ),
        beliefs=tuple(
            Belief(one, words.label(one), words.type(one, 1), float(seen.belief(one)[0]))
            for one in (game.parties[typed] for typed in game.typed)
        ),
        talks=talks,
        past=past,
    )
