"""Folders in which results are kept while runs go on, and found when they are started again."""

from __future__ import annotations

import contextlib
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bargaining.engine.batches import Batch
from bargaining.engine.locks import held
from bargaining.errors import ArgumentError
from bargaining.outcomes.storage import write_whole

__all__ = ["Arrays", "KeptBatches", "RunFolder"]

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


@dataclass(slots=True)
class KeptBatches:
    """The batches of one run in a folder, each in a file that names its worlds.

    The same run may be cut into other batches, or go on to more worlds, when it is started again.
    """

    folder: RunFolder
    _told: bool = field(default=False, init=False)

    @classmethod
    @contextlib.contextmanager
    def of(cls, folder: RunFolder, run: Mapping[str, Any]) -> Iterator[KeptBatches]:
        """Hold the folder for a run, of which `run` says what makes it this one.

        Raises
        ------
        ArgumentError
            Another process holds the folder, it keeps another run, or it cannot be written to.
        """
        with held(folder.path):
            path = folder.path / "run.json"
            ours = json.loads(json.dumps(run))
            try:
                theirs = json.loads(path.read_bytes())
            except FileNotFoundError:
                text = json.dumps(ours, indent=1).encode()
                try:
                    write_whole(path, lambda stream: stream.write(text))
                except OSError as error:
                    raise _refused(folder.path, error) from error
                theirs = ours
            except (OSError, ValueError) as error:
                raise ArgumentError(
                    f"{path} cannot be read: {error}. Name another folder"
                ) from None
            for what in ours:
                if theirs.get(what) != ours[what]:
                    raise ArgumentError(
                        f"{folder.path} keeps another run, whose {what} is {theirs.get(what)}; got "
                        f"{ours[what]}. Name another folder"
                    )
            yield cls(folder)

    def find(self, whole: Batch) -> Iterator[tuple[int, Arrays]]:
        """Yield what is kept of a batch: the place of its first world, and the arrays."""
        for file in sorted(self.folder.path.glob("worlds-*.npz")):
            if not (numbers := re.fullmatch(r"worlds-(\d+)-(\d+)", file.stem)):
                continue
            first, last = map(int, numbers.groups())
            start = max(first, whole.first_world)
            end = min(last + 1, whole.first_world + whole.worlds)
            arrays = self.folder.find(file.stem, dict) if start < end else None
            if arrays is not None:
                rows = slice(start - first, end - first)
                yield start - whole.first_world, {name: of[rows] for name, of in arrays.items()}

    def keep(self, batch: Batch, arrays: Arrays) -> None:
        """Keep the arrays of a batch; say it once where that fails, since a run can go on."""
        first, last = batch.first_world, batch.first_world + batch.worlds - 1
        try:
            self.folder.keep(f"worlds-{first}-{last}", arrays)
        except ArgumentError as error:
            if not self._told:
                self.folder.tell(
                    f"{error} The run goes on, and what it plays now is not kept there."
                )
            self._told = True
