"""Designs: many points of a scenario's numbers, each played in the same worlds, with one luck."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

import numpy as np

from bargaining.engine.arguments import game_of
from bargaining.engine.batches import BATCH, Batch, failing_in, play_batch, point_in_words
from bargaining.engine.folders import Resume, kept_in
from bargaining.engine.runner import Progress
from bargaining.engine.runs import Run, play_runs
from bargaining.engine.seats import Seat, check_seats
from bargaining.engine.simulation import key_of, outcomes_of, record_of, simulate
from bargaining.outcomes import Outcomes
from bargaining.outcomes.layout import Keep, kept_arrays
from bargaining.scenario import Scenario
from bargaining.version import __version__
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
    resume: Resume = None,
    study: Mapping[str, Any] | None = None,
) -> Generator[tuple[int, T], None, None]:
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
    resume : Path or str, optional
        A folder that keeps what points come to, arrays then; those found there come first.
    study : mapping, optional
        What else makes these points, for the folder, such as the quantities that are measured.

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
    whole = Batch(scenario, seed, 0, worlds, worlds_per_draw, seated, keeps, points, True)
    run = {**(study or {}), "version": __version__, "worlds": worlds, **key_of(whole)}
    record = record_of(whole, game_of(scenario))
    with kept_in(resume, "points", record, {**run, "sharing": each}) as kept:
        held: dict[int, T] = {}
        for start, arrays in kept.find(0, len(points)) if kept else ():
            held |= enumerate(arrays["found"], start)
        runs: list[Run[list[T]]] = []
        starts, found = [], {}
        # Points of one batch share their worlds, and are either all held or all to be played.
        alike = groupby(range(len(points)), lambda point: (point // each, point in held))
        for (shared, known), stretch in alike:
            places = [*stretch]
            for start in places[::size]:
                stop = min(start + size, places[-1] + 1)
                given = points.of(start, stop - start)
                batch = replace(whole, first_world=shared * worlds, given=given)
                if known:
                    found[len(runs)] = [held[point] for point in range(start, stop)]
                name = f"points {start:,} to {stop - 1:,}"
                runs.append(Run((stop - start) * worlds, partial(_play, batch, reduce), name))
                starts.append(start)
        several = len(runs) - len(found) > 1
        for place, values in play_runs(
            runs, workers=workers, side_by_side=several, found=found.items(), progress=progress
        ):
            if kept is not None and place not in found:
                kept.keep(starts[place], {"found": np.stack([np.asarray(one) for one in values])})
            yield from enumerate(values, starts[place])


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
        with failing_in(point_in_words(rows)):
            outcomes = simulate(
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
        return [reduce(outcomes)]
    n, total = batch.worlds, len(rows) * batch.worlds

    def by_round(played: int, rounds: int) -> None:
        if progress is not None and played < rounds:
            progress(total * played // rounds, total)

    arrays = play_batch(batch, by_round)
    found, game, (first, n_draws) = [], game_of(batch.scenario), batch.draws
    for place in range(len(rows)):
        values = np.repeat(rows.values[place : place + 1], n_draws, axis=0)
        given = GivenParameters(rows.paths, values, first)
        point = replace(batch, given=given, same_luck=False)
        of_point = {name: one[place * n : (place + 1) * n] for name, one in arrays.items()}
        found.append(reduce(outcomes_of(point, game, of_point)))
    return found
