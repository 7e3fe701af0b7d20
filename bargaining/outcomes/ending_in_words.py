"""The end of a transcript: how a world ended and why, what is left, and its key event."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Any

import numpy as np

from bargaining.codes import Cause, Closing, Ending
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.explanation import attribute
from bargaining.outcomes.narration import level, value
from bargaining.outcomes.record import History
from bargaining.scenario.words import Wording
from bargaining.text import joined, listed, possessive, told

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
        found = (self.deciders(self.round, way, "chosen") for way in ways)
        return next(filter(None, found), self.who)

    @property
    def tension(self) -> str:
        """How high the condition of ruptures was, and the last act up to the round."""
        said: str = ""
        rule, labels = self.world.scenario.outcome.rupture, self.world.labels
        if rule is not None:
            place = labels["condition"].index(rule.condition)
            at = level(self.world["condition"][0, self.round, place])
            said = told(
                " while {condition} was at {level}",
                condition=self.words.label(rule.condition),
                level=at,
            )
        rounds = np.flatnonzero(self.world["act"][0, : self.round + 1].any(axis=1))
        if not rounds.size:
            return said
        when = int(rounds[-1])
        return told(
            "{tension} (the last act: {acts}, {date})",
            tension=said,
            acts=self.acts(when),
            date=self.words.dates.name(when),
        )

    def acts(self, round: int) -> str:
        """Name the acts of a round."""
        done = self.world["act"][0, round].nonzero()[0]
        return listed([self.words.label(self.world.labels["act"][i]) for i in done])

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
        decision, said = _CLOSED_BY[Closing(int(self.world["closing"][0, round]))]
        who = self.deciders(round, decision, "chosen")
        return told(
            said,
            date=self.words.dates.name(round),
            who=who or "a party",
            asked=told(", when {who} asked for no further meeting", who=who) if who else "",
        )

    @property
    def reached(self) -> str:
        """Since when enough was conceded, and that it lasted."""
        if self.round:
            return told(
                "in {date} {sides} had conceded enough, and it lasted to the end",
                date=self.date,
                sides=self.sides,
            )
        labels, world = self.world.labels, self.world
        scope = [labels["issue"].index(issue) for issue in world.scenario.outcome.scope]
        if not (world["rung"][0, 0] > world["initial_rung"][0])[scope].any():
            return told(
                "{sides} had conceded enough from the start, and did to the end", sides=self.sides
            )
        return told(
            "{sides} had conceded enough from {date} on, the first {length}",
            sides=self.sides,
            date=self.date,
            length=self.words.dates.length,
        )

    @property
    def no_zone(self) -> str:
        """How long nothing was worth signing to all, and how much was missing at best."""
        gain, short = self.gain, ""
        if np.isinf(gain):
            short = "; there was none left to offer"
        elif not np.isnan(gain):
            short = told(
                "; the best one then left a party {missing} short of what waiting was worth",
                missing=value(-gain),
            )
        said = "up to {date}, when the last talks ended, no package was worth signing to all{short}"
        if not self.world["sat"][0].any() and not self.world["closing"][0].any():
            said = (
                "nobody sat down, and no package was ever worth signing to all; nearest to it came "
                "{date}{short}"
            )
        elif self.world["at_table"][0, -1]:
            said = (
                "all through the last talks, which went on at the end, no package was worth "
                "signing to all{short}"
            )
        return told(said, date=self.date, short=short)

    @property
    def best_chance(self) -> str:
        """When signing was worth most to the party that gained least, where that is known."""
        if self.round < 0:
            return ""
        return told(
            "; the best chance was in {date}, when signing a package would have been worth "
            "{gain} more than waiting to the party that gained least",
            date=self.date,
            gain=value(self.gain),
        )

    @property
    def refusal(self) -> str:
        """Who refused the last offer, and whose it was."""
        who = self.deciders(self.round, "response", "accepted", value=False) or "a party"
        proposer = self.deciders(self.round, "offer", "passed", value=False)
        return told(
            "{who} had refused the last offer, {whose}, in {date}"
            if proposer
            else "{who} had refused the last offer in {date}",
            who=self.who if self.party >= 0 else who,
            whose=possessive(proposer),
            date=self.date,
        )


def ending(history: History, world: PlayedWorlds) -> list[str]:
    """Tell how the one world of a result ended and what decided it, what is left, and its worth."""
    words, labels = Wording(world.scenario), world.labels
    principals = [str(principal) for principal in labels["principal"]]
    last = len(labels["round"]) - 1
    left = [
        _amount(words.label(principal), level(world["net_concession"][0, last, i]))
        for i, principal in enumerate(principals)
    ]
    how = Ending(int(world["ending"][0]))
    broken = [
        told(
            "{who} broke the agreement in {date}",
            who=words.label(party),
            date=words.dates.name(int(flags.argmax())),
        )
        for party, flags in zip(labels["party"], world["defaulted"][0].T, strict=True)
        if not how.has_failed and flags.any()
    ]
    although = told(", although {broken}", broken=joined(broken)) if broken else ""
    # What is enough for the ending, where the replay says it.
    data: Any = next((one.data for one in history.events if one.decision == "ending"), {})
    enough: list[str] = []
    if "partial" in data and how.has_failed:
        least = (
            "At least one side has conceded less than {partial}, the least for an accommodation."
        )
        enough = [told(least, partial=level(data["partial"]))]
    elif "partial" in data:
        least = "Concessions of {partial} make an accommodation, of {settlement} a settlement."
        enough = [told(least, **{key: level(data[key]) for key in ("partial", "settlement")})]
        if broken:
            enough += ["It is no renege, since so much is still conceded at the end."]
    decided = told(
        "{ending}: {event}{although}.",
        ending=told(how.words).capitalize(),
        event=key_event(history, world),
        although=although,
    )
    conceded = told("Concessions at the end (0 none, 1 all at stake): {conceded}.", conceded=left)
    lines = [decided, *enough, conceded]
    for i, issue in enumerate(map(str, labels["issue"])):
        if world.scenario.issues[issue].giver in principals:
            end = words.rung(issue, int(world["rung"][0, last, i]))
            start = words.rung(issue, int(world["initial_rung"][0, i]))
            moved = "{issue}: {end}, " + ("where it began." if start == end else "after {start}.")
            lines.append(told(moved, issue=words.label(issue), end=end, start=start))
    worth = [
        _amount(words.label(party), value(world["payoff"][0, i]))
        for i, party in enumerate(labels["party"])
        if party in principals
    ]
    return [*lines, told("What the whole history was worth: {worth}.", worth=worth)]


def _amount(label: str, amount: str) -> str:
    return told("{label} {amount}", label=label, amount=amount)


def key_event(history: History, world: PlayedWorlds) -> str:
    """Return what decided the one world of a result, in a clause with its date."""
    found = attribute(world)
    cause = Cause(int(found.cause[0]))
    several = _SEVERAL.get(cause, "more than one side")
    of = KeyEvent(history, world, int(found.round[0]), int(found.party[0]), several)
    places = (place for _, place, _, _ in Formatter().parse(_TOLD[cause]) if place)
    return told(_TOLD[cause], **{place: getattr(of, place) for place in places})


_SEVERAL = {Cause.BROKEN_BY_ACT: "a party", Cause.NOT_RATIFIED: "a ratifier"}
_TOLD = {
    Cause.NONE: "{reached}",
    Cause.BROKEN_BY_ACT: "in {date} {who} broke what it had promised ({done})",
    Cause.TAKEN_BACK_IN_TENSION: ("in {date} {who} took back what it had promised{tension}"),
    Cause.TAKEN_BACK: "in {date} {who} took back what it had promised",
    Cause.OVERDUE: "in {date} promises were due that {who} had not kept",
    Cause.BROKEN_OFF: "in {date} {leavers} left the talks{tension}",
    Cause.BREAKDOWN: "in {date} the talks broke down for an outside reason",
    Cause.UNFINISHED: (
        "an agreement was signed in {date}, and by the end too little of it was exchanged"
    ),
    Cause.LAPSED: "in {date} the agreement ran out, undelivered by {who}",
    Cause.CARRIED_OUT: (
        "the last agreement was over in {date}, and too little of what was exchanged is left"
    ),
    Cause.NO_ZONE: "{no_zone}",
    Cause.NEVER_OPENED: "talks never opened{best_chance}",
    Cause.CLOSED: "in {date} the talks were closed from outside",
    Cause.DEADLINE: "the deadline, {date}, came without an agreement",
    Cause.STILL_TALKING: "at the end, in {date}, the parties were still talking",
    Cause.NOT_RATIFIED: ("in {date} {who} refused to ratify what had been agreed; {closing}"),
    Cause.REFUSED: "{closing}; {refusal}",
    Cause.ADJOURNED: (
        "in {date} the talks adjourned because nothing was offered, and did not resume"
    ),
    Cause.WALKED_OUT: "in {date} {leavers} left the talks before any offer was made",
}
