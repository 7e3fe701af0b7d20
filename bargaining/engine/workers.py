"""Worker processes: started, watched, and started again after one was lost."""

from __future__ import annotations

import multiprocessing
import multiprocessing.resource_tracker
import os
import pickle
import signal
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import suppress
from functools import partial
from typing import Any, Generic, Self, TypeVar

from bargaining.errors import ArgumentError, StrategyError, WorkerError

__all__ = ["SECONDS_A_LOOK", "JobWorkers", "Workers"]

J = TypeVar("J")
T = TypeVar("T")

# How long the caller's thread waits before it reports; on some systems a wait hears no Ctrl-C.
SECONDS_A_LOOK = 0.1
# How often a job is done again that was lost with a process.
_TIMES_AGAIN = 2
# How soon a worker process sees that its parent is gone, where it has to look.
_SECONDS_ALONE = 1.0


class Workers:
    """Processes that stay ready for the next run, and are started again after one was lost.

    They start with their first work. As a context manager they end if something goes wrong.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._begun = False

    def __enter__(self) -> Self:
        # Loky says so of processes that end after some idle seconds, which it starts again itself.
        told = "A worker (stopped|was restarted) while some jobs were given"
        warnings.filterwarnings("ignore", told)
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is not None and self._begun:
            # Waiting for what is under way would take minutes after Ctrl-C.
            self._executor().shutdown(wait=True, kill_workers=True)

    def submit(self, call: Callable[[J], T], job: J) -> Future[T]:
        """Hand out a call."""
        if multiprocessing.current_process().daemon:
            raise ArgumentError(
                "workers must be 1 here: this process is itself a worker of a "
                "multiprocessing.Pool, and these may start no processes of their own"
            )
        self._begun = True
        # Ctrl-C is blocked in processes that start here, which would write a traceback: the
        # process that waits for them ends them. One that comes meanwhile is received as soon as
        # they started.
        before: Any = None
        if hasattr(signal, "pthread_sigmask"):
            # Python's resource tracker unblocks Ctrl-C when it starts, so it must run before.
            multiprocessing.resource_tracker.ensure_running()
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            while True:
                # One may be lost after they were looked at; then there are fresh ones.
                with suppress(BrokenExecutor):
                    future: Future[T] = self._executor().submit(partial(_called, call), job)
                    return future
        finally:
            if before is not None:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _executor(self) -> Any:
        from loky import get_reusable_executor

        # The same as before, unless that is broken.
        return get_reusable_executor(
            max_workers=self._workers, initializer=_end_with, initargs=(os.getpid(),)
        )


def _called(call: Callable[[J], T], job: J) -> T:
    """Do a job in a process; an error that cannot be sent back is told in words."""
    try:
        return call(job)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            told = StrategyError(f"{type(error).__name__}: {error}")
            for note in getattr(error, "__notes__", ()):
                told.add_note(note)
            raise told from None
        raise


def _end_with(parent: int) -> None:
    """Let this process end soon after its parent, which may have been killed."""
    above = multiprocessing.parent_process()

    def watch() -> None:
        if above is not None and above.sentinel is not None:
            # On Windows Loky hands over what can be waited for.
            above.join()
        else:
            while os.getppid() == parent:
                time.sleep(_SECONDS_ALONE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class JobWorkers(Generic[J, T]):
    """Processes that do a job each; what is lost with one of them is done again.

    Parameters
    ----------
    executor : Workers
    workers : int
        How many there are.
    play : callable
        Called with a job, in a process.
    named : callable
        Returns a job's name, which no other has.
    first : job, optional
        Shows that they are there: until they are started and it is done, they are given nothing
        else and nobody waits.
    """

    def __init__(
        self,
        executor: Workers,
        workers: int,
        play: Callable[[J], T],
        named: Callable[[J], str],
        first: J | None = None,
    ) -> None:
        self._executor, self._workers = executor, workers
        self._play, self._named = play, named
        self._first = first
        self._shown: Future[T] | None = None
        # By the name of a job.
        self._losses: Counter[str] = Counter()
        self._again: dict[str, J] = {}
        self.under_way: dict[Future[T], J] = {}

    @property
    def started(self) -> bool:
        """Whether they were told to start, or start with their first job."""
        return self._first is None or self._shown is not None

    def start(self) -> None:
        """Let them start, if that was not done."""
        if not self.started and self._first is not None:
            self._shown = self._executor.submit(self._play, self._first)

    def supply(self, jobs: Iterator[J]) -> None:
        """See what was lost, and give each process that is free the next job."""
        if self._first is not None:
            if self._shown is None or not self._shown.done():
                return
            if isinstance(self._shown.exception(), pickle.PicklingError):
                # A seat that cannot be sent, as one that holds a file: its worlds are played here.
                return
            if _is_lost(self._shown):
                self._count_loss(self._first)
                self._shown = self._executor.submit(self._play, self._first)
                return
            # Raises what playing it raised.
            self._shown.result()
        for future in [future for future in self.under_way if _is_lost(future)]:
            job = self.under_way.pop(future)
            self._count_loss(job)
            self._again[self._named(job)] = job
        busy = [job for future, job in self.under_way.items() if not future.done()]
        # What was lost twice is done alone: if a process is lost again, it is known why.
        while len(busy) < self._workers and not any(map(self._is_suspect, busy)):
            again = [job for job in self._again.values() if not busy or not self._is_suspect(job)]
            following = next(jobs, None) if not self._again else next(iter(again), None)
            if following is None:
                return
            self._again.pop(self._named(following), None)
            self.under_way[self._executor.submit(self._play, following)] = following
            busy.append(following)

    def _is_suspect(self, job: J) -> bool:
        return self._losses[self._named(job)] == _TIMES_AGAIN

    @property
    def at_work(self) -> bool:
        """Whether anything is still to come from them."""
        return bool(self.under_way or self._again)

    def wait(self) -> None:
        """Wait a little for the next that is done."""
        wait(self.under_way, SECONDS_A_LOOK, FIRST_COMPLETED)

    def finished(self) -> Iterator[tuple[J, T]]:
        """Yield what has been done."""
        for future in [future for future in self.under_way if future.done()]:
            if not _is_lost(future):
                # A result that was handed on need not be held twice.
                try:
                    result = future.result()
                except pickle.PicklingError as error:
                    raise ArgumentError(
                        "workers must be 1 here: what is played holds something that cannot be "
                        f"sent to another process ({error.__cause__ or error})"
                    ) from error
                yield self.under_way.pop(future), result
                del result

    def _count_loss(self, job: J) -> None:
        name = self._named(job)
        self._losses[name] += 1
        if (times := self._losses[name]) > _TIMES_AGAIN:
            raise WorkerError(
                f"{name} cannot be played: the worker process was killed {times} times, perhaps "
                "for want of memory. Ask for fewer workers"
            )


def _is_lost(future: Future[Any]) -> bool:
    return future.done() and isinstance(future.exception(), BrokenExecutor)
