"""Codes of what came out: how and why a world ended, what was answered, how talks closed."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["EVENTS", "Cause", "Closing", "Ending", "Response", "ending_of"]


class Ending(IntEnum):
    """How a world ended; the first that applies, in this order.

    Attributes
    ----------
    words, meaning : str
        Its name as a reader meets it, and what it means in one line without figures.
    rule : str
        When a world ends so; ``{side}``, ``{settlement}``, ``{partial}``, ``{rupture}`` are places.
    colour : str
        In every picture. Okabe and Ito's palette (2008), told apart with every common colour vision
        and apart in lightness too; grey stands for nothing having happened.
    distance : int
        Steps from a settlement; a broken agreement and a rupture are equally far.
    """

    words: str
    meaning: str
    rule: str
    colour: str
    distance: int

    SETTLEMENT = (
        *(0, "settlement", "large concessions are in place on every side"),
        *("{side} has conceded {settlement} or more", "#009E73", 0),
    )
    PARTIAL = (
        *(1, "partial accommodation", "some concessions are in place on every side"),
        *("{side} has conceded {partial} or more", "#56B4E9", 1),
    )
    RENEGE = (
        *(2, "renege", "agreed, then broken; too little is left"),
        *("an agreement was ratified, and a party broke it", "#E69F00", 3),
    )
    COLLAPSE = (
        *(3, "collapse", "talks broke down and stayed closed"),
        *("talks are closed, and a breakdown closed them{rupture}", "#A63D00", 3),
    )
    STALEMATE = (
        *(4, "stalemate", "nothing lasting, nothing ruptured"),
        *("anything else", "#8c8c8c", 2),
    )

    def __new__(
        cls,
        code: int,
        words: str = "",
        meaning: str = "",
        rule: str = "",
        colour: str = "",
        distance: int = 0,
    ) -> Ending:
        """Return a member: its code, with what is known of it."""
        member = int.__new__(cls, code)
        member._value_, member.words, member.meaning = code, words, meaning
        member.rule, member.colour, member.distance = rule, colour, distance
        return member

    @property
    def key(self) -> str:
        """Name of the ending in summaries, data frames and quantities, such as ``"partial"``."""
        return self.name.lower()

    @property
    def has_failed(self) -> bool:
        """Whether no accommodation is left at the end."""
        return self > Ending.PARTIAL


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
        The least concession that a scoped principal has in place.
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


# What may happen in a round, by the name in quantities and in `Outcomes.first_round`: the array of
# a result that tells it, and the code that it holds then; None where the array is true or false.
EVENTS: dict[str, tuple[str, Response | Closing | None]] = {
    "opening": ("opened", None),
    "agreement": ("response", Response.AGREED),
    "refusal": ("response", Response.REFUSED),
    "failed_ratification": ("response", Response.NOT_RATIFIED),
    "walk_out": ("closing", Closing.WALK_OUT),
    "breakdown": ("closing", Closing.BREAKDOWN),
    "adjournment": ("closing", Closing.ADJOURNMENT),
    "completion": ("completed", None),
    "lapse": ("lapsed", None),
    "default": ("defaulted", None),
    # `bargaining.outcomes.events.happened` says which codes these are.
    "accommodation": ("ending_by_round", None),
    "snap_back": ("step", None),
}


class Cause(IntEnum):
    """Why a world ends without an accommodation; the first that applies, in this order.

    Attributes
    ----------
    words : str
        Name of the cause as a reader meets it.
    """

    words: str

    NONE = 0, "an accommodation is in place"
    BROKEN_BY_ACT = 1, "a promise broken by an act"
    TAKEN_BACK_IN_TENSION = 2, "taken back in a tense moment"
    TAKEN_BACK = 3, "taken back in calm"
    OVERDUE = 4, "not delivered when due"
    BROKEN_OFF = 5, "broken off in a tense moment"
    BREAKDOWN = 6, "broke down for an outside reason"
    UNFINISHED = 7, "signed, too little exchanged yet"
    LAPSED = 8, "lapsed undelivered"
    CARRIED_OUT = 9, "carried out, too little is left"
    NO_ZONE = 10, "nothing worth signing to all"
    NEVER_OPENED = 11, "talks never opened"
    CLOSED = 12, "talks closed from outside"
    DEADLINE = 13, "no agreement by the deadline"
    STILL_TALKING = 14, "still talking at the end"
    NOT_RATIFIED = 15, "not ratified"
    REFUSED = 16, "refused at the table"
    ADJOURNED = 17, "adjourned, nothing offered"
    WALKED_OUT = 18, "walked out, nothing offered"

    def __new__(cls, code: int, words: str = "") -> Cause:
        """Return a member: its code, with its words."""
        member = int.__new__(cls, code)
        member._value_, member.words = code, words
        return member

    @property
    def key(self) -> str:
        """Name of the cause in summaries, such as ``"not_ratified"``."""
        return self.name.lower()

    @property
    def ending(self) -> Ending | None:
        """The ending that it explains; None where an accommodation is in place."""
        if self is Cause.NONE:
            return None
        if self <= Cause.OVERDUE:
            return Ending.RENEGE
        return Ending.COLLAPSE if self <= Cause.BREAKDOWN else Ending.STALEMATE
