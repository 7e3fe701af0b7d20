"""The answer of every pie-splitting result: who gets which share."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.arrays import Floats

__all__ = ["Split"]


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of a pie of size 1, agreed in the first round.

    Attributes
    ----------
    proposer : array of float
        Share of the party that proposes first, in [0, 1]; the arguments' broadcast shape.
    responder : array of float
        Share of the other party; the two sum to 1.
    """

    proposer: Floats
    responder: Floats
