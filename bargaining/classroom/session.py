"""A class: who has joined, which seats people hold, their votes and forecasts, and the game."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bargaining.by_hand.decisions import Decision
from bargaining.by_hand.negotiation import Negotiation
from bargaining.classroom.ballots import ENDINGS, read_forecast
from bargaining.classroom.turn import Turn, play_on
from bargaining.defaults import SEED
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.handout import seats_of
from bargaining.scenario.words import Wording

__all__ = ["FLAGS", "MODES", "Member", "Session"]

# Who decides for a party: the agent; one student or a pair; a whole group by vote.
MODES = ("agent", "people", "class")
# What the teacher may allow.
FLAGS = ("joining", "advice", "forecasting", "offers_only")
_MOST_AT_A_SEAT, _MOST_MEMBERS = 2, 200
# No page of ours sends such a message.
_STRANGE = "this page and the class do not understand each other"


@dataclass
class Member:
    """Somebody who has joined; known by a number and by nothing else.

    Attributes
    ----------
    number : int
        In the order of joining, from 1.
    seat : str or None
        The party whose seat the member holds or votes for.
    forecast : dict of str to int, or None
        How likely each ending is, in percent.
    choice : int or None
        The option voted for in the decision that is open.
    online : int
        How many connections there are.
    """

    number: int
    seat: str | None = None
    forecast: dict[str, int] | None = None
    choice: int | None = None
    online: int = 0


class Session:
    """What a class does, without the network: messages in, views out.

    `handle` never calls the engine: what does is left in `work`, for another thread, and what it
    returns is handed to `settle`.

    Parameters
    ----------
    scenario : Scenario
    seed, world : int
        The luck of the game.
    beside : int
        How many worlds a game that is over is compared with.
    """

    def __init__(
        self, scenario: Scenario, *, seed: int = SEED, world: int = 0, beside: int = 1000
    ) -> None:
        self.scenario, self.seed, self.world, self.beside = scenario, seed, world, beside
        self.words = Wording(scenario)
        self.modes = dict.fromkeys(seats_of(scenario), "agent")
        self.modes[scenario.table.principals[0]] = "class"
        # By the digest of the key that only the member's device has.
        self.members: dict[str, Member] = {}
        self.talks: Negotiation | None = None
        self.decision: Decision | None = None
        self.joining, self.advice, self.forecasting = True, False, False
        # Whether people are asked for offers and answers to them alone, and agents do all else.
        self.offers_only = False
        self.ending = ""
        self.board: dict[str, Any] = {}
        self.seen: dict[str, dict[str, Any]] = {}
        self.debriefs: dict[str, dict[str, Any]] = {}
        # By seat, how it voted last.
        self.tallies: dict[str, dict[str, Any]] = {}
        self.game: dict[str, Any] | None = None
        self.work: Callable[[], Turn] | None = None
        self.busy = False

    @property
    def stage(self) -> str:
        """Where the class is: before, in or after a game."""
        if self.talks is None:
            return "lobby"
        return "over" if self.board.get("over") else "playing"

    @property
    def played(self) -> list[str]:
        """The parties that people decide for."""
        return [party for party, mode in self.modes.items() if mode != "agent"]

    @property
    def projected(self) -> str:
        """The only seat that people hold, if a group votes there: all sit in it, and see it."""
        only = self.played[0] if len(self.played) == 1 else ""
        return only if only and self.modes[only] == "class" else ""

    def join(self, key: object) -> tuple[str, Member]:
        """Return a member's key and the member: known by the key, or new.

        Raises
        ------
        ArgumentError
            Nobody joins at the moment, or the class is full.
        """
        digest = sha256(key.encode("utf-8", "replace")).hexdigest() if isinstance(key, str) else ""
        if isinstance(key, str) and digest in self.members:
            return key, self.members[digest]
        if not self.joining:
            raise ArgumentError("nobody can join now; the teacher can allow it")
        if len(self.members) >= _MOST_MEMBERS:
            self._make_room()
        new = secrets.token_urlsafe(16)
        member = Member(1 + max((one.number for one in self.members.values()), default=0))
        member.seat = self.projected or None
        self.members[sha256(new.encode()).hexdigest()] = member
        return new, member

    def _make_room(self) -> None:
        """Forget who came last among those who are gone and have done nothing."""
        idle = [
            (one.number, digest)
            for digest, one in self.members.items()
            if not one.online
            and one.choice is None
            and one.forecast is None
            and (one.seat is None or self.modes[one.seat] == "class")
        ]
        if not idle:
            raise ArgumentError("the class is full")
        del self.members[max(idle)[1]]

    def handle(self, member: Member | None, message: Mapping[str, Any]) -> None:
        """Do what a message of a member asks for; None is the teacher.

        Raises
        ------
        ArgumentError
            There is no such message, or it cannot be followed now.
        """
        kind = message.get("kind")
        of_member: dict[object, Callable[[Member, Any], None]] = {
            "sit": self._sit, "forecast": self._forecast, "decide": self._decide,
        }  # fmt: skip
        of_teacher: dict[object, Callable[[Any], None]] = {
            "mode": self._mode, "allow": self._allow, "begin": self._begin, "again": self._again,
            "close": self._close, "agent": self._agent, "back": self._back, "free": self._free,
            "reveal": self._reveal,
        }  # fmt: skip
        try:
            if member is None and kind in of_teacher:
                of_teacher[kind](message)
            elif member is not None and kind in of_member:
                of_member[kind](member, message)
            elif kind in of_teacher:
                raise ArgumentError("only the teacher's page can do this")
            else:
                raise ArgumentError(_STRANGE)
        except ArgumentError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise ArgumentError(_STRANGE) from None

    # What members do.

    def _sit(self, member: Member, message: Mapping[str, Any]) -> None:
        seat = message["seat"]
        if not self.joining or (self.talks is not None and member.seat is not None):
            raise ArgumentError("seats cannot be changed now; the teacher can free one")
        if seat is not None and seat not in self.played:
            raise ArgumentError("an agent holds this seat")
        if seat is not None and self.modes[seat] == "people" and member.seat != seat:
            taken = sum(one.seat == seat for one in self.members.values())
            if taken >= _MOST_AT_A_SEAT:
                raise ArgumentError("this seat is taken")
        member.seat, member.choice = seat, None

    def _forecast(self, member: Member, message: Mapping[str, Any]) -> None:
        if not self.forecasting:
            raise ArgumentError("forecasts are closed")
        member.forecast = read_forecast(message["shares"])

    def _decide(self, member: Member, message: Mapping[str, Any]) -> None:
        decision = self._open_decision()
        if member.seat is None or member.seat != decision.party:
            raise ArgumentError("this decision belongs to another seat")
        if message["decision"] != _number_of(decision):
            raise ArgumentError("this decision is over")
        choice = message["choice"]
        if not isinstance(choice, dict) and type(choice) is not int:
            raise ArgumentError(_STRANGE)
        try:
            option = decision.option(choice, self.words)
        except ArgumentError:
            raise ArgumentError(
                "this cannot be offered: an offer changes something, and asks only for what is "
                "still to be given and not ruled out now"
            ) from None
        member.choice = option.number
        if self.modes[decision.party] == "people":
            self._take(decision, option.number)

    # What the teacher does.

    def _mode(self, message: Mapping[str, Any]) -> None:
        party, mode = message["party"], message["mode"]
        if party not in self.modes or mode not in MODES:
            raise ArgumentError(_STRANGE)
        if self.talks is not None or self.busy:
            raise ArgumentError("who decides is settled before a game begins")
        self.modes[party] = mode
        for member in self.members.values():
            if member.seat == party:
                member.seat = None
        if self.joining and self.projected == party:
            for member in self.members.values():
                member.seat = party

    def _allow(self, message: Mapping[str, Any]) -> None:
        what, allowed = message["what"], message["allowed"]
        if what not in FLAGS or not isinstance(allowed, bool):
            raise ArgumentError(_STRANGE)
        if what == "forecasting" and allowed and (self.talks is not None or self.busy):
            raise ArgumentError("forecasts are made before a game: end it first")
        if what == "forecasting" and allowed:
            self._forget_scored()
        setattr(self, what, allowed)
        if what == "advice" and self.decision is not None:
            self._show(self.decision)

    def _forget_scored(self) -> None:
        """Forget forecasts of a history whose ending is known."""
        if self.ending:
            for member in self.members.values():
                member.forecast = None
        self.ending = ""

    def _begin(self, message: Mapping[str, Any]) -> None:
        world = message.get("world", self.world)
        if type(world) is not int or not 0 <= world <= 2**62:
            raise ArgumentError("a world is known by a whole number from 0")
        if self.talks is not None or self.busy:
            raise ArgumentError("a game is going on: end it first")
        if not self.played:
            raise ArgumentError("an agent holds every seat: give one to the class or to students")
        self._forget_scored()
        self.world, self.joining, self.forecasting = world, False, False
        self._leave(lambda: self.turn(Negotiation(self.scenario, seed=self.seed, world=world)))

    def _again(self, message: Mapping[str, Any]) -> None:
        """Return to before the game."""
        if self.busy:
            raise ArgumentError("one moment: the last move is being played")
        self.talks = self.decision = self.game = None
        self.board, self.seen, self.debriefs, self.tallies = {}, {}, {}, {}
        self.joining = True
        self._forget_scored()
        for member in self.members.values():
            member.choice = None

    def _close(self, message: Mapping[str, Any]) -> None:
        decision = self._open_decision()
        votes = self.votes(decision.party)
        if not votes:
            raise ArgumentError("nobody has voted yet")
        # Of options with as many votes, the first of the list.
        ranked = sorted(votes, key=lambda option: (-votes[option], option))
        self._take(decision, ranked[0])
        self.tallies[decision.party] = {
            "question": decision.question,
            "votes": [
                {"label": decision.options[option].label, "votes": votes[option]}
                for option in ranked
            ],
        }

    def _agent(self, message: Mapping[str, Any]) -> None:
        decision = self._open_decision()
        self._take(decision, max(decision.options, key=lambda one: one.advice).number)

    def _back(self, message: Mapping[str, Any]) -> None:
        talks = self.talks
        if talks is None:
            raise ArgumentError("there is no game to go back in")
        self._leave(lambda: self.turn(talks.back(min(1, talks.round))))

    def _free(self, message: Mapping[str, Any]) -> None:
        if message["party"] not in self.modes:
            raise ArgumentError(_STRANGE)
        for member in self.members.values():
            if member.seat == message["party"]:
                member.seat = member.choice = None

    def _reveal(self, message: Mapping[str, Any]) -> None:
        """Take the ending of a watched world for what came, where no game is played."""
        if self.talks is not None or self.busy:
            raise ArgumentError("forecasts are about the game that is played")
        if message["ending"] not in ENDINGS:
            raise ArgumentError(_STRANGE)
        self.forecasting, self.ending = False, message["ending"]

    # The game.

    def _open_decision(self) -> Decision:
        if self.decision is None or self.busy:
            raise ArgumentError("nothing is asked at the moment")
        return self.decision

    def _take(self, decision: Decision, option: int) -> None:
        talks = self.talks
        assert talks is not None

        def take() -> Turn:
            talks.decide(decision, option)
            return self.turn(talks)

        self._leave(take)

    def _leave(self, work: Callable[[], Turn]) -> None:
        """Leave work to the engine's thread; until it is done nothing can be decided."""
        if self.busy:
            raise ArgumentError("one moment: the last move is being played")
        self.busy, self.work = True, work

    def turn(self, talks: Negotiation) -> Turn:
        """Play on until people are asked or all rounds are played."""
        return play_on(talks, self.played, self.offers_only, self.beside)

    def settle(self, turn: Turn | None) -> None:
        """Show where the game stands now; None where nothing has come of the work."""
        self.busy = False
        if turn is None:
            return
        self.talks, self.decision, self.board = turn.talks, turn.decision, turn.board
        self.seen, self.debriefs = dict(turn.seen), turn.debriefs
        self.game = turn.talks.to_dict()
        self.ending = self.debriefs[self.played[0]]["ending"] if self.debriefs else ""
        for member in self.members.values():
            member.choice = None
        if self.decision is not None:
            self._show(self.decision)

    def _show(self, decision: Decision) -> None:
        """Note what a seat may see of its decision."""
        told = decision.to_dict()
        if not self.advice:
            for option in told["options"]:
                del option["advice"], option["gain"], option["consequence"]
        self.seen[decision.party] = told.pop("knows")
        self.seen[decision.party]["decision"] = told | {
            "kind": decision.kind,
            "number": _number_of(decision),
        }

    def votes(self, party: str) -> Counter[int]:
        """Return how many of a seat vote for each option."""
        members = self.members.values()
        return Counter(
            one.choice for one in members if one.seat == party and one.choice is not None
        )


def _number_of(decision: Decision) -> str:
    return f"{decision.round}.{decision.slot}"
