"""Batches: contiguous ranges of worlds that depend on nothing but the seed and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bargaining.engine.negotiation import Negotiation
from bargaining.engine.seats import Seat
from bargaining.scenario import Scenario
from bargaining.solver.compiled import finish_announcement

__all__ = ["BATCH", "Batch", "batches", "play_batch"]

# Worlds that are played side by side: enough to spread NumPy's overhead, few enough for the cache.
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """A range of worlds to be played; it can be sent to a worker and played again."""

    scenario: Scenario
    seed: int
    first_world: int
    worlds: int
    worlds_per_draw: int
    seats: Mapping[str, Seat]


def batches(
    scenario: Scenario,
    seed: int,
    first_world: int,
    worlds: int,
    worlds_per_draw: int,
    seats: Mapping[str, Seat],
    size: int,
) -> Iterator[Batch]:
    """Cut a range of worlds into batches of at most `size`."""
    for start in range(first_world, first_world + worlds, size):
        count = min(size, first_world + worlds - start)
        yield Batch(scenario, seed, start, count, worlds_per_draw, seats)


def play_batch(batch: Batch, report: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """Play a batch to the end; return the ledger's arrays.

    Parameters
    ----------
    report : callable, optional
        Called as ``report(rounds played, rounds)`` after each round.
    """
    negotiation = Negotiation(
        batch.scenario,
        seed=batch.seed,
        first_world=batch.first_world,
        worlds=batch.worlds,
        worlds_per_draw=batch.worlds_per_draw,
        seats=batch.seats,
    )
    try:
        return negotiation.play(report)
    finally:
        negotiation.release()
        finish_announcement()
