"""Codes of what came out: how and why a world ended, what was answered, how talks closed."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["EVENTS", "Cause", "Closing", "Ending", "Response", "ending_of"]


class Ending(IntEnum):
    """How a world ended; the first that applies, in this order."""

    SETTLEMENT = 0
    PARTIAL = 1
    RENEGE = 2
    COLLAPSE = 3
    STALEMATE = 4

    @property
    def key(self) -> str:
        """Name of the ending in summaries, data frames and quantities, such as ``"partial"``."""
        return self.name.lower()

    @property
    def words(self) -> str:
        """Name of the ending as a reader meets it."""
        return _ENDINGS[self].words

    @property
    def meaning(self) -> str:
        """What the ending means, in one line without figures."""
        return _ENDINGS[self].meaning

    @property
    def rule(self) -> str:
        """When a world ends so; with ``{side}``, ``{settlement}``, ``{partial}``, ``{rupture}``."""
        return _ENDINGS[self].rule

    @property
    def colour(self) -> str:
        """Its colour in every picture."""
        return _ENDINGS[self].colour

    @property
    def distance(self) -> int:
        """Steps from a settlement, 0 to 3; a broken agreement and a rupture are equally far."""
        return _ENDINGS[self].distance

    @property
    def has_failed(self) -> bool:
        """Whether no accommodation is left at the end."""
        return self > Ending.PARTIAL


class _EndingFacts(NamedTuple):
    words: str
    meaning: str
    rule: str
    colour: str
    distance: int


# The colours are Okabe and Ito's (2008), told apart with every common colour vision and apart in
# lightness too; grey stands for nothing having happened.
_ENDINGS = {
    Ending.SETTLEMENT: _EndingFacts(
        "settlement",
        "large concessions are in place on every side",
        "{side} has conceded {settlement} or more",
        "#009E73",
        0,
    ),
    Ending.PARTIAL: _EndingFacts(
        "partial accommodation",
        "some concessions are in place on every side",
        "{side} has conceded {partial} or more",
        "#56B4E9",
        1,
    ),
    Ending.RENEGE: _EndingFacts(
        "renege",
        "agreed, then broken; too little is left",
        "an agreement was ratified, and a party broke it",
        "#E69F00",
        3,
    ),
    Ending.COLLAPSE: _EndingFacts(
        "collapse",
        "talks broke down and stayed closed",
        "talks are closed, and a breakdown closed them{rupture}",
        "#A63D00",
        3,
    ),
    Ending.STALEMATE: _EndingFacts(
        "stalemate", "nothing lasting, nothing ruptured", "anything else", "#8c8c8c", 2
    ),
}

# Levels are sums of products of decimals: a threshold is met up to their rounding.
_TOLERANCE = 1e-9


def ending_of(
    accommodation: ArrayLike,
    *,
    settlement: ArrayLike,
    partial: ArrayLike,
    agreed: ArrayLike,
    defaulted: ArrayLike,
    at_table: ArrayLike,
    closing_was_rupture: ArrayLike,
) -> NDArray[np.int64]:
    """Return the first ending that applies, for worlds that are played or histories that are coded.

    Parameters
    ----------
    accommodation : float array
        Concession in place on every scoped principal's side: the least of them.
    settlement, partial : float array
        Thresholds.
    agreed, defaulted : bool array
        Whether an agreement was ever signed, and whether any party ever broke one.
    at_table, closing_was_rupture : bool array
        Whether talks sit now, and whether the last closing was a rupture.

    Returns
    -------
    int array
        Codes of `Ending`, in the common shape of the arguments.
    """
    # What only reads scenarios need not load NumPy.
    import numpy as np

    conceded = np.asarray(accommodation)
    settled = conceded >= np.asarray(settlement) - _TOLERANCE
    accommodated = conceded >= np.asarray(partial) - _TOLERANCE
    reneged = np.asarray(agreed) & np.asarray(defaulted)
    collapsed = ~np.asarray(at_table) & np.asarray(closing_was_rupture)
    return np.select(
        [settled, accommodated, reneged, collapsed],
        [Ending.SETTLEMENT, Ending.PARTIAL, Ending.RENEGE, Ending.COLLAPSE],
        default=Ending.STALEMATE,
    )


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


# What may happen in a round, by the name in quantities and in `Outcomes.first_round`, and the code
# that an array of the result holds where it does; None where the array is true or false.
EVENTS: dict[str, Response | Closing | None] = {
    "opening": None,
    "agreement": Response.AGREED,
    "refusal": Response.REFUSED,
    "failed_ratification": Response.NOT_RATIFIED,
    "walk_out": Closing.WALK_OUT,
    "breakdown": Closing.BREAKDOWN,
    "adjournment": Closing.ADJOURNMENT,
    "completion": None,
    "lapse": None,
    "default": None,
    "accommodation": None,
    "snap_back": None,
}


class Cause(IntEnum):
    """Why a world ends without an accommodation; the first that applies, in this order."""

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
        """The ending that it explains; None where an accommodation is in place."""
        if self is Cause.NONE:
            return None
        if self <= Cause.OVERDUE:
            return Ending.RENEGE
        return Ending.COLLAPSE if self <= Cause.BREAKDOWN else Ending.STALEMATE


_CAUSE_WORDS = {
    Cause.NONE: "an accommodation is in place",
    Cause.BROKEN_BY_ACT: "a promise broken by an act",
    Cause.TAKEN_BACK_IN_TENSION: "taken back in a tense moment",
    Cause.TAKEN_BACK: "taken back in calm",
    Cause.OVERDUE: "not delivered when due",
    Cause.BROKEN_OFF: "broken off in a tense moment",
    Cause.BREAKDOWN: "broke down for an outside reason",
    Cause.UNFINISHED: "signed, too little exchanged yet",
    Cause.LAPSED: "lapsed undelivered",
    Cause.CARRIED_OUT: "carried out, too little is left",
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
