"""What the sentences of a round may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bargaining.outcomes.history import Event
from bargaining.outcomes.wording import Wording

__all__ = ["RoundState", "name_of"]


@dataclass(frozen=True, slots=True)
class RoundState:
    """What a sentence may refer to beside its event.

    Attributes
    ----------
    before, after : mapping
        Rung of each issue at the end of the last round and of this one.
    failed : frozenset
        Issues whose delivery failed verification in this round.
    withheld : frozenset
        Parties of whom it was told before that they held back what this agreement promises.
    round : int
        The round.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    failed: frozenset[str]
    withheld: frozenset[str] = frozenset()
    round: int = 0


def name_of(event: Event, words: Wording) -> str:
    """Return the name of the party whose event it is."""
    return words.party(event.party) if event.party else "Somebody"
