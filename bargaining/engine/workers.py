"""Worker processes: started, watched, and started again after one was lost."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from typing import Any, TypeVar

from bargaining.engine.batches import Batch, play_batch
from bargaining.errors import ArgumentError, WorkerError

__all__ = ["Arrays", "BatchWorkers", "Workers", "named", "worker_processes"]

Arrays = dict[str, Any]
T = TypeVar("T")

# How often worlds are played again that were lost with a process.
_TIMES_AGAIN = 2
# How soon a worker process sees that its parent is gone.
_SECONDS_ALONE = 1.0


class Workers:
    """Processes that stay ready for the next run, and are started again after one was lost."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def submit(self, call: Callable[..., T], *given: Any, **named: Any) -> Future[T]:
        """Hand out a call."""
        return self._executor().submit(call, *given, **named)  # type: ignore[no-any-return]

    def kill(self) -> None:
        """End them, whatever they are doing."""
        self._executor().shutdown(wait=True, kill_workers=True)

    def _executor(self) -> Any:
        from loky import get_reusable_executor

        # The same as before, unless that is broken.
        return get_reusable_executor(
            max_workers=self._workers, initializer=_end_with, initargs=(os.getpid(),)
        )


def _end_with(parent: int) -> None:
    """Let this process end soon after its parent, which may have been killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_SECONDS_ALONE)
        os._exit(1)

    # Windows does not say that a parent has ended.
    if os.name != "nt":
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def worker_processes(workers: int) -> Iterator[Workers]:
    """Lend processes; end them if something goes wrong."""
    from multiprocessing import current_process

    if current_process().daemon:
        raise ArgumentError(
            f"workers must be 1 here, got {workers}: this process is itself a worker of a "
            "multiprocessing.Pool, and these may start no processes of their own"
        )
    # Loky says so of processes that end after some idle seconds, which it starts again by itself.
    warnings.filterwarnings("ignore", "A worker (stopped|was restarted) while some jobs were given")
    processes = Workers(workers)
    try:
        yield processes
    except BaseException as error:
        # Waiting for what is under way would take minutes after Ctrl-C.
        processes.kill()
        if isinstance(error, BrokenExecutor):
            raise WorkerError(
                "a worker process was killed, perhaps for want of memory. Ask for fewer workers"
            ) from error
        raise


class BatchWorkers:
    """Processes that play a batch each; what is lost with one of them is played again."""

    def __init__(self, executor: Workers, workers: int, first: Batch) -> None:
        self._executor, self._workers = executor, workers
        # Nobody waits for them: there is work for them once they have played a world.
        self._first, self._started = first, executor.submit(play_batch, first)
        # By the first world of a batch and how many it holds.
        self._losses: Counter[tuple[int, int]] = Counter()
        self._again: dict[tuple[int, int], Batch] = {}
        self.under_way: dict[Future[Arrays], Batch] = {}

    def supply(self, jobs: Iterator[Batch]) -> None:
        """See what was lost, and give each process that is free the next batch."""
        if not self._ready():
            return
        for future in [future for future in self.under_way if _is_lost(future)]:
            job = self.under_way.pop(future)
            self._count_loss(job)
            self._again[_key(job)] = job
        busy = [job for future, job in self.under_way.items() if not future.done()]
        while len(busy) < self._workers and (following := self._next(busy, jobs)) is not None:
            try:
                self.under_way[self._executor.submit(play_batch, following)] = following
            except BrokenExecutor:
                # One was lost since they were looked at.
                self._again[_key(following)] = following
                return
            busy.append(following)

    def _next(self, busy: list[Batch], jobs: Iterator[Batch]) -> Batch | None:
        """Return what is to be played beside what is being played."""
        # What was lost twice is played alone: if a process is lost again, it is known why.
        if any(self._is_suspect(job) for job in busy):
            return None
        for job in self._again.values():
            if not busy or not self._is_suspect(job):
                return self._again.pop(_key(job))
        return None if self._again else next(jobs, None)

    def _is_suspect(self, job: Batch) -> bool:
        return self._losses[_key(job)] == _TIMES_AGAIN

    @property
    def at_work(self) -> bool:
        """Whether anything is still to come from them."""
        return bool(self.under_way or self._again)

    def finished(self) -> Iterator[tuple[Batch, Arrays]]:
        """Yield what has been played."""
        for future in [future for future in self.under_way if future.done()]:
            if not _is_lost(future):
                # A result that was handed on need not be held twice.
                yield self.under_way.pop(future), future.result()

    def _ready(self) -> bool:
        if not self._started.done():
            return False
        if _is_lost(self._started):
            self._count_loss(self._first)
            self._started = self._executor.submit(play_batch, self._first)
            return False
        # Raises what playing it raised.
        self._started.result()
        return True

    def _count_loss(self, job: Batch) -> None:
        self._losses[_key(job)] += 1
        if (times := self._losses[_key(job)]) > _TIMES_AGAIN:
            raise WorkerError(
                f"{named(job)} cannot be played: the worker process that plays them was killed "
                f"{times} times, perhaps for want of memory. Ask for fewer workers"
            )


def _key(job: Batch) -> tuple[int, int]:
    return job.first_world, job.worlds


def _is_lost(future: Future[Arrays]) -> bool:
    return future.done() and isinstance(future.exception(), BrokenExecutor)


def named(job: Batch) -> str:
    """Return the worlds of a batch in words."""
    return f"worlds {job.first_world:,} to {job.first_world + job.worlds - 1:,}"
