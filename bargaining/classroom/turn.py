"""A game of a class, played on until people are asked: where it stands, and who may see what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bargaining.by_hand.decisions import Decision
from bargaining.by_hand.negotiation import Negotiation
from bargaining.text import Dates

__all__ = ["Turn", "play_on"]

_SHOWN = ("date", "round", "rounds", "ladders", "circumstances", "beliefs", "talks", "past")


@dataclass(frozen=True)
class Turn:
    """Where a game stands when people are asked, or when it is over.

    Attributes
    ----------
    talks : Negotiation
    decision : Decision or None
        What is asked; None where all is over.
    board : dict
        What all may see.
    seen, debriefs : dict of dict
        By party that people decide for, what it may see, and at the end what its game came to.
    """

    talks: Negotiation
    decision: Decision | None
    board: dict[str, Any]
    seen: dict[str, dict[str, Any]]
    debriefs: dict[str, dict[str, Any]]


def play_on(talks: Negotiation, played: Sequence[str], offers_only: bool, beside: int) -> Turn:
    """Play on until people are asked or all rounds are played.

    Parameters
    ----------
    talks : Negotiation
    played : sequence of str
        The parties that people decide for.
    offers_only : bool
        Whether they are asked for offers and answers to them alone, and agents do all else.
    beside : int
        How many worlds a game that is over is compared with.
    """
    slots = {"offer", *(f"accept.{party}" for party in played)} if offers_only else None
    decision = None
    while not talks.over:
        decision = talks.next_decision(*played, slots=slots)
        if decision is not None:
            break
        talks.step()
    public = next(iter(talks)).knows().to_dict()
    board = {name: public[name] for name in _SHOWN}
    board |= {"over": talks.over, "dated": Dates.of(talks.scenario).known}
    seen = {party: talks[party].knows().to_dict() for party in played}
    ended = played if talks.over else ()
    told = {party: talks.debrief(party, worlds=beside).to_dict() for party in ended}
    return Turn(talks, decision, board, seen, told)
