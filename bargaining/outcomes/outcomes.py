"""What came out of a run: the arrays of its worlds, with methods that sum up, tell and store."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import events, storage, transcript
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.citing import cite
from bargaining.outcomes.explanation import explain
from bargaining.outcomes.frames import to_frame, to_xarray
from bargaining.outcomes.parameters import parameters
from bargaining.outcomes.record import History
from bargaining.outcomes.summary import lines_of, summarise
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.text import Report, wrap
from bargaining.version import __version__

__all__ = ["Outcomes", "expect_outcomes"]


class Outcomes(Report, PlayedWorlds):
    """The outcomes of a run: one row per world in every array.

    Arrays are read as attributes, ``outcomes.ending``, or by name, ``outcomes["ending"]``; `names`
    lists them, `axes` names their axes and `labels` the entries of each axis. Nothing can be
    changed; the arrays handed in are not copied.

    Parameters
    ----------
    arrays, axes, labels, record, replay, scenario
        As in `bargaining.outcomes.arrays.PlayedWorlds`.
    """

    def __repr__(self) -> str:
        name = self.scenario.header.name
        return f"<Outcomes of {name}: {len(self):,} worlds, seed {self.record.seed}>"

    @property
    def final_level(self) -> NDArray[np.float64]:
        """Levels of the ladders at the end, shape (world, issue)."""
        return self.levels_of(events.reduced(self, "final_rung"))

    def first_round(self, event: str) -> NDArray[np.float64]:
        """Return the first round of an event per world, NaN for never.

        The events are those of `bargaining.outcomes.events.event_names`, such as ``"agreement"``
        or ``"default.<party>"``.
        """
        known = events.event_names(self.labels)
        if event not in known:
            raise ArgumentError(f"event must be one of {', '.join(known)}; got {event!r}")
        return events.first_round(self, event)

    @property
    def note(self) -> str:
        """A sentence if another version of the library played the worlds; else empty."""
        played = self.record.versions.get("bargaining", "of an unknown version")
        if played == __version__:
            return ""
        by, model = f"Played by bargaining {played}", self.record.model_number
        if model == MODEL_NUMBER:
            return f"{by}; this is {__version__}, which plays the same histories (model {model})."
        known = "an unknown model" if model is None else f"model {model}"
        return (
            f"{by}, {known}; this is {__version__}, model {MODEL_NUMBER}: played again, worlds may "
            f"go otherwise."
        )

    def lines(self) -> list[str]:
        """Return the lines of the table that ``print(outcomes)`` shows."""
        return [*lines_of(summarise(self)), *(["", *wrap(self.note)] if self.note else [])]

    summary = summarise
    explain = explain
    cite = cite
    parameters = parameters
    to_frame = to_frame
    to_xarray = to_xarray
    save = storage.save

    @staticmethod
    def load(path: str | Path) -> Outcomes:
        """Read a result that `save` wrote.

        Raises
        ------
        OutcomesError
            There is no such file, or it is foreign, damaged, or of a newer layout. What an older
            version wrote is read; `note` says so.
        """
        return storage.load(path, Outcomes)

    def history(self, world: int) -> History:
        """Return every event of one world, replayed alone; `world` is its number."""
        self._row(world)
        if self._replay_one is not None:
            return self._replay_one(int(world))
        # The engine is floors above; a result that is never replayed does not load it.
        engine = importlib.import_module("bargaining.engine")
        row = self._row(world)
        given = {path: float(self["given"][row, i]) for i, path in enumerate(self.given_paths)}
        replayed: History = engine.replay(self.record, int(world), given=given)
        return replayed

    def transcript(self, world: int, *, highlights: bool = False) -> str:
        """Tell the history of one world in plain words.

        Parameters
        ----------
        world : int
            Number of the world; the first is 0 unless the run began elsewhere.
        highlights : bool
            Tell only of rounds in which something was decided, and of what was done in them.
        """
        row = self._row(world)
        alone = self.select(slice(row, row + 1))
        return transcript.render(self.history(world), alone, highlights=highlights)

    def _row(self, world: int) -> int:
        numbers = self.world
        found = np.flatnonzero(numbers == world)
        if len(found) == 0:
            held = f"{numbers.min()} to {numbers.max()}" if len(numbers) else "no worlds at all"
            raise ArgumentError(
                f"world must be one of this result, which holds {held}; got {world}"
            )
        return int(found[0])


def expect_outcomes(value: object, taker: str, *, drawn: bool = False) -> None:
    """Refuse what is no result for the function `taker`, or holds no worlds to be drawn."""
    if not isinstance(value, Outcomes):
        raise ArgumentError(f"{taker} takes results of simulate; got {type(value).__name__}")
    if drawn and len(value) == 0:
        raise OutcomesError("there is nothing to draw: the result holds no worlds")
