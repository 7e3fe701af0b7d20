"""The end of a transcript: how a world ended and why, what stands, and what decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.outcomes.closings import last_closing, told_closing
from bargaining.outcomes.codes import Closing, Ending, Response
from bargaining.outcomes.deciding import deciding_moment
from bargaining.outcomes.history import History
from bargaining.outcomes.wording import Wording, level, value

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["ending"]


def ending(history: History, world: PlayedWorlds, words: Wording) -> list[str]:
    """Tell how a world ended, what stands, what it was worth and what decided it.

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
    stands = ", ".join(
        f"{words.party(principal)} {level(world['standing'][0, last, i])}"
        for i, principal in enumerate(principals)
    )
    told = [f"{ending.words.capitalize()}: {_why(ending, history, world, words)}."]
    told.append(f"Concessions that stand (0 none, 1 all at stake): {stands}.")
    for i, issue in enumerate(map(str, world.labels["issue"])):
        if world.scenario.issues[issue].giver in principals:
            end = words.rung(issue, int(world["rung"][0, last, i]))
            start = words.rung(issue, int(world["initial_rung"][0, i]))
            moved = f"{end}, where it began" if start == end else f"{end}, after {start}"
            told.append(f"{words.issue(issue)}: {moved}.")
    worth = ", ".join(
        f"{words.party(party)} {value(world['payoff'][0, i])}"
        for i, party in enumerate(world.labels["party"])
        if party in principals
    )
    return [*told, f"What the whole history was worth: {worth}.", deciding_moment(history, world)]


def _why(ending: Ending, history: History, world: PlayedWorlds, words: Wording) -> str:
    data = next((event.data for event in history.events if event.decision == "ending"), {})

    def threshold(name: str) -> str:
        return f" ({level(data[name])})" if name in data else ""

    broken = "; ".join(_defaults(world, words))
    stands = f", although {broken}" if broken else ""
    if ending is Ending.SETTLEMENT:
        mark = f"the mark of a settlement{threshold('settlement')}"
        return f"on every side concessions reach {mark}{stands}"
    if ending is Ending.PARTIAL:
        return (
            f"on every side concessions reach the mark of an accommodation{threshold('partial')} "
            f"but not that of a settlement{threshold('settlement')}{stands}"
        )
    short = "at least one side has given too little for an accommodation"
    if "partial" in data:
        least = level(data["partial"])
        short = f"at least one side has given less than {least}, the mark of an accommodation"
    if ending is Ending.RENEGE:
        signed = words.dates.full(int(world.first_round("agreement")[0])) if _signed(world) else ""
        return f"{_text(signed)}{broken or 'it was broken'}; {short}"
    if ending is Ending.COLLAPSE:
        closed = told_closing(history, world, words, tense=True)
        return f"{closed}; they are still closed, and {short}"
    return f"{_standstill(history, world, words)}; {short}"


def _defaults(world: PlayedWorlds, words: Wording) -> list[str]:
    return [
        f"{words.party(party)} defaulted in "
        f"{words.dates.full(int(world.first_round(f'default.{party}')[0]))}"
        for i, party in enumerate(world.labels["party"])
        if world["defaulted"][0, :, i].any()
    ]


def _text(signed: str) -> str:
    return f"an agreement was signed in {signed}; " if signed else ""


def _signed(world: PlayedWorlds) -> bool:
    return bool((world["response"][0] == Response.AGREED).any())


def _standstill(history: History, world: PlayedWorlds, words: Wording) -> str:
    """Say where a stalemate stands: at the table, with a text, or with the talks closed."""
    if world["at_table"][0, -1]:
        return "the parties are still talking"
    if world["agreement_in_force"][0, -1]:
        return "an agreement is in force, but not yet carried out"
    if _signed(world):
        over = "an agreement was signed and is over, with no default and no rupture"
        round = last_closing(world)
        if world["closing"][0, round] == Closing.SIGNING:
            return over
        return f"{over}; {told_closing(history, world, words)}"
    if last_closing(world) < 0 and not world["sat"][0].any():
        began = world["agreement_in_force"][0].any()
        return f"{'the agreement is over, and ' if began else ''}nobody ever sat down to talk"
    return told_closing(history, world, words)
