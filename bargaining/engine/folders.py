"""Folders in which results are kept while runs go on, and found when they are started again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
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

__all__ = [
    *("Arrays", "KeptRanges", "Resume", "RunFolder", "check_contents", "folder_of", "kept_in"),
]

Arrays = Mapping[str, NDArray[Any]]
T = TypeVar("T")

# The entry of a file that tells whose arrays it holds.
_NAME = "__run__"
_RANGE = re.compile(r"(worlds|points)-\d+-\d+\.npz")
# Locks, files that are being written, and what systems put in folders by themselves.
_PASSING = re.compile(r"\..+\.(lock|part)|\.nfs\w+|\.DS_Store")
_AS_WRITTEN = "as-written"
_TALLY = re.compile(r"[0-9a-f]+(-[0-9a-f]+)+\.npz")


class _AnotherRun(Exception):
    """A file is intact and holds arrays of another run."""


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
    digest : str
        Of the run whose files these are, where names do not tell it: others are not read.
    """

    path: Path
    tell: Callable[[str], object] = warnings.warn
    digest: str = ""

    @classmethod
    def prepare(cls, path: Path | str, tell: Callable[[str], object] = warnings.warn) -> RunFolder:
        """Make the folder if need be; raise ArgumentError where it cannot be made."""
        folder = Path(path).expanduser()
        for place in (folder, *folder.parents):
            if place.is_file():
                raise ArgumentError(f"{place} is a file, not a folder. Name another folder.")
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
            what = "is of another run" if isinstance(error, _AnotherRun) else "is damaged"
            self.tell(f"{self._file(name)} {what}; its worlds are played again.")
            return None

    def is_ours(self, name: str) -> bool:
        """Return whether a run's file is there and, as far as its first entry says, of this run."""
        try:
            self._arrays(name, [_NAME])
        except Exception:
            return False
        return True

    def keep(self, name: str, arrays: Arrays) -> None:
        """Keep arrays of a run beside those kept before; raise ArgumentError if it cannot."""
        held: dict[str, Any] = {}
        with contextlib.suppress(Exception):
            held = self._arrays(name)
        kept = {**held, **arrays, _NAME: np.array(self._named(name))}
        try:
            write_whole(self._file(name), lambda stream: np.savez_compressed(stream, **kept))
        except OSError as error:
            raise _refused(self.path, error) from error

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.npz"

    def _named(self, name: str) -> str:
        return f"{name} of {self.digest}" if self.digest else name

    def _arrays(self, name: str, only: Sequence[str] = ()) -> dict[str, NDArray[Any]]:
        # Opened here: NumPy leaves a file open that turns out not to be one of its own.
        with self._file(name).open("rb") as file, np.load(file, allow_pickle=False) as held:
            arrays = {key: held[key] for key in only or held.files}
        # A file that was copied or renamed holds another run, whose arrays may look the same.
        if arrays.pop(_NAME).item() != self._named(name):
            raise _AnotherRun
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
        ours = json.loads(json.dumps({"study": of, **run, **record.key(), **run}))
        digest = hashlib.sha256(json.dumps(ours, sort_keys=True).encode()).hexdigest()
        folder = replace(folder, digest=digest)
        check_contents(folder.path, ours["study"])
        theirs = _known(path)
        if not theirs:
            ranges = [one.stem for one in _listed(folder.path) if _RANGE.fullmatch(one.name)]
            what = "is damaged" if path.exists() else "is missing"
            if any(map(folder.is_ours, ranges)):
                folder.tell(
                    f"{path} {what}; it is written again, since files beside it are of this run."
                )
            elif ranges or path.exists():
                raise ArgumentError(
                    f"{path} {what}, so it is not known which run {folder.path} keeps, and no "
                    "file there is of this one. Name another folder."
                )
            text = json.dumps({**ours, "text": record.scenario}, indent=1).encode()
            try:
                write_whole(path, lambda stream: stream.write(text))
            except OSError as error:
                raise _refused(folder.path, error) from error
            theirs = ours
        for what in ours:
            if (known := theirs.get(what)) == ours[what]:
                continue
            told = f"whose {what} is {known}; got {ours[what]}"
            if what == "scenario" and "text" in theirs:
                other = replace(record, scenario=theirs["text"])
                if differing := other.scenario_differences(record):
                    told = f"whose scenario differs in {differing}"
            elif what == "parameters" and isinstance(known, dict):
                given = ours[what]
                paths = [path for path in {**known, **given} if known.get(path) != given.get(path)]
                told = f"with other values of {joined(paths, most=3)}"
            raise ArgumentError(f"{folder.path} keeps another run, {told}. Name another folder.")
        yield KeptRanges(folder, of)


def check_contents(folder: Path, study: str) -> None:
    """Refuse a folder that keeps a study of another kind, or holds what no study kept there.

    Parameters
    ----------
    folder : Path
    study : str
        As its run.json tells it. Two kinds have none: ``"claims"``, and ``"runs"``, which have a
        folder for each in this one.
    """
    if known := _known(folder / "run.json"):
        if known.get("study") != study:
            raise _other_study(folder, known, study)
        return
    ours, foreign = False, []
    for path in _listed(folder):
        known = _known(path / "run.json") if path.is_dir() else {}
        if known and study in ("runs", "sweep"):
            ours = (path.name == _AS_WRITTEN) == (study == "sweep")
        if known and not ours:
            raise _other_study(folder, known, study, f" in {path.name}")
        if not (known or _PASSING.fullmatch(path.name) or _is_own(path, study)):
            foreign.append(path.name)
    # A result may be saved beside the runs that it is from.
    if foreign and not ours:
        raise ArgumentError(
            f"{folder} holds {joined(foreign, most=3)}, which no run kept there. Name another "
            "folder, which is new or empty."
        )


def _is_own(path: Path, study: str) -> bool:
    """Return whether a study of some kind may have left what has no run.json."""
    if study == "claims":
        return bool(_TALLY.fullmatch(path.name))
    if study == "runs" or (study == "sweep" and path.name == _AS_WRITTEN):
        # Of a run that was killed before it could write a file, or whose run.json is lost.
        return path.is_dir() and all(
            _PASSING.fullmatch(one.name) or _is_own(one, "worlds") for one in _listed(path)
        )
    return bool(path.name == "run.json" or _RANGE.fullmatch(path.name))


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise _refused(folder, error) from error


def _other_study(
    folder: Path, known: Mapping[str, Any], study: str, where: str = ""
) -> ArgumentError:
    return ArgumentError(
        f"{folder} keeps the {known.get('study', 'worlds')} of {known.get('name')}{where}, and "
        f"takes no {study} beside it. Name another folder."
    )


def _known(path: Path) -> dict[str, Any]:
    """Return what a run.json says of a run; nothing where it is missing or damaged."""
    try:
        known = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ArgumentError(
            f"{path} cannot be read: {os.strerror(error.errno or 0)}. Name another folder."
        ) from error
    except (ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) and "model_number" in known else {}
