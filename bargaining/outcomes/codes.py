"""Codes of what came out: how and why a world ended, what was answered, how talks closed."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Cause", "Closing", "Ending", "Response"]


class Ending(IntEnum):
    """How a world ended; the first that applies, in this order."""

    SETTLEMENT = 0
    PARTIAL = 1
    RENEGE = 2
    COLLAPSE = 3
    STALEMATE = 4

    @property
    def key(self) -> str:
        """Name of the ending in summaries and data frames, such as ``"partial"``."""
        return self.name.lower()

    @property
    def words(self) -> str:
        """Name of the ending as a reader meets it."""
        return _ENDING_WORDS[self]

    @property
    def meaning(self) -> str:
        """What the ending means, in one line without figures."""
        return _ENDING_MEANINGS[self]


_ENDING_WORDS = {
    Ending.SETTLEMENT: "settlement",
    Ending.PARTIAL: "partial accommodation",
    Ending.RENEGE: "renege",
    Ending.COLLAPSE: "collapse",
    Ending.STALEMATE: "stalemate",
}

_ENDING_MEANINGS = {
    Ending.SETTLEMENT: "large concessions stand on every side",
    Ending.PARTIAL: "some concessions stand on every side",
    Ending.RENEGE: "agreed, then broken; too little stands",
    Ending.COLLAPSE: "talks broke down and stayed closed",
    Ending.STALEMATE: "nothing lasting, nothing ruptured",
}


class Response(IntEnum):
    """What became of the offer of a round."""

    NO_TABLE = 0
    PASSED = 1
    REFUSED = 2
    NOT_RATIFIED = 3
    AGREED = 4


class Closing(IntEnum):
    """How the talks closed in a round."""

    NONE = 0
    WALK_OUT = 1
    OPT_OUT = 2
    BREAKDOWN = 3
    SIGNING = 4
    DEADLINE = 5
    INTERVENTION = 6
    ADJOURNMENT = 7


class Cause(IntEnum):
    """Why no accommodation stands at the end of a world; the first that applies, in this order."""

    NONE = 0
    BROKEN_BY_ACT = 1
    TAKEN_BACK_IN_TENSION = 2
    TAKEN_BACK = 3
    OVERDUE = 4
    BROKEN_OFF = 5
    BREAKDOWN = 6
    UNFINISHED = 7
    LAPSED = 8
    CARRIED_OUT = 9
    NO_ZONE = 10
    NEVER_OPENED = 11
    CLOSED = 12
    DEADLINE = 13
    STILL_TALKING = 14
    NOT_RATIFIED = 15
    REFUSED = 16
    ADJOURNED = 17
    WALKED_OUT = 18

    @property
    def key(self) -> str:
        """Name of the cause in summaries, such as ``"not_ratified"``."""
        return self.name.lower()

    @property
    def words(self) -> str:
        """Name of the cause as a reader meets it."""
        return _CAUSE_WORDS[self]

    @property
    def ending(self) -> Ending | None:
        """The ending that it explains; None where an accommodation stands."""
        if self is Cause.NONE:
            return None
        if self <= Cause.OVERDUE:
            return Ending.RENEGE
        return Ending.COLLAPSE if self <= Cause.BREAKDOWN else Ending.STALEMATE


_CAUSE_WORDS = {
    Cause.NONE: "an accommodation stands",
    Cause.BROKEN_BY_ACT: "a promise broken by an act",
    Cause.TAKEN_BACK_IN_TENSION: "taken back in a tense moment",
    Cause.TAKEN_BACK: "taken back in calm",
    Cause.OVERDUE: "not delivered when due",
    Cause.BROKEN_OFF: "broken off in a tense moment",
    Cause.BREAKDOWN: "broke down for an outside reason",
    Cause.UNFINISHED: "signed, too little exchanged yet",
    Cause.LAPSED: "lapsed undelivered",
    Cause.CARRIED_OUT: "carried out, too little stands",
    Cause.NO_ZONE: "nothing worth signing to all",
    Cause.NEVER_OPENED: "talks never opened",
    Cause.CLOSED: "talks closed from outside",
    Cause.DEADLINE: "no agreement by the deadline",
    Cause.STILL_TALKING: "still talking at the end",
    Cause.NOT_RATIFIED: "not ratified",
    Cause.REFUSED: "refused at the table",
    Cause.ADJOURNED: "adjourned, nothing offered",
    Cause.WALKED_OUT: "walked out, nothing offered",
}
