"""The end of a transcript: how a world ended and why, what is left, and what decided it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bargaining.codes import Cause, Closing, Ending, Response
from bargaining.outcomes.attribution import attribute
from bargaining.outcomes.history import History
from bargaining.outcomes.wording import level, value
from bargaining.scenario.words import Wording
from bargaining.text import joined, possessive

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["Moment", "ending", "key_event", "told_closing"]


def ending(history: History, world: PlayedWorlds, words: Wording) -> list[str]:
    """Tell how a world ended, what is left, what it was worth and what decided it.

    Parameters
    ----------
    history : History
        Its events in order.
    world : Outcomes
        The result of this one world.
    words : Wording
        The scenario's words.
    """
    ending = Ending(int(world["ending"][0]))
    last = len(world["standing"][0]) - 1
    principals = [str(principal) for principal in world.labels["principal"]]
    left = ", ".join(
        f"{words.label(principal)} {level(world['standing'][0, last, i])}"
        for i, principal in enumerate(principals)
    )
    told = [f"{ending.words.capitalize()}: {_why(ending, history, world, words)}."]
    told.append(f"Concessions at the end (0 none, 1 all at stake): {left}.")
    for i, issue in enumerate(map(str, world.labels["issue"])):
        if world.scenario.issues[issue].giver in principals:
            end = words.rung(issue, int(world["rung"][0, last, i]))
            start = words.rung(issue, int(world["initial_rung"][0, i]))
            moved = f"{end}, where it began" if start == end else f"{end}, after {start}"
            told.append(f"{words.label(issue)}: {moved}.")
    worth = ", ".join(
        f"{words.label(party)} {value(world['payoff'][0, i])}"
        for i, party in enumerate(world.labels["party"])
        if party in principals
    )
    return [*told, f"What the whole history was worth: {worth}.", key_event(history, world)]


def _why(ending: Ending, history: History, world: PlayedWorlds, words: Wording) -> str:
    data = next((event.data for event in history.events if event.decision == "ending"), {})

    def threshold(name: str) -> str:
        return f" ({level(data[name])})" if name in data else ""

    broken = joined(
        [
            f"{words.label(party)} broke the agreement in "
            f"{words.dates.name(int(world.first_round(f'default.{party}')[0]))}"
            for i, party in enumerate(world.labels["party"])
            if world["defaulted"][0, :, i].any()
        ]
    )
    although = f", although {broken}" if broken else ""
    if ending is Ending.SETTLEMENT:
        return f"every side's concessions reach a settlement{threshold('settlement')}{although}"
    if ending is Ending.PARTIAL:
        return (
            f"every side's concessions reach an accommodation{threshold('partial')} but no "
            f"settlement{threshold('settlement')}{although}"
        )
    least = level(data["partial"]) if "partial" in data else "enough for an accommodation"
    short = f"at least one side has conceded less than {least}"
    if "partial" in data:
        short += ", the least for an accommodation"
    if ending is Ending.RENEGE:
        signed = ""
        if _signed(world):
            signed = f"an agreement was signed in {_date(world, words, 'agreement')}; "
        return f"{signed}{broken or 'it was broken'}; {short}"
    if ending is Ending.COLLAPSE:
        closed = told_closing(history, world, words, tense=True)
        return f"{closed}; they are still closed, and {short}"
    return f"{_standstill(history, world, words)}; {short}"


def _date(world: PlayedWorlds, words: Wording, event: str) -> str:
    return words.dates.name(int(world.first_round(event)[0]))


def _signed(world: PlayedWorlds) -> bool:
    return bool((world["response"][0] == Response.AGREED).any())


def _standstill(history: History, world: PlayedWorlds, words: Wording) -> str:
    """Say where a stalemate is: at the table, with an agreement, or with the talks closed."""
    if world["at_table"][0, -1]:
        return "the parties are still talking"
    if world["agreement_in_force"][0, -1]:
        return "an agreement is in force, but not yet carried out"
    closed = _last_closing(world)
    if _signed(world):
        over = "an agreement was signed and is over; nobody broke it, and there was no rupture"
        if world["closing"][0, closed] == Closing.SIGNING:
            return over
        return f"{over}; {told_closing(history, world, words)}"
    if closed < 0 and not world["sat"][0].any():
        began = world["agreement_in_force"][0].any()
        return f"{'the agreement is over, and ' if began else ''}nobody ever sat down to talk"
    return told_closing(history, world, words)


def _last_closing(world: PlayedWorlds) -> int:
    """Return the round in which the talks were closed last, -1 where they never were."""
    closed = np.flatnonzero(world["closing"][0] != Closing.NONE)
    return int(closed[-1]) if closed.size else -1


# Which decision closes the talks so, and what those who took it did; the date stands between.
_CLOSED_BY = {
    Closing.WALK_OUT: ("walk", "the talks ended in {date}, when {who} walked out{tense}"),
    Closing.OPT_OUT: (
        "opt_out",
        "the talks ended in {date}, when {who} took the outside option{tense}",
    ),
    Closing.ADJOURNMENT: ("adjourn", "the talks adjourned in {date} without an offer{asked}"),
    Closing.BREAKDOWN: ("", "the talks broke down in {date} for an outside reason"),
    Closing.DEADLINE: ("", "the deadline, {date}, ended the talks"),
    Closing.SIGNING: ("", "the talks ended in {date} with a signature"),
    Closing.INTERVENTION: ("", "the talks were closed from outside in {date}"),
}


def told_closing(
    history: History, world: PlayedWorlds, words: Wording, *, tense: bool = False
) -> str:
    """Return what closed the talks last, in a clause with its date and who did it.

    Parameters
    ----------
    history : History
        The events.
    world : Outcomes
        The result of this one world.
    words : Wording
        The scenario's words.
    tense : bool
        Whether to say that leaving counted as a rupture.
    """
    round = _last_closing(world)
    if round < 0:
        return "the talks had broken before the first round"
    decision, told = _CLOSED_BY[Closing(int(world["closing"][0, round]))]
    who = _deciders(history, words, round, decision, "chosen")
    return told.format(
        date=words.dates.name(round),
        who=who or "a party",
        tense=" in a tense moment" if tense else "",
        asked=f", when {who} asked for no further meeting" if who else "",
    )


def _deciders(
    history: History, words: Wording, round: int, decision: str, key: str, *, value: bool = True
) -> str:
    """Return who decided something in a round, as a list in words; empty where nobody did.

    An event whose data lack the `key` counts as decided so.
    """
    return words.labels(
        event.party
        for event in history.events
        if event.round == round
        and event.decision == decision
        and event.party
        and bool(event.data.get(key, value)) is value
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """The key event of the one world of a result.

    Attributes
    ----------
    history : History
        Its events.
    world : Outcomes
        The result.
    words : Wording
        The scenario's words.
    round, party : int
        As in `Attribution`.
    """

    history: History
    world: PlayedWorlds
    words: Wording
    round: int
    party: int

    @property
    def date(self) -> str:
        """When it happened."""
        return self.words.dates.name(self.round)

    def who(self, several: str = "more than one side") -> str:
        """Name who did it, or say that it was several."""
        if self.party < 0:
            return several
        return self.words.label(self.world.labels["party"][self.party])

    def those(self, decision: str, key: str, several: str, *, value: bool = True) -> str:
        """Name all who made a choice in the round, where it was more than one."""
        if self.party >= 0:
            return self.who()
        return _deciders(self.history, self.words, self.round, decision, key, value=value) or (
            several
        )

    @property
    def leavers(self) -> str:
        """Who left the talks in the round."""
        return self.those("walk", "chosen", self.those("opt_out", "chosen", "more than one side"))

    @property
    def tension(self) -> str:
        """How high the condition of ruptures was, and the last act up to the moment."""
        told, rule, labels = "", self.world.scenario.outcome.rupture, self.world.labels
        if rule is not None:
            place = labels["condition"].index(rule.condition)
            at = level(self.world["condition"][0, self.round, place])
            told = f" while {self.words.label(rule.condition)} was at {at}"
        acts = self.world["act"][0, : self.round + 1]
        if not acts.any():
            return told
        when = int(np.flatnonzero(acts.any(axis=1))[-1])
        done = ", ".join(self.words.label(labels["act"][i]) for i in acts[when].nonzero()[0])
        return f"{told} (the last act: {done}, {self.words.dates.name(when)})"

    @property
    def acts(self) -> str:
        """The acts of the round."""
        done = self.world["act"][0, self.round].nonzero()[0]
        return ", ".join(self.words.label(self.world.labels["act"][i]) for i in done)

    @property
    def gain(self) -> float:
        """What the best package gained over waiting for the party that gained least."""
        return float(self.world["mutual_gain"][0, self.round])

    @property
    def closed(self) -> str:
        """What closed the talks last."""
        return told_closing(self.history, self.world, self.words)


def key_event(history: History, world: PlayedWorlds) -> str:
    """Return what decided the one world of a result, in a sentence with its date."""
    found = attribute(world)
    words = Wording(world.scenario)
    moment = Moment(history, world, words, int(found.round[0]), int(found.party[0]))
    return f"What decided it: {_TOLD[Cause(int(found.cause[0]))](moment)}."


def _reached(at: Moment) -> str:
    if at.round == 0:
        scope = [at.world.labels["issue"].index(issue) for issue in at.world.scenario.outcome.scope]
        rung, start = at.world["rung"][0, 0], at.world["initial_rung"][0]
        if not (rung > start)[scope].any():
            return "every side had conceded enough from the start, and did to the end"
        return (
            f"every side had conceded enough from {at.date} on, the first {at.words.dates.length}"
        )
    return f"in {at.date} every side had conceded enough, and it lasted to the end"


def _no_zone(at: Moment) -> str:
    short = ""
    if np.isinf(at.gain):
        short = "; there was none left to offer"
    elif not np.isnan(at.gain):
        short = (
            f"; the best one then left a party {value(-at.gain)} short of what waiting was worth"
        )
    if not at.world["sat"][0].any() and not at.world["closing"][0].any():
        return (
            "nobody sat down, and no package was ever worth signing to all; nearest to it came "
            f"{at.date}{short}"
        )
    when = f"up to {at.date}, when the last talks ended,"
    if at.world["at_table"][0, -1]:
        when = "all through the last talks, which went on at the end,"
    return f"{when} no package was worth signing to all{short}"


def _never_opened(at: Moment) -> str:
    if at.round < 0:
        return "talks never opened"
    return (
        f"talks never opened; the best chance was in {at.date}, when signing a package would have "
        f"been worth {value(at.gain)} more than waiting to the party that gained least"
    )


def _refused(at: Moment) -> str:
    """Name what ended the talks, and the refusal after which nothing more was offered."""
    who = at.those("response", "accepted", "a party", value=False)
    proposer = _deciders(at.history, at.words, at.round, "offer", "passed", value=False)
    offer = f"the last offer, {possessive(proposer)}," if proposer else "the last offer"
    return f"{at.closed}; {who} had refused {offer} in {at.date}"


_TOLD: dict[Cause, Callable[[Moment], str]] = {
    Cause.NONE: _reached,
    Cause.BROKEN_BY_ACT: lambda at: (
        f"in {at.date} {at.who('a party')} broke what it had promised ({at.acts})"
    ),
    Cause.TAKEN_BACK_IN_TENSION: lambda at: (
        f"in {at.date} {at.who()} took back what it had promised{at.tension}"
    ),
    Cause.TAKEN_BACK: lambda at: f"in {at.date} {at.who()} took back what it had promised",
    Cause.OVERDUE: lambda at: f"in {at.date} promises were due that {at.who()} had not kept",
    Cause.BROKEN_OFF: lambda at: f"in {at.date} {at.leavers} left the talks{at.tension}",
    Cause.BREAKDOWN: lambda at: f"in {at.date} the talks broke down for an outside reason",
    Cause.UNFINISHED: lambda at: (
        f"an agreement was signed in {at.date}, and by the end too little of it was exchanged"
    ),
    Cause.LAPSED: lambda at: f"in {at.date} the agreement ran out, undelivered by {at.who()}",
    Cause.CARRIED_OUT: lambda at: (
        f"the last agreement was over in {at.date}, and too little of what was exchanged is left"
    ),
    Cause.NO_ZONE: _no_zone,
    Cause.NEVER_OPENED: _never_opened,
    Cause.CLOSED: lambda at: f"in {at.date} the talks were closed from outside",
    Cause.DEADLINE: lambda at: f"the deadline, {at.date}, came without an agreement",
    Cause.STILL_TALKING: lambda at: f"at the end, in {at.date}, the parties were still talking",
    Cause.NOT_RATIFIED: lambda at: (
        f"in {at.date} {at.who('a ratifier')} refused to ratify what had been agreed; {at.closed}"
    ),
    Cause.REFUSED: _refused,
    Cause.ADJOURNED: lambda at: (
        f"in {at.date} the talks adjourned because nothing was offered, and did not resume"
    ),
    Cause.WALKED_OUT: lambda at: (
        f"in {at.date} {at.leavers} left the talks before any offer was made"
    ),
}
