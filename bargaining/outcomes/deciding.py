"""The deciding moment of a world in one sentence, by the rule of `attribution`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bargaining.outcomes.attribution import attribute
from bargaining.outcomes.closings import named, told_closing
from bargaining.outcomes.codes import Cause
from bargaining.outcomes.history import History
from bargaining.outcomes.wording import Wording, level, possessive, value

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["deciding_moment"]


@dataclass(frozen=True, slots=True)
class _Moment:
    """The deciding moment of the one world of a result.

    Attributes
    ----------
    history : History
        Its events.
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
        return self.words.dates.full(self.round)

    def who(self, several: str) -> str:
        if self.party < 0:
            return several
        return self.words.party(self.world.labels["party"][self.party])

    def those(self, decision: str, key: str, several: str, *, value: bool = True) -> str:
        """Name all who made a choice in the round, where it was more than one."""
        if self.party >= 0:
            return self.who(several)
        names = named(self.history, self.words, self.round, decision, key, value=value)
        return names or several

    @property
    def leavers(self) -> str:
        """Who left the talks in the round."""
        return self.those("walk", "chosen", self.those("opt_out", "chosen", "more than one side"))

    @property
    def tension(self) -> str:
        """How high the condition of ruptures stood, in words."""
        rule = self.world.scenario.outcome.rupture
        if rule is None:
            return ""
        place = self.world.labels["condition"].index(rule.condition)
        at = level(self.world["condition"][0, self.round, place])
        return f" while {self.words.condition(rule.condition)} stood at {at}"

    @property
    def last_act(self) -> str:
        """The last act up to the moment, in brackets; nothing where there was none."""
        acts = self.world["act"][0, : self.round + 1]
        if not acts.any():
            return ""
        when = int(np.flatnonzero(acts.any(axis=1))[-1])
        done = ", ".join(
            self.words.act(self.world.labels["act"][i]) for i in acts[when].nonzero()[0]
        )
        return f" (the last act: {done}, {self.words.dates.full(when)})"

    @property
    def gain(self) -> float:
        """What the best package gained over waiting for whoever gained least."""
        return float(self.world["mutual_gain"][0, self.round])


def deciding_moment(history: History, world: PlayedWorlds) -> str:
    """Return what decided the one world of a result, in a sentence with its date."""
    found = attribute(world)
    words = Wording(world.scenario)
    moment = _Moment(history, world, words, int(found.round[0]), int(found.party[0]))
    return f"What decided it: {_TOLD[Cause(int(found.cause[0]))](moment)}."


def _stands(at: _Moment) -> str:
    if at.round == 0:
        scope = [at.world.labels["issue"].index(issue) for issue in at.world.scenario.outcome.scope]
        rung, start = at.world["rung"][0, 0], at.world["initial_rung"][0]
        if not (rung > start)[scope].any():
            return "enough stood on every side from the start, and it has stood since"
        return f"enough stood on every side from {at.date} on, the first {at.words.dates.length}"
    return f"in {at.date} enough came to stand on every side, and it has stood since"


def _broken_by_act(at: _Moment) -> str:
    done = at.world["act"][0, at.round]
    acts = ", ".join(at.words.act(at.world.labels["act"][i]) for i in done.nonzero()[0])
    return f"in {at.date} {at.who('a party')} broke what it had promised ({acts})"


def _overdue(at: _Moment) -> str:
    return f"in {at.date} promises were due that {at.who('more than one side')} had not kept"


def _broken_off(at: _Moment) -> str:
    return f"in {at.date} {at.leavers} left the talks{at.tension}{at.last_act}"


def _lapsed(at: _Moment) -> str:
    return f"in {at.date} the agreement ran out, undelivered by {at.who('more than one side')}"


def _no_zone(at: _Moment) -> str:
    if not at.world["sat"][0].any() and not at.world["closing"][0].any():
        return (
            "nobody sat down, and no package was ever worth signing to all; nearest to it came "
            f"{at.date}{_shortfall(at)}"
        )
    when = f"up to {at.date}, when the last sitting ended,"
    if at.world["at_table"][0, -1]:
        when = "all through the last sitting, which went on at the end,"
    return f"{when} no package was worth signing to all{_shortfall(at)}"


def _shortfall(at: _Moment) -> str:
    """Return how far the best package of that round fell short, if any was looked at."""
    if np.isnan(at.gain):
        return ""
    if np.isinf(at.gain):
        return "; there was none left to offer"
    return f"; the best one then left somebody {value(-at.gain)} short of what waiting was worth"


def _never_opened(at: _Moment) -> str:
    if at.round < 0:
        return "talks never opened"
    return (
        f"talks never opened; the best chance was in {at.date}, when signing a package would have "
        f"been worth {value(at.gain)} more than waiting to whoever gained least"
    )


def _not_ratified(at: _Moment) -> str:
    judge = at.who("somebody at home")
    return (
        f"in {at.date} {judge} refused to ratify what had been agreed; "
        f"{told_closing(at.history, at.world, at.words)}"
    )


def _refused(at: _Moment) -> str:
    """Name what ended the talks, and the refusal after which nothing more was offered."""
    who = at.those("response", "accepted", "a party", value=False)
    proposer = named(at.history, at.words, at.round, "offer", "passed", value=False)
    offer = f"the last offer, {possessive(proposer)}," if proposer else "the last offer"
    closed = told_closing(at.history, at.world, at.words)
    return f"{closed}; {who} had refused {offer} in {at.date}"


_TOLD: dict[Cause, Callable[[_Moment], str]] = {
    Cause.NONE: _stands,
    Cause.BROKEN_BY_ACT: _broken_by_act,
    Cause.TAKEN_BACK_IN_TENSION: lambda at: (
        f"in {at.date} {at.who('more than one side')} took back what it had promised{at.tension}"
        f"{at.last_act}"
    ),
    Cause.TAKEN_BACK: lambda at: (
        f"in {at.date} {at.who('more than one side')} took back what it had promised"
    ),
    Cause.OVERDUE: _overdue,
    Cause.BROKEN_OFF: _broken_off,
    Cause.BREAKDOWN: lambda at: f"in {at.date} the talks broke down for an outside reason",
    Cause.UNFINISHED: lambda at: (
        f"an agreement was signed in {at.date}, and by the end too little of it was exchanged"
    ),
    Cause.LAPSED: _lapsed,
    Cause.CARRIED_OUT: lambda at: (
        f"the last agreement was over in {at.date}, and too little of what was exchanged stands"
    ),
    Cause.NO_ZONE: _no_zone,
    Cause.NEVER_OPENED: _never_opened,
    Cause.CLOSED: lambda at: f"in {at.date} the talks were closed from outside",
    Cause.DEADLINE: lambda at: f"the deadline, {at.date}, came without an agreement",
    Cause.STILL_TALKING: lambda at: f"at the end, in {at.date}, the parties were still talking",
    Cause.NOT_RATIFIED: _not_ratified,
    Cause.ADJOURNED: lambda at: (
        f"in {at.date} the talks adjourned for want of an offer, and were not taken up again"
    ),
    Cause.REFUSED: _refused,
    Cause.WALKED_OUT: lambda at: (
        f"in {at.date} {at.leavers} left the talks before any offer was made"
    ),
}
