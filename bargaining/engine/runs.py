"""Many runs in one go: shared out to workers, stopped by hand, kept in a folder and found again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Generic, Protocol, TypeVar

from bargaining.engine.folders import Arrays, RunFolder
from bargaining.engine.runner import Progress
from bargaining.engine.simulation import Interrupted
from bargaining.engine.workers import JobWorkers, Workers

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
    name : str
        What it is called if no process can play it; its number is told too.
    """

    worlds: int
    play: Callable[..., T]
    name: str = ""


_Job = tuple[int, Run[T]]


class Runs(Protocol[T]):
    """Runs by their numbers: a list, or what makes each when it is asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> Run[T]: ...


def play_runs(
    runs: Runs[T],
    *,
    workers: int = 1,
    side_by_side: bool = False,
    found: Iterable[tuple[int, T]] = (),
    total: int | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[int, T]]:
    """Yield the number of each run with what came out, as they are done.

    Parameters
    ----------
    runs : Runs
        Each is asked for when its turn comes.
    workers : int
        How many share the work.
    side_by_side : bool
        Give each run to one worker, a process, so that several go on at once: for many short runs
        from which little comes back. A run that is lost with its process is played again, twice
        at most. Otherwise all workers share one run after the other.
    found : iterable of int and result, optional
        What is known of some runs, after their numbers: they are not played, and come first.
    total : int, optional
        The worlds of all runs, which are added up unless it is given.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds, those found included. A run is reported
        as done after its result was used, so a stop by `progress` loses no result.

    Raises
    ------
    Interrupted
        It was stopped by hand; the runs under way are lost.
    WorkerError
        A process was lost that played a run, and again when it was played once more.
    """
    known = bytearray(len(runs))
    worlds, done = sum(runs[i].worlds for i in range(len(runs))) if total is None else total, 0
    report: Progress = progress or (lambda done, total: None)

    def within(more: int, of: int) -> None:
        report(done + more, worlds)

    def named(job: _Job[T]) -> str:
        place, run = job
        return f"run {place + 1:,} of {len(runs):,}" + (f" ({run.name})" if run.name else "")

    def played() -> Iterator[tuple[int, T]]:
        left = (place for place in range(len(runs)) if not known[place])
        if not (side_by_side and workers > 1):
            for place in left:
                yield place, runs[place].play(workers=workers, progress=within)
            return
        jobs: Iterator[_Job[T]] = ((place, runs[place]) for place in left)
        with Workers(workers) as executor:
            players: JobWorkers[_Job[T], T] = JobWorkers(executor, workers, _alone, named)
            while True:
                players.supply(jobs)
                if not players.at_work:
                    return
                players.wait()
                for (place, _), result in players.finished():
                    yield place, result

    try:
        for place, result in chain(found, played()):
            known[place] = True
            yield place, result
            done += runs[place].worlds
            report(done, worlds)
    except KeyboardInterrupt:
        # Part of one run among many is of no use.
        raise Interrupted(None) from None


def _alone(job: _Job[T]) -> T:
    return job[1].play(workers=1, progress=None)
