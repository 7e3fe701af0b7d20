"""A stored world beside its replay: the same history, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bargaining.errors import OutcomesError
from bargaining.outcomes.history import History
from bargaining.outcomes.layout import AXES
from bargaining.outcomes.reduced import REDUCED

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["completed"]

# In the order in which a round fills them, so that the first difference is named.
_COMPARED = ("act", "step", "rung", "proposer", "offer", "response", "closing", "ending_by_round")


def completed(history: History, world: PlayedWorlds) -> PlayedWorlds:
    """Return a stored world with the arrays that the result did not keep, as its replay left them.

    Parameters
    ----------
    history : History
        The replay.
    world : Outcomes
        The result of this one world.

    Raises
    ------
    OutcomesError
        The replay is not the world that was stored.
    """
    data = next((event.data for event in history.events if event.decision == "ending"), None)
    other = data is not None and int(data["ending"]) != int(world["ending"][0])  # type: ignore[call-overload]
    what = "ends otherwise" if other else ""
    what = what or _first_that_differs(history, world) or _sum_that_differs(history, world)
    if what:
        versions = ", ".join(f"{name} {of}" for name, of in history.record.versions.items())
        raise OutcomesError(
            f"world {history.world} {what} when it is replayed here: the result was made "
            f"with {versions or 'unknown versions'}, or with rules of your own that were not "
            f"saved with it; replay it with those"
        )
    missing = {name: rows for name, rows in history.arrays.items() if name not in world}
    if not missing:
        return world
    arrays = {name: world[name] for name in world} | missing
    return type(world)(arrays, {**AXES, **world.axes}, world.labels, world.record)


def _first_that_differs(history: History, world: PlayedWorlds) -> str:
    """Return in words where the replayed arrays first part from the stored ones, if they do."""
    found: list[tuple[int, str]] = []
    for name in _COMPARED:
        if name not in history.arrays or name not in world:
            continue
        ours, theirs = np.asarray(history.arrays[name])[0], world[name][0]
        if ours.shape != theirs.shape:
            return f"has other rounds or entries of {name!r}"
        rounds = np.flatnonzero((ours != theirs).reshape(len(ours), -1).any(axis=1))
        found += [(int(round), name) for round in rounds[:1]]
    if not found:
        return ""
    round, name = min(found, key=lambda one: one[0])
    return f"goes otherwise in round {round} ({name!r} differs)"


def _sum_that_differs(history: History, world: PlayedWorlds) -> str:
    """Return in words which number per world differs, where the result keeps no rounds."""
    kept = [name for name in REDUCED if name in world]
    if not kept or not history.arrays:
        return ""
    alone = type(world)(dict(history.arrays), AXES, world.labels, world.record)
    for name in kept:
        if not np.array_equal(REDUCED[name](alone), world[name]):
            return f"goes otherwise ({name!r} differs)"
    return ""
