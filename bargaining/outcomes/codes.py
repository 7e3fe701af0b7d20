"""Codes of the arrays of a result: how a world ended, what was answered, how talks closed."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Closing", "Ending", "Response"]


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
