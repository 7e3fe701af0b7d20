"""Parts of a result, and results joined from parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError
from bargaining.outcomes.played import PlayedWorlds
from bargaining.outcomes.record import RunRecord

__all__ = ["concatenate", "select"]

P = TypeVar("P", bound=PlayedWorlds)


def select(outcomes: P, worlds: slice | NDArray[Any] | Sequence[int] | Sequence[bool]) -> P:
    """Return some of the worlds; see `Outcomes.select`."""
    rows = _rows(outcomes, worlds)
    numbers = outcomes.world[rows]
    arrays = {name: outcomes[name][rows] for name in outcomes if name != "world"}
    return _rebuilt(outcomes, arrays, numbers, outcomes.record)


def concatenate(parts: Sequence[P]) -> P:
    """Join results of one run; see `Outcomes.concatenate`."""
    if not parts:
        raise ArgumentError("concatenate needs at least one result; got none")
    first = parts[0]
    for part in parts[1:]:
        _check_joinable(first, part)
    numbers = np.concatenate([part.world for part in parts])
    if len(np.unique(numbers)) < len(numbers):
        raise ArgumentError("the results to join must not hold the same world twice")
    arrays = {
        name: np.concatenate([part[name] for part in parts]) for name in first if name != "world"
    }
    start = min(part.record.first_world for part in parts)
    end = max(part.record.first_world + part.record.worlds for part in parts)
    return _rebuilt(first, arrays, numbers, first.record.part(start, end - start))


def _rows(outcomes: PlayedWorlds, worlds: Any) -> slice | NDArray[Any]:
    if isinstance(worlds, slice):
        return worlds
    rows = np.asarray(worlds)
    if rows.size == 0 and rows.dtype != bool:
        return np.zeros(0, dtype=np.int64)
    if rows.ndim != 1 or rows.dtype.kind not in "biu":
        raise ArgumentError(
            "select needs a slice, a mask with one bool per world, or a list of positions; got an "
            f"array of {rows.dtype} with shape {rows.shape}"
        )
    if rows.dtype == bool and len(rows) != len(outcomes):
        raise ArgumentError(
            f"the mask must have one bool per world, {len(outcomes)}; got {len(rows)}"
        )
    if rows.dtype != bool and (rows.max() >= len(outcomes) or rows.min() < -len(outcomes)):
        raise ArgumentError(
            f"positions must be below {len(outcomes)}, the number of worlds; got {rows.max()}"
        )
    return rows


def _rebuilt(
    outcomes: P, arrays: dict[str, NDArray[Any]], numbers: NDArray[Any], record: RunRecord
) -> P:
    """Build a result of some worlds, with a record of just these where they are neighbours."""
    axes = {name: outcomes.axes[name] for name in arrays}
    if len(numbers) and np.array_equal(numbers, numbers[0] + np.arange(len(numbers))):
        record = record.part(int(numbers[0]), len(numbers))
    else:
        arrays["world"] = numbers.astype(np.int64)
        axes["world"] = ("world",)
    return type(outcomes)(arrays, axes, outcomes.labels, record, outcomes._replay_one)


def _check_joinable(first: PlayedWorlds, part: PlayedWorlds) -> None:
    if first.record.scenario != part.record.scenario:
        raise ArgumentError("the results to join must be of the same scenario")
    for what in ("model_number", "seed", "worlds_per_draw", "versions"):
        ours, theirs = getattr(first.record, what), getattr(part.record, what)
        if ours != theirs:
            raise ArgumentError(
                f"the results to join must have the same {what}; got {ours!r} and {theirs!r}"
            )
    if first.labels != part.labels:
        raise ArgumentError("the results to join must have the same labels on every axis")
    missing = (set(first) ^ set(part)) - {"world"}
    if missing:
        raise ArgumentError(
            f"the results to join must have the same arrays; one lacks {', '.join(sorted(missing))}"
        )
