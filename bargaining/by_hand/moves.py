"""Moves by hand: what a person decides for a party, and the hand that does it in play."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import Wording
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.text import told

__all__ = [
    "QUESTIONS", "Asked", "Hand", "Move", "YesOrNo", "package_number", "package_of",
    "package_text", "rung_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """A question with two answers, which several parties answer at the same time.

    Attributes
    ----------
    asks : str
        The question, with a place for who is asked.
    no, yes : str
        What each answer is called.
    if_yes, if_no : str
        What each answer means.
    seen : str
        What all see of a yes, with a place for who says it; empty where that is told otherwise.
    """

    asks: str
    no: str
    yes: str
    if_yes: str
    if_no: str = "All stays as it is."
    seen: str = ""


# By what begins the slot of the draw.
QUESTIONS = {
    "open": YesOrNo(
        "Nobody is at the table. Does {who} agree to talk?",
        "refuse to talk",
        "agree to talk",
        "Talks open if everybody who has to sign agrees to talk.",
    ),
    "walk": YesOrNo(
        "Talks are under way. Does {who} leave?",
        "stay at the table",
        "leave the talks",
        "The talks end with it.",
        seen="{who} left the talks.",
    ),
    "adjourn": YesOrNo(
        "The session ends without an offer. Does {who} end the talks with it?",
        "ask for another meeting",
        "ask for no further meeting",
        "The talks end with it.",
        seen="{who} asked for no further meeting.",
    ),
    "accept": YesOrNo(
        "Does {who} accept?",
        "refuse the offer",
        "accept the offer",
        "It is signed if everybody who has to sign accepts.",
        "Nothing is signed this time.",
    ),
    "opt_out": YesOrNo(
        "The offer is refused. Does {who} take its outside option and leave?",
        "stay at the table",
        "take the outside option and leave",
        "The talks end with it.",
        seen="{who} took its outside option and left.",
    ),
    "ratify": YesOrNo(
        "Does {who} ratify?",
        "refuse to ratify",
        "ratify",
        "What was signed comes into force if nobody else refuses.",
        "What was signed fails.",
    ),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One decision made by hand.

    Attributes
    ----------
    party : str
        Who makes it.
    slot : str
        Which decision of a round it is: ``"step.<party>"``, ``"act.<act>"``, ``"offer"``,
        ``"open.<party>"``, ``"walk.<party>"``, ``"adjourn.<party>"``, ``"accept.<party>"``,
        ``"opt_out.<party>"`` or ``"ratify.<principal>"``.
    value : object
        Of a step (issue, direction), or None to hold still; of an offer rung numbers by issue, or
        None to offer nothing; of all else whether the answer is yes.
    round : int or None
        When it was made; None as long as it waits to be asked for.
    """

    party: str
    slot: str
    value: Any
    round: int | None = None

    @property
    def kind(self) -> str:
        """What kind of decision it is: how its slot begins."""
        return self.slot.partition(".")[0]

    def to_dict(self) -> dict[str, Any]:
        """Return the move in values that JSON knows."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"round": self.round, "party": self.party, "slot": self.slot, "value": value}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Move:
        """Return the move that `to_dict` wrote."""
        value = tuple(told["value"]) if isinstance(told["value"], list) else told["value"]
        return cls(told["party"], told["slot"], value, told["round"])

    def exists(self, scenario: Scenario) -> bool:
        """Return whether a scenario ever asks the party for this decision, with such an answer."""
        # A file may hold anything.
        if not all(isinstance(one, str) for one in (self.party, self.slot)):
            return False
        if self.slot not in _slots(self.party, scenario):
            return False
        if self.kind == "offer":
            try:
                return bool(package_of(scenario, self.value) == self.value)
            except ArgumentError:
                return False
        if self.kind != "step":
            return isinstance(self.value, bool)
        own = [name for name, one in scenario.issues.items() if one.giver == self.party]
        return self.value in [None, *((name, way) for name in own for way in (-1, 1))]

    def tell(self, words: Wording) -> str:
        """Return the move in words, without a full stop: ``"Japan: hold still"``."""
        if self.kind == "step" and self.value is None:
            what = "hold still"
        elif self.kind == "step":
            issue, direction = self.value
            way = "up" if direction > 0 else "down"
            what = told(f"move {{issue}} {way} by one rung", issue=words.label(issue))
        elif self.kind == "offer" and self.value is None:
            what = "offer nothing"
        elif self.kind == "offer":
            what = told("offer {package}", package=words.package(self.value, {}))
        elif self.kind == "act":
            act = words.label(self.slot.partition(".")[2])
            what = told(
                "{act}: {answer}", act=act, answer="go ahead" if self.value else "let it pass"
            )
        else:
            what = QUESTIONS[self.kind].yes if self.value else QUESTIONS[self.kind].no
        return told("{who}: {what}", who=words.label(self.party), what=what)

    def option(self, view: Any, words: Wording) -> int:
        """Return the number that it has among the options of a view.

        Raises
        ------
        ArgumentError
            It cannot be made as things stand.
        """
        if self.kind == "step":
            option = 0 if self.value is None else view.option(*self.value)
            if not view.feasible[0, option]:
                issue, direction = self.value
                rung, ladder = int(view.rung(issue)[0]), words.scenario.issues[issue]
                if not 0 <= rung + direction < len(ladder.rungs):
                    why = f"{words.label(issue)} is at {words.rung(issue, rung)} already"
                elif direction < 0 and not ladder.reversible:
                    why = f"what was given on {words.label(issue)} cannot be taken back"
                else:
                    who = words.label(view.party)
                    why = f"{who} takes no such step as things are, by a rule of its own"
                raise ArgumentError(f"{self._cannot(view, words)}: {why}")
            return int(option)
        if self.kind == "offer":
            package = package_of(words.scenario, self.value)
            option = view.passing if package is None else package_number(view, package)
            if package is not None and not view.feasible[0, option]:
                raise ArgumentError(
                    f"{self._cannot(view, words)}: a package must change something, ask only for "
                    f"what is still to be given, and hold nothing that a party rules out now; "
                    f"{int(view.n_feasible[0])} of {view.passing} packages can be offered"
                )
            return int(option)
        return int(bool(self.value))

    def _cannot(self, view: Any, words: Wording) -> str:
        return f"in {words.dates.name(view.round)} this cannot be done: {self.tell(words)}"


def _slots(party: str, scenario: Scenario) -> set[str]:
    """Return what a party may be asked in some round."""
    slots = {f"act.{act.name}" for act in scenario.acts if act.by == party}
    slots |= {f"ratify.{name}" for name, one in scenario.parties.items() if one.ratifier == party}
    if party in scenario.table.principals:
        slots |= {"offer", *(f"{name}.{party}" for name in QUESTIONS if name != "ratify")}
    return slots | {f"step.{party}"} if party in scenario.parties else set()


class Asked(Exception):
    """Somebody who decides by hand is asked, and has not answered yet; no caller ever sees it."""

    def __init__(
        self, slot: str, party: int, odds: ChoiceProbabilities, view: Any, decision: str
    ) -> None:
        super().__init__(slot)
        self.slot, self.party, self.odds, self.view = slot, party, odds, view
        self.decision = decision


class Hand:
    """The moves of one world by hand: those made, those planned, and who is to be asked."""

    def __init__(self, scenario: Scenario) -> None:
        self._words = Wording(scenario)
        self._parties = tuple(scenario.parties)
        self.round = 0
        self.asks: frozenset[str] = frozenset()
        # The decisions that they are to be asked for; None for all of them.
        self._slots: frozenset[str] | None = None
        self.made: dict[tuple[int, str, str], Move] = {}
        self.planned: dict[tuple[str, str], Move] = {}
        # What the round being played has asked for.
        self._used: dict[tuple[str, str], Move] = {}

    def plan(self, move: Move) -> None:
        """Keep a move until the party is asked; it replaces another answer to the same."""
        self.planned[move.party, move.slot] = move

    def open_round(
        self, round: int, asks: Iterable[str] = (), slots: Iterable[str] | None = None
    ) -> None:
        """Get ready for a round in which some parties are to be asked, or asked for some slots."""
        self.round, self.asks, self._used = round, frozenset(asks), {}
        self._slots = None if slots is None else frozenset(slots)

    def decide(
        self, decision: str, slot: str, party: int, odds: ChoiceProbabilities, view: Any
    ) -> int | None:
        """Return the option that was decided, as `bargaining.protocol.Hand` wants it."""
        name = self._parties[party]
        move = self.made.get((self.round, name, slot)) or self.planned.get((name, slot))
        if move is None:
            wanted = self._slots is None or slot in self._slots
            # A step may have no more than one option.
            has_choice = not slot.startswith("step.") or int(view.feasible[0].sum()) > 1
            if name in self.asks and wanted and has_choice:
                raise Asked(slot, party, odds, view, decision)
            return None
        try:
            option = move.option(view, self._words)
        except ArgumentError:
            # In a round that is only tried out the plan is kept.
            if not self.asks:
                self.planned.pop((name, slot), None)
            raise
        self._used[name, slot] = move
        return option

    def close_round(self, *, last: bool) -> list[Move]:
        """Write down what the round has asked for; return plans that nobody asked for.

        Before the last round an offer waits for the floor; other such plans are given up.
        """
        for key, move in self._used.items():
            made = Move(move.party, move.slot, move.value, self.round)
            self.made[self.round, *key] = made
            self.planned.pop(key, None)
        unused = list(self.planned.values())
        waits = {key: move for key, move in self.planned.items() if move.kind == "offer"}
        self.planned = {} if last else waits
        return unused

    def go_back(self, round: int) -> None:
        """Forget all plans, and all moves from a round on."""
        self.made = {key: move for key, move in self.made.items() if key[0] < round}
        self.planned = {}


def package_number(view: Any, package: Mapping[str, int]) -> int:
    """Return a package's place in the grid of all; issues that it leaves out stay as they are."""
    number = 0
    for issue in view.menu:
        rung = package[issue] if issue in package else int(view.rung(issue)[0])
        number = number * len(view.ladder(issue)) + rung
    return number


def package_text(package: Mapping[str, int], now: Mapping[str, int], words: Wording) -> str:
    """Return what a package asks for in words, and not what it leaves as it is."""
    changed = {issue: rung for issue, rung in package.items() if rung != now[issue]}
    return words.package(changed or package, now)


def package_of(scenario: Scenario, package: Mapping[str, Any] | None) -> dict[str, int] | None:
    """Return a package as rung numbers by issue; None, to offer nothing, stays None.

    Raises
    ------
    ArgumentError
        It is no package, names an issue that is not on the menu, or a rung that does not exist.
    """
    if package is None:
        return None
    menu, given = scenario.table.menu.issues, cast(Any, package)
    if not isinstance(given, Mapping):
        example = {issue: str(scenario.issues[issue].rungs[-1].label) for issue in menu[:1]}
        raise ArgumentError(
            f"a package must be a dict of issue to rung, such as {example}; got {given!r}"
        )
    found: dict[str, int] = {}
    faults: list[str] = []
    for issue, rung in given.items():
        if issue not in menu:
            near = did_you_mean(str(issue), menu, "issues")
            faults.append(f'"{issue}" is not on the menu. {near}')
            continue
        try:
            found[issue] = rung_of(scenario, issue, rung)
        except ArgumentError as error:
            faults.append(str(error))
    if faults:
        raise ArgumentError("\n".join(faults))
    return found


def rung_of(scenario: Scenario, issue: str, rung: Any) -> int:
    """Return the number of a rung given by its number, its label, or a part of its label.

    Raises
    ------
    ArgumentError
        There is none, or several labels hold the text.
    """
    labels = [str(one.label) for one in scenario.issues[issue].rungs]
    listed = ", ".join(f'{number} "{label}"' for number, label in enumerate(labels))
    if isinstance(rung, str):
        text = rung.strip().lower()
        found = [number for number, label in enumerate(labels) if label.lower() == text]
        if not found and text:
            found = [number for number, label in enumerate(labels) if text in label.lower()]
        if len(found) == 1:
            return found[0]
        what = "is more than one rung" if found else "is no rung"
        raise ArgumentError(f'"{rung}" {what} of {issue}; its rungs are {listed}')
    whole = isinstance(rung, int | np.integer) and not isinstance(rung, bool)
    if whole and 0 <= rung < len(labels):
        return int(rung)
    raise ArgumentError(f"{issue} has no rung {rung!r}; its rungs are {listed}")
