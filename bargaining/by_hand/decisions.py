"""A decision that somebody takes by hand: the question, its options, and the agent's advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.by_hand.knowledge import Knowledge
from bargaining.by_hand.moves import QUESTIONS, Asked, package_of, package_text
from bargaining.errors import ArgumentError
from bargaining.outcomes.narration import probability, value
from bargaining.scenario.words import Wording
from bargaining.text import Column, Report, counted, percent, signed, table, told, wrap
from bargaining.world.world import World

__all__ = ["Decision", "Option", "decision_of"]

# How many options are printed, and up to how many are explained in a sentence each.
_PRINTED, _EXPLAINED = 12, 5


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be done.

    Attributes
    ----------
    number : int
        Its place among the options, from 0.
    value : object
        What it is, as `bargaining.by_hand.moves.Move` has it.
    label : str
        In a few words: ``"agree to talk"``.
    sentence : str
        What it means.
    consequence : str
        What it is expected to bring; empty where nothing is known of that.
    advice : float
        How likely the agent would choose it.
    gain : float or None
        What it gains over doing nothing (holding still, offering nothing, saying no) in the party's
        own payoff units, as the party expects it; None where that is not known.
    """

    number: int
    value: Any
    label: str
    sentence: str
    consequence: str
    advice: float
    gain: float | None

    def explained(self) -> str:
        """Return what it means and what it is expected to bring."""
        return f"{self.sentence} {self.consequence}".rstrip()


@dataclass(frozen=True)
class Decision(Report):
    """What a party is to decide now, with all that it may know; it prints as a question.

    Attributes
    ----------
    party, slot : str
        Who decides, and which decision of a round it is (`bargaining.by_hand.moves.Move`).
    round : int
    question : str
        In one or two sentences.
    options : tuple of Option
    so_far : tuple of str
        What all have seen of this round before, in sentences.
    knows : Knowledge
        What the party knows as it is asked.
    """

    party: str
    slot: str
    round: int
    question: str
    options: tuple[Option, ...]
    so_far: tuple[str, ...]
    knows: Knowledge

    def __repr__(self) -> str:
        options = counted(len(self.options), "option")
        return f"<Decision of {self.party}: {self.slot}, {self.knows.date}, {options}>"

    def option(self, choice: Any, words: Wording) -> Option:
        """Return the option that a choice means.

        Parameters
        ----------
        choice : Option, int, bool, str, tuple, mapping or None
            An option itself, its number, or its label; yes or no; of a step (issue, direction); of
            an offer a package. None is to do nothing.

        Raises
        ------
        ArgumentError
            There is no such option, or there are several.
        """
        if isinstance(choice, Option):
            choice = choice.number
        if isinstance(choice, int | np.integer) and not isinstance(choice, bool):
            if 0 <= choice < len(self.options):
                return self.options[choice]
        elif isinstance(choice, str):
            text = choice.strip().lower()
            found = [one for one in self.options if one.label.lower() == text] or [
                one for one in self.options if text and text in one.label.lower()
            ]
            if len(found) == 1:
                return found[0]
        else:
            if isinstance(choice, Mapping):
                # Issues that a package leaves out stay as they are.
                now = {ladder.issue: ladder.rung for ladder in self.knows.ladders}
                package = now | (package_of(words.scenario, choice) or {})
                menu = words.scenario.table.menu.issues
                choice = {issue: package[issue] for issue in menu}
            for one in self.options:
                if one.value == choice and type(one.value) is type(choice):
                    return one
        listed = "; ".join(f"{one.number} {one.label}" for one in self.options[:_PRINTED])
        raise ArgumentError(
            f"{choice!r} is none of the {counted(len(self.options), 'option')}, or of several: "
            f"{listed}{'; ...' if len(self.options) > _PRINTED else ''}"
        )

    @property
    def kind(self) -> str:
        """What kind of decision it is: how its slot begins."""
        return self.slot.partition(".")[0]

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        return [*self.heading(), "", *self.advice()]

    def heading(self) -> list[str]:
        """Return the lines on what is asked, and on what has happened before in this round."""
        lines = [*wrap(self.question)]
        if self.so_far:
            lines += ["", f"So far in {self.knows.date}:"]
            lines += [line for text in self.so_far for line in wrap(text, indent=4, first="  ")]
        return lines

    def advice(self) -> list[str]:
        """Return the lines on the options: what each means, and how likely the agent takes it."""
        # Those that the agent likes best.
        best = sorted(self.options, key=lambda one: (-one.advice, -(one.gain or 0.0)))[:_PRINTED]
        columns = [Column("", words=True), Column("option", words=True), Column("gain"),
                   Column("the agent\nwould (%)", bar=True)]  # fmt: skip
        rows: list[list[str] | str] = [
            [str(one.number), one.label, signed(one.gain, 3), percent(one.advice)]
            for one in sorted(best, key=lambda one: one.number)
        ]
        if (more := len(self.options) - len(best)) > 0:
            rows.append(f"and {counted(more, 'option')} that the agent likes less")
        few = self.options if len(self.options) <= _EXPLAINED else ()
        explained = [wrap(f"{one.number}: {one.explained()}", indent=3) for one in few]
        return [*table(columns, rows), *(line for text in explained for line in text)]

    def to_dict(self) -> dict[str, Any]:
        """Return all of it in values that JSON knows."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a party of a world of its own is asked in play."""

    asked: Asked
    world: World
    words: Wording

    @property
    def own(self) -> int:
        """The party's private type."""
        return int(self.world.types[0, self.asked.party])

    @property
    def kind(self) -> str:
        """What begins the slot."""
        return self.asked.slot.partition(".")[0]

    @property
    def view(self) -> Any:
        """The view of the decision."""
        return self.asked.view

    @property
    def chances(self) -> Floats:
        """How likely the agent takes each option."""
        chances: Floats = self.asked.odds.probability(np.array([self.own]))[0]
        return chances

    def of_type(self, values: Any) -> Any:
        """Read an array over (row, type, ...) for this world and the party's type."""
        return values[0, self.own if values.shape[1] > 1 else 0]

    @property
    def rungs(self) -> dict[str, int]:
        """Where the ladders are."""
        issues = self.world.game.issues
        return dict(zip(issues, self.world.state.rung[0].tolist(), strict=True))

    def package(self, rungs: Sequence[int]) -> dict[str, int]:
        """Return rungs over the menu by issue."""
        game = self.world.game
        named = zip(game.menu, rungs, strict=True)
        return {game.issues[issue]: int(rung) for issue, rung in named}

    def tell(self, package: Mapping[str, int]) -> str:
        """Return what a package asks for, and not what it leaves as it is."""
        return package_text(package, self.rungs, self.words)


def decision_of(
    asked: Asked, world: World, words: Wording, so_far: Sequence[str], knows: Knowledge
) -> Decision:
    """Return the decision that a party is asked for in the middle of a round of one world."""
    of = _Question(asked, world, words)
    kind, who = of.kind, words.label(knows.party)
    named = words.label(asked.slot.partition(".")[2])
    if kind == "step":
        question = told("Does {who} move something on its own?", who=who)
    elif kind == "act":
        question = told("{act} is possible now. Does {who} go ahead?", act=named, who=who)
    elif kind == "offer":
        question = told("{who} has the floor. What does it offer?", who=who)
    else:
        question = told(QUESTIONS[kind].asks, who=who)
    if kind == "accept":
        principal = world.game.principals[int(world.log["proposer"][0])]
        proposer = words.label(world.game.parties[principal])
        package = of.tell(of.package(of.view.offer[0]))
        question = told(
            "{proposer} offers {who}: {package}. {question}",
            proposer=proposer,
            who=who,
            package=package,
            question=question,
        )
    elif kind == "ratify":
        package = of.tell(of.package(world.log["offer"][0].tolist()))
        question = told(
            "{who} has signed: {package}. {question}", who=named, package=package, question=question
        )
    make = {"step": _steps, "offer": _offers}.get(kind, _answers)
    options = tuple(replace(one, number=number) for number, one in enumerate(make(of)))
    return Decision(
        party=knows.party,
        slot=asked.slot,
        round=world.round,
        question=told("{date}. {question}", date=knows.date, question=question),
        options=options,
        so_far=tuple(so_far),
        knows=knows,
    )


def _steps(of: _Question) -> Iterator[Option]:
    view, words, chances = of.view, of.words, of.chances
    values = of.of_type(view.values)
    rungs = of.rungs
    owed = bool(view.promised[0].any())
    for number in np.flatnonzero(view.feasible[0]):
        issue, way = view.options[number]
        if issue is None:
            said = "Nothing that was promised is delivered." if owed else "All stays as it is."
            yield Option(0, None, "hold still", said, "", float(chances[number]), 0.0)
            continue
        gain, cost = float(values[number] - values[0]), float(view.cost[0, number])
        start, end = (words.rung(issue, rungs[issue] + by) for by in (0, way))
        kept = bool(view.promised[0, number])
        moves = told("Now at {start}; promised." if kept else "Now at {start}.", start=start)
        said = "It {gains}."
        if value(cost) != "0.000":
            said = "It {gains}, and moving costs {cost}."
        brings = told(said, gains=_gains(gain), cost=value(cost))
        label = told("{issue} to {rung}", issue=words.label(issue), rung=end)
        chance = float(chances[number])
        yield Option(0, (issue, int(way)), label, moves, brings, chance, gain - cost)


def _offers(of: _Question) -> Iterator[Option]:
    view, chances = of.view, of.chances
    length = "month" if of.words.dates.length == "month" else "round"
    passes = f"The {length} passes without an offer."
    yield Option(0, None, "offer nothing", passes, "", float(chances[view.passing]), 0.0)
    gains, values = of.of_type(view.expected_gain), of.of_type(view.values)
    waiting = float(of.of_type(view.value_of_waiting))
    means = QUESTIONS["accept"].if_yes
    for number in np.flatnonzero(view.feasible[0]):
        package, gain = of.package(view.packages[number].tolist()), float(gains[number])
        said = told(
            "Signed, it {gains}; to offer it is expected to bring {gain}.",
            gains=_gains(float(values[number]) - waiting),
            gain=signed(gain, 3),
        )
        yield Option(0, package, of.tell(package), means, said, float(chances[number]), gain)


def _answers(of: _Question) -> Iterator[Option]:
    """Yield the no and the yes; what each of them gains where that is known."""
    view, chances = of.view, of.chances
    no, yes, if_no = "let it pass", "go ahead", "All stays as it is."
    if of.kind in QUESTIONS:
        asked = QUESTIONS[of.kind]
        no, yes, if_no, if_yes = asked.no, asked.yes, asked.if_no, asked.if_yes
    else:
        name, acts = of.asked.slot.partition(".")[2], of.world.game.scenario.acts
        changed = next([one.issue, *one.sets] for one in acts if one.name == name)
        if_yes = told("It changes: {what}.", what=[of.words.label(one) for one in changed])
    gain = None if view is None else float(of.of_type(view.gain))
    brings: str = "" if gain is None else told("It {gains}.", gains=_gains(gain))
    if of.kind == "accept":
        ratified = float(view.ratified_probability[0])
        beyond = float(of.of_type(view.value_if_agreed) - of.of_type(view.value_of_waiting))
        said = "Signed, it {gains} over waiting."
        if ratified < 1:
            said = "Signed, it {gains} over waiting; it would be ratified with {chance}."
        brings = told(said, gains=_gains(beyond), chance=probability(ratified))
    nothing = None if gain is None else 0.0
    yield Option(0, False, no, if_no, "", float(chances[0]), nothing)
    yield Option(0, True, yes, if_yes, brings, float(chances[1]), gain)


def _gains(amount: float) -> str:
    """Return what is gained or lost: ``"gains 0.027"``."""
    text = value(amount)
    verb = "loses" if text.startswith("-") else "gains"
    return told(f"{verb} {{amount}}", amount=text.lstrip("-"))
