"""Where batches are played: in this thread, in several, in processes, or by a given executor."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from bargaining.engine.batches import Batch, play_batch
from bargaining.errors import ArgumentError
from bargaining.solver.beforehand import compile_beforehand
from bargaining.solver.compiled import compilation_seconds
from bargaining.strategies import OneWorld

__all__ = ["Arrays", "Progress", "play_batches", "worker_processes"]

Arrays = dict[str, Any]
Progress = Callable[[int, int], None]
# Tells how many worlds of a batch are done; those before it are done as well.
Tell = Callable[[Batch, int], None]

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
# How long the caller's thread waits before it reports; on some systems a wait hears no Ctrl-C.
_SECONDS_A_LOOK = 0.1
# Shorter runs are over before processes that take imports and kernels to be loaded have saved much.
_SECONDS_TO_START = 6.0
# A user's rule is first tried on so many worlds, then on twice as many, and so on.
_WORLDS_TO_TRY = 20


def play_batches(
    whole: Batch,
    *,
    size: int,
    workers: int,
    executor: Executor | None,
    report: Progress | None,
) -> Generator[Arrays, None, None]:
    """Return the arrays of each batch in order, reporting worlds done out of all.

    Kernels let other threads run, so that two threads share the work at once. A user's own Python
    does not: it is played in processes where they save more than it takes to start them, and so are
    long runs.
    """

    def tell(job: Batch, done: int) -> None:
        if report is not None:
            report(job.first_world - whole.first_world + done, whole.worlds)

    if executor is not None:

        def submit(job: Batch) -> Future[Arrays]:
            try:
                return executor.submit(play_batch, job)
            except RuntimeError as error:
                raise ArgumentError(f"executor takes no work: {error}") from None

        return _gathered(whole.cut(size), submit, _AHEAD, tell)
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
    return _in_threads(whole.cut(_shared(whole.worlds, size, workers)), workers, tell)


def _shared(worlds: int, size: int, workers: int) -> int:
    """Return the size of batches of which every worker plays as many, as far as that goes."""
    turns = -(-worlds // (size * workers))
    return -(-worlds // (turns * workers))


def _in_turn(jobs: Iterator[Batch], tell: Tell) -> Generator[Arrays, None, None]:
    for job in jobs:
        yield play_batch(job, partial(_tell_by_round, tell, job))
        # Reported once the batch is in safe hands: anyone who hears of it may stop the run.
        tell(job, job.worlds)


def _tell_by_round(tell: Tell, job: Batch, played: int, rounds: int) -> None:
    if played < rounds:
        tell(job, job.worlds * played // rounds)


def _in_threads(jobs: Iterator[Batch], workers: int, tell: Tell) -> Generator[Arrays, None, None]:
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


class _Stopped(Exception):
    """Ends a batch whose run was stopped."""


def _in_processes(
    whole: Batch, size: int, workers: int, tell: Tell
) -> Generator[Arrays, None, None]:
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


def _here_and_in_processes(
    whole: Batch, size: int, workers: int, tell: Tell
) -> Generator[Arrays, None, None]:
    """Play on here, as one of the workers; the others are processes, which take time to start."""
    jobs = _ever_smaller(whole, size, workers)
    handed_out: deque[tuple[Batch, Future[Arrays]]] = deque()
    under_way: set[Future[Arrays]] = set()
    with worker_processes(workers - 1) as executor:
        # Nobody waits for them: there is work for them once they have played a world.
        started = executor.submit(play_batch, whole.part(0, 1))

        def supply() -> None:
            if not started.done() or not started.result():
                return
            under_way.difference_update([future for future in under_way if future.done()])
            for job in islice(jobs, workers - 1 - len(under_way)):
                future = executor.submit(play_batch, job)
                under_way.add(future)
                handed_out.append((job, future))

        def play_here(job: Batch) -> None:
            def by_round(played: int, rounds: int) -> None:
                supply()
                if handed_out[0][0] is job:
                    _tell_by_round(tell, job, played, rounds)

            future: Future[Arrays] = Future()
            handed_out.append((job, future))
            future.set_result(play_batch(job, by_round))

        while True:
            supply()
            # Results that wait for an earlier one need memory: not too many of them.
            full = len(handed_out) >= _AHEAD_PER_WORKER * workers
            come = bool(handed_out) and handed_out[0][1].done()
            own = None if full or come else next(jobs, None)
            if own is not None:
                play_here(own)
            elif handed_out:
                job, future = handed_out.popleft()
                part = future.result()
                # A result that was handed on need not be held twice.
                under_way.discard(future)
                del future
                yield part
                del part
                tell(job, job.worlds)
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


@contextmanager
def worker_processes(workers: int) -> Iterator[Executor]:
    """Lend processes that stay ready for the next run; end them if something goes wrong."""
    from multiprocessing import current_process

    from loky import get_reusable_executor

    if current_process().daemon:
        raise ArgumentError(
            f"workers must be 1 here, got {workers}: this process is itself a worker of a "
            "multiprocessing.Pool, and these may start no processes of their own"
        )
    executor = get_reusable_executor(max_workers=workers)
    try:
        yield executor
    except BaseException:
        # Waiting for what is under way would take minutes after Ctrl-C.
        executor.shutdown(wait=True, kill_workers=True)
        raise


def _gathered(
    jobs: Iterator[Batch],
    submit: Callable[[Batch], Future[Arrays]],
    ahead: int,
    tell: Tell,
    *,
    played: Mapping[int, int] | None = None,
) -> Generator[Arrays, None, None]:
    """Yield what batches come to, in order, with `ahead` of them handed out.

    Those who play them may keep how far each is in `played`, worlds by first world. What is not
    begun is cancelled when something goes wrong.
    """
    handed_out: deque[tuple[Batch, Future[Arrays]]] = deque()
    try:
        for job in islice(jobs, ahead):
            handed_out.append((job, submit(job)))
        while handed_out:
            job, future = handed_out[0]
            said = 0
            while played is not None and not wait((future,), _SECONDS_A_LOOK).done:
                # Of the next batch only: worlds told of are in safe hands, or come next.
                if played.get(job.first_world, 0) > said:
                    said = played[job.first_world]
                    tell(job, said)
            part = future.result()
            handed_out.popleft()
            for following in islice(jobs, 1):
                handed_out.append((following, submit(following)))
            # A result that was handed on need not be held twice.
            del future
            yield part
            del part
            tell(job, job.worlds)
    except BaseException:
        for _, future in handed_out:
            future.cancel()
        raise
