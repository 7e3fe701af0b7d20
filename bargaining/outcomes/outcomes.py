"""What came out: labelled, frozen arrays of many worlds, and the record to make them again."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes.labelled import Label, LabelledArrays
from bargaining.outcomes.layout import not_kept
from bargaining.outcomes.record import RunRecord
from bargaining.outcomes.reduced import final_rungs, levels_of

if TYPE_CHECKING:
    import pandas
    import xarray

    from bargaining.outcomes.explanation import Explanation
    from bargaining.outcomes.history import History
    from bargaining.scenario.schema import Scenario

__all__ = ["Outcomes"]


class Outcomes(LabelledArrays):
    """The outcomes of a run: one row per world in every array.

    Arrays are read as attributes, ``outcomes.ending``, or by name, ``outcomes["ending"]``; `names`
    lists them, `axes` names their axes and `labels` the entries of each axis. Nothing can be
    changed; the arrays handed in are not copied.

    Parameters
    ----------
    arrays : mapping
        Name to array; the first axis of each is the world.
    axes : mapping
        Name of each array to the names of its axes.
    labels : mapping
        Name of each axis but ``world`` to the labels of its entries.
    record : RunRecord
        What suffices to make the worlds again.
    replay : callable, optional
        Given the number of a world, returns its `History`. Without one the engine is asked.
    scenario : Scenario, optional
        The scenario of the record, where it is at hand. Without it the record is read.
    """

    __slots__ = ("_is_drawn", "_record", "_replay_one", "_scenario")

    _is_drawn: bool | None
    _record: RunRecord
    _replay_one: Callable[[int], History] | None
    _scenario: Scenario | None

    def __init__(
        self,
        arrays: Mapping[str, NDArray[Any]],
        axes: Mapping[str, tuple[str, ...]],
        labels: Mapping[str, tuple[Label, ...]],
        record: RunRecord,
        replay: Callable[[int], History] | None = None,
        scenario: Scenario | None = None,
    ) -> None:
        super().__init__(arrays, axes, labels)
        self._set("_record", record)
        self._set("_replay_one", replay)
        self._set("_scenario", scenario)
        self._set("_is_drawn", None)

    def __reduce__(self) -> tuple[Any, ...]:
        # A replayer is often a closure, which does not travel; the engine is asked instead.
        return type(self), (
            dict(self._arrays),
            dict(self._axes),
            dict(self._labels),
            self._record,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Outcomes):
            return NotImplemented
        return self._record == other._record and super().__eq__(other)

    __hash__ = None

    def __repr__(self) -> str:
        name = self.scenario.scenario.name
        return f"<Outcomes of {name}: {self.n_worlds:,} worlds, seed {self._record.seed}>"

    def __str__(self) -> str:
        return self.table()

    @property
    def record(self) -> RunRecord:
        """What suffices to make the worlds again."""
        return self._record

    @property
    def scenario(self) -> Scenario:
        """The scenario that was played, read from the record when first asked for."""
        if self._scenario is None:
            self._set("_scenario", self._record.parse_scenario())
        assert self._scenario is not None
        return self._scenario

    @property
    def n_draws(self) -> int:
        """How many draws of the parameters the worlds belong to."""
        return len(np.unique(self.draw))

    @property
    def world(self) -> NDArray[np.int64]:
        """Number of each world, shape (world,)."""
        if "world" in self._arrays:
            return self._arrays["world"]
        return self._record.first_world + np.arange(self.n_worlds)

    @property
    def draw(self) -> NDArray[np.int64]:
        """Number of the draw of the parameters of each world, shape (world,)."""
        return np.asarray(self.world // self._record.worlds_per_draw)

    @property
    def is_drawn(self) -> bool:
        """Whether any number of the scenario is drawn, so that worlds of one draw are alike."""
        if self._is_drawn is None:
            from bargaining.outcomes.drawn import is_drawn

            self._set("_is_drawn", is_drawn(self.scenario))
        return bool(self._is_drawn)

    @property
    def cluster(self) -> NDArray[np.int64]:
        """Group of worlds that errors are clustered by, shape (world,).

        It is the draw, or the world itself where every number of the scenario is fixed.
        """
        return self.draw if self.is_drawn else np.asarray(self.world)

    @property
    def level(self) -> NDArray[np.float64]:
        """Levels of the ladders at the end of each round, shape (world, round, issue)."""
        return levels_of(self, self["rung"])

    @property
    def final_level(self) -> NDArray[np.float64]:
        """Levels of the ladders at the end, shape (world, issue)."""
        return levels_of(self, final_rungs(self))

    @property
    def initial_level(self) -> NDArray[np.float64]:
        """Levels of the ladders before the first round, shape (world, issue)."""
        return levels_of(self, self["initial_rung"])

    def first_round(self, event: str) -> NDArray[np.float64]:
        """Return the first round of an event per world, NaN for never.

        The events are those of `bargaining.outcomes.events.event_names`, such as ``"agreement"``
        or ``"default.<party>"``.
        """
        from bargaining.outcomes.events import event_names, first_round

        known = event_names(self.labels)
        if event not in known:
            raise ArgumentError(f"event must be one of {', '.join(known)}; got {event!r}")
        return first_round(self, event)

    def select(self, worlds: slice | NDArray[Any] | Sequence[int] | Sequence[bool]) -> Outcomes:
        """Return some of the worlds.

        Neighbouring worlds in order get a record of their own, which makes just them again; any
        others keep the run's record and remember their numbers.

        Parameters
        ----------
        worlds : slice, bool mask or array of positions
            Which rows to keep.
        """
        from bargaining.outcomes.selection import select

        return select(self, worlds)

    @staticmethod
    def concatenate(parts: Sequence[Outcomes]) -> Outcomes:
        """Join results of one run: same scenario, seed, draws and versions, no world twice."""
        from bargaining.outcomes.selection import concatenate

        return concatenate(parts)

    def summary(self) -> dict[str, Any]:
        """Return the numbers of the table as plain Python values that JSON can hold."""
        from bargaining.outcomes.summary import summarise

        return summarise(self)

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(outcomes)`` shows, as wide as the terminal.

        Parameters
        ----------
        ascii : bool
            Use ASCII characters only.
        """
        from bargaining.outcomes.table import render

        return render(self.summary(), ascii=ascii)

    def explain(self) -> Explanation:
        """Attribute each world that ends without an accommodation to one cause, and count them.

        The rule is in docs/explaining.md; it reads the arrays only, and plays nothing again.
        """
        from bargaining.outcomes.explanation import explain

        return explain(self)

    def to_frame(self) -> pandas.DataFrame:
        """Return a data frame with one row per world: ending, rounds of events, levels, payoffs."""
        from bargaining.outcomes.frames import to_frame

        return to_frame(self)

    def to_xarray(self) -> xarray.Dataset:
        """Return all arrays as a labelled dataset."""
        from bargaining.outcomes.frames import to_xarray

        return to_xarray(self)

    def save(self, path: str | Path) -> Path:
        """Write the result to a file, at once or not at all, and return the file's path.

        Parameters
        ----------
        path : str or Path
            A name ending in ``.parquet`` (needs pyarrow) or ``.npz``; without an ending, the first
            is chosen where pyarrow is installed, the second elsewhere.
        """
        from bargaining.outcomes.storage import save

        return save(self, path)

    @staticmethod
    def load(path: str | Path) -> Outcomes:
        """Read a result that `save` wrote.

        Raises
        ------
        OutcomesError
            There is no such file, or it is foreign, damaged, or of a newer version.
        """
        from bargaining.outcomes.storage import load

        return load(path, Outcomes)

    def history(self, world: int) -> History:
        """Return every event of one world, replayed alone; `world` is its number."""
        self._row(world)
        return self._replay(int(world))

    def transcript(self, world: int) -> str:
        """Tell the history of one world in plain words.

        Parameters
        ----------
        world : int
            Number of the world; the first is 0 unless the run began elsewhere.
        """
        from bargaining.outcomes.transcript import render

        row = self._row(world)
        return render(self.history(world), self.select(slice(row, row + 1)))

    def _replay(self, world: int) -> History:
        if self._replay_one is not None:
            return self._replay_one(world)
        # The engine stands floors above; a result that is never replayed does not load it.
        engine = importlib.import_module("bargaining.engine")
        replayed: History = engine.replay(self._record, world)
        return replayed

    def _row(self, world: int) -> int:
        found = np.flatnonzero(self.world == world)
        if len(found) == 0:
            numbers = self.world
            held = f"{numbers.min()} to {numbers.max()}" if len(numbers) else "no worlds at all"
            raise ArgumentError(
                f"world must be one of this result, which holds {held}; got {world}"
            )
        return int(found[0])

    def _missing(self, name: object) -> OutcomesError:
        return not_kept(name, self) or super()._missing(name)
