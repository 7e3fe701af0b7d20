"""Many runs in one go: shared out to workers, stopped by hand, kept in a folder and found again."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bargaining.engine.runner import Progress, worker_processes
from bargaining.engine.simulation import Interrupted
from bargaining.errors import ArgumentError
from bargaining.outcomes.storage import write_whole

__all__ = ["Arrays", "Progress", "Run", "RunFolder", "play_runs"]

Arrays = Mapping[str, NDArray[Any]]
T = TypeVar("T")


# The entry of a file that tells whose arrays it holds.
_NAME = "__run__"


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


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A folder with one file of arrays for each run, which several processes may share.

    Attributes
    ----------
    path : Path
        The folder, which exists.
    tell : callable
        Called with a sentence for each file that is damaged, whose run is to be played again; a
        warning unless something else is given.
    """

    path: Path
    tell: Callable[[str], object] = warnings.warn

    @classmethod
    def prepare(cls, path: Path | str, tell: Callable[[str], object] = warnings.warn) -> RunFolder:
        """Make the folder if need be; raise ArgumentError where it cannot be made."""
        folder = Path(path).expanduser()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refused(folder, error) from error
        return cls(folder, tell)

    def find(self, name: str, read: Callable[[Arrays], T | None]) -> T | None:
        """Return what `read` makes of a run's arrays; None where there are none, or damaged ones.

        `read` returns None where arrays are missing that it needs.
        """
        try:
            return read(self._arrays(name))
        except FileNotFoundError:
            return None
        except Exception as error:
            # A damaged archive raises errors of a dozen kinds, and none of them may stop a restart.
            self.tell(
                f"{self._file(name)} is damaged ({type(error).__name__}); its worlds are played "
                "again."
            )
            return None

    def keep(self, name: str, arrays: Arrays) -> None:
        """Keep arrays of a run beside those kept before; raise ArgumentError if it cannot."""
        held: dict[str, Any] = {}
        with contextlib.suppress(Exception):
            held = self._arrays(name)
        kept = {**held, **arrays, _NAME: np.array(name)}
        try:
            write_whole(self._file(name), lambda stream: np.savez_compressed(stream, **kept))
        except OSError as error:
            raise _refused(self.path, error) from error

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.npz"

    def _arrays(self, name: str) -> dict[str, NDArray[Any]]:
        # Opened here: NumPy leaves a file open that turns out not to be one of its own.
        with self._file(name).open("rb") as file, np.load(file, allow_pickle=False) as held:
            arrays = {key: held[key] for key in held.files}
        # A file that was copied or renamed holds another run, whose arrays may look the same.
        if arrays.pop(_NAME).item() != name:
            raise ValueError("it holds another run")
        return arrays


def _refused(folder: Path, error: OSError) -> ArgumentError:
    return ArgumentError(
        f"cannot keep results in {folder}: {os.strerror(error.errno or 0)}. Name another folder."
    )
