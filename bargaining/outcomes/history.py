"""Every event of one world, as a replay of it hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from bargaining.outcomes.record import RunRecord

__all__ = ["Event", "History"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a world.

    Attributes
    ----------
    round : int
        When it happened.
    phase : str
        Phase of the round in which it happened.
    decision : str
        What kind of event it is: ``"offer"``, ``"response"``, ``"step"`` and so on.
    party : str or None
        Who decided, by the name in the scenario; None for what nobody decides.
    data : mapping
        Probabilities, values and choices; their names depend on the decision. Values are those of
        the party, given its own type.
    """

    round: int
    phase: str
    decision: str
    party: str | None = None
    data: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class History:
    """The events of one world in the order in which they happened.

    Attributes
    ----------
    record : RunRecord
        Record of the run.
    world : int
        Number of the world.
    events : tuple of Event
        What happened.
    arrays : mapping
        The arrays that the replay left behind, each with one row; empty where nobody kept them.
    """

    record: RunRecord
    world: int
    events: tuple[Event, ...]
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict, compare=False, repr=False)
