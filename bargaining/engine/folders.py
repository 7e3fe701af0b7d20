"""Folders in which results are kept while runs go on, and found when they are started again."""

from __future__ import annotations

import contextlib
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from bargaining.engine.locks import held
from bargaining.errors import ArgumentError
from bargaining.outcomes import RunRecord
from bargaining.outcomes.storage import write_whole
from bargaining.text import joined

__all__ = ["Arrays", "KeptRanges", "Resume", "RunFolder", "folder_of", "kept_in"]

Arrays = Mapping[str, NDArray[Any]]
T = TypeVar("T")

# The entry of a file that tells whose arrays it holds.
_NAME = "__run__"


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

    def within(self, name: str) -> RunFolder:
        """Return a folder in this one."""
        return RunFolder.prepare(self.path / name, self.tell)

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


Resume: TypeAlias = RunFolder | Path | str | None


def folder_of(resume: Resume) -> RunFolder | None:
    """Return the folder that a caller names for what is kept, if any; refuse what names none."""
    if isinstance(resume, str) and not resume.strip():
        raise ArgumentError("resume must name a folder; got an empty name")
    if not isinstance(resume, RunFolder | Path | str | None):
        raise ArgumentError(f"resume must name a folder; got {resume!r}")
    return RunFolder.prepare(resume) if isinstance(resume, Path | str) else resume


def _refused(folder: Path, error: OSError) -> ArgumentError:
    return ArgumentError(
        f"cannot keep results in {folder}: {os.strerror(error.errno or 0)}. Name another folder."
    )


@dataclass(slots=True)
class KeptRanges:
    """What is done of one run or study, each file named by the worlds or points that it holds.

    The same run may be cut into other ranges, or go on to more worlds, when it is started again.
    """

    folder: RunFolder
    of: str
    _told: bool = field(default=False, init=False)

    def find(self, first: int, end: int) -> Iterator[tuple[int, Arrays]]:
        """Yield what is kept of a range: the number that the arrays begin with, and the arrays."""
        for file in sorted(self.folder.path.glob(f"{self.of}-*.npz")):
            if not (numbers := re.fullmatch(rf"{self.of}-(\d+)-(\d+)", file.stem)):
                continue
            own, last = map(int, numbers.groups())
            start, stop = max(own, first), min(last + 1, end)
            arrays = self.folder.find(file.stem, dict) if start < stop else None
            if arrays is not None:
                yield start, {name: of[start - own : stop - own] for name, of in arrays.items()}

    def keep(self, first: int, arrays: Arrays) -> None:
        """Keep arrays of a range; say it once where that fails, since a run can go on."""
        last = first + len(next(iter(arrays.values()))) - 1
        try:
            self.folder.keep(f"{self.of}-{first}-{last}", arrays)
        except ArgumentError as error:
            if not self._told:
                self.folder.tell(
                    f"{error} The run goes on, and what it plays now is not kept there."
                )
            self._told = True


@contextlib.contextmanager
def kept_in(
    resume: Resume, of: str, record: RunRecord, run: Mapping[str, Any]
) -> Iterator[KeptRanges | None]:
    """Hold a folder for ranges of worlds or points of a run, if a folder is named.

    The `record`, and what else `run` says, make it this run and no other.

    Raises
    ------
    ArgumentError
        Another process holds the folder, it keeps another run, or it cannot be written to.
    """
    folder = folder_of(resume)
    if folder is None:
        yield None
        return
    with held(folder.path):
        path = folder.path / "run.json"
        ours = json.loads(json.dumps({**run, **record.key(), **run}))
        try:
            theirs = json.loads(path.read_bytes())
        except FileNotFoundError:
            text = json.dumps({**ours, "text": record.scenario}, indent=1).encode()
            try:
                write_whole(path, lambda stream: stream.write(text))
            except OSError as error:
                raise _refused(folder.path, error) from error
            theirs = ours
        except (OSError, ValueError) as error:
            raise ArgumentError(f"{path} cannot be read: {error}. Name another folder") from None
        for what in ours:
            if theirs.get(what) != ours[what]:
                told = _difference(what, theirs, ours, record)
                raise ArgumentError(f"{folder.path} keeps another run, {told}. Name another folder")
        yield KeptRanges(folder, of)


def _difference(
    what: str, theirs: Mapping[str, Any], ours: Mapping[str, Any], record: RunRecord
) -> str:
    """Say how a kept run differs in an entry from ours."""
    if what == "scenario" and "text" in theirs:
        other = replace(record, scenario=theirs["text"])
        if differing := other.scenario_differences(record):
            return f"whose scenario differs in {differing}"
    if isinstance(theirs.get(what), dict) and what == "parameters":
        known, given = theirs[what], ours[what]
        paths = [path for path in {**known, **given} if known.get(path) != given.get(path)]
        return f"with other values of {joined(paths, most=3)}"
    return f"whose {what} is {theirs.get(what)}; got {ours[what]}"
