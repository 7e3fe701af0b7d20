"""How the talks of one world were left the last time, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bargaining.outcomes.codes import Closing
from bargaining.outcomes.history import History
from bargaining.outcomes.wording import Wording, joined

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["last_closing", "named", "told_closing"]


def last_closing(world: PlayedWorlds) -> int:
    """Return the round in which the talks were closed last, -1 where they never were."""
    closed = np.flatnonzero(world["closing"][0] != Closing.NONE)
    return int(closed[-1]) if closed.size else -1


def named(
    history: History, words: Wording, round: int, decision: str, key: str, *, value: bool = True
) -> str:
    """Return who decided something in a round, as a list in words; empty where nobody did.

    Parameters
    ----------
    history : History
        The events.
    words : Wording
        The scenario's words.
    round : int
        The round.
    decision, key : str
        Kind of event, and the entry of its data that holds the choice.
    value : bool
        The choice that is looked for; an event without the entry counts as made.
    """
    names = [
        words.party(event.party)
        for event in history.events
        if event.round == round
        and event.decision == decision
        and event.party
        and bool(event.data.get(key, value)) is value
    ]
    return joined(names) if names else ""


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
    round = last_closing(world)
    if round < 0:
        return "the talks had broken before the first round"
    date, way = words.dates.full(round), Closing(int(world["closing"][0, round]))
    moment = " in a tense moment" if tense else ""
    if way is Closing.WALK_OUT:
        who = named(history, words, round, "walk", "chosen") or "a party"
        return f"the talks ended in {date}, when {who} walked out{moment}"
    if way is Closing.OPT_OUT:
        who = named(history, words, round, "opt_out", "chosen") or "a party"
        return f"the talks ended in {date}, when {who} took the outside option{moment}"
    if way is Closing.ADJOURNMENT:
        who = named(history, words, round, "adjourn", "chosen")
        asked = f", when {who} asked for no further meeting" if who else ""
        return f"the talks adjourned in {date} without an offer{asked}"
    if way is Closing.BREAKDOWN:
        return f"the talks broke down in {date} for an outside reason"
    if way is Closing.DEADLINE:
        return f"the deadline, {date}, ended the talks"
    if way is Closing.SIGNING:
        return f"the talks ended in {date} with a signature"
    return f"the talks were closed from outside in {date}"
