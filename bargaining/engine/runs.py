"""Many runs in one go: shared out to workers, stopped by hand, kept in a folder and found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from typing import Generic, TypeVar

from bargaining.engine.folders import Arrays, RunFolder
from bargaining.engine.runner import Progress
from bargaining.engine.simulation import Interrupted
from bargaining.engine.workers import worker_processes

__all__ = ["Arrays", "Progress", "Run", "RunFolder", "play_runs"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """One of the runs.

    Attributes
    ----------
    worlds : int
        How many it plays.
    play : callable
        Called as ``play(workers=..., progress=...)``, such as ``partial(simulate, scenario)``.
    """

    worlds: int
    play: Callable[..., T]


def play_runs(
    runs: Sequence[Run[T]],
    *,
    workers: int = 1,
    side_by_side: bool = False,
    found: Mapping[int, T] | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[int, T]]:
    """Yield the number of each run with what came out, as they are done.

    Parameters
    ----------
    runs : sequence of Run
    workers : int
        How many share the work.
    side_by_side : bool
        Give each run to one worker, a process, so that several go on at once: for many short runs
        from which little comes back. Otherwise all workers share one run after the other.
    found : mapping of int to result, optional
        What is known of some runs, by their numbers: they are not played, and come first.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds, those found included. A run is reported
        as done after its result was used, so a stop by `progress` loses no result.

    Raises
    ------
    Interrupted
        It was stopped by hand; the runs under way are lost.
    """
    found = found or {}
    total, done = sum(run.worlds for run in runs), 0
    report: Progress = progress or (lambda done, total: None)
    yield from found.items()
    if found:
        done = sum(runs[place].worlds for place in found)
        report(done, total)
    left = [place for place in range(len(runs)) if place not in found]

    def within(more: int, of: int) -> None:
        report(done + more, total)

    def played() -> Iterator[tuple[int, T]]:
        if left and side_by_side and workers > 1:
            with worker_processes(workers) as executor:
                places = {executor.submit(runs[i].play, workers=1, progress=None): i for i in left}
                for future in as_completed(places):
                    yield places[future], future.result()
        else:
            for place in left:
                yield place, runs[place].play(workers=workers, progress=within)

    try:
        for place, result in played():
            yield place, result
            done += runs[place].worlds
            report(done, total)
    except KeyboardInterrupt:
        # Part of one run among many is of no use.
        raise Interrupted(None) from None
