"""Designs: many points of a scenario's numbers, each played in the same worlds, with one luck."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from bargaining.engine.arguments import game_of
from bargaining.engine.batches import BATCH, Batch, play_batch
from bargaining.engine.runner import Progress
from bargaining.engine.runs import Run, play_runs
from bargaining.engine.seats import Seat, check_seats
from bargaining.engine.simulation import outcomes_of, simulate
from bargaining.outcomes import Outcomes
from bargaining.outcomes.layout import Keep, kept_arrays
from bargaining.scenario import Scenario
from bargaining.world.given import GivenParameters

__all__ = ["play_points", "played_points"]

T = TypeVar("T")


def play_points(
    scenario: Scenario, points: GivenParameters, reduce: Callable[[Outcomes], T], **options: Any
) -> list[T]:
    """Return what `played_points` yields, in the order of the points."""
    played = dict(played_points(scenario, points, reduce, **options))
    return [played[place] for place in range(len(points))]


def played_points(
    scenario: Scenario,
    points: GivenParameters,
    reduce: Callable[[Outcomes], T],
    *,
    worlds: int,
    worlds_per_draw: int,
    seed: int,
    sharing: int | None = None,
    seats: Mapping[str, Seat] | None = None,
    keep: Keep = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Iterator[tuple[int, T]]:
    """Play the same worlds at every point of a design, and yield what each comes to.

    Points share all luck: world `i` differs between two of them only by what the points' numbers
    change. Many points stand side by side in one batch, which costs far less than a run for each.

    Parameters
    ----------
    points : GivenParameters
        A row for each point.
    reduce : callable
        From the result of one point to what is kept of it; called where the point was played.
    sharing : int, optional
        How many points, one after the other, share their worlds; the next ones have the next
        worlds. All share them unless told otherwise.
    worlds, worlds_per_draw, seed, seats, keep, workers, progress
        As in `simulate`; `worlds` are those of one point.

    Yields
    ------
    tuple
        The number of a point and what it comes to, as they are done.

    Raises
    ------
    Interrupted
        It was stopped by hand; the points under way are lost.
    """
    keeps, seated = kept_arrays(keep), check_seats(seats, scenario)
    each, most = sharing or len(points), max(1, BATCH // worlds)
    n_runs = -(-each // most)
    if n_runs > 1 and each >= len(points):
        # As many for every worker, as far as that goes.
        n_runs = -(-n_runs // workers) * workers
    size = -(-each // n_runs)
    runs, starts = [], []
    for block, first in enumerate(range(0, len(points), each)):
        last = min(first + each, len(points))
        for start in range(first, last, size):
            rows = points.of(start, min(size, last - start))
            batch = Batch(
                scenario, seed, block * worlds, worlds, worlds_per_draw, seated, keeps, rows, True
            )
            runs.append(Run(len(rows) * worlds, partial(_play, batch, reduce)))
            starts.append(start)
    for place, found in play_runs(
        runs, workers=workers, side_by_side=len(runs) > 1, progress=progress
    ):
        yield from enumerate(found, starts[place])


def _play(
    batch: Batch,
    reduce: Callable[[Outcomes], T],
    *,
    workers: int,
    progress: Progress | None,
) -> list[T]:
    """Play some of the points in one batch; a point that fills several is a run of its own."""
    rows = batch.given
    assert rows is not None
    if batch.worlds > BATCH:
        return [
            reduce(
                simulate(
                    batch.scenario,
                    worlds=batch.worlds,
                    worlds_per_draw=batch.worlds_per_draw,
                    seed=batch.seed,
                    first_world=batch.first_world,
                    parameters=rows.by_path(sum(batch.draws)),
                    seats=batch.seats,
                    keep=batch.keep,
                    workers=workers,
                    progress=progress,
                )
            )
        ]
    n, total = batch.worlds, len(rows) * batch.worlds

    def by_round(played: int, rounds: int) -> None:
        if progress is not None and played < rounds:
            progress(total * played // rounds, total)

    arrays = play_batch(batch, by_round)
    found, game = [], game_of(batch.scenario)
    for place in range(len(rows)):
        of_point = {name: one[place * n : (place + 1) * n] for name, one in arrays.items()}
        found.append(reduce(outcomes_of(batch.at_point(place), game, of_point)))
    return found
