"""Where batches are played: in this thread, in several, in processes, or by a given executor."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from functools import partial
from itertools import islice
from typing import Any

from bargaining.engine.batches import Batch, play_batch
from bargaining.engine.workers import SECONDS_A_LOOK, JobWorkers, worker_processes
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

# Batches handed out before the first of them is back: enough that nobody waits for work, few
# enough that results which wait for an earlier one need little memory.
_AHEAD_PER_WORKER = 4
_AHEAD = 256
# Half a batch costs more than half of one: what is worked out once for each batch.
_WORLDS_A_WORKER = 250
# Half of the time is spent in kernels, which let other threads run: a third would wait for these.
_THREADS = 2
# From here on processes save more than they take to start, where a world takes milliseconds; before
# they are started, the first batches say whether it does.
_WORLDS_FOR_PROCESSES = 4_000
# Shorter runs are over before processes that take imports and kernels to be loaded have saved much.
_SECONDS_TO_START = 6.0
# A user's rule is first tried on so many worlds, then on twice as many, and so on.
_WORLDS_TO_TRY = 20


def play_batches(
    whole: Batch, *, size: int, workers: int, executor: Executor | None, tell: Tell
) -> Played:
    """Yield each batch with its arrays, as they are done; tell how many of its worlds are.

    Kernels let other threads run, so that two threads share the work at once. A user's own Python
    does not: it is played in processes where they save more than it takes to start them, and so are
    long runs.
    """
    if executor is not None:
        return _gathered(whole.cut(size), partial(_submitted, executor), _AHEAD, tell)
    compile_beforehand()
    kinds = [seat if isinstance(seat, type) else type(seat) for seat in whole.seats.values()]
    own_python = any(
        kind is OneWorld or not kind.__module__.startswith("bargaining.") for kind in kinds
    )
    if workers > 1 and (own_python or whole.worlds > _WORLDS_FOR_PROCESSES):
        return _in_processes(whole, size, workers, tell)
    workers = max(1, min(workers, _THREADS, whole.worlds // _WORLDS_A_WORKER))
    if workers == 1:
        return _in_turn(whole.cut(size), tell)
    # Every thread plays as many batches, as far as that goes.
    turns = -(-whole.worlds // (size * workers))
    return _in_threads(whole.cut(-(-whole.worlds // (turns * workers))), workers, tell)


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


def _in_turn(jobs: Iterator[Batch], tell: Tell) -> Played:
    for job in jobs:
        yield job, play_batch(job, partial(_tell_by_round, tell, job))
        # Reported once the batch is in safe hands: anyone who hears of it may stop the run.
        tell(job, job.worlds)


def _tell_by_round(tell: Tell, job: Batch, played: int, rounds: int) -> None:
    if played < rounds:
        tell(job, job.worlds * played // rounds)


def _in_threads(jobs: Iterator[Batch], workers: int, tell: Tell) -> Played:
    stopped = threading.Event()
    played: dict[int, int] = {}

    def play(job: Batch) -> Arrays:
        def by_round(rounds: int, of: int) -> None:
            # No thread can be ended from outside: each looks after every round.
            if stopped.is_set():
                raise _Stopped
            if rounds < of:
                played[job.first_world] = job.worlds * rounds // of

        return play_batch(job, by_round)

    with ThreadPoolExecutor(workers, thread_name_prefix="bargaining") as executor:
        try:
            yield from _gathered(
                jobs,
                lambda job: executor.submit(play, job),
                _AHEAD_PER_WORKER * workers,
                tell,
                played=played,
            )
        finally:
            stopped.set()
            executor.shutdown(wait=True, cancel_futures=True)


class _Stopped(BaseException):
    """Ends a batch whose run was stopped."""


def _in_processes(whole: Batch, size: int, workers: int, tell: Tell) -> Played:
    """Play here until it is seen that processes save time; they find the kernels compiled."""
    done, worlds, seconds = 0, min(_WORLDS_TO_TRY, size), 0.0
    while seconds * (whole.worlds - done) <= _SECONDS_TO_START:
        worlds = min(worlds, whole.worlds - done)
        began = time.perf_counter() - compilation_seconds()
        yield from _in_turn(whole.part(done, worlds).cut(size), tell)
        if done:
            # The first batch loads what others find loaded.
            seconds = (time.perf_counter() - compilation_seconds() - began) / worlds
        done += worlds
        worlds = min(2 * worlds, size)
        if done == whole.worlds:
            return
    yield from _here_and_in_processes(whole.part(done, whole.worlds - done), size, workers, tell)


def _here_and_in_processes(whole: Batch, size: int, workers: int, tell: Tell) -> Played:
    """Play on here, as one of the workers; the others are processes, which take time to start."""
    jobs = _ever_smaller(whole, size, workers)
    with worker_processes(workers - 1) as executor:
        others = JobWorkers(executor, workers - 1, play_batch, _named, first=whole.part(0, 1))

        def by_round(job: Batch, played: int, rounds: int) -> None:
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


def _ever_smaller(whole: Batch, size: int, workers: int) -> Iterator[Batch]:
    """Cut it so that all workers are done with their last batches at about the same time."""
    start = 0
    while whole.worlds - start > _WORLDS_A_WORKER * workers:
        worlds = min(size, (whole.worlds - start) // workers)
        yield whole.part(start, worlds)
        start += worlds
    if start < whole.worlds:
        last = whole.part(start, whole.worlds - start)
        yield from last.cut(min(size, -(-last.worlds // workers)))


def _gathered(
    jobs: Iterator[Batch],
    submit: Callable[[Batch], Future[Arrays]],
    ahead: int,
    tell: Tell,
    *,
    played: Mapping[int, int] | None = None,
) -> Played:
    """Yield batches as they are done, with `ahead` of them handed out.

    Those who play them may keep how far each is in `played`, worlds by first world. What is not
    begun is cancelled when something goes wrong.
    """
    under_way: dict[Future[Arrays], Batch] = {}
    try:
        for job in islice(jobs, ahead):
            under_way[submit(job)] = job
        while under_way:
            wait(under_way, SECONDS_A_LOOK, FIRST_COMPLETED)
            for job in under_way.values() if played else ():
                tell(job, played.get(job.first_world, 0) if played else 0)
            for future in [future for future in under_way if future.done()]:
                job = under_way.pop(future)
                arrays = _result(future, job)
                for following in islice(jobs, 1):
                    under_way[submit(following)] = following
                # A result that was handed on need not be held twice.
                del future
                yield job, arrays
                del arrays
                tell(job, job.worlds)
    except BaseException:
        for future in under_way:
            future.cancel()
        raise


def _result(future: Future[Arrays], job: Batch) -> Arrays:
    """Return what a batch came to; say so where an executor lost it."""
    try:
        return future.result()
    except BaseException as error:
        lost = isinstance(error, BrokenExecutor | CancelledError)
        # Dask plays a batch again by itself, and gives up with an error of its own.
        if not lost and not type(error).__module__.startswith("distributed."):
            raise
        raise WorkerError(
            f"the executor lost {_named(job)}: {type(error).__name__}: {error}"
        ) from error


def _named(job: Batch) -> str:
    """Return the worlds of a batch in words."""
    return f"worlds {job.first_world:,} to {job.first_world + job.worlds - 1:,}"
