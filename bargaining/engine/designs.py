"""Designs: many points of a scenario's numbers, each played in the same worlds, with one luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from bargaining.engine.batches import BATCH, Batch, play_batch
from bargaining.engine.runner import Progress
from bargaining.engine.runs import Run, play_runs
from bargaining.engine.seats import Seat, check_seats
from bargaining.engine.simulation import outcomes_of, simulate
from bargaining.outcomes import Outcomes
from bargaining.outcomes.layout import Keep, kept_arrays
from bargaining.scenario import Scenario
from bargaining.world.given import GivenParameters

__all__ = ["play_points"]

T = TypeVar("T")


def play_points(
    scenario: Scenario,
    points: GivenParameters,
    reduce: Callable[[Outcomes], T],
    *,
    worlds: int,
    worlds_per_draw: int,
    seed: int,
    seats: Mapping[str, Seat] | None = None,
    keep: Keep = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> list[T]:
    """Play the same worlds at every point of a design, and return what each comes to.

    Points share all luck: world `i` differs between two of them only by what the points' numbers
    change. Many points stand side by side in one batch, which costs far less than a run for each.

    Parameters
    ----------
    points : GivenParameters
        A row for each point.
    reduce : callable
        From the result of one point to what is kept of it; called where the point was played.
    worlds, worlds_per_draw, seed, seats, keep, workers, progress
        As in `simulate`; `worlds` are those of one point.

    Returns
    -------
    list
        In the order of the points.
    """
    keeps, seated = kept_arrays(keep), check_seats(seats)
    whole = Batch(scenario, seed, 0, worlds, worlds_per_draw, seated, keeps, points, same_luck=True)
    size = max(1, BATCH // worlds)
    runs = [
        Run(len(rows) * worlds, partial(_play, whole, rows, reduce))
        for rows in (points.of(first, size) for first in range(0, len(points), size))
    ]
    played = dict(play_runs(runs, workers=workers, side_by_side=True, progress=progress))
    return [one for place in range(len(runs)) for one in played[place]]


def _play(
    whole: Batch,
    rows: GivenParameters,
    reduce: Callable[[Outcomes], T],
    *,
    workers: int,
    progress: Progress | None,
) -> list[T]:
    """Play some of the points in one batch; a point that fills several is a run of its own."""
    batch = replace(whole, given=rows)
    if whole.worlds > BATCH:
        given = batch.at_point(0).given
        assert given is not None
        return [
            reduce(
                simulate(
                    whole.scenario,
                    worlds=whole.worlds,
                    worlds_per_draw=whole.worlds_per_draw,
                    seed=whole.seed,
                    parameters=given.by_path(),
                    seats=whole.seats,
                    keep=whole.keep,
                    workers=workers,
                    progress=progress,
                )
            )
        ]
    arrays, n = play_batch(batch), whole.worlds
    found = []
    for place in range(len(rows)):
        of_point = {name: one[place * n : (place + 1) * n] for name, one in arrays.items()}
        found.append(reduce(outcomes_of(batch.at_point(place), of_point)))
    return found
