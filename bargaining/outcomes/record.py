"""The record of a run, which suffices to make its worlds again, and the history of one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from bargaining.errors import OutcomesError
from bargaining.stats import number_or_none
from bargaining.text import joined

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = ["Event", "History", "RunRecord", "check_layout"]

RECORD_FORMAT = 3


def check_layout(what: str, layout: object, newest: int) -> None:
    """Refuse what a newer version of the library wrote."""
    if not isinstance(layout, int) or layout > newest:
        raise OutcomesError(
            f"{what} has layout {layout!r}; this version of the library reads layouts up to "
            f"{newest}: update the library"
        )


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Everything that fixes the worlds of a result.

    Attributes
    ----------
    seed : int
        Seed of every draw.
    first_world : int
        Number of the first world, at least 0.
    worlds : int
        How many worlds were played, numbered from `first_world`.
    worlds_per_draw : int
        World ``i`` belongs to draw ``i // worlds_per_draw`` of the parameters.
    scenario : str
        The full scenario as JSON text.
    played_digest : str
        Digest of what is played of it; empty in results of older versions.
    model_number : int or None
        Number of the model whose equations played it; None in results of older versions.
    versions : mapping
        Versions of the software that played the worlds.
    parameters : str
        Digest of the numbers that were given instead of being drawn; empty where all were drawn.
    seats : mapping
        Party to the name of what decided for it instead of what the scenario says. Code of a
        user's own cannot be kept: to make such worlds again, hand in the same.
    run_worlds : int or None
        How many worlds the whole run has, where this is a part of one; see `bargaining.merge`.
    n_parts : int
        How many parts that run has.
    format : int
        Version of this record's layout.
    """

    seed: int
    worlds: int
    worlds_per_draw: int
    # A page of JSON would drown everything else that an error or a notebook shows.
    scenario: str = field(repr=False)
    played_digest: str = ""
    model_number: int | None = None
    first_world: int = 0
    parameters: str = ""
    versions: Mapping[str, str] = field(default_factory=dict, hash=False)
    seats: Mapping[str, str] = field(default_factory=dict, hash=False)
    run_worlds: int | None = None
    n_parts: int = 1
    format: int = RECORD_FORMAT

    def part(self, first_world: int, worlds: int) -> RunRecord:
        """Return the record of another range of worlds of the same run."""
        return replace(self, first_world=first_world, worlds=worlds, run_worlds=None, n_parts=1)

    def key(self) -> dict[str, object]:
        """Return what results of one run have in common, whichever of its worlds they hold.

        That is what is played, by which model, with which luck and by whom. Reasons and titles of a
        scenario are not played.
        """
        return {
            # Results of older versions lack the digest.
            "scenario": self.played_digest or self.scenario,
            "model_number": self.model_number,
            "seed": self.seed,
            "worlds_per_draw": self.worlds_per_draw,
            "seats": dict(self.seats),
            "parameters": self.parameters,
        }

    def parse_scenario(self) -> Scenario:
        """Read the scenario back from its JSON text.

        A text that is no scenario of this version of the library is an OutcomesError.
        """
        from pydantic import ValidationError

        from bargaining.scenario.schema import Scenario

        try:
            return Scenario.model_validate_json(self.scenario)
        except ValidationError as error:
            raise OutcomesError(
                f"the scenario kept in this result cannot be read by this version of the "
                f"library: {error.error_count()} of its rules are broken, the first at "
                f"{'.'.join(map(str, error.errors()[0]['loc'])) or 'the top'}; it was made with "
                f"bargaining {self.versions.get('bargaining', 'of an unknown version')}"
            ) from error

    def scenario_differences(self, other: RunRecord) -> str:
        """Say in which paths the scenarios are played differently; empty where that is unknown."""
        from bargaining.scenario.played import played_differences

        try:
            paths = played_differences(self.parse_scenario(), other.parse_scenario())
        except OutcomesError:
            return ""
        return joined(paths, most=3)

    def to_json(self) -> str:
        """Return the record as JSON text."""
        mappings = {"versions": dict(self.versions), "seats": dict(self.seats)}
        return json.dumps({**asdict(self), **mappings}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> RunRecord:
        """Read a record from the text of `to_json`.

        A text that is no record, or one of a newer layout, is an OutcomesError.
        """
        try:
            fields = json.loads(text)
            check_layout("the run's record", fields.pop("format"), RECORD_FORMAT)
            # Layout 1 held the digest of the text, reasons and titles included.
            fields.pop("scenario_digest", None)
            record = cls(**fields)
            for name, least in (("worlds", 0), ("worlds_per_draw", 1), ("first_world", 0)):
                count = getattr(record, name)
                if not isinstance(count, int) or count < least:
                    raise ValueError(
                        f"{name} must be a whole number from {least} on; got {count!r}"
                    )
            return record
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OutcomesError(f"the run's record cannot be read: {error!r}") from error


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

    def to_dict(self) -> dict[str, Any]:
        """Return the run, the world and its events as plain values that JSON can hold.

        Rounds are counted from 0, and a value that is not known is None.
        """
        events = [_plain(asdict(event)) for event in self.events]
        return {"run": self.record.key(), "world": self.world, "events": events}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.name.lower()
    return number_or_none(value) if isinstance(value, float) else value
