"""Labelled, frozen arrays of many worlds, with the record that makes the worlds again.

Whatever counts, explains, tells or stores worlds takes `PlayedWorlds`. `Outcomes` adds methods that
call all of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes.layout import array_meant, not_kept
from bargaining.outcomes.record import History, RunRecord

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = ["Label", "LabelledArrays", "NoSuchNameError", "PlayedWorlds"]

Label = str | int | float
Replay = Callable[[int], History]
# As `PlayedWorlds.select` takes it.
Worlds = slice | NDArray[Any] | Sequence[int] | Sequence[bool]


class NoSuchNameError(OutcomesError, AttributeError):
    """A result has nothing of an attribute's name."""


class LabelledArrays:
    """Arrays of many worlds, read as attributes or by name, which nothing can change.

    Parameters
    ----------
    arrays : mapping
        Name to array; the first axis of each is the world. They are not copied.
    axes : mapping
        Name of each array to the names of its axes.
    labels : mapping
        Name of each axis but ``world`` to the labels of its entries.
    """

    _arrays: Mapping[str, NDArray[Any]]
    axes: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[Label, ...]]

    def __init__(
        self,
        arrays: Mapping[str, NDArray[Any]],
        axes: Mapping[str, tuple[str, ...]],
        labels: Mapping[str, tuple[Label, ...]],
    ) -> None:
        frozen = {name: np.asarray(array).view() for name, array in arrays.items()}
        sizes = {axis: len(entries) for axis, entries in labels.items()}
        for name, array in frozen.items():
            array.flags.writeable = False
            named = axes.get(name, ())
            if named[:1] != ("world",) or array.ndim != len(named):
                raise OutcomesError(
                    f"the array {name!r} of shape {array.shape} must have the axes it names, "
                    f"world first; got {named}"
                )
            sizes.setdefault("world", len(array))
            for axis, length in zip(named, array.shape, strict=True):
                if length != sizes.get(axis, 0):
                    raise OutcomesError(
                        f"the array {name!r} has {length} entries on its axis {axis!r}; expected "
                        f"{sizes.get(axis, 0)}"
                    )
        # Attributes cannot be set in the usual way.
        self.__dict__.update(
            _arrays=MappingProxyType(frozen),
            axes=MappingProxyType({name: tuple(axes[name]) for name in frozen}),
            labels=MappingProxyType({axis: tuple(of) for axis, of in labels.items()}),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # The mappings are read-only views, which cannot be pickled.
        return type(self), (dict(self._arrays), dict(self.axes), dict(self.labels))

    def __setattr__(self, name: str, value: object = None) -> None:
        raise AttributeError("outcomes are frozen; use select() to make a part of them")

    __delattr__ = __setattr__

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._arrays:
            raise NoSuchNameError(str(self._missing(name)))
        return self._arrays[name]

    def __getitem__(self, name: str) -> NDArray[Any]:
        try:
            return self._arrays[name]
        except (KeyError, TypeError):
            raise self._missing(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._arrays})

    def __len__(self) -> int:
        return len(next(iter(self._arrays.values()))) if self._arrays else 0

    def __eq__(self, other: object) -> bool:
        """Return whether axes, labels, names, types and every bit but those of NaN agree."""
        if not isinstance(other, LabelledArrays):
            return NotImplemented
        return (self.axes, self.labels, {*self}) == (other.axes, other.labels, {*other}) and all(
            self[name].dtype == other[name].dtype
            and np.array_equal(self[name], other[name], equal_nan=self[name].dtype.kind == "f")
            for name in self
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the arrays."""
        return tuple(self._arrays)

    @property
    def n_worlds(self) -> int:
        """How many worlds there are."""
        return len(self)

    def _missing(self, name: object) -> OutcomesError:
        """Return the error of an array that is not there."""
        meant = array_meant(name, [one for one in dir(self) if one[0] != "_"])
        hint = meant or f"Its arrays are {', '.join(self._arrays)}."
        return OutcomesError(f'a result has no "{name}". {hint}')


class PlayedWorlds(LabelledArrays):
    """Labelled arrays of the worlds of a run, with its record.

    Parameters
    ----------
    arrays, axes, labels : mapping
        As in `LabelledArrays`.
    record : RunRecord
        What suffices to make the worlds again.
    replay : callable, optional
        Given the number of a world, returns its `History`. Without one the engine is asked.
    scenario : Scenario, optional
        That of the record, which is read without it.
    """

    record: RunRecord
    _replay_one: Replay | None

    def __init__(
        self,
        arrays: Mapping[str, NDArray[Any]],
        axes: Mapping[str, tuple[str, ...]],
        labels: Mapping[str, tuple[Label, ...]],
        record: RunRecord,
        replay: Replay | None = None,
        scenario: Scenario | None = None,
    ) -> None:
        super().__init__(arrays, axes, labels)
        known = {} if scenario is None else {"scenario": scenario}
        self.__dict__.update(record=record, _replay_one=replay, **known)

    def __reduce__(self) -> tuple[Any, ...]:
        # A replayer is often a closure, which cannot be pickled; the engine is asked instead.
        kind, arguments = super().__reduce__()
        return kind, (*arguments, self.record)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PlayedWorlds):
            return NotImplemented
        return self.record == other.record and super().__eq__(other)

    __hash__ = None

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was played, read from the record when first asked for."""
        return self.record.parse_scenario()

    @property
    def n_draws(self) -> int:
        """How many draws of the parameters the worlds belong to."""
        return len(np.unique(self.draw))

    @property
    def world(self) -> NDArray[np.int64]:
        """Number of each world, shape (world,)."""
        if "world" in self._arrays:
            return self._arrays["world"]
        return self.record.first_world + np.arange(len(self))

    @property
    def draw(self) -> NDArray[np.int64]:
        """Number of the draw of the parameters of each world, shape (world,)."""
        return np.asarray(self.world // self.record.worlds_per_draw)

    @cached_property
    def has_uncertainty(self) -> bool:
        """Whether any number of the scenario is uncertain, so that worlds of one draw are alike."""
        from bargaining.scenario.evidence import uncertain_paths

        return bool(self.given_paths or uncertain_paths(self.scenario))

    @property
    def given_paths(self) -> tuple[str, ...]:
        """Paths of the numbers that `simulate` was handed instead of drawing them."""
        return tuple(map(str, self.labels.get("given_parameter", ())))

    @property
    def cluster(self) -> NDArray[np.int64]:
        """Group that errors are clustered by: the draw; the world where every number is fixed."""
        return self.draw if self.has_uncertainty else np.asarray(self.world)

    @property
    def level(self) -> NDArray[np.float64]:
        """Levels of the ladders at the end of each round, shape (world, round, issue)."""
        return self.levels_of(self["rung"])

    def levels_of(self, rungs: NDArray[Any]) -> NDArray[np.float64]:
        """Return the levels of rungs, whose last axis is the issue, in the same shape."""
        levels = np.empty(rungs.shape)
        for i, name in enumerate(self.labels["issue"]):
            ladder = np.array([rung.level for rung in self.scenario.issues[str(name)].rungs])
            levels[..., i] = ladder[rungs[..., i]]
        return levels

    def select(self, worlds: Worlds) -> Self:
        """Return some of the worlds.

        Neighbouring worlds in order get a record of their own, which makes just them again; any
        others keep the run's record and remember their numbers.

        Parameters
        ----------
        worlds : slice, bool mask or array of positions
            Which rows to keep.
        """
        rows: Any = worlds
        if not isinstance(worlds, slice):
            rows, n = np.asarray(worlds), len(self)
            if rows.size == 0 and rows.dtype != bool:
                rows = np.zeros(0, dtype=np.int64)
            if rows.ndim != 1 or rows.dtype.kind not in "biu":
                raise ArgumentError(
                    "select needs a slice, a mask with one bool per world, or a list of positions; "
                    f"got an array of {rows.dtype} with shape {rows.shape}"
                )
            if rows.dtype == bool and len(rows) != n:
                raise ArgumentError(f"the mask must have one bool per world, {n}; got {len(rows)}")
            if rows.dtype != bool and rows.size and (rows.max() >= n or rows.min() < -n):
                raise ArgumentError(
                    f"positions must be below {n}, the number of worlds; got {rows.max()}"
                )
            places = np.arange(n)[rows]
            if len(np.unique(places)) < len(places):
                twice = int(np.bincount(places).argmax())
                raise ArgumentError(
                    f"select must name no world twice; got position {twice} more than once"
                )
        arrays = {name: self[name][rows] for name in self if name != "world"}
        return self._with_worlds(arrays, self.world[rows], self.record)

    @classmethod
    def concatenate(cls, parts: Sequence[Self], *, spent: Sequence[Self] = ()) -> Self:
        """Join results of one run: same scenario, model, seed, draws and seats, no world twice.

        Reasons and titles of the scenario may differ; those of the first result are kept. To save
        memory, `spent` ones, which nobody needs any more, lose each array once it is joined.
        """
        if not parts:
            raise ArgumentError("concatenate needs at least one result; got none")
        first = parts[0]
        for part in parts[1:]:
            theirs = part.record.key()
            for what, ours in first.record.key().items():
                if ours != theirs[what]:
                    got = "" if what == "scenario" else f"; got {ours!r} and {theirs[what]!r}"
                    raise ArgumentError(f"the results to join must have the same {what}{got}")
            if first.labels != part.labels:
                raise ArgumentError("the results to join must have the same labels on every axis")
            if missing := ", ".join(sorted(({*first} ^ {*part}) - {"world"})):
                raise ArgumentError(
                    f"the results to join must have the same arrays; one lacks {missing}"
                )
        numbers = np.concatenate([part.world for part in parts])
        if len(np.unique(numbers)) < len(numbers):
            raise ArgumentError("the results to join must not hold the same world twice")
        arrays = {}
        for name in [name for name in first if name != "world"]:
            arrays[name] = np.concatenate([part[name] for part in parts])
            for part in spent:
                rest = {other: array for other, array in part._arrays.items() if other != name}
                part.__dict__["_arrays"] = MappingProxyType(rest)
        start = min(part.record.first_world for part in parts)
        end = max(part.record.first_world + part.record.worlds for part in parts)
        whole = first._with_worlds(arrays, numbers, first.record.part(start, end - start))
        replays = [(part.record, part._replay_one) for part in parts if part._replay_one]

        def replay(world: int) -> History:
            # Each run knows its own worlds alone.
            for record, replay_one in replays:
                if 0 <= world - record.first_world < record.worlds:
                    return replay_one(world)
            raise ArgumentError(f"world must be one of this result; got {world}")

        whole.__dict__["_replay_one"] = replay if len(replays) == len(parts) else None
        return whole

    def _with_worlds(
        self, arrays: dict[str, NDArray[Any]], numbers: NDArray[Any], record: RunRecord
    ) -> Self:
        """Return a result of some worlds, with a record of just these where they are neighbours."""
        axes = {name: self.axes[name] for name in arrays}
        if len(numbers) and np.array_equal(numbers, numbers[0] + np.arange(len(numbers))):
            record = record.part(int(numbers[0]), len(numbers))
        else:
            arrays["world"] = numbers.astype(np.int64)
            axes["world"] = ("world",)
        known: Scenario | None = self.__dict__.get("scenario")
        return type(self)(arrays, axes, self.labels, record, self._replay_one, known)

    def _missing(self, name: object) -> OutcomesError:
        return not_kept(name, self) or super()._missing(name)
