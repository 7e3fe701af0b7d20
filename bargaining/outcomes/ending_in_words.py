"""The end of a transcript: how a world ended and why, what is left, and its key event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.codes import Cause, Closing, Ending
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.explanation import attribute
from bargaining.outcomes.narration import level, value
from bargaining.outcomes.record import History
from bargaining.scenario.words import Wording
from bargaining.text import joined, possessive

__all__ = ["KeyEvent", "ending", "key_event"]


# Which decision closes the talks so, and what those who took it did.
_CLOSED_BY = {
    Closing.WALK_OUT: ("walk", "the talks ended in {date}, when {who} walked out"),
    Closing.OPT_OUT: ("opt_out", "the talks ended in {date}, when {who} took the outside option"),
    Closing.ADJOURNMENT: ("adjourn", "the talks adjourned in {date} without an offer{asked}"),
    Closing.BREAKDOWN: ("", "the talks broke down in {date} for an outside reason"),
    Closing.DEADLINE: ("", "the deadline, {date}, ended the talks"),
    Closing.SIGNING: ("", "the talks ended in {date} with a signature"),
    Closing.INTERVENTION: ("", "the talks were closed from outside in {date}"),
}


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """The one world of a result with its history; the round and party that decided it.

    `several` is what stands for the party where it was none or more than one.
    """

    history: History
    world: PlayedWorlds
    round: int = -1
    party: int = -1
    several: str = "more than one side"

    @property
    def words(self) -> Wording:
        """The scenario's words."""
        return Wording(self.world.scenario)

    @property
    def date(self) -> str:
        """When it happened."""
        return self.words.dates.name(self.round)

    @property
    def who(self) -> str:
        """Name of who did it."""
        parties = self.world.labels["party"]
        return self.several if self.party < 0 else self.words.label(parties[self.party])

    @property
    def sides(self) -> str:
        """Who concedes anything that counts for the ending."""
        principals = self.world.labels["principal"]
        issues, scope = self.world.scenario.issues, self.world.scenario.outcome.scope
        givers = [one for one in principals if any(issues[name].giver == one for name in scope)]
        if len(givers) == 1:
            return self.words.label(givers[0])
        if len(givers) < len(principals):
            return "all who give something"
        return "both sides" if len(givers) == 2 else "all parties"

    def deciders(self, round: int, decision: str, key: str, *, value: bool = True) -> str:
        """Return who decided something in a round, as a list in words; empty where nobody did."""
        return self.words.labels(
            event.party
            for event in self.history.events
            if (event.round, event.decision) == (round, decision)
            and event.party
            and bool(event.data[key]) is value
        )

    @property
    def leavers(self) -> str:
        """Who left the talks in the round."""
        ways = ("walk", "opt_out") if self.party < 0 else ()
        told = (self.deciders(self.round, way, "chosen") for way in ways)
        return next(filter(None, told), self.who)

    @property
    def tension(self) -> str:
        """How high the condition of ruptures was, and the last act up to the round."""
        told, rule, labels = "", self.world.scenario.outcome.rupture, self.world.labels
        if rule is not None:
            place = labels["condition"].index(rule.condition)
            at = level(self.world["condition"][0, self.round, place])
            told = f" while {self.words.label(rule.condition)} was at {at}"
        rounds = np.flatnonzero(self.world["act"][0, : self.round + 1].any(axis=1))
        if not rounds.size:
            return told
        when = int(rounds[-1])
        return f"{told} (the last act: {self.acts(when)}, {self.words.dates.name(when)})"

    def acts(self, round: int) -> str:
        """Name the acts of a round."""
        done = self.world["act"][0, round].nonzero()[0]
        return ", ".join(self.words.label(self.world.labels["act"][i]) for i in done)

    @property
    def done(self) -> str:
        """The acts of the round that decided."""
        return self.acts(self.round)

    @property
    def gain(self) -> float:
        """What the best package gained over waiting for the party that gained least."""
        return float(self.world["mutual_gain"][0, self.round])

    @property
    def closing(self) -> str:
        """What closed the talks last, in a clause with its date and who did it."""
        closed = np.flatnonzero(self.world["closing"][0] != Closing.NONE)
        if not closed.size:
            return "the talks had broken before the first round"
        round = int(closed[-1])
        decision, told = _CLOSED_BY[Closing(int(self.world["closing"][0, round]))]
        who = self.deciders(round, decision, "chosen")
        return told.format(
            date=self.words.dates.name(round),
            who=who or "a party",
            asked=f", when {who} asked for no further meeting" if who else "",
        )

    @property
    def reached(self) -> str:
        """Since when enough was conceded, and that it lasted."""
        if self.round:
            return f"in {self.date} {self.sides} had conceded enough, and it lasted to the end"
        labels, world = self.world.labels, self.world
        scope = [labels["issue"].index(issue) for issue in world.scenario.outcome.scope]
        if not (world["rung"][0, 0] > world["initial_rung"][0])[scope].any():
            return f"{self.sides} had conceded enough from the start, and did to the end"
        first = f"the first {self.words.dates.length}"
        return f"{self.sides} had conceded enough from {self.date} on, {first}"

    @property
    def no_zone(self) -> str:
        """How long nothing was worth signing to all, and how much was missing at best."""
        gain, short = self.gain, ""
        if np.isinf(gain):
            short = "; there was none left to offer"
        elif not np.isnan(gain):
            missing = value(-gain)
            short = f"; the best one then left a party {missing} short of what waiting was worth"
        if not self.world["sat"][0].any() and not self.world["closing"][0].any():
            return (
                "nobody sat down, and no package was ever worth signing to all; nearest to it came "
                f"{self.date}{short}"
            )
        when = f"up to {self.date}, when the last talks ended,"
        if self.world["at_table"][0, -1]:
            when = "all through the last talks, which went on at the end,"
        return f"{when} no package was worth signing to all{short}"

    @property
    def best_chance(self) -> str:
        """When signing was worth most to the party that gained least, where that is known."""
        if self.round < 0:
            return ""
        return (
            f"; the best chance was in {self.date}, when signing a package would have been worth "
            f"{value(self.gain)} more than waiting to the party that gained least"
        )

    @property
    def refusal(self) -> str:
        """Who refused the last offer, and whose it was."""
        who = self.deciders(self.round, "response", "accepted", value=False) or "a party"
        proposer = self.deciders(self.round, "offer", "passed", value=False)
        offer = f"the last offer, {possessive(proposer)}," if proposer else "the last offer"
        return f"{self.who if self.party >= 0 else who} had refused {offer} in {self.date}"


def ending(history: History, world: PlayedWorlds) -> list[str]:
    """Tell how the one world of a result ended and what decided it, what is left, and its worth."""
    words, labels = Wording(world.scenario), world.labels
    principals = [str(principal) for principal in labels["principal"]]
    last = len(labels["round"]) - 1
    left = ", ".join(
        f"{words.label(principal)} {level(world['net_concession'][0, last, i])}"
        for i, principal in enumerate(principals)
    )
    how = Ending(int(world["ending"][0]))
    broken = [
        f"{words.label(party)} broke the agreement in {words.dates.name(int(flags.argmax()))}"
        for party, flags in zip(labels["party"], world["defaulted"][0].T, strict=True)
        if not how.has_failed and flags.any()
    ]
    although = f", although {joined(broken)}" if broken else ""
    # What is enough for the ending, where the replay says it.
    data: Any = next((one.data for one in history.events if one.decision == "ending"), {})
    enough = []
    if "partial" in data and how.has_failed:
        least = level(data["partial"])
        enough = [
            f"At least one side has conceded less than {least}, the least for an accommodation."
        ]
    elif "partial" in data:
        partial, settlement = level(data["partial"]), level(data["settlement"])
        enough = [f"Concessions of {partial} make an accommodation, of {settlement} a settlement."]
        if broken:
            enough += ["It is no renege, since so much is still conceded at the end."]
    told = [
        f"{how.words.capitalize()}: {key_event(history, world)}{although}.",
        *enough,
        f"Concessions at the end (0 none, 1 all at stake): {left}.",
    ]
    for i, issue in enumerate(map(str, labels["issue"])):
        if world.scenario.issues[issue].giver in principals:
            end = words.rung(issue, int(world["rung"][0, last, i]))
            start = words.rung(issue, int(world["initial_rung"][0, i]))
            moved = f"{end}, where it began" if start == end else f"{end}, after {start}"
            told.append(f"{words.label(issue)}: {moved}.")
    worth = ", ".join(
        f"{words.label(party)} {value(world['payoff'][0, i])}"
        for i, party in enumerate(labels["party"])
        if party in principals
    )
    return [*told, f"What the whole history was worth: {worth}."]


def key_event(history: History, world: PlayedWorlds) -> str:
    """Return what decided the one world of a result, in a clause with its date."""
    found = attribute(world)
    cause = Cause(int(found.cause[0]))
    several = _SEVERAL.get(cause, "more than one side")
    of = KeyEvent(history, world, int(found.round[0]), int(found.party[0]), several)
    return _TOLD[cause].format(of=of)


_SEVERAL = {Cause.BROKEN_BY_ACT: "a party", Cause.NOT_RATIFIED: "a ratifier"}
_TOLD = {
    Cause.NONE: "{of.reached}",
    Cause.BROKEN_BY_ACT: "in {of.date} {of.who} broke what it had promised ({of.done})",
    Cause.TAKEN_BACK_IN_TENSION: (
        "in {of.date} {of.who} took back what it had promised{of.tension}"
    ),
    Cause.TAKEN_BACK: "in {of.date} {of.who} took back what it had promised",
    Cause.OVERDUE: "in {of.date} promises were due that {of.who} had not kept",
    Cause.BROKEN_OFF: "in {of.date} {of.leavers} left the talks{of.tension}",
    Cause.BREAKDOWN: "in {of.date} the talks broke down for an outside reason",
    Cause.UNFINISHED: (
        "an agreement was signed in {of.date}, and by the end too little of it was exchanged"
    ),
    Cause.LAPSED: "in {of.date} the agreement ran out, undelivered by {of.who}",
    Cause.CARRIED_OUT: (
        "the last agreement was over in {of.date}, and too little of what was exchanged is left"
    ),
    Cause.NO_ZONE: "{of.no_zone}",
    Cause.NEVER_OPENED: "talks never opened{of.best_chance}",
    Cause.CLOSED: "in {of.date} the talks were closed from outside",
    Cause.DEADLINE: "the deadline, {of.date}, came without an agreement",
    Cause.STILL_TALKING: "at the end, in {of.date}, the parties were still talking",
    Cause.NOT_RATIFIED: (
        "in {of.date} {of.who} refused to ratify what had been agreed; {of.closing}"
    ),
    Cause.REFUSED: "{of.closing}; {of.refusal}",
    Cause.ADJOURNED: (
        "in {of.date} the talks adjourned because nothing was offered, and did not resume"
    ),
    Cause.WALKED_OUT: "in {of.date} {of.leavers} left the talks before any offer was made",
}
