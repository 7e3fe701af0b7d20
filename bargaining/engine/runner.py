"""Where batches are played: in this thread, in several, in processes, or by a given executor."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any

from bargaining.engine.batches import Batch, play_batch
from bargaining.engine.seats import Seat
from bargaining.errors import ArgumentError
from bargaining.solver.beforehand import compile_beforehand
from bargaining.solver.compiled import compilation_seconds
from bargaining.strategies import OneWorld

__all__ = ["Arrays", "Cut", "Progress", "play_batches", "worker_processes"]

Arrays = dict[str, Any]
Progress = Callable[[int, int], None]
# Cuts worlds, given the first of them and their number, into batches of at most so many.
Cut = Callable[[int, int, int], Iterator[Batch]]

# Batches handed out before the first of them is back: enough that nobody waits for work, few
# enough that results which wait for an earlier one need little memory.
_AHEAD_PER_WORKER = 4
_AHEAD = 256
# Half a batch costs more than half of one: what is worked out once for each batch.
_WORLDS_A_THREAD = 250
# Half of the time is spent in kernels, which let other threads run: a third would wait for these.
_THREADS = 2
# From here on processes save more than they take to start, where a world takes milliseconds; before
# they are started, the first batches say whether it does.
_WORLDS_FOR_PROCESSES = 4_000
# How long the caller's thread waits before it reports; on some systems a wait hears no Ctrl-C.
_SECONDS_A_LOOK = 0.1
# What it takes until two processes play their first world: imports, and kernels to be loaded.
_SECONDS_TO_START = 6.0
# A user's rule is first tried on so many worlds, then on twice as many, and so on.
_WORLDS_TO_TRY = 20


def play_batches(
    cut: Cut,
    first_world: int,
    worlds: int,
    *,
    size: int,
    workers: int,
    executor: Executor | None,
    seats: Mapping[str, Seat],
    report: Progress,
) -> Generator[Arrays, None, None]:
    """Return the arrays of each batch in order, reporting worlds done out of all.

    Kernels let other threads run, so that two threads share the work at once. A user's own Python
    does not: it is played in processes where they save more than it takes to start them, and so are
    long runs.
    """
    if executor is not None:
        jobs = cut(first_world, worlds, size)
        return _gathered(jobs, lambda job: _submit(executor, job), _AHEAD, worlds, report)
    compile_beforehand()
    long = worlds > _WORLDS_FOR_PROCESSES
    if workers > 1 and (long or any(map(_is_users, seats.values()))):
        return _in_processes(cut, first_world, worlds, size, workers, report)
    workers = max(1, min(workers, _THREADS, worlds // _WORLDS_A_THREAD))
    if workers == 1:
        return _in_turn(cut(first_world, worlds, size), 0, worlds, report)
    jobs = cut(first_world, worlds, _shared(worlds, size, workers))
    return _in_threads(jobs, worlds, workers, report)


def _submit(executor: Executor, job: Batch) -> Future[Arrays]:
    try:
        return executor.submit(play_batch, job)
    except RuntimeError as error:
        raise ArgumentError(f"executor takes no work: {error}") from None


def _shared(worlds: int, size: int, workers: int) -> int:
    """Return the size of batches of which every worker plays as many, as far as that goes."""
    turns = -(-worlds // (size * workers))
    return -(-worlds // (turns * workers))


def _is_users(seat: Seat) -> bool:
    """Return whether a user's own Python decides in a seat."""
    kind = seat if isinstance(seat, type) else type(seat)
    return kind is OneWorld or kind.__module__.partition(".")[0] != "bargaining"


def _in_turn(
    jobs: Iterator[Batch], done: int, total: int, report: Progress
) -> Generator[Arrays, None, None]:
    for job in jobs:
        yield play_batch(job, _within(report, done, job.worlds, total))
        # Reported once the batch is in safe hands: anyone who hears of it may stop the run.
        done += job.worlds
        report(done, total)


def _within(report: Progress, before: int, worlds: int, total: int) -> Progress:
    """Turn rounds played of a batch into worlds done of all."""

    def by_round(played: int, rounds: int) -> None:
        if played < rounds:
            report(before + worlds * played // rounds, total)

    return by_round


def _in_threads(
    jobs: Iterator[Batch], total: int, workers: int, report: Progress
) -> Generator[Arrays, None, None]:
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
                total,
                report,
                played=played,
            )
        finally:
            stopped.set()
            executor.shutdown(wait=True, cancel_futures=True)


class _Stopped(Exception):
    """Ends a batch whose run was stopped."""


def _in_processes(
    cut: Cut, first_world: int, total: int, size: int, workers: int, report: Progress
) -> Generator[Arrays, None, None]:
    """Play here until it is seen that processes save time; they find the kernels compiled."""
    done, worlds, seconds = 0, min(_WORLDS_TO_TRY, size), 0.0
    while done < total and seconds * (total - done) * (1 - 1 / workers) <= _SECONDS_TO_START:
        worlds = min(worlds, total - done)
        began = time.perf_counter() - compilation_seconds()
        yield from _in_turn(cut(first_world + done, worlds, size), done, total, report)
        if done:
            # The first batch loads what others find loaded.
            seconds = (time.perf_counter() - compilation_seconds() - began) / worlds
        done += worlds
        worlds = min(2 * worlds, size)
    if done == total:
        return
    left = total - done
    jobs = cut(first_world + done, left, _shared(left, size, workers))
    with worker_processes(workers) as executor:
        yield from _gathered(
            jobs,
            lambda job: executor.submit(play_batch, job),
            _AHEAD_PER_WORKER * workers,
            total,
            report,
            done,
            cancels=False,
        )


@contextmanager
def worker_processes(workers: int) -> Iterator[Executor]:
    """Lend processes that stay ready for the next run; end them if something goes wrong.

    Raises
    ------
    ArgumentError
        This process is itself a worker of a `multiprocessing.Pool`.
    """
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
    total: int,
    report: Progress,
    done: int = 0,
    played: Mapping[int, int] | None = None,
    cancels: bool = True,
) -> Generator[Arrays, None, None]:
    """Yield what batches come to, in order, with `ahead` of them handed out.

    Parameters
    ----------
    played : mapping of first world to worlds, optional
        How far batches are that are being played; kept by those who play them.
    cancels : bool
        Whether what is not begun is cancelled when something goes wrong. Loky must do that itself:
        it fails, with a traceback, to end work that was cancelled before.
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
                    report(done + said, total)
            part = future.result()
            handed_out.popleft()
            for following in islice(jobs, 1):
                handed_out.append((following, submit(following)))
            # A result that was handed on need not be held twice.
            del future
            yield part
            del part
            done += job.worlds
            report(done, total)
    except BaseException:
        for _, future in handed_out if cancels else ():
            future.cancel()
        raise
