"""Batches: contiguous ranges of worlds that depend on nothing but the seed and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.engine.arguments import check_memory
from bargaining.engine.negotiation import Negotiation
from bargaining.engine.recorder import labels
from bargaining.engine.seats import Seat
from bargaining.outcomes import Outcomes, RunRecord
from bargaining.outcomes.events import READ, REDUCED, reduce_rounds
from bargaining.outcomes.layout import AXES, GIVEN
from bargaining.scenario import Scenario
from bargaining.solver.compiled import finish_announcement
from bargaining.world.given import GivenParameters

__all__ = ["BATCH", "Batch", "Gathered", "play_batch"]

# Worlds that are played side by side: enough to spread Python's overhead, few enough for memory.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Batch:
    """A range of worlds to be played; it can be sent to a worker and played again.

    Each row of `given` belongs to a draw; or, with the `same_luck`, it is a point of a design, and
    all worlds are played at each point.
    """

    scenario: Scenario
    seed: int
    first_world: int
    worlds: int
    worlds_per_draw: int
    seats: Mapping[str, Seat]
    keep: tuple[str, ...]
    given: GivenParameters | None = None
    same_luck: bool = False

    @property
    def draws(self) -> tuple[int, int]:
        """Number of the first draw, and how many there are."""
        first = self.first_world // self.worlds_per_draw
        last = (self.first_world + self.worlds - 1) // self.worlds_per_draw
        return first, last - first + 1

    def part(self, start: int, worlds: int) -> Batch:
        """Return so many of its worlds, from the one at a place on."""
        part = replace(self, first_world=self.first_world + start, worlds=worlds)
        # A worker is sent the rows that it needs.
        rows = self.given
        if rows is None or self.same_luck:
            return part
        return replace(part, given=rows.of(*part.draws))

    def at_point(self, place: int) -> Batch:
        """Return the worlds of one point alone."""
        assert self.given is not None
        first, n_draws = self.draws
        rows = np.repeat(self.given.values[place : place + 1], n_draws, axis=0)
        given = GivenParameters(self.given.paths, rows, first)
        return replace(self, given=given, same_luck=False)

    def cut(self, size: int) -> Iterator[Batch]:
        """Cut it into batches of at most so many worlds."""
        for start in range(0, self.worlds, size):
            yield self.part(start, min(size, self.worlds - start))


def play_batch(batch: Batch, report: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """Play a batch to the end; return the arrays that are to be kept of it.

    After each round it calls ``report(rounds played, rounds)``.
    """
    asked = {name: getattr(batch, name) for name in ("seed", "first_world", "worlds_per_draw")}
    rows, points, each = batch.given, 1, 1
    if rows is not None and batch.same_luck:
        points, each = len(rows), batch.draws[1]
    elif rows is not None:
        rows = rows.of(*batch.draws)
    negotiation = Negotiation(
        batch.scenario,
        worlds=batch.worlds,
        seats=batch.seats,
        given=None if rows is None else rows.by_path(each),
        points=points,
        **asked,
    )
    try:
        arrays = negotiation.play(report)
        kept = {name: arrays[name] for name in batch.keep if name in arrays}
        if any(name in REDUCED for name in batch.keep):
            record = RunRecord(worlds=points * batch.worlds, scenario="", **asked)
            # What is counted goes by numbers as they were played, at whatever point of a design.
            played = negotiation.world.baseline_parameters
            read = np.stack([played.number(path, 0.0) for path in READ], axis=1)
            named = {**labels(negotiation.game), "given_parameter": READ}
            whole = Outcomes(
                {**arrays, "given": read},
                AXES | {"given": GIVEN},
                named,
                record,
                scenario=batch.scenario,
            )
            kept |= reduce_rounds(whole, batch.keep)
        if rows is not None and batch.same_luck:
            kept["given"] = np.repeat(rows.values, batch.worlds, axis=0)
        elif rows is not None:
            draw = (batch.first_world + np.arange(batch.worlds)) // batch.worlds_per_draw
            kept["given"] = rows.values[draw - rows.first_draw]
        return kept
    finally:
        negotiation.release()
        finish_announcement()
        # Mesa's models hold themselves: without this, the arrays of batches past stay in memory
        # until Python looks for cycles, which it seldom does.
        negotiation.__dict__.clear()


class Gathered:
    """Arrays of a whole run of so many worlds, of which `done` have come, batch by batch."""

    def __init__(self, worlds: int) -> None:
        self._worlds = worlds
        self._arrays: dict[str, NDArray[Any]] = {}
        self.done = 0

    def add(self, part: dict[str, NDArray[Any]]) -> None:
        """Copy the arrays of the next batch into their place; refuse what no memory holds."""
        if not self._arrays:
            size = sum(rows[:1].nbytes for rows in part.values())
            check_memory(self._worlds, size, '; with keep="summary" a world takes least')
            self._arrays = {
                name: np.empty((self._worlds, *rows.shape[1:]), rows.dtype)
                for name, rows in part.items()
            }
        count = len(next(iter(part.values())))
        for name, rows in part.items():
            self._arrays[name][self.done : self.done + count] = rows
        # Counted last: a run may be stopped by hand between any two of these lines.
        self.done += count

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays of the worlds that have come."""
        return {name: whole[: self.done] for name, whole in self._arrays.items()}
