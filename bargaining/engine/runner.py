"""Where batches are played: in this process, in others too, or by a given executor."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from functools import partial
from itertools import islice
from typing import Any

from bargaining.engine.batches import Batch, play_batch
from bargaining.engine.workers import SECONDS_A_LOOK, JobWorkers, Workers
from bargaining.errors import ArgumentError, WorkerError
from bargaining.solver.beforehand import compile_beforehand
from bargaining.solver.compiled import compilation_seconds
from bargaining.strategies import OneWorld

__all__ = ["Progress", "play_batches"]

Arrays = dict[str, Any]
Progress = Callable[[int, int], None]
# Tells how many worlds of a batch are done.
Tell = Callable[[Batch, int], None]

# Batches of a run with their arrays, as they are done.
Played = Generator[tuple[Batch, Arrays], None, None]

# Batches handed to an executor before the first of them is back.
_AHEAD = 256
# Half a batch costs more than half of one: what is worked out once for each batch.
_SMALLEST = 250
# Of so many worlds, half as many take over half the time, and no process comes in time to help.
_LARGEST_ALONE = 1000
# A user's rule may take any time: it is first tried on so many worlds, then on twice as many.
_WORLDS_TO_TRY = 20
# A shorter run is over before processes that take imports and kernels to be loaded have saved much.
_SECONDS_TO_START = 6.0


def play_batches(
    whole: Batch, *, size: int, workers: int, executor: Executor | None, tell: Tell
) -> Played:
    """Yield each batch with its arrays, as they are done; tell how many of its worlds are."""
    if executor is not None:
        yield from _gathered(whole.cut(size), executor, tell)
        return
    compile_beforehand()
    if workers == 1:
        for job in whole.cut(size):
            yield job, play_batch(job, partial(_tell_by_round, tell, job))
            # Reported once the batch is in safe hands: anyone who hears of it may stop the run.
            tell(job, job.worlds)
        return
    # Here, and in processes as well as soon as it is seen that they save time. They take time to
    # start, which does not hold up what is played here, and find the kernels compiled. None starts
    # where what is played here leaves no two batches to share.
    pace = _Pace(whole.worlds)
    with Workers(workers - 1) as processes:
        others = JobWorkers(processes, workers - 1, play_batch, _named, first=whole.part(0, 1))
        jobs = _cut(whole, size, workers, others)

        def by_round(job: Batch, played: int, rounds: int) -> None:
            to_share = whole.first_world + whole.worlds - job.first_world - job.worlds
            seconds = pace.seconds_left(job.worlds, rounds)
            if to_share > min(size, _SMALLEST) and seconds > _SECONDS_TO_START:
                others.start()
            others.supply(jobs)
            _tell_by_round(tell, job, played, rounds)

        while True:
            others.supply(jobs)
            for job, arrays in others.finished():
                yield job, arrays
                del arrays
                tell(job, job.worlds)
            own = next(jobs, None)
            if own is not None:
                yield own, play_batch(own, partial(by_round, own))
                tell(own, own.worlds)
            elif others.at_work:
                others.wait()
            else:
                return


def _submitted(executor: Executor, job: Batch) -> Future[Arrays]:
    """Give a batch to a user's executor."""
    try:
        future = executor.submit(play_batch, job)
    except RuntimeError as error:
        raise ArgumentError(f"executor takes no work: {error}") from None
    if not isinstance(future, Future):
        raise ArgumentError(
            f"executor must give futures of concurrent.futures; got a {type(future).__name__} of "
            f"{type(executor).__name__}. Of a Dask client hand in client.get_executor()"
        )
    return future


def _tell_by_round(tell: Tell, job: Batch, played: int, rounds: int) -> None:
    if played < rounds:
        tell(job, job.worlds * played // rounds)


class _Pace:
    """How fast worlds are played here, from the end of the first round on: kernels are loaded."""

    def __init__(self, worlds: int) -> None:
        self._worlds = worlds
        self._began: float | None = None
        self._played = 0.0

    def seconds_left(self, worlds: int, rounds: int) -> float:
        """Return how long the rest would take here alone, now that some worlds are a round further.

        They are to be played for so many rounds; 0 if nothing can be said.
        """
        now = time.perf_counter() - compilation_seconds()
        if self._began is None:
            self._began = now
            return 0.0
        self._played += worlds / rounds
        seconds = now - self._began
        return seconds * (self._worlds / self._played - 1.0)


def _cut(
    whole: Batch, size: int, workers: int, others: JobWorkers[Batch, Arrays]
) -> Iterator[Batch]:
    """Cut it into ever larger batches until others are started, then into ever smaller ones.

    All are then done with their last batches at about the same time.
    """
    kinds = [seat if isinstance(seat, type) else type(seat) for seat in whole.seats.values()]
    own_rules = any(
        kind is OneWorld or not kind.__module__.startswith("bargaining.") for kind in kinds
    )
    share = max(-(-whole.worlds // workers), _LARGEST_ALONE)
    start, alone = 0, _WORLDS_TO_TRY if own_rules else share
    while left := whole.worlds - start:
        worlds = max(-(-left // workers), _SMALLEST) if others.started else alone
        yield (part := whole.part(start, min(worlds, size, left)))
        start, alone = start + part.worlds, 2 * alone


def _gathered(jobs: Iterator[Batch], executor: Executor, tell: Tell) -> Played:
    """Yield batches as a user's executor has done them, with some handed out ahead.

    What is not begun is cancelled when something goes wrong.
    """
    under_way: dict[Future[Arrays], Batch] = {}
    try:
        for job in islice(jobs, _AHEAD):
            under_way[_submitted(executor, job)] = job
        while under_way:
            wait(under_way, SECONDS_A_LOOK, FIRST_COMPLETED)
            for future in [future for future in under_way if future.done()]:
                job = under_way.pop(future)
                try:
                    arrays = future.result()
                except BaseException as error:
                    lost = isinstance(error, BrokenExecutor | CancelledError)
                    # Dask plays a batch again by itself, and gives up with an error of its own.
                    if not lost and not type(error).__module__.startswith("distributed."):
                        raise
                    raise WorkerError(
                        f"the executor lost {_named(job)}: {type(error).__name__}: {error}"
                    ) from error
                for following in islice(jobs, 1):
                    under_way[_submitted(executor, following)] = following
                # A result that was handed on need not be held twice.
                del future
                yield job, arrays
                del arrays
                tell(job, job.worlds)
    except BaseException:
        for future in under_way:
            future.cancel()
        raise


def _named(job: Batch) -> str:
    """Return the worlds of a batch in words."""
    return f"worlds {job.first_world:,} to {job.first_world + job.worlds - 1:,}"
